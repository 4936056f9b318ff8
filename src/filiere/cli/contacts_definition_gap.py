"""``filiere contacts compare``: the gap between two definitions on the same contacts, one choice at a time.

Status 0: done, whatever is withheld; 1: a fault in the store or a definition; 2: the command was used wrongly.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from cyclopts import Parameter, validators

from filiere.cli.contacts_gap_chart import build_waterfall, render_svg
from filiere.cli.contacts_options import WRONG_USE_CODES, exit_on_faults, require_indicators, split_words
from filiere.cli.contacts_output import ContactsFormatOption, print_rows
from filiere.cli.options import LangOption, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.contacts import (
    GROUP_NAMES,
    LISTED_CONTACTS,
    DefinitionGap,
    MovedContactsFile,
    PathStep,
    Store,
    compare_definitions,
    find_counterparts,
    format_term,
    format_value,
    gap_as_json,
    load_set,
    parse_groups,
    round_term,
    write_step_sentence,
    write_summary,
)
from filiere.core import Faults, Text
from filiere.core.language import source_language
from filiere.core.numbers import UNKNOWN_MARK, format_number

_WRONG_USE_CODES = WRONG_USE_CODES | {"gap-no-indicator", "gap-other-measure", "gap-list-form", "gap-chart-form"}
_COUNTS = ("changed", "entered", "left", "gained", "lost")
_LEVELS = ("value", "numerator", "denominator")
GAP_SCHEMA = pa.schema(
    [
        *(pa.field(f"{side}_{name}", pa.string()) for side in ("from", "to") for name in ("definition", "indicator")),
        *(pa.field(name, pa.string()) for name in GROUP_NAMES),
        pa.field("step", pa.int64()),
        *(pa.field(name, pa.string()) for name in ("change", "title", "sentence")),
        *(
            pa.field(f"{side}_{name}", pa.float64() if name == "value" else pa.int64())
            for side in ("before", "after")
            for name in _LEVELS
        ),
        pa.field("term", pa.float64()),
        *(pa.field(f"term_{name}", pa.int64()) for name in ("numerator", "denominator")),
        *(pa.field(name, pa.int64()) for name in _COUNTS),
        *(pa.field(name, pa.string()) for name in ("status", "reason")),
    ]
)
"""A step as a row, for CSV and Parquet. The term is also given as an exact fraction, and the terms of a gap sum to it;
a mean of many ratios may have terms too large for a whole number of a file, and then has none."""
_MAX_INTEGER = 2**63 - 1


def compare_(
    folder: Path,
    /,
    *,
    from_: Annotated[str, Parameter(name="--from")],
    to: str,
    indicator: str = "service_level",
    to_indicator: str | None = None,
    by: str = "",
    first: Annotated[int, Parameter(validator=validators.Number(gte=0, lte=10_000))] = LISTED_CONTACTS,
    contacts: Path | None = None,
    chart: Path | None = None,
    format: ContactsFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Expliquer l’écart entre deux définitions, un choix à la fois. · Explain the gap between two definitions.

    Parameters
    ----------
    folder
        Dossier de l’entrepôt. · Folder of the store.
    from_
        Définition de départ : identifiant ou fichier. · Definition to start from: id or file.
    to
        Définition d’arrivée. · Definition to arrive at.
    indicator
        Clé ou mesure de l’indicateur. · Key or measure of the indicator.
    to_indicator
        Clé de l’indicateur d’arrivée ; le plus proche par défaut. · Key of the indicator to arrive at; the nearest.
    by
        Ce qui distingue les écarts : organisation, site, queue, channel. · What to split gaps by.
    first
        Nombre de contacts donnés à chaque étape, en JSON. · How many contacts are given at each step, in JSON.
    contacts
        Fichier .parquet ou .csv où écrire tous les contacts de chaque étape. · File for every contact of each step.
    chart
        Fichier .svg où dessiner l’écart ; sans --by. · File in which to draw the gap; without --by.
    """
    with handle_faults(lang):
        with exit_on_faults(_WRONG_USE_CODES):
            groups = parse_groups(split_words(by))
            this, other = (require_indicators(load_set(name)) for name in (from_, to))
            start, end = find_counterparts(this, other, named=indicator, end_named=to_indicator)
            whole = nullcontext() if contacts is None else MovedContactsFile(contacts)
            _require_svg(chart)
        store = Store.open(folder)
        with whole as kept:
            gaps = compare_definitions(store, (this, start), (other, end), by=groups, first=first, listing=kept)
        if chart is not None:
            for gap in gaps[:1]:
                chart.write_text(render_svg(build_waterfall(gap, ident="gap")), encoding="utf-8")
        if format == "json":
            print_json([gap_as_json(gap, source_language()) for gap in gaps])
        elif format == "table":
            _print_gaps(gaps)
        else:
            print_rows(list(_step_rows(gaps)), format, schema=GAP_SCHEMA, headings={}, words=lambda _: [])


