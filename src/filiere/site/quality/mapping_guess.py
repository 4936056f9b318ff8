"""What a column of an unknown file probably is: a first proposal, which the person who knows the file corrects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from filiere.contacts import Table
from filiere.site.quality.file_head import FileColumn

TIME_FORMS: Mapping[str, str] = {
    "iso": "2026-03-29T08:15:00+02:00",
    "%Y-%m-%d %H:%M:%S": "2026-03-29 08:15:00",
    "%Y-%m-%d %H:%M": "2026-03-29 08:15",
    "%d/%m/%Y %H:%M:%S": "29/03/2026 08:15:00",
    "%d/%m/%Y %H:%M": "29/03/2026 08:15",
    "%m/%d/%Y %H:%M:%S": "03/29/2026 08:15:00",
    "epoch-second": "1774764900",
    "epoch-millisecond": "1774764900000",
}
"""The forms of an instant that the page offers, each by an example; others are written in the YAML itself."""

_FORM_PATTERNS: Mapping[str, str] = {
    "iso": r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)",
    "%Y-%m-%d %H:%M:%S": r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d",
    "%Y-%m-%d %H:%M": r"\d{4}-\d\d-\d\d \d\d:\d\d",
    "%d/%m/%Y %H:%M:%S": r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d",
    "%d/%m/%Y %H:%M": r"\d\d/\d\d/\d{4} \d\d:\d\d",
    "epoch-second": r"1\d{9}",
    "epoch-millisecond": r"1\d{12}",
}

_COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "contact_id": ("id", "appel", "callid", "uniqueid", "contact", "interaction", "ticket", "conversation"),
    "queue": ("file", "queue", "service", "skill", "competence", "groupe"),
    "site": ("site", "centre", "plateau", "lieu"),
    "customer_key": ("client", "customer", "appelant", "caller", "numero", "telephone", "ani", "phone"),
    "agent_key": ("conseiller", "agent", "teleconseiller", "operateur", "user"),
    "arrived_at": ("arrivee", "arrived", "debut", "start", "date", "horodatage", "appele"),
    "queued_at": ("entreefile", "queued", "enqueue", "miseenfile"),
    "offered_at": ("presente", "offered", "sonnerie", "ring"),
    "answered_at": ("decroche", "answered", "repondu", "connect", "reponse"),
    "ended_at": ("fin", "ended", "end", "raccroche", "hangup"),
    "wrap_ended_at": ("fintraitement", "wrap", "acw", "postappel"),
    "outcome": ("issue", "outcome", "resultat", "statut", "status", "disposition", "etat"),
    "channel": ("canal", "channel", "media"),
    "direction": ("sens", "direction"),
    "transferred": ("transfere", "transferred", "transfert"),
    "reason": ("motif", "reason"),
}

_VALUE_WORDS: Mapping[str, tuple[str, ...]] = {
    "answered": ("answered", "repondu", "decroche", "servi", "traite", "agent", "connected", "pris", "ok"),
    "abandoned": ("abandoned", "abandon", "abandonne", "hang", "perdu", "noanswer", "raccroche"),
    "overflowed": ("overflow", "debord", "deborde", "transferefile"),
    "blocked": ("blocked", "bloque", "busy", "occupe", "dissuade"),
    "callback": ("callback", "rappel"),
    "deflected": ("deflected", "devie", "ivr", "svi", "bot"),
    "system_dropped": ("failed", "erreur", "phantom", "coupe", "dropped"),
    "inbound": ("inbound", "in", "entrant"),
    "outbound": ("outbound", "out", "sortant"),
    "phone": ("phone", "tel", "telephone", "voice", "voix", "appel"),
    "email": ("email", "mail", "courriel"),
    "chat": ("chat", "messagerie"),
    "mail": ("courrier", "letter", "lettre"),
    "social": ("social", "reseaux"),
    "true": ("true", "oui", "yes", "1", "vrai"),
    "false": ("false", "non", "no", "0", "faux"),
}


def normalize_words(words: str) -> str:
    """Words without case, accents, spaces or signs, as they are compared."""
    folded = unicodedata.normalize("NFKD", words.casefold())
    return re.sub(r"[^a-z0-9]", "", "".join(sign for sign in folded if not unicodedata.combining(sign)))


def guess_columns(columns: Sequence[FileColumn], table: Table) -> dict[str, str]:
    """The canonical column that each column of the file probably is; each is proposed once."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    exact = {normalize_words(name): name for name in table.header}
    for one in columns:
        name = exact.get(normalize_words(one.name))
        if name is not None and name not in taken:
            found[one.name] = name
            taken.add(name)
    for one in columns:
        if one.name in found:
            continue
        said = normalize_words(one.name)
        for name in table.header:
            if name not in taken and any(
                word in said for word in _COLUMN_NAMES.get(name, ()) if len(word) > 2 or word == said
            ):
                found[one.name] = name
                taken.add(name)
                break
    return found


def guess_form(samples: Sequence[str]) -> str:
    """The form of an instant that all the samples have; ISO when none fits."""
    for form, pattern in _FORM_PATTERNS.items():
        if samples and all(re.fullmatch(pattern, one) for one in samples):
            return form
    return "iso"


def guess_word(read: str, choices: Sequence[str]) -> str:
    """The canonical word that a word of the file probably says, empty when nothing tells."""
    said = normalize_words(read)
    for choice in choices:
        if said == normalize_words(choice) or said in _VALUE_WORDS.get(choice, ()):
            return choice
    for choice in choices:
        if any(len(word) > 3 and word in said for word in _VALUE_WORDS.get(choice, ())):
            return choice
    return ""
