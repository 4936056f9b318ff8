"""Headcounts that are not published: one linked system a year, decided at the load, and no other way out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.oracles.headcount_attack import Attack, attacks
from support.scenes.small_files import urssaf_csv

from filiere.core import Faults
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.models import Entry
from filiere.site.observatory import territory_counts
from filiere.site.observatory.actions.accept_version import accept_version
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.actions.withhold_counts import withhold_counts
from filiere.site.observatory.headcount_suppression import CellKey, suppress_headcounts
from filiere.site.observatory.headcount_system import build_nesting
from filiere.site.observatory.models import Aggregate, SourceVersion

SITE = Path(__file__).resolve().parents[3] / "src" / "filiere" / "site"


def file_of(communes: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a file gives: its rows summed by every kind of territory, and where its communes are. All made up."""
    sums: dict[CellKey, list[int]] = {}
    for one in communes:
        places = [f"COM-{one['commune']}", f"DEP-{one['department']}", f"ZE-{one['zone']}", "FR"]
        places += [f"R22-{one['region22']}", f"REG-{one['region']}", f"DEP-{one['department']}&ZE-{one['zone']}"]
        for place in places:
            for ape, count, jobs in (("8220Z", one["count"], one["jobs"]), ("ALL", one["every"], one["all_jobs"])):
                cell = sums.setdefault((place, ape, one.get("year", 2022)), [0, 0])
                cell[0] += count
                cell[1] += jobs
    rows = [
        {"territory": place, "ape": ape, "year": year, "known_establishments": count, "employees": jobs}
        for (place, ape, year), (count, jobs) in sums.items()
    ]
    return rows, [dict(one) for one in communes]


