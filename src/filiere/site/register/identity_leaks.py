"""Who complains never stands in what the holder reads: the sealed name and address are compared with it.

An author may sign in the middle of the facts and mark nothing, and the staff may quote them. What is found is told by
its kind alone: the name is not to be repeated to whoever did not ask for it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core import Fault
from filiere.site.members.field_checks import fault
from filiere.site.register.actions.file_complaint import readable_identity
from filiere.site.register.models import Complaint
from filiere.site.register.redaction import REDACTED_MARK, redact_facts
from filiere.site.register.text_folding import WHOLE_WORD_LENGTH, fold, fold_with_positions

_COMMON_NAME_WORDS = frozenset(
    [
        "des",
        "les",
        "dos",
        "das",
        "del",
        "della",
        "den",
        "der",
        "von",
        "van",
        "the",
        "and",
        "mme",
        "mlle",
        "mrs",
        "monsieur",
        "madame",
        "contact",
        "info",
        "infos",
        "mail",
        "email",
        "label",
        "service",
        "services",
        "client",
        "clients",
        "syndicat",
        "union",
        "bureau",
        "direction",
        "equipe",
        "anonyme",
        "anonymous",
    ]
)
"""What a name or an address holds without telling who it is; kept out alone, it would forbid any sentence."""
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_ALPHANUMERIC_RUN = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;]{1,64}@[^\s@<>()\[\],;]{1,190}")
_NUMBER = re.compile(r"\d(?:[\s./()-]{0,3}\d){7,14}")
_DIALLED_NUMBER = re.compile(r"(?:\+|(?<!\d)0)[\s./()-]{0,3}\d(?:[\s./()-]{0,3}\d){6,14}")
_SEPARATOR = r"[\W_]{0,3}"
MAX_SEARCH_COST = 100_000_000
"""Signs searched, once for each thing sought, for one page or one act; no account of somebody’s comes near."""
FOLDING_COST = 30
"""Things sought that folding a sign costs as much as."""


def propose_shared_text(complaint: Complaint) -> str:
    """The facts as the staff may share them: without what is marked, nor who complains."""
    return _IdentitySearch(_identity_patterns(complaint)).conceal(redact_facts(complaint.facts))


def concealer_for_staff(complaint: Complaint) -> Callable[[str], str]:
    """What makes of the author’s words those that the staff reads as long as the name is not opened to it.

    Beside the text that is proposed, the whole account would tell which of its names is its author’s. What the author
    said to the staff alone is no part of it: a number to call is written there.
    """
    return _IdentitySearch(_identity_patterns(complaint, private=False)).conceal


def find_identity_leaks(complaint: Complaint, text: str, key: str) -> list[Fault]:
    """The fault of a text for the holder that holds the name, the address or the number of whoever complains."""
    search = _IdentitySearch(_identity_patterns(complaint))
    if not search.charge_cost(text):
        return [
            fault(
                "complainant-not-compared",
                "Ce texte est trop long pour être comparé à tout ce que l’auteur a dit à l’équipe seule.",
                "This text is too long to be compared with everything the author told the staff in confidence.",
                "Dites-le en moins de mots.",
                "Use fewer words.",
                key,
            )
        ]
    if not search.spans(text):
        return []
    return [
        fault(
            "complainant-told",
            "Ce texte, que le titulaire lira, contient le nom, l’adresse électronique ou le téléphone de l’auteur, "
            "ou une partie.",
            "This text, which the holder will read, contains all or part of the author’s name, e-mail address or "
            "telephone number.",
            "Cachez tout prénom, nom, adresse et numéro de la personne qui se plaint, même en partie.",
            "Remove any first name, last name, address or number of the complainant, even partial.",
            key,
        )
    ]


def _identity_patterns(complaint: Complaint, *, private: bool = True) -> list[re.Pattern[str]]:
    """What finds who complains: by what is sealed, and with ``private`` by what was said to the staff alone."""
    identity: Mapping[str, Any] = readable_identity(complaint)
    name, email = fold(str(identity.get("name") or "")), fold(str(identity.get("email") or ""))
    aside = fold(complaint.private) if private else ""
    found: set[str] = set()
    for address in {email, *_ADDRESS.findall(name), *_ADDRESS.findall(aside)} - {""}:
        found.add(re.escape(address.rstrip(".")))
        local = address.partition("@")[0]
        for words in {local, local.partition("+")[0]}:
            found |= _words_and_parts(words)
    found |= _words_and_parts(_ADDRESS.sub(" ", name))
    sealed = _NUMBER.findall(f"{name} {email} {fold(str(identity.get('phone') or ''))}")
    for number in [*sealed, *_DIALLED_NUMBER.findall(aside)]:
        digits = re.sub(r"\D", "", number)
        # The last nine stay the same with a national or an international prefix.
        found.add(_SEPARATOR.join(digits[-9:]))
    return [re.compile(one) for one in sorted(found)]


def _words_and_parts(words: str) -> set[str]:
    """What finds these words whole, then each of their parts."""
    runs = _ALPHANUMERIC_RUN.findall(words)
    found = {_pattern_for(one) for one in _LETTERS.findall(words) if one not in _COMMON_NAME_WORDS}
    letters = "".join(runs)
    # A name of two letters is one; two initials are not.
    if (len(runs) == 1 and len(letters) > 1 and letters not in _COMMON_NAME_WORDS) or (
        len(runs) > 1 and len(letters) > 2
    ):
        found.add(_as_whole_word(_SEPARATOR.join(re.escape(one) for one in runs)))
    return found


def _pattern_for(part: str) -> str:
    return re.escape(part) if len(part) >= WHOLE_WORD_LENGTH or not part.isascii() else _as_whole_word(re.escape(part))


def _as_whole_word(pattern: str) -> str:
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


@dataclass(slots=True)
class _IdentitySearch:
    """Looking for who complains in one text or several, with a bound on what that may cost.

    Whoever complains writes both what is searched and what is sought, and one sign may fold into eighteen. Where all of
    it is longer than any account, too much is hidden rather than too little.
    """

    patterns: Collection[re.Pattern[str]]
    left: int = MAX_SEARCH_COST

    def charge_cost(self, text: str) -> bool:
        """Count a text; False when what is left does not suffice to search it."""
        if self.patterns:
            self.left -= len(unicodedata.normalize("NFKD", text)) * (len(self.patterns) + FOLDING_COST)
        return self.left >= 0

    def conceal(self, text: str) -> str:
        """The text without what is found; nothing of it when it is too long to be searched."""
        if not self.charge_cost(text):
            return REDACTED_MARK
        # What replaces a passage may bring two others side by side: look again until nothing is found.
        while spans := self.spans(text):
            for start, end in reversed(spans):
                text = text[:start] + REDACTED_MARK + text[end:]
            if not self.charge_cost(text):
                return REDACTED_MARK
        return text

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where a text holds what is sought, widened to whole words, in order and apart."""
        if not self.patterns:
            return []
        within, places = fold_with_positions(text)
        # Found once: walking to both ends of a word from each match would cost its length as many times.
        words = [one.span() for one in _ALPHANUMERIC_RUN.finditer(within)]
        begins = [start for start, _ in words]
        found: list[tuple[int, int]] = []
        for pattern in self.patterns:
            end = 0
            while match := pattern.search(within, end):
                start, end = match.span()
                before, after = bisect_left(begins, start) - 1, bisect_right(begins, end) - 1
                start = begins[before] if before >= 0 and words[before][1] >= start else start
                end = max(end, words[after][1]) if after >= 0 else end
                found.append((places[start], places[end - 1] + 1))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged
