"""A catalogue of faults is asked for codes that it has, with every value that its words hold."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import filiere
from filiere.core.faults import FaultCatalogue

SOURCE = Path(filiere.__file__).parent
_CLOSE_WORDS = {"near_fr", "near_en"}


def list_calls() -> Iterator[tuple[str, FaultCatalogue, ast.Call]]:
    """Each call that builds a fault from a catalogue of another module by a literal code, with where it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        builders: dict[str, FaultCatalogue] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("faults"):
                module = import_module(str(node.module))
                for name in node.names:
                    made = getattr(module, name.name)
                    if isinstance(made, FaultCatalogue):
                        builders[f"{name.asname or name.name}.build"] = made
                    elif isinstance(owner := getattr(made, "__self__", None), FaultCatalogue):
                        builders[name.asname or name.name] = owner
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            if (catalogue := builders.get(ast.unparse(node.func))) is not None:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", catalogue, node


def test_every_fault_is_built_by_a_known_code_with_all_its_values() -> None:
    wrong = []
    count = 0
    for where, catalogue, call in list_calls():
        count += 1
        code = call.args[0].value  # type: ignore[attr-defined]
        given = {one.arg for one in call.keywords}
        if code not in catalogue:
            wrong.append(f"{where}: no fault {code}")
        elif None not in given:
            held = {name for words in catalogue[code] for _, name, _, _ in string.Formatter().parse(words) if name}
            if lacking := held - _CLOSE_WORDS - given:
                wrong.append(f"{where}: {code} lacks {', '.join(sorted(lacking))}")
            if held & _CLOSE_WORDS and "near" not in given:
                wrong.append(f"{where}: {code} lacks near")
    assert wrong == []
    assert count > 400
