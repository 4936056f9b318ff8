"""Small random rows of the work behind contacts: cases, surveys, reviews, states of agents, systems, forecasts, staff.

Made up, of a kind that real systems give: answers off their scale, cases reopened or never closed, states that overlap
or go backwards, forecasts made too late, months with blanks.
"""

from typing import Any

from hypothesis import strategies as st
from support.scenes.measures_sample import PARIS, us

from filiere.contacts.definitions import Choices, load_set

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAYS = [us(f"{day}T00:00:00") for day in ("2026-03-27", "2026-03-28", "2026-03-29", "2026-04-02", "2026-04-06")]
moments = st.builds(
    lambda day, minute, part: day + minute * 60 * SECOND + part,
    st.sampled_from(DAYS),
    st.integers(0, 1439),
    st.sampled_from([0, 0, 1, 999_999]),
)
lengths = st.one_of(
    st.integers(-60, 7200).map(lambda one: one * SECOND), st.integers(0, 9 * 24).map(lambda one: one * HOUR)
)
organisations = st.sampled_from(["centre", "centre", "autre"])
sites = st.sampled_from([None, "lille"])
queues = st.sampled_from(["ventes", "litiges", None])
channels = st.sampled_from(["phone", "email", "email", "chat", "mail"])
zones = st.sampled_from([None, PARIS, PARIS, "Asia/Jerusalem"])
PLACE = {"organisation": organisations, "site": sites, "queue": queues, "zone": zones}


def numbered(key: str, fields: dict[str, st.SearchStrategy[Any]], most: int = 12) -> st.SearchStrategy[Any]:
    """Rows of some columns, each with an identity."""
    rows = st.lists(st.fixed_dictionaries(PLACE | fields), max_size=most)
    return rows.map(lambda found: [{**row, key: f"n{rank}"} for rank, row in enumerate(found)])


@st.composite
def case_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Complaints and tickets, some of them of contacts that may be in the store."""
    rows = []
    for row in draw(numbered("case_id", {"channel": channels, "kind": st.sampled_from(["complaint", "ticket"])}, 15)):
        opened = draw(moments)

        def later(known: int = 6, after: int = opened) -> int | None:
            return after + draw(lengths) if draw(st.integers(0, 9)) < known else None

        closed = later(7)
        rows.append(
            row
            | {
                "contact_id": draw(st.sampled_from([None, None, "c0", "c1", "c2"])),
                "customer_key": draw(st.sampled_from([None, "a", "b"])),
                "sent_us": None if draw(st.booleans()) else opened - abs(draw(lengths)),
                "opened_us": opened,
                "acknowledged_us": later(4),
                "first_reply_us": later(),
                "closed_us": closed,
                "reopened_us": None if closed is None else later(3, closed),
                "answer_queue": draw(queues),
            }
        )
    return rows


@st.composite
def voice_rows(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Answers to three questions, reviews and mystery contacts."""
    scores = st.sampled_from([0.0, 1.0, 3.5, 4.0, 6.0, 7.0, 9.0, 10.0, 0.3333333])
    asked = {
        "channel": channels,
        "question": st.sampled_from(["satisfaction", "recommendation", "effort"]),
        "invited_us": moments,
        "score": scores | st.none(),
        "scale": st.sampled_from([(1.0, 5.0), (0.0, 10.0), (0.0, 10.0), (1.0, 7.0)]),
        "satisfied_from": st.sampled_from([None, 4.0]),
        "answered": st.booleans(),
    }
    answers = []
    for row in draw(numbered("answer_id", asked, 25)):
        low, high = row.pop("scale")
        times = {"answered_us": row["invited_us"] + draw(lengths) if row.pop("answered") else None}
        answers.append(
            row | times | {"scale_min": low, "scale_max": high, "answer_id": draw(st.sampled_from("abcdef"))}
        )
    # One question of one invitation is asked once, on one organisation.
    unique = {(row["organisation"], row["answer_id"], row["question"]): row for row in answers}
    points = {"channel": channels, "points": scores, "points_possible": st.sampled_from([0.0, 10.0, 12.5])}
    reviews = numbered("review_id", points | {"reviewed_us": moments, "calibrated": st.booleans()})
    mystery = numbered("mystery_id", points | {"made_us": moments, "passed": st.sampled_from([True, False, None])})
    return {
        "survey_answer": list(unique.values()),
        "quality_review": draw(reviews),
        "mystery_contact": draw(mystery),
    }


