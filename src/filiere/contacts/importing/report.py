"""The report of an import: every row accounted for, by verdict, with what was wrong and what was done."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from filiere.contacts.importing.defects import LEG_WITHOUT_FIRST, defects_of_table
from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.delivery_counts import TableCounts
from filiere.contacts.importing.delivery_merge import MergeResult
from filiere.contacts.importing.protocol import Source
from filiere.contacts.importing.repair_and_rejection_labels import REJECTIONS, REPAIRS, rejection_words
from filiere.contacts.importing.row_validation import ImportSettings
from filiere.contacts.schema import TABLES
from filiere.core import Text

if TYPE_CHECKING:
    from filiere.contacts.importing.import_job import _ImportState

MAX_KEY_LENGTH = 200
"""Signs of the place of a finding; parts of it are as long as somebody wrote them."""


def build_import_report(
    *,
    file: DeliveredFile,
    source: Source,
    settings: ImportSettings,
    state: "_ImportState",
    merged: Mapping[str, MergeResult],
    today: str,
    rejects: str,
) -> dict[str, Any]:
    """Return the report as JSON holds it; ``rejects`` is the path in the store of the rows rejected or repaired."""
    words = {**REPAIRS, **getattr(source, "words", {})}
    tables = {
        table: _build_table_report(table, state.tallies[table], merged[table], state, settings, words)
        for table in sorted(merged)
    }
    codes = {code: dict(words) for code, words in state.words.items()}
    for row in tables.values():
        told = [reason["code"] for reason in row["rejections"]]
        for code in [*told, *(["conflicting-identity"] if row["conflicting"] else [])]:
            # A mapping says in its own words what is not in the format that it gives.
            if code in REJECTIONS and code not in codes:
                message, remedy = rejection_words(code)
                codes[code] = {"message": message.model_dump(), "remedy": remedy.model_dump()}
        codes |= {rule: {"message": words[rule].model_dump()} for rule in row["repairs"] if rule in words}
    refusals: Counter[str] = Counter()
    for (table, code, _), count in sorted(state.refused.items()):
        if not table:
            refusals[code] += count
    return {
        "format": 1,
        "file": file.name,
        "sha256": file.sha256,
        "bytes": file.size,
        "source": source.name,
        "mapping_sha256": source.mapping_sha256,
        "organisation": settings.organisation,
        "zone": settings.zone,
        "loaded_on": today,
        "raw": {
            "records": state.records,
            "refused": sum(refusals.values()),
            "refusals": dict(refusals),
            "unused": dict(sorted(state.unused.items())),
        },
        "tables": tables,
        "codes": dict(sorted(codes.items())),
        "rejects": rejects,
    }


def _build_table_report(
    name: str,
    tally: TableCounts,
    merged: MergeResult,
    state: "_ImportState",
    settings: ImportSettings,
    words: Mapping[str, Text],
) -> dict[str, Any]:
    refusals = {
        (code, column or None): count for (table, code, column), count in state.refused.items() if table == name
    }
    refused = sum(refusals.values())
    looked_for = defects_of_table(TABLES[name], endless_hours=settings.endless_hours)
    meanings = {**words, **{one.name: one.meaning for one in (*looked_for, LEG_WITHOUT_FIRST)}}
    wrong = {kind: (count, tally.examples[kind]) for kind, count in tally.defects.items()}
    if merged.headless[0]:
        wrong[LEG_WITHOUT_FIRST.name] = merged.headless
    found = {
        "rows": tally.rows + refused,
        "accepted": merged.accepted,
        "repaired": merged.repaired,
        "rejected": tally.rejected + refused,
        "duplicates": merged.duplicates,
        "superseded": merged.superseded,
    }
    reconciles = found["rows"] == sum(count for verdict, count in found.items() if verdict != "rows")
    return found | {
        "reconciles": reconciles,
        "supersedes": merged.supersedes,
        "conflicting": merged.conflicting,
        "conflicts": [{"line": line, "corrected_by_line": by} for line, by in merged.conflicts],
        "across": [
            {
                "code": one.code,
                "line": one.line,
                "key": one.key and one.key[:MAX_KEY_LENGTH],
                "message": one.message.model_dump(),
                "remedy": one.remedy.model_dump(),
            }
            for one in merged.across.told
        ],
        # Reports of before had no counts, and those without a finding are still like them.
        **({"across_counts": dict(sorted(merged.across.counts.items()))} if merged.across.counts else {}),
        "rejections": [
            {"code": code, "column": column, "rows": count}
            for (code, column), count in sorted([*refusals.items(), *tally.reasons.items()], key=str)
        ],
        "repairs": dict(sorted(tally.repairs.items())),
        "defects": {
            kind: {
                "rows": count,
                "lines": lines,
                "meaning": meanings[kind].model_dump() if kind in meanings else None,
            }
            for kind, (count, lines) in sorted(wrong.items())
        },
        "information": {
            "crossing_midnight": tally.crossing_midnight,
            "first_us": tally.first_us,
            "last_us": tally.last_us,
            "smallest_step_us": tally.smallest_step_us,
        },
    }
