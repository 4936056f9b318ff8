"""One million contacts on DuckDB and on Spark: the same integers, whatever the definition, the groups and the periods.

Run by ``./dev test engines``; skipped, saying so, where pyspark is not installed.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from filiere.contacts.definitions import DefinitionSet, load_set
from filiere.contacts.engines import Engine, Settings, open_engine
from filiere.contacts.gates import gate_report
from filiere.contacts.generation import generate
from filiere.contacts.indicators import compute, context_of
from filiere.contacts.rows import GROUPS, Interval
from filiere.contacts.store import Store

pytest.importorskip("pyspark", reason="pyspark is not installed: ./dev test engines installs it")
pytestmark = pytest.mark.spark

COUNT = 1_000_000
COMMON = load_set("common-v1")
MASTER = "local[2]"
# Placed by their answer or their end, and counted by leg, where the common definition is of contacts as they arrive.
OTHERS = [load_set("genesys-default"), load_set("amazon-connect")]
WAITS = COMMON.model_copy(
    update={
        "indicators": tuple(
            one
            for one in COMMON.indicators
            if one.measure.startswith(("service_level", "speed_of_answer", "handling_time", "contact_resolution"))
        )
    }
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A million contacts, and all that goes with them."""
    return generate(tmp_path_factory.mktemp("million") / "store", contacts=COUNT, seed=20261124)


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Engine, Engine]]:
    """Both engines."""
    with pytest.MonkeyPatch.context() as patch, open_engine() as duckdb:
        # Hundreds of short queries are mostly Java compiling what it runs once: its quick compiler halves the time.
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        with open_engine(Settings(name="spark", master=MASTER)) as spark:
            yield duckdb, spark


CASES: Sequence[tuple[str, Sequence[DefinitionSet], Sequence[str], Interval]] = [
    ("everything by channel and month", [COMMON], ("channel",), "month"),
    ("others by every group and year", OTHERS, GROUPS, "year"),
    ("others by organisation, channel and day", OTHERS, ("organisation", "channel"), "day"),
    ("one by hour", OTHERS[:1], (), "hour"),
    ("waits by site and week", [WAITS], ("site",), "week"),
]


@pytest.mark.parametrize(("sets", "by", "interval"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_the_same_integers(
    store: Store,
    engines: tuple[Engine, Engine],
    sets: Sequence[DefinitionSet],
    by: Sequence[str],
    interval: Interval,
) -> None:
    """Numerators, denominators, observed values and statuses are the same, and so are the values made of them."""
    embedded, cluster = (compute(store, sets, by=by, interval=interval, engine=one) for one in engines)
    assert len(embedded) > len(sets)
    assert {row.indicator for row in embedded} == {each.key for one in sets for each in one.indicators}
    assert sum(row.status == "published" for row in embedded) > 100
    for one, other in zip(embedded, cluster, strict=True):
        assert one == other


def test_the_checks_are_the_same(store: Store, engines: tuple[Engine, Engine]) -> None:
    embedded, cluster = (gate_report(context_of(store, one), store.deliveries) for one in engines)
    assert embedded == cluster
    assert embedded.passed


def test_the_command_takes_spark_by_one_setting(store: Store) -> None:
    words = ["indicators", str(store.folder), "--definitions", "icmi-3", "--by", "channel", "--format", "json"]
    found = [
        json.loads(
            subprocess.run(
                [sys.executable, "-m", "filiere", "contacts", *words, *more], capture_output=True, check=True
            ).stdout
        )
        for more in ([], ["--engine", "spark", "--master", MASTER])
    ]
    assert found[0] == found[1]
    assert found[0][0]["status"] == "published"
