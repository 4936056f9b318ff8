"""The emission factors that ship: a row is sourced or waits for a value, and what was typed is what was read."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from filiere.core import Faults, read_yaml
from filiere.core.content_folder import content_path
from filiere.referentials import FactorTable, Library, load_factors
from filiere.referentials.checker import check_path
from filiere.referentials.language import Unit

TABLE = content_path("referentials") / "factors" / "2026.yaml"
ENVIRONMENT = content_path("referentials") / "lrs" / "releases" / "2027.1" / "indicators" / "environment.yaml"


@pytest.fixture(scope="module")
def table() -> FactorTable:
    """The table that ships."""
    return load_factors(TABLE)


def test_energy_waits_for_a_value(table: FactorTable) -> None:
    """Electricity, gas, fuel and heat have no readable source: a user enters them."""
    for key in ("electricity_grid", "electricity_contract", "gas_combustion", "fuel_combustion", "heat_network"):
        assert (table[key].status, table[key].value, table[key].source) == ("to_be_supplied", None, None)


def test_the_latest_table_is_given_unless_another_is_named(example: Path) -> None:
    """A dossier made under a table still finds it after the next; an unknown one is told with those that exist."""
    library = Library(example)
    assert library.factor_table().version == "2026"
    assert library.factor_table("2025")["car"].value == Decimal("0.3")
    with pytest.raises(Faults) as found:
        library.factor_table("1999")
    assert [(one.code, "2025, 2026" in one.remedy.fr) for one in found.value.faults] == [("unknown-factors", True)]
    with pytest.raises(Faults, match="unknown-factors"):
        Library(example / "nowhere").factor_table()


@pytest.mark.parametrize("path", ["referentials/factors", "referentials/factors/2026.yaml"])
def test_a_table_is_checked_by_its_file_or_its_folder(example: Path, path: str) -> None:
    """The same checks as within the whole folder of content, and nothing else is read."""
    done = check_path(example / path)
    assert (done.faults, done.releases) == ([], [])
    assert "2026" in done.factors


def test_a_table_needs_a_row(tmp_path: Path) -> None:
    """An empty table is refused, and a row without text too, each at its place."""
    path = tmp_path / "2030.yaml"
    path.write_text('version: "2030"\ntext: {fr: "a", en: "b"}\nfactors: []\n', encoding="utf-8")
    with pytest.raises(Faults) as found:
        load_factors(path)
    assert [one.message.en for one in found.value.faults] == ["A table with no factors is of no use."]


def test_typed_values_are_those_of_the_file_read(table: FactorTable, shared_data: Path) -> None:
    """Each value is that of the row of its address, rounded to five decimals."""
    file = shared_data / "responsibility" / "impactco2_equivalents.parquet"
    if not file.is_file():
        pytest.skip("the shared data has no file of equivalents")
    read = {row[-1]: row[1] for row in duckdb.read_parquet(str(file)).fetchall()}
    for row in table.factors:
        if row.source is not None:
            assert row.value == Decimal(read[row.source.address]).quantize(Decimal("0.00001"))


def test_every_factor_asked_by_the_label_has_a_row_of_its_unit(table: FactorTable) -> None:
    """An input that asks for a factor names a row of the table, and both speak of the same unit."""
    asked = 0
    for indicator in read_yaml(ENVIRONMENT).data["indicators"]:
        for key, one in indicator["inputs"].items():
            if key.startswith("env_factor_"):
                asked += 1
                row = table[one["note"]["en"].rpartition(": ")[2].rstrip(".")]
                assert Unit.parse(one["unit"]) == Unit.parse(row.unit)
    assert asked > 10
