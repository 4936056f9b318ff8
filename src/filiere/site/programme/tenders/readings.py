"""What was read of a notice, as JSON that its row keeps and as a page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.programme.tender_notices import ANSWER_LABELS, READING_LABELS, NoticeReading, Quote
from filiere.site.programme.compared_records import ComparedRecord, Records
from filiere.site.programme.reading_dates import ReadingDates
from filiere.site.programme.tenders.models import WatchedNotice

ANSWER_MARKS: Mapping[str, str] = {
    "reserved": "ok",
    "clause": "ok",
    "criterion": "ok",
    "none_stated": "no",
    "not_readable": "sil",
}
"""The shape of each answer on a page."""


FINDINGS: Mapping[str, Text] = {
    "reserved": Text(fr="Ce marché est réservé", en="This contract is reserved"),
    "clause": Text(fr="Cet avis impose une clause sociale", en="This notice sets a social clause"),
    "criterion": Text(fr="Cet avis note un critère social", en="This notice scores a social criterion"),
    "none_stated": Text(
        fr="Cet avis n’indique aucune considération sociale", en="This notice states no social consideration"
    ),
    "not_readable": Text(fr="Cet avis n’a pas pu être lu", en="This notice could not be read"),
}
"""What the page of a notice finds, by its answer."""


@dataclass(frozen=True, slots=True)
class ShownReading:
    """What one contract states: the answer in words, its mark, why it could not be read, and the words quoted."""

    answer: str
    words: Text
    mark: str
    reason: Text | None
    contract: str
    quotes: tuple[ShownQuote, ...]

    @property
    def finding(self) -> Text:
        """The answer as a sentence."""
        return FINDINGS[self.answer]


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Words quoted and where they stand: a line of a text, or a path of JSON; ``label`` when they name the label."""

    words: str
    line: int | None
    path: str
    denied: bool
    label: bool


def write_readings(readings: Iterable[NoticeReading]) -> Iterator[dict[str, Any]]:
    """What a row keeps of readings."""
    for one in readings:
        yield asdict(one)


def show_readings(findings: Iterable[Mapping[str, Any]]) -> list[ShownReading]:
    """Readings as a page shows them, from what `write_readings` gave."""
    return [_show_reading(one) for one in findings]


def _show_reading(found: Mapping[str, Any]) -> ShownReading:
    answer = found["answers"][0]
    reason = found.get("reason")
    return ShownReading(
        answer=answer,
        words=ANSWER_LABELS[answer],
        mark=ANSWER_MARKS[answer],
        reason=READING_LABELS[reason] if reason else None,
        contract=found.get("contract") or "",
        quotes=tuple(
            [_show_quote(one, label=False) for one in found["quotes"]]
            + [_show_quote(one, label=True) for one in found["label"]]
        ),
    )


def _show_quote(found: Mapping[str, Any], *, label: bool) -> ShownQuote:
    quote = Quote(**found)
    return ShownQuote(quote.words, quote.line, quote.path or "", quote.denied, label)


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the text of a notice, quoted or not."""

    words: str
    quoted: bool


def cut_passages(text: str, findings: Iterable[Mapping[str, Any]]) -> list[Passage]:
    """The text in its parts, those that a reading quotes apart; of JSON, in one."""
    spans = sorted(
        (one["start"], one["end"])
        for found in findings
        for one in (*found["quotes"], *found["label"])
        if one.get("start") is not None
    )
    parts, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        parts += [Passage(text[at:start], quoted=False), Passage(text[start:end], quoted=True)]
        at = end
    return [one for one in (*parts, Passage(text[at:], quoted=False)) if one.words]


def list_kept(notices: Iterable[WatchedNotice], dates: ReadingDates) -> list[WatchedNotice]:
    """The notices that were watched on the dates of a page."""
    return [one for one in notices if dates.holds(timezone.localdate(one.read_at), one.read_at)]


def describe_kept(notices: Iterable[WatchedNotice]) -> Records:
    """Notices as records that are compared between two days."""
    return {one.key: ComparedRecord(one.title, {"answer": str(ANSWER_LABELS[one.answer])}) for one in notices}  # type: ignore[index]
