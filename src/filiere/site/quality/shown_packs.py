"""What a verification found, ready to print: one line a figure, in the order of what a reader must see first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filiere.contacts.reasons import status_words
from filiere.contacts.rows import GROUPS, IndicatorRow
from filiere.contacts.sealed.proved import COMPUTED, NO_SEAL, SAME_SEAL, Verdict, unread
from filiere.contacts.sealed.told import VERDICTS
from filiere.core import Lang, Text
from filiere.site.quality.definition_words import value_words
from filiere.site.quality.intervals import words_of
from filiere.site.quality.shown_figures import counted

MARKS: Mapping[str, str] = {"found": "ok", "unknown": "part"}
"""The mark of what became of a figure; everything else is a refusal."""
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a pack, and what became of it."""

    title: str
    definition: str
    period: str
    group: str
    words: str
    counted: str
    verdict: Text
    mark: str


def shown_result(found: Mapping[str, Any], code: Lang) -> dict[str, Any]:
    """What a verification found. Words of a pack that was sent are another's: they are cut, and printed as text."""
    rows = [_figure(row, code) for row in found.get("table", ())]
    return {
        **{key: found.get(key) for key in ("seal", "files", "rows", "figures", "software")},
        **_verdict(found),
        "faults": [
            {"code": one["code"], "message": Text(**one["message"]), "remedy": Text(**one["remedy"])}
            for one in found.get("faults", ())
        ],
        "faults_in_all": found.get("faults_in_all", 0),
        "organisations": [str(one)[:LONGEST] for one in found.get("organisations", ())][:20],
        "definitions": [(str(one["name"])[:LONGEST], str(one["sha256"])[:8]) for one in found.get("definitions", ())],
        "sources": found.get("sources", 0),
        "table": rows,
        "untold": found.get("figures_in_pack", 0) - found.get("figures_told", 0),
    }


def _verdict(found: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict in words. What was written before there was a third one holds where the report was compared."""
    version = found.get("other_version")
    broken = bool(found.get("faults_in_all")) or found.get("seal") is None
    verdict: Verdict = found.get("verdict") or ("broken" if broken else "partly" if version else "whole")
    shown = {"verdict": verdict, "holds": verdict == "whole", "unread": unread(verdict, version)}
    if verdict == "broken":
        return shown
    return shown | {"proved": COMPUTED, "seal_words": SAME_SEAL if found.get("sealed") else NO_SEAL}


def _figure(told: Mapping[str, Any], code: Lang) -> Figure:
    row = IndicatorRow(**{name: told[name] for name in IndicatorRow.__slots__})
    published = row.status == "published"
    remark = status_words(row)
    title = told.get("title")
    groups = [str(value)[:LONGEST] for name in GROUPS if (value := getattr(row, name)) is not None]
    return Figure(
        title=(Text(**title).get(code) if title else row.indicator)[: 2 * LONGEST],
        definition=f"{row.definition}@{row.version}"[:LONGEST],
        period=_period(row.interval, code),
        group=" · ".join(groups),
        words=value_words(row.value, row.unit, code, digits=2) if published else "–",
        counted=counted(row, code) if published else remark.get(code) if remark is not None else "",
        verdict=VERDICTS[told["verdict"]],
        mark=MARKS.get(told["verdict"], "no"),
    )


def _period(interval: str, code: Lang) -> str:
    try:
        return words_of(interval, code)
    except ValueError:
        return interval[:LONGEST]
