"""Count what the tests of a checkout hold, so that a change which makes them faster can show that none was lost.

    .venv/bin/python tools/count_checks.py            # this checkout
    .venv/bin/python tools/count_checks.py FOLDER     # another, at another version for instance

Counted in the sources: test functions, properties (drawn by Hypothesis), attacks (named as such), assertions, cells of
the matrix of rights, places where a page is given to axe. Counted by pytest: the tests once their parameters are given,
and among them those of a real browser and those of a file that runs axe.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parents[1]
ATTACK = re.compile(r"attack|hostile|harmful|forge|tamper|leak|guess|planted|altered|stolen|inject|hammer|flood|bomb")


def count_sources(tests: Path) -> Counter[str]:
    """What stands in the sources of the tests."""
    found: Counter[str] = Counter()
    for path in sorted(tests.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert):
                found["assertions"] += 1
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "axe":
                found["places where a page is given to axe"] += 1
            elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found["test functions"] += 1
                if any("given" in ast.unparse(one).partition("(")[0].split(".") for one in node.decorator_list):
                    found["properties"] += 1
                if ATTACK.search(f"{path.stem} {node.name}"):
                    found["attacks"] += 1
    found["cells of the matrix of rights"] = sum(1 for _ in iterate_cells(tests / "site" / "rights" / "matrix.yaml"))
    return found


def iterate_cells(file: Path) -> Iterator[Any]:
    """Yield every word that the matrix says of somebody: a line of a person, a person of a list."""

    def leaves(value: Any) -> Iterator[Any]:
        if isinstance(value, dict):
            for one in value.values():
                yield from leaves(one)
        elif isinstance(value, list):
            for one in value:
                yield from leaves(one)
        else:
            yield value

    yield from leaves(yaml.safe_load(file.read_text(encoding="utf-8")))


def count_collected(checkout: Path) -> Counter[str]:
    """What pytest finds there, parameters given; tests that other engines run included."""
    environment = os.environ | {"PYTHONPATH": str(checkout / "src")}
    run = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--rootdir", str(checkout), "tests"]
    done = subprocess.run(run, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
    names = [line for line in done.stdout.splitlines() if line.startswith("tests/") and "::" in line]
    if not names:
        sys.exit(done.stdout + done.stderr)
    axe = {path for path in {one.partition("::")[0] for one in names} if "axe(" in (checkout / path).read_text("utf-8")}
    found = Counter({"tests": len(names)})
    found["tests in a browser"] = sum(one.startswith("tests/browser/") for one in names)
    found["tests of files that run axe"] = sum(one.partition("::")[0] in axe for one in names)
    return found


def main(checkout: Path) -> None:
    """Print the counts, one a line."""
    for name, number in (count_sources(checkout / "tests") + count_collected(checkout)).items():
        print(f"{number:8,d}  {name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE)
