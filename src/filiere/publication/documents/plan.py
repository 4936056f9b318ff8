"""The improvement plan: what the company will do, by when, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.text import Lang, Text
from filiere.publication.documents.frame import Stamp, drawn
from filiere.publication.documents.markup import join, prose, tag
from filiere.publication.documents.parts import Organisation, about, facts, section, table
from filiere.publication.documents.words import day, said, two


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAction:
    """A promise: what, to answer which finding, by which function (no person is named), due when, and how far.

    ``progress`` is from 0 to 100 as the company says; ``state`` in words; ``proof`` names the documents that show it.
    """

    number: str
    what: str
    finding: Text | str | None
    owner: str
    due: date
    progress: int
    state: Text | str
    proof: Text | str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.progress <= 100:
            raise ValueError("progress goes from 0 to 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementPlan:
    """The plan of an organisation, as it stands on the day of the stamp."""

    stamp: Stamp
    organisation: Organisation
    actions: tuple[PlanAction, ...]
    certificate: str | None = None
    note: str = ""


def improvement_plan_pdf(plan: ImprovementPlan, lang: Lang) -> bytes:
    """Return the plan as a PDF in that language."""
    late = sum(1 for one in plan.actions if one.due < plan.stamp.issued and one.progress < 100)
    rows = [
        [
            one.number,
            join(
                prose(one.what),
                tag("span", said(one.finding, lang), class_="note") if one.finding else None,
                join(tag("br"), tag("span", said(one.proof, lang), class_="note")) if one.proof else None,
            ),
            one.owner,
            day(one.due, lang),
            join(said(one.state, lang), tag("br"), two(lang, f"{one.progress} %", f"{one.progress}%")),
        ]
        for one in plan.actions
    ]
    body = join(
        facts(
            *about(plan.organisation, lang),
            (two(lang, "Certificat", "Certificate"), plan.certificate),
            (two(lang, "Actions", "Actions"), str(len(plan.actions))),
            (two(lang, "En retard à ce jour", "Late to date"), str(late)),
        ),
        prose(plan.note) if plan.note else None,
        section(
            two(lang, "Les actions", "The actions"),
            table(
                [
                    (two(lang, "N°", "No."), False),
                    (two(lang, "Action", "Action"), False),
                    (two(lang, "Qui", "Who"), False),
                    (two(lang, "Échéance", "Due"), False),
                    (two(lang, "Avancement", "Progress"), False),
                ],
                rows,
            ),
        ),
    )
    name = plan.organisation.name
    return drawn(
        plan.stamp,
        lang,
        title=two(lang, f"Plan d’amélioration : {name}", f"Improvement plan: {name}"),
        kicker=two(lang, f"État au {day(plan.stamp.issued, lang)}", f"As of {day(plan.stamp.issued, lang)}"),
        body=body,
    )
