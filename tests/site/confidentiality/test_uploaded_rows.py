"""The columns of a table that somebody sent: as many, and with names as long, as a person chooses from."""

from __future__ import annotations

from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.site.confidentiality.uploaded_rows import MAX_NAME_LENGTH, read_columns


def test_a_name_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"region,{'a' * MAX_NAME_LENGTH}\nNord,1\n", encoding="utf-8")
    assert [one.name for one in read_columns(path)] == ["region", "a" * MAX_NAME_LENGTH]
    path.write_text(f"region,{'a' * (MAX_NAME_LENGTH + 1)}\nNord,1\n", encoding="utf-8")
    with pytest.raises(Faults) as faults:
        read_columns(path)
    assert [one.code for one in faults.value.faults] == ["column-name-too-long"]
