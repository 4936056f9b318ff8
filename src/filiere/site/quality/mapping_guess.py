"""What a column of an unknown file probably is: a first proposal, which the person who knows the file corrects.

A heading alone misleads: « Date appel » holds an instant and names no call. A column is proposed for what its heading
says and its values can be; of several headings that say the same, the more precise one is believed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from filiere.contacts import Table
from filiere.site.quality.file_head import FileColumn
from filiere.site.quality.mapping_targets import (
    ARRIVAL_CLOCK,
    ARRIVAL_DAY,
    DURATION_KIND,
    TALK,
    TOTAL,
    WAIT,
    WRAP,
    MappingTarget,
    list_targets,
)

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
DAY_FORMS: Mapping[str, str] = {
    "%Y-%m-%d": "2026-03-29",
    "%d/%m/%Y": "29/03/2026",
    "%m/%d/%Y": "03/29/2026",
    "%d-%m-%Y": "29-03-2026",
}
CLOCK_FORMS: Mapping[str, str] = {"%H:%M:%S": "08:15:00", "%H:%M": "08:15", "%Hh%M": "08h15"}
DURATION_UNITS = ("second", "minute", "millisecond")
FORMS_BY_KIND: Mapping[str, Mapping[str, str]] = {"time": TIME_FORMS, "day": DAY_FORMS, "clock": CLOCK_FORMS}

_FORM_PATTERNS: Mapping[str, str] = {
    "iso": r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?| \d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d))",
    "%Y-%m-%d %H:%M:%S": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "%Y-%m-%d %H:%M": r"\d{4}-\d\d-\d\d \d\d:\d\d",
    "%d/%m/%Y %H:%M:%S": r"\d\d?/\d\d?/\d{4} \d\d?:\d\d:\d\d",
    "%d/%m/%Y %H:%M": r"\d\d?/\d\d?/\d{4} \d\d?:\d\d",
    "epoch-second": r"1\d{9}",
    "epoch-millisecond": r"1\d{12}",
    "%Y-%m-%d": r"\d{4}-\d\d-\d\d",
    "%d/%m/%Y": r"\d\d?/\d\d?/\d{4}",
    "%d-%m-%Y": r"\d\d?-\d\d?-\d{4}",
    "%H:%M:%S": r"\d\d?:\d\d:\d\d",
    "%H:%M": r"\d\d?:\d\d",
    "%Hh%M": r"\d\d?h\d\d",
}
_DURATION = re.compile(r"-?\d+([.,]\d+)?|\d+:\d\d(:\d\d([.,]\d+)?)?")

_COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "contact_id": (
        *("n appel", "no appel", "num appel", "numero appel", "numero d appel", "id appel", "call id", "callid"),
        *("unique id", "uniqueid", "contact id", "identifiant", "interaction", "conversation id", "reference"),
        *("id", "appel", "contact", "ticket", "conversation", "call"),
    ),
    "queue": ("file d attente", "file", "queue name", "queue", "service", "skill", "competence", "groupe"),
    "site": ("site", "centre", "plateau", "lieu"),
    "customer_key": (
        *("n appelant", "numero appelant", "numero client", "caller id", "client", "customer", "appelant", "caller"),
        *("telephone", "phone", "ani", "numero"),
    ),
    "agent_key": ("conseiller", "agent", "teleconseiller", "operateur", "operatrice", "user"),
    "arrived_at": (
        *("date appel", "date de l appel", "date d appel", "date et heure", "date heure", "horodatage", "call date"),
        *("date d arrivee", "heure d arrivee", "arrivee", "arrived", "timestamp", "debut appel", "start time"),
        *("arrival", "arrival time", "arrival date", "datetime", "call time", "heure appel", "heure de l appel"),
        *("received", "recu"),
        *("appele", "debut", "start", "date"),
    ),
    "queued_at": ("entree en file", "entree file", "mise en file", "queued", "enqueue", "enqueued"),
    "offered_at": ("presente", "presentation", "offered", "sonnerie", "ring"),
    "answered_at": (
        *("heure de reponse", "date de reponse", "prise d appel", "prise en charge", "decroche", "answer time"),
        *("answered", "repondu", "connect", "connected", "reponse"),
    ),
    "ended_at": ("heure de fin", "date de fin", "fin", "ended", "end", "end time", "raccroche", "hangup"),
    "wrap_ended_at": ("fin traitement", "fin de traitement", "wrap end", "acw end", "fin post appel"),
    "outcome": (
        *("issue", "outcome", "resultat", "statut", "status", "disposition", "etat", "repondu", "answered"),
        *("decroche", "abandonne", "abandon", "abandoned", "servi", "traite"),
    ),
    "channel": ("canal", "channel", "media"),
    "direction": ("sens", "direction"),
    "transferred": ("transfere", "transferred", "transfert"),
    "reason": ("motif", "reason"),
    ARRIVAL_DAY: ("date appel", "date de l appel", "date", "jour", "day", "arrival", "arrivee"),
    ARRIVAL_CLOCK: ("heure appel", "heure d arrivee", "heure", "debut", "arrivee", "arrival", "time", "start"),
    WAIT: (
        *("temps d attente", "duree d attente", "duree attente", "attente", "waiting time", "wait time", "queue time"),
        *("hold time", "time to answer", "speed of answer", "waiting", "waited", "wait", "waits", "delai de reponse"),
        *(
            "delai d attente",
            "attendu",
            "attendue",
            "attendues",
            "attentes",
            "temps en file",
            "time in queue",
            "seconds in queue",
        ),
        *("queue seconds", "queue duration", "secondes en file", "asa"),
    ),
    TALK: (
        *("duree de conversation", "duree conversation", "duree communication", "temps de conversation", "talk time"),
        *("duree appel", "duree de l appel", "call duration", "communication", "billsec", "talk", "duration", "duree"),
    ),
    TOTAL: ("duree totale", "temps total", "total duration", "total time"),
    WRAP: ("duree post appel", "post appel", "apres appel", "after call", "wrap up", "wrap", "acw", "traitement"),
}
_VAGUE = frozenset(
    {"date", "debut", "start", "appel", "call", "contact", "time", "heure", "numero", "duree", "duration"}
)
"""Words that a more precise heading makes give way."""

_VALUE_WORDS: Mapping[str, tuple[str, ...]] = {
    "answered": ("answered", "repondu", "decroche", "servi", "traite", "agent", "connected", "pris", "ok"),
    "abandoned": ("abandoned", "abandon", "abandonne", "hang", "perdu", "noanswer", "nonrepondu", "raccroche"),
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
    "true": ("true", "oui", "o", "yes", "y", "1", "vrai", "x"),
    "false": ("false", "non", "n", "no", "0", "faux"),
}


def normalize_words(words: str) -> str:
    """Words without case, accents, spaces or signs, as they are compared."""
    return _split_words(words).replace(" ", "")


def _split_words(words: str) -> str:
    """Words without case, accents or signs, each set apart by a space."""
    # « HeureArrivée » is two words.
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", words)
    folded = unicodedata.normalize("NFKD", apart.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def guess_columns(columns: Sequence[FileColumn], table: Table) -> dict[str, str]:
    """What each column of the file probably becomes; each target is proposed once."""
    targets = list_targets(table)
    exact = {normalize_words(one.name): one.name for one in targets}
    found: dict[str, str] = {}
    for column in columns:
        name = exact.get(normalize_words(column.name))
        if name is not None and name not in found.values():
            found[column.name] = name
    likely = [
        (score, -place, -rank, one.name, target.name)
        for place, one in enumerate(columns)
        if one.name not in found
        for rank, target in enumerate(targets)
        if _can_be(one, target) and (score := _score(one, target.name))
    ]
    for *_, name, target_name in sorted(likely, reverse=True):
        taken = set(found.values())
        if name in found or target_name in taken:
            continue
        if target_name in (ARRIVAL_DAY, ARRIVAL_CLOCK) and "arrived_at" in taken:
            continue
        found[name] = target_name
    return found


def _score(column: FileColumn, target: str) -> int:
    """How precisely a heading says what a column is, 0 when it does not."""
    said = f" {_split_words(column.name)} "
    scores = [
        (1 if name in _VAGUE else len(name)) + (1 if said.strip() == name else 0)
        for name in _COLUMN_NAMES.get(target, ())
        if f" {name} " in said
    ]
    return max(scores, default=0)


def _fits_form(forms: Mapping[str, str]) -> Callable[[FileColumn], bool]:
    return lambda column: not column.samples or _find_form(column.samples, forms) is not None


def _is_identity(column: FileColumn) -> bool:
    dated = any(_find_form(column.samples, forms) for forms in (TIME_FORMS, DAY_FORMS, CLOCK_FORMS))
    epoch = _find_form(column.samples, TIME_FORMS) in ("epoch-second", "epoch-millisecond")
    return column.distinct and (epoch or not dated) and not any("," in one for one in column.samples)


def _counts_rows(column: FileColumn) -> bool:
    """Whether a column only numbers its rows, 1, 2, 3: the next file begins again, and nobody is called so."""
    first = tuple(str(one + 1) for one in range(len(column.samples)))
    return column.distinct and len(first) > 2 and column.samples == first


def _is_worded(column: FileColumn) -> bool:
    dated = any(_find_form(column.samples, forms) for forms in (TIME_FORMS, DAY_FORMS, CLOCK_FORMS))
    return not column.samples or (bool(column.words) and not dated)


_FITTING: Mapping[str, Callable[[FileColumn], bool]] = {
    "time": _fits_form(TIME_FORMS),
    "day": _fits_form(DAY_FORMS),
    "clock": _fits_form(CLOCK_FORMS),
    DURATION_KIND: lambda column: all(_DURATION.fullmatch(one) for one in column.samples),
    "word": _is_worded,
    "flag": _is_worded,
}


def _can_be(column: FileColumn, target: MappingTarget) -> bool:
    """Whether the values of a column may be what a target holds; an empty column may be anything but an identity."""
    if target.kind == "key" or target.name == "contact_id":
        return not _counts_rows(column) and (target.kind == "key" or _is_identity(column))
    fits = _FITTING.get(target.kind)
    return fits is None or fits(column)


def _find_form(samples: Sequence[str], forms: Mapping[str, str]) -> str | None:
    for form in forms:
        pattern = _FORM_PATTERNS.get(form)
        if pattern and samples and all(re.fullmatch(pattern, one) for one in samples):
            return form
    return None


def guess_form(samples: Sequence[str], kind: str = "time") -> str:
    """The form of an instant, a day or a time of day that all the samples have; the first one when none fits."""
    forms = FORMS_BY_KIND[kind]
    return _find_form(samples, forms) or next(iter(forms))


def guess_unit(heading: str) -> str:
    """The unit that the heading of a duration names; the second where it names none."""
    said = f" {_split_words(heading)} "
    if any(f" {one} " in said for one in ("ms", "millisecondes", "milliseconds")):
        return "millisecond"
    return "minute" if any(f" {one} " in said for one in ("min", "mn", "minutes", "minute")) else "second"


def guess_word(read: str, choices: Sequence[str], heading: str = "") -> str:
    """The canonical word that a word of the file probably says, empty when nothing tells.

    A column of outcomes that says yes or no says it of its heading.
    """
    said = normalize_words(read)
    if "answered" in choices and heading:
        yes, no = ("abandoned", "answered") if "abandon" in normalize_words(heading) else ("answered", "abandoned")
        if said in _VALUE_WORDS["true"]:
            return yes
        if said in _VALUE_WORDS["false"]:
            return no
    for choice in choices:
        if said == normalize_words(choice) or said in _VALUE_WORDS.get(choice, ()):
            return choice
    for choice in choices:
        if any(len(word) > 3 and word in said for word in _VALUE_WORDS.get(choice, ())):
            return choice
    return ""
