"""`./dev`, the script of a checkout: what it runs, and from where."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose environment is ready, and whose command says where it runs and with which words."""
    folder = tmp_path / "a checkout"
    (folder / "requirements").mkdir(parents=True)
    (folder / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "dev", folder / "dev")
    for name in ("main", "uv"):
        (folder / "requirements" / f"{name}.txt").write_text(name, encoding="utf-8")
    command = folder / ".venv" / "bin" / "filiere"
    command.write_text('#!/bin/sh\npwd\nfor word in "$@"; do echo "$word"; done\n', encoding="utf-8")
    command.chmod(0o755)
    sums = "cat requirements/main.txt requirements/uv.txt | cksum | tr ' ' -"
    stamp = subprocess.run(["sh", "-c", sums], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()
    (folder / ".venv" / f"main-{stamp}").touch()
    return folder


def ran(script: str, *words: str, where: Path) -> list[str]:
    """The lines that the script prints, run from a folder."""
    done = subprocess.run(
        [script, *words], cwd=where, capture_output=True, text=True, check=True, env=os.environ | {"LC_ALL": "C"}
    )
    return done.stdout.splitlines()


def test_run_keeps_the_folder_of_the_caller(checkout: Path, tmp_path: Path) -> None:
    """A relative path typed anywhere names the file of there, whether the script is named from far or from near."""
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    words = ["sources", "load", "urssaf-commune-ape", "my file.csv"]
    for script in (str(checkout / "dev"), f"../{checkout.name}/dev"):
        assert ran(script, "run", *words, where=elsewhere) == [str(elsewhere), *words]
    inside = checkout / "requirements"
    assert ran("../dev", "run", *words, where=inside) == [str(inside), *words]


def test_the_demonstration_stands_in_the_checkout(checkout: Path, tmp_path: Path) -> None:
    """What takes no path of the caller runs at the root, wherever it is called from."""
    assert ran(str(checkout / "dev"), "demo", "--no-serve", where=tmp_path) == [str(checkout), "demo", "--no-serve"]
