"""``filiere staffing``: answers for people and for programs, and what is wrong told with its status."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.scenes.contacts_sample import deliver, legs

from filiere.staffing import StaffingTarget, Workload, erlang_a, find_least_agents

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
COMMAND = "staffing"

TEAM = ("--calls", "100", "--interval", "30min", "--handling", "180", "--agents", "14", "--threshold", "20")
FORECAST = """queue,starts_at,seconds,volume,handling
ventes,2026-03-02T09:00:00+01:00,1800,40,240
service,2026-03-02T09:00:00+01:00,1800,60,
ventes,2026-03-02T09:30:00+01:00,1800,20.5,240
service,2026-03-02T09:30:00+01:00,1800,0,
"""


@pytest.fixture
def forecast(tmp_path: Path) -> Path:
    """A made-up forecast of two queues over an hour."""
    path = tmp_path / "forecast.csv"
    path.write_text(FORECAST, encoding="utf-8")
    return path


def plain(words: str) -> str:
    """Words with ordinary spaces."""
    return words.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_team_under_erlang_c(run: Run) -> None:
    """For people in percent and rounded, for programs as the formulas give it."""
    status, out, _ = run("erlang-c", *TEAM)
    assert status == 0
    assert "Niveau de service à 20 s         88,84 %" in plain(out)
    _, out, _ = run("erlang-c", *TEAM, "--format", "json")
    assert json.loads(out)["waiting_probability"] == pytest.approx(0.1741319335950498, abs=1e-16)


def test_a_team_with_impatient_callers(run: Run) -> None:
    """Erlang A shows each reading of the service level, in the language asked for."""
    status, out, _ = run("erlang-a", *TEAM, "--patience", "5min", "--lang", "en")
    assert status == 0
    told = " ".join(out.split())
    assert "Service level at 20 s (answered in time ÷ offered) 91.68%" in told
    assert "(answered in time ÷ answered) 92.98%" in told
    _, out, _ = run("erlang-a", *TEAM, "--patience", "300", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(out)))
    found = erlang_a(Workload(calls=100, interval=1800, handling=180), 14, 20, 300)
    assert float(row["service_level_virtual"]) == found.service_level_virtual
    assert float(row["patience"]) == 300


def test_parquet_holds_the_same_record() -> None:
    """A Parquet file of one row, types included."""
    done = subprocess.run(
        [sys.executable, "-m", "filiere", "staffing", "erlang-c", *TEAM, "--format", "parquet"],
        capture_output=True,
        check=True,
    )
    read = pq.read_table(pa.BufferReader(done.stdout))
    assert read.num_rows == 1
    assert read.schema.field("agents").type == pa.int64()
    assert read["service_level_offered"][0].as_py() == pytest.approx(0.8883500191794669)


def test_a_load_beyond_the_agents_has_no_answer(run: Run) -> None:
    """Status 1, the least team, and what else can be done."""
    status, out, err = run("erlang-c", *TEAM[:6], "--agents", "10")
    assert (status, out) == (1, "")
    assert "staffing-overload" in err
    assert "Il faut au moins 11 conseillers" in plain(err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("erlang-c", "--calls", "100", "--handling", "3x", "--agents", "14"), "une durée comme 180, 30min ou 1h"),
        (("erlang-c", "--calls", "100", "--handling", "180", "--agents", "-2"), "Conseillers : -2 n’est pas possible"),
        (("erlang-c", "--calls", "100", "--handling", "180", "--agents", "1.5"), "il faut un nombre entier"),
        (("erlang-c", "--calls", "nan", "--handling", "180", "--agents", "9"), "« nan » n’est pas un nombre fini"),
        (("staff", "--calls", "100", "--handling", "180", "--service-level", "0.8"), "un pourcentage comme 80"),
        (("staff", "--calls", "100", "--handling", "180"), "Aucun objectif n’est donné"),
        (("staff", "--calls", "100", "--service-level", "80"), "La durée de traitement n’est pas donnée"),
        (("staff", "--service-level", "80"), "Il faut un nombre d’appels ou une prévision"),
        (("staff", "--calls", "9", "--handling", "9", "--abandonment", "5"), "sans patience"),
        (("staff", "--calls", "9", "--handling", "9", "--occupancy", "80", "--shrinkage", "100"), "Part du temps"),
    ],
)
def test_a_wrong_command_ends_with_two(run: Run, words: tuple[str, ...], said: str) -> None:
    """What no model can take is a wrong use of the command, told in the user's language."""
    status, _, err = run(*words)
    assert status == 2
    assert said in " ".join(plain(err).replace("│", " ").split())


def test_the_least_team(run: Run) -> None:
    """Agents at work, people to schedule, and what binds: here the cap on occupancy."""
    asked = ("staff", *TEAM[:6], "--service-level", "80", "--occupancy", "70", "--shrinkage", "30%")
    _, out, _ = run(*asked)
    lines = [" ".join(plain(line).split()) for line in out.splitlines()]
    assert lines[1:4] == [
        "Conseillers nécessaires 15",
        "À planifier, hors appels compris 21,43",
        "Ce qui l’impose taux d’occupation",
    ]
    _, out, _ = run(*asked, "--format", "json")
    row = json.loads(out)
    assert (row["agents"], row["binding"]) == (15, "occupancy")
    assert row["scheduled"] == pytest.approx(15 / 0.7)


@pytest.mark.parametrize("calls", ["0", "0.01"])
def test_next_to_no_calls(run: Run, calls: str) -> None:
    """No call needs nobody; a rare call needs one, whom the load alone calls for."""
    _, out, _ = run("staff", "--calls", calls, "--handling", "180", "--service-level", "80")
    assert ("la charge seule" in out) == (calls != "0")


