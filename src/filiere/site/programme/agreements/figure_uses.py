"""Where agreements use a figure of the register: objectives that read it, reports that froze it, agreements of the past
that quote it.

An objective reads whatever the register says now, and a report is a dated statement: neither needs a fate. A figure
that falls shows as a correction of the reports that froze it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from filiere.core import Text
from filiere.programme.records import Agreement as ShippedAgreement
from filiere.site.accounts.rights import Role
from filiere.site.programme.agreements.models import Objective, Report
from filiere.site.programme.agreements.shipped_agreements import list_shipped_agreements
from filiere.site.programme.figure_uses import FigureUse, figure_uses


@figure_uses.register
def list_agreement_uses(figure: str) -> Iterator[FigureUse]:
    """Uses in objectives, in reports of their agreements, and in agreements that ship."""
    objectives = list(Objective.objects.reading(figure))
    for one in objectives:
        yield FigureUse(
            key=f"objective:{one.key}",
            where=Text(fr=f"Objectif : {one.name.fr}", en=f"Objective: {one.name.en}"),
            said=one.agreement.name,
            owner=Role.PROGRAMME,
            url=reverse("programme:agreement", args=(one.agreement.key,)),
            follows=True,
        )
    lines = {f"objective:{one.key}": one for one in objectives}
    for report in Report.objects.for_agreements({one.agreement_id for one in objectives}):
        for line in report.body["lines"]:
            if line["key"] in lines and line["value"] is not None:
                number, name = report.period.number, report.period.agreement.name
                yield FigureUse(
                    key=f"agreement-report:{report.key}:{line['key']}",
                    where=Text(fr=f"Rapport n° {number} : {name.fr}", en=f"Report no. {number}: {name.en}"),
                    said=Text(
                        fr=f"{line['words']['fr']} : {line['value']}", en=f"{line['words']['en']}: {line['value']}"
                    ),
                    owner=Role.PROGRAMME,
                    url=reverse("programme:agreement-report", args=(report.key,)),
                    dated=True,
                )
    for shipped in list_shipped_agreements():
        if figure in set(_list_figures(shipped)):
            yield FigureUse(
                key=f"agreement-shipped:{shipped.id}",
                where=shipped.title,
                said=Text(fr="Cité par l’accord, avec sa source", en="Quoted by the agreement, with its source"),
                owner=Role.PROGRAMME,
                url=reverse("programme:agreement", args=(shipped.id,)),
                dated=True,
            )


def _list_figures(agreement: ShippedAgreement) -> Iterator[str]:
    """The figures that an agreement of the past names."""
    for objective in agreement.objectives:
        yield from objective.figures
        for fact in objective.facts:
            yield from fact.figures
    for statement in agreement.amounts.statements if agreement.amounts is not None else ():
        yield from statement.figures
