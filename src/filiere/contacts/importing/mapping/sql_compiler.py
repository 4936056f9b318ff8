"""A mapping as SQL: the texts of a file in, the columns of a canonical table out, and what is wrong with each row.

The query has four layers. The first takes each field as written, without the blanks around it and unknown where the
mapping says so. The second reads it by its kind. The third puts moments together, still on the clock of the zone; the
fourth turns them into instants UTC. The last one applies the rules: of the leaves of a column, in order, the first that
holds and gives something is taken.
"""

# Every name of a mapping enters the SQL by its number, and every text of it is quoted by text.
# ruff: noqa: S608

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from filiere.contacts.importing.database import BLANK_CHARACTERS, quote_identifier, quote_text
from filiere.contacts.importing.local_time import clock_shift_sql, instant_sql
from filiere.contacts.importing.mapping.records import (
    ISO_FORMAT,
    ColumnRule,
    FieldSpec,
    Mapping,
    RuleCondition,
    default_formats,
)
from filiere.contacts.schema import TABLES, Column, Table

_UNIT_US = {"hour": 3_600_000_000, "minute": 60_000_000, "second": 1_000_000, "millisecond": 1_000, "microsecond": 1}
_DAY, _HALF_DAY = 86_400_000_000, 43_200_000_000
_FINGERPRINT_SIGNS = 12
_PERIOD_FORMATS = {"day": "%Y-%m-%d", "month": "%Y-%m"}
_DECIMALS_KEPT = 6
"""Digits of a fraction of a second that are kept."""
_OFFSET_PATTERN = r"[T ].*(Z|z|[+-]\d\d(:?\d\d)?)$"
_REJECTION_BY_KIND = {
    "time": "bad-time",
    "day": "bad-day",
    "clock": "bad-clock",
    "epoch": "bad-time",
    "duration": "bad-duration",
}


@dataclass(frozen=True, slots=True)
class RejectionRule:
    """A reason to reject a row: the SQL that finds it, its code, and the column of the file it is read in."""

    sql: str
    code: str
    field: str


