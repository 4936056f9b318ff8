"""What of the programme carries a subject of the mission, read where the programme itself reads it: never a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from filiere.site.careers.mission.subjects import Subject
from filiere.site.kit.bilingual_text import localize
from filiere.site.programme.agreements.models import Agreement
from filiere.site.programme.agreements.querysets import AgreementQuerySet
from filiere.site.programme.agreements.shipped_agreements import list_shipped_agreements
from filiere.site.programme.agreements.standing import find_last_day, read_standing
from filiere.site.programme.commitments.models import Commitment
from filiere.site.programme.commitments.standing import read_commitments
from filiere.site.programme.plan.action_rows import present_row
from filiere.site.programme.plan.models import Plan
from filiere.site.programme.plan.plan_state import PlanReading, compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates

MOST_AGREEMENTS = 3


@dataclass(frozen=True, slots=True)
class ProgrammeReading:
    """The programme on a day: its plan and state, None where no plan was begun; its commitments and agreements."""

    plan: Plan | None
    reading: PlanReading | None
    commitments: Sequence[Any]
    agreements: Sequence[Agreement]
    day: date


def read_programme(day: date) -> ProgrammeReading:
    """Read once what the four subjects share; commitments are those that everybody may read."""
    dates = ReadingDates(day, day)
    plan = Plan.objects.current(day)
    promised = Commitment.objects.visible_to(AnonymousUser()).for_listing()
    running: AgreementQuerySet = Agreement.objects.for_day(day)
    return ProgrammeReading(
        plan,
        compute_plan_state(plan, dates) if plan is not None else None,
        read_commitments(promised, dates),
        list(running),
        day,
    )


def list_subject_actions(programme: ProgrammeReading, subject: Subject) -> list[Any]:
    """The actions of the plan that carry a subject, as the plan itself shows them, dropped ones left out."""
    if programme.reading is None:
        return []
    state, rows = programme.reading.state, programme.reading.rows
    found = []
    for key, one in state.actions.items():
        measure = one.target.label.fr if one.target is not None else ""
        if one.status != "abandoned" and subject.is_carried_by((one.action.title.fr, measure)):
            found.append(present_row(rows[key], one))
    return found


def list_subject_commitments(programme: ProgrammeReading, subject: Subject) -> list[dict[str, Any]]:
    """The commitments that carry a subject: who, what, by when, and what became of it."""
    return [
        {
            "who": one.row.who,
            "what": one.row.words,
            "due": one.due,
            "state": one.words,
            "mark": one.mark,
            "late": one.late,
            "url": reverse("programme:commitment", args=(one.row.key,)),
        }
        for one in programme.commitments
        if subject.is_carried_by((one.row.what,))
    ]


def list_subject_agreements(programme: ProgrammeReading, subject: Subject) -> list[dict[str, Any]]:
    """The agreements in force that carry a subject, with their objectives; then those of the past that did."""
    carried = [one for one in programme.agreements if subject.is_carried_by((one.title, one.object))]
    found: list[dict[str, Any]] = []
    for row in carried[:MOST_AGREEMENTS]:
        standing = read_standing(row, ReadingDates(programme.day, programme.day))
        found.append(
            {
                "title": row.name,
                "parties": ", ".join(row.parties),
                "ends": find_last_day(row),
                "objectives": [
                    (one.words.name, one.value, one.words.goal, one.words.unit) for one in standing.objectives
                ],
                "url": reverse("programme:agreement", args=(row.key,)),
                "past": False,
            }
        )
    found += [
        {
            "title": one.title,
            "parties": ", ".join(str(party) for party in one.parties),
            "year": one.signed.year,
            "objectives": [],
            "url": reverse("programme:agreement", args=(one.id,)),
            "past": True,
        }
        for one in list_shipped_agreements()
        if subject.is_carried_by((one.title.fr, *(axis.fr for axis in one.axes)))
    ]
    return found


def describe_next(programme: ProgrammeReading, subject: Subject) -> str:
    """What comes next for a subject: the first deadline of its actions, else that nobody carries it."""
    actions = list_subject_actions(programme, subject)
    dated = sorted(
        (one for one in actions if one.due is not None and one.due >= programme.day), key=lambda one: one.due
    )
    if programme.plan is None:
        return localize(
            "Aucun plan n’est en cours : personne ne porte ce sujet.", "No plan is under way: nobody carries it."
        )
    if not actions:
        return localize(
            "Aucune action du plan ne porte ce sujet : c’est la première décision à prendre.",
            "No action of the plan carries this subject: that is the first decision to take.",
        )
    if not dated:
        return localize(
            "Toutes les échéances de ses actions sont passées : il faut les revoir.",
            "Every deadline of its actions has passed: they must be reviewed.",
        )
    first = dated[0]
    return localize(f"Prochaine échéance : {first.title}.", f"Next deadline: {first.title}.")
