"""What an engine needs of the machine is told before it starts, all of it at once."""

import os
from pathlib import Path

import ibis
import pytest

from filiere.contacts import spark_session
from filiere.contacts.engines import EngineSettings, open_engine
from filiere.core import Faults


def test_rows_are_held_until_nobody_reads_them() -> None:
    """Computed once, whatever becomes of what they were made of; and gone at the end, the outer ones last."""
    with open_engine(EngineSettings(threads=1)) as engine:

        def tables() -> int:
            found = engine.connection.con.sql("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchall()
            return int(found[0][0])

        with engine.holding():
            drawn = ibis.range(100).unnest().name("place").as_table()
            drawn = drawn.mutate(drawn=(ibis.random() * 1_000_000).cast("int64"))
            held = engine.hold_rows("drawn", drawn)
            with engine.holding():
                again = engine.hold_rows("again", held)
                assert engine.fetch(again).equals(engine.fetch(held))
                assert tables() == 2
            assert tables() == 1
            assert engine.fetch(held.aggregate(n=held.count())).to_pylist() == [{"n": 100}]
        assert tables() == 0


@pytest.mark.parametrize(("given", "left"), [("4GB", 3_744_000_000), ("1GB", 750_000_000), (None, None)])
def test_the_interpreter_has_its_part_of_the_memory_given(given: str | None, left: int | None) -> None:
    """Both together keep within it; the engine shows a rounded number."""
    with open_engine(EngineSettings(memory=given, threads=1)) as engine:
        query = "SELECT parse_formatted_bytes(current_setting('memory_limit'))"
        ((held,),) = engine.connection.con.sql(query).fetchall()
    if left is None:
        assert held > 10**9
    else:
        assert abs(held - left) < left / 30


def test_what_spark_misses_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark_session, "find_spec", lambda _: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Faults) as found, open_engine(EngineSettings(name="spark")):
        pass
    assert {one.code for one in found.value.faults} == {"spark-missing", "java-missing"}
    assert str(tmp_path) in found.value.render("fr")


def test_java_is_looked_for_where_spark_would(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark_session, "find_spec", lambda _: object())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Faults) as found, open_engine(EngineSettings(name="spark")):
        pass
    assert [one.code for one in found.value.faults] == ["java-missing"]
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\n", encoding="utf-8")
    java.chmod(0o755)
    assert list(spark_session.find_missing_requirements()) == []
    monkeypatch.setenv("JAVA_HOME", os.devnull)
    assert [one.code for one in spark_session.find_missing_requirements()] == ["java-missing"]


def test_too_little_memory_is_told() -> None:
    """What cannot be spilt to disk does not end in a traceback."""
    with pytest.raises(Faults) as found, open_engine(EngineSettings(memory="32MB", threads=1)) as engine:
        engine.connection.con.sql("SELECT list(range) FROM range(40000000)").fetchall()
    assert [one.code for one in found.value.faults] == ["memory-limit"]
    assert "32MB" in found.value.render("fr")
