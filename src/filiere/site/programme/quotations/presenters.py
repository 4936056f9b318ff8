"""A review as its page prints it: the text with its numbers marked, then what the register says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from filiere.core.numbers import format_number
from filiere.figures import Figure, Register
from filiere.quotations.narrative import CANNOT_TELL, NEEDS, VERDICT_LABELS
from filiere.quotations.review import Review, Row
from filiere.quotations.unchecked_numbers import PLURALS, WHY
from filiere.quotations.verdict import Verdict
from filiere.site.kit.bilingual_text import count_in_letters, join_list, localize

MARKS: dict[str, str] = {
    "match": "ok",
    "outdated": "old",
    "out_of_scope": "out",
    "contradicted": "no",
    "unknown": "un",
}
"""The shape and underline of each verdict."""

MOST_FIGURES = 3

_COUNTED: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "match": (("exact", "exacts"), ("exact", "exact")),
    "outdated": (("dépassé", "dépassés"), ("outdated", "outdated")),
    "out_of_scope": (("hors périmètre", "hors périmètre"), ("out of scope", "out of scope")),
    "contradicted": (("contredit", "contredits"), ("contradicted", "contradicted")),
    "unknown": (("inconnu", "inconnus"), ("unknown", "unknown")),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text: plain, a number with its verdict, or a sum."""

    words: str
    kind: str = "plain"
    mark: str = ""
    number: str = ""
    anchor: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure of the register as a finding shows it."""

    id: str
    title: str
    amount: str
    source: str
    url: str


def present_review(review: Review, register: Register) -> dict[str, Any]:
    """Return the context of a page of results."""
    numbers = {row.start: str(rank) for rank, row in enumerate(review.numbers, 1)}
    letters = {one.start: chr(ord("A") + rank % 26) for rank, one in enumerate(review.wrong_sums)}
    return {
        "finding": _describe_finding(review),
        "counts": [
            (verdict, MARKS[verdict], _count_words(verdict, count)) for verdict, count in review.counts.items() if count
        ],
        "paragraphs": list(_cut_paragraphs(review, numbers, letters)),
        "finds": [_present_row(row, numbers[row.start], register) for row in review.numbers],
        "sums": [
            {
                "letter": letters[one.start],
                "text": one.text,
                "reason": str(one.reason),
                "proposal": str(one.proposal) if one.proposal is not None else "",
            }
            for one in review.wrong_sums
        ],
        "skipped": _describe_skipped(review),
        "cut": review.cut_reason,
        "said": review.said,
        "nothing": not review.rows,
    }


def _describe_finding(review: Review) -> str:
    total = len(review.numbers)
    if not total and not review.wrong_sums:
        return localize("Aucun nombre de ce texte ne mesure la filière", "No number in this text measures the sector")
    parts = [_count_words(verdict, count, letters=True) for verdict, count in review.counts.items() if count]
    sums = len(review.wrong_sums)
    if sums:
        parts.append(
            localize(
                "une somme fausse" if sums == 1 else f"{count_in_letters(sums)} sommes fausses",
                "one wrong sum" if sums == 1 else f"{count_in_letters(sums)} wrong sums",
            )
        )
    many = count_in_letters(total, masculine=True).capitalize()
    plural = "s" if total > 1 else ""
    return localize(
        f"{many} nombre{plural} lu{plural} : {join_list(parts)}", f"{many} number{plural} read: {join_list(parts)}"
    )


def _count_words(verdict: Verdict, count: int, *, letters: bool = False) -> str:
    french, english = _COUNTED[verdict]
    shown = count_in_letters(count, masculine=True) if letters else format_number(count)
    return localize(f"{shown} {french[count > 1]}", f"{shown} {english[count > 1]}")


def _cut_paragraphs(review: Review, numbers: dict[int, str], letters: dict[int, str]) -> Iterator[list[Piece]]:
    """The text in paragraphs, its numbers and its wrong sums marked where they stand, every sign of it kept."""
    text = review.document.text
    spans: list[tuple[int, int, Piece]] = [
        (
            row.start,
            row.end,
            Piece(
                text[row.start : row.end],
                "number",
                MARKS[row.verdict or "unknown"],
                numbers[row.start],
                f"n{numbers[row.start]}",
                str(VERDICT_LABELS[row.verdict or "unknown"]).lower(),
            ),
        )
        for row in review.numbers
    ]
    for one in review.wrong_sums:
        letter = letters[one.start]
        words = localize("somme", "sum")
        spans.append((one.start, one.end, Piece(text[one.start : one.end], "sum", "sumt", letter, f"s{letter}", words)))
    pieces, at = [], 0
    for start, end, piece in sorted(spans, key=lambda one: one[:2]):
        if start < at:
            continue
        pieces += [Piece(text[at:start]), piece]
        at = end
    yield from _split_lines([*pieces, Piece(text[at:])])


def _split_lines(pieces: list[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        if piece.kind != "plain":
            line.append(piece)
            continue
        first, *others = piece.words.splitlines() or [""]
        if piece.words.endswith(("\n", "\r")):
            others.append("")
        if first:
            line.append(Piece(first))
        for words in others:
            if line:
                yield line
            line = [Piece(words)] if words else []
    if line:
        yield line


def _present_row(row: Row, number: str, register: Register) -> dict[str, Any]:
    verdict = row.verdict or "unknown"
    return {
        "number": number,
        "text": row.text,
        "verdict": verdict,
        "mark": MARKS[verdict],
        "label": str(VERDICT_LABELS[verdict]),
        "reason": _write_reason(row),
        "figures": _list_figures(row.figures, register),
        "others": _list_figures(row.others, register),
        "nearest": _list_figures(row.nearest, register),
        "needs": join_list([str(NEEDS[one]) for one in row.needs]),
        "proposal": str(row.proposal) if row.proposal is not None else "",
        "place": _describe_place(row),
    }


def _write_reason(row: Row) -> str:
    """The reason, without what the lines under it say again."""
    reason = str(row.reason) if row.reason is not None else ""
    return str(CANNOT_TELL) if reason.startswith(str(CANNOT_TELL)) else reason


def _list_figures(ids: Sequence[str], register: Register) -> list[FigureLine]:
    """The first and the last of the figures that decide: of those that many sources repeat, a reader needs no more."""
    found = [one for one in ids if one in register]
    kept = found if len(found) <= MOST_FIGURES else [*found[: MOST_FIGURES - 1], found[-1]]
    return [_present_figure(register[one], register) for one in kept]


def _present_figure(figure: Figure, register: Register) -> FigureLine:
    return FigureLine(
        figure.id,
        str(register.title(figure)),
        register.amount(figure),
        str(register.said_by(figure)),
        reverse("data:permalink", args=[figure.id]),
    )


def _describe_place(row: Row) -> str:
    if row.page is None:
        return ""
    return localize(f"page {row.page}, paragraphe {row.paragraph}", f"page {row.page}, paragraph {row.paragraph}")


def _describe_skipped(review: Review) -> str:
    """What was left aside, by kind, in one sentence."""
    counts = Counter(one.why for one in review.skipped)
    if not counts:
        return ""
    words = [f"{format_number(many)} {(PLURALS if many > 1 else WHY)[why]}" for why, many in counts.items()]
    return localize(
        f"Laissés de côté, parce qu’ils ne mesurent pas le secteur : {join_list(words)}.",
        f"Left aside, because they do not measure the sector: {join_list(words)}.",
    )