def _spans(row: dict[str, Any]) -> dict[str, Any]:
    length = row.pop("length")
    return {**row, "to_us": row["from_us"] + length}


agent_rows = numbered(
    "contact_id",
    {
        "agent_key": st.sampled_from(["g1", "g2"]),
        "state": st.sampled_from(["available", "busy", "busy", "wrap", "pause", "offline"]),
        "from_us": moments,
        "length": lengths,
    },
).map(lambda rows: [_spans(row) for row in rows])
uptime_rows = numbered(
    "system",
    {"state": st.sampled_from(["up", "up", "down", "planned"]), "from_us": moments, "length": lengths},
).map(lambda rows: [{**_spans(row), "system": f"n{rank % 2}"} for rank, row in enumerate(rows)])

_FORECAST = {
    "channel": channels,
    "starts_us": st.builds(lambda day, hour: day + hour * HOUR // 2, st.sampled_from(DAYS), st.integers(0, 47)),
    "seconds": st.sampled_from([900, 1800, 3600, 86_400]),
    "volume": st.sampled_from([0.0, 1.0, 2.5, 7.0, 1 / 3]),
    "made_on": st.sampled_from(["2026-03-01", "2026-03-20", "2026-03-28", "2026-04-02"]),
}
_INTERVAL = ("organisation", "site", "queue", "channel", "starts_us", "seconds", "made_on")
forecast_rows = st.lists(st.fixed_dictionaries(PLACE | _FORECAST), max_size=20).map(
    lambda rows: list({tuple(row[name] for name in _INTERVAL): row for row in rows}.values())
)

_MONTHS = {
    "month": st.sampled_from(["2025-12", "2026-01", "2026-02", "2026-03"]),
    "headcount": st.sampled_from([0.0, 12.0, 31.25, 100.1]),
    "entries": st.integers(0, 9) | st.none(),
    "exits": st.integers(0, 9) | st.none(),
    "hours_due": st.sampled_from([None, 0.0, 1500.0, 1600.33]),
    "hours_absent": st.sampled_from([None, 0.0, 75.5, 120.123456]),
    "training_hours": st.sampled_from([None, 0.0, 14.0, 0.1]),
    "satisfaction_favourable": st.integers(0, 20) | st.none(),
    "satisfaction_answers": st.integers(0, 40) | st.none(),
}
staff_rows = st.lists(
    st.fixed_dictionaries({"organisation": organisations, "site": sites, "zone": zones} | _MONTHS), max_size=12
).map(lambda rows: list({(row["organisation"], row["site"], row["month"]): row for row in rows}.values()))

_ROLL_UPS: list[dict[str, Any]] = [
    {"method": "ratio_of_sums"},
    {"method": "ratio_of_sums"},
    {"method": "mean_of_ratios"},
    {"method": "mean_of_ratios", "interval": "week"},
]


@st.composite
def work_choices(draw: st.DrawFn, waits: st.SearchStrategy[Choices]) -> Choices:
    """The 22 choices at random, those that only written delays and work depend on included."""
    chosen = draw(waits).model_dump() if draw(st.booleans()) else load_set("common-v1").choices.model_dump()
    chosen |= {
        "written_clock": {
            "stop": draw(st.sampled_from(["first_reply", "resolution"])),
            "hours": draw(
                st.sampled_from(["calendar", "opening", "opening", "working_days", "working_days_and_saturdays"])
            ),
            "calendar_of": draw(st.sampled_from(["arrival_queue", "answer_queue", "each_queue"])),
        },
        "reopened": draw(st.sampled_from(["new_clock", "old_clock"])),
        "cohort": draw(st.sampled_from(["closed", "opened_and_closed", "opened"])),
        "occupancy": {
            "overlaps": draw(st.sampled_from(["union", "sum"])),
            "pauses": draw(st.sampled_from(["in", "out"])),
            "work": draw(st.sampled_from(["states", "contacts"])),
        },
        "roll_up": draw(st.sampled_from(_ROLL_UPS)),
    }
    return Choices.model_validate(chosen)
