"""The columns of a table that somebody sent: as many, and with names as long, as a person chooses from."""

from __future__ import annotations

from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.site.confidentiality.columns import LONGEST_NAME, columns_of


def test_a_name_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"region,{'a' * LONGEST_NAME}\nNord,1\n", encoding="utf-8")
    assert [one.name for one in columns_of(path)] == ["region", "a" * LONGEST_NAME]
    path.write_text(f"region,{'a' * (LONGEST_NAME + 1)}\nNord,1\n", encoding="utf-8")
    with pytest.raises(Faults) as faults:
        columns_of(path)
    assert [one.code for one in faults.value.faults] == ["column-name-too-long"]
