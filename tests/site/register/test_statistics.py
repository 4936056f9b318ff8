"""Statistics of the label leave by the gate of publication, and by no other way."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from support.scenes.dossier_sample import make_dossier, make_organisation

from filiere.core import Text
from filiere.site.register import api
from filiere.site.register import statistics as register_statistics
from filiere.site.register import tables as tables_module
from filiere.site.register.decision_delays import list_delays
from filiere.site.register.facet_labels import SIZE_LABELS
from filiere.site.register.label_counts import count_kinds
from filiere.site.register.label_records import LabelEvent
from filiere.site.register.statistics import (
    MEASURE_LABELS,
    NO_HEADCOUNTS,
    employee_contributions,
    next_headcounts,
    statistics_on,
)
from filiere.site.register.views import statistics as view
from filiere.site.workflow.models import Event

pytestmark = pytest.mark.django_db
HALF = date(2026, 6, 30)
REGISTER = Path(__file__).resolve().parents[3] / "src" / "filiere" / "site" / "register"
NORTH = [{"name": "Nord", "commune": "59350", "country": "FR", "activity": "calls_in", "key": "s1"}]
SOUTH = [{"name": "Sud", "commune": "13055", "country": "FR", "activity": "calls_in", "key": "s1"}]


def granted(grant, heads: list[int], sites=NORTH) -> None:
    for place, head in enumerate(heads):
        grant(
            f"Titulaire {place}",
            sites=sites,
            headcounts={"s1": head},
            opened=timezone.localdate() - timedelta(days=700),
        )


def cells(measure: str) -> dict[tuple[str, ...], object]:
    return {cell.codes: cell.value for cell in statistics_on(timezone.localdate()).tables[measure].cells}


def test_four_holders_of_like_size_are_published(grant) -> None:
    granted(grant, [100, 110, 120, 130])
    found = cells("employees")
    assert found["REG-32", "outsourcer", "Total"] == found["Total", "Total", "50_299"] == 460
    assert found["Total", "Total", "Total"] == 460
    assert cells("holders")["Total", "Total", "Total"] == 4


def test_two_holders_are_counted_as_the_register_names_them_and_their_headcounts_withheld(grant) -> None:
    """What rests on a headcount, as their size does, is withheld with them."""
    granted(grant, [100, 110])
    assert set(cells("employees").values()) == {None}
    counted = cells("holders")
    assert counted["Total", "Total", "Total"] == counted["Total", "outsourcer", "Total"] == 2
    assert {value for (_, _, size), value in counted.items() if size != "Total"} == {None}


def test_a_fact_that_the_register_publishes_is_withheld_nowhere_on_the_page(grant) -> None:
    """Holders by region are counted above from the sites; below stand employees alone, or the reason why not."""
    granted(grant, [100, 110])
    page = Client().get("/fr/label/register/statistics/")
    (region,) = [one for one in page.context["cuts"] if one["id"] == "region"]
    assert len(region["heads"]) == 1
    assert region["withheld"] is True
    assert 'data-withheld="region"' in page.content.decode()
    (category,) = [one for one in page.context["cuts"] if one["id"] == "category"]
    assert category["withheld"] is False


def test_a_kind_of_label_is_said_alike_everywhere() -> None:
    def label(months: int, *events: str) -> Any:
        day = date(2026, 1, 15)
        until = date(2026 + (months > 11), (months % 12) + 1, 15)
        lines = tuple(LabelEvent(day, event, Text.same(event), "valid") for event in events)
        return SimpleNamespace(granted=day, until=until, lines=lines)

    assert [
        (words.en, count)
        for words, count in count_kinds(
            [
                label(6, "granted_24", "provisional_given"),
                label(12, "granted_12"),
                label(12, "granted_12"),
            ]
        )
    ] == [("12-month labels", 2), ("6-month provisional certificate", 1)]


def test_one_that_has_nearly_all_is_withheld_and_nothing_says_why(grant) -> None:
    granted(grant, [100, 10_000, 110, 120])
    found = statistics_on(timezone.localdate()).tables["employees"]
    values = {cell.codes: cell.value for cell in found.cells}
    assert values["Total", "Total", "Total"] is None
    page = Client().get("/en/label/register/statistics/").content.decode()
    answer = Client().get("/api/v1/register/statistics").content.decode()
    for told in (page, answer):
        assert "10000" not in told
        assert "10,000" not in told
        assert "domina" not in told
    assert '"conf_status": "C"' in answer
    assert '"few"' not in answer


def test_a_region_alone_withheld_cannot_be_found_by_subtraction(grant) -> None:
    granted(grant, [100, 110, 120, 130])
    for place in range(2):
        grant(
            f"Sud {place}",
            sites=SOUTH,
            headcounts={"s1": 90},
            opened=timezone.localdate() - timedelta(days=700),
        )
    found = cells("employees")
    whole = found["Total", "Total", "Total"]
    assert found["REG-93", "Total", "Total"] is None
    assert whole is None or found["REG-32", "Total", "Total"] is None


def told(people: list[tuple[str, str, int]]) -> dict[str, dict[tuple[str, ...], object]]:
    """What goes out of made-up holders, each a region, a category and a headcount."""
    held: Any = [
        SimpleNamespace(organisation=f"o{n}", category=kind, sites=(SimpleNamespace(region=region, employees=heads),))
        for n, (region, kind, heads) in enumerate(people)
    ]
    tables = register_statistics.build_public_tables(
        next_headcounts(NO_HEADCOUNTS, HALF, tuple(employee_contributions(held))), held, HALF
    )
    return {measure: {cell.codes: cell.value for cell in table.cells} for measure, table in tables.items()}


NORTHERN = [("N", "A", heads) for heads in (100, 110, 120, 130)]


def test_what_is_listed_does_not_tell_the_size_of_a_holder() -> None:
    """Alone in its region, a holder had one line among the sizes, withheld: the line told its size (T2)."""
    small, large, largest = (told([*NORTHERN, ("S", "A", heads)])["holders"] for heads in (30, 500, 5000))
    assert small == large == largest
    assert [codes for codes in small if codes[2] != "Total" and codes[:2] != ("Total", "Total")] == []


places = st.tuples(st.sampled_from("NSE"), st.sampled_from("AB"), st.integers(0, 2000))


@given(st.lists(places, max_size=12), st.data())
@settings(max_examples=25, deadline=None)
def test_the_lines_are_those_of_the_register_whatever_they_hold(
    people: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    """Regions and categories are public, headcounts are not: the lines are the same for any, and none stands out."""
    others = [(region, category, data.draw(st.integers(1, 2000))) for region, category, _ in people]
    once, twice = told(people), told(others)
    for measure in MEASURE_LABELS:
        if once[measure] and twice[measure]:
            assert once[measure].keys() == twice[measure].keys()
        sizes = [value for codes, value in once[measure].items() if codes[2] != "Total"]
        assert None not in sizes or 0 not in sizes
        assert len(sizes) == (len(SIZE_LABELS) if once[measure] else 0)


PUBLIC = (
    "/fr/label/register/statistics/",
    "/en/label/register/statistics/",
    "/export/label-statistics.csv",
    "/export/label-statistics.json",
    "/api/v1/register/statistics",
)


def public_tables(people: list[tuple[str, str, int]]) -> dict[str, Any]:
    held: Any = [
        SimpleNamespace(organisation=f"o{n}", category=kind, sites=(SimpleNamespace(region=region, employees=heads),))
        for n, (region, kind, heads) in enumerate(people)
    ]
    headcounts = next_headcounts(NO_HEADCOUNTS, HALF, tuple(employee_contributions(held)))
    return register_statistics.build_public_tables(headcounts, held, HALF)


def values_of(tables: dict[str, Any]) -> dict[tuple[str, ...], object]:
    found = ((name, cell) for name, table in tables.items() for cell in table.cells)
    return {(name, *cell.codes): cell.value for name, cell in found if cell.value is not None}


def whole_output(tables: dict[str, Any], held: int) -> list[str]:
    """Every page and file of the statistics, but for what each answer has of its own."""
    found = register_statistics.Statistics(HALF, held, tables)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((view, "label_statistics"), (tables_module, "statistics_on"), (api, "statistics_on")):
            patch.setattr(module, name, lambda _day: found)
        answers = [Client().get(address) for address in PUBLIC]
    assert {one.status_code for one in answers} == {200}
    texts = (one.getvalue().decode("utf-8-sig") for one in answers)
    return [re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', "", one) for one in texts]


few = st.lists(st.tuples(st.sampled_from("SE"), st.sampled_from("AB")), min_size=1, max_size=2)


@given(few, st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_withheld_changes_nothing_of_what_is_public(apart: list[tuple[str, str]], data: st.DataObject) -> None:
    """T2: only what withheld cells hold varies, and every page and file is the same to the last sign."""
    size = st.sampled_from([300, 450, 800, 1200, 1900]) if data.draw(st.booleans()) else st.integers(1, 49)
    once, twice = ([*NORTHERN, *((region, kind, data.draw(size)) for region, kind in apart)] for _ in range(2))
    one, other = public_tables(once), public_tables(twice)
    # What is published is the same: whatever differs is withheld.
    assume(values_of(one) == values_of(other))
    assert whole_output(one, len(once)) == whole_output(other, len(twice))
    if once != twice:
        event("the headcounts of withheld cells differ")


def test_a_label_that_does_not_hold_counts_for_nothing(grant) -> None:
    granted(grant, [100, 110, 120, 130])
    grant("Retiré", "withdrawn", sites=NORTH, headcounts={"s1": 500}, opened=timezone.localdate() - timedelta(days=200))
    assert cells("employees")["Total", "Total", "Total"] == 460


def test_nothing_but_the_statistics_reads_a_headcount_or_knows_the_gate() -> None:
    """Another module that read headcounts could publish them unseen; another gate would be another rule."""
    reads = {
        path.relative_to(REGISTER).as_posix()
        for path in REGISTER.rglob("*.py")
        if re.search(r"\.employees\b|headcount", path.read_text(encoding="utf-8"))
    }
    assert reads == {"label_records.py", "statistics.py"}
    gates = {
        path.relative_to(REGISTER).as_posix()
        for path in REGISTER.rglob("*.py")
        if re.search(r"publication_gate|ProvenGate|\.inside\(|filiere\.disclosure", path.read_text(encoding="utf-8"))
    }
    assert gates == {"statistics.py"}
    text = (REGISTER / "statistics.py").read_text(encoding="utf-8")
    keeps = {
        path.relative_to(REGISTER).as_posix()
        for path in REGISTER.rglob("*.py")
        if "HalfYear" in path.read_text(encoding="utf-8") and "migrations" not in path.parts
    }
    assert keeps == {"hooks.py", "models.py", "querysets.py", "statistics.py"}
    assert ".release" not in (REGISTER / "hooks.py").read_text(encoding="utf-8")
    assert ".inside(" not in text
    assert "ProvenGate" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/en/label/register/",
        "/en/label/register/statistics/",
        "/api/v1/register",
        "/api/v1/register/statistics",
        "/export/label-holders.json",
        "/export/label-history.csv",
        "/export/label-statistics.json",
        "/en/label/register/feed.xml",
        "/en/label/register/holders/{holder}/",
        "/en/label/register/verify/{number}/",
    ],
)
def test_a_headcount_is_read_at_no_address(grant, address: str) -> None:
    dossier = grant(sites=NORTH, headcounts={"s1": 73_519}, opened=timezone.localdate() - timedelta(days=700))
    answer = Client().get(address.format(holder=dossier.organisation.key, number=dossier.number))
    assert answer.status_code == 200
    for words in ("73519", "73,519", "73 519", "73\u202f519"):
        assert words not in answer.content.decode("utf-8-sig")


def test_statistics_are_in_both_languages() -> None:
    assert all(isinstance(one, Text) and one.fr != one.en for one in MEASURE_LABELS.values())


def test_delays_are_told_of_a_year_with_enough_dossiers_and_withheld_of_another() -> None:
    """From filing to decision: of three dossiers, the count, the median and the range; of one, none."""
    last, earlier = date(2026, 3, 2), date(2025, 3, 2)
    for place, (decided, days) in enumerate(((last, 90), (last, 100), (last, 130), (earlier, 90))):
        opened = decided - timedelta(days=400)
        dossier = make_dossier(make_organisation(f"Candidat {place}"), "outsourcer", opened=opened)
        for number, name, day in ((901, "applied", decided - timedelta(days=days)), (902, "granted_24", decided)):
            row = Event(dossier=dossier, number=number, step="x", event=name, state="x", day=day)
            row.at = timezone.now()
            row.save()
    found = {(one.measure, one.year): one for one in list_delays(date(2026, 11, 24))}
    told = found["decision", 2026]
    assert (told.dossiers, told.median, told.shortest, told.longest) == (3, 100, 90, 130)
    assert found["decision", 2025].dossiers is None
    assert found["decision", 2025].median is None
    assert 'id="delays"' in Client().get("/en/label/register/statistics/").content.decode()
    assert Client().get("/export/label-delays.csv").status_code == 200
