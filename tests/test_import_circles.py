"""No import circle, at import time nor through an import inside a function; one that types alone need may stay."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"


def _module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and any(
        getattr(one, "id", getattr(one, "attr", "")) == "TYPE_CHECKING" for one in ast.walk(node.test)
    )


def _iter_imports(node: ast.AST, *, deferred: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports of a module; with ``deferred`` those inside functions too. What only types need is left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif _is_for_types(child):
            assert isinstance(child, ast.If)
            for other in child.orelse:
                yield from _iter_imports(other, deferred=deferred)
        elif deferred or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from _iter_imports(child, deferred=deferred)


def read_graph(sources: dict[str, str], *, deferred: bool) -> dict[str, set[str]]:
    """Which module imports which, of those given by name and source; a name taken from a package is its module's."""
    graph: dict[str, set[str]] = {}
    for name, text in sources.items():
        wanted: set[str] = set()
        for one in _iter_imports(ast.parse(text), deferred=deferred):
            if isinstance(one, ast.Import):
                wanted |= {alias.name for alias in one.names}
            elif one.module is not None:
                parts = {f"{one.module}.{alias.name}" for alias in one.names}
                wanted |= {part if part in sources else one.module for part in parts}
        graph[name] = {one for one in wanted if one in sources and one != name}
    return graph


def find_circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which leads to all others of its group: what can be taken away from the ends is."""
    left = {name: set(imports) for name, imports in graph.items()}
    while True:
        imported = set().union(*left.values()) if left else set()
        ends = {name for name, imports in left.items() if not imports or name not in imported}
        if not ends:
            break
        left = {name: imports - ends for name, imports in left.items() if name not in ends}
    groups: list[list[str]] = []
    for name in sorted(left):
        if not any(name in group for group in groups):
            ahead = _reach(left, name)
            group = sorted(one for one in ahead if name in _reach(left, one))
            if group:
                groups.append(group)
    return groups


def _reach(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += graph[one]
    return found


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """Every module of the product by its name; migrations name what they need by strings."""
    paths = [path for path in (SOURCE / "filiere").rglob("*.py") if "migrations" not in path.parts]
    return {_module_name(path): path.read_text(encoding="utf-8") for path in paths}


@pytest.mark.parametrize("deferred", [False, True])
def test_no_module_imports_itself_through_others(sources: dict[str, str], deferred: bool) -> None:
    """A circle at import time depends on which module is asked first; a deferred one hides which floor is which."""
    assert len(sources) > 1000
    assert find_circles(read_graph(sources, deferred=deferred)) == []


def test_circles_are_found() -> None:
    """One at import time, one through a function, and none through types."""
    sources = {
        "a": "from b import one",
        "b": "def later():\n    import a",
        "c": "import d\nif TYPE_CHECKING:\n    import a",
        "d": "from __future__ import annotations",
        "e.f": "from e import g",
        "e.g": "from e.f import x",
        "e": "",
    }
    assert find_circles(read_graph(sources, deferred=False)) == [["e.f", "e.g"]]
    assert find_circles(read_graph(sources, deferred=True)) == [["a", "b"], ["e.f", "e.g"]]
