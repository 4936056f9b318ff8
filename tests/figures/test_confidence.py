"""Confidence follows from the kind and the reading of a source, by one rule that nobody types."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.figures import Amendment, check, load_register
from filiere.figures.cited_publication import KINDS, Publication
from filiere.figures.confidence import CEILINGS, LEVELS, REASONS, grade_figure
from filiere.figures.data_gaps import find_gaps
from filiere.figures.records import FigureEntry
from filiere.figures.reviews import Review, draw_figures
from filiere.figures.rules import RegisterContext

SHIPPED = load_register()
READINGS = ("whole", "beginning", "quoted", "none")


def entry(**given: object) -> FigureEntry:
    """Return a figure read in the source `page`."""
    return FigureEntry.model_validate(
        {
            "id": "drawn", "indicator": "jobs", "value": 1, "unit": "job", "segment": "whole", "period": "2020",
            "territory": "FR", "source": "page", "nature": "observed", "mark": "S",
        }
        | given
    )  # fmt: skip


def context(kind: str, reading: str, *, review: str | None = None, **more: object) -> RegisterContext:
    """Return what surrounds a figure of the source `page`."""
    page = Publication.model_validate(
        {"id": "page", "publisher": "P", "title": "T", "kind": kind, "reading": reading} | more
    )
    reviews = {}
    if review:
        reviews["drawn"] = Review.model_validate(
            {"id": "r", "figures": ["drawn"], "by": "R", "date": "2026-11-30", "outcome": review}
        )
    return RegisterContext({}, {}, {"page": page}, {}, {}, None, reviews)


@pytest.mark.parametrize(
    ("kind", "reading", "more", "figure", "level"),
    [
        ("statistics", "whole", {}, {}, "high"),
        ("law", "whole", {}, {}, "high"),
        ("statistics", "beginning", {}, {}, "medium"),
        ("statistics", "beginning", {"review": "confirmed"}, {}, "high"),
        ("statistics", "beginning", {"review": "unreachable"}, {}, "medium"),
        ("statistics", "whole", {"mirror": True}, {}, "medium"),
        ("study", "whole", {"repeats": "statistics"}, {}, "medium"),
        ("statistics", "none", {}, {}, "low"),
        ("statistics", "whole", {}, {"mark": "K"}, "low"),
        ("statistics", "whole", {}, {"period_certain": False}, "medium"),
        ("statistics", "whole", {}, {"evidence": "statement"}, "low"),
        ("statistics", "whole", {}, {"confidence": "low"}, "low"),
        ("press", "whole", {}, {}, "low"),
        ("press", "whole", {"repeats": "study"}, {}, "medium"),
        ("statement", "whole", {"review": "confirmed"}, {}, "low"),
        ("unsourced", "whole", {}, {}, "untraceable"),
    ],
)
def test_the_rule(kind: str, reading: str, more: dict[str, object], figure: dict[str, object], level: str) -> None:
    """Each clause of the rule, on one figure."""
    assert grade_figure(entry(**figure), context(kind, reading, **more)).level == level  # type: ignore[arg-type]


@given(
    st.sampled_from(KINDS), st.sampled_from(READINGS), st.sampled_from(LEVELS), st.booleans(), st.sampled_from("SIK")
)
def test_nothing_rises_above_the_kind(kind: str, reading: str, typed: str, certain: bool, mark: str) -> None:
    """No reading, mark or typed level gives more than the kind of document can; less read is never worth more."""
    one = entry(confidence=typed, period_certain=certain, mark=mark)
    level = grade_figure(one, context(kind, reading)).level
    assert LEVELS.index(level) <= min(LEVELS.index(CEILINGS[kind]), LEVELS.index(typed))
    ranks = [LEVELS.index(grade_figure(one, context(kind, each)).level) for each in READINGS]
    assert ranks == sorted(ranks, reverse=True)


def test_a_computed_figure_is_worth_its_weakest_input() -> None:
    """Over the shipped register, where each says what it is computed from."""
    for figure in SHIPPED:
        if figure.derived is not None and not figure.lowered:
            inputs = [LEVELS.index(SHIPPED[one].confidence) for one in figure.derived.sources]
            assert LEVELS.index(figure.confidence) == min(inputs), figure.id


def test_every_shipped_figure_says_why() -> None:
    """The kind comes first among the reasons, and nobody typed a level but to lower it."""
    for figure in SHIPPED:
        reasons = SHIPPED.trust_reasons(figure)
        assert reasons[0] == REASONS[f"kind-{figure.kind}" if figure.derived is None else "computed"]
        assert not figure.lowered or figure.note is not None


def test_an_unknown_title_takes_no_quotation_marks() -> None:
    """Citations of each source whose title nobody read print our words bare, and read titles between marks.

    The publication that quotes a source comes after it, with a title of its own, which may have been read.
    """
    day = date(2026, 11, 30)
    for figure in SHIPPED:
        source = SHIPPED.sources[figure.source]
        french, english = (SHIPPED.cite(figure, lang, day) for lang in ("fr", "en"))  # type: ignore[arg-type]
        if source.title is None:
            assert "«" not in french.partition("Source")[2].partition("cité par")[0]
            assert "“" not in english.partition("Source")[2].partition("quoted by")[0]
        else:
            assert f"“{source.title}”" in english


def test_a_source_without_title_is_told_by_line(base_folder: Path, tmp_path: Path, today: date) -> None:
    """Neither a title nor our own words: refused, by file, line and key."""
    file = tmp_path / "mine.yaml"
    file.write_text("sources:\n  - id: mine\n    publisher: Gazette\n    kind: press\n    reading: whole\n", "utf-8")
    (found,) = check(file, within=base_folder, today=today)
    assert (found.code, found.file, found.line) == ("source-without-title", str(file), 2)


@given(st.integers(0, 99), st.integers(1, 40))
def test_draws_of_reviews(seed: int, count: int) -> None:
    """The same seed gives the same figures, each read in a source; none was read later than one that is left."""
    drawn = SHIPPED.next_reviews(count, seed)
    assert [one.id for one in drawn] == [one.id for one in SHIPPED.next_reviews(count, seed)]
    assert len({one.id for one in drawn}) == count
    assert all(one.derived is None for one in drawn)
    left = {one.id for one in SHIPPED.listed_figures if one.derived is None} - {one.id for one in drawn}
    days = {one.id: found.date.start if (found := SHIPPED.review(one)) else date.min for one in SHIPPED.listed_figures}
    assert max(days[one.id] for one in drawn) <= min(days[one] for one in left)


def test_a_draw_of_more_than_what_is_left() -> None:
    """All come, once each: what was never read again, then what was longest ago."""
    figures = [entry(id="a"), entry(id="b"), entry(id="c")]
    assert draw_figures(figures, {"b": "2026-12-01", "a": "2026-12-02"}, 9, 1) == ["c", "b", "a"]


def test_a_corrected_figure_is_to_be_read_again(act: Callable[..., Amendment]) -> None:
    """A review speaks of the version that was read."""
    one = next(one for one in SHIPPED if SHIPPED.review(one) and one.derived is None and one.value)
    after = SHIPPED.with_amendments([act("correct", one.id, changes={"value": int(one.value or 0) + 1})])
    assert SHIPPED.review(one) is not None
    assert after.review(after[one.id]) is None


def test_gaps_hold_what_has_no_recent_value() -> None:
    """Each gap is an indicator whose latest value is five years old or more; the oldest come first."""
    today = date(2026, 11, 30)
    gaps = find_gaps(SHIPPED.indicators.values(), SHIPPED.listed_figures, today)
    years = [one.year or 0 for one in gaps]
    assert years == sorted(years)
    assert max(years) <= today.year - 5
    assert "jobs" not in {one.indicator.id for one in gaps}


def test_what_is_no_figure_of_the_sector_is_not_counted() -> None:
    """The pages of a document keep their page, and neither a search nor a count finds them."""
    hidden = {one.id for one in SHIPPED} - {one.id for one in SHIPPED.listed_figures}
    assert hidden
    assert {SHIPPED[one].indicator for one in hidden} == {
        one.id for one in SHIPPED.indicators.values() if not one.sector
    } & {one.indicator for one in SHIPPED}
