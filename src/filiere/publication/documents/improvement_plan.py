"""The improvement plan: what the company will do, by when, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import Organisation, fact_list, organisation_facts, section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


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
                tag("span", localize_text(one.finding, lang), class_="note") if one.finding else None,
                join(tag("br"), tag("span", localize_text(one.proof, lang), class_="note")) if one.proof else None,
            ),
            one.owner,
            format_day(one.due, lang),
            join(
                localize_text(one.state, lang), tag("br"), choose_words(lang, f"{one.progress} %", f"{one.progress}%")
            ),
        ]
        for one in plan.actions
    ]
    body = join(
        fact_list(
            *organisation_facts(plan.organisation, lang),
            (choose_words(lang, "Certificat", "Certificate"), plan.certificate),
            (choose_words(lang, "Actions", "Actions"), str(len(plan.actions))),
            (choose_words(lang, "En retard à ce jour", "Late to date"), str(late)),
        ),
        prose(plan.note) if plan.note else None,
        section(
            choose_words(lang, "Les actions", "The actions"),
            table(
                [
                    (choose_words(lang, "N°", "No."), False),
                    (choose_words(lang, "Action", "Action"), False),
                    (choose_words(lang, "Qui", "Who"), False),
                    (choose_words(lang, "Échéance", "Due"), False),
                    (choose_words(lang, "Avancement", "Progress"), False),
                ],
                rows,
            ),
        ),
    )
    name = plan.organisation.name
    return render_document(
        plan.stamp,
        lang,
        title=choose_words(lang, f"Plan d’amélioration : {name}", f"Improvement plan: {name}"),
        kicker=choose_words(
            lang, f"État au {format_day(plan.stamp.issued, lang)}", f"As of {format_day(plan.stamp.issued, lang)}"
        ),
        body=body,
    )
