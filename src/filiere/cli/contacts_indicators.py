"""``filiere contacts indicators``: the indicators of a store.

Status 0: done, whatever is withheld; 1: a fault in the store or a definition; 2: the command was used wrongly.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from cyclopts import Parameter, validators

from filiere.cli.contacts_options import exit_on_faults, require_indicators, split_definitions, split_words
from filiere.cli.contacts_output import ContactsFormatOption, print_rows
from filiere.cli.option_types import MemoryOption
from filiere.cli.options import LangOption, handle_faults
from filiere.cli.tables import print_table
from filiere.contacts import (
    GROUP_NAMES,
    CubeStore,
    DefinitionSet,
    EngineName,
    EngineSettings,
    GateVerdict,
    IndicatorRow,
    LeftOutUnits,
    PeriodInterval,
    Periods,
    Store,
    build_context,
    build_periods,
    check_store,
    compute_indicators,
    count_left_out,
    find_target,
    group_equal_exclusions,
    load_set,
    open_engine,
    parse_groups,
    reason_label,
    status_label,
)
from filiere.core import Text
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent

INDICATOR_SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string(), nullable=False) for name in ("definition", "version", "sha256")),
        *(pa.field(name, pa.string()) for name in GROUP_NAMES),
        *(pa.field(name, pa.string(), nullable=False) for name in ("interval", "indicator", "unit")),
        pa.field("value", pa.float64()),
        # A sum of microseconds over decades still fits.
        pa.field("numerator", pa.int64()),
        pa.field("denominator", pa.int64()),
        pa.field("n", pa.int64(), nullable=False),
        *(pa.field(name, pa.string(), nullable=False) for name in ("status", "reason")),
    ]
)
"""A row of an indicator, its keys in the published order."""
_ROW_SCHEMA = INDICATOR_SCHEMA.append(pa.field("target", pa.float64()))
"""A row, and the target that its value is read against, in the same unit."""

_HEADINGS = {
    "definition": Text(fr="Définition", en="Definition"),
    "indicator": Text(fr="Indicateur", en="Indicator"),
    "organisation": Text(fr="Organisation", en="Organisation"),
    "site": Text(fr="Site", en="Site"),
    "queue": Text(fr="File", en="Queue"),
    "channel": Text(fr="Canal", en="Channel"),
    "interval": Text(fr="Période", en="Period"),
    "value": Text(fr="Valeur", en="Value"),
    "target": Text(fr="Objectif", en="Target"),
    "n": Text(fr="n", en="n"),
    "status": Text(fr="Remarque", en="Remark"),
}
_UNITS = {
    "seconds": Text(fr="s", en="s"),
    "hours": Text(fr="h", en="h"),
    "points": Text(fr="points", en="points"),
    "per_thousand": Text(fr="‰", en="‰"),
}
_EXCLUDED = {
    "title": Text(fr="Exclus", en="Excluded"),
    "none": Text(fr="· Aucune exclusion.", en="· Nothing is excluded."),
    "line": Text(
        fr="· Exclus, au plus par indicateur : {counts}. --exclusions en donne le détail par indicateur.",
        en="· Excluded, at most, by any one indicator: {counts}. Use --exclusions for details by indicator.",
    ),
    "reason": Text(fr="Raison", en="Reason"),
    "n": Text(fr="Combien", en="Count"),
    "definition": Text(fr="Définition", en="Definition"),
    "indicators": Text(fr="Indicateurs", en="Indicators"),
}
_MARKS: Mapping[GateVerdict, str] = {"failed": "✗ ", "told": "· "}


def indicators(
    folder: Path,
    /,
    *,
    definitions: str,
    by: str = "",
    interval: PeriodInterval = "all",
    engine: EngineName = "duckdb",
    master: str = "local[*]",
    memory_limit: MemoryOption | None = None,
    threads: Annotated[int | None, Parameter(show_default=False, validator=validators.Number(gte=1, lte=1024))] = None,
    cube: bool = True,
    exclusions: bool | None = None,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Calculer les indicateurs d’un entrepôt. · Compute the indicators of a store.

    Parameters
    ----------
    folder
        Dossier de l’entrepôt. · Folder of the store.
    definitions
        Jeux de définitions, séparés par des virgules. · Sets of definitions, separated by commas.
    by
        Ce qui distingue les lignes : organisation, site, queue, channel. · What rows are told apart by.
    interval
        Durée d’une période, en heure locale. · Length of a period, in local time.
    engine
        Moteur de calcul. · Engine.
    master
        Adresse de Spark. · Address of Spark.
    memory_limit
        Mémoire que le calcul occupe avant que DuckDB n’écrive sur le disque, par exemple 1GB.
        · Memory that the computation takes before DuckDB writes to the disk, such as 1GB.
    threads
        Cœurs du moteur DuckDB, tous par défaut. · Cores of the DuckDB engine, all of them by default.
    cube
        Se servir du cube des jours, et le faire pour un grand entrepôt ; --no-cube relit les lignes.
        · Use the day cube, and make it for a large store; --no-cube reads the rows again.
    exclusions
        Dire ce que chaque indicateur laisse de côté, par raison, sous le tableau, ou en JSON sur la sortie d’erreur
        avec les autres formats. Sans l’option, une ligne sous le tableau le résume ; --no-exclusions la retire.
        · Tell what each indicator leaves out, by reason, below the table, or as JSON on the error output with other
        formats. Without the option, one line below the table sums it up; --no-exclusions takes it away.
    """
    with handle_faults(lang):
        with exit_on_faults():
            groups = parse_groups(split_words(by))
            sets = [require_indicators(load_set(one)) for one in split_definitions(definitions)]
        store = Store.open(folder)
        settings = EngineSettings(name=engine, master=master, memory=memory_limit, threads=threads)
        today = datetime.now(UTC).date()
        with open_engine(settings) as opened:
            gates = check_store(build_context(store, opened), store.deliveries, store.erasures)
            told = exclusions or (exclusions is None and format == "table")
            excluded = list(count_left_out(build_context(store, opened), sets)) if told else []
            cubes = CubeStore.of(store) if cube and opened.local else None
            rows = compute_indicators(
                store, sets, by=groups, interval=interval, engine=opened, today=today, gates=gates, cubes=cubes
            )
        titles = {(one.id, each.key): each.title for one in sets for each in one.indicators}
        targets = _find_targets(rows, sets, build_periods(store), today)
        aimed = ["target"] if any(one is not None for one in targets) else []
        shown = ["definition", "indicator", *groups, "interval", "value", *aimed, "n", "status"]
        print_rows(
            [{**one.as_json(), "target": target} for one, target in zip(rows, targets, strict=True)],
            format,
            schema=_ROW_SCHEMA,
            headings={name: _HEADINGS[name] for name in shown},
            words=lambda row: [_format_cell(name, row, titles) for name in shown],
        )
        if format == "table":
            for check in gates.checks:
                if check.verdict != "passed":
                    print(_MARKS[check.verdict] + str(check.sentence))
            if told:
                _print_excluded(excluded, titles, whole=bool(exclusions))
        elif told:
            print(json.dumps({"exclusions": [asdict(one) for one in excluded]}, ensure_ascii=False), file=sys.stderr)


