"""Communes through time: mergers, partings, changes of code, and what stays in doubt."""

import datetime
from pathlib import Path

import pytest

from filiere.core.faults import Faults
from filiere.geography import CommuneChanges, communes


def day(text: str) -> datetime.date:
    """Return a date from its ISO form."""
    return datetime.date.fromisoformat(text)


def row(kind: str, date: str, before: str, after: str, types: str = "COM COM") -> dict[str, str | None]:
    """Return one row in the layout of INSEE's file."""
    type_before, type_after = types.split()
    return {
        "MOD": kind, "DATE_EFF": date,
        "TYPECOM_AV": type_before if before else None, "COM_AV": before or None, "LIBELLE_AV": f"Nom {before}",
        "TYPECOM_AP": type_after, "COM_AP": after, "LIBELLE_AP": f"Nom {after}",
    }  # fmt: skip


# Bois-Guillaume and Bihorel, near Rouen, merged in 2012 and parted in 2014: the merger was annulled.
BIHOREL = [
    row("32", "2012-01-01", "76095", "76095", "COM COMD"),
    row("32", "2012-01-01", "76095", "76108"),
    row("32", "2012-01-01", "76108", "76108", "COM COMD"),
    row("32", "2012-01-01", "76108", "76108"),
    row("21", "2014-01-01", "76108", "76095"),
    row("21", "2014-01-01", "76108", "76108"),
    row("21", "2014-01-01", "76095", "76095", "COMD COM"),
    row("21", "2014-01-01", "76108", "76108", "COMD COM"),
]
OTHERS = [
    # Pont-Farcy changed department and merged on the same day.
    row("41", "2018-01-01", "14513", "50649"),
    row("32", "2018-01-01", "50649", "50592"),
    row("32", "2018-01-01", "50592", "50592"),
    # A code changed, then came back.
    row("50", "2021-01-01", "27676", "27058"),
    row("50", "2023-01-01", "27058", "27676"),
    # Two communes gave land to a new one; another was made from nothing.
    row("20", "1989-02-15", "38422", "38422"),
    row("20", "1989-02-15", "38422", "38567"),
    row("20", "1989-02-15", "38478", "38478"),
    row("20", "1989-02-15", "38478", "38567"),
    row("20", "1949-11-12", "", "97777"),
]
CHANGES = CommuneChanges([*BIHOREL, *OTHERS], known=["76540"])


@pytest.mark.parametrize(
    ("code", "meant", "on", "codes", "relation"),
    [
        ("76540", "2006-01-01", "2022-01-01", ("76540",), "one"),
        ("76095", "2011-01-01", "2013-01-01", ("76108",), "one"),
        ("76095", "2011-01-01", "2015-01-01", ("76095",), "one"),
        ("76108", "2011-01-01", "2015-01-01", ("76108",), "one"),
        ("76108", "2013-01-01", "2015-01-01", ("76095", "76108"), "one-of"),
        ("76108", "2013-01-01", "2011-01-01", ("76095", "76108"), "all-of"),
        ("76095", "2015-01-01", "2013-01-01", ("76108",), "one"),
        ("76095", "2015-01-01", "2011-01-01", ("76095",), "one"),
        ("76095", "2013-06-01", "2015-01-01", ("76095",), "one"),
        ("14513", "2010-01-01", "2020-01-01", ("50592",), "one"),
        ("14513", "2010-01-01", "2010-01-01", ("14513",), "one"),
        ("27676", "2020-01-01", "2022-01-01", ("27058",), "one"),
        ("27676", "2020-01-01", "2024-01-01", ("27676",), "one"),
        ("27676", "2024-01-01", "2022-01-01", ("27058",), "one"),
        ("38422", "1980-01-01", "2000-01-01", ("38422", "38567"), "one-of"),
        ("38567", "2000-01-01", "1980-01-01", ("38422", "38478"), "all-of"),
        ("50592", "2020-01-01", "2010-01-01", ("14513", "50592"), "all-of"),
        ("97777", "1960-01-01", "1940-01-01", (), "none"),
    ],
)
def test_where_a_commune_is(code: str, meant: str, on: str, codes: tuple[str, ...], relation: str) -> None:
    """Forward and backward, through mergers, annulled mergers, changes of code and of department."""
    found = CHANGES.locate(code, day(on), meant=day(meant))
    assert (set(found.codes), found.relation) == (set(codes), relation)
    assert found.code == (codes[0] if relation == "one" else None)
    assert found.reason.fr != found.reason.en


