"""A report as a page and a print show it: its lines as sent, in their parts, and its corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.publication import documents
from filiere.site.document_issuer import make_stamp
from filiere.site.programme.agreements.models import Report
from filiere.site.programme.agreements.report_contents import Correction

PART_TITLES: Mapping[str, Text] = {
    "objectives": Text(fr="Objectifs", en="Objectives"),
    "label": Text(fr="Label", en="Label"),
    "payments": Text(fr="Versements", en="Payments"),
    "spent": Text(fr="Dépenses justifiées", en="Spending accounted for"),
    "accepted": Text(fr="Dépenses acceptées", en="Spending accepted"),
    "sums": Text(fr="Sommes qui ne tombent pas juste", en="Sums that do not add up"),
}
"""The parts of a report, in their order."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line ready to print."""

    key: str
    words: Text
    goal: Decimal | None
    value: Decimal | None
    unit: Text | None
    place: Text
    why: Text | None

    @property
    def goal_words(self) -> str:
        """Its goal."""
        return format_number(self.goal)

    @property
    def value_words(self) -> str:
        """Its value, with its unit."""
        if nothing := documents.write_nothing_counted(self.value, self.unit):
            return str(nothing)
        words = format_number(self.value)
        return f"{words}\u00a0{self.unit}" if self.unit is not None and self.value is not None else words


def list_parts(lines: Iterable[Mapping[str, Any]]) -> list[tuple[Text, list[ShownLine]]]:
    """Lines as JSON, gathered in their parts; a part without any is left out."""
    shown = list(lines)
    found = [(title, [_read_line(one) for one in shown if one["part"] == part]) for part, title in PART_TITLES.items()]
    return [(title, held) for title, held in found if held]


def _read_line(line: Mapping[str, Any]) -> ShownLine:
    def number(name: str) -> Decimal | None:
        return None if line[name] is None else Decimal(line[name])

    def text(name: str) -> Text | None:
        return None if line[name] is None else Text(**line[name])

    return ShownLine(
        line["key"],
        Text(**line["words"]),
        number("goal"),
        number("value"),
        text("unit"),
        Text(**line["place"]),
        text("why"),
    )


def build_report_record(report: Report, corrections: Iterable[Correction]) -> documents.AgreementReport:
    """The report as it is printed: what was sent, from its frozen body alone, then the corrections known today."""
    body = report.body
    return documents.AgreementReport(
        stamp=make_stamp(
            reference=report.key,
            issued=timezone.localdate(report.sent_at),
            snapshot=Text(fr="Chiffres figés", en="Frozen figures"),
            snapshot_sha256=report.sha256,
            fictitious=bool(body["fictitious"]),
        ),
        agreement=Text(**body["title"]),
        number=body["number"],
        starts=date.fromisoformat(body["starts"]),
        ends=date.fromisoformat(body["ends"]),
        version=body["version"],
        parts=tuple((title, tuple(_print_lines(lines))) for title, lines in list_parts(body["lines"])),
        comment=report.comment,
        corrections=tuple(_print_corrections(corrections)),
    )


def _print_lines(lines: Iterable[ShownLine]) -> Iterator[documents.ReportedLine]:
    for one in lines:
        yield documents.ReportedLine(
            words=one.words, goal=one.goal, value=one.value, unit=one.unit, place=one.place, why=one.why
        )


def _print_corrections(corrections: Iterable[Correction]) -> Iterator[documents.ReportCorrection]:
    for one in corrections:
        comment = one.comment or (str(one.why) if one.why is not None else "")
        yield documents.ReportCorrection(words=one.words, sent=one.sent, now=one.now, since=one.day, comment=comment)
