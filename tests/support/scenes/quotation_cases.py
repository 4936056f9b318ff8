"""The sentences of ``tests/quotations``: read from their tables, by half."""

import csv
import os
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "quotations"
VERDICTS = ("match", "outdated", "out_of_scope", "contradicted", "unknown")


@dataclass(frozen=True)
class QuotedNumber:
    """One number of a text and what the register says of it; ``start`` and ``end`` are code points, ``end`` excluded.

    ``values`` is the number, or both ends of a range; a share in words is its percentage; empty where not given.
    """

    key: str
    lang: str
    half: str
    text: str
    said: date | None
    number: str
    start: int
    end: int
    verdict: str
    figures: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    stratum: str = ""
    values: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class OtherText:
    """A text whose numbers are not about the sector, and how many they are."""

    key: str
    lang: str
    half: str
    stratum: str
    count: int
    text: str


@dataclass(frozen=True)
class Span:
    """A span for the stage of mentions: what it must cover, the most that it may, and what it says."""

    key: str
    lang: str
    text: str
    core: tuple[int, int]
    outer: tuple[int, int]
    values: tuple[Decimal, ...]
    ends: tuple[Decimal, Decimal] | None
    unit: str
    bounds: tuple[str, ...]
    kinds: tuple[str, ...]


def chosen_half() -> str:
    """The half that a run reads: those of the one who writes the checker, unless ``FILIERE_TEST_HALF=1``."""
    return "unseen" if os.environ.get("FILIERE_TEST_HALF") == "1" else "dev"


def has_cases(half: str) -> bool:
    """Whether a half has sentences: the unseen one is absent until it is written."""
    return any(FOLDER.glob(f"{half}*cases*.tsv"))


def _read_tables(half: str, name: str) -> list[dict[str, str]]:
    """The rows of all tables of a half and a name, which languages or authors may part: ``unseen_fr_cases.tsv``."""
    rows: list[dict[str, str]] = []
    for path in sorted(FOLDER.glob(f"{half}*{name}*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return rows


def _said(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


def find_number(text: str, number: str) -> int:
    """Where a number stands in a text, neither as the end nor as the beginning of another; it stands there once."""
    found = []
    start = text.find(number)
    while start >= 0:
        before, after = text[:start][-1:], text[start + len(number) :][:1]
        if not (before.isalnum() or (before in ".,\u202f" and number[0].isdigit() and before)) and not after.isalnum():
            found.append(start)
        start = text.find(number, start + 1)
    if len(found) != 1:
        raise ValueError(f"{number!r} stands {len(found)} times in {text!r}")
    return found[0]


def read_cases(half: str) -> list[QuotedNumber]:
    """Every sentence with one number under test."""
    cases = []
    for row in _read_tables(half, "cases"):
        start = find_number(row["text"], row["number"])
        cases.append(
            QuotedNumber(
                key=row["key"],
                lang=row["lang"],
                half=row["half"],
                text=row["text"],
                said=_said(row["said"]),
                number=row["number"],
                start=start,
                end=start + len(row["number"]),
                verdict=row["verdict"],
                figures=tuple(row["figures"].split()),
                parts=tuple(row["part"].split()),
                stratum=row["stratum"],
                values=tuple(Decimal(one) for one in row["value"].split("..")),
            )
        )
    return cases


def read_real_life(half: str) -> list[list[QuotedNumber]]:
    """The sentences of several numbers: a list of numbers a text."""
    texts = []
    for row in _read_tables(half, "real_life"):
        numbers = []
        for words in row["numbers"].split(";"):
            number, _, expected = words.partition("=")
            verdict, _, figures = expected.partition(":")
            start = find_number(row["text"], number)
            numbers.append(
                QuotedNumber(
                    key=f"{row['key']}-{len(numbers) + 1}",
                    lang=row["lang"],
                    half=row["half"],
                    text=row["text"],
                    said=_said(row["said"]),
                    number=number,
                    start=start,
                    end=start + len(number),
                    verdict=verdict,
                    figures=tuple(one for one in figures.split("+") if one),
                    stratum="real-life",
                )
            )
        texts.append(numbers)
    return texts


def read_other_numbers(half: str) -> list[OtherText]:
    """The texts whose numbers are not about the sector."""
    return [
        OtherText(row["key"], row["lang"], row["half"], row["stratum"], int(row["count"]), row["text"])
        for row in _read_tables(half, "other_numbers")
    ]


def read_spans() -> list[Span]:
    """The spans of the first stage, their marks taken out and their escapes resolved."""
    spans = []
    for row in _read_tables("dev", "mentions"):
        marked = row["text"].encode("latin-1", "backslashreplace").decode("unicode_escape")
        places = {}
        text = ""
        for sign in marked:
            if sign in "{}[]":
                places[sign] = len(text)
            else:
                text += sign
        core = places["["], places["]"]
        ends = tuple(Decimal(one) for one in row["value"].split("..")) if ".." in row["value"] else ()
        spans.append(
            Span(
                key=row["key"],
                lang=row["lang"],
                text=text,
                core=core,
                outer=(places.get("{", core[0]), places.get("}", core[1])),
                values=() if ends else tuple(Decimal(one) for one in row["value"].split("/")),
                ends=(ends[0], ends[1]) if ends else None,
                unit=row["unit"],
                bounds=tuple(row["bound"].split("/")),
                kinds=tuple(row["kind"].split("/")),
            )
        )
    return spans
