"""Returns counted with one sort a scope are those of an engine's windows, in whatever shares customers are taken."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.measures_sample import context_of
from support.strategies.drawn import drawn
from support.strategies.waits_sample import COMMON, PARIS, choices, indicator, rows_of, unit

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions import Choices
from filiere.contacts.definitions.records import Indicator, Overrides, merge_choices
from filiere.contacts.engines import EngineSettings
from filiere.contacts.measures import MEASURES, numpy_repeat_contacts
from filiere.contacts.measures.resolution import REPEAT_SCOPES, ContactResolution, plan_repeats
from filiere.contacts.measures.shared_sums import compute_tallies
from filiere.contacts.query_planning import compute_planned_sums


def rules() -> st.SearchStrategy[Any]:
    """A window, a scope, a base and what becomes of the youngest."""
    return st.fixed_dictionaries(
        {
            "window_days": st.sampled_from([1, 2]),
            "scope": st.sampled_from([*REPEAT_SCOPES]),
            "base": st.sampled_from(["gross", "net"]),
            "tail": st.sampled_from(["excluded", "counted"]),
        }
    )


def sums(table: Any, context: Context) -> dict[Any, Any]:
    """The sums of groups and periods that have any."""
    return {
        tuple(row[key] for key in context.keys): (row["numerator"], row["denominator"], row["n"])
        for row in table.to_pylist()
        if row["n"]
    }


@given(
    st.lists(unit(), min_size=1, max_size=30),
    choices(),
    st.lists(rules(), min_size=1, max_size=4),
    st.sampled_from([None, "phone"]),
    st.sampled_from([(), ("queue",), ("organisation", "channel")]),
    st.sampled_from(["all", "hour", "day", "month", "year"]),
    st.sampled_from([3, 1000]),
)
@settings(max_examples=drawn(12), deadline=None)
def test_both_ways_agree(
    made: Any, chosen: Choices, drawn_rules: Any, channel: Any, by: Any, interval: Any, share: int
) -> None:
    """Many of the drawn contacts arrive at one instant, and some come in shares of a few, which two threads part."""
    rows = rows_of(made)
    for row in rows[::2]:
        row["arrived_us"] = row["arrived_us"] // 86_400_000_000 * 86_400_000_000
    wanted: list[tuple[ContactResolution, Indicator]] = [
        (
            MEASURES["contact_resolution"],  # type: ignore[misc]
            indicator("contact_resolution", merge_choices(chosen, Overrides(resolution=rule)), channel=channel),  # type: ignore[call-arg]
        )
        for rule in drawn_rules
    ]
    both = EngineSettings(threads=2)
    with (
        pytest.MonkeyPatch.context() as patch,
        context_of({"contact": rows}, by=by, interval=interval, settings=both) as context,
    ):
        patch.setattr(numpy_repeat_contacts, "SHARE_CONTACTS", share)
        patch.setattr(numpy_repeat_contacts, "PART_CONTACTS", 2)
        assert numpy_repeat_contacts.can_count_repeats(context, wanted)
        found = dict(compute_planned_sums(context, wanted))
        for index, one in enumerate(wanted):
            windows = plan_repeats(context, [one])
            (expected,) = windows.split_by_indicator(
                context.engine.fetch(compute_tallies(context, windows)), context.keys
            )
            assert sums(found[index], context) == sums(expected, context), one[1].choices.resolution


def test_customers_of_one_beginning_are_told_apart() -> None:
    """A place takes the last bits of a hash: those that differ there alone came between each other, and are sorted."""
    customer = np.array([9, 8, 9, 8, 1 << 60], np.uint64)
    share = {
        "customer": customer,
        "check": np.array([1, 2, 1, 3, 4], np.uint64),
        "arrived": np.array([50, 10, 20, 30, 40]),
    }
    with context_of({"contact": []}) as context:
        ordered = numpy_repeat_contacts._order_contacts(context, share, context.table("contact"))
    assert ordered["arrived"].tolist() == [10, 30, 20, 50, 40]
    assert ordered["run"].tolist() == [0, 1, 2, 2, 3]


def test_a_name_too_many_leaves_returns_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numpy_repeat_contacts, "_MOST_NAMES", 1)
    rows = [{"contact_id": str(one), "queue": f"q{one}", "direction": "inbound", "arrived_us": one} for one in range(3)]
    chosen = indicator(
        "contact_resolution", merge_choices(COMMON.choices, Overrides(resolution={"scope": "customer_queue"}))
    )  # type: ignore
    with context_of({"contact": rows}) as context:
        assert not numpy_repeat_contacts.can_count_repeats(context, [(MEASURES["contact_resolution"], chosen)])  # type: ignore[list-item]


@given(
    st.lists(unit(), min_size=1, max_size=30),
    choices().map(lambda one: merge_choices(one, Overrides(transfers="contact", out_of_hours="counted"))),
    st.sampled_from([(), ("queue",), ("organisation", "channel")]),
    st.sampled_from(["all", "hour", "month"]),
    st.sampled_from([3, 1000]),
)
@settings(max_examples=8, deadline=None)
def test_customers_are_counted_among_returns(drawn: Any, chosen: Choices, by: Any, interval: Any, share: int) -> None:
    """Beside returns, or alone, they are those that the engine counts apart; complaints are added to them once."""
    rows = rows_of(drawn)
    case = {"case_id": "k", "kind": "complaint", "organisation": "centre", "channel": "phone", "zone": PARIS}
    cases = [case | {"opened_us": rows[0]["arrived_us"], "queue": "ventes"}]
    measure, asked = MEASURES["complaints_per_thousand"], indicator("complaints_per_thousand", chosen)
    returned = indicator("contact_resolution", merge_choices(chosen, Overrides(resolution={"scope": "customer_queue"})))  # type: ignore[arg-type]
    beside: list[Any] = [(measure, asked), (MEASURES["contact_resolution"], returned)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numpy_repeat_contacts, "SHARE_CONTACTS", share)
        both = EngineSettings(threads=2)
        with context_of({"contact": rows, "case": cases}, by=by, interval=interval, settings=both) as context:
            assert numpy_repeat_contacts.can_count_repeats(context, beside)
            expected = sums(context.engine.fetch(measure.sums(context, asked)), context)
            patch.setattr(numpy_repeat_contacts, "PART_CONTACTS", 2)
            for wanted in (beside, beside[:1]):
                assert sums(dict(compute_planned_sums(context, wanted))[0], context) == expected
            patch.setattr(numpy_repeat_contacts, "_MOST_CONDITIONS", 1)
            assert sums(dict(compute_planned_sums(context, beside))[0], context) == expected
