"""The emission factors that ship: a row is sourced or waits for a value, and what was typed is what was read."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from filiere.core import Text, read_yaml
from filiere.core.content import content_path
from filiere.referentials.language import Unit

TABLE = content_path("referentials") / "factors" / "2026.yaml"
ENVIRONMENT = content_path("referentials") / "lrs" / "releases" / "2027.1" / "indicators" / "environment.yaml"


@pytest.fixture(scope="module")
def factors() -> dict[str, dict[str, Any]]:
    """Rows of the table by identifier."""
    rows = read_yaml(TABLE).data["factors"]
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_a_row_has_a_value_with_its_source_or_waits_for_one(factors: dict[str, dict[str, Any]]) -> None:
    """No value without publisher, address and day of consultation; no value made up where nothing was read."""
    for row in factors.values():
        Text(**row["text"])
        Text(**row["note"])
        Unit.parse(row["unit"])
        assert row["scope"] in {1, 2, 3}
        if row["status"] == "read":
            assert row["value"] >= 0
            assert all(row["source"][name] for name in ("publisher", "title", "address", "consulted"))
        else:
            assert row["status"] == "to_be_supplied"
            assert "value" not in row
            assert "source" not in row


def test_energy_waits_for_a_value(factors: dict[str, dict[str, Any]]) -> None:
    """Electricity, gas, fuel and heat have no readable source: a user enters them."""
    energy = ("electricity_grid", "electricity_contract", "gas_combustion", "fuel_combustion", "heat_network")
    assert {factors[key]["status"] for key in energy} == {"to_be_supplied"}


def test_typed_values_are_those_of_the_file_read(factors: dict[str, dict[str, Any]], shared_data: Path) -> None:
    """Each value is that of the row of its address, rounded to five decimals."""
    file = shared_data / "responsibility" / "impactco2_equivalents.parquet"
    if not file.is_file():
        pytest.skip("the shared data has no file of equivalents")
    read = {row[-1]: row[1] for row in duckdb.read_parquet(str(file)).fetchall()}
    for row in factors.values():
        if row["status"] == "read":
            assert Decimal(str(row["value"])) == Decimal(read[row["source"]["address"]]).quantize(Decimal("0.00001"))


def test_every_factor_asked_by_the_label_has_a_row_of_its_unit(factors: dict[str, dict[str, Any]]) -> None:
    """An input that asks for a factor names a row of the table, and both speak of the same unit."""
    asked = 0
    for indicator in read_yaml(ENVIRONMENT).data["indicators"]:
        for key, one in indicator["inputs"].items():
            if key.startswith("env_factor_"):
                asked += 1
                row = factors[one["note"]["en"].rpartition(": ")[2].rstrip(".")]
                assert Unit.parse(one["unit"]) == Unit.parse(row["unit"])
    assert asked > 10
