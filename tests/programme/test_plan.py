"""The state of a programme on a day: what is declared beside what is computed, two times, and two moments compared."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from filiere.core.language import use_language
from filiere.programme.code_labels import describe_reason
from filiere.programme.figure_readings import FigureReading
from filiere.programme.plan import ActionState, PlanState, Reason, compute_state
from filiere.programme.plan_comparison import compare_states
from filiere.programme.progress import Progress, roll_up
from filiere.programme.reader import read_plan
from filiere.programme.records import Event, Plan, Target
from filiere.programme.state_comparison import Moment

PLAN = read_plan(Path(__file__).with_name("plan.yaml"))
TODAY = date(2026, 11, 24)
JUNE = date(2026, 6, 30)


class Counts:
    """What a site would count itself: 25 weeks, between 40 and 60 answers, and no map before September."""

    def read_target(self, target: Target, *, on: date, known: date) -> FigureReading:
        """Return a number by the name of the count."""
        values: dict[str, Any] = {
            "delay": 25,
            "answers": (Decimal(40), Decimal(60)),
            "maps": 4 if on > date(2026, 9, 1) else None,
        }
        assert target.figure is not None
        return FigureReading(values[target.figure.count or ""], "current", ("counted",), min(on, known))


def state_on(on: date, known: date | None = None, plan: Plan = PLAN) -> PlanState:
    """The state on a day, by what was known then or on another day."""
    return compute_state(plan, Counts(), on=on, known=known or on)


def reasons(state: ActionState) -> dict[str, Reason]:
    """The reasons why an action needs a decision, by kind."""
    return {one.kind: one for one in state.reasons}


def with_events(*events: dict[str, str]) -> Plan:
    """The same programme, with more events."""
    return PLAN.model_copy(update={"events": (*PLAN.events, *map(Event.model_validate, events))})


def test_what_is_declared_stands_beside_what_is_computed() -> None:
    """An owner on time, −50 % of the way after 60 % of the time: the gap is named, and nobody has to type it."""
    found = state_on(TODAY).actions["delay"]
    assert (found.declared, found.declared_on) == ("on_time", date(2026, 9, 15))
    assert found.progress == Progress("computed", Fraction(-1, 2), 1)
    assert found.elapsed == Fraction(3, 5)
    assert found.behind == Fraction(11, 10)
    assert found.reasons == (Reason("gap", share=Fraction(11, 10)),)
    with use_language("en"):
        assert describe_reason(found.reasons[0]) == "gap of 110 points"


@pytest.mark.parametrize(("state", "now", "gap"), [("on_time", 24, True), ("on_time", Decimal("25.5"), False),
                                                   ("watch", 24, False), ("late", 24, False)])  # fmt: skip
def test_a_gap_is_more_than_fifteen_points_under_what_is_declared_on_time(state: str, now: Decimal, gap: bool) -> None:
    """60 % of the time is gone: 45 % of the way is no gap, and an owner who says that it is late has none."""
    action = {"id": "one", "title": {"fr": "T", "en": "T"}, "on": "2026-01-01", "due": "2027-06-30"}
    target = {"direction": "up", "base": 21, "goal": 31, "label": {"fr": "T", "en": "T"}}
    events = [
        {"action": "one", "kind": "measured", "now": now, "on": "2026-11-20"},
        {"action": "one", "kind": "declared", "state": state, "on": "2026-11-20"},
    ]
    head = {"id": "p", "title": {"fr": "T", "en": "T"}}
    plan = Plan.model_validate(head | {"actions": [action | {"target": target}], "events": events})
    assert ("gap" in reasons(state_on(TODAY, plan=plan).actions["one"])) == gap


def test_what_needs_a_decision_surfaces_by_itself() -> None:
    found = state_on(TODAY)
    assert [one.action.id for one in found.list_decisions()] == ["delay", "holders", "survey", "maps"]
    survey, maps, holders = (reasons(found.actions[one]) for one in ("survey", "maps", "holders"))
    assert survey == {"overdue": Reason("overdue", days=24)}
    assert set(maps) == {"silent", "blocked"}
    assert maps["silent"].days == (TODAY - date(2026, 7, 1)).days
    assert maps["blocked"].actions == ("survey", "holders")
    assert holders["silent"].days == (TODAY - date(2026, 6, 15)).days
    with use_language("fr"):
        assert describe_reason(survey["overdue"]).replace("\u00a0", " ") == "échue depuis 24 jours"


def test_a_typed_value_goes_out_of_date() -> None:
    """A target says how old its value may be: after six months it is not computed on the last one."""
    found = state_on(date(2026, 12, 16)).actions["holders"]
    assert found.progress == Progress("stale")
    assert reasons(found)["not_computable"].outcome == "stale"
    assert found.reading == FigureReading(None, "stale", (), date(2026, 6, 15))
    assert state_on(date(2026, 12, 15)).actions["holders"].progress.outcome == "computed"


def test_a_range_on_both_sides_of_a_limit_is_no_reason() -> None:
    found = state_on(TODAY).actions["survey"]
    assert found.progress == Progress("range")
    assert "not_computable" not in reasons(found)


def test_nothing_is_asked_of_an_action_that_has_not_begun_or_has_ended() -> None:
    found = state_on(TODAY)
    assert (found.actions["charter"].status, found.actions["charter"].reasons) == ("planned", ())
    assert (found.actions["booklet"].status, found.actions["booklet"].reasons) == ("abandoned", ())
    ended = with_events({"action": "delay", "kind": "completed", "on": "2026-10-01"})
    done = state_on(TODAY, plan=ended).actions["delay"]
    assert (done.status, done.reasons, done.progress.value) == ("completed", (), Fraction(-1, 2))


def test_roll_ups_leave_out_what_was_abandoned_and_name_what_is_not_known() -> None:
    """The label: (3 · −1/2 + 2/15) ÷ 4. Of the measure, only the maps have a progress; a limit has none."""
    found = state_on(TODAY)
    label, measure = found.axes
    assert label.progress == Progress("computed", Fraction(-41, 120), 2, 2)
    assert measure.progress == Progress("computed", Fraction(2, 5), 1, 2)
    assert (found.progress.known, found.progress.of) == (3, 5)
    counted = [one for one in found.actions.values() if one.status != "abandoned"]
    assert found.progress == roll_up((one.action.weight, one.progress) for one in counted)
    assert found.elapsed == Fraction((TODAY - date(2026, 1, 1)).days, 729)


def test_a_day_is_read_by_what_was_known_on_another() -> None:
    """36 holders in June, as June knew; 34, as September knows. What was recorded later does not exist earlier."""
    assert state_on(JUNE).actions["holders"].progress.value == Fraction(1, 5)
    assert state_on(JUNE, TODAY).actions["holders"].progress.value == Fraction(2, 15)
    assert "booklet" not in state_on(date(2026, 2, 1)).actions
    assert "booklet" in state_on(date(2026, 2, 1), TODAY).actions


def test_the_latest_record_of_a_day_stands_whatever_the_order_of_the_file() -> None:
    backwards = PLAN.model_copy(update={"events": tuple(reversed(PLAN.events))})
    assert state_on(TODAY, plan=backwards).actions == state_on(TODAY).actions
    assert state_on(JUNE, TODAY, backwards).actions["holders"].progress.value == Fraction(2, 15)


def test_a_date_that_moves_leaves_the_first_one_readable() -> None:
    survey = state_on(date(2026, 10, 15)).actions["survey"]
    assert (survey.due, survey.action.due) == (date(2026, 10, 31), date(2026, 9, 30))
    assert survey.reasons == ()
    assert state_on(date(2026, 9, 19)).actions["survey"].due == date(2026, 9, 30)


def test_commitments_are_kept_broken_revised_or_overdue() -> None:
    found = state_on(TODAY)
    assert found.count_commitments() == {"open": 1, "overdue": 1, "kept": 1, "broken": 0}
    late = found.commitments["c-late"]
    assert (late.status, late.due, late.revised) == ("overdue", date(2026, 9, 30), True)
    assert state_on(date(2026, 7, 15)).commitments["c-late"].status == "open"
    broken = with_events({"commitment": "c-late", "kind": "broken", "on": "2026-10-02"})
    assert state_on(TODAY, plan=broken).count_commitments()["broken"] == 1


def changes(one: Moment, other: Moment, plan: Plan = PLAN) -> set[tuple[str, str, tuple[str, ...]]]:
    """The changes between two moments, without their states."""
    return {(it.kind, it.item, it.fields) for it in compare_states(plan, Counts(), one, other).changes}


def test_two_moments_part_what_happened_from_what_was_learnt() -> None:
    """The corrected count of June is restated, not moved; what was decided, dropped or put off since is told apart."""
    assert changes(Moment(JUNE, JUNE), Moment(TODAY, TODAY)) == {
        ("restated", "holders", ("progress",)),
        ("moved", "delay", ("declared",)),
        ("moved", "survey", ("due", "declared")),
        ("moved", "maps", ("status", "progress", "outcome")),
        ("dropped", "booklet", ("status",)),
        ("added", "charter", ()),
    }


def test_one_day_known_at_two_times_has_only_restatements() -> None:
    """An action decided by then, and recorded later, is one of them."""
    found = changes(Moment(date(2026, 2, 1), date(2026, 2, 1)), Moment(date(2026, 2, 1), TODAY))
    assert found == {("restated", "booklet", ())}
    assert changes(Moment(TODAY, TODAY), Moment(TODAY, TODAY)) == set()


def test_a_comparison_carries_both_readings_of_a_restatement() -> None:
    found = compare_states(PLAN, Counts(), Moment(JUNE, JUNE), Moment(TODAY, TODAY))
    (restated,) = found.list_changes("restated")
    assert restated.before is not None
    assert restated.after is not None
    assert (restated.before.progress.value, restated.after.progress.value) == (Fraction(1, 5), Fraction(2, 15))
    assert found.second.actions["holders"].progress.value == Fraction(2, 15)
