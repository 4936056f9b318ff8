"""What the engine computes and what the recomputation finds are compared, row by row and reason by reason."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from support.scenes.shared_engine import share_engine
from support.strategies.random_stores import MadeStore

from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import DefinitionSet
from filiere.contacts.exclusion_counts import count_left_out
from filiere.contacts.indicator_rows import GROUP_NAMES, IndicatorRow, PeriodInterval
from filiere.contacts.indicators import build_context, compute_in_context
from filiere.contacts.recount.indicators import recount_definition
from filiere.contacts.recount.tables import StoredTables


def told(rows: Iterable[IndicatorRow]) -> dict[tuple[Any, ...], IndicatorRow]:
    """Rows that say something, by what they are of: a row without data says nothing, and one side may leave it out."""
    return {
        (row.indicator, row.interval, *(getattr(row, name) for name in GROUP_NAMES)): row
        for row in rows
        if row.status != "no_data"
    }


def agree(store: MadeStore, definition: DefinitionSet, by: tuple[str, ...], interval: PeriodInterval) -> None:
    """Compute twice and compare the rows and what was left out; what differs is shown side by side."""
    again = list(recount_definition(StoredTables(store, store.folder), definition, by=by, interval=interval))
    second = told(row for one in again for row in one.rows)
    with share_engine() as engine:
        # One context for both: to lay out the tables of a context takes longer than to sum a few rows of them.
        context = build_context(store, engine, by=by, interval=interval)
        first = told(compute_in_context(context, [definition], gates=check_store(context)))
        aside: dict[str, dict[str, int]] = defaultdict(dict)
        for one in count_left_out(context, [definition]):
            aside[one.indicator][one.reason] = one.n
    differing = {key: (first.get(key), second.get(key)) for key in first | second if first.get(key) != second.get(key)}
    assert differing == {}
    assert aside == {one.indicator: dict(one.exclusions) for one in again if one.exclusions}
