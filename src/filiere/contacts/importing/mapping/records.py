"""What a mapping file may hold: the columns of the file, and what each canonical column is made of.

Each column of the file is either a ``field``, with how it is read, or ``ignored``: a column that is neither is refused
when a file comes, since a system that changes its export must not be read as before. Each canonical column is made by
one rule, of one of the forms of :class:`ColumnRule`.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from filiere.core import StrictModel, Text

NonEmptyName = Annotated[str, StringConstraints(min_length=1)]
FieldKind = Literal["text", "time", "day", "clock", "epoch", "duration", "count", "number", "line"]
DurationUnit = Literal["hour", "minute", "second", "millisecond", "microsecond"]

ISO_FORMAT = "iso"
DEFAULT_FORMATS: dict[str, str] = {"day": "%Y-%m-%d", "clock": "%H:%M:%S"}
"""The format of a kind of field when its mapping gives none; an instant is then ISO 8601."""


def default_formats(kind: str) -> tuple[str, ...]:
    """Return the formats of a kind of field whose mapping gives none."""
    return (DEFAULT_FORMATS.get(kind, ISO_FORMAT),)


def _wrap_format(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _convert_texts(value: Any) -> Any:
    """Read numbers, true and false of YAML as the texts that they are in a file."""
    if isinstance(value, list):
        return [_convert_text(one) for one in value]
    return [_convert_text(value)]


def _convert_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) or value is None else str(value)


class FieldSpec(StrictModel):
    """How a column of the file is read.

    ``kind``: a ``text``; an instant (``time``); a ``day`` or a ``clock`` to be put together; seconds since 1970
    (``epoch``); a ``duration``; a ``count``; a ``number``; or, of no column of the file, the number of the row in it
    after the beginning of the file's fingerprint (``line``), which identifies a row that nothing else does. ``format``
    is one or several formats of strptime, tried in order; one with ``%z`` holds an offset, any other is in the zone of
    the mapping. ``unit`` is that of an epoch or duration. ``unknown`` are texts that mean nothing is known, besides a
    blank and those of the whole file.
    ``optional``: the column may be missing from a file.
    """

    kind: FieldKind = "text"
    format: Annotated[tuple[NonEmptyName, ...], BeforeValidator(_wrap_format)] = ()
    unit: DurationUnit = "second"
    decimal_comma: bool = False
    unknown: Annotated[tuple[str, ...], BeforeValidator(_convert_texts)] = ()
    optional: bool = False

    @property
    def local(self) -> bool:
        """Whether what is read is a clock of the mapping's zone, and not an instant."""
        return self.kind == "time" and not any("%z" in one or one == ISO_FORMAT for one in self.format or (ISO_FORMAT,))


def _expand_field_spec(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


class RuleCondition(StrictModel):
    """What a field must be for a rule to hold: one of ``is`` (as written), or ``known`` or not."""

    among: Annotated[tuple[str, ...], BeforeValidator(_convert_texts)] | None = Field(default=None, alias="is")
    known: bool | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.among is None) == (self.known is None):
            raise ValueError(
                Text(
                    fr="Une condition contient « is » ou « known », pas les deux.",
                    en="A condition takes either “is” or “known”, not both.",
                )
            )
        return self


def _expand_condition(value: Any) -> Any:
    return value if isinstance(value, dict) else {"is": value}


class ColumnRule(StrictModel):
    """How a canonical column is made, in one of these forms.

    ``field``: as a column of the file says, its ``words`` translated if they are given. ``constant``: always the same
    text. ``join``: several fields put together with ``separator``, unknown when one of them is. ``day`` and ``clock``:
    an instant of two fields, on the next day when the clock is more than twelve hours before that of ``not_before``;
    ``plus``: durations added to an instant; ``minus``: durations taken from it. ``restarts``: numbers that begin again
    each ``day`` or ``month`` of the field ``dated``, which completes them. ``first_of``: the first of several
    rules that gives something. ``when``: the rule gives something only if every field named is as said.
    """

    field: NonEmptyName | None = None
    words: dict[str, NonEmptyName] | None = None
    constant: Annotated[str, BeforeValidator(_convert_text)] | None = None
    join: Annotated[tuple[NonEmptyName, ...], Field(min_length=2)] | None = None
    separator: str = "-"
    day: NonEmptyName | None = None
    clock: NonEmptyName | None = None
    not_before: NonEmptyName | None = None
    plus: Annotated[tuple[NonEmptyName, ...], BeforeValidator(_wrap_format)] = ()
    minus: Annotated[tuple[NonEmptyName, ...], BeforeValidator(_wrap_format)] = ()
    restarts: Literal["day", "month"] | None = None
    dated: NonEmptyName | None = None
    first_of: Annotated[tuple["RuleValue", ...], Field(min_length=2)] | None = None
    when: dict[NonEmptyName, Annotated[RuleCondition, BeforeValidator(_expand_condition)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one(self) -> Self:
        forms = [self.field, self.constant, self.join, self.day, self.first_of]
        if sum(one is not None for one in forms) != 1:
            raise ValueError(
                Text(
                    fr="Une règle a une seule forme : field, constant, join, day et clock, ou first_of.",
                    en="A rule has only one form: field, constant, join, day and clock, or first_of.",
                )
            )
        for key, needs in (
            ("words", "field"),
            ("clock", "day"),
            ("not_before", "day"),
            ("restarts", "field"),
            ("restarts", "dated"),
            ("dated", "restarts"),
        ):
            if getattr(self, key) is not None and getattr(self, needs) is None:
                raise ValueError(Text(fr=f"« {key} » va avec « {needs} ».", en=f"“{key}” requires “{needs}”."))
        if self.day is not None and self.clock is None:
            raise ValueError(Text(fr="« day » va avec « clock ».", en="“day” requires “clock”."))
        return self


def _expand_rule(value: Any) -> Any:
    return {"field": value} if isinstance(value, str) else value


RuleValue = Annotated[ColumnRule, BeforeValidator(_expand_rule)]


class DurationCheck(StrictModel):
    """A duration that the file declares, checked against the clocks that it is between, as they are written."""

    start: NonEmptyName = Field(alias="from")
    end: NonEmptyName = Field(alias="to")
    tolerance_seconds: Annotated[int, Field(ge=0)] = 0


class OrderCheck(StrictModel):
    """Two clocks of the file that should follow each other."""

    earlier: NonEmptyName
    later: NonEmptyName


class FileSpec(StrictModel):
    """How the file is laid out. ``sheet`` is that of a workbook, the first by default; ``skip_lines`` are lines before
    the header. Without ``header``, the first line is a row and columns are named by their positions, from "1"."""

    encoding: NonEmptyName = "utf-8"
    separator: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    sheet: NonEmptyName | None = None
    skip_lines: Annotated[int, Field(ge=0, le=1000)] = 0
    header: bool = True


class Mapping(StrictModel):
    """One mapping: from the files of one system, as one customer exports them, to one canonical table."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    version: Annotated[str, BeforeValidator(_convert_text), StringConstraints(min_length=1)]
    title: Text
    note: Text | None = None
    table: NonEmptyName
    zone: NonEmptyName
    file: FileSpec = FileSpec()
    unknown: Annotated[tuple[str, ...], BeforeValidator(_convert_texts)] = ()
    fields: dict[NonEmptyName, Annotated[FieldSpec, BeforeValidator(_expand_field_spec)]]
    ignored: tuple[NonEmptyName, ...] = ()
    columns: dict[NonEmptyName, RuleValue]
    durations: dict[NonEmptyName, DurationCheck] = Field(default_factory=dict)
    orders: tuple[OrderCheck, ...] = ()
