"""What may be written otherwise than canonically: the repairs, each one named, and the reasons to reject.

A repair changes how a value is written and never what it says: a space too many, an offset without its colon, a word in
capitals. What could mean two things is not repaired but rejected, with one exception that is counted apart: a local
time that a clock shows twice, on the night when it goes back, is taken as the first of the two.

Only cells that are not in their canonical form come here; the others never leave the database engine.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from filiere.contacts.importing.clocks import LocalTimes
from filiere.contacts.importing.database import BLANKS, CLOCK, COUNT, DAY, MONTH, NUMBER, TIME
from filiere.contacts.schema import Column
from filiere.core import Text

REPAIRS: Mapping[str, Text] = {
    "blank-trimmed": Text(
        fr="espaces retirées au début ou à la fin d’une case", en="spaces removed at the beginning or end of a cell"
    ),
    "word-case": Text(
        fr="mot écrit avec des capitales, des espaces ou des traits d’union",
        en="word written with capitals, spaces or hyphens",
    ),
    "flag-word": Text(
        fr="oui, non, vrai, faux, 1 ou 0 au lieu de true ou false", en="yes, no, 1 or 0 for true or false"
    ),
    "decimal-comma": Text(fr="virgule décimale au lieu du point", en="decimal comma instead of a point"),
    "whole-decimal": Text(
        fr="nombre entier écrit avec des décimales nulles", en="whole number written with decimals that are zero"
    ),
    "time-separator": Text(
        fr="date et heure séparées par une espace ou un « t »", en="date and time set apart by a space or a “t”"
    ),
    "offset-colon": Text(
        fr="décalage horaire sans deux-points, ou réduit aux heures", en="offset without its colon, or of hours only"
    ),
    "seconds-missing": Text(fr="heure écrite sans secondes", en="time written without seconds"),
    "fraction-cut": Text(fr="décimales de seconde au-delà de la microseconde", en="decimals beyond the microsecond"),
    "zone-assumed": Text(
        fr="heure sans décalage, lue dans le fuseau de l’import",
        en="time without offset, read in the zone of the import",
    ),
    "fold-first": Text(
        fr="heure que l’horloge montre deux fois : la première est retenue",
        en="time that the clock shows twice: the first of the two is taken",
    ),
    "clock-short": Text(
        fr="heure écrite sans zéro, ou avec secondes", en="time of day without its zero, or with seconds"
    ),
}
"""Every repair by name, and what it does."""

REJECTIONS: Mapping[str, tuple[Text, Text]] = {
    "missing-value": (
        Text(fr="La case est vide, et cette colonne ne peut pas l’être.", en="The cell is empty, and may not be."),
        Text(fr="Donnez cette valeur dans l’export.", en="Give this value in the export."),
    ),
    "bad-time": (
        Text(fr="Ce n’est pas un instant ISO 8601 qui existe.", en="This is not an ISO 8601 instant that exists."),
        Text(fr="Écrivez par exemple 2026-03-29T08:15:00+02:00.", en="Write for instance 2026-03-29T08:15:00+02:00."),
    ),
    "time-out-of-range": (
        Text(
            fr="L’instant n’est pas entre 1970 et 2099 : c’est la date nulle d’un système, ou une erreur d’année.",
            en="The instant is not between 1970 and 2099: it is some system’s null date, or a slip of the year.",
        ),
        Text(fr="Laissez la case vide si l’instant est inconnu.", en="Leave the cell empty if it is unknown."),
    ),
    "dst-gap": (
        Text(
            fr="Cette heure n’existe pas : l’horloge l’a sautée en passant à l’heure d’été.",
            en="This time does not exist: the clock skipped it when it went forward.",
        ),
        Text(fr="Exportez les heures avec leur décalage.", en="Export the times with their offset."),
    ),
    "unknown-word": (
        Text(fr="Ce mot n’est pas un de ceux de la colonne.", en="This word is not one of the column’s."),
        Text(fr="Traduisez ce mot par une correspondance.", en="Translate this word by a mapping."),
    ),
    "unknown-outcome": (
        Text(fr="Cette issue n’est pas une des huit issues connues.", en="This outcome is not one of the eight known."),
        Text(fr="Traduisez cette issue par une correspondance.", en="Translate this outcome by a mapping."),
    ),
    "bad-count": (
        Text(fr="Ce n’est pas un nombre entier positif ou nul.", en="This is not a whole number from 0."),
        Text(fr="Écrivez des chiffres seulement.", en="Write digits only."),
    ),
    "bad-number": (
        Text(fr="Ce n’est pas un nombre.", en="This is not a number."),
        Text(fr="Écrivez par exemple 12.5, sans unité.", en="Write for instance 12.5, without a unit."),
    ),
    "bad-flag": (
        Text(fr="Ce n’est ni true ni false.", en="This is neither true nor false."),
        Text(fr="Écrivez true, false, ou rien.", en="Write true, false, or nothing."),
    ),
    "bad-day": (
        Text(fr="Ce n’est pas un jour AAAA-MM-JJ qui existe.", en="This is not a day YYYY-MM-DD that exists."),
        Text(fr="Écrivez par exemple 2026-03-29.", en="Write for instance 2026-03-29."),
    ),
    "bad-month": (
        Text(fr="Ce n’est pas un mois AAAA-MM.", en="This is not a month YYYY-MM."),
        Text(fr="Écrivez par exemple 2026-03.", en="Write for instance 2026-03."),
    ),
    "bad-clock": (
        Text(fr="Ce n’est pas une heure HH:MM de 00:00 à 24:00.", en="This is not a time HH:MM from 00:00 to 24:00."),
        Text(fr="Écrivez par exemple 08:30.", en="Write for instance 08:30."),
    ),
    "unknown-zone": (
        Text(fr="Ce n’est pas un fuseau horaire IANA.", en="This is not an IANA time zone."),
        Text(fr="Écrivez par exemple Europe/Paris.", en="Write for instance Europe/Paris."),
    ),
    "bad-rank": (
        Text(fr="Le rang du passage se compte depuis 1.", en="The rank of a visit counts from 1."),
        Text(fr="Numérotez les passages depuis 1.", en="Number the visits from 1."),
    ),
    "backward-interval": (
        Text(fr="La fin est avant le début.", en="The end is before the start."),
        Text(fr="Corrigez l’un des deux.", en="Correct one of the two."),
    ),
    "weekday-or-day": (
        Text(
            fr="Il faut un jour de la semaine, de 1 à 7, ou un jour particulier, et pas les deux.",
            en="A weekday from 1 to 7 or a particular day is needed, and not both.",
        ),
        Text(fr="Remplissez l’une des deux colonnes.", en="Fill in one of the two columns."),
    ),
    "half-open": (
        Text(
            fr="L’ouverture va sans fermeture, ou la fermeture sans ouverture.",
            en="An opening has no closing, or a closing no opening.",
        ),
        Text(fr="Remplissez les deux colonnes, ou aucune.", en="Fill in both columns, or neither."),
    ),
    "closes-before-opens": (
        Text(fr="La fermeture n’est pas après l’ouverture.", en="The closing is not after the opening."),
        Text(
            fr="Coupez en deux un service qui passe minuit : jusqu’à 24:00, puis depuis 00:00.",
            en="Split in two a service that passes midnight: to 24:00, then from 00:00.",
        ),
    ),
    "points-beyond": (
        Text(fr="La note n’est pas entre les bornes données.", en="The score is not within the bounds given."),
        Text(fr="Corrigez la note ou ses bornes.", en="Correct the score or its bounds."),
    ),
}
"""Every reason to reject a row that a canonical table knows: what is wrong, and what to do."""

_FLAGS = {
    "true": ("true", "t", "yes", "y", "oui", "o", "vrai", "v", "1"),
    "false": ("false", "f", "no", "n", "non", "faux", "0"),
}
_FLAG_WORDS = {word: flag for flag, words in _FLAGS.items() for word in words}

_LOOSE_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?P<separator>[Tt ]) ?(?P<clock>\d\d:\d\d)(?P<seconds>:\d\d)?"
    r"(?P<fraction>[.,]\d+)? ?(?P<offset>[Zz]|[+-]\d\d(:?\d\d)?)?"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of a cell: its canonical text, the repairs made, or the code of its rejection."""

    text: str | None
    repairs: tuple[str, ...] = ()
    rejected: str | None = None


