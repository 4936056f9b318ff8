"""What the engine computes and what the recomputation finds are compared, row by row and reason by reason."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from random_stores import MadeStore

from filiere.contacts.definitions import DefinitionSet
from filiere.contacts.engines import Settings, open_engine
from filiere.contacts.exclusions import left_out
from filiere.contacts.gates import gate_report
from filiere.contacts.indicators import computed, context_of
from filiere.contacts.recount.recounting import recount
from filiere.contacts.recount.tables import Tables
from filiere.contacts.rows import GROUPS, IndicatorRow, Interval


def told(rows: Iterable[IndicatorRow]) -> dict[tuple[Any, ...], IndicatorRow]:
    """Rows that say something, by what they are of: a row without data says nothing, and one side may leave it out."""
    return {
        (row.indicator, row.interval, *(getattr(row, name) for name in GROUPS)): row
        for row in rows
        if row.status != "no_data"
    }


def agree(store: MadeStore, definition: DefinitionSet, by: tuple[str, ...], interval: Interval) -> None:
    """Compute twice and compare the rows and what was left out; what differs is shown side by side."""
    again = list(recount(Tables(store, store.folder), definition, by=by, interval=interval))
    second = told(row for one in again for row in one.rows)
    with open_engine(Settings(threads=1)) as engine, engine.holding():
        # One context for both: to lay out the tables of a context takes longer than to sum a few rows of them.
        context = context_of(store, engine, by=by, interval=interval)
        first = told(computed(context, [definition], gates=gate_report(context)))
        aside: dict[str, dict[str, int]] = defaultdict(dict)
        for one in left_out(context, [definition]):
            aside[one.indicator][one.reason] = one.n
    differing = {key: (first.get(key), second.get(key)) for key in first | second if first.get(key) != second.get(key)}
    assert differing == {}
    assert aside == {one.indicator: dict(one.exclusions) for one in again if one.exclusions}
