"""What a fuzzer found in the importers of systems: each ended as an error of Python at version 0.5."""

from pathlib import Path

import pytest

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import RefusedRecord, SourceContext
from filiere.contacts.importing.sources import find_source
from filiere.core import Faults

CONTEXT = SourceContext(organisation="acme", zone="Europe/Paris")


def read(name: str, content: bytes, folder: Path) -> list[object]:
    """What a system reads in a file."""
    (folder / "sent").write_bytes(content)
    return list(find_source(name).read(DeliveredFile.at(folder / "sent"), CONTEXT))


@pytest.mark.parametrize("encoding", ["UTF-6", "shift_jis", "rot13", "idna", "undefined"])
def test_an_encoding_that_xml_has_not_is_no_xes(encoding: str, tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read("xes", f'<?xml version="1.0" encoding="{encoding}"?><log/>'.encode(), tmp_path)
    assert [one.code for one in caught.value.faults] == ["not-xes"]


@pytest.mark.parametrize("name", ["chatwoot", "zendesk", "genesys"])
def test_a_key_twice_beside_the_records_is_refused_as_in_one(name: str, tmp_path: Path) -> None:
    array = {"chatwoot": "payload", "zendesk": "tickets", "genesys": "conversations"}[name]
    found = read(name, f'{{"{array}": [], "count": 1, "count": 2}}'.encode(), tmp_path)
    assert [(one.code, one.column) for one in found if isinstance(one, RefusedRecord)] == [("key-twice", "count")]


@pytest.mark.parametrize("second", ["1" * 5000, "9" * 12, "²"])
def test_a_second_of_thousands_of_digits_is_no_line_of_asterisk(second: str, tmp_path: Path) -> None:
    found = read("asterisk", f"{second}|1700000000.1|q|NONE|ENTERQUEUE||0612\n".encode(), tmp_path)
    assert [one.code for one in found if isinstance(one, RefusedRecord)] == ["not-a-log-line"]


def test_a_wait_of_thousands_of_digits_is_not_known(tmp_path: Path) -> None:
    head = b"1700000000|1700000000.1|q|NONE|ENTERQUEUE||0612\n"
    with_wait = head + b"1700000009|1700000000.1|q|a|CONNECT|" + b"1" * 5000 + b"|1|2\n"
    assert read("asterisk", with_wait, tmp_path) is not None
