"""A text reviewed: a row a number, the sums inside it, and what was set aside.

:func:`check_text` runs the four stages up to the one asked; :func:`check_document` gives all that a page shows. Both
are pure: the same text, register and day give the same rows, to the byte.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from filiere.core.text import Lang, Text
from filiere.figures import Figure, Register
from filiere.figures.records import json_number
from filiere.quotations.candidates import PARTS, Candidates, find_backed, find_candidates
from filiere.quotations.context import Context, find_contexts
from filiere.quotations.documents import Document, plain_document
from filiere.quotations.hedges import Bound
from filiere.quotations.mentions import MOST_MENTIONS, Kind, Mention, SetAside, find_mentions
from filiere.quotations.narrative import write_cut, write_proposal, write_reason
from filiere.quotations.segment_mentions import SECTOR
from filiere.quotations.sums import SumFinding, check_sums
from filiere.quotations.token_text import TokenText
from filiere.quotations.units import TIME
from filiere.quotations.verdict import VERDICTS, Finding, Need, Verdict, WrongPart, judge, judge_rivals

Stage = Literal["mentions", "context", "candidates", "verdict"]
STAGES: tuple[Stage, ...] = ("mentions", "context", "candidates", "verdict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A number of a text and what the register says of it.

    ``start`` and ``end`` are code points of the text as received, end excluded. ``figures`` are the identifiers that
    decide, the best first, for *outdated* the earlier ones and then the later. ``part`` is the part of the scope that
    is wrong, ``others`` are concurrent values, ``nearest`` the closest ones where the register cannot tell. ``summed``
    is true for a number that a wrong sum of the text holds. ``page`` and ``paragraph`` are from 1; a text has no page.
    What a stage before the last does not know is empty.
    """

    start: int
    end: int
    text: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str | None
    bound: Bound
    kind: Kind
    lang: Lang
    year: str | None = None
    tense: str | None = None
    places: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    measure: str | None = None
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    candidates: tuple[dict[str, Any], ...] = ()
    verdict: Verdict | None = None
    figures: tuple[str, ...] = ()
    reason: Text | None = None
    needs: tuple[Need, ...] = ()
    proposal: Text | None = None
    part: WrongPart | None = None
    others: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    summed: bool = False
    page: int | None = None
    paragraph: int | None = None

    def as_json(self, stage: Stage = "verdict") -> dict[str, Any]:
        """Return the row as a JSON object of a stage, its texts in the reader's language."""
        row: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": json_number(self.value),
            "low": json_number(self.low),
            "high": json_number(self.high),
            "unit": self.unit,
        }
        if stage == "verdict":
            return row | {
                "verdict": self.verdict,
                "figures": list(self.figures),
                "reason": None if self.reason is None else str(self.reason),
                "needs": list(self.needs),
                "proposal": None if self.proposal is None else str(self.proposal),
            }
        row |= {"bound": self.bound, "kind": self.kind}
        if stage == "mentions":
            return row
        row |= {
            "year": self.year,
            "tense": self.tense,
            "places": list(self.places),
            "segments": list(self.segments),
            "measure": self.measure,
            "sources": list(self.sources),
        }
        if stage == "candidates":
            row |= {"topics": list(self.topics), "candidates": list(self.candidates)}
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that is said of a text. ``cut`` is true when it held more than :data:`MOST_MENTIONS` numbers, two thousand:
    those that follow were not read."""

    document: Document
    rows: tuple[Row, ...]
    sums: tuple[SumFinding, ...]
    skipped: tuple[SetAside, ...]
    said: date | None
    lang: Lang
    cut: bool = False

    @property
    def numbers(self) -> tuple[Row, ...]:
        """The rows that stand by themselves: those of a wrong sum are told with it."""
        return tuple(row for row in self.rows if not row.summed)

    @property
    def cut_reason(self) -> Text | None:
        """Why the last numbers of the text were not read; None when all were."""
        return write_cut(MOST_MENTIONS) if self.cut else None

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many numbers have each verdict, in the order of the verdicts."""
        found = Counter(row.verdict for row in self.numbers)
        return {verdict: found[verdict] for verdict in VERDICTS}

    def as_json(self) -> dict[str, Any]:
        """Return the review as a JSON object, its texts in the reader's language: rows, sums and what was set aside."""
        return {
            "said": None if self.said is None else self.said.isoformat(),
            "lang": self.lang,
            "cut": self.cut,
            "counts": self.counts,
            "rows": [
                row.as_json()
                | {"part": row.part, "others": list(row.others), "nearest": list(row.nearest)}
                | {"summed": row.summed, "page": row.page, "paragraph": row.paragraph}
                for row in self.rows
            ],
            "sums": [one.as_json() for one in self.sums],
            "skipped": [{"start": one.start, "end": one.end, "text": one.text, "why": one.why} for one in self.skipped],
        }

    @property
    def wrong_sums(self) -> tuple[SumFinding, ...]:
        """The sums that do not hold."""
        return tuple(one for one in self.sums if not one.holds)


def check_text(
    text: str, register: Register, *, said: date | None = None, stage: Stage = "verdict", lang: Lang | None = None
) -> list[Row]:
    """Return a row for each number of a text, in its order, as far as a stage.

    ``said`` is the day of the speech, against which the present is held: by default nothing is later than the register.
    ``lang`` is the language of the text, by default that of its words.
    """
    read = TokenText(text, lang)
    return _build_rows(read, find_mentions(read).mentions, register, said, stage)


