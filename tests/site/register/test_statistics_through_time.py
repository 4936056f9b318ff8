"""Two tables of the label one holder apart tell no headcount to whoever subtracts them and knows the register."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from itertools import accumulate

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from support.oracles.disclosure_through_time import Attack, Seen

from filiere.disclosure import Contribution, Dimension, MicroTable, load_rules, publication_gate, rule_in_force
from filiere.disclosure.ledger import parse_release, serialize_release
from filiere.site.register import statistics as register_statistics
from filiere.site.register.hooks import publish_half_year
from filiere.site.register.models import HalfYear
from filiere.site.register.statistics import (
    DIMENSIONS,
    NO_HEADCOUNTS,
    TOTAL,
    last_closed_half_year,
    next_headcounts,
    statistics_on,
)

NORTH = [{"name": "Nord", "commune": "59350", "country": "FR", "activity": "calls_in", "key": "s1"}]
SOUTH = [{"name": "Sud", "commune": "13055", "country": "FR", "activity": "calls_in", "key": "s1"}]
HALVES = [date(2024, 12, 31), date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30)]
WHOLE = (TOTAL,) * 3
HERE = [Contribution(f"h{n}", ("R1", "A", "S"), much) for n, much in enumerate([30, 40, 50, 60, 70])]
THERE = [Contribution(f"t{n}", ("R2", "A", "S"), much) for n, much in enumerate([35, 45, 55, 65])]
BEYOND = [Contribution(f"b{n}", ("R3", "A", "S"), much) for n, much in enumerate([33, 43, 53, 63])]


def rows_of(*parts: list[Contribution]) -> tuple[Contribution, ...]:
    return tuple(one for part in parts for one in part)


def come(region: str, *amounts: int) -> list[Contribution]:
    return [Contribution(f"new-{region}-{n}", (region, "A", "S"), much) for n, much in enumerate(amounts)]


def tables(*rows: tuple[Contribution, ...]) -> list[dict[tuple[str, ...], object]]:
    """What the register prints half-year after half-year, from its own rows."""
    told = accumulate(
        zip(HALVES, rows, strict=False), lambda before, half: next_headcounts(before, *half), initial=NO_HEADCOUNTS
    )
    return [printed(one.table) for one in list(told)[1:]]


def printed(table) -> dict[tuple[str, ...], object]:
    return {cell.codes: cell.value for cell in table.cells if cell.value is not None}


def seen(rows, values) -> Seen:
    return Seen([(one.contributor, *one.codes, int(one.value)) for one in rows], frozenset(values))


def alone(rows) -> dict[tuple[str, ...], object]:
    """What the gate would print of these rows without looking back."""
    rule = rule_in_force(load_rules(), "enterprise-statistics", date(2026, 12, 1))
    table = MicroTable(tuple(Dimension(name, TOTAL) for name in DIMENSIONS), tuple(rows))
    return printed(publication_gate().decide(table, rule).build_public_table())


def test_one_holder_more_is_not_found_by_subtraction() -> None:
    """Each table alone is safe, and their difference was the headcount of the holder whom the register named."""
    before, after = rows_of(HERE, THERE), rows_of(HERE, THERE, come("R1", 137))
    naive = Attack([seen(before, alone(before)), seen(after, alone(after))])
    assert naive.finds(naive.change(0, 1, WHOLE))
    first, second = tables(before, after)
    assert first[WHOLE] == 450
    attack = Attack([seen(before, first), seen(after, second)])
    for codes in (WHOLE, ("R1", "A", "S"), ("R1", TOTAL, TOTAL), (TOTAL, "A", TOTAL)):
        assert not attack.finds(attack.change(0, 1, codes))
        low, high = attack.within(attack.change(0, 1, codes))
        assert high - low > 13
    assert second["R2", TOTAL, TOTAL] == 200


def test_several_holders_more_are_published() -> None:
    first, second = tables(rows_of(HERE, THERE), rows_of(HERE, THERE, come("R1", 100, 107, 114)))
    assert (first[WHOLE], second[WHOLE]) == (450, 771)


def test_three_holders_of_whom_one_is_nearly_all_are_not_published() -> None:
    """Three are enough by count; what changed would tell of the largest within a few employees."""
    first, second = tables(rows_of(HERE, THERE), rows_of(HERE, THERE, come("R1", 137, 2, 3)))
    assert WHOLE in first
    assert WHOLE not in second
    assert ("R1", TOTAL, TOTAL) not in second


def test_what_is_left_of_a_sum_does_not_tell_of_two() -> None:
    """Five come, three of them to one region: the rest is the change of two, who each know their own."""
    before = rows_of(HERE, THERE, BEYOND)
    after = rows_of(before, come("R1", 100, 107, 114), come("R2", 50), come("R3", 60))
    first, second = tables(before, after)
    assert {WHOLE, ("R1", TOTAL, TOTAL)} <= first.keys()
    assert not {WHOLE, ("R1", TOTAL, TOTAL)} <= second.keys()
    assert not {("R2", TOTAL, TOTAL), ("R3", TOTAL, TOTAL)} & second.keys()


def test_one_above_all_is_not_found_among_changes_up_and_down() -> None:
    """The newcomer of R2, whose two holders were withheld beside R3: what R2 and R3 changed by together is all but the
    newcomer’s headcount, and the whole less R1 would give it. No cell of either table tells of it alone.
    """
    two = [Contribution(f"b{n}", ("R2", "A", "S"), much) for n, much in enumerate([60, 70])]
    third = [Contribution(f"c{n}", ("R3", "A", "S"), much) for n, much in enumerate([40, 42, 44, 46, 48])]
    moved = [
        Contribution(one.contributor, one.codes, int(one.value) + more)
        for one, more in zip(third, (10, -8, 9, -9, 4), strict=True)
    ]
    before = rows_of(HERE, two, third)
    after = rows_of(HERE, come("R1", 60, 61, 62, 63, 64), two, come("R2", 300), moved)
    first, second = tables(before, after)

    def told(attack: Attack) -> bool:
        parts = [attack.change(0, 1, (code, TOTAL, TOTAL)) for code in ("R2", "R3")]
        return attack.finds([sum(both) for both in zip(*parts, strict=True)])

    assert told(Attack([seen(before, first), seen(after, alone(after))]))
    assert not told(Attack([seen(before, first), seen(after, second)]))
    assert second


def test_one_holder_a_half_year_is_found_in_no_three_tables() -> None:
    rows = [rows_of(HERE, THERE)]
    for number in range(3):
        rows.append((*rows[-1], Contribution(f"late{number}", ("R1", "A", "S"), 90 + 20 * number)))
    out = tables(*rows)
    attack = Attack([seen(one, values) for one, values in zip(rows, out, strict=True)])
    for one in range(4):
        for other in range(one + 1, min(one + 3, 4)):
            assert not attack.finds(attack.change(one, other, WHOLE))


def test_a_table_where_nothing_changed_is_the_same() -> None:
    first, second = tables(rows_of(HERE, THERE), rows_of(HERE, THERE))
    assert first == second


def test_half_years_end_in_june_and_december() -> None:
    assert last_closed_half_year(date(2026, 7, 1)) == date(2026, 6, 30)
    assert last_closed_half_year(date(2026, 12, 31)) == date(2026, 6, 30)
    assert last_closed_half_year(date(2026, 6, 30)) == date(2025, 12, 31)


@pytest.mark.django_db
def test_the_register_names_a_new_holder_and_its_statistics_do_not_tell_its_headcount(
    grant, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    for place, (heads, sites) in enumerate(
        [*((h, NORTH) for h in (60, 70, 80, 90)), *((h, SOUTH) for h in (65, 75, 85))]
    ):
        grant(f"Titulaire {place}", sites=sites, headcounts={"s1": heads})
    before = statistics_on(date(2025, 7, 1))
    grant("Arrivée", sites=NORTH, headcounts={"s1": 137}, opened=date(2025, 7, 10))
    # What came later changes nothing of a half-year that is over, whatever the day on which it is asked.
    assert statistics_on(date(2025, 7, 1)) == statistics_on(date(2025, 12, 31)) == before
    assert (before.day, before.held) == (date(2025, 6, 30), 7)
    after = statistics_on(date(2026, 1, 1))
    assert (after.day, after.held) == (date(2025, 12, 31), 8)
    first, second = printed(before.tables["employees"]), printed(after.tables["employees"])
    assert first[WHOLE] == 525
    assert WHOLE not in second
    assert ("REG-32", TOTAL, TOTAL) not in second
    assert second["REG-93", TOTAL, TOTAL] == first["REG-93", TOTAL, TOTAL] == 225
    assert all(first[codes] == second[codes] for codes in first.keys() & second.keys())
    with django_assert_max_num_queries(1):
        statistics_on(date(2026, 1, 1))

    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 1, 1))
    client = Client()
    page = client.get("/en/label/register/statistics/").content.decode()
    assert "31 December 2025" in page
    api = client.get("/api/v1/register/statistics").json()
    assert api["day"] == "2025-12-31"
    told = {tuple(one["codes"]): one["value"] for one in api["tables"]["employees"]["cells"]}
    assert {codes: int(value) for codes, value in told.items() if value is not None} == second
    answer = client.get("/export/label-statistics.csv?lang=en").content.decode()
    lines = [line for line in csv.reader(io.StringIO(answer)) if "2025-12-31" in line and "225" in line]
    assert len(lines) == sum(value == 225 for value in second.values())
    for text in (page, answer, str(api)):
        assert not re.search(r"\b662\b", text)  # 525 and 137.


def nine(grant) -> None:
    """Nine made-up holders of two regions, since the first half of 2025."""
    for place, (heads, sites) in enumerate(
        [*((h, NORTH) for h in (60, 70, 80, 90, 95)), *((h, SOUTH) for h in (65, 75, 85, 86))]
    ):
        grant(f"Titulaire {place}", sites=sites, headcounts={"s1": heads})


@pytest.mark.django_db
def test_what_went_out_is_told_again_whatever_would_be_withheld_today(grant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine cuts the search off, and a later version searches otherwise: two patterns tell of each other."""
    nine(grant)
    first = statistics_on(date(2025, 7, 1))
    assert printed(first.tables["employees"])[WHOLE] == 706
    # From now on nothing could be made safe any more.
    monkeypatch.setattr(register_statistics, "_protect_table", lambda *_: None)
    assert statistics_on(date(2025, 7, 2)) == first
    second = statistics_on(date(2026, 1, 1))
    assert second.tables["employees"] == first.tables["employees"], "nobody came, left or changed"
    grant("Arrivée", sites=NORTH, headcounts={"s1": 137}, opened=date(2026, 1, 10))
    assert not printed(statistics_on(date(2026, 7, 1)).tables["employees"])
    assert statistics_on(date(2025, 7, 2)) == first