def _find_targets(
    rows: Sequence[IndicatorRow], sets: Sequence[DefinitionSet], periods: Periods, today: date
) -> list[float | None]:
    """Return the target that the value of each row is read against, None where none or several hold."""
    known = {(one.id, str(one.version), each.key): each for one in sets for each in one.indicators}
    span = periods.day_span
    found = [
        find_target(known[row.definition, row.version, row.indicator], row.interval, span=span, today=today)
        for row in rows
    ]
    return [None if one is None else float(one.value) for one in found]


def _print_excluded(excluded: Sequence[LeftOutUnits], titles: Mapping[tuple[str, str], Text], *, whole: bool) -> None:
    """Print what indicators leave out: a section of its own, or one line with the most that any of them does."""
    if not excluded:
        print(_EXCLUDED["none"])
    elif whole:
        print("\n" + str(_EXCLUDED["title"]))
        print_table(
            [str(_EXCLUDED[name]) for name in ("reason", "n", "definition", "indicators")],
            [
                [
                    str(reason_label(reason)),
                    format_number(count, digits=0),
                    definition,
                    " · ".join(str(titles[definition, one]) for one in keys),
                ]
                for (definition, reason, count), keys in group_equal_exclusions(excluded).items()
            ],
        )
    else:
        most: dict[str, int] = {}
        for left_out in excluded:
            most[left_out.reason] = max(most.get(left_out.reason, 0), left_out.n)
        counts = [f"{format_number(count, digits=0)} ({reason_label(reason)})" for reason, count in most.items()]
        print(str(_EXCLUDED["line"]).format(counts=", ".join(counts)))


def _format_cell(name: str, row: Any, titles: dict[tuple[str, str], Text]) -> str:
    value = row[name]
    if name == "definition":
        return f"{value}@{row['version']}"
    if name == "indicator":
        return str(titles[row["definition"], value])
    if name in ("value", "target"):
        return _format_amount(value, row["unit"])
    if name == "n":
        return format_number(value, digits=0)
    if name == "status":
        words = status_label(IndicatorRow(**{key: one for key, one in row.items() if key != "target"}))
        return "" if words is None else str(words)
    return UNKNOWN_MARK if value is None else str(value)


def _format_amount(value: float | None, unit: str) -> str:
    if value is None:
        return UNKNOWN_MARK
    if unit == "percent":
        return format_percent(value, digits=2)
    if unit == "count":
        return format_number(value, digits=2 if value % 1 else 0)
    return f"{format_number(value, digits=1)} {_UNITS[unit]}"