def check_document(
    document: Document | str, register: Register, *, said: date | None = None, lang: Lang | None = None
) -> Review:
    """Return the review of a document, or of a text: rows with their places, sums, and what was set aside."""
    document = plain_document(document) if isinstance(document, str) else document
    read = TokenText(document.text, lang)
    scan = find_mentions(read)
    sums = check_sums(read, scan.mentions)
    wrong = {place for one in sums if not one.holds for place in one.starts}
    rows = [
        replace(row, summed=row.start in wrong, page=place.page, paragraph=place.paragraph)
        for row in _build_rows(read, scan.mentions, register, said, "verdict")
        for place in (document.find_place(row.start),)
    ]
    return Review(
        document=document,
        rows=tuple(rows),
        sums=tuple(sums),
        skipped=scan.skipped,
        said=said,
        lang=read.lang,
        cut=scan.cut,
    )


def _build_rows(
    text: TokenText, mentions: tuple[Mention, ...], register: Register, said: date | None, stage: Stage
) -> list[Row]:
    if stage == "mentions":
        return [_mention_row(one) for one in mentions]
    rows: list[Row] = []
    subject: frozenset[str] = frozenset()
    for mention, context in zip(mentions, find_contexts(text, mentions, register, said), strict=True):
        row = _context_row(_mention_row(mention), context)
        if stage != "context":
            found = find_candidates(mention, context, register)
            if stage == "candidates":
                row = _candidates_row(row, found)
            else:
                finding = _judge_readings(mention, context, judge(mention, context, found), register)
                if finding.verdict == "unknown" and subject:
                    finding = _judge_going_on(mention, context, found, register, subject) or finding
                if finding.figures or context.unit not in TIME:
                    # « Les moins de 35 ans étaient 50 % » goes on: an age is no subject.
                    subject = frozenset(_subject(one, register) for one in finding.figures)
                row = _verdict_row(row, mention, context, finding, register)
        rows.append(row)
    return rows


def _judge_readings(mention: Mention, context: Context, finding: Finding, register: Register) -> Finding:
    """Return the verdict of the first reading of a sentence that makes its number right, else that of the plain one.

    The last reading is that of the topics whose words say less: they serve a dated number that fits a scope said whole.
    """
    if finding.verdict == "match" or (finding.verdict == "outdated" and context.moment.now):
        return finding
    for one in context.readings:
        other = judge(mention, one, find_candidates(mention, one, register))
        if other.verdict == "match" and (finding.verdict != "outdated" or one.moment.period is not None):
            return other
    if finding.verdict == "outdated":
        return finding
    rival = judge_rivals(mention, context, find_candidates(mention, context, register, rivals=True))
    if rival is not None or finding.verdict != "unknown":
        return rival or finding
    backed = find_backed(mention, context, register)
    return (judge_rivals(mention, context, backed) if backed is not None else None) or finding


def _subject(figure: Figure, register: Register) -> str:
    """Return what a number must share with the one before for a text to go on about it: family and segment."""
    return f"{register.family(figure)}/{figure.segment}"


def _judge_going_on(
    mention: Mention, context: Context, found: Candidates, register: Register, subject: frozenset[str]
) -> Finding | None:
    """Return the verdict on a number whose sentence says indicator and year, and leaves the trade to the one before:
    “Temps were 16% in 2002. Permanent contracts were 63%.” What the number before was about must be its subject too.
    """
    if not found.loose or context.moment.period is None:
        return None
    chosen = {topic.key for topic in found.topics if all(line & context.wide for line in topic.lines)}
    for one in context.readings:
        wider = find_candidates(mention, one, register)
        if wider.loose or not chosen or not chosen >= {topic.key for topic in wider.topics}:
            continue
        other = judge(mention, one, wider)
        if other.verdict in {"contradicted", "out_of_scope"} and any(
            _subject(figure, register) in subject for figure in other.figures
        ):
            return other
    return None


def _mention_row(mention: Mention) -> Row:
    return Row(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        value=mention.value,
        low=mention.low,
        high=mention.high,
        unit=mention.unit,
        bound=mention.bound,
        kind=mention.kind,
        lang=mention.lang,
    )


def _context_row(row: Row, context: Context) -> Row:
    moment = context.moment
    return replace(
        row,
        unit=context.unit,
        year=None if moment.period is None else str(moment.period),
        tense="present" if moment.now else moment.tense,
        places=tuple(sorted(context.places)),
        segments=tuple(sorted(context.segments - {SECTOR})),
        measure=context.measure,
        sources=tuple(sorted(context.sources)),
    )


def _candidates_row(row: Row, found: Candidates) -> Row:
    return replace(
        row,
        topics=tuple(dict.fromkeys(topic.key for topic in found.topics)),
        candidates=tuple(
            {"figure": one.figure.id, "fit": one.fit, **dict(zip(PARTS, one.parts, strict=True))}
            for one in found.figures
        ),
    )


def _verdict_row(row: Row, mention: Mention, context: Context, finding: Finding, register: Register) -> Row:
    return replace(
        row,
        verdict=finding.verdict,
        figures=_ids((*finding.figures, *finding.later)),
        reason=write_reason(mention, context, finding, register),
        needs=finding.needs,
        proposal=write_proposal(context, finding, register),
        part=finding.part,
        others=_ids(finding.others),
        nearest=_ids(finding.nearest),
    )


def _ids(figures: tuple[Figure, ...]) -> tuple[str, ...]:
    return tuple(figure.id for figure in figures)
