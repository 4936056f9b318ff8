"""Visits and contacts drawn at random for the tests of indicators, and choices drawn one by one."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from support.scenes.measures_sample import PARIS, us

from filiere.contacts.definitions import Choices, load_set
from filiere.contacts.definitions.choices import COUNTED_OUTCOMES
from filiere.contacts.definitions.records import Indicator, Overrides, merge_choices
from filiere.contacts.schema import OUTCOMES

COMMON = load_set("common-v1")
SECOND = 1_000_000
# Three days about the change of clocks, so that some of the drawn instants fall in the hour that comes twice.
ORIGIN = us("2026-10-24T00:00")


def instant() -> st.SearchStrategy[int]:
    """An instant, often on a whole second."""
    return st.integers(0, 3 * 86_400).map(lambda second: ORIGIN + second * SECOND) | st.integers(
        ORIGIN, ORIGIN + 3 * 86_400 * SECOND
    )


@st.composite
def unit(draw: st.DrawFn) -> dict[str, Any]:
    """One leg or contact: mostly in order, sometimes with a clock that runs back, blanks where they may be."""
    arrived = draw(instant())
    row: dict[str, Any] = {"arrived_us": arrived, "outcome": draw(st.sampled_from(OUTCOMES))}
    gap = st.sampled_from(
        [0, 1, 4_999_999, 5 * SECOND, 19_500_000, 20 * SECOND, 20 * SECOND + 1, 20_500_000, 90 * SECOND]
    )
    at = arrived
    for name in ("queued_us", "offered_us", "answered_us", "ended_us", "wrap_ended_us"):
        at += draw(gap) * draw(st.sampled_from([1, 1, 1, 1, 1, 1, -1]))
        row[name] = draw(st.none() | st.just(at) | st.just(at))
    row["called_back_us"] = draw(st.none() | st.just(at + 60 * SECOND))
    row |= {
        "organisation": draw(st.sampled_from(["centre", "other"])),
        "site": draw(st.sampled_from([None, "Nord"])),
        "queue": draw(st.sampled_from([None, "ventes", "aide"])),
        "channel": draw(st.sampled_from(["phone", "phone", "chat"])),
        "direction": draw(st.sampled_from(["inbound", "inbound", "inbound", "outbound"])),
        "reason": draw(st.sampled_from([None, "bot", "auto_ack", "facture"])),
        "customer_key": draw(st.sampled_from([None, "a", "b", "c"])),
        "transferred": draw(st.sampled_from([None, True, False])),
    }
    return row


def rows_of(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with identities, and the durations that the store keeps beside them."""
    whole = []
    for index, row in enumerate(drawn):
        end, answered = row["ended_us"], row["answered_us"]
        wrapped = end if row["wrap_ended_us"] is None else row["wrap_ended_us"]
        talk = None if end is None or answered is None else end - answered
        handle = None if wrapped is None or answered is None else wrapped - answered
        identity = {"contact_id": f"c{index:03d}", "leg": 1, "talk_us": talk, "handle_us": handle, "zone": PARIS}
        whole.append(row | identity)
    return whole


OUTCOME_SETS = st.lists(st.sampled_from(COUNTED_OUTCOMES), min_size=1, unique=True).map(tuple)
DRAWN: Mapping[str, st.SearchStrategy[Any]] = {
    "clock_start": st.sampled_from(["arrival", "ivr_end", "queue", "offer"]),
    "ring": st.sampled_from(["included", "excluded"]),
    "clock_stop": st.sampled_from(["human", "any_answer", "acknowledgement"]),
    "short_abandon": st.just({"seconds": None, "effect": "none"})
    | st.fixed_dictionaries(
        {
            "seconds": st.sampled_from([0, 5, 20]),
            "effect": st.sampled_from(["none", "excluded_from_abandoned", "excluded", "success"]),
            "by_queue": st.sampled_from([{}, {"ventes": 90}]),
            "edge": st.sampled_from([None, "at_most", "below"]),
            "share_of": st.sampled_from(["queued", "offered", "arrived", "answered_and_abandoned"]),
        }
    ),
    "abandon_in_threshold": st.sampled_from(["negative", "ignored", "positive"]),
    "denominator": OUTCOME_SETS,
    "comparison": st.builds(
        lambda edge, seconds: {"edge": edge, "seconds": seconds},
        st.sampled_from(["at_most", "below"]),
        st.sampled_from(["exact", "truncated", "rounded"]),
    ),
    "transfers": st.sampled_from(["leg", "contact"]),
    "callback": st.sampled_from(["own_outcome", "excluded", "abandoned", "answered_when_reached"]),
    "front_door": OUTCOME_SETS,
    "attribution": st.sampled_from(["arrival", "queue", "answer_or_end", "end"]),
    "wait_population": st.sampled_from(["answered", "all", "answered_and_abandoned"]),
    "handling": st.builds(
        lambda parts, per: {"parts": parts, "per": per},
        st.sampled_from(["talk", "talk_and_wrap"]),
        st.sampled_from(["leg", "contact"]),
    ),
}


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    """Choices drawn one by one."""
    return merge_choices(COMMON.choices, Overrides(**{name: draw(values) for name, values in DRAWN.items()}))  # type: ignore[arg-type]


def indicator(measure: str, chosen: Choices, **more: Any) -> Indicator:
    """An indicator of a measure under choices."""
    percentile = more.pop("percentile", 90) if measure.endswith("percentile") else None
    threshold = more.pop("threshold", 20) if measure == "service_level" else None
    return Indicator(
        key=measure,
        measure=measure,
        title={"fr": "x", "en": "x"},  # type: ignore[arg-type]
        threshold_seconds=threshold,
        percentile=percentile,
        **more,
    ).with_choices(chosen)