def _require_svg(chart: Path | None) -> None:
    if chart is not None and chart.suffix.lower() != ".svg":
        raise Faults.one(
            code="gap-chart-form",
            message=Text(
                fr=f"Le dessin de l’écart est un SVG, et « {chart.name} » n’en est pas un.",
                en=f"A gap chart is an SVG file, and “{chart.name}” is not.",
            ),
            remedy=Text(fr="Donnez un nom en .svg.", en="Give a name ending in .svg."),
            key="chart",
        )


def _step_rows(gaps: Sequence[DefinitionGap]) -> Iterator[dict[str, Any]]:
    """Give the steps of gaps as rows, in order."""
    for gap in gaps:
        told = gap_as_json(gap, source_language())
        for step in told["steps"]:
            row: dict[str, Any] = {f"{side}_{name}": told[side][name] for side in ("from", "to")
                                   for name in ("definition", "indicator")}  # fmt: skip
            row |= {name: told["group"].get(name) for name in GROUP_NAMES}
            row |= {name: step[name] for name in ("step", "change", "title", "sentence")}
            row |= {f"{side}_{name}": step[side][name] for side in ("before", "after") for name in _LEVELS}
            term = step["term"] or {"value": None, "exact": None}
            row |= {"term": term["value"], **_fraction_parts(term["exact"])}
            row |= {name: step["contacts"][name] for name in _COUNTS}
            yield row | {"status": told["status"], "reason": told["reason"]}


def _fraction_parts(words: str | None) -> dict[str, int | None]:
    parts = (None, None) if words is None else Fraction(words).as_integer_ratio()
    whole = all(part is not None and abs(part) <= _MAX_INTEGER for part in parts)
    return dict(zip(("term_numerator", "term_denominator"), parts if whole else (None, None), strict=True))


_HEADINGS = (
    Text(fr="Étape", en="Step"),
    Text(fr="Choix", en="Choice"),
    Text(fr="Avant", en="Before"),
    Text(fr="Effet", en="Effect"),
    Text(fr="Après", en="After"),
    Text(fr="Contacts", en="Contacts"),
)


def _print_gaps(gaps: Sequence[DefinitionGap]) -> None:
    """Print each gap: its sentence, its steps as a table, then a sentence a step."""
    if not gaps:
        print(Text(fr="Aucun contact : rien à comparer.", en="No contacts: nothing to compare."))
    for rank, gap in enumerate(gaps):
        if rank:
            print()
        if gap.group:
            print(" / ".join(value or UNKNOWN_MARK for value in gap.group.values()))
        print(write_summary(gap))
        if gap.steps:
            print_table([str(one) for one in _HEADINGS], [_step_cells(gap, *one) for one in enumerate(gap.steps, 1)])
        for place, step in enumerate(gap.steps, start=1):
            print(f"{place}. {write_step_sentence(gap, step)}")


def _step_cells(gap: DefinitionGap, place: int, step: PathStep) -> list[str]:
    unit = gap.start_indicator.unit
    start, end = step.before.value, step.after.value
    if gap.status != "published" or start is None or end is None:
        before = term = after = UNKNOWN_MARK
    else:
        before, after = format_value(start, unit, source_language()), format_value(end, unit, source_language())
        term = format_term(round_term(start, end, unit), unit, source_language())
    return [str(place), str(step.change.title), before, term, after, format_number(step.moved.changed, digits=0)]
