"""Cases of progress in a file: targets and parents of targets, each computed, for whoever wants to check the formula.

The file is a list of cases, or ``cases:`` and the list. A case has ``key``, ``direction``, ``base``, ``goal``, ``now``
(a number, ``[low, high]`` or null), ``state``, ``weight`` (1 where absent) and ``children``: cases, or keys of cases
that stand elsewhere in the file. A case with children has their progress, whatever numbers stand beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError

from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import StrictModel, Words
from filiere.core.validation import explain_error, validate
from filiere.core.yaml_documents import Document, Key, format_key, scan_yaml
from filiere.figures.records import Number
from filiere.programme.faults import fault
from filiere.programme.progress import (
    Direction,
    NumberOrRange,
    Progress,
    Reading,
    ReadingState,
    TargetNumbers,
    Weight,
    compute_progress,
    roll_up,
)

_MOST_CIRCLES = 20
"""Circles told at once: each is looked for in the whole file."""


class ProgressCase(StrictModel):
    """A case as it is typed; ``children`` are read apart, each at its own place."""

    key: Words
    direction: Direction | None = None
    base: Number | None = None
    goal: NumberOrRange | None = None
    now: NumberOrRange | None = None
    state: Annotated[ReadingState, BeforeValidator(lambda value: "current" if value is None else value)] = "current"
    weight: Annotated[Weight, BeforeValidator(lambda value: 1 if value is None else value)] = Decimal(1)
    children: Annotated[tuple[Any, ...], BeforeValidator(lambda value: () if value is None else value)] = ()


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """A case by its key, and how far it has come."""

    key: str
    progress: Progress

    def as_json(self) -> dict[str, Any]:
        """Return the case for programs."""
        found = self.progress
        return {
            "key": self.key,
            "progress": found.as_json(),
            "known": found.known,
            "of": found.of,
            "outcome": found.outcome,
        }


@dataclass(slots=True)
class _CaseTree:
    """The cases of a file by key, in its order, parents first: where each stands, its children and its numbers."""

    document: Document
    cases: dict[str, ProgressCase] = field(default_factory=dict)
    places: dict[str, Key] = field(default_factory=dict)
    children: dict[str, list[tuple[str, Key]]] = field(default_factory=dict)
    targets: dict[str, TargetNumbers] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add_fault(self, code: str, at: Key, **values: object) -> None:
        self.faults.append(self.document.place_fault(at, fault(code, **values)))


def read_case_progress(path: Path) -> list[CaseProgress]:
    """Return every case of a file with its progress, in its order, parents before their children.

    Raises :class:`Faults` with all that is wrong: of form, numbers that are none, weights that are not above 0, keys
    given twice, children that are not there, circles of children.
    """
    document, form_faults = scan_yaml(path)
    if document is None:
        raise Faults(form_faults)
    tree = _CaseTree(document, faults=form_faults)
    _read_tree(tree)
    order = _sort_children_first(tree)
    if tree.faults:
        raise Faults(tree.faults)
    found: dict[str, Progress] = {}
    for key in order:
        case = tree.cases[key]
        if key in tree.targets:
            found[key] = compute_progress(tree.targets[key], Reading(case.now, case.state))
        else:
            found[key] = roll_up((tree.cases[child].weight, found[child]) for child, _ in tree.children[key])
    return [CaseProgress(key, found[key]) for key in tree.cases]


def _read_tree(tree: _CaseTree) -> None:
    at: Key = ()
    data = tree.document.data
    if isinstance(data, dict) and list(data) == ["cases"]:
        at, data = ("cases",), data["cases"]
    if isinstance(data, list):
        for index in range(len(data)):
            _read_case(tree, (*at, index), data[index])
    else:
        tree.add_fault("progress-no-cases", at)


def _read_case(tree: _CaseTree, at: Key, data: Any) -> str | None:
    """Read the case at ``at`` and those nested in it; return its key, None when it cannot be read."""
    try:
        case = validate(tree.document, ProgressCase, at=at)
    except Faults as faults:
        tree.faults += faults.faults
        for index, child in enumerate(_nested_cases(data)):
            if isinstance(child, dict):
                _read_case(tree, (*at, "children", index), child)
        return None
    if case.key in tree.cases:
        line, _ = tree.document.position(tree.places[case.key])
        tree.add_fault("progress-repeated-key", (*at, "key"), key=case.key, line=line)
    else:
        tree.cases[case.key], tree.places[case.key] = case, at
    children: list[tuple[str, Key]] = []
    for index, child in enumerate(case.children):
        place = (*at, "children", index)
        key = child if isinstance(child, str) else _read_case(tree, place, child)
        if key is not None and key in (name for name, _ in children):
            tree.add_fault("progress-repeated-child", place, child=key, case=case.key)
        elif key is not None:
            children.append((key, place))
    if tree.places[case.key] == at:
        tree.children[case.key] = children
    if not case.children:
        _read_target(tree, at, case)
    return case.key


def _nested_cases(data: Any) -> list[Any]:
    children = data.get("children") if isinstance(data, dict) else None
    return children if isinstance(children, list) else []


def _read_target(tree: _CaseTree, at: Key, case: ProgressCase) -> None:
    missing = [name for name in ("direction", "goal") if getattr(case, name) is None]
    told = {one.key for one in tree.faults}
    for name in missing:
        # A goal that is out of bounds is no second fault.
        if format_key((*at, name)) in told:
            continue
        tree.add_fault("progress-incomplete", at, case=case.key, field=name)
    if missing:
        return
    try:
        tree.targets[case.key] = TargetNumbers(direction=case.direction, base=case.base, goal=case.goal)
    except ValidationError as error:
        for details in error.errors():
            code, message, remedy = explain_error({**details, "loc": ("goal",)}, TargetNumbers, at)
            tree.faults.append(tree.document.fault(code, (*at, "goal"), message, remedy))


def _sort_children_first(tree: _CaseTree) -> list[str]:
    graph: dict[str, list[str]] = {}
    # A child that names a case which could not be read is no second fault.
    unread = set(_list_keys(tree.document.data)) if tree.faults else set()
    for key, children in tree.children.items():
        graph[key] = []
        for child, place in children:
            if child in tree.cases:
                graph[key].append(child)
            elif child not in unread:
                near = close_words(child, tree.cases)
                tree.add_fault("progress-unknown-child", place, case=key, child=child, near=near)
    for _ in range(_MOST_CIRCLES):
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            tree.add_fault("progress-cycle", tree.places[circle[0]], path=" → ".join(circle))
            for key in circle:
                graph[key] = []
    return []


def _list_keys(data: Any) -> Iterator[str]:
    if isinstance(data, dict) and isinstance(data.get("key"), str):
        yield data["key"]
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        if isinstance(value, (dict, list)):
            yield from _list_keys(value)
