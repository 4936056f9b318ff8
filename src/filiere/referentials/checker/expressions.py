"""Checks 3, 4 and 7: every name of every expression resolves, units agree, and nothing turns in a circle."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from filiere.core.faults import Fault, Faults
from filiere.core.yaml_documents import Document, Key
from filiere.referentials.checker.faults import fault
from filiere.referentials.expression_scope import (
    ReleaseExpression,
    build_scope,
    list_expressions,
    local_scope,
    unknown_units,
)
from filiere.referentials.language import Expression, Unit, check_expression, parse
from filiere.referentials.language import ExpressionPlace as Spot
from filiere.referentials.release import Release

ParsedExpressions = list[tuple[ReleaseExpression, Expression]]


def expression_faults(release: Release, unread: frozenset[str] = frozenset()) -> tuple[list[Fault], ParsedExpressions]:
    """Return the faults of every expression, and the expressions that could be read.

    A name whose record could not be read, or whose unit no one knows, is left alone: its own fault is enough.
    """
    scope = build_scope(release)
    lost = unread | unknown_units(release, scope)
    sources: dict[str, str] = {}
    faults: list[Fault] = []
    parsed: ParsedExpressions = []
    for place in list_expressions(release):
        document, key = release.place(place.kind, place.key, place.at)
        spot = Spot.of(document, key, _source_text(document, sources))
        try:
            expression = parse(place.text, place=spot)
        except Faults as found:
            faults += found.faults
            continue
        parsed.append((place, expression))
        if lost and any(_bare_key(name) in lost for name in expression.names):
            continue
        try:
            check_expression(expression, local_scope(scope, place), expected=place.expected)
        except Faults as found:
            faults += found.faults
    return faults, parsed


def _source_text(document: Document, sources: dict[str, str]) -> str:
    name = str(document.path)
    if name not in sources:
        sources[name] = document.path.read_text(encoding="utf-8-sig")
    return sources[name]


def _bare_key(name: str) -> str:
    """Return the key inside a name: ``leavers`` of itself, ``waste`` of ``ind.waste`` and of ``level(waste)``."""
    inner = name.partition("(")[2].rstrip(")") or name
    return inner.rpartition(".")[2].partition(",")[0].strip()


def unit_faults(release: Release) -> Iterator[Fault]:
    """Yield a fault for each unit of a fact, parameter, indicator or input that no one knows."""
    for key, fact in release.referential.facts.items():
        if fact.unit is not None:
            yield from _invalid_unit_faults(release, fact.unit, "referential", "", ("facts", key, "unit"))
        elif fact.type == "quantity":
            yield release.fault(fault("fact-unit", key=key), "referential", "", ("facts", key))
    for key, parameter in release.head.params.items():
        yield from _invalid_unit_faults(release, parameter.unit, "head", "", ("params", key, "unit"))
    for key, indicator in release.indicators.items():
        yield from _invalid_unit_faults(release, indicator.unit, "indicator", key, ("unit",))
        for name, asked in indicator.inputs.items():
            yield from _invalid_unit_faults(release, asked.unit, "indicator", key, ("inputs", name, "unit"))


def _invalid_unit_faults(release: Release, unit: str, kind: str, key: str, at: Key) -> Iterator[Fault]:
    try:
        Unit.parse(unit)
    except Faults as found:
        for fault in found.faults:
            yield release.fault(fault, kind, key, at)


def cycle_faults(release: Release, parsed: ParsedExpressions) -> Iterator[Fault]:
    """Yield a fault for the circles of indicators, derived names and questions that wait for each other."""
    graph: dict[str, set[str]] = {}
    homes: dict[str, ReleaseExpression] = {}
    for place, expression in parsed:
        node = _defined_name(place)
        if node is not None:
            homes.setdefault(node, place)
            graph.setdefault(node, set()).update(_graph_name(name) for name in expression.names)
    for key, criterion in release.criteria.items():
        if criterion.scored_by is not None:
            graph.setdefault(f"score({key})", set()).add(f"ind.{criterion.scored_by}")
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]
            home = next((homes[node] for node in circle if node in homes), None)
            if home is not None:
                yield release.fault(fault("cycle", names=" → ".join(circle)), home.kind, home.key, home.at)
            graph.pop(circle[0], None)
            continue
        return


def _defined_name(place: ReleaseExpression) -> str | None:
    """Return the name whose value an expression gives."""
    if place.kind == "indicator" and place.at[0] != "scores":
        return f"ind.{place.key}"
    if place.kind == "criterion" and place.at[0] == "applies_if":
        return f"score({place.key})"
    return str(place.at[1]) if place.kind == "referential" else None


def _graph_name(name: str) -> str:
    """Return a name as the graph knows it: a level is known when the question is."""
    return f"score({name[6:-1]})" if name.startswith("level(") else name
