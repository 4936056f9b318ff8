"""The specification of a protection: what is crossed, by which rules, against whom; every key has its place here.

Paths are read from the folder of the specification, so that it can be moved with its hierarchies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from filiere.core import Document, Fault, FaultLog, Faults, Key, StrictModel, read_yaml, validate
from filiere.disclosure.inputs.amounts import UNITS_PER_DECIMAL
from filiere.disclosure.inputs.fault_builders import fault
from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import MOST_RANKS, Limits, Slack

ColumnName = Annotated[str, StringConstraints(min_length=1)]
Publish = Literal["suppression", "intervals", "rounding"]

RESERVED_COLUMNS = frozenset({"value", "status", "obs_status", "conf_status", "low", "high"})
"""Columns of the published table, which no dimension can be called."""


class DimensionSpec(StrictModel):
    """A column that a table is cut by: the name of its total, and the file of its groups when it has any."""

    column: ColumnName
    total: ColumnName = "Total"
    hierarchy: Path | None = None


def _as_block(value: Any) -> Any:
    """Read a bare list of dimensions as a block that has nothing else."""
    return {"dimensions": value} if isinstance(value, list) else value


class TableSpec(StrictModel):
    """A linked table; ``data`` is the file of its own cells, when it does not share that of the others."""

    dimensions: Annotated[tuple[DimensionSpec, ...], Field(min_length=1)]
    data: Path | None = None


class DominanceSpec(StrictModel):
    """The ``n`` largest contributors hold at most ``share`` (0 to 1) of a cell."""

    n: Annotated[int, Field(ge=1, le=MOST_RANKS)]
    share: Annotated[Decimal, Field(gt=0, lt=1)]


class RulesSpec(StrictModel):
    """What a cell must satisfy; INSEE’s for firms unless told otherwise: three of them, none above 85 %.

    ``unions`` asks that the unsafe cells of one line, of too few contributors together, keep their sum as well.
    """

    minimum: Annotated[int, Field(ge=1)] = 3
    dominance: Annotated[tuple[DominanceSpec, ...], BeforeValidator(lambda value: [] if value is None else value)] = (
        DominanceSpec(n=1, share=Decimal("0.85")),
    )
    p_percent: Annotated[Decimal, Field(gt=0, le=100)] | None = None
    unions: bool = False


class SlackSpec(StrictModel):
    """How far from its value a withheld cell stays blurred: a share of it (count rule), an amount (cells of zero)."""

    count: Annotated[Decimal, Field(ge=0)] = Decimal("0.10")
    zero: Annotated[Decimal, Field(ge=0)] = Decimal(1)


class Spec(StrictModel):
    """The whole specification; see ``docs/reference/disclosure-spec.md``."""

    input: Literal["microdata", "cells"] = "microdata"
    response: ColumnName
    contributor: ColumnName | None = None
    holding: ColumnName | None = None
    weight: ColumnName | None = None
    count: ColumnName | None = None
    largest: ColumnName | None = None
    second: ColumnName | None = None
    dimensions: tuple[DimensionSpec, ...] = ()
    tables: tuple[Annotated[TableSpec, BeforeValidator(_as_block)], ...] = ()
    rules: RulesSpec = RulesSpec()
    slack: SlackSpec = SlackSpec()
    cost: ColumnName = "value"
    level: Level = "contributors"
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    time_limit: Annotated[Decimal, Field(gt=0, le=86_400)] = Decimal(60)
    keep: Path | None = None
    waivers: Path | None = None
    publish: Publish = "suppression"
    base: Annotated[Decimal, Field(gt=0)] | None = None

    def limits(self) -> Limits:
        """Return the rules as the engine takes them, exact."""
        return Limits(
            minimum=self.rules.minimum,
            dominance=tuple((one.n, Fraction(one.share)) for one in self.rules.dominance),
            p_percent=None if self.rules.p_percent is None else Fraction(self.rules.p_percent),
            grain=UNITS_PER_DECIMAL,
            slack=Slack(Fraction(self.slack.count), Fraction(self.slack.zero)),
        )


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """A table to publish: places of its columns among those of the specification, and the file of its cells if any."""

    columns: tuple[int, ...]
    data: Path | None


@dataclass(frozen=True, slots=True)
class ParsedSpec:
    """A specification read: its columns, each once with its total and the file of its groups, and its tables."""

    path: Path
    spec: Spec
    columns: tuple[DimensionSpec, ...]
    tables: tuple[PlannedTable, ...]
    document: Document

    def resolve_path(self, path: Path) -> Path:
        """Return a path of the specification, which starts from its folder."""
        return self.path.parent / path


def read_spec(path: Path, *, confined: bool = False) -> ParsedSpec:
    """Read a specification; raise :class:`Faults` with all that is wrong, each at its line and key.

    ``confined`` is for one that comes from somebody else’s machine: the files that it names are those of its folder.
    """
    document = read_yaml(path)
    spec = validate(document, Spec)
    log = FaultLog()
    for key, named in _iter_files(spec) if confined else ():
        # Resolved, for a link in the folder may lead out of it.
        if named.name != str(named) or (path.parent / named).resolve().parent != path.parent.resolve():
            log.add(document.place_fault(key, fault("file-elsewhere", named=named)))
    if log.total:
        raise Faults(log.kept)
    for found in _iter_misused_keys(spec):
        log.add(document.place_fault((found.key or "",), found))
    columns: dict[str, DimensionSpec] = {}
    tables: list[PlannedTable] = []
    for at, dimensions, data in _iter_blocks(spec):
        places: list[int] = []
        for number, dimension in enumerate(dimensions):
            key = (*at, number)
            if dimension.column in RESERVED_COLUMNS:
                log.add(document.place_fault((*key, "column"), fault("column-reserved", column=dimension.column)))
            known = columns.setdefault(dimension.column, dimension)
            if known is not dimension and (merged := _merge_dimensions(known, dimension)) is None:
                log.add(document.place_fault(key, fault("dimension-differs", column=dimension.column)))
            elif known is not dimension and merged is not None:
                columns[dimension.column] = merged
            place = list(columns).index(dimension.column)
            if place in places:
                log.add(document.place_fault(key, fault("dimension-twice", column=dimension.column)))
            places.append(place)
        if data is not None and spec.input == "microdata":
            log.add(document.place_fault(at[:-1], fault("table-data")))
        tables.append(PlannedTable(tuple(places), None if data is None else path.parent / data))
    if not tables:
        log.add(document.place_fault(("dimensions",), fault("table-none")))
    if log.total:
        raise Faults(log.kept)
    return ParsedSpec(path, spec, tuple(columns.values()), tuple(tables), document)


def _iter_blocks(spec: Spec) -> Iterator[tuple[Key, tuple[DimensionSpec, ...], Path | None]]:
    if spec.dimensions:
        yield ("dimensions",), spec.dimensions, None
    for number, table in enumerate(spec.tables):
        yield ("tables", number, "dimensions"), table.dimensions, table.data


def _iter_files(spec: Spec) -> Iterator[tuple[Key, Path]]:
    """Yield each file that a specification names, with its place."""
    for name in ("keep", "waivers"):
        if (named := getattr(spec, name)) is not None:
            yield (name,), named
    for at, dimensions, data in _iter_blocks(spec):
        if data is not None:
            yield (*at[:-1], "data"), data
        for number, dimension in enumerate(dimensions):
            if dimension.hierarchy is not None:
                yield (*at, number, "hierarchy"), dimension.hierarchy


def _merge_dimensions(known: DimensionSpec, again: DimensionSpec) -> DimensionSpec | None:
    """Return a dimension said twice, what one leaves out being said by the other; none when they differ."""
    given: dict[str, Any] = {"column": known.column}
    for key in ("total", "hierarchy"):
        said = [getattr(one, key) for one in (known, again) if key in one.model_fields_set]
        if len(set(said)) > 1:
            return None
        if said:
            given[key] = said[0]
    return DimensionSpec(**given)


def _iter_misused_keys(spec: Spec) -> Iterator[Fault]:
    """Yield a fault for each key that has no meaning beside the others; its key is the place."""
    micro, cells = spec.input == "microdata", spec.input == "cells"

    def needs(key: str, why_fr: str, why_en: str, do_fr: str, do_en: str) -> Fault:
        return fault("key-needs", key=key, why_fr=why_fr, why_en=why_en, do_fr=do_fr, do_en=do_en, name=key)

    for key in ("count", "largest", "second"):
        if micro and getattr(spec, key) is not None:
            yield needs(
                key,
                "des lignes par contributeur se comptent",
                "rows by contributor are counted",
                "Retirez la clé, ou écrivez « input: cells »",
                "Remove the key, or write “input: cells”",
            )
    for key in ("contributor", "holding", "weight", "waivers"):
        if cells and getattr(spec, key) is not None:
            yield needs(
                key,
                "des cellules ne disent pas qui contribue",
                "cells do not say who contributes",
                "Retirez la clé, ou donnez des lignes par contributeur",
                "Remove the key, or give rows by contributor",
            )
    if spec.holding is not None and spec.contributor is None and micro:
        yield needs(
            "holding",
            "chaque ligne serait un contributeur",
            "each row would be a contributor",
            "Nommez la colonne du contributeur par « contributor »",
            "Name the contributor’s column by “contributor”",
        )
    if spec.waivers is not None and spec.contributor is None and micro:
        yield needs(
            "waivers",
            "un accord est celui d’un contributeur, que rien ne nomme",
            "a consent is that of a contributor, whom nothing names",
            "Nommez la colonne du contributeur par « contributor »",
            "Name the contributor’s column by “contributor”",
        )
    if spec.level == "holdings" and spec.holding is None and micro:
        yield needs(
            "level",
            "aucune colonne ne dit les groupes",
            "no column tells the holdings",
            "Nommez-la par « holding », ou choisissez un autre niveau",
            "Name it by “holding”, or choose another level",
        )
    if cells and spec.level not in ("outsider", "contributors"):
        yield needs(
            "level",
            "des cellules ne disent pas qui contribue à plusieurs d’entre elles",
            "cells do not say who contributes to several of them",
            "Choisissez outsider ou contributors, ou donnez des lignes par contributeur",
            "Choose outsider or contributors, or give rows by contributor",
        )
    if cells and any(one.n > 2 for one in spec.rules.dominance):
        yield needs(
            "rules",
            "des cellules donnent deux grands contributeurs au plus",
            "cells give two large contributors at most",
            "Gardez n ≤ 2, ou donnez des lignes par contributeur",
            "Keep n ≤ 2, or give rows by contributor",
        )
    if spec.base is not None and spec.publish != "rounding":
        yield needs(
            "base",
            "rien n’est arrondi",
            "nothing is rounded",
            "Écrivez « publish: rounding », ou retirez la clé",
            "Write “publish: rounding”, or remove the key",
        )
