"""What an engine needs of the machine is told before it starts, all of it at once."""

import os
from pathlib import Path

import pytest

from filiere.contacts import spark
from filiere.contacts.engines import Settings, open_engine
from filiere.core import Faults


def test_what_spark_misses_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Faults) as found, open_engine(Settings(name="spark")):
        pass
    assert {one.code for one in found.value.faults} == {"spark-missing", "java-missing"}
    assert str(tmp_path) in found.value.render("fr")


def test_java_is_looked_for_where_spark_would(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: object())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Faults) as found, open_engine(Settings(name="spark")):
        pass
    assert [one.code for one in found.value.faults] == ["java-missing"]
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\n", encoding="utf-8")
    java.chmod(0o755)
    assert list(spark.missing()) == []
    monkeypatch.setenv("JAVA_HOME", os.devnull)
    assert [one.code for one in spark.missing()] == ["java-missing"]
