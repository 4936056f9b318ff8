"""Statistics of the label leave by the gate of publication, and by no other way."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from filiere.core import Text
from filiere.site.register.statistics import statistics

pytestmark = pytest.mark.django_db
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
    return {cell.codes: cell.value for cell in statistics(timezone.localdate()).tables[measure].cells}


def test_four_holders_of_like_size_are_published(grant) -> None:
    granted(grant, [100, 110, 120, 130])
    found = cells("employees")
    assert found["REG-32", "outsourcer", "50_299"] == 460
    assert found["Total", "Total", "Total"] == 460
    assert cells("holders")["Total", "Total", "Total"] == 4


def test_two_holders_are_withheld_everywhere(grant) -> None:
    granted(grant, [100, 110])
    assert set(cells("employees").values()) == {None}


def test_one_that_has_nearly_all_is_withheld_and_nothing_says_why(grant) -> None:
    granted(grant, [100, 10_000, 110, 120])
    found = statistics(timezone.localdate()).tables["employees"]
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
    assert reads == {"holdings.py", "statistics.py"}
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
    assert keeps == {"models.py", "querysets.py", "statistics.py", "wiring.py"}
    assert ".release" not in (REGISTER / "wiring.py").read_text(encoding="utf-8")
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
    from filiere.site.register.statistics import MEASURES

    assert all(isinstance(one, Text) and one.fr != one.en for one in MEASURES.values())
