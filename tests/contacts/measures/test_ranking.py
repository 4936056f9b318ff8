"""Values at ranks, against a sorted list: groups of unknown name, values alike, values in bins far apart."""

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.measures_sample import context_of

from filiere.contacts.measures.rank_selection import BIN_WIDTH_US, values_at_ranks

PERCENTILES = (1, 50, 90, 99)
AMOUNTS = (
    st.integers(0, 9) | st.integers(BIN_WIDTH_US - 3, BIN_WIDTH_US + 3) | st.integers(0, 40 * BIN_WIDTH_US) | st.none()
)
ROWS = st.lists(st.tuples(st.sampled_from(("sales", "post", None)), AMOUNTS), min_size=1, max_size=60)


@given(rows=ROWS)
@settings(max_examples=25)
def test_the_value_at_a_rank_is_that_of_the_sorted_list(rows: list[tuple[Any, ...]]) -> None:
    """At rank ⌈p·n/100⌉, an unknown one last; a group that is not named is one."""
    kinds = {"queue": pa.string(), "amount": pa.int64(), "uncovered": pa.int64()}
    stored = [{"queue": queue, "amount": amount, "uncovered": int(amount is None)} for queue, amount in rows]
    with context_of({}, span=("2026-03-02T09:00", "2026-03-02T10:00")) as context:
        table = context.engine.make_table(pa.Table.from_pylist(stored, schema=pa.schema(kinds)))
        found = context.engine.fetch(values_at_ranks(table, ["queue"], PERCENTILES)).to_pylist()
    expected = []
    for queue in {queue for queue, _ in rows}:
        values = [amount for name, amount in rows if name == queue]
        unknown = values.count(None)
        ordered = [*sorted(one for one in values if one is not None), *[None] * unknown]
        ranks = {f"value_{place}": ordered[-(-one * len(ordered) // 100) - 1] for place, one in enumerate(PERCENTILES)}
        expected.append({"queue": queue, "n": len(values), "uncovered": unknown, **ranks})
    assert sorted(found, key=str) == sorted(({key: one[key] for key in found[0]} for one in expected), key=str)
