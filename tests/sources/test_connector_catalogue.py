"""The descriptions of sources: complete, coherent, and readable by both audiences."""

import re
from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.sources import connector, connectors, fetched_sources, find_source
from filiere.sources.connector_catalogue import load_connectors

NAMES = [
    "dares-portraits",
    "dares-tensions",
    "insee-communes",
    "insee-employment-zones",
    "sirene-periods",
    "urssaf-commune-ape",
]


def test_the_six_sources_of_the_contract_are_there() -> None:
    """Their names are a public contract."""
    assert [one.name for one in connectors()] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_source_says_where_it_comes_from_and_what_to_beware_of(name: str) -> None:
    """Address over HTTPS, licence and at least two traps, none of them the same in both languages."""
    one = connector(name)
    assert one.address.startswith("https://")
    assert one.download is None or one.download.startswith("https://")
    assert one.licence.fr
    assert len(one.traps) >= 2
    assert all(trap.fr != trap.en for trap in one.traps)


@pytest.mark.parametrize("name", NAMES)
def test_the_key_of_a_layout_is_made_of_its_fields(name: str) -> None:
    """A key that names no field would find no duplicate."""
    for layout in connector(name).layouts:
        spread = {column.spread for column in layout.spread_columns}
        fields = {column.field for column in layout.columns} | spread
        assert set(layout.key) <= fields, layout.id
        assert all(re.compile(column.pattern).groups == 1 for column in layout.spread_columns if column.pattern)


def test_an_unknown_source_is_answered_with_the_known_ones() -> None:
    """The message is a help, in both languages."""
    with pytest.raises(Faults) as caught:
        connector("urssaf")
    (fault,) = caught.value.faults
    assert fault.code == "unknown-source"
    assert "urssaf-commune-ape" in fault.remedy.fr
    assert "urssaf-commune-ape" in fault.remedy.en


def test_a_source_that_is_fetched_only_says_who_reads_it() -> None:
    """It is pulled like the others; loading it names the command that reads it."""
    assert [one.name for one in fetched_sources()] == ["rncp-export", "rome-export"]
    for one in fetched_sources():
        assert find_source(one.name) is one
        assert one.address.startswith("https://")
        assert len(one.traps) >= 2
        with pytest.raises(Faults, match="source-read-elsewhere") as caught:
            connector(one.name)
        assert one.read_by in caught.value.faults[0].remedy.fr
    with pytest.raises(Faults, match="unknown-source"):
        find_source("rome")


def test_a_wrong_description_says_which_line(tmp_path: Path) -> None:
    """Content is typed by people: an unknown key has its line and its column."""
    path = tmp_path / "x.yaml"
    path.write_text("name: x\ntitel: {fr: a, en: b}\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_connectors(tmp_path)
    assert any(fault.line == 2 and fault.key == "titel" for fault in caught.value.faults)
