"""What the page of the mission is given: for each subject what is known, what is missing, who acts and what is next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from filiere.figures import FORESEEN_NATURES, Figure, Register
from filiere.figures.data_gaps import STALE_YEARS
from filiere.site.careers.mission.forecast_presenters import present_figure
from filiere.site.careers.mission.plan_bindings import (
    ProgrammeReading,
    describe_next,
    list_subject_actions,
    list_subject_agreements,
    list_subject_commitments,
    read_programme,
)
from filiere.site.careers.mission.portraits import is_dated
from filiere.site.careers.mission.subjects import SUBJECTS, Missing, Subject
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.observatory.accepted_sources import accepted_versions
from filiere.site.programme.plan.historical_programme import load_historical_programme, present_history

MOST_PER_INDICATOR = 2
_AXIS = "occupations-and-measure"
"""The axis of the programme of 2009 that the mission had."""
_FRANCE = frozenset({"FR", "FR-M"})


def present_mission(register: Register, day: date) -> dict[str, Any]:
    """The four subjects, bound to the plan of the day."""
    programme = read_programme(day)
    loaded = set(accepted_versions())
    subjects = [_present_subject(one, register, programme, loaded) for one in SUBJECTS]
    carried = sum(bool(one["actions"]) for one in subjects)
    return {
        "subjects": subjects,
        "plan": programme.plan,
        "day": day,
        "title": _write_title(subjects, programme),
        "carried": carried,
        "years": STALE_YEARS,
        "promised": _list_promises(),
        "fictitious": programme.plan is not None and programme.plan.fictitious,
    }


def _list_promises() -> list[dict[str, Any]]:
    """The lines of the programme of 2009 about the occupations, with their fates, as the page of the plan has them."""
    lines = present_history()["lines"]
    return [
        line for action, line in zip(load_historical_programme().actions, lines, strict=True) if action.axis == _AXIS
    ]


def _present_subject(
    subject: Subject, register: Register, programme: ProgrammeReading, loaded: set[str]
) -> dict[str, Any]:
    day = programme.day
    known = list_known_figures(register, subject.indicators, day)
    gaps = [one for one in register.gaps(day) if one.indicator.id in subject.indicators]
    missing = [_present_missing(one) for one in subject.missing if one.key not in loaded]
    return {
        "subject": subject,
        "today": [present_figure(register, one) for one in known if not is_dated(one.period.last_year, day)],
        "dated": [present_figure(register, one) for one in known if is_dated(one.period.last_year, day)],
        "gaps": gaps,
        "missing": missing,
        "missing_count": len(gaps) + len(missing),
        "actions": list_subject_actions(programme, subject),
        "commitments": list_subject_commitments(programme, subject),
        "agreements": list_subject_agreements(programme, subject),
        "next": describe_next(programme, subject),
        "stems": ", ".join(f"{one}…" for one in subject.stems),
    }


def list_known_figures(register: Register, indicators: Iterable[str], day: date) -> list[Figure]:
    """Of each indicator, what its latest year says of the sector in France; several values where several are published.

    A forecast, a target and an untraceable figure are not known. Figures still of today come first.
    """
    found: list[Figure] = []
    for indicator in indicators:
        among = [
            one
            for one in register.listed_figures
            if one.indicator == indicator
            and one.segment != "none"
            and one.territory in _FRANCE
            and one.is_traceable
            and one.nature not in FORESEEN_NATURES - {"announcement"}
            and one.period.last_year <= day.year
        ]
        last = max((one.period.last_year for one in among), default=0)
        found += [one for one in among if one.period.last_year == last][:MOST_PER_INDICATOR]
    return sorted(found, key=lambda one: -one.period.last_year)


def _present_missing(missing: Missing) -> dict[str, Any]:
    arguments = (missing.key,) if missing.key else ()
    return {
        "words": missing.words,
        "remedy": missing.remedy,
        "url": reverse(missing.page, args=arguments) if missing.page else "",
    }


def _write_title(subjects: list[dict[str, Any]], programme: ProgrammeReading) -> str:
    """What the page finds: subjects that nobody carries, else the gap between what is known and what is done."""
    if programme.plan is None:
        return localize(
            "Quatre sujets pour les métiers, et aucun plan qui les porte",
            "Four subjects for the occupations, and no plan that carries them",
        )
    idle = [str(one["subject"].title) for one in subjects if not one["actions"]]
    if idle:
        names = ", ".join(idle)
        return localize(f"Sans action du plan : {names}", f"Without any action of the plan: {names}")
    gaps = sum(one["missing_count"] for one in subjects)
    count = count_in_letters(gaps)
    return localize(
        f"Les quatre sujets sont portés par le plan ; il manque {count} mesures pour les suivre",
        f"The plan carries all four subjects; {count} measures are missing to follow them",
    )