class Mender:
    """Repairs cells by rule; ``zone`` is the one in which a time without offset is read."""

    def __init__(self, zone: str) -> None:
        self._local = LocalTimes(zone)
        self._zones = available_timezones()
        self._by_kind: Mapping[str, Callable[[Column, str], Cell]] = {
            "name": lambda _, value: Cell(value),
            "key": lambda _, value: Cell(value),
            "time": lambda _, value: self.time(value),
            "word": _word,
            "flag": _flag,
            "count": _count,
            "number": _number,
            "day": lambda _, value: _formed(value, DAY, "bad-day"),
            "month": lambda _, value: _formed(value, MONTH, "bad-month"),
            "clock": _clock,
            "zone": lambda _, value: Cell(value, rejected=None if value in self._zones else "unknown-zone"),
        }

    def cell(self, column: Column, read: str | None) -> Cell:
        """Return what becomes of a cell as read; a blank one is unknown."""
        value = (read or "").strip(BLANKS)
        trimmed = ("blank-trimmed",) if value != (read or "") else ()
        if not value:
            return Cell(None, trimmed, "missing-value" if column.required else None)
        found = self._by_kind[column.kind](column, value)
        return Cell(found.text, (*trimmed, *found.repairs), found.rejected)

    def time(self, value: str) -> Cell:
        """Return an instant as the canonical text says it."""
        if re.fullmatch(TIME, value):
            # Well formed, and yet the database engine could not take it: no such day, no such hour, or out of range.
            return Cell(value, rejected=self._local.judged(value))
        parts = _LOOSE_TIME.fullmatch(value)
        if parts is None:
            return Cell(value, rejected="bad-time")
        repairs: list[str] = []
        if parts["separator"] != "T" or parts["offset"] == "z":
            repairs.append("time-separator")
        if parts["seconds"] is None:
            if parts["fraction"]:
                return Cell(value, rejected="bad-time")
            repairs.append("seconds-missing")
        fraction = (parts["fraction"] or "").replace(",", ".")
        if "," in (parts["fraction"] or ""):
            repairs.append("decimal-comma")
        if len(fraction) > 7:
            fraction = fraction[:7]
            repairs.append("fraction-cut")
        local = f"{parts['day']}T{parts['clock']}{parts['seconds'] or ':00'}{fraction}"
        offset = (parts["offset"] or "").upper()
        if not offset:
            repairs.append("zone-assumed")
            offset, named = self._local.offset(local)
            if named == "dst-gap" or named == "bad-time":
                return Cell(value, rejected=named)
            if named:
                repairs.append(named)
        elif offset != "Z" and ":" not in offset:
            repairs.append("offset-colon")
            offset = f"{offset[:3]}:{offset[3:] or '00'}"
        written = f"{local}{offset}"
        return Cell(written, tuple(repairs), self._local.judged(written))


