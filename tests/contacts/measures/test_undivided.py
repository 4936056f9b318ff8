"""Where there is one period, one reading gives sums, percentiles and backlogs; each is what its measure gives alone."""

from typing import Any

import ibis.expr.types as ir
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.measures_sample import context_of
from support.strategies.drawn import drawn
from support.strategies.waits_sample import COMMON, choices, indicator, rows_of, unit

from filiere.contacts.definitions.records import Overrides, merge_choices
from filiere.contacts.engines import Engine, EngineSettings
from filiere.contacts.measures import MEASURES, single_period_sums
from filiere.contacts.query_planning import compute_planned_sums

SUMMED = ("contacts", "accessibility", "abandonment", "service_level", "speed_of_answer_mean", "handling_time_mean")
RANKED = ("speed_of_answer_percentile", "handling_time_percentile")


@given(
    st.lists(unit(), min_size=1, max_size=30),
    choices(),
    st.sampled_from([(), ("queue",)]),
    st.sampled_from([None, "phone"]),
    st.booleans(),
)
@settings(max_examples=drawn(8), deadline=None)
def test_each_is_what_it_is_alone(made: Any, chosen: Any, by: Any, channel: Any, summing: Any) -> None:
    rows = rows_of(made)
    # Nothing here is of hours of opening, with which each is read on its own.
    chosen = merge_choices(chosen, Overrides(out_of_hours="counted", handling={"per": chosen.transfers}))  # type: ignore[call-arg]
    asked = [indicator(name, chosen, channel=channel) for name in (*(SUMMED if summing else ()), "backlog")]
    asked += [indicator(name, chosen, percentile=part, channel=channel) for name in RANKED for part in (1, 50, 90)]
    wanted = [(MEASURES[one.measure], one) for one in asked]
    with context_of({"contact": rows, "contact_leg": rows}, by=by) as context:
        assert single_period_sums.can_read_single_period(context, wanted[-1][0].clock(asked[-1]))  # type: ignore[attr-defined]
        found = dict(compute_planned_sums(context, wanted))
        for place, (measure, one) in enumerate(wanted):
            alone = context.engine.fetch(measure.sums(context, one)).to_pylist()
            assert _counted(found[place].to_pylist(), context.keys) == _counted(alone, context.keys), one.measure  # type: ignore[union-attr]


def _counted(rows: list[dict[str, Any]], keys: list[str]) -> dict[Any, Any]:
    """The numbers of each group that has any."""
    names = ("numerator", "denominator", "n", "value")
    return {tuple(row[key] for key in keys): [row.get(name) for name in names] for row in rows if row["n"]}


@pytest.mark.parametrize(("memory", "readings"), [(None, 1), ("1GB", 3)])
def test_facts_are_read_once(memory: str | None, readings: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """For all of them; each on its own where memory is limited, for nothing would bound the values that are kept."""
    call = {"contact_id": "1", "leg": 1, "channel": "phone", "direction": "inbound", "outcome": "answered"}
    call |= {f"{name}_at": "2026-03-02T09:00" for name in ("arrived", "queued", "answered", "ended")}
    asked = [indicator("contacts", COMMON.choices), indicator("backlog", COMMON.choices)]
    asked.append(indicator("speed_of_answer_percentile", COMMON.choices))
    fetched: list[ir.Table] = []
    fetch = Engine.fetch
    monkeypatch.setattr(Engine, "fetch", lambda *some: fetched.append(some[1]) or fetch(*some))
    with context_of({"contact": [call]}, settings=EngineSettings(memory=memory, threads=1)) as context:
        assert len(dict(compute_planned_sums(context, [(MEASURES[one.measure], one) for one in asked]))) == len(asked)
    assert sum("period" in one.columns for one in fetched) == readings
