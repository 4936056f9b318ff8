"""Headcounts that are not published: one linked system a year, decided at the load, and no other way out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from small_files import urssaf_csv

from filiere.site.accounts.permissions import OPERATOR
from filiere.site.observatory import territories
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.actions.withhold_counts import withhold_counts
from filiere.site.observatory.headcounts import nesting
from filiere.site.observatory.models import Aggregate, SourceVersion
from filiere.site.observatory.withholding import Key, withheld

SITE = Path(__file__).resolve().parents[3] / "src" / "filiere" / "site"


def file_of(communes: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What a file gives: its rows summed by every kind of territory, and where its communes are. All made up."""
    sums: dict[Key, list[int]] = {}
    for one in communes:
        places = [f"COM-{one['commune']}", f"DEP-{one['department']}", f"ZE-{one['zone']}", "FR"]
        places += [f"R22-{one['region22']}", f"REG-{one['region']}"]
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
        found.append(
            {
                "commune": f"{number:05}",
                "department": str(department),
                "zone": str(draw(st.integers(1, 5))),
                "region22": str((department + 1) // 2),
                "region": "1",
                "count": count,
                "jobs": jobs,
                "every": count + draw(st.sampled_from([0, 1, 20, 300])),
                "all_jobs": jobs + draw(st.integers(0, 900)),
            }
        )
    return found


def ends(
    communes: Sequence[Mapping[str, Any]], shown: Mapping[tuple[str, str], int], place: str
) -> tuple[float, float]:
    """What a reader finds of the call centres of a place, by two linear programs over the communes."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    # A commune is two unknowns: its call centres, and its other establishments.
    for _ in range(2 * len(communes)):
        solver.addVar(0.0, highspy.kHighsInf)
    inside = {
        code: [
            number
            for number, one in enumerate(communes)
            if code in ("FR", f"COM-{one['commune']}", f"DEP-{one['department']}", f"ZE-{one['zone']}",
                        f"R22-{one['region22']}", f"REG-{one['region']}")
        ]
        for code in {code for code, _ in shown} | {place}
    }  # fmt: skip
    for (code, ape), value in shown.items():
        columns = [2 * number for number in inside[code]]
        columns += [2 * number + 1 for number in inside[code]] if ape == "ALL" else []
        solver.addRow(value, value, len(columns), np.array(columns, dtype=np.int32), np.ones(len(columns)))
    for number in inside[place]:
        solver.changeColCost(2 * number, 1.0)
    found = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        solver.changeObjectiveSense(sense)
        solver.run()
        solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found.append(solver.getInfo().objective_function_value if solved else float("inf"))
    return found[0], found[1]


@given(countries())
@settings(max_examples=30, deadline=None)
def test_no_headcount_of_one_or_two_is_found(communes: list[dict[str, Any]]) -> None:
    """By subtraction through departments, zones and regions, or within ten per cent of it."""
    rows, places = file_of(communes)
    hidden = withheld(rows, nesting(places)).keys
    shown = {
        (row["territory"], row["ape"]): row["employees"]
        for row in rows
        if (row["territory"], row["ape"], row["year"]) not in hidden
    }
    for row in rows:
        if row["ape"] == "8220Z" and 0 < row["known_establishments"] < 3:
            place, jobs = row["territory"], row["employees"]
            assert (place, "8220Z") not in shown
            low, high = ends(communes, shown, place)
            blur = max(0.1 * jobs, 0.1)
            assert high >= jobs + blur - 1e-6
            assert low <= jobs - min(blur, jobs) + 1e-6


def test_the_difference_of_two_published_numbers_is_not_one_establishment() -> None:
    """A commune of four call centres among five establishments: the fifth is the difference, on no page, and found."""
    base = {"department": "1", "zone": "1", "region22": "1", "region": "1"}
    communes = [
        {**base, "commune": "1", "count": 4, "jobs": 90, "every": 5, "all_jobs": 101},
        {**base, "commune": "2", "count": 5, "jobs": 70, "every": 60, "all_jobs": 900},
    ]
    rows, places = file_of(communes)
    hidden = withheld(rows, nesting(places)).keys
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
    hidden = {key for key in withheld(rows, nesting(places)).keys if key[1] == "8220Z" and key[0].startswith("COM")}
    assert hidden == {("COM-1", "8220Z", 2022), ("COM-2", "8220Z", 2022), ("COM-2", "8220Z", 2021)}


def test_what_an_earlier_version_has_shown_is_not_taken_back() -> None:
    """Withholding what is out protects nothing: another cell is withheld in its place."""
    base = {"department": "1", "zone": "1", "region22": "1", "region": "1", "every": 90, "all_jobs": 2000}
    sizes = ((2, 40), (3, 60), (9, 500))
    communes = [{**base, "commune": str(n), "count": count, "jobs": jobs} for n, (count, jobs) in enumerate(sizes, 1)]
    rows, places = file_of(communes)
    first = withheld(rows, nesting(places))
    assert ("COM-2", "8220Z", 2022) in first.keys
    again = withheld(rows, nesting(places), {("COM-2", "8220Z", 2022): (3, 60)})
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
    pair = territories.history(version, ["COM-76451"])["COM-76451"][2022]
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
    assert {row["jobs"] for row in Aggregate.objects.all().shown()} == {None}
    assert withhold_counts(SourceVersion.objects.get(pk=version.pk))
    again = Aggregate.objects.order_by("territory", "ape", "year").values("territory", "employees", "withheld")
    assert list(again) == decided
    assert not withhold_counts(version)


def test_no_module_reads_a_headcount_by_another_way() -> None:
    """Rows of counts are read through ``shown``; what decides and what loads are the only exceptions, by name."""
    raw = re.compile(r"\bAggregate\b|\.aggregates\(|\baggregates\(")
    allowed = {
        "observatory/models.py",
        "observatory/querysets.py",
        "observatory/loaded.py",
        "observatory/territories.py",
        "observatory/told.py",
        "observatory/actions/bulk.py",
        "observatory/actions/load_source.py",
        "observatory/actions/withhold_counts.py",
        "observatory/withholding.py",
        "observatory/headcounts.py",
    }
    found = {
        path.relative_to(SITE).as_posix()
        for path in SITE.rglob("*.py")
        if "/migrations/" not in str(path) and raw.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed
    readers = ("loaded.py", "territories.py", "told.py")
    for name in readers:
        text = (SITE / "observatory" / name).read_text(encoding="utf-8")
        assert not re.search(
            r"\"employees\"|'employees'|\.employees\b.*objects", text.replace('row["employees"]', "")
        ), name
