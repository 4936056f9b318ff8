"""When the data of each organisation begin and end, and how often they are read for it."""

import ibis.expr.types as ir
import pytest
from support.scenes.measures_sample import context_of, indicator, sums_of, us

from filiere.contacts.engines import Engine
from filiere.contacts.measures.data_bounds import DataBounds, read_data_bounds


def test_moments_are_those_of_inbound_contacts_and_of_cases() -> None:
    """An outbound call is no arrival; an organisation of cases alone has a last moment, and none of contacts none."""
    call = {"leg": 1, "channel": "phone", "outcome": "answered", "organisation": "a"}
    contacts = [
        call | {"contact_id": one, "direction": direction, "arrived_at": f"2026-03-02T{one}:00"}
        for one, direction in (("08", "outbound"), ("09", "inbound"), ("11", "inbound"), ("18", "outbound"))
    ]
    opened = {"a": "2026-03-02T10:00", "b": "2026-03-02T12:00"}
    cases = [{"case_id": one, "kind": "ticket", "organisation": one, "opened_at": at} for one, at in opened.items()]
    nine, eleven, noon = (us(f"2026-03-02T{one}:00") for one in ("09", "11", "12"))
    with context_of({"contact": contacts, "case": cases}) as context:
        assert read_data_bounds(context) == {"a": DataBounds(nine, eleven, eleven), "b": DataBounds(None, None, noon)}
    with context_of({"contact": []}) as context:
        assert read_data_bounds(context) == {}


def test_all_that_ask_have_them_from_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backlog, a delay and forecasts read the ends of the data of one table, once."""
    mail = {"contact_id": "1", "leg": 1, "channel": "email", "direction": "inbound", "queue": "post", "outcome": "open"}
    asked = [indicator("backlog"), indicator("delay_mean", channel="email"), indicator("forecast_accuracy")]
    readings: list[ir.Table] = []
    fetch = Engine.fetch
    monkeypatch.setattr(Engine, "fetch", lambda *some: readings.append(some[1]) or fetch(*some))
    with context_of({"contact": [mail | {"arrived_at": "2026-03-02T09:00"}]}) as context:
        for one in asked:
            sums_of(context, one)
    ends = [one for one in readings if tuple(one.columns) == ("organisation", "first", "last")]
    # Of contacts, and of cases.
    assert len(ends) == 2
