"""The record that the house prints as the yearly report of a plan, in the reader's language."""

from __future__ import annotations

from filiere.core.dates import format_day
from filiere.core.seals import seal
from filiere.publication.documents import ProgrammeReport, ReportedAction, ReportedAxis
from filiere.site.document_issuer import make_stamp
from filiere.site.kit.bilingual_text import bilingual, localize
from filiere.site.programme.plan.action_rows import ActionRow
from filiere.site.programme.plan.models import Plan
from filiere.site.programme.plan.plan_state import PlanReading
from filiere.site.programme.plan.presenters import present_plan
from filiere.site.programme.reading_dates import ReadingDates


def build_report(plan: Plan, reading: PlanReading, dates: ReadingDates) -> ProgrammeReport:
    """Return the report of a plan as of the dates of a page, compared with the third of them."""
    shown = present_plan(plan, reading, dates, whole=True)
    axes = tuple(
        ReportedAxis(
            title=f"{axis['letter']}. {axis['title']}",
            share=axis["share"],
            actions=tuple(_report_action(row) for row in axis["rows"]),
        )
        for axis in shown["axes"]
    )
    whole = shown["whole"]
    return ProgrammeReport(
        stamp=make_stamp(
            reference=plan.key,
            issued=dates.known,
            snapshot=bilingual("État du plan", "State of the plan"),
            snapshot_sha256=seal([(one.code, one.share, one.declared) for axis in axes for one in axis.actions]),
            fictitious=plan.fictitious,
        ),
        title=shown["plan_title"],
        finding=shown["finding"],
        on=dates.on,
        known=dates.known,
        since=dates.versus or dates.on,
        share=f"{whole['low'] + '–' if whole.get('low') else ''}{whole['high']}" if whole["known"] else "",
        counted=whole.get("counted", "").rstrip("."),
        axes=axes,
        needs=tuple(
            (one.word, f"{one.code} {one.title}", one.finding, one.owner, one.expected) for one in shown["needs"]
        ),
        changes=tuple(
            (one.word, f"{one.code} {one.title}", one.before, one.after)
            for one in (shown["changes"].rows if shown["changes"] is not None else ())
        ),
        orientations=tuple((one["title"], one["text"]) for one in shown["orientations"]),
    )


def _report_action(row: ActionRow) -> ReportedAction:
    return ReportedAction(
        code=row.code,
        title=row.title,
        owner=row.owner,
        due=format_day(row.due) if row.due is not None else "",
        declared=row.declared,
        share=row.share,
        measure=f"{row.measure}{localize(' : ', ': ')}{row.way}" if row.measure else "",
        note=row.gap or row.why,
    )