@dataclass(frozen=True, slots=True)
class _RuleLeaf:
    """One rule without alternatives: when it gives something, what, and what there is to say of it."""

    holds: str
    value: str
    troubles: tuple[RejectionRule, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()


@dataclass
class CompiledMapping:
    """The parts of the query that do not depend on the dates of the rows."""

    mapping: Mapping
    table: Table
    names: list[str]
    moments: list[tuple[str, str, str]] = field(default_factory=list)
    troubles: list[RejectionRule] = field(default_factory=list)
    repairs: list[tuple[str, str]] = field(default_factory=list)
    defects: list[tuple[str, str]] = field(default_factory=list)
    durations: list[tuple[str, str | None, str | None, str]] = field(default_factory=list)
    file: str = ""
    values: list[tuple[str, str]] = field(default_factory=list)


def compile_mapping(mapping: Mapping, names: Sequence[str], *, file: str = "") -> CompiledMapping:
    """Compile a mapping for a file whose columns are ``names`` and whose fingerprint is ``file``; an optional field
    that is not there is unknown."""
    done = CompiledMapping(mapping, TABLES[mapping.table], list(names), file=file)
    _MappingCompiler(done).run()
    return done


class _MappingCompiler:
    def __init__(self, done: CompiledMapping) -> None:
        self._done = done
        self._numbers = {name: rank for rank, name in enumerate(done.mapping.fields)}

    def run(self) -> None:
        done = self._done
        for column in done.table.columns:
            if (rule := done.mapping.columns.get(column.name)) is not None:
                self._column(column, rule)
        used = {name for rule in done.mapping.columns.values() for name in iter_rule_fields(rule)}
        for name, spec in done.mapping.fields.items():
            number = self._numbers[name]
            if spec.kind in _REJECTION_BY_KIND and name in used:
                done.troubles.append(RejectionRule(f"b{number}", _REJECTION_BY_KIND[spec.kind], name))
            elif spec.kind in _REJECTION_BY_KIND:
                done.defects.append((f"b{number}", f"unreadable:{slug(name)}"))
            if name in used:
                done.repairs.append((f"s{number}", "blank-trimmed"))
                if spec.kind == "time":
                    done.repairs.append((f"{_decimals_sql(f't{number}')} > {_DECIMALS_KEPT}", "fraction-cut"))
        self._checks()

    def _column(self, column: Column, rule: ColumnRule) -> None:
        leaves = list(self._leaves(rule, column, []))
        whens = " ".join(f"WHEN {leaf.holds} THEN {rank}" for rank, leaf in enumerate(leaves))
        chosen = f"CASE {whens} END"
        values = " ".join(f"WHEN {leaf.holds} THEN {leaf.value}" for leaf in leaves)
        self._done.values.append((column.name, f"CASE {values} END"))
        for rank, leaf in enumerate(leaves):
            taken = f"coalesce(({chosen}) = {rank}, false)"
            for trouble in leaf.troubles:
                self._done.troubles.append(RejectionRule(f"({taken} AND {trouble.sql})", trouble.code, trouble.field))
            for sql, name in leaf.repairs:
                self._done.repairs.append((f"({taken} AND {sql})", name))

    def _leaves(self, rule: ColumnRule, column: Column, outer: Sequence[str]) -> Iterator[_RuleLeaf]:
        conditions = [*outer, *(self._condition(name, one) for name, one in rule.when.items())]
        if rule.first_of is not None:
            for column_rule in rule.first_of:
                yield from self._leaves(column_rule, column, conditions)
            return
        leaf = self._leaf(rule, column)
        yield _RuleLeaf(" AND ".join([*conditions, leaf.holds]), leaf.value, leaf.troubles, leaf.repairs)

    def _condition(self, name: str, rule_condition: RuleCondition) -> str:
        known = f"t{self._numbers[name]} IS {'NOT ' if rule_condition.known else ''}NULL"
        if rule_condition.among is None:
            return known
        return f"coalesce(t{self._numbers[name]} IN ({', '.join(map(quote_text, rule_condition.among))}), false)"

    def _leaf(self, rule: ColumnRule, column: Column) -> _RuleLeaf:
        if rule.constant is not None:
            return _RuleLeaf("true", quote_text(rule.constant))
        if rule.join is not None:
            parts = [f"t{self._numbers[one]}" for one in rule.join]
            holds = " AND ".join(f"{one} IS NOT NULL" for one in parts)
            return _RuleLeaf(holds, f" || {quote_text(rule.separator)} || ".join(parts))
        if rule.day is not None:
            return self._moment(rule, self._day_and_clock(rule), "NULL", rule.clock or rule.day)
        name = rule.field or ""
        number, spec = self._numbers[name], self._done.mapping.fields[name]
        if rule.words is not None:
            return self._words(rule, column, name)
        if rule.restarts is not None:
            dated = f"coalesce(l{self._numbers[rule.dated or '']}, v{self._numbers[rule.dated or '']})"
            period = f"strftime(make_timestamp({dated}), '{_PERIOD_FORMATS[rule.restarts]}')"
            return _RuleLeaf(f"t{number} IS NOT NULL AND {dated} IS NOT NULL", f"{period} || '-' || t{number}")
        if spec.kind in {"time", "epoch"} and (column.kind == "time" or rule.plus or rule.minus):
            return self._moment(rule, f"l{number}", f"v{number}", name)
        if spec.kind == "day":
            return _RuleLeaf(f"l{number} IS NOT NULL", f"strftime(make_timestamp(l{number}), '%Y-%m-%d')")
        if spec.kind == "duration":
            return _RuleLeaf(f"v{number} IS NOT NULL", f"CAST(v{number} // 1000000 AS VARCHAR)")
        return _RuleLeaf(f"t{number} IS NOT NULL", f"n{number}" if spec.kind == "number" else f"t{number}")

    def _words(self, rule: ColumnRule, column: Column, name: str) -> _RuleLeaf:
        read = f"t{self._numbers[name]}"
        cases = " ".join(
            f"WHEN {quote_text(said)} THEN {quote_text(word)}" for said, word in (rule.words or {}).items()
        )
        code = "unmapped-outcome" if column.name == "outcome" else "unmapped-word"
        known = ", ".join(map(quote_text, rule.words or {}))
        return _RuleLeaf(
            f"{read} IS NOT NULL",
            f"CASE {read} {cases} END",
            (RejectionRule(f"{read} NOT IN ({known})", code, name),),
        )

    def _day_and_clock(self, rule: ColumnRule) -> str:
        clock = f"v{self._numbers[rule.clock or '']}"
        return f"l{self._numbers[rule.day or '']} + {clock} + CASE WHEN {self._next_day(rule)} THEN {_DAY} ELSE 0 END"

    def _next_day(self, rule: ColumnRule) -> str:
        if rule.not_before is None:
            return "false"
        clock, before = f"v{self._numbers[rule.clock or '']}", f"v{self._numbers[rule.not_before]}"
        return f"coalesce({before} - {clock} > {_HALF_DAY}, false)"

    def _moment(self, rule: ColumnRule, local: str, instant: str, name: str) -> _RuleLeaf:
        """Return the leaf of an instant: on the zone's clock (``local``) or known as such (``instant``)."""
        rank = len(self._done.moments)
        longer = "".join(f" + v{self._numbers[one]}" for one in rule.plus)
        longer += "".join(f" - v{self._numbers[one]}" for one in rule.minus)
        self._done.moments.append((local, instant, longer))
        repairs = [(f"fold{rank}", "fold-first")]
        if rule.not_before is not None:
            repairs.append((self._next_day(rule), "next-day"))
        holds = f"(local{rank} IS NOT NULL OR instant{rank} IS NOT NULL)"
        return _RuleLeaf(holds, f"utc{rank}", (RejectionRule(f"gap{rank}", "dst-gap", name),), tuple(repairs))

    def _checks(self) -> None:
        done = self._done
        for name, check in done.mapping.durations.items():
            declared = f"v{self._numbers[name]}"
            between = f"({self._write_value_sql(check.end)} - {self._write_value_sql(check.start)})"
            far = check.tolerance_seconds * 1_000_000
            done.defects.append((f"{declared} < 0", f"duration-negative:{slug(name)}"))
            start, end = self._local_reading(check.start), self._local_reading(check.end)
            wrong = f"abs({between} - {declared}{{shift}}) > {far}"
            done.durations.append((wrong, start, end, f"duration-disagrees:{slug(name)}"))
            done.defects.append((f"{declared} > 0 AND {between} IS NULL", f"duration-unplaced:{slug(name)}"))
        for order in done.mapping.orders:
            late = f"({self._write_value_sql(order.later)} - {self._write_value_sql(order.earlier)})"
            # A clock that is half a day or more behind has passed midnight.
            name = f"out-of-order:{slug(order.later)}-before-{slug(order.earlier)}"
            done.defects.append((f"{late} < 0 AND {late} > -{_HALF_DAY}", name))

    def _local_reading(self, name: str) -> str | None:
        """Return the SQL of what a clock of the file shows, day and hour; None where no rule tells its day."""
        if self._done.mapping.fields[name].kind == "time":
            return f"l{self._numbers[name]}"
        rules = [one for rule in self._done.mapping.columns.values() for one in (rule, *(rule.first_of or ()))]
        return next((self._day_and_clock(one) for one in rules if one.clock == name), None)

    def _write_value_sql(self, name: str) -> str:
        return f"coalesce(v{self._numbers[name]}, l{self._numbers[name]})"


def iter_rule_fields(rule: ColumnRule) -> Iterator[str]:
    """Yield the fields that a rule reads, those of its conditions among them."""
    yield from rule.when
    yield from rule.plus
    yield from rule.minus
    yield from rule.join or ()
    yield from (one for one in (rule.field, rule.day, rule.clock, rule.not_before, rule.dated) if one is not None)
    for column_rule in rule.first_of or ():
        yield from iter_rule_fields(column_rule)


def slug(name: str) -> str:
    """Return a name of a field as it may stand in the name of a defect."""
    return re.sub(r"[^\w.+-]+", "_", name)


def fields_sql(done: CompiledMapping) -> str:
    """Return the SQL of the fields read by their kinds, from a relation ``raw`` whose columns are those of the file."""
    first, second = [], []
    for number, (name, spec) in enumerate(done.mapping.fields.items()):
        if spec.kind == "line":
            # Rows of two files have the same numbers: the fingerprint tells them apart.
            cell = f"{quote_text(done.file[:_FINGERPRINT_SIGNS] + '-')} || CAST(raw_line AS VARCHAR)"
        else:
            cell = quote_identifier(name) if name in done.names else "CAST(NULL AS VARCHAR)"
        bare = f"trim({cell}, {quote_text(BLANK_CHARACTERS)})"
        nothing = ", ".join(map(quote_text, ("", *done.mapping.unknown, *spec.unknown)))
        first.append(f"CASE WHEN {bare} NOT IN ({nothing}) THEN {bare} END AS t{number}")
        first.append(f"coalesce({bare} <> {cell} AND {bare} <> '', false) AS s{number}")
        instant, local, step = _reading_sql(spec, f"t{number}")
        second.append(f"{instant} AS v{number}, {local} AS l{number}, {step} AS p{number}")
        if spec.kind == "number":
            point = f"replace(t{number}, ',', '.')" if spec.decimal_comma else f"t{number}"
            second.append(f"{point} AS n{number}")
    bad = ", ".join(
        f"t{number} IS NOT NULL AND v{number} IS NULL AND l{number} IS NULL AS b{number}"
        for number in range(len(done.mapping.fields))
    )
    return f"SELECT *, {bad} FROM (SELECT *, {', '.join(second)} FROM (SELECT raw_line, {', '.join(first)} FROM raw))"


def _decimals_sql(cell: str) -> str:
    """Return the SQL of how many digits follow the first point or comma of a text."""
    return f"length(regexp_extract({cell}, '[.,]([0-9]+)', 1))"


def _reading_sql(spec: FieldSpec, cell: str) -> tuple[str, str, str]:
    """Return the SQL of a field as an instant or amount, as a local reading, and the step of its clock."""
    none = "CAST(NULL AS BIGINT)"
    if spec.kind in {"text", "count", "number", "line"}:
        # A text is never unreadable; a count or a number is judged with its canonical column.
        return none, "0", none
    digits = _decimals_sql(cell)
    fine = f"CAST(pow(10, 6 - least(6, {digits})) AS BIGINT)"
    if spec.kind in {"epoch", "duration"}:
        amount = f"TRY_CAST(replace({cell}, ',', '.') AS DECIMAL(24, 6)) * {_UNIT_US[spec.unit]}"
        exact = f"CAST({amount} AS BIGINT)"
        if spec.kind == "epoch":
            coarse = f"CASE WHEN {digits} > 0 THEN greatest(1, {_UNIT_US[spec.unit]} * {fine} // 1000000) "
            return exact, none, f"CASE WHEN {cell} IS NOT NULL THEN {coarse}ELSE {_UNIT_US[spec.unit]} END END"
        return f"CASE WHEN strpos({cell}, ':') > 0 THEN {_clock_duration_sql(cell)} ELSE {exact} END", none, none
    formats = spec.format or default_formats(spec.kind)
    whole = (
        1_000_000
        if any(one == ISO_FORMAT or "%S" in one or "%T" in one or "%X" in one for one in formats)
        else 60_000_000
    )
    step = f"CASE WHEN {cell} IS NULL THEN NULL WHEN {digits} > 0 THEN {fine} ELSE {whole} END"
    patterns = [one for one in formats if one != ISO_FORMAT]
    aware = [one for one in patterns if "%z" in one]
    naive = [one for one in patterns if "%z" not in one]
    instants = [f"epoch_us(try_strptime({cell}, {_list_sql(aware)}))"] if aware else []
    locals_ = [f"epoch_us(try_strptime({cell}, {_list_sql(naive)}))"] if naive else []
    if ISO_FORMAT in formats:
        offset = f"regexp_matches({cell}, '{_OFFSET_PATTERN}')"
        instants.append(f"CASE WHEN {offset} THEN epoch_us(TRY_CAST({cell} AS TIMESTAMPTZ)) END")
        locals_.append(f"CASE WHEN NOT {offset} THEN epoch_us(TRY_CAST({cell} AS TIMESTAMP)) END")
    local = f"coalesce({', '.join([*locals_, none])})"
    instant = f"coalesce({', '.join([*instants, none])})"
    if spec.kind == "clock":
        # A clock is an amount since midnight, whatever day the format gives it.
        return f"{local} - ({local} // {_DAY} - CASE WHEN {local} % {_DAY} < 0 THEN 1 ELSE 0 END) * {_DAY}", none, step
    return instant, local, step if spec.kind == "time" else none


def _clock_duration_sql(cell: str) -> str:
    """Return the SQL of a duration written ``H:MM:SS`` or ``M:SS``, in microseconds."""
    point = f"replace({cell}, ',', '.')"
    parts = [f"TRY_CAST(split_part({point}, ':', {rank}) AS DECIMAL(18, 6))" for rank in (1, 2, 3)]
    long = f"({parts[0]} * 3600 + {parts[1]} * 60 + {parts[2]})"
    short = f"({parts[0]} * 60 + {parts[1]})"
    three = f"length({cell}) - length(replace({cell}, ':', '')) = 2"
    return f"CAST(CASE WHEN {three} THEN {long} ELSE {short} END * 1000000 AS BIGINT)"


def _list_sql(formats: Sequence[str]) -> str:
    return f"[{', '.join(map(quote_text, formats))}]"


def moments_sql(done: CompiledMapping) -> str:
    """Return the SQL of the moments put together, from a relation ``fields`` that :func:`fields_sql` gave."""
    put = ", ".join(
        f"{local} AS local{rank}, {instant} AS instant{rank}" for rank, (local, instant, _) in enumerate(done.moments)
    )
    return f"SELECT *{', ' + put if put else ''} FROM fields"


def rows_sql(done: CompiledMapping, zone: str, first_us: int, last_us: int) -> str:
    """Return the SQL of the canonical rows, from a relation ``moments`` that :func:`moments_sql` gave, whose local
    readings are all between the two bounds. Beside the canonical columns there are ``_faults``, ``_repairs``,
    ``_defects``, ``_precision_us`` and ``_blank``."""
    fields = list(done.mapping.fields)
    numbers = {name: rank for rank, name in enumerate(fields)}
    clocks = []
    for rank, (_, _, longer) in enumerate(done.moments):
        utc, fold = instant_sql(f"local{rank}", zone, first_us, last_us)
        clocks.append(f"coalesce(instant{rank}, {utc}){longer} AS utc{rank}")
        clocks.append(f"local{rank} IS NOT NULL AND {utc} IS NULL AS gap{rank}, coalesce({fold}, false) AS fold{rank}")
    faults = ", ".join(
        f"CASE WHEN {one.sql} THEN {{'code': {quote_text(one.code)}, 'field': {quote_text(one.field)}, "
        f"'read': t{numbers[one.field]}}} END"
        for one in done.troubles
    )
    found = f"list_filter([{faults}], lambda one: one IS NOT NULL)" if faults else "[]"
    steps = ", ".join(f"p{number}" for number in range(len(fields)))
    # The number of a row is known of an empty one as well.
    read = [number for number, name in enumerate(fields) if done.mapping.fields[name].kind != "line"]
    blank = " AND ".join(f"t{number} IS NULL" for number in read) or "false"
    values = ", ".join(f"{sql} AS {quote_identifier(name)}" for name, sql in done.values)
    bounds = (first_us, last_us)
    # A duration that agrees once the clock is known to have been moved meanwhile disagrees with nothing.
    disagreeing = [
        (" AND ".join(wrong.format(shift=one) for one in ("", f" - {_shift_sql(start, end, zone, bounds)}")), name)
        for wrong, start, end, name in done.durations
    ]
    defects = _joined_names_sql([*done.defects, *disagreeing])
    return (
        f"SELECT raw_line, {values}, {found} AS _faults, {_joined_names_sql(done.repairs)} AS _repairs, "
        f"{defects} AS _defects, least({steps}) AS _precision_us, {blank} AS _blank "
        f"FROM (SELECT *{''.join(', ' + one for one in clocks)} FROM moments)"
    )


def _shift_sql(start: str | None, end: str | None, zone: str, bounds: tuple[int, int]) -> str:
    return "0" if start is None or end is None else clock_shift_sql(start, end, zone, *bounds)


def _joined_names_sql(named: Sequence[tuple[str, str]]) -> str:
    """Return the SQL of the names whose condition holds, each once, set apart by commas."""
    by_name: dict[str, list[str]] = {}
    for sql, name in named:
        by_name.setdefault(name, []).append(f"coalesce({sql}, false)")
    cases = [f"CASE WHEN {' OR '.join(conditions)} THEN {quote_text(name)} END" for name, conditions in by_name.items()]
    return f"concat_ws(',', {', '.join(cases)})" if cases else "''"
