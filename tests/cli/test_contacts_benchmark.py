"""``filiere contacts benchmark``: through the gate, for one reader, and who has no part told aside."""

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
from support.scenes.benchmark_sample import CENTRES, rows, store

Run = Callable[..., tuple[int, str, str]]
COMMAND = "contacts"
ASKED = ("--definition", "common-v1", "--indicator", "service_level_20")


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up store of six centres of like size."""
    return store(tmp_path_factory.mktemp("six"), *(rows(name, level) for name, level in CENTRES.items()))


@pytest.fixture(scope="module")
def giant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up store of six centres, one of which has more than half of the calls."""
    legs = [rows(name, level, calls=60 if name == "echo" else 8) for name, level in CENTRES.items()]
    return store(tmp_path_factory.mktemp("giant"), *legs)


def plain(words: str) -> str:
    """Words with ordinary spaces."""
    return words.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_reader_sees_the_quartiles_and_its_own_place(run: Run, six: Path) -> None:
    """Three quartiles of six centres, their intervals, one's own figure, and nobody else's name or figure."""
    status, out, err = run("benchmark", str(six), *ASKED, "--as", "delta")
    assert (status, err) == (0, "")
    lines = [" ".join(plain(line).split()) for line in out.splitlines()]
    assert lines[2] == "6 organisations, 24 jours, 100 % de contacts aux heures utilisables"
    assert [line.split("%")[0] for line in lines[5:9]] == [
        "Premier quartile 45 ", "Médiane 60 ", "Troisième quartile 70 ", "delta 68,75 ",
    ]  # fmt: skip
    assert lines[10].startswith(
        "Votre chiffre est entre la médiane et le troisième quartile (plus c’est élevé, mieux c’est)."
    )
    assert "ce n’est le chiffre" in lines[11]
    assert not any(name in out for name in CENTRES if name != "delta")


def test_the_data_of_a_result(run: Run, six: Path) -> None:
    """JSON, CSV and Parquet say the same; the same seed gives the same bytes."""
    asked = ("benchmark", str(six), *ASKED, "--as", "alpha")
    _, out, _ = run(*asked, "--format", "json")
    (found,) = json.loads(out)
    assert (found["organisations"], found["status"], found["rule"]) == (6, "published", "members-benchmark")
    assert found["own"]["value"] == 31.25
    assert found["own"]["band"] == "below_q1"
    assert found["step"] == 5.0
    assert (found["definition"], found["indicator"], found["unit"]) == ("common-v1", "service_level_20", "percent")
    assert run(*asked, "--format", "json")[1] == out
    assert run(*asked, "--format", "json", "--seed", "2")[1] != out
    (row,) = csv.DictReader(io.StringIO(run(*asked, "--format", "csv")[1]))
    assert float(row["own_value"]) == 31.25
    assert row["own_firm"] == "true"
    done = subprocess.run(
        [sys.executable, "-m", "filiere", "contacts", *asked, "--format", "parquet"], capture_output=True, check=True
    )
    assert pq.read_table(pa.BufferReader(done.stdout)).to_pylist()[0]["median"] == found["median"]


def test_anybody_sees_the_quartiles_alone(run: Run, six: Path) -> None:
    """Without --as there is no own part; several indicators are several comparisons."""
    _, out, _ = run("benchmark", str(six), *ASKED[:3], "service_level_20,speed_of_answer", "--format", "json")
    first, second = json.loads(out)
    assert first["own"] is second["own"] is None
    assert (second["indicator"], second["unit"]) == ("speed_of_answer", "seconds")
    _, table, _ = run("benchmark", str(six), *ASKED, "--lang", "en")
    assert "Your figure" not in table


def test_the_gate_refuses_too_few_and_one_too_large(run: Run, six: Path, giant: Path, tmp_path: Path) -> None:
    """Four centres, or one with more than half: nothing but one's own, and no way to tell the two refusals apart."""
    four = store(tmp_path, *(rows(name, CENTRES[name]) for name in list(CENTRES)[:4]))
    results = []
    for folder in (four, giant):
        status, out, err = run("benchmark", str(folder), *ASKED, "--as", "alpha", "--format", "json")
        assert (status, err) == (0, "")
        results.append(json.loads(out)[0])
    assert results[0] == results[1]
    assert results[0]["status"] == "withheld"
    assert results[0]["median"] is results[0]["organisations"] is results[0]["own"]["band"] is None
    assert results[0]["own"]["value"] == 31.25
    _, out, _ = run("benchmark", str(giant), *ASKED, "--as", "alpha")
    assert "Comparaison non publiée" in plain(out)


def test_few_agents_leave_a_centre_out(run: Run, tmp_path: Path) -> None:
    """Two agents: the centre has no part, which leaves five, and it is told so; so is whoever holds the stores."""
    legs = [rows(name, level, agents=2 if name == "echo" else 6) for name, level in CENTRES.items()]
    folder = store(tmp_path, *legs)
    _, out, err = run("benchmark", str(folder), *ASKED, "--as", "echo")
    assert plain(err) == "service_level_20 : echo n’y figure pas (trop peu de conseillers).\n"
    assert "5 organisations" in out
    assert "Votre organisation n’y figure pas : trop peu de conseillers." in plain(out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--definition", "icmi-3", "--indicator", "service_level"), "benchmark-not-common"),
        (("--definition", "common-v9", "--indicator", "service_level"), "definition-unknown"),
        (("--definition", "common-v1", "--indicator", "contacts"), "benchmark-not-comparable"),
        ((*ASKED, "--as", "golf"), "benchmark-unknown-organisation"),
        ((*ASKED, "--from", "mars"), "benchmark-not-a-day"),
    ],
)
def test_a_wrong_use_ends_with_two(run: Run, six: Path, words: tuple[str, ...], said: str) -> None:
    """Another definition, an indicator that is no ratio, an unknown reader, a day that is none."""
    status, out, err = run("benchmark", str(six), *words)
    assert (status, out) == (2, "")
    assert said in err


def test_a_fault_in_the_stores_ends_with_one(run: Run, six: Path, tmp_path: Path) -> None:
    """A store given twice has each organisation twice; a folder that is not there was typed wrongly."""
    status, _, err = run("benchmark", str(six), str(six), *ASKED)
    assert status == 1
    assert err.count("benchmark-organisation-twice") == len(CENTRES)
    assert run("benchmark", str(tmp_path), *ASKED)[0] == 1
    assert run("benchmark", str(tmp_path / "none"), *ASKED)[0] == 2


def test_the_period_that_is_asked(run: Run, six: Path) -> None:
    """A fortnight: few days, so no interval; and a period in which nobody has a contact."""
    _, out, _ = run("benchmark", str(six), *ASKED, "--from", "2026-03-02", "--to", "2026-03-15", "--format", "json")
    (found,) = json.loads(out)
    assert (found["first"], found["last"], found["days"]) == ("2026-03-02", "2026-03-15", 14)
    assert found["median_low"] is found["narrow"] is None
    _, out, _ = run("benchmark", str(six), *ASKED, "--from", "2027-01-01", "--to", "2027-01-31", "--format", "json")
    assert json.loads(out)[0]["status"] == "withheld"
