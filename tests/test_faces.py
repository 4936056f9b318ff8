"""The faces of the engines: every name is there, and the site and the command line hardly look behind them."""

from __future__ import annotations

import ast
import importlib
from collections import Counter
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "filiere"
ENGINES = ("contacts", "disclosure", "referentials")
MAX_DEEP_IMPORTS = 20


@pytest.mark.parametrize("engine", ENGINES)
def test_every_name_of_a_face_is_there(engine: str) -> None:
    face = importlib.import_module(f"filiere.{engine}")
    assert len(face.__all__) > 50
    assert [name for name in face.__all__ if getattr(face, name, None) is None] == []
    assert dir(face) == face.__all__
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = face.no_such_name


def test_an_engine_is_imported_by_its_face() -> None:
    """Its packages are faces too; a module inside one is looked at by few."""
    packages = {
        f"filiere.{engine}.{path.name}" for engine in ENGINES for path in (SRC / engine).iterdir() if path.is_dir()
    }
    deep: Counter[str] = Counter()
    for path in (*(SRC / "site").rglob("*.py"), *(SRC / "cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.count(".") > 1:
                engine = node.module.split(".")[1]
                deep[engine] += engine in ENGINES and node.module not in packages
    assert {engine: deep[engine] for engine in ENGINES if deep[engine] >= MAX_DEEP_IMPORTS} == {}
