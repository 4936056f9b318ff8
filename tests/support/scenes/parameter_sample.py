"""Every parameter of a definition with two or more of its values, and a made-up store on which they differ.

The parameters and their values are read from the types of definitions; what is written here by hand is only of which
measure, and beside which other choices, a parameter is shown at work. One that is missing here cannot be shown.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from support.scenes.measures_sample import us

from filiere.contacts.definitions.choices import COUNTED_OUTCOMES, Choices
from filiere.contacts.definitions.measure_catalogue import MEASURES
from filiere.contacts.schema import OUTCOMES

SECOND = 1_000_000
DAY = 86_400 * SECOND
type Tables = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Shown:
    """Where a parameter is shown at work: the indicator, and what its choices say besides."""

    measure: str
    choices: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """One parameter, ``choice`` or ``choice.part``, and its values: the first is what the others are compared with.

    ``shown``: where, of what an indicator says itself.
    """

    name: str
    values: tuple[Any, ...]
    shown: Shown | None = None

    def choices(self, value: Any) -> Mapping[str, Any]:
        """What an indicator says to have a value of it."""
        name, _, part = self.name.partition(".")
        return {name: {part: value} if part else value}


_WITHIN_20 = {"threshold_seconds": 20}
_SHORT = {"short_abandon": {"seconds": 5, "effect": "excluded"}}
_WRITTEN = {"channel": "email"}
_OPENING = {"written_clock": {"hours": "opening"}}
WHERE: Mapping[str, Shown] = {
    "clock_start": Shown("speed_of_answer_mean"),
    "ring": Shown("speed_of_answer_mean"),
    "clock_stop": Shown("accessibility"),
    "short_abandon.seconds": Shown("abandonment", {"short_abandon": {"effect": "excluded"}}),
    "short_abandon.effect": Shown("service_level", _SHORT, _WITHIN_20),
    "short_abandon.effect=excluded_from_abandoned": Shown("abandonment", _SHORT),
    "short_abandon.by_queue": Shown("abandonment", _SHORT),
    "short_abandon.edge": Shown("abandonment", _SHORT),
    "short_abandon.share_of": Shown("abandonment"),
    "abandon_in_threshold": Shown("service_level", about=_WITHIN_20),
    "denominator": Shown("service_level", about=_WITHIN_20),
    "comparison.edge": Shown("service_level", about=_WITHIN_20),
    "comparison.seconds": Shown("service_level", about=_WITHIN_20),
    "transfers": Shown("accessibility"),
    "callback": Shown("accessibility", {"front_door": ["answered", "abandoned", "callback"]}),
    "callback=abandoned": Shown("abandonment"),
    "callback=excluded": Shown("speed_of_answer_mean", {"wait_population": "all"}),
    "front_door": Shown("accessibility"),
    "out_of_hours": Shown("speed_of_answer_mean"),
    "attribution": Shown("accessibility", {"roll_up": {"method": "mean_of_ratios", "interval": "15min"}}),
    "wait_population": Shown("speed_of_answer_mean"),
    "handling.parts": Shown("handling_time_mean"),
    "handling.per": Shown("handling_time_mean"),
    "handling.concurrency": Shown("handling_time_mean"),
    "occupancy.overlaps": Shown("occupancy"),
    "occupancy.pauses": Shown("occupancy"),
    "occupancy.work": Shown("occupancy"),
    "resolution.method": Shown("contact_resolution"),
    "resolution.window_days": Shown("contact_resolution"),
    "resolution.scope": Shown("contact_resolution"),
    "resolution.base": Shown("contact_resolution"),
    "resolution.tail": Shown("contact_resolution"),
    "resolution.since": Shown("contact_resolution", {"resolution": {"window_days": 1}}),
    "written_clock.stop": Shown("delay_mean", about=_WRITTEN),
    "written_clock.hours": Shown("delay_mean", about=_WRITTEN),
    "written_clock.calendar_of": Shown("delay_mean", {**_OPENING, "transfers": "contact"}, _WRITTEN),
    "reopened": Shown("delay_mean", about=_WRITTEN),
    "holidays": Shown("delay_mean", _OPENING, _WRITTEN),
    "cohort": Shown("delay_mean", {"roll_up": {"method": "mean_of_ratios", "interval": "day"}}, _WRITTEN),
    "roll_up.method": Shown("accessibility", {"roll_up": {"interval": "hour"}}),
    "roll_up.interval": Shown("accessibility", {"roll_up": {"method": "mean_of_ratios"}}),
}
"""By parameter; by one of its values too, where that value is at work in another measure."""
NUMBERS: Mapping[str, tuple[Any, ...]] = {
    "short_abandon.seconds": (5, 0, 9, None),
    "short_abandon.by_queue": ({}, {"ventes": 9}),
    "resolution.window_days": (7, 1, 2),
}
"""The values of what is no word."""
OF_CONTACTS = {"occupancy": {"work": "contacts"}}
"""The choice under which an occupancy is of a channel."""


def _channels() -> Iterator[Parameter]:
    """The channel, of each measure that reads it."""
    yield Parameter("channel", (None, "phone", "email", "chat", "mail", "social"), Shown("accessibility"))
    for measure, facts in MEASURES.items():
        if measure != "accessibility" and not facts.undivided:
            about = {
                **({"threshold_seconds": 20 if measure == "service_level" else 172_800} if facts.threshold else {}),
                **({"percentile": 50} if facts.percentile else {}),
            }
            values = ("email", "chat") if facts.channel else (None, "email")
            yield Parameter("channel", values, Shown(measure, OF_CONTACTS if measure == "occupancy" else {}, about))


BESIDE = (
    Parameter("threshold_seconds", (20, 5, 60), Shown("service_level", about=_WITHIN_20)),
    Parameter("percentile", (50, 10, 90), Shown("speed_of_answer_percentile")),
    *_channels(),
    Parameter("minimum", (1, 1_000_000), Shown("accessibility")),
    Parameter("measure", ("contacts", "accessibility"), Shown("contacts")),
)
"""What an indicator says itself."""


def list_parameters() -> Iterator[Parameter]:
    """Give every parameter that the types of choices have."""
    for name, one in Choices.model_fields.items():
        if name == "target":
            continue
        if isinstance(one.annotation, type) and issubclass(one.annotation, BaseModel):
            for part, inner in one.annotation.model_fields.items():
                yield _parameter(f"{name}.{part}", inner.annotation)
        else:
            yield _parameter(name, one.annotation)


def _parameter(name: str, kind: Any) -> Parameter:
    if name in NUMBERS:
        return Parameter(name, NUMBERS[name])
    if get_origin(kind) is tuple:
        # Each outcome beside the answered, one at a time; without any other, every contact of the door is answered.
        return Parameter(name, (("answered",), *(("answered", one) for one in COUNTED_OUTCOMES[1:])))
    return Parameter(name, tuple(_words(kind)))


def _words(kind: Any) -> Iterator[Any]:
    """Give the words of a type; of one that may be left out, the word that it is then."""
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    elif get_origin(kind) is Annotated:
        yield from _words(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        yield from (word for one in get_args(kind) if one is not NoneType for word in _words(one))
    else:
        raise TypeError(f"no values are known of {kind}")


def made_tables() -> Tables:
    """Four hundred contacts of two weeks, and what is kept beside them; the same at each call."""
    chance = random.Random(18)  # noqa: S311 - made-up rows
    first = us("2026-04-27T00:00:00")
    legs: list[dict[str, Any]] = []
    for rank in range(400):
        at = first + chance.randrange(14) * DAY + chance.choice([6, 9, 10, 13, 20]) * 3600 * SECOND
        at += chance.randrange(3600) * SECOND
        channel = chance.choice(["phone", "phone", "email", "chat", "chat", "mail", "social"])
        customer = chance.choice([None, *(f"k{number}" for number in range(120))])
        reason = chance.choice([None, None, "bot", "auto_ack", "facture", "panne"])
        for leg in range(1, chance.choice([1, 1, 1, 2, 3]) + 1):
            asked = leg > 1 and legs[-1]["outcome"] == "callback"
            made = _leg(chance, f"c{rank}", leg, at, channel, call=asked)
            legs.append(made | {"customer_key": customer, "reason": reason})
            at = (legs[-1]["ended_us"] or at) + chance.randrange(4000) * SECOND
    cases = [_case(chance, rank, first) for rank in range(60)]
    return {
        "contact_leg": legs,
        "case": [*cases, *(_complaint(one, rank) for rank, one in enumerate(cases))],
        "calendar": list(_calendar()),
        "agent_state": [_state(chance, first) for _ in range(120)],
        "survey_answer": [*(_answer(chance, rank, first) for rank in range(80)), *_voices(first)],
        "quality_review": [{"review_id": f"q{rank}", "calibrated": True, "reviewed_us": first} | one
                           for rank, one in enumerate(_marks())],
        "mystery_contact": [{"mystery_id": f"m{rank}", "passed": rank % 3 == 0, "made_us": first + DAY} | one
                            for rank, one in enumerate(_marks())],
        "forecast": list(_forecasts(first)),
    }  # fmt: skip


_TWO_CHANNELS = ("phone", "email")


def _complaint(case: Mapping[str, Any], rank: int) -> dict[str, Any]:
    acknowledged = case["opened_us"] + (60 if rank % 4 else 86_400 * 12) * SECOND
    late = {"acknowledged_us": acknowledged, "first_reply_us": None if rank % 4 == 0 else case["first_reply_us"]}
    if rank % 4 == 0:
        late["closed_us"] = late["reopened_us"] = None if rank % 8 else case["opened_us"] + 40 * DAY // 24
    return {**case, **late, "case_id": f"r{rank}", "kind": "complaint", "channel": _TWO_CHANNELS[rank % 4 != 0]}


def _voices(first: int) -> Iterator[dict[str, Any]]:
    """Answers to each question, better by telephone; some invitations without an answer by e-mail."""
    for rank in range(40):
        about = {"channel": _TWO_CHANNELS[rank % 2], "invited_us": first, "answer_id": f"v{rank}"}
        answered = None if rank % 8 == 1 else first + SECOND
        for question, low, high in (("satisfaction", 1, 5), ("recommendation", 0, 10), ("effort", 1, 7)):
            score = float(high - (rank % 2) * (rank % 3) * (high - low) // 2)
            scale = {"score": score, "scale_min": float(low), "scale_max": float(high), "satisfied_from": 4.0}
            yield {**about, **scale, "question": question, "answered_us": answered}


def _marks() -> Iterator[dict[str, Any]]:
    for rank in range(20):
        yield {"channel": _TWO_CHANNELS[rank % 2], "points": float(10 + rank), "points_possible": 30.0}


def _forecasts(first: int) -> Iterator[dict[str, Any]]:
    for day in range(1, 12):
        for rank, channel in enumerate(_TWO_CHANNELS):
            about = {"channel": channel, "seconds": 86_400, "volume": 5.0 + 3 * rank, "made_on": "2026-04-01"}
            yield {**about, "starts_us": first + day * DAY}


def _leg(chance: random.Random, contact: str, leg: int, at: int, channel: str, *, call: bool) -> dict[str, Any]:
    """A visit, or the call that a customer asked for."""
    often = ["answered", "answered", "answered", "abandoned", "abandoned"]
    outcome = "answered" if call else chance.choice([*OUTCOMES, *often])
    part = chance.choice([0, 300_000, 300_000, 700_000])
    queued = None if chance.random() < 0.2 else at + chance.choice([0, 4, 7]) * SECOND
    waited = chance.choice([2, 5, 7, 12, 20, 20, 20, 45, 400]) * SECOND + chance.choice([0, part])
    offered = (queued or at) + waited if outcome == "answered" else None
    answered = None if offered is None else offered + chance.choice([0, 0, 0, 3, 20, 2000]) * SECOND
    ended = (
        None
        if outcome == "open"
        else (answered or (queued or at))
        + (
            chance.choice([60, 300, 900, 4000, 70_000 if channel in ("mail", "email") else 60]) * SECOND
            if answered
            else waited
        )
    )
    wrapped = None if answered is None or ended is None else ended + chance.choice([0, 30, 120]) * SECOND
    return {
        "contact_id": contact,
        "leg": leg,
        "queue": chance.choice(["ventes", "litiges"]),
        "channel": channel,
        "direction": "outbound" if call or (leg > 1 and chance.random() < 0.3) else "inbound",
        "agent_key": chance.choice(["g1", "g2"]) if answered else None,
        "arrived_us": at,
        "queued_us": queued,
        "offered_us": offered,
        "answered_us": answered,
        "ended_us": ended,
        "wrap_ended_us": wrapped,
        "outcome": outcome,
        "transferred": chance.random() < 0.3,
    }


def _case(chance: random.Random, rank: int, first: int) -> dict[str, Any]:
    opened = first + chance.randrange(10 * 24) * 3600 * SECOND
    closed = opened + chance.randrange(1, 90) * 3600 * SECOND if chance.random() < 0.8 else None
    return {
        "case_id": f"d{rank}",
        "kind": "ticket",
        "channel": "email",
        "queue": chance.choice(["ventes", "litiges"]),
        "answer_queue": chance.choice(["ventes", "litiges"]),
        "opened_us": opened,
        "acknowledged_us": opened + 60 * SECOND,
        "first_reply_us": opened + chance.randrange(1, 60) * 3600 * SECOND,
        "closed_us": closed,
        "reopened_us": None if closed is None or chance.random() < 0.5 else closed + 5 * 3600 * SECOND,
    }


def _calendar() -> Iterator[dict[str, Any]]:
    for rank, (queue, opens, closes) in enumerate([("ventes", "08:00", "18:30"), ("litiges", "12:00", "23:00")]):
        head = {"queue": queue, "version": f"v{rank}", "zone": "Europe/Paris", "valid_from": "2026-01-01"}
        rows = [{"weekday": day, "opens": opens, "closes": closes, "holiday": False} for day in range(1, 7)]
        rows.append({"day": "2026-05-01", "opens": None, "closes": None, "holiday": True})
        yield from ({**head, **one, "raw_line": rank} for one in rows)


def _state(chance: random.Random, first: int) -> dict[str, Any]:
    start = first + chance.randrange(14 * 24) * 3600 * SECOND
    state = chance.choice(["available", "busy", "busy", "wrap", "pause", "offline"])
    end = start + chance.choice([1, 2, 5]) * 3600 * SECOND
    return {"agent_key": chance.choice(["g1", "g2"]), "state": state, "from_us": start, "to_us": end}


def _answer(chance: random.Random, rank: int, first: int) -> dict[str, Any]:
    score = float(chance.randrange(2))
    about = {"answer_id": f"a{rank}", "contact_id": f"c{rank}", "question": "resolution", "channel": "phone"}
    scale = {"score": score, "scale_min": 0.0, "scale_max": 1.0}
    return {**about, **scale, "invited_us": first, "answered_us": first + SECOND}
