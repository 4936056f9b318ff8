"""A text that holds a value in one language holds it in the other: an `f` forgotten shows braces to its reader."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import filiere

SOURCE = Path(filiere.__file__).parent
PLACE = re.compile(r"\{[A-Za-z_][^{}]*\}")


def texts() -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Each text of the source in its two languages, with where it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                given = {one.arg: one.value for one in node.keywords}
                if "fr" in given and "en" in given:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", given["fr"], given["en"]


def is_filled(text: ast.expr) -> bool:
    """Whether the code puts values in a text as it makes it."""
    return isinstance(text, ast.JoinedStr) and any(isinstance(one, ast.FormattedValue) for one in text.values)


def test_a_value_stands_in_both_languages() -> None:
    found = [
        where
        for where, *both in texts()
        if any(map(is_filled, both))
        and any(isinstance(one, ast.Constant) and PLACE.search(str(one.value)) for one in both)
    ]
    assert not found
    assert sum(1 for _ in texts()) > 3000
