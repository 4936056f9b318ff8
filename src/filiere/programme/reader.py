"""Reading a programme: a YAML file, strict, with every fault of it at once and its line.

A programme ships with the product (``content/programme/2009.yaml``), and one of one's own is read from a file, or from
the folder ``programme`` of the data folder. What it says of figures is checked against the register.
"""

from collections.abc import Iterator
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import StrictModel
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, Key, scan_yaml
from filiere.figures import Register
from filiere.programme.faults import fault
from filiere.programme.records import PLAN_LISTS, Action, Event, Plan, PlanHead, Target
from filiere.programme.sums import Part

SHIPPED_PLAN = "2009"
FOLDER = "programme"

# Field of a record, list of the plan that it names the items of.
_REFERENCES = {
    "orientation": "orientations",
    "axis": "axes",
    "depends_on": "actions",
    "action": "actions",
    "commitment": "commitments",
}


def list_plan_files(home: Path | None = None) -> dict[str, Path]:
    """Return the programmes that can be read by name: those shipped, and those of a data folder, which go first."""
    folders = [content_path(FOLDER), *([home / FOLDER] if home is not None else [])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def load_plan(name: str = SHIPPED_PLAN, register: Register | None = None, *, home: Path | None = None) -> Plan:
    """Return a programme by its name; raise :class:`Faults` with the names known, or with all that is wrong in it."""
    files = list_plan_files(home)
    if name not in files:
        raise Faults([fault("plan-missing", name=name, known=list(files))])
    return read_plan(files[name], register)


def read_plan(path: Path, register: Register | None = None) -> Plan:
    """Return the programme of a file; raise :class:`Faults` with all that is wrong.

    With a register, every figure, series, indicator, unit and source that the file names must be in it (a source may be
    in the file instead). Without one, these are not checked.
    """
    document, faults = scan_yaml(path)
    if document is None:
        raise Faults(faults)
    if not isinstance(document.data, dict):
        raise Faults([*faults, document.place_fault((), fault("plan-not-a-record"))])
    reading = _PlanReading(document)
    found = [*faults, *reading.faults, *reading.find_faults(register)]
    if found or reading.head is None:
        raise Faults(found)
    values: dict[str, Any] = {name: getattr(reading.head, name) for name in PlanHead.model_fields}
    values |= {name: tuple(record for _, record in records) for name, records in reading.records.items()}
    return Plan.model_construct(**values)


class _PlanReading:
    """The records of a file that could be read, each with its place, and the faults of the others."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.records: dict[str, list[tuple[Key, Any]]] = {name: [] for name in PLAN_LISTS}
        self.names: dict[str, set[str]] = {name: set() for name in PLAN_LISTS}
        """Ids in the file, those of records that cannot be read too: a reference to one is no second fault."""
        self.head: PlanHead | None = None
        data = document.data
        try:
            head = {name: value for name, value in data.items() if name not in PLAN_LISTS}
            self.head = validate(replace(document, data=head), PlanHead)
        except Faults as faults:
            self.faults += faults.faults
        for name, model in PLAN_LISTS.items():
            self._read_list(name, model, data.get(name))

    def _read_list(self, name: str, model: type[StrictModel], items: Any) -> None:
        if items is None:
            return
        if not isinstance(items, list):
            self.faults.append(self.document.place_fault((name,), fault("plan-not-a-list", name=name)))
            return
        for index, item in enumerate(items):
            at: Key = (name, index)
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                self.names[name].add(item["id"])
            try:
                self.records[name].append((at, validate(self.document, model, at=at)))
            except Faults as faults:
                self.faults += faults.faults

    def find_faults(self, register: Register | None) -> Iterator[Fault]:
        """Yield what is wrong between records, each at its place."""
        for key, found in (
            *self._iter_repeated_ids(),
            *self._iter_unknown_references(),
            *self._iter_circles(),
            *self._iter_target_faults(register),
            *self._iter_part_faults(),
            *(() if register is None else self._iter_register_faults(register)),
        ):
            yield self.document.place_fault(key, found)

    def _iter_repeated_ids(self) -> Iterator[tuple[Key, Fault]]:
        for records in self.records.values():
            first: dict[str, Key] = {}
            for at, record in records:
                if (name := getattr(record, "id", None)) is None:
                    continue
                if name in first:
                    line, _ = self.document.position(first[name])
                    yield (*at, "id"), fault("plan-repeated-id", id=name, line=line)
                first.setdefault(name, at)

    def _iter_unknown_references(self) -> Iterator[tuple[Key, Fault]]:
        for records in self.records.values():
            for at, record in records:
                for field, target in _REFERENCES.items():
                    yield from self._check_names(at, record, field, target)

    def _check_names(self, at: Key, record: Any, field: str, target: str) -> Iterator[tuple[Key, Fault]]:
        value = getattr(record, field, None)
        for index, name in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            if name is not None and name not in self.names[target]:
                near = close_words(name, self.names[target])
                place = (*at, field) if index is None else (*at, field, index)
                yield place, fault("plan-unknown-reference", name=field, value=name, list=target, near=near)

    def _iter_circles(self) -> Iterator[tuple[Key, Fault]]:
        actions: dict[str, tuple[Key, Action]] = {one.id: (at, one) for at, one in self.records["actions"]}
        try:
            TopologicalSorter({name: one.depends_on for name, (_, one) in actions.items()}).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            yield (*actions[circle[0]][0], "depends_on"), fault("plan-depends-in-circle", path=" → ".join(circle))

    def _iter_targets(self) -> Iterator[tuple[Key, Target]]:
        records: list[tuple[Key, Action | Event]] = [*self.records["actions"], *self.records["events"]]
        for at, one in records:
            if one.target is not None:
                yield (*at, "target"), one.target

    def _iter_target_faults(self, register: Register | None) -> Iterator[tuple[Key, Fault]]:
        for at, target in self._iter_targets():
            base, goal = target.base, target.goal
            if base is None:
                continue
            up_or_down = target.direction in {"up", "down"} and not isinstance(goal, tuple)
            if up_or_down and (goal < base if target.direction == "up" else goal > base):  # type: ignore[operator]
                values = {"direction": target.direction, "base": base, "goal": goal}
                yield (*at, "direction"), fault("plan-wrong-direction", **values)
            name = target.base_figure
            if register is not None and name is not None and name in register and register[name].value != base:
                value = register[name].value
                yield (*at, "base"), fault("plan-other-base", base=base, figure=name, value=value)

    def _iter_part_faults(self) -> Iterator[tuple[Key, Fault]]:
        groups: list[tuple[Key, tuple[Part, ...]]] = [
            ((*at, "budget"), one.budget) for at, one in self.records["actions"]
        ]
        for at, agreement in self.records["agreements"]:
            for index, said in enumerate(agreement.amounts.statements if agreement.amounts else ()):
                groups.append(((*at, "amounts", "statements", index, "parts"), said.parts))
        for at, parts in groups:
            seen: set[tuple[str, int | None]] = set()
            for index, part in enumerate(parts):
                if part.funder not in self.names["funders"]:
                    near = close_words(part.funder, self.names["funders"])
                    values = {"name": "funder", "value": part.funder, "list": "funders", "near": near}
                    yield (*at, index, "funder"), fault("plan-unknown-reference", **values)
                if (part.funder, part.year) in seen:
                    yield (*at, index), fault("plan-repeated-part", funder=part.funder)
                seen.add((part.funder, part.year))

    def _iter_register_faults(self, register: Register) -> Iterator[tuple[Key, Fault]]:
        known = {
            "figures": {one.id for one in register},
            "base_figure": {one.id for one in register},
            "series": {one.id for one in register.series},
            "indicator": set(register.indicators),
            "unit": set(register.units),
        }
        sources = self.names["sources"] | set(register.sources)
        for name, records in self.records.items():
            for at, record in records if name != "sources" else ():
                for key, field, value in _iter_named(record, at):
                    if field == "sources" and value not in sources:
                        yield key, fault("plan-unknown-source", value=value, near=close_words(value, sources))
                    elif field in known and value not in known[field]:
                        near = close_words(value, known[field])
                        yield key, fault("plan-unknown-in-register", name=field, value=value, near=near)


def _iter_named(record: StrictModel, at: Key) -> Iterator[tuple[Key, str, str]]:
    """Yield every string of a record and of those inside it, with its place and the name of its field."""
    for field in type(record).model_fields:
        value = getattr(record, field)
        for index, one in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            place = (*at, field) if index is None else (*at, field, index)
            if isinstance(one, str):
                yield place, field, one
            elif isinstance(one, StrictModel):
                yield from _iter_named(one, place)
