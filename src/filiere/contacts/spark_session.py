"""Spark's session: what it needs of the machine, and how it is told to leave time zones and the terminal alone.

pyspark is an extra, and runs Java: neither is there unless somebody installed it. What is missing is told before
anything is started, all of it at once.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filiere.contacts.faults import fault
from filiere.core import Fault, Faults, Text


def start_spark_session(master: str, scratch: str) -> Any:
    """Start Spark at ``master``; what it writes on this machine goes to ``scratch``.

    Raises :class:`~filiere.core.Faults` with ``spark-missing`` and ``java-missing`` for what is not installed, and
    ``spark-not-started`` when ``master`` is none that Spark can reach.
    """
    if absent := [*find_missing_requirements()]:
        raise Faults(absent)
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    options: Mapping[str, str] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        # A day or an hour is computed from whole numbers here; the session's zone must never enter.
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.local.dir": scratch,
        "spark.sql.warehouse.dir": f"{scratch}/warehouse",
        "spark.sql.shuffle.partitions": "8",
    }
    builder = SparkSession.builder.appName("filiere-contacts").master(master)
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except (Py4JError, PySparkException) as error:
        raise Faults([_not_started_fault(master, error)]) from error


def find_missing_requirements() -> Iterator[Fault]:
    """Give a fault for each thing that Spark needs and this machine does not have."""
    if find_spec("pyspark") is None:
        yield fault("spark-missing")
    home = os.environ.get("JAVA_HOME")
    # The same order as Spark's own script, which says what it misses on the terminal only.
    if not (Path(home, "bin", "java").is_file() if home else shutil.which("java")):
        yield Fault(
            code="java-missing",
            message=Text(
                fr="Le moteur Spark est demandé, et Java n’est pas trouvé"
                + (f" dans JAVA_HOME ({home})." if home else "."),
                en="The Spark engine is asked for, and Java is not found"
                + (f" in JAVA_HOME ({home})." if home else "."),
            ),
            remedy=Text(
                fr="Installez Java 17 ou 21 (Debian : openjdk-17-jre-headless), ou prenez --engine duckdb.",
                en="Install Java 17 or 21 (Debian: openjdk-17-jre-headless), or use --engine duckdb.",
            ),
        )


def _not_started_fault(master: str, error: Exception) -> Fault:
    # Behind Java's report, which goes on for pages, the cause is on its first line or two.
    cause = getattr(error, "java_exception", None)
    why = str(cause.getMessage() if cause is not None else error).strip().splitlines()[0]
    return fault("spark-not-started", master=master, why=why)
