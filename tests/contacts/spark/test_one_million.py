"""Waits of one million contacts, and all of fewer, on DuckDB and on Spark: the same integers, whatever the definition,
the groups and the periods.

Run by ``./dev test engines``; skipped, saying so, where pyspark is not installed.
"""

import json
from collections.abc import Iterator, Sequence

import pytest

from filiere.cli import app
from filiere.contacts import engines as engines_module
from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import DefinitionSet, load_set
from filiere.contacts.engines import Engine, EngineSettings, open_engine
from filiere.contacts.generation import generate_store
from filiere.contacts.indicator_rows import GROUP_NAMES, PeriodInterval
from filiere.contacts.indicators import build_context, compute_indicators
from filiere.contacts.store import Store

pytest.importorskip("pyspark", reason="pyspark is not installed: ./dev test engines installs it")
pytestmark = pytest.mark.spark

COUNT = 1_000_000
FEWER = 100_000
"""Enough for every indicator, group and period: Spark takes its time by the row, two seconds an indicator a million."""
COMMON = load_set("common-v1")
MASTER = "local[2]"
# Placed by their answer or their end, and counted by leg, where the common definition is of contacts as they arrive.
OTHERS = [load_set("genesys-default"), load_set("amazon-connect")]
# Means, percentiles and returns, which grow with the rows: one indicator of each, as the others differ by a channel or
# a threshold, and are all in the first case.
WAITS = COMMON.model_copy(
    update={
        "indicators": tuple(
            {
                one.measure: one
                for one in COMMON.indicators
                if one.measure.startswith(("service_level", "speed_of_answer", "handling_time", "contact_resolution"))
            }.values()
        )
    }
)


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A million contacts, and all that goes with them."""
    return generate_store(tmp_path_factory.mktemp("million") / "store", contacts=COUNT, seed=20261124)


@pytest.fixture(scope="module")
def fewer(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A tenth of them, and all that goes with them."""
    return generate_store(tmp_path_factory.mktemp("fewer") / "store", contacts=FEWER, seed=20261125)


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Engine, Engine]]:
    """Both engines."""
    with pytest.MonkeyPatch.context() as patch, open_engine() as duckdb:
        # Hundreds of short queries are mostly Java compiling what it runs once: its quick compiler halves the time.
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        with open_engine(EngineSettings(name="spark", master=MASTER)) as spark:
            yield duckdb, spark


CASES: Sequence[tuple[str, str, Sequence[DefinitionSet], Sequence[str], PeriodInterval]] = [
    ("everything by channel and month", "fewer", [COMMON], ("channel",), "month"),
    ("others by every group and year", "fewer", OTHERS, GROUP_NAMES, "year"),
    ("others by organisation, channel and day", "fewer", OTHERS, ("organisation", "channel"), "day"),
    ("one by hour", "fewer", OTHERS[:1], (), "hour"),
    ("a million waits by site and week", "million", [WAITS], ("site",), "week"),
]


@pytest.mark.parametrize(("of", "sets", "by", "interval"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_the_same_integers(
    request: pytest.FixtureRequest,
    engines: tuple[Engine, Engine],
    of: str,
    sets: Sequence[DefinitionSet],
    by: Sequence[str],
    interval: PeriodInterval,
) -> None:
    """Numerators, denominators, observed values and statuses are the same, and so are the values made of them."""
    store: Store = request.getfixturevalue(of)
    embedded, cluster = (compute_indicators(store, sets, by=by, interval=interval, engine=one) for one in engines)
    assert len(embedded) > len(sets)
    assert {row.indicator for row in embedded} == {each.key for one in sets for each in one.indicators}
    assert sum(row.status == "published" for row in embedded) > 100
    for one, other in zip(embedded, cluster, strict=True):
        assert one == other


def test_the_checks_are_the_same(million: Store, engines: tuple[Engine, Engine]) -> None:
    embedded, cluster = (check_store(build_context(million, one), million.deliveries) for one in engines)
    assert embedded == cluster
    assert embedded.has_passed


def test_the_command_takes_spark_by_one_setting(
    fewer: Store, engines: tuple[Engine, Engine], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, whose Java is warm: a command finds the session that is there, as it would start its own.

    It is the last test of this file, for what it names in the session takes the place of what the others did.
    """
    from pyspark.sql import SparkSession

    asked: list[str] = []
    start = engines_module.start_spark_session
    monkeypatch.setattr(
        engines_module, "start_spark_session", lambda master, scratch: asked.append(master) or start(master, scratch)
    )
    # The session is that of the other tests, which end it.
    monkeypatch.setattr(SparkSession, "stop", lambda _session: None)
    words = ["indicators", str(fewer.folder), "--definitions", "icmi-3", "--by", "channel", "--format", "json"]
    found = []
    for more in ([], ["--engine", "spark", "--master", MASTER]):
        app(["contacts", *words, *more], result_action="return_value")
        found.append(json.loads(capsys.readouterr().out))
    assert asked == [MASTER]
    assert found[0] == found[1]
    assert found[0][0]["status"] == "published"
