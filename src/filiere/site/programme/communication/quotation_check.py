"""Whether a sentence says its figure as the register gives it, in digits or in words, by the engine of quotations.

A message is held to more than a text that is checked: a rounding may not move the figure by more than a hedge would.
"""

from __future__ import annotations

from dataclasses import dataclass

from filiere.core import LANGUAGES, Fault, Lang, Text
from filiere.figures import Figure, Register
from filiere.quotations import check_text
from filiere.quotations.mentions import Mention, find_mentions
from filiere.quotations.narrative import VERDICT_LABELS
from filiere.quotations.number_fits import HEDGE, find_fit, scale_figure
from filiere.quotations.token_text import TokenText
from filiere.site.programme.communication.faults import fault


@dataclass(frozen=True, slots=True)
class Remark:
    """What the register does not confirm of a sentence: a number, the verdict in words, and why."""

    lang: Lang
    number: str
    verdict: str
    label: Text
    reason: Text | None


def list_remarks(register: Register, sentence: Text) -> list[Remark]:
    """Return a remark for each number of a sentence, in each language, that is not a match.

    Its unit, its year, its place or its market may be another; whoever writes or approves decides.
    """
    return [
        Remark(lang, row.text, row.verdict, VERDICT_LABELS[row.verdict], row.reason)
        for lang in LANGUAGES
        for row in check_text(sentence.get(lang), register, lang=lang)
        if row.verdict is not None and row.verdict != "match"
    ]


def find_quotation_faults(register: Register, figure: Figure, sentence: Text, fields: tuple[str, str]) -> list[Fault]:
    """Return a fault for each language in which a sentence does not say its figure; ``fields`` are those of a form."""
    return [
        fault(
            "message-figure-absent",
            key=field,
            amount=Text(fr=register.amount(figure, "fr"), en=register.amount(figure, "en")),
            language=_LANGUAGE_NAMES[lang],
        )
        for lang, field in zip(LANGUAGES, fields, strict=True)
        if not says_figure(sentence.get(lang), figure, lang)
    ]


def find_number(sentence: str, figure: Figure, lang: Lang) -> tuple[int, int] | None:
    """Return where a sentence says its figure, from the first to after the last character; None where it does not."""
    for mention in find_mentions(TokenText(sentence, lang)).mentions:
        fit = find_fit(mention, figure)
        if fit in ("equal", "hedged") or (fit == "rounded" and _is_close(mention, figure)):
            return mention.start, mention.end
    return None


def _is_close(mention: Mention, figure: Figure) -> bool:
    value = scale_figure(figure)[0]
    return value is None or mention.value is None or abs(abs(mention.value) - abs(value)) <= abs(value) * HEDGE


def says_figure(sentence: str, figure: Figure, lang: Lang) -> bool:
    """Whether a sentence holds the value of a figure, or both ends of its range, exact, rounded or hedged."""
    return find_number(sentence, figure, lang) is not None


_LANGUAGE_NAMES: dict[Lang, Text] = {
    "fr": Text(fr="La phrase française", en="The French sentence"),
    "en": Text(fr="La phrase anglaise", en="The English sentence"),
}
