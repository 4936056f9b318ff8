"""``filiere contacts benchmark``: an indicator compared between organisations, through the gate of publication.

What is printed is for one reader, the organisation of ``--as``; who was left out, and why, goes to the error output,
for whoever holds the stores. Status 0: done, published or not; 1: a fault in a store; 2: the command was used wrongly.
"""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from cyclopts import Parameter

from filiere.cli import fault_sentences
from filiere.cli.contacts_output import ContactsFormatOption, print_rows
from filiere.cli.options import LangOption, SeedOption, exit_status, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.contacts import (
    LEFT_OUT_LABELS,
    Benchmark,
    ComparisonGroup,
    Contributions,
    Indicator,
    IntervalEnds,
    Store,
    compute_benchmark,
    describe_place,
    find_common_indicator,
    load_set,
    open_engine,
    read_contributions,
    select_group,
    write_notes,
)
from filiere.contacts.definitions.choice_narrative import indicator_title
from filiere.core import Faults, Text
from filiere.core.language import choose_words
from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent
from filiere.core.periods import Period
from filiere.disclosure import Contribution, Dimension, MicroTable, Rule, load_rules, publication_gate, rule_in_force

RULE = "members-benchmark"
_WRONG_USE = frozenset(
    {
        *("definition-unknown", "benchmark-not-common", "benchmark-not-comparable"),
        *("benchmark-unknown-organisation", "benchmark-not-a-day"),
    }
)
_TEXT, _FLOAT, _INT, _FLAG = pa.string(), pa.float64(), pa.int64(), pa.bool_()
BENCHMARK_SCHEMA = pa.schema(
    {
        **dict.fromkeys(("definition", "version", "sha256", "indicator", "unit", "first", "last", "status"), _TEXT),
        **dict.fromkeys(("organisations", "days"), _INT),
        **{f"{name}{end}": _FLOAT for name in ("q1", "median", "q3") for end in ("", "_low", "_high")},
        "step": _FLOAT,
        **dict.fromkeys(("estimator", "weighting"), _TEXT),
        "coverage": _INT,
        **dict.fromkeys(("coverage_low", "narrow"), _FLAG),
        "rule": _TEXT,
        **dict.fromkeys(("draws", "seed"), _INT),
        "own_organisation": _TEXT,
        **dict.fromkeys(("own_value", "own_low", "own_high"), _FLOAT),
        "own_n": _INT,
        "own_band": _TEXT,
        "own_firm": _FLAG,
        "own_coverage": _FLOAT,
        "own_left_out": _TEXT,
    }
)
"""A row of a benchmark: its keys in the published order, those of the reader's own organisation last."""