def test_a_forecast(run: Run, forecast: Path) -> None:
    """One row a queue and interval, or one an interval for a pooled team; hours are added up before rounding."""
    asked = ("staff", "--forecast", str(forecast), "--service-level", "80", "--handling", "3min", "--shrinkage", "30")
    _, out, _ = run(*asked, "--format", "json")
    rows = json.loads(out)
    assert [(row["queues"], row["agents"]) for row in rows] == [
        ("ventes", 8), ("service", 9), ("ventes", 5), ("service", 0),
    ]  # fmt: skip
    assert rows[3]["service_level_offered"] is None
    _, out, _ = run(*asked)
    assert "11,0 heures au travail, 15,7 heures à payer, au plus 17 conseillers à la fois." in plain(out)
    _, out, _ = run(*asked, "--pool", "--patience", "2min", "--reading", "positive", "--format", "json")
    pooled = json.loads(out)
    assert [row["queues"] for row in pooled] == ["ventes + service"] * 2
    work = Workload(calls=100, interval=1800, handling=204)
    needed = find_least_agents(work, StaffingTarget(service_level=0.8, reading="positive"), patience=120)
    assert pooled[0]["agents"] == needed.agents < 17


def test_every_fault_of_a_forecast_is_told_at_its_line(run: Run, forecast: Path) -> None:
    """A missing handling time, a word for a number, a negative volume, a row given twice, lengths that differ."""
    forecast.write_text(
        FORECAST.replace("20.5,240", "-4,").replace(",0,\n", ",x,3\n")
        + "ventes,2026-03-02T09:00:00+01:00,900,40,240\n",
        encoding="utf-8",
    )
    status, out, err = run("staff", "--forecast", str(forecast), "--service-level", "80", "--pool")
    assert (status, out) == (1, "")
    told = [line.removeprefix(str(forecast)).split(": ")[0:2] for line in err.splitlines() if line[0] == "/"]
    assert told == [
        [":3", "forecast-no-handling"],
        [":4", "forecast-no-handling"],
        [":4", "staffing-out-of-range"],
        [":5", "forecast-not-a-number"],
        [":6", "forecast-lengths-differ"],
        [":6", "forecast-repeated"],
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"queue,starts_at\n", "forecast-missing-column"),
        (b"\xff\xfe", "forecast-unreadable"),
        # L7: at version 0.5 a cell beyond what the reader of CSV holds is a traceback.
        (b"starts_at,seconds,volume\n1,2," + b"3" * 140_000 + b"\n", "csv-broken"),
        (b"x" * 140_000 + b",starts_at,seconds,volume\n", "csv-broken"),
        (None, "forecast-unreadable"),
    ],
)
def test_a_file_that_is_no_forecast(run: Run, tmp_path: Path, content: bytes | None, code: str) -> None:
    """Absent, of another encoding or of other columns: one fault says which."""
    path = tmp_path / "forecast.csv"
    if content is not None:
        path.write_bytes(content)
    status, _, err = run("staff", "--forecast", str(path), "--service-level", "80")
    assert status == (2 if content is None else 1)
    assert code in err


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A made-up store: three callers who waited 10, 20 and 40 s, the first and the last of whom left."""
    waited = {"queued_at": "2026-03-02T09:00:00+01:00", "offered_at": "", "wrap_ended_at": ""}
    gone = {**waited, "answered_at": "", "agent_key": "", "outcome": "abandoned"}
    deliver(
        tmp_path,
        legs(
            {**gone, "contact_id": "a", "ended_at": "2026-03-02T09:00:10+01:00"},
            {**waited, "contact_id": "b", "answered_at": "2026-03-02T09:00:20+01:00"},
            {**gone, "contact_id": "c", "ended_at": "2026-03-02T09:00:40+01:00"},
        ),
    )
    return tmp_path


def test_patience_from_a_store(run: Run, store: Path) -> None:
    """70 s waited and two who left: 35 s by the ratio; the curve falls to two thirds at 10 s and to zero at 40 s."""
    status, out, _ = run("patience", str(store))
    assert status == 0
    lines = [" ".join(plain(line).split()) for line in out.splitlines()]
    assert "Partis 2 (66,67 %)" in lines
    assert "Patience moyenne, rapport abandons ÷ attente (s) 35,0" in lines
    assert lines[-1].startswith("Exclus : 0 passages servis sans attente")
    _, out, _ = run("patience", str(store), "--format", "json")
    row = json.loads(out)
    assert (row["callers"], row["left"], row["median"]) == (3, 2, 40)
    assert row["mean"] == pytest.approx(10 + 30 * 2 / 3)


def test_a_store_that_tells_nothing_of_patience(run: Run, store: Path, tmp_path: Path) -> None:
    """Another queue has no wait; a folder that is no store is said to be none."""
    status, _, err = run("patience", str(store), "--queue", "autre")
    assert (status, "staffing-nobody-waited" in err) == (1, True)
    status, _, err = run("patience", str(tmp_path / "nowhere"))
    assert (status, "not-a-store" in err) == (2, True)


@pytest.mark.parametrize("typed", ["30", "1800", "0.5"])
def test_an_interval_without_its_unit_is_refused(run: Run, typed: str) -> None:
    """Thirty is as likely minutes as seconds: both readings are told, and nothing is computed."""
    status, printed, told = run("erlang-c", *(typed if one == "30min" else one for one in TEAM))
    assert (status, printed) == (2, "")
    assert (f"{typed}min" in told) == typed.isdecimal()
