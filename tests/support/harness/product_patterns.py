"""Every regular expression of the product, and how it is used: at the start of a text, against it whole, or all along.

Two nets: the objects that modules, classes and their containers hold once imported, and the calls that the source
writes, so that a pattern inside a function is found too.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import filiere

SOURCE = Path(filiere.__file__).resolve().parents[1]
WAYS = {"match": "match", "fullmatch": "fullmatch"}
"""What a function of ``re`` does; all others look for the pattern at every place of a text."""
CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
FIELDS = {"RegexValidator", "RegexField", "re_path"}
"""Names of Django that take a pattern."""


@dataclass
class Found:
    """A pattern: where it is written, and the ways in which it is used."""

    pattern: re.Pattern[Any]
    places: set[str] = field(default_factory=set)
    ways: set[str] = field(default_factory=set)


@dataclass
class Product:
    """The patterns by what they are, and those that the source alone does not tell, by ``module: expression``."""

    patterns: dict[tuple[Any, int], Found] = field(default_factory=dict)
    made: dict[str, set[str]] = field(default_factory=dict)

    def add(self, pattern: re.Pattern[Any], place: str, ways: set[str]) -> None:
        """Note a pattern at a place."""
        found = self.patterns.setdefault((pattern.pattern, pattern.flags), Found(pattern))
        found.places.add(place)
        found.ways |= ways


def modules() -> Iterator[tuple[str, Path]]:
    """The modules of the product, by their dotted names."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
            # What starts the command when it is imported holds nothing else.
            if not name.endswith("__main__"):
                yield name, path


def module_trees() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the product as trees: all of them at once would take hundreds of megabytes."""
    for name, path in modules():
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def patterns_of_the_product() -> Product:
    """Every pattern that the product holds or writes."""
    product = Product()
    read = [(name, _used(nodes), _called(nodes)) for name, tree in module_trees() for nodes in [list(ast.walk(tree))]]
    anywhere: dict[str, set[str]] = {}
    for _, used, _ in read:
        for key, ways in used.items():
            anywhere.setdefault(key, set()).update(ways)
    for name, here, called in read:
        module = importlib.import_module(name)
        for key, value in vars(module).items():
            used = here if key.startswith("_") else anywhere
            for pattern in _held(value, name):
                direct = isinstance(value, re.Pattern)
                product.add(pattern, f"{name}.{key}", used.get(key, set()) if direct else {"scan"})
        _written(called, name, vars(module), product)
    return product


def _held(value: Any, module: str, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns that a value of a module holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth > 3:
        return
    elif isinstance(value, dict):
        for one in list(value.values()):
            yield from _held(one, module, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _held(one, module, depth + 1)
    elif isinstance(value, type) and value.__module__ == module:
        for one in list(vars(value).values()):
            yield from _held(one, module, depth + 1)


def _used(nodes: list[ast.AST]) -> dict[str, set[str]]:
    """How a module uses each name: the methods called on it, and ``scan`` where it is handed on."""
    used: dict[str, set[str]] = {}
    called = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called.add(id(node.value))
            used.setdefault(node.value.id, set()).add(WAYS.get(node.attr, "scan"))
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
            used.setdefault(node.id, set()).add("scan")
    return used


def _called(nodes: list[ast.AST]) -> list[tuple[str, ast.Call, bool]]:
    """The calls of a module that take a pattern: what they do with it, and whether they are inside a function."""
    calls = [(way, node) for node in nodes if isinstance(node, ast.Call) and (way := _way(node.func)) is not None]
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    # Few modules have such a call: of the others, no function is walked through.
    holding = [node for node in nodes if isinstance(node, functions)] if calls else []
    inside = {id(one) for node in holding for one in ast.walk(node)}
    return [(way, node, id(node) in inside) for way, node in calls]


def _written(calls: list[tuple[str, ast.Call, bool]], name: str, known: dict[str, Any], product: Product) -> None:
    """The patterns of the calls that a module writes."""
    for way, node, inside in calls:
        given = [*node.args[:1], *(one.value for one in node.keywords if one.arg in ("regex", "pattern", "route"))]
        if not given:
            continue
        value = _value(given[0], known)
        if value is None:
            # What a module compiles as it is imported is an object that it holds.
            if way == "compile" and not inside:
                continue
            product.made.setdefault(f"{name}: {ast.unparse(given[0])}", set()).add(way)
        elif way != "compile":
            product.add(re.compile(value, _flags(node)), f"{name}: {way}", {WAYS.get(way, "scan")})
        elif not any(key[0] == value for key in product.patterns):
            # Compiled inside a function: the object is nowhere to be seen, and so its use is not known.
            product.add(re.compile(value, _flags(node)), f"{name}: compile", {"scan"})


def _way(call: ast.expr) -> str | None:
    if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "re":
        return call.attr if call.attr in CALLS else None
    name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
    return "search" if name in FIELDS else None


def _value(given: ast.expr, known: dict[str, Any]) -> str | bytes | None:
    """The pattern that an expression is, where only constants of the module make it."""
    if isinstance(given, ast.Constant):
        return given.value if isinstance(given.value, str | bytes) else None
    names = {one.id for one in ast.walk(given) if isinstance(one, ast.Name)}
    if not names <= known.keys() | {"sorted", "len", "sign", "name"} or not names & known.keys():
        return None
    try:
        # The expression is the product's own, and its names are those of its module.
        value = eval(ast.unparse(given), dict(known))  # noqa: S307
    except Exception:
        return None
    if isinstance(value, re.Pattern):
        return None
    return value if isinstance(value, str | bytes) else None


def _flags(call: ast.Call) -> int:
    flags = 0
    for one in ast.walk(call):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "re":
            flag = getattr(re, one.attr, None)
            flags |= flag if isinstance(flag, re.RegexFlag) else 0
    return flags
