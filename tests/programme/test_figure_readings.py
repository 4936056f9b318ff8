"""How a target reads the register: the latest figure on its scope, as it was known, and never the one before it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from filiere.figures import Amendment, Register, load_register
from filiere.programme.figure_readings import FigureReading, RegisterReadings, Retirement, add_months
from filiere.programme.records import Target

LATER = date(2026, 1, 1)
HOLDERS = {"series": "label-holders"}
JOBS_2012 = {"indicator": "jobs", "segment": "whole", "territory": "FR", "unit": "person"}


@pytest.fixture(scope="module")
def register() -> Register:
    """The shipped register."""
    return load_register()


def target(figure: dict[str, str], **more: Any) -> Target:
    """A target that reads a figure."""
    label = {"fr": "But", "en": "Goal"}
    return Target.model_validate({"direction": "up", "base": 0, "goal": 1, "label": label, "figure": figure} | more)


def read(
    register: Register, figure: dict[str, str], on: str, known: str = "2026-01-01", *, retired: Any = None, **more: Any
) -> FigureReading:
    """What such a target reads, true on a day by what was known on another."""
    readings = RegisterReadings(register, retired=retired)
    return readings.read_target(target(figure, **more), on=date.fromisoformat(on), known=date.fromisoformat(known))


def test_the_latest_figure_of_a_series_is_read_with_its_id(register: Register) -> None:
    found = read(register, HOLDERS, "2009-06-01")
    assert found == FigureReading(Decimal(20), "current", ("label-holders-2008",), date(2008, 12, 31))
    assert read(register, HOLDERS, "2006-01-01") == FigureReading()


def test_a_figure_is_known_from_its_publication(register: Register) -> None:
    """On a day of 2009, whoever reads by what was known in June 2008 has the figure of February 2007."""
    found = read(register, HOLDERS, "2009-06-01", "2008-06-01", period_months=36)
    assert (found.now, found.figures) == (15, ("label-holders-2007-02",))


def test_a_figure_older_than_the_period_is_never_read_for_today(register: Register) -> None:
    assert read(register, HOLDERS, "2009-12-31").state == "current"
    found = read(register, HOLDERS, "2010-01-01")
    assert (found.now, found.state, found.figures) == (None, "stale", ("label-holders-2008",))
    assert read(register, HOLDERS, "2010-01-01", period_months=24).now == 20


def test_a_retired_figure_is_not_replaced_by_the_one_before(register: Register) -> None:
    """Before the day it was retired it was a figure like another."""
    retired = {("label-holders-2008", 1): Retirement(date(2009, 3, 1), date(2009, 9, 1))}
    after = read(register, HOLDERS, "2009-06-01", "2009-06-01", retired=retired, period_months=60)
    assert (after.now, after.state, after.figures) == (None, "retired", ("label-holders-2008",))
    assert after.retired == date(2009, 3, 1)
    before = read(register, HOLDERS, "2009-02-28", "2009-02-28", retired=retired)
    assert (before.now, before.state) == (20, "current")
    again = read(register, HOLDERS, "2009-06-01", "2009-09-01", retired=retired)
    assert (again.now, again.retired) == (20, None)


def correct(register: Register, value: int) -> Register:
    """The register with the first figure of holders corrected."""
    return register.with_amendments(
        [
            Amendment.model_validate(
                {"kind": "correct", "figure": "label-holders-2006-11", "changes": {"value": value}, "number": 1}
                | {"reason": "Doublon", "by": "Observatoire", "date": "2007-01-20"}
            )
        ]
    )


def test_a_correction_stands_where_the_version_before_it_was_retired(register: Register) -> None:
    retired = {("label-holders-2006-11", 1): Retirement(date(2007, 1, 17))}
    amended = correct(register, 12)
    found = [read(amended, HOLDERS, "2007-01-15", f"2007-01-{day}", retired=retired) for day in (16, 17, 20)]
    assert [(one.now, one.state) for one in found] == [(13, "current"), (None, "retired"), (12, "current")]
    alone = RegisterReadings(amended, retired=retired)
    days = [date(2007, 1, day) for day in (16, 17, 20)]
    assert [alone.read_figure("label-holders-2006-11", known=day).now for day in days] == [13, None, 12]
    assert alone.read_figure("label-holders-2006-11", known=date(2006, 1, 1)) == FigureReading()


def test_a_base_is_corrected_and_retired_with_its_figure(register: Register) -> None:
    """A base of another value than its figure was typed, and stands."""
    amended = correct(register, 12)
    based = {"base_figure": "label-holders-2006-11", "goal": 30}
    for base, expected in ((13, 12), (11, None)):
        assert read(amended, HOLDERS, "2009-06-01", base=base, **based).base == expected
    retired = {("label-holders-2006-11", 1): Retirement(date(2007, 1, 17))}
    found = read(register, HOLDERS, "2007-06-01", base=13, retired=retired, **based)
    assert (found.now, found.state, found.figures) == (None, "retired", ("label-holders-2006-11",))


def test_concurrent_figures_are_a_range(register: Register) -> None:
    """Two numbers of 2012 on one point: none is chosen; retiring one leaves the other."""
    found = read(register, JOBS_2012, "2013-01-01")
    assert found.now == (240_000, 275_000)
    assert set(found.figures) == {"jobs-whole-2012-le-fur", "jobs-whole-2012-liberation"}
    one_left = read(
        register, JOBS_2012, "2013-01-01", retired={("jobs-whole-2012-le-fur", 1): Retirement(date(2013, 1, 1))}
    )
    assert (one_left.now, one_left.figures) == (240_000, ("jobs-whole-2012-liberation",))


def test_concurrent_figures_that_agree_are_one_number(register: Register) -> None:
    found = read(register, JOBS_2012 | {"unit": "employee"}, "2013-01-01")
    assert found.now == 273_000
    assert len(found.figures) == 2


def test_a_figure_of_another_scope_is_not_read(register: Register) -> None:
    """Neither by an indicator, on another segment, nor by a series, in another unit."""
    for figure in (JOBS_2012 | {"segment": "buyers"}, HOLDERS | {"unit": "person"}):
        found = read(register, figure, "2013-01-01", period_months=120)
        assert (found.now, found.state) == (None, "out_of_scope")
        assert found.figures


def test_a_break_after_the_base_makes_another_scope(register: Register) -> None:
    """Holders of 2010 compare with those of 2008, and not with those of 2007: a category opened in between."""
    same = read(register, HOLDERS, "2011-06-01", base_figure="label-holders-2008")
    assert (same.now, same.state) == (25, "current")
    other = read(register, HOLDERS, "2011-06-01", base_figure="label-holders-2007-02")
    assert (other.now, other.state, other.figures) == (None, "out_of_scope", ("label-holders-2010",))


def test_a_promise_and_a_bound_without_its_end_are_no_value(register: Register) -> None:
    """“More than 20,000” has no upper end, and what was announced was not counted."""
    scope = {"segment": "whole", "territory": "FR", "unit": "job"}
    created = read(register, scope | {"indicator": "jobs-created"}, "2012-06-01")
    assert created == FigureReading(None, "current", ("programme-2009-jobs-created-2011",), date(2011, 12, 31))
    promised = read(register, scope | {"indicator": "jobs-promised", "category": "total"}, "2012-06-01")
    assert "programme-2009-jobs" not in promised.figures
    assert promised.now is None


def test_a_correction_is_known_from_its_day(register: Register) -> None:
    amended = correct(register, 12)
    assert read(amended, HOLDERS, "2007-01-15", "2007-01-19").now == 13
    assert read(amended, HOLDERS, "2007-01-15", "2007-01-20").now == 12


def test_what_the_product_counts_is_asked_of_it(register: Register) -> None:
    class Counts:
        def read_target(self, target: Target, *, on: date, known: date) -> FigureReading:
            assert target.figure is not None
            return FigureReading(7, figures=(f"{target.figure.count} {on} {known}",))

    counted = target({"count": "labelled-centres"})
    days = {"on": date(2026, 2, 1), "known": date(2026, 3, 1)}
    found = RegisterReadings(register, counts=Counts()).read_target(counted, **days)
    assert (found.now, found.figures) == (7, ("labelled-centres 2026-02-01 2026-03-01",))
    assert RegisterReadings(register).read_target(counted, **days) == FigureReading()


def test_one_source_reads_several_moments(register: Register) -> None:
    """What it remembers of one moment is not told of another."""
    readings = RegisterReadings(register)
    values = [
        readings.read_target(target(HOLDERS, period_months=60), on=date(year, 6, 1), known=LATER).now
        for year in (2009, 2011, 2009)
    ]
    assert values == [20, 25, 20]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-12-31", 12, "2026-12-31"),
        ("2026-02-28", 12, "2027-02-28"),
        ("2027-02-28", 12, "2028-02-29"),
        ("2028-02-28", 12, "2029-02-28"),
        ("2026-06-30", 1, "2026-07-31"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-11-15", 3, "2027-02-15"),
        ("9999-06-15", 12, "9999-12-31"),
    ],
)
def test_months_later(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)
