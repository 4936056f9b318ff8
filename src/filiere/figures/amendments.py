"""Amendments: what staff enter, correct, retain or release, as data laid over the shipped register.

The content of the package is never written by the site. An entry adds a figure that did not ship. A correction makes a
new version of a figure and keeps the one before, readable for ever; a retention replaces the choice made for a use and
keeps the choice before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, ValidationError

from filiere.core.faults import Fault
from filiere.core.periods import Period
from filiere.core.text import StrictModel, Text, Words
from filiere.core.validation import explain_error
from filiere.figures.faults import fault
from filiere.figures.records import Figure, FigureEntry, OpenUse, RetainedFigure
from filiere.figures.rules import similar_ids

# A figure keeps its identity through corrections: another indicator or another id would be another figure.
PERMANENT_KEYS = ("id", "indicator")


class Amendment(StrictModel):
    """One act of staff on one figure.

    ``number`` gives the order in which acts apply. ``changes`` (for *correct*) maps fields of the figure, as typed in
    the content, to their new values; for *enter* they are all its fields but its id. ``use`` (for *retain* and
    *release*) names the use, and ``label`` says it in words when it is new.
    """

    kind: Literal["enter", "correct", "retain", "release"]
    figure: str
    changes: dict[str, Any] = Field(default_factory=dict)
    use: str | None = None
    label: Text | None = None
    reason: Text | Words
    date: Period
    by: Text | Words
    number: int


@dataclass(frozen=True)
class Version:
    """One state of a figure: the figure as it read, and the act that made it (None for what ships)."""

    number: int
    figure: Figure
    amendment: Amendment | None = None


@dataclass(frozen=True)
class Retention:
    """One choice made for a use, and the number of the act that ended it (None while it holds)."""

    retained: RetainedFigure
    ended_by: Amendment | None = None


@dataclass
class RegisterState:
    """The part of a register that amendments change."""

    figures: dict[str, Figure]
    retained: dict[str, RetainedFigure]
    versions: dict[str, tuple[Version, ...]]
    retentions: dict[str, tuple[Retention, ...]]
    open_uses: Mapping[str, OpenUse] = field(default_factory=dict)


def apply_amendments(state: RegisterState, amendments: Iterable[Amendment]) -> list[Fault]:
    """Apply amendments to ``state`` in the order of their numbers; return the faults of those that do not apply."""
    faults: list[Fault] = []
    for amendment in sorted(amendments, key=lambda one: one.number):
        figure = state.figures.get(amendment.figure)
        if amendment.kind == "enter":
            faults += _enter(state, amendment)
        elif figure is None:
            close = similar_ids(amendment.figure, state.figures)
            faults.append(fault("amendment-unknown", value=amendment.figure, near=close))
        elif amendment.kind == "correct":
            faults += _correct(state, figure, amendment)
        elif amendment.use is None:
            faults.append(fault("amendment-use-missing", value=figure.id))
        elif amendment.kind == "retain":
            faults += _retain(state, figure, amendment, amendment.use)
        else:
            faults += _release(state, figure, amendment, amendment.use)
    return faults


def _enter(state: RegisterState, amendment: Amendment) -> list[Fault]:
    if amendment.figure in state.figures:
        return [fault("amendment-entered", value=amendment.figure)]
    typed = {key: _parse_number(value) for key, value in amendment.changes.items()}
    try:
        entry = FigureEntry.model_validate(typed | {"id": amendment.figure})
    except ValidationError as error:
        return [_explain_fault(amendment.figure, details) for details in error.errors()]
    figure = Figure(**{name: getattr(entry, name) for name in FigureEntry.model_fields})
    state.versions[figure.id] = (Version(1, figure, amendment),)
    state.figures[figure.id] = figure
    return []


def _correct(state: RegisterState, figure: Figure, amendment: Amendment) -> list[Fault]:
    faults = [
        fault("amendment-permanent", key=key)
        for key in PERMANENT_KEYS
        if key in amendment.changes and amendment.changes[key] != getattr(figure, key)
    ]
    if faults:
        return faults
    typed = _typed_fields(figure) | {key: _parse_number(value) for key, value in amendment.changes.items()}
    try:
        entry = FigureEntry.model_validate(typed)
    except ValidationError as error:
        return [_explain_fault(figure.id, details) for details in error.errors()]
    corrected = Figure(
        **{name: getattr(entry, name) for name in FigureEntry.model_fields},
        retained=figure.retained,
        version=figure.version + 1,
    )
    if corrected.model_copy(update={"version": figure.version}) == figure:
        return [fault("amendment-empty", value=figure.id)]
    before = state.versions.get(figure.id) or (Version(figure.version, figure),)
    state.versions[figure.id] = (*before, Version(corrected.version, corrected, amendment))
    state.figures[figure.id] = corrected
    return []


def _retain(state: RegisterState, figure: Figure, amendment: Amendment, use: str) -> list[Fault]:
    current = state.retained.get(use)
    past = state.retentions.get(use, ())
    reason = amendment.reason
    # A use that was released keeps its name: its history does.
    last = current or (past[-1].retained if past else state.open_uses.get(use))
    label = amendment.label or (last.label if last else Text.same(use))
    try:
        chosen = RetainedFigure(
            use=use,
            label=label,
            figure=figure.id,
            reason=reason if isinstance(reason, Text) else Text.same(reason),
            date=amendment.date,
            by=amendment.by,
            current=last.current if last else False,
        )
    except ValidationError as error:
        return [_explain_fault(figure.id, details) for details in error.errors()]
    _end_retention(state, use, amendment)
    state.retained[use] = chosen
    state.retentions[use] = (*state.retentions.get(use, ()), Retention(chosen))
    return []


def _release(state: RegisterState, figure: Figure, amendment: Amendment, use: str) -> list[Fault]:
    current = state.retained.get(use)
    if current is None or current.figure != figure.id:
        return [fault("amendment-nothing-to-release", value=figure.id, use=use)]
    _end_retention(state, use, amendment)
    del state.retained[use]
    return []


def _end_retention(state: RegisterState, use: str, amendment: Amendment) -> None:
    current = state.retained.get(use)
    if current is None:
        return
    past = state.retentions.get(use) or (Retention(current),)
    state.retentions[use] = (*past[:-1], Retention(past[-1].retained, amendment))


def _typed_fields(figure: Figure) -> dict[str, Any]:
    """Return a figure as it would be typed, without what the register adds to it."""
    values: dict[str, Any] = {name: getattr(figure, name) for name in FigureEntry.model_fields}
    if figure.derived is not None:
        values["derived"] = figure.derived.model_dump(by_alias=True)
    return values


def _parse_number(value: Any) -> Any:
    # JSON fields come back as floats; the shortest writing of a float is the number that was typed.
    return Decimal(str(value)) if isinstance(value, float) else value


def _explain_fault(figure: str, details: Any) -> Fault:
    code, message, remedy = explain_error(details, FigureEntry)
    key = ".".join(str(part) for part in details["loc"])
    return Fault(code=code, message=message, remedy=remedy, key=f"{figure}.{key}")
