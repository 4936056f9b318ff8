"""What a verification found, ready to print: one line a figure, in the order of what a reader must see first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filiere import contacts
from filiere.contacts import (
    GROUP_NAMES,
    NO_SEAL_SENTENCE,
    PROOF_SCOPE_SENTENCE,
    SAME_SEAL_SENTENCE,
    IndicatorRow,
    PackVerdict,
    describe_unread_report,
    status_label,
)
from filiere.core import Text
from filiere.site.quality.period_labels import period_text
from filiere.site.quality.presenters.definitions import format_measure
from filiere.site.quality.presenters.figures import format_basis

VERDICT_MARKS: Mapping[str, str] = {"found": "ok", "unknown": "part"}
"""The mark of what became of a figure; everything else is a refusal."""
MAX_TEXT_LENGTH = 80


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure of a pack, and what became of it."""

    title: str
    definition: str
    period: str
    group: str
    words: str
    counted: str
    verdict: Text
    mark: str


def build_verification(found: Mapping[str, Any]) -> dict[str, Any]:
    """What a verification found. Words of a pack that was sent are another's: they are cut, and printed as text."""
    rows = [_build_figure(row) for row in found.get("table", ())]
    return {
        **{key: found.get(key) for key in ("seal", "files", "rows", "figures", "software")},
        **_build_verdict(found),
        "faults": [
            {"code": one["code"], "message": Text(**one["message"]), "remedy": Text(**one["remedy"])}
            for one in found.get("faults", ())
        ],
        "faults_in_all": found.get("faults_in_all", 0),
        "organisations": [str(one)[:MAX_TEXT_LENGTH] for one in found.get("organisations", ())][:20],
        "definitions": [
            (str(one["name"])[:MAX_TEXT_LENGTH], str(one["sha256"])[:8]) for one in found.get("definitions", ())
        ],
        "sources": found.get("sources", 0),
        "table": rows,
        "untold": found.get("figures_in_pack", 0) - found.get("figures_told", 0),
    }


def _build_verdict(found: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict in words. What was written before there was a third one holds where the report was compared."""
    version = found.get("other_version")
    broken = bool(found.get("faults_in_all")) or found.get("seal") is None
    verdict: PackVerdict = found.get("verdict") or ("broken" if broken else "partly" if version else "whole")
    shown = {"verdict": verdict, "holds": verdict == "whole", "unread": describe_unread_report(verdict, version)}
    if verdict == "broken":
        return shown
    return shown | {
        "proved": PROOF_SCOPE_SENTENCE,
        "seal_words": SAME_SEAL_SENTENCE if found.get("sealed") else NO_SEAL_SENTENCE,
    }


def _build_figure(told: Mapping[str, Any]) -> FigureView:
    row = IndicatorRow(**{name: told[name] for name in IndicatorRow.__slots__})
    published = row.status == "published"
    remark = status_label(row)
    title = told.get("title")
    groups = [str(value)[:MAX_TEXT_LENGTH] for name in GROUP_NAMES if (value := getattr(row, name)) is not None]
    return FigureView(
        title=(str(Text(**title)) if title else row.indicator)[: 2 * MAX_TEXT_LENGTH],
        definition=f"{row.definition}@{row.version}"[:MAX_TEXT_LENGTH],
        period=_period_text(row.interval),
        group=" · ".join(groups),
        words=format_measure(row.value, row.unit, digits=2) if published else "–",
        counted=format_basis(row) if published else str(remark) if remark is not None else "",
        verdict=contacts.VERDICT_LABELS[told["verdict"]],
        mark=VERDICT_MARKS.get(told["verdict"], "no"),
    )


def _period_text(interval: str) -> str:
    try:
        return period_text(interval)
    except ValueError:
        return interval[:MAX_TEXT_LENGTH]
