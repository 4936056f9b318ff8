"""Contacts made at random, choices that count them, and the rates counted one contact after the other: an oracle."""

from fractions import Fraction

from hypothesis import strategies as st

from filiere.contacts.definitions import Choices, load_set

COMMON = load_set("common-v1")
OUTCOMES = ("answered", "abandoned", "overflowed", "blocked", "callback", "deflected", "system_dropped", "open")
THRESHOLD = 20
WAITS = range(41)

Contact = tuple[str, int]

CONTACTS = st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(WAITS)), max_size=40)


@st.composite
def choices(draw: st.DrawFn, callbacks: tuple[str, ...] = ("own_outcome", "excluded", "abandoned")) -> Choices:
    """Choices that bear on counts, all others being those of the common set."""
    effect = draw(st.sampled_from(["none", "excluded_from_abandoned", "excluded", "success"]))
    assert COMMON.choices is not None
    callback = draw(st.sampled_from(callbacks))
    able = OUTCOMES[2:7] if callback == "own_outcome" else [one for one in OUTCOMES[2:7] if one != "callback"]
    shares = ["answered", "abandoned", *sorted(draw(st.sets(st.sampled_from(able))))]
    changed = {
        "short_abandon": {"seconds": None if effect == "none" else draw(st.integers(0, 30)), "effect": effect},
        "abandon_in_threshold": draw(st.sampled_from(["negative", "ignored", "positive"])),
        "denominator": draw(st.permutations(shares)),
        "front_door": shares,
        "callback": callback,
    }
    return Choices.model_validate(COMMON.choices.model_dump() | changed)


def counts(contacts: list[Contact]) -> dict[str, int]:
    """Every count that may have been kept: by outcome, within each wait, and of those that entered the queue."""
    found = {one: sum(outcome == one for outcome, _ in contacts) for one in OUTCOMES}
    found["queued"] = sum(outcome not in ("blocked", "deflected", "open") for outcome, _ in contacts)
    for limit in WAITS:
        for one in ("answered", "abandoned"):
            found[f"{one}_within_{limit}"] = sum(outcome == one and wait <= limit for outcome, wait in contacts)
    return found


def one_by_one(contacts: list[Contact], made: Choices) -> dict[str, Fraction | None]:
    """Service level, accessibility and abandonment, contact after contact, by the words of the choices."""
    tally = {"service_level": [0, 0], "accessibility": [0, 0], "abandonment": [0, 0]}
    rule = made.short_abandon
    for given, wait in contacts:
        outcome, known = given, True
        if outcome == "callback" and made.callback == "excluded":
            continue
        if outcome == "callback" and made.callback == "abandoned":
            # What counts of outcomes know of it is that it was abandoned, not after how long.
            outcome, known = "abandoned", False
        short = known and outcome == "abandoned" and rule.seconds is not None and wait <= rule.seconds
        if short and rule.effect == "excluded":
            continue
        early = known and outcome == "abandoned" and wait <= THRESHOLD
        served = (
            (outcome == "answered" and wait <= THRESHOLD)
            or (early and made.abandon_in_threshold == "positive")
            or (short and rule.effect == "success")
        )
        ignored = early and made.abandon_in_threshold == "ignored" and not served
        tally["service_level"][0] += served
        tally["service_level"][1] += outcome in made.denominator and not ignored
        tally["accessibility"][0] += outcome == "answered"
        tally["accessibility"][1] += outcome in made.front_door
        tally["abandonment"][0] += outcome == "abandoned" and not (short and rule.effect == "excluded_from_abandoned")
        tally["abandonment"][1] += outcome not in ("blocked", "deflected", "open")
    return {key: Fraction(100 * top, bottom) if bottom else None for key, (top, bottom) in tally.items()}
