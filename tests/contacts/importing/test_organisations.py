"""Deliveries that name many organisations: a store holds so many, and no file makes one of a folder a row."""

from pathlib import Path

import pytest
from support.scenes.contacts_sample import deliver, legs

from filiere.contacts.importing import organisation_limit
from filiere.contacts.store import Store
from filiere.core import Faults


def log_of(*names: str) -> str:
    """A log of one call of each."""
    return legs(*({"organisation": name, "contact_id": f"c-{name}"} for name in names))


def test_a_file_of_an_organisation_a_row_is_refused_whole(tmp_path: Path) -> None:
    """A hundred and fifty rows made three hundred files, and nothing bounded them."""
    content = log_of(*(f"o{number}" for number in range(organisation_limit.MAX_ORGANISATIONS + 1)))
    with pytest.raises(Faults) as refused:
        deliver(tmp_path, content)
    (fault,) = refused.value.faults
    assert (fault.code, fault.line, fault.key) == (
        "organisations-too-many",
        organisation_limit.MAX_ORGANISATIONS + 2,
        "organisation",
    )
    assert fault.file is not None
    assert fault.file.endswith("legs.csv")
    assert not list(tmp_path.rglob("*.parquet"))
    assert Store.open(tmp_path).deliveries == ()


@pytest.mark.parametrize("chunk", [2, 250_000])
def test_organisations_of_all_deliveries_count(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those there already are delivered to without end, in a store that had more before there was a bound, too."""
    monkeypatch.setattr(organisation_limit, "MAX_ORGANISATIONS", 3)
    deliver(tmp_path, log_of("a", "b"), chunk=chunk)
    deliver(tmp_path, log_of("b", "a", "c", "b", "c"), name="second.csv", chunk=chunk)
    for name, most in (("third.csv", 3), ("fourth.csv", 1)):
        monkeypatch.setattr(organisation_limit, "MAX_ORGANISATIONS", most)
        with pytest.raises(Faults) as refused:
            deliver(tmp_path, log_of("a", "b", "c", "b", "d"), name=name, chunk=chunk)
        assert [(one.code, one.line) for one in refused.value.faults] == [("organisations-too-many", 6)]
        deliver(tmp_path, log_of("c", *"ab" * int(most / 3)), name=f"again-{name}", chunk=chunk)
    assert Store.open(tmp_path).organisations() == ("a", "b", "c")