def _word(column: Column, value: str) -> Cell:
    if value in column.words:
        return Cell(value)
    word = re.sub(r"[\s-]+", "_", value.lower())
    if word in column.words:
        return Cell(word, ("word-case",))
    return Cell(value, rejected="unknown-outcome" if column.name == "outcome" else "unknown-word")


def _flag(_: Column, value: str) -> Cell:
    if value in {"true", "false"}:
        return Cell(value)
    if value.lower() in {"true", "false"}:
        return Cell(value.lower(), ("word-case",))
    flag = _FLAG_WORDS.get(value.lower())
    return Cell(flag, ("flag-word",)) if flag else Cell(value, rejected="bad-flag")


def _count(_: Column, value: str) -> Cell:
    if re.fullmatch(COUNT, value):
        return Cell(value)
    whole = re.fullmatch(r"(\d{1,15})[.,]0+", value)
    return Cell(whole[1], ("whole-decimal",)) if whole else Cell(value, rejected="bad-count")


def _number(_: Column, value: str) -> Cell:
    if re.fullmatch(NUMBER, value):
        return Cell(value)
    pointed = value.replace(",", ".")
    if re.fullmatch(NUMBER, pointed):
        return Cell(pointed, ("decimal-comma",))
    return Cell(value, rejected="bad-number")


def _clock(_: Column, value: str) -> Cell:
    if re.fullmatch(CLOCK, value):
        return Cell(value)
    parts = re.fullmatch(r"(\d{1,2})(:|h|H)(\d\d)(:00)?", value)
    written = f"{int(parts[1]):02}:{parts[3]}" if parts else ""
    return Cell(written, ("clock-short",)) if re.fullmatch(CLOCK, written) else Cell(value, rejected="bad-clock")


def _formed(value: str, form: str, code: str) -> Cell:
    # A well-formed day comes here only when the database engine knows no such day.
    return Cell(value) if form == MONTH and re.fullmatch(form, value) else Cell(value, rejected=code)
