"""Exports read by their address, from a server on this machine, by what analysts read with: nothing to set.

R is asked where the machine has it; DuckDB opens an address where it has its extension, else the bytes behind it.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import duckdb
import pandas
import polars
import pytest
from django.core.servers.basehttp import WSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

from filiere.publication import Table
from filiere.site.kit.exported_tables import TableRequest, exported_tables

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def server(settings: Any) -> Iterator[str]:
    """The site on a port of this machine, with the connection of the test."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    serving = WSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    serving.set_app(get_wsgi_application())
    shared = connections["default"]
    shared.inc_thread_sharing()

    def serve() -> None:
        connections["default"] = shared
        serving.serve_forever(poll_interval=0.05)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}/export"
    serving.shutdown()
    thread.join()
    serving.server_close()
    shared.dec_thread_sharing()


def _list_tables() -> dict[str, Table]:
    """Each listed table by the part of its address before the format."""
    return {one.id: one.build(TableRequest("fr")) for one in exported_tables.values() if one.listed}


def _names(table: Table) -> list[str]:
    return [*(column.key for column in table.columns), "table_source", *(["fictitious_data"] * table.fictitious)]


def _sum(table: Table, key: str) -> float:
    return sum(float(row[key]) for row in table.rows if row.get(key) is not None)  # type: ignore[arg-type]


def _check_numbers(table: Table, sums: Any) -> None:
    """Every numeric column that has a value adds up to what its table adds up to."""
    for column in table.columns:
        if column.is_numeric and any(row.get(column.key) is not None for row in table.rows):
            assert sums(column.key) == pytest.approx(_sum(table, column.key)), (table.id, column.key)


def test_pandas_reads_each_export(server: str) -> None:
    for name, table in _list_tables().items():
        frame = pandas.read_csv(f"{server}/{name}.csv?keys=1")
        assert (len(frame), list(frame.columns)) == (len(table.rows), _names(table)), name
        _check_numbers(table, lambda key, frame=frame: frame[key].sum())
        labels = pandas.read_csv(f"{server}/{name}.csv?lang=en")
        assert list(labels.columns)[: len(table.columns)] == table.header("en")
        typed = pandas.read_parquet(f"{server}/{name}.parquet")
        assert len(typed) == len(table.rows)
        _check_numbers(table, lambda key, typed=typed: typed[key].sum())


def test_polars_reads_each_export(server: str) -> None:
    for name, table in _list_tables().items():
        frame = polars.read_csv(f"{server}/{name}.csv?keys=1", infer_schema_length=None)
        assert (frame.height, frame.columns) == (len(table.rows), _names(table)), name
        _check_numbers(table, lambda key, frame=frame: frame[key].sum())
        typed = polars.read_parquet(f"{server}/{name}.parquet")
        assert typed.height == len(table.rows)


def test_duckdb_reads_each_export(server: str, tmp_path: Any) -> None:
    with duckdb.connect() as engine:
        try:
            engine.execute("LOAD httpfs")
            by_address = True
        except duckdb.Error:
            by_address = False
        for name, table in _list_tables().items():
            for extension, reader in (("csv", "read_csv"), ("parquet", "read_parquet")):
                address = f"{server}/{name}.{extension}{'?keys=1' if extension == 'csv' else ''}"
                if not by_address:
                    path = tmp_path / f"{name}.{extension}"
                    with urllib.request.urlopen(address) as answer:  # noqa: S310 - this very test serves it.
                        path.write_bytes(answer.read())
                    address = str(path)
                found = engine.execute(f"SELECT * FROM {reader}(?)", [address])  # noqa: S608 - one of the two above.
                heads = [one[0] for one in found.description or ()]
                assert heads[: len(table.columns)] == [column.key for column in table.columns], name
                assert len(found.fetchall()) == len(table.rows), name


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not on this machine")
def test_r_reads_each_export(server: str) -> None:
    tables = _list_tables()
    script = (
        "for (address in commandArgs(TRUE)) { frame <- read.csv(address, encoding = 'UTF-8', check.names = FALSE); "
        "cat(nrow(frame), ncol(frame), names(frame)[1], '\\n') }"
    )
    addresses = [f"{server}/{name}.csv?keys=1" for name in tables]
    told = subprocess.run(
        ["Rscript", "-e", script, *addresses], capture_output=True, text=True, timeout=120, check=False
    )
    assert told.returncode == 0, told.stderr
    expected = [f"{len(one.rows)} {len(_names(one))} {_names(one)[0]}" for one in tables.values()]
    assert [line.strip() for line in told.stdout.splitlines()] == expected


def test_a_page_of_another_site_may_read_what_is_public(client: Any) -> None:
    """Data of everybody, and its problems; never what looked at a session, nor a page."""
    public = (
        "/export/weight.csv",
        "/export/weight.csv?year=1",
        "/api/v1/indicators",
        "/api/v1/nothing",
        "/fr/feed.xml",
    )
    for address in public:
        answer = client.get(address, headers={"origin": "https://example.org"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*", address
        assert "Access-Control-Allow-Credentials" not in answer.headers
    for address in ("/api/v1/dossiers", "/fr/", "/fr/downloads/", "/fr/sign-in/"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers, address
    asked = {"origin": "https://example.org", "access-control-request-method": "GET"}
    before = client.options("/export/weight.parquet", headers=asked)
    assert before.status_code == 204
    assert "Range" in before.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.options("/fr/", headers=asked).headers
