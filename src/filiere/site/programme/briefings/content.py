"""What a briefing holds, gathered on the day it is made: figures as the register has them, what falls due, what others
say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from filiere.core import LANGUAGES, Text
from filiere.figures import Figure, Register
from filiere.figures.reservations import find_reservation
from filiere.programme.figure_readings import RegisterReadings
from filiere.site.kit.hooks import Hook
from filiere.site.programme.figure_readings import find_retirement_day

MOST_COMMITMENTS = 3
MOST_OFFERED = 10
"""Figures that the form offers to tick: a longer list is not read. Older ones are named by their address."""

SAID_WITH_OTHERS = Text(fr="contredit : à ne pas avancer seul", en="contradicted: never to quote alone")

due_commitments: Hook[Callable[[date], Iterable[dict[str, Any]]]] = Hook()
"""Say what somebody is to do from a day on: ``who``, ``what`` (both languages), ``due`` (ISO 8601), ``state``."""

stated_positions: Hook[Callable[[Sequence[str], date], Iterable[dict[str, Any]]]] = Hook()
"""Say what organisations hold of the subjects asked about: ``organisation``, ``subjects`` and their ``stances``."""


def list_offered_figures(register: Register, readings: RegisterReadings, day: date) -> list[Figure]:
    """The figures that somebody retained for a use, each once: those of today, then the ten most recent.

    One that a recall took away is not offered, even before it is released.
    """
    today = {one.figure for one in register.retained_figures if one.current}
    retired = {
        one.figure for one in register.retained_figures if find_retirement_day(readings, one.figure, day) is not None
    }
    found = {one.figure: register[one.figure] for one in register.retained_figures if one.figure not in retired}
    return sorted(found.values(), key=lambda one: (one.id in today, one.period.end), reverse=True)[:MOST_OFFERED]


def list_fallen_figures(
    body: Mapping[str, Any], register: Register, readings: RegisterReadings, day: date
) -> list[str]:
    """The figures of a briefing that are not to be said any more as it says them: retired, corrected, or gone since."""
    return [
        one["id"]
        for one in body["figures"]
        if one["id"] not in register
        or register.version(one["id"]) != one["version"]
        or find_retirement_day(readings, one["id"], day) is not None
    ]


def write_figure(register: Register, figure: Figure) -> dict[str, Any]:
    """Return a figure as it may be said, in both languages, with its source and what is to be said with it."""
    reserves = [find_reservation(figure), SAID_WITH_OTHERS if is_disputed(register, figure) else None]
    said = [one for one in reserves if one is not None]
    return {
        "id": figure.id,
        "version": register.version(figure.id),
        "amount": {lang: register.amount(figure, lang) for lang in LANGUAGES},
        "scope": _both(register.title(figure)),
        "source": _both(register.said_by(figure)),
    } | ({"reservation": {lang: " ; ".join(one.get(lang) for one in said) for lang in LANGUAGES}} if said else {})


def is_disputed(register: Register, figure: Figure) -> bool:
    """Whether another figure contradicts this one: it is said with the others, or not at all."""
    return bool(register.contradictions_of(figure) and register.concurrent(figure))


def find_disputed(register: Register, figures: Iterable[Figure]) -> dict[str, str] | None:
    """The first of these figures that another contradicts, with both amounts: it is never to be said alone."""
    for figure in figures:
        if is_disputed(register, figure):
            title = register.title(figure)
            told = (figure, *register.concurrent(figure))
            amounts = {lang: [register.amount(one, lang) for one in told] for lang in LANGUAGES}
            joined = {lang: dict.fromkeys(said) for lang, said in amounts.items()}
            return {
                "fr": f"{title.fr} : {' ou '.join(joined['fr'])}. Donner toutes ces valeurs, ou aucune.",
                "en": f"{title.en}: {' or '.join(joined['en'])}. Give all these values, or none.",
            }
    return None


def list_due_commitments(day: date) -> list[dict[str, Any]]:
    """The commitments that fall due first from a day on, whoever made them."""
    found = [one for provide in due_commitments for one in provide(day)]
    return sorted(found, key=lambda one: (one["due"], one["who"]))[:MOST_COMMITMENTS]


def list_positions(asks: Sequence[str], day: date) -> list[dict[str, Any]]:
    """What organisations say of what is asked for, on a day."""
    return [one for provide in stated_positions for one in provide(asks, day)]


def _both(words: Text) -> dict[str, str]:
    return {"fr": words.fr, "en": words.en}