@pytest.mark.django_db
def test_a_later_table_is_judged_with_what_went_out_and_not_with_what_would_today(grant) -> None:
    """What was printed is read back from what was kept, whatever became of the dossiers since."""
    nine(grant)
    statistics_on(date(2025, 7, 1))
    row = HalfYear.objects.get()
    kept = parse_release(row.release.encode())
    row.release = serialize_release(replace(kept, hidden=np.ones_like(kept.hidden))).decode()
    row.save()
    grant("Arrivée", sites=NORTH, headcounts={"s1": 137}, opened=date(2025, 7, 10))
    # Where the whole had been withheld, one holder more is no reason to withhold it.
    assert printed(statistics_on(date(2026, 1, 1)).tables["employees"])[WHOLE] == 843


@pytest.mark.django_db
def test_whoever_keeps_a_half_year_first_has_told_it(grant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes work the same half-year out, and one of them is cut off."""
    nine(grant)
    work = register_statistics.next_headcounts

    def late(before, day, rows):
        monkeypatch.setattr(register_statistics, "next_headcounts", lambda *_: replace(NO_HEADCOUNTS, rows="other"))
        statistics_on(date(2025, 7, 1))
        return work(before, day, rows)

    monkeypatch.setattr(register_statistics, "next_headcounts", late)
    found = statistics_on(date(2025, 7, 1))
    assert not printed(found.tables["employees"])
    assert found == statistics_on(date(2025, 7, 1))
    assert HalfYear.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_kept_before_the_first_label_nor_told_of_days_that_went_back(grant) -> None:
    assert statistics_on(date(2024, 7, 1)).held == 0
    assert not HalfYear.objects.exists()
    nine(grant)
    assert publish_half_year(date(2026, 1, 1)) == 2
    assert publish_half_year(date(2026, 1, 1)) == 0
    assert [one.day for one in HalfYear.objects.all()] == [date(2025, 6, 30), date(2025, 12, 31)]
    early = statistics_on(date(2025, 1, 1))
    assert (early.held, early.tables["employees"].cells) == (0, ())
