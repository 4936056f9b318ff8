"""How long a path and its gaps take, in words: for the page of a person, their sheet, and the counsellor’s space."""

from __future__ import annotations

from filiere.careers.paths.labels import OUTCOME_LABELS
from filiere.careers.paths.records import GapOutcome
from filiere.core import Text
from filiere.core.numbers import format_number

NO_TRAINING = OUTCOME_LABELS[GapOutcome.NO_KNOWN_TRAINING]
UNKNOWN_TIME = Text(fr="durée inconnue", en="time not known")


def say_weeks(low: float, high: float) -> Text:
    """A time in whole weeks, lowest and highest; at least one where there is something to learn."""
    least, most = int(low + 0.5), max(int(high + 0.5), 1 if high > 0 else 0)
    if most == 0:
        return Text(fr="rien à apprendre", en="nothing to learn")

    def one(lang: str) -> str:
        units = ("semaine", "semaines") if lang == "fr" else ("week", "weeks")
        unit = units[most > 1]
        if least == 0:
            return f"jusqu’à {most} {unit}" if lang == "fr" else f"up to {most} {unit}"
        if least == most:
            return f"{format_number(most, 'fr' if lang == 'fr' else 'en')} {unit}"
        return f"de {least} à {most} {unit}" if lang == "fr" else f"{least} to {most} {unit}"

    return Text(fr=one("fr"), en=one("en"))


def say_effort(low: float, likely: float, high: float) -> Text:
    """The likely time first, then both ends, the lower one where it is a week or more."""
    least, expected, most = (int(weeks + 0.5) for weeks in (low, likely, high))
    if most <= 1 or least == most:
        return say_weeks(low, high)
    if expected == most:
        return Text(fr=f"{say_weeks(high, high).fr} au plus", en=f"{say_weeks(high, high).en} at most")
    about = say_weeks(likely, likely)
    if least == 0:
        return Text(fr=f"environ {about.fr}, {most} au plus", en=f"about {about.en}, {most} at most")
    return Text(fr=f"environ {about.fr}, de {least} à {most}", en=f"about {about.en}, {least} to {most}")


def say_gap(weeks: float | None, how: Text | None = None) -> Text:
    """How long a skill takes at most, where that is known, and what teaches it, where that is to be said."""
    time = UNKNOWN_TIME if weeks is None else say_weeks(weeks, weeks)
    return time if how is None else Text(fr=f"{time.fr}, {how.fr}", en=f"{time.en}, {how.en}")
