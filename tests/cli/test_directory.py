"""The directory from the command line: the same acts, the same faults as on the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from filiere.cli.directory import enter, export
from filiere.core import Faults

pytestmark = pytest.mark.django_db


def test_a_directory_goes_out_and_back_unchanged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered = tmp_path / "in.csv"
    entered.write_text("Organisation,Category\nFirst,supplier\nSecond,union\n", encoding="utf-8")
    enter(entered, lang="en")
    assert "New: 2 · changed: 0 · contacts: 0" in capsys.readouterr().out
    for name in ("out.csv", "out.xlsx"):
        export(tmp_path / name, lang="fr")
        assert "2" in capsys.readouterr().out
        enter(tmp_path / name, lang="en")
        assert "New: 0 · changed: 0 · contacts: 0" in capsys.readouterr().out


def test_faults_name_the_file_and_the_line(tmp_path: Path) -> None:
    wrong = tmp_path / "in.csv"
    wrong.write_text("Organisation,Category\nFirst,bakery\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        enter(wrong)
    assert (caught.value.faults[0].file, caught.value.faults[0].line) == (str(wrong), 2)
    with pytest.raises(Faults):
        enter(tmp_path / "absent.csv")


def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("precious", encoding="utf-8")
    with pytest.raises(Faults):
        export(kept)
    with pytest.raises(Faults):
        export(tmp_path / "out.ods")
    assert kept.read_text(encoding="utf-8") == "precious"
