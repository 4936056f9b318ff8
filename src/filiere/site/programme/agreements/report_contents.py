"""What fills a report by itself: labels and dossiers, objectives, figures, payments and uses, as they stood at the end
of its period; and what changed since it was sent.

A report that was sent keeps what it said. Its lines are computed again, for the same day, from all that is known now:
a line that differs is a correction, told with both values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.programme.sums import check_statement
from filiere.site.programme.agreements.models import Report, ReportingPeriod
from filiere.site.programme.agreements.standing import AgreementStanding, list_statements, read_standing, write_value
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.reading_dates import ReadingDates
from filiere.site.workflow.models import Dossier

EUROS = Text(fr="€", en="€")
GENERAL_COUNTS = ("label-holders", "labelled-sites")
"""What every report tells of the label, whatever its objectives."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line: what, its goal or plan, its value, its unit and where it comes from; without a value, why.

    ``part`` is the part of the report; ``known_at``, ``comment`` and ``retired`` tell of the last entry, and are not
    sealed.
    """

    key: str
    part: str
    words: Text
    goal: Decimal | None
    value: Decimal | None
    unit: Text | None
    place: Text
    why: Text | None = None
    known_at: datetime | None = None
    comment: str = ""
    retired: date | None = None

    def as_json(self) -> dict[str, Any]:
        """What the report freezes of it."""
        return {
            "key": self.key,
            "part": self.part,
            "words": _write_text(self.words),
            "goal": _write_number(self.goal),
            "value": _write_number(self.value),
            "unit": _write_text(self.unit),
            "place": _write_text(self.place),
            "why": _write_text(self.why),
        }


@dataclass(frozen=True, slots=True)
class Correction:
    """A line that is not what it was: the value sent, None where it was unknown or not there, and the present one.

    ``comment`` is what a person said of the change, ``why`` what the site says of a line that has no value any more.
    """

    words: Text
    unit: Text | None
    sent: Decimal | None
    now: Decimal | None
    since: datetime | date | None
    comment: str
    why: Text | None = None

    @property
    def day(self) -> date | None:
        """The day since which the line says otherwise."""
        return timezone.localdate(self.since) if isinstance(self.since, datetime) else self.since


def build_report_body(period: ReportingPeriod) -> dict[str, Any]:
    """Return all that a report says, as JSON, from what is known now."""
    standing = _read_period(period)
    return {
        "agreement": period.agreement.key,
        "title": _write_text(period.agreement.name),
        "number": period.number,
        "starts": period.starts.isoformat(),
        "ends": period.ends.isoformat(),
        "version": standing.version.number,
        "fictitious": period.agreement.fictitious,
        "lines": [one.as_json() for one in list_report_lines(standing, period.starts)],
    }


def list_corrections(report: Report) -> list[Correction]:
    """What the lines of a report would say now and did not then, in its order; lines that came since stand last."""
    period = report.period
    now = {one.key: one for one in list_report_lines(_read_period(period), period.starts)}
    found = []
    for sent in report.body["lines"]:
        line, value = now.pop(sent["key"], None), _read_number(sent["value"])
        present = line.value if line is not None else None
        if present != value:
            since, comment = (line.retired or line.known_at, line.comment) if line is not None else (None, "")
            why = line.why if line is not None and present is None else None
            found.append(Correction(_read_text(sent["words"]), _read_unit(sent), value, present, since, comment, why))
    found += [
        Correction(one.words, one.unit, None, one.value, one.known_at, one.comment)
        for one in now.values()
        if one.value is not None
    ]
    return found


def list_report_lines(standing: AgreementStanding, starts: date) -> Iterator[ReportLine]:
    """The lines of a report of a period that began on a day and ended on that of the standing."""
    yield from _list_label_lines(standing.dates.on, starts)
    for one in standing.objectives:
        yield ReportLine(
            f"objective:{one.row.key}",
            "objectives",
            one.words.name,
            one.words.goal,
            one.value,
            Text.same(one.words.unit) if one.words.unit else None,
            one.place,
            one.why,
            one.known_at,
            one.comment,
            one.retired,
        )
    for payment in standing.payments:
        yield ReportLine(
            f"payment:{payment.row.key}",
            "payments",
            Text.same(payment.row.condition or payment.row.funder),
            payment.row.amount,
            payment.paid,
            EUROS,
            Text.same(payment.row.funder),
            known_at=payment.row.paid_known_at,
        )
    for use in standing.uses:
        words = use.row.name
        for part, value in (("spent", use.spent), ("accepted", use.accepted)):
            place = _ACCOUNTED if part == "spent" else _ACCEPTED
            yield ReportLine(
                f"{part}:{use.row.key}", part, words, use.row.planned, value, EUROS, place, None, use.known_at,
                use.comment,
            )  # fmt: skip
    for statement in list_statements(standing):
        check = check_statement(statement).total
        if check.difference:
            yield ReportLine(
                f"missing:{statement.id}", "sums", statement.label, check.total, check.difference, EUROS, _MISSING
            )


_ACCOUNTED = Text(fr="Justifié par l’association", en="Accounted for by the association")
_ACCEPTED = Text(fr="Accepté par l’administration", en="Accepted by the authorities")
_MISSING = Text(fr="Part du total que rien n’explique", en="Part of the total that nothing explains")


def _list_label_lines(on: date, starts: date) -> Iterator[ReportLine]:
    for key in GENERAL_COUNTS:
        counted = computed_counts[key]
        yield ReportLine(
            f"count:{key}", "label", counted.words, None, Decimal(counted.count(on)), counted.unit, _REGISTER
        )
    filed = Dossier.objects.filter(opened__gte=starts, opened__lte=on).count()
    words = Text(fr="Dossiers de label ouverts pendant la période", en="Label dossiers opened during the period")
    yield ReportLine(
        "count:dossiers", "label", words, None, Decimal(filed), Text(fr="dossiers", en="dossiers"), _REGISTER
    )


_REGISTER = Text(fr="Registre du label", en="Label register")


def _read_period(period: ReportingPeriod) -> AgreementStanding:
    return read_standing(period.agreement, ReadingDates(period.ends, timezone.localdate()))


def _write_text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"fr": text.fr, "en": text.en}


def _read_text(sent: dict[str, str]) -> Text:
    return Text(**sent)


def _read_unit(sent: dict[str, Any]) -> Text | None:
    return Text(**sent["unit"]) if sent["unit"] else None


def _write_number(value: Decimal | None) -> str | None:
    return None if value is None else write_value(value)


def _read_number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