def test_without_a_date_of_writing_the_code_is_taken_as_of_the_day() -> None:
    """A code given up before the day leads to its successor; one given later, to what it was."""
    assert CHANGES.locate("76095", day("2013-01-01")).code == "76108"
    assert CHANGES.locate("50649", day("2020-01-01")).code == "50592"
    assert CHANGES.locate("76108", day("2013-01-01")).code == "76108"


def test_codes_live_and_die_on_the_day_of_the_event() -> None:
    """The day an event takes effect, it has happened."""
    assert CHANGES.exists("76095", day("2011-12-31"))
    assert not CHANGES.exists("76095", day("2012-01-01"))
    assert not CHANGES.exists("76095", day("2013-12-31"))
    assert CHANGES.exists("76095", day("2014-01-01"))
    assert not CHANGES.exists("97777", day("1949-11-11"))
    assert CHANGES.name("76095") == "Nom 76095"


def test_the_reason_tells_the_events() -> None:
    """Each step gives its date and its kind, in the order they were followed."""
    found = CHANGES.locate("14513", day("2020-01-01"), meant=day("2010-01-01"))
    assert [(step.date.year, step.event) for step in found.steps] == [(2018, "41"), (2018, "32")]
    assert "changement de département" in found.reason.fr
    assert "merger into a new commune" in found.reason.en


def test_an_unknown_code_is_refused() -> None:
    """No commune bore it: no date can help."""
    with pytest.raises(Faults) as raised:
        CHANGES.locate("99999", day("2020-01-01"))
    assert raised.value.faults[0].code == "unknown-commune"


def test_wrong_rows_are_all_reported() -> None:
    """An unknown kind and a date that is none, with their lines; a missing column stops the reading."""
    with pytest.raises(Faults) as raised:
        CommuneChanges([row("99", "2012-01-01", "76095", "76108"), row("31", "01/01/2012", "76095", "76108")])
    assert [(fault.line, fault.key) for fault in raised.value.faults] == [(2, "MOD"), (3, "DATE_EFF")]
    with pytest.raises(Faults) as raised:
        CommuneChanges([{"MOD": "31"}, {"MOD": "31"}])
    assert [fault.code for fault in raised.value.faults] == ["missing-column"]


@pytest.fixture(scope="module")
def real(shared_data: Path) -> CommuneChanges:
    """INSEE's own file of movements, as of 1 January 2024."""
    duckdb = pytest.importorskip("duckdb")
    path = shared_data / "territory" / "cog_mouvements_communes.parquet"
    cursor = duckdb.connect().execute("select * from read_parquet(?)", [str(path)])
    columns = [column[0] for column in cursor.description]
    return CommuneChanges(
        (dict(zip(columns, values, strict=True)) for values in cursor.fetchall()), known=communes().codes()
    )


@pytest.mark.parametrize(
    ("code", "meant", "on", "answer"),
    [
        ("76095", "2011-01-01", "2013-01-01", "76108"),
        ("76095", "2011-01-01", "2024-01-01", "76095"),
        ("14513", "2010-01-01", "2024-01-01", "50592"),
        ("49144", "2010-01-01", "2024-01-01", "44180"),
        ("20004", "1970-01-01", "2024-01-01", "2A004"),
        ("2A004", "2024-01-01", "1970-01-01", "20004"),
        ("27676", "2024-01-01", "2022-01-01", "27058"),
        ("59248", "2000-01-01", "2024-01-01", "59183"),
    ],
)
def test_real_communes(real: CommuneChanges, code: str, meant: str, on: str, answer: str) -> None:
    """Bihorel, Pont-Farcy, Freigné, Ajaccio, Les Trois Lacs and Fort-Mardyck, in INSEE's own file."""
    assert real.locate(code, day(on), meant=day(meant)).code == answer


def test_every_answer_of_the_real_file_is_alive_on_its_day(real: CommuneChanges) -> None:
    """For each code of 1970 and each of 2024: every candidate is a commune on the day asked."""
    early, late = day("1970-01-01"), day("2024-01-01")
    doubtful = 0
    codes = [code for code in real.codes if real.exists(code, early)]
    assert len(codes) > 7_000
    for code in codes:
        found = real.locate(code, late, meant=early)
        assert found.codes, code
        assert all(real.exists(candidate, late) for candidate in found.codes), (code, found)
        doubtful += found.relation != "one"
    assert doubtful < len(codes) * 0.03
    for code in real.codes:
        if real.exists(code, late):
            found = real.locate(code, early, meant=late)
            assert all(real.exists(candidate, early) for candidate in found.codes), (code, found)