def benchmark_(
    *stores: Path,
    definition: str,
    indicator: str,
    as_: Annotated[str | None, Parameter(name="--as")] = None,
    start: Annotated[str | None, Parameter(name="--from")] = None,
    end: Annotated[str | None, Parameter(name="--to")] = None,
    seed: SeedOption = 1,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Comparer un indicateur entre organisations. · Compare an indicator between organisations.

    Parameters
    ----------
    stores
        Dossiers des entrepôts, d’une organisation ou plusieurs chacun. · Folders of the stores.
    definition
        Définition commune, comme common-v1 ; aucune autre n’est prise. · Common definition, and no other.
    indicator
        Indicateurs, séparés par des virgules. · Indicators, separated by commas.
    as_
        Organisation à qui le résultat est destiné : elle y voit sa place. · Organisation that the result is for.
    start
        Premier jour, AAAA-MM-JJ ; celui que toutes ont, par défaut. · First day; by default the first that all share.
    end
        Dernier jour. · Last day.
    seed
        Nombre de départ des tirages. · Random seed of the draws.
    """
    with handle_faults(lang):
        try:
            definition_set = load_set(definition)
            indicators = [
                find_common_indicator(definition_set, name.strip()) for name in indicator.split(",") if name.strip()
            ]
            first, last = _parse_day(start), _parse_day(end)
            opened = [Store.open(folder) for folder in stores]
            _require_organisation(as_, opened)
        except Faults as faults:
            print(fault_sentences(faults), file=sys.stderr)
            sys.exit(exit_status(faults.faults, _WRONG_USE))
        rule = rule_in_force(load_rules(), RULE, datetime.now(UTC).date())
        results: list[tuple[Indicator, Benchmark]] = []
        with open_engine() as engine:
            for each in indicators:
                found = read_contributions(opened, definition_set, each, engine=engine, first=first, last=last)
                compared = select_group(
                    found.members,
                    first=found.first,
                    last=found.last,
                    least_agents=rule.minimum,
                    least_observations=found.least_observations,
                )
                results.append((each, _compute_benchmark(found, compared, rule, as_, seed)))
                _print_left_out(each, compared)
        _print_results(results, format)


def is_publishable(compared: ComparisonGroup, rule: Rule) -> bool:
    """Ask the gate whether what a group compares may be published: one cell, in which each weighs its denominator.

    Each comparison is a table of its own: quartiles are no sums, which a reader could take one from another.
    """
    rows = tuple(Contribution(name, ("compared",), weight) for name, weight in compared.weights.items())
    cells = publication_gate().decide(MicroTable((Dimension("cell"),), rows), rule).build_public_table().cells
    return bool(cells) and all(cell.verdict == "published" for cell in cells)


def _compute_benchmark(
    found: Contributions, compared: ComparisonGroup, rule: Rule, reader: str | None, seed: int
) -> Benchmark:
    own = next((one for one in found.members if one.organisation == reader), None)
    return compute_benchmark(
        compared, found.measured, publish=is_publishable(compared, rule), rule=rule.id, own=own, seed=seed
    )


def _parse_day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Faults.one(
            code="benchmark-not-a-day",
            message=Text(fr=f"« {words} » n’est pas un jour.", en=f"“{words}” is not a date."),
            remedy=Text(fr="Écrivez AAAA-MM-JJ, comme 2026-03-01.", en="Write YYYY-MM-DD, such as 2026-03-01."),
        ) from None


def _require_organisation(reader: str | None, stores: list[Store]) -> None:
    names = {name for store in stores for name in store.organisations()}
    if reader is not None and reader not in names:
        raise Faults.one(
            code="benchmark-unknown-organisation",
            message=Text(
                fr=f"L’organisation « {reader} » n’est dans aucun des entrepôts donnés.",
                en=f"The organisation “{reader}” is not in any of the stores given.",
            ),
            remedy=Text(fr="Vérifiez la clé donnée à --as.", en="Check the key given to --as."),
        )


def _print_left_out(indicator: Indicator, compared: ComparisonGroup) -> None:
    for name, why in compared.left_out.items():
        words = Text(
            fr=f"{indicator.key} : {name} n’y figure pas ({LEFT_OUT_LABELS[why].fr}).",
            en=f"{indicator.key}: {name} is not included ({LEFT_OUT_LABELS[why].en}).",
        )
        print(words, file=sys.stderr)


def _print_results(results: list[tuple[Indicator, Benchmark]], format: Any) -> None:
    if format == "table":
        for place_, (indicator, found) in enumerate(results):
            if place_:
                print()
            _print_card(indicator, found)
    elif format == "json":
        print_json([found.as_json() for _, found in results])
    else:
        rows = [_flatten_row(found.as_json()) for _, found in results]
        print_rows(rows, format, schema=BENCHMARK_SCHEMA, headings={}, words=lambda _: [])


def _flatten_row(row: Mapping[str, Any]) -> dict[str, Any]:
    own = row["own"] or {}
    return {
        name: own.get(name.removeprefix("own_")) if name.startswith("own_") else row[name]
        for name in BENCHMARK_SCHEMA.names
    }


def _print_card(indicator: Indicator, found: Benchmark) -> None:
    """Print a comparison for people: what, on which days, the three quartiles and one's own, then the notes."""
    print(f"{indicator_title(indicator)} · {found.measured.definition}@{found.measured.version}")
    print(Period.parse(f"{found.first}/{found.last}").label())
    if found.organisations is not None:
        print(
            Text(
                fr=f"{found.organisations} organisations, {found.days} jours, "
                f"{format_percent(found.coverage, 'fr', 0)} de contacts aux heures utilisables",
                en=f"{found.organisations} organisations, {found.days} days, "
                f"{format_percent(found.coverage, 'en', 0)} of contacts with usable times",
            )
        )
    print()
    unit = found.measured.unit
    own = found.own
    lines = [
        (name, None if one is None else one.value, None if one is None else one.interval)
        for name, one in (
            (Text(fr="Premier quartile", en="First quartile"), found.q1),
            (Text(fr="Médiane", en="Median"), found.median),
            (Text(fr="Troisième quartile", en="Third quartile"), found.q3),
        )
    ]
    if own is not None:
        lines.append((Text.same(own.organisation), own.value, own.interval))
    heads = (Text(fr="Repère", en="Reference"), Text(fr="Valeur", en="Value"), Text(fr="Intervalle", en="Interval"))
    print_table(
        [str(one) for one in heads],
        [[str(name), _format_amount(value, unit), _format_interval(ends, unit)] for name, value, ends in lines],
    )
    print()
    if (said := describe_place(found)) is not None:
        print(said)
    elif own is not None and own.left_out:
        why = LEFT_OUT_LABELS[own.left_out]
        print(Text(fr=f"Votre organisation n’y figure pas : {why.fr}.", en=f"You are not included: {why.en}."))
    for note in write_notes(found):
        print(note)


def _format_interval(ends: IntervalEnds | None, unit: str) -> str:
    if ends is None:
        return UNKNOWN_MARK
    return f"{_format_amount(ends.low, unit)} {choose_words('à', 'to')} {_format_amount(ends.high, unit)}"


def _format_amount(value: float | None, unit: str) -> str:
    if value is None:
        return UNKNOWN_MARK
    if unit == "percent":
        return format_percent(round(value, 2), digits=None)
    shown = format_number(round(value, 2))
    return f"{shown} s" if unit == "seconds" else shown