@st.composite
def countries(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Communes in departments, zones that may cross them, regions of both times."""
    found = []
    for number in range(draw(st.integers(3, 14))):
        department = draw(st.integers(1, 4))
        count = draw(st.sampled_from([1, 1, 1, 2, 2, 3, 5, 9]))
        jobs = draw(st.integers(0, 60)) * count
        others = draw(st.sampled_from([0, 1, 20, 300]))
        found.append(
            {
                "commune": f"{number:05}",
                "department": str(department),
                "zone": str(draw(st.integers(1, 5))),
                "region22": str((department + 1) // 2),
                "region": "1",
                "count": count,
                "jobs": jobs,
                "every": count + others,
                # Where there is no other establishment, nobody works in one.
                "all_jobs": jobs + (draw(st.integers(0, 900)) if others else 0),
            }
        )
    return found


def attack_of(communes: Sequence[Mapping[str, Any]], hidden: Collection[CellKey], year: int = 2022) -> Attack:
    """A reader of all that a year publishes."""
    rows, _ = file_of(communes)
    keys = {(row["territory"], row["ape"]): row["employees"] for row in rows if "&" not in row["territory"]}
    shown = {(place, ape): jobs for (place, ape), jobs in keys.items() if (place, ape, year) not in hidden}
    listed = [
        {
            **one,
            "call": (one["count"], one["jobs"]),
            "others": (one["every"] - one["count"], one["all_jobs"] - one["jobs"]),
        }
        for one in communes
    ]
    return Attack(listed, {}, shown)


COLUMNS = ("commune", "department", "zone", "region22", "region", "count", "jobs", "every", "all_jobs")
CROSSED = [
    dict(zip(COLUMNS, row, strict=True))
    for row in (
        ("00000", "1", "5", "1", "1", 1, 58, 21, 154), ("00001", "4", "1", "2", "1", 1, 0, 21, 534),
        ("00002", "4", "4", "2", "1", 1, 0, 1, 0), ("00003", "2", "3", "1", "1", 1, 12, 21, 268),
        ("00004", "2", "2", "1", "1", 1, 16, 1, 16), ("00005", "4", "2", "2", "1", 1, 25, 1, 25),
        ("00006", "3", "2", "2", "1", 1, 28, 2, 143), ("00007", "4", "5", "2", "1", 1, 31, 21, 31),
        ("00008", "2", "4", "1", "1", 3, 150, 303, 550), ("00009", "3", "2", "2", "1", 1, 27, 2, 335),
        ("00010", "1", "5", "1", "1", 1, 1, 2, 901), ("00011", "1", "1", "1", "1", 9, 306, 9, 306),
    )
]  # fmt: skip
"""A department of which all but a zone that crosses its border is two establishments, in two other zones."""


@given(countries())
@example(CROSSED)
@settings(max_examples=15, deadline=None)
def test_no_headcount_of_one_or_two_is_found(communes: list[dict[str, Any]]) -> None:
    """By subtraction through departments, zones and regions, or within ten per cent of it; nor exactly by one that is
    alone in its commune.
    """
    rows, places = file_of(communes)
    attack = attack_of(communes, suppress_headcounts(rows, build_nesting(places)).keys)
    assert list(attack.findings()) == []
    assert [one for one in attack.insiders() if one.exact] == []


def test_the_headcounts_of_the_demonstration_withstand_a_reader(demonstration: tuple[Path, str]) -> None:
    """Three of its nine years, and readers alone in their commune: nothing exactly, nothing within ten per cent
    (T1).

    ``./dev bench headcounts`` tries them all; ``benchmarks/headcounts.md`` keeps what it found.
    """
    for _, attack in attacks(demonstration[0], (2014, 2018, 2022)):
        assert sum(1 for _ in attack.targets()) > 300
        assert list(attack.findings()) == []
        assert list(attack.insiders()) == []


def test_a_department_less_a_zone_across_its_border_tells_of_no_two() -> None:
    """Both are published and share all but two communes, whose two establishments are the difference."""
    base = {"region22": "1", "region": "1", "every": 200, "all_jobs": 9000}
    communes = [
        {**base, "commune": "1", "department": "1", "zone": "1", "count": 9, "jobs": 900},
        {**base, "commune": "2", "department": "1", "zone": "2", "count": 1, "jobs": 70},
        {**base, "commune": "3", "department": "1", "zone": "2", "count": 1, "jobs": 48},
        {**base, "commune": "4", "department": "2", "zone": "2", "count": 8, "jobs": 800},
        {**base, "commune": "5", "department": "2", "zone": "3", "count": 7, "jobs": 600},
    ]
    rows, places = file_of(communes)
    hidden = suppress_headcounts(rows, build_nesting(places)).keys
    assert list(attack_of(communes, hidden).findings()) == []
    naive = {("COM-2", "8220Z", 2022), ("COM-3", "8220Z", 2022)}
    assert {(one.what, one.value) for one in attack_of(communes, naive).findings()} >= {
        ("DEP-1 without ZE-1 8220Z", 118)
    }


def test_the_difference_of_two_published_numbers_is_not_one_establishment() -> None:
    """A commune of four call centres among five establishments: the fifth is the difference, on no page, and found."""
    base = {"department": "1", "zone": "1", "region22": "1", "region": "1"}
    communes = [
        {**base, "commune": "1", "count": 4, "jobs": 90, "every": 5, "all_jobs": 101},
        {**base, "commune": "2", "count": 5, "jobs": 70, "every": 60, "all_jobs": 900},
    ]
    rows, places = file_of(communes)
    hidden = suppress_headcounts(rows, build_nesting(places)).keys
    assert {("COM-1", "8220Z", 2022), ("COM-1", "ALL", 2022)} & hidden
    assert ("FR", "8220Z", 2022) not in hidden


def test_a_number_that_has_not_changed_is_withheld_in_both_years_or_in_none() -> None:
    """Last year’s page would give this year’s dash."""
    base = {"department": "1", "zone": "1", "region22": "1", "region": "1", "every": 90, "all_jobs": 2000}
    communes = [
        {**base, "commune": "1", "count": 2, "jobs": 40, "year": 2022},
        {**base, "commune": "1", "count": 3, "jobs": 40, "year": 2021},
        *({**base, "commune": "2", "count": 3, "jobs": 60, "year": year} for year in (2021, 2022)),
        *({**base, "commune": "3", "count": 9, "jobs": 500, "year": year} for year in (2021, 2022)),
    ]
    rows, places = file_of(communes)
    hidden = {
        key
        for key in suppress_headcounts(rows, build_nesting(places)).keys
        if key[1] == "8220Z" and key[0].startswith("COM")
    }
    assert hidden == {("COM-1", "8220Z", 2022), ("COM-2", "8220Z", 2022), ("COM-2", "8220Z", 2021)}


def test_what_an_earlier_version_has_shown_is_not_taken_back() -> None:
    """Withholding what is out protects nothing: another cell is withheld in its place."""
    base = {"department": "1", "zone": "1", "region22": "1", "region": "1", "every": 90, "all_jobs": 2000}
    sizes = ((2, 40), (3, 60), (9, 500))
    communes = [{**base, "commune": str(n), "count": count, "jobs": jobs} for n, (count, jobs) in enumerate(sizes, 1)]
    rows, places = file_of(communes)
    first = suppress_headcounts(rows, build_nesting(places))
    assert ("COM-2", "8220Z", 2022) in first.keys
    again = suppress_headcounts(rows, build_nesting(places), {("COM-2", "8220Z", 2022): (3, 60)})
    assert ("COM-2", "8220Z", 2022) not in again.keys
    assert ("COM-3", "8220Z", 2022) in again.keys


@pytest.mark.django_db
def test_the_database_does_not_hold_what_is_withheld(tmp_path: Path) -> None:
    """Decided at the load: pages, API and exports read rows without the number, which no query can give."""
    path = tmp_path / "rouen.csv"
    path.write_bytes(
        urssaf_csv(
            (
                ("76498", "Le Petit-Quevilly", "8220Z", "5;90;6;120"),
                ("76575", "Saint-Étienne-du-Rouvray", "8220Z", "9;300;9;310"),
                ("76451", "Mont-Saint-Aignan", "8220Z", "1;25;1;30"),
            )
        )
    )
    version = load_source("urssaf-commune-ape", path, actor=OPERATOR).version
    row = Aggregate.objects.get(version=version, territory="COM-76451", ape="8220Z", year=2022)
    assert (row.withheld, row.employees, row.establishments) == (True, None, 1)
    pair = territory_counts.counts_by_year(version, ["COM-76451"])["COM-76451"][2022]
    assert pair.sector is not None
    assert (pair.sector.state, pair.sector.employees) == ("confidential", None)
    assert Aggregate.objects.filter(version=version, year=2022, ape="8220Z", withheld=True).count() > 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Aggregate.objects.filter(pk=row.pk).update(employees=30)


@pytest.mark.django_db
def test_what_was_loaded_before_shows_nothing_until_it_is_decided(tmp_path: Path) -> None:
    """A version of an earlier database: its rows say nothing of withholding, and no headcount of them is shown."""
    path = tmp_path / "rouen.csv"
    path.write_bytes(urssaf_csv((("76498", "Le Petit-Quevilly", "8220Z", "5;90;6;120"),)))
    version = load_source("urssaf-commune-ape", path, actor=OPERATOR).version
    decided = list(Aggregate.objects.order_by("territory", "ape", "year").values("territory", "employees", "withheld"))
    Aggregate.objects.update(withheld=None)
    assert {row["jobs"] for row in Aggregate.objects.all().select_public_rows()} == {None}
    assert withhold_counts(SourceVersion.objects.get(pk=version.pk))
    again = Aggregate.objects.order_by("territory", "ape", "year").values("territory", "employees", "withheld")
    assert list(again) == decided
    assert not withhold_counts(version)


@pytest.mark.django_db
def test_a_version_that_waited_while_another_came_out_is_decided_again(tmp_path: Path) -> None:
    """Each of two that wait is decided beside what is out: one after the other, they told together what neither may."""
    made = []
    for number in (1, 2):
        path = tmp_path / f"rouen-{number}.csv"
        path.write_bytes(urssaf_csv((("76498", "Le Petit-Quevilly", "8220Z", f"5;90;6;{119 + number}"),)))
        made.append((path, load_source("urssaf-commune-ape", path, actor=OPERATOR, accept=False).version))
    (_, first), (path, second) = made
    accept_version(first, actor=OPERATOR)
    with pytest.raises(Faults) as caught:
        accept_version(second, actor=OPERATOR)
    assert [one.code for one in caught.value.faults] == ["source-decided-late"]
    assert load_source("urssaf-commune-ape", path, actor=OPERATOR, accept=False).outcome == "same"
    assert Entry.objects.filter(act="source.withhold", subject_id=second.subject_id).count() == 1
    accept_version(second, actor=OPERATOR)
    # What was out once comes back without ado.
    accept_version(first, actor=OPERATOR)


def test_no_module_reads_a_headcount_by_another_way() -> None:
    """Rows of counts are read through ``shown``; what decides and what loads are the only exceptions, by name."""
    raw = re.compile(r"\bAggregate\b|\.aggregates\(|\baggregates_of\(")
    allowed = {
        "observatory/models.py",
        "observatory/querysets.py",
        "observatory/accepted_sources.py",
        "observatory/territory_counts.py",
        "observatory/journal_reconciliation.py",
        "observatory/actions/insert_aggregates.py",
        "observatory/actions/load_source.py",
        "observatory/actions/withhold_counts.py",
        "observatory/headcount_suppression.py",
        "observatory/headcount_system.py",
    }
    found = {
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*.py")
        if "/migrations/" not in str(path) and raw.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed
    readers = ("accepted_sources.py", "journal_reconciliation.py", "territory_counts.py")
    for name in readers:
        text = (SITE / "observatory" / name).read_text(encoding="utf-8")
        assert not re.search(
            r"\"employees\"|'employees'|\.employees\b.*objects", text.replace('row["employees"]', "")
        ), name
