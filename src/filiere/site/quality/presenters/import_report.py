"""The report of an import as a page shows it: each row by what became of it, with the reason and its first lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filiere.contacts import TABLES, Table
from filiere.core import Text
from filiere.site.quality.folders import store_folder
from filiere.site.quality.mapping_targets import word_title
from filiere.site.quality.models import Delivery

CONTACT_TABLE = "contact_leg"
MAX_LINES = 8
"""Lines named for each reason; the file of rejected rows has all of them."""
SAMPLED_ROWS = 20_000
"""Rows of that file read for their lines: those of a rare reason may be further down, and are then only counted."""

VERDICT_LABELS: tuple[tuple[str, Text], ...] = (
    ("accepted", Text(fr="acceptées", en="accepted")),
    ("repaired", Text(fr="réparées", en="repaired")),
    ("rejected", Text(fr="rejetées", en="rejected")),
    ("duplicates", Text(fr="doublons", en="duplicates")),
    ("superseded", Text(fr="remplacées", en="superseded")),
)


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason: its code, what it says, what to do, how many rows, in which column, and its first lines.

    ``column`` is the canonical one, and ``told`` what the page of a mapping calls it.
    """

    code: str
    words: Text
    remedy: Text | None
    rows: int
    column: str = ""
    lines: tuple[int, ...] = ()
    told: Text | None = None


@dataclass(frozen=True, slots=True)
class TableReport:
    """What became of the rows of one canonical table."""

    title: Text
    rows: int
    counts: tuple[tuple[Text, int, float], ...]
    """Verdict, rows and share in percent of the rows read."""
    rejections: tuple[ReasonLine, ...]
    repairs: tuple[ReasonLine, ...]
    defects: tuple[ReasonLine, ...]
    conflicts: tuple[tuple[int, int], ...] = field(default=())
    supersedes: int = 0


def build_table_reports(delivery: Delivery) -> tuple[TableReport, ...]:
    """The report of an imported delivery, table by table; empty once it is erased."""
    report: Mapping[str, Any] = delivery.report
    if not report:
        return ()
    codes: Mapping[str, Any] = report["codes"]
    seen = _first_lines_by_code(rejects_path(delivery))
    return tuple(_build_table_report(name, one, codes, seen) for name, one in report["tables"].items())


def holds_contacts(delivery: Delivery) -> bool:
    """Whether contacts came of an imported file, so that its figures can be explained."""
    kept = delivery.report.get("tables", {}).get(CONTACT_TABLE, {})
    return any(kept.get(verdict) for verdict in ("accepted", "repaired"))


def list_outcomes(delivery: Delivery) -> tuple[tuple[str, Text, int], ...]:
    """The visits that a delivery brought, by outcome, then its rows that could not be read: code, words, count."""
    outcomes: Mapping[str, int] = delivery.report.get("outcomes", {})
    found = [(code, word_title(code), count) for code, count in outcomes.items()]
    unread = Text(fr="illisible, et rejeté", en="unreadable, and rejected")
    return (*found, ("refused", unread, delivery.rejected)) if found else ()


def list_refusals(delivery: Delivery) -> tuple[ReasonLine, ...]:
    """The records that give no row of any table, by reason."""
    raw: Mapping[str, Any] = delivery.report.get("raw", {})
    codes = delivery.report.get("codes", {})
    return tuple(_build_reason(code, count, codes) for code, count in raw.get("refusals", {}).items())


def list_unused(delivery: Delivery) -> tuple[ReasonLine, ...]:
    """The records that need give no row, by the rule that says so."""
    raw: Mapping[str, Any] = delivery.report.get("raw", {})
    codes = delivery.report.get("codes", {})
    return tuple(_build_reason(rule, count, codes) for rule, count in raw.get("unused", {}).items())


def rejects_path(delivery: Delivery) -> Path | None:
    """The file of the rows rejected and repaired, people hashed; None when there is none."""
    named = str(delivery.report.get("rejects") or "")
    if not named:
        return None
    store = store_folder(delivery.centre)
    path = (store / named).resolve()
    # The report is ours, and yet a path is never followed out of the store.
    return path if path.is_file() and store.resolve() in path.parents else None


def _build_table_report(
    name: str, report: Mapping[str, Any], codes: Mapping[str, Any], seen: Mapping[str, list[int]]
) -> TableReport:
    rows = int(report["rows"])
    counts = tuple(
        (words, int(report[key]), 100 * int(report[key]) / rows if rows else 0.0) for key, words in VERDICT_LABELS
    )
    return TableReport(
        title=TABLES[name].title,
        rows=rows,
        counts=counts,
        rejections=tuple(
            _build_reason(item["code"], item["rows"], codes, item.get("column") or "", seen, TABLES[name])
            for item in report["rejections"]
        ),
        repairs=tuple(_build_reason(code, count, codes, "", seen) for code, count in report["repairs"].items()),
        defects=tuple(
            ReasonLine(
                kind, _text_or_code(item["meaning"], kind), None, item["rows"], "", tuple(item["lines"][:MAX_LINES])
            )
            for kind, item in report["defects"].items()
        ),
        conflicts=tuple((item["line"], item["corrected_by_line"]) for item in report["conflicts"][:MAX_LINES]),
        supersedes=int(report["supersedes"]),
    )


def _build_reason(
    code: str,
    rows: int,
    codes: Mapping[str, Any],
    column: str = "",
    seen: Mapping[str, list[int]] | None = None,
    table: Table | None = None,
) -> ReasonLine:
    said = codes.get(code, {})
    remedy = _text_or_code(said["remedy"], code) if said.get("remedy") else None
    lines = tuple((seen or {}).get(f"{code} {column}" if column else code, ()))
    told = table.by_name[column].meaning if table is not None and column in table.by_name else None
    return ReasonLine(code, _text_or_code(said.get("message"), code), remedy, rows, column, lines, told)


def _text_or_code(said: Mapping[str, str] | None, code: str) -> Text:
    return Text(fr=said["fr"], en=said["en"]) if said else Text.same(code)


def _first_lines_by_code(path: Path | None) -> dict[str, list[int]]:
    """The first lines of each code, alone and with its column, as the file of rejected rows tells them."""
    found: dict[str, list[int]] = {}
    for row in read_reject_rows(path, most=SAMPLED_ROWS):
        for code, column, _ in reasons_in(row):
            for key in (code, f"{code} {column}"):
                lines = found.setdefault(key, [])
                if len(lines) < MAX_LINES and (not lines or lines[-1] != row["line"]):
                    lines.append(int(row["line"]))
    return found


def read_reject_rows(path: Path | None, *, most: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of the file of rejected and repaired rows, one at a time."""
    if path is None:
        return
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            if most is not None and number >= most:
                return
            yield json.loads(line)


def reasons_in(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The code, the column and what was read, of each thing said of a row."""
    for fault in row.get("faults", ()):
        yield str(fault["code"]), str(fault.get("column") or ""), str(fault.get("read") or "")
    for repair in row.get("repairs", ()):
        yield str(repair["rule"]), str(repair.get("column") or ""), str(repair.get("read") or "")
