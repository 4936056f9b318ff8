"""Corrections and choices of staff are laid over the register, and what they replace stays readable."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults, Period, Text
from filiere.figures import Amendment, Figure, Query, Register, load_register

Act = Callable[..., Amendment]
SHIPPED = load_register()


def codes(register: Register, *amendments: Amendment, today: date | None = None) -> list[str]:
    """Return the codes of the faults that refuse the amendments."""
    with pytest.raises(Faults) as caught:
        register.with_amendments(amendments, today=today)
    return [one.code for one in caught.value.faults]


def test_a_correction_makes_a_version_and_keeps_the_one_before(base: Register, act: Act) -> None:
    """The figure reads corrected, its history holds the original and the reason, the first register is unchanged."""
    after = base.with_amendments(
        [act("correct", "jobs-2001", changes={"value": 1010, "note": {"fr": "Relu.", "en": "Read."}})]
    )
    assert (after["jobs-2001"].value, after.version("jobs-2001")) == (1010, 2)
    assert after["jobs-2001"].note == Text(fr="Relu.", en="Read.")
    assert [(one.number, one.figure.value) for one in after.history("jobs-2001")] == [(1, 1000), (2, 1010)]
    made_by = after.history("jobs-2001")[1].amendment
    assert made_by is not None
    assert made_by.reason == "Erreur de frappe"
    assert base["jobs-2001"].value == 1000
    assert [one.number for one in base.history("jobs-2001")] == [1]
    assert base.seal != after.seal


def test_corrections_add_up_in_the_order_of_their_numbers(base: Register, act: Act) -> None:
    """Whatever the order they are given in, and whether given at once or one after the other."""
    first = act("correct", "jobs-2001", changes={"value": 1010}, number=1)
    second = act("correct", "jobs-2001", changes={"value": 1020}, number=2)
    at_once = base.with_amendments([second, first])
    in_turn = base.with_amendments([first]).with_amendments([second])
    assert at_once["jobs-2001"].value == in_turn["jobs-2001"].value == Decimal(1020)
    assert at_once.history("jobs-2001") == in_turn.history("jobs-2001")
    assert at_once.version("jobs-2001") == 3


def test_a_correction_to_what_cannot_be_is_refused(base: Register, act: Act) -> None:
    """Half a job and fewer jobs than none are refused for a correction as they are for the content."""
    assert codes(base, act("correct", "jobs-2001", changes={"value": -5})) == ["negative-value"]
    assert codes(base, act("correct", "jobs-2001", changes={"value": 0.5})) == ["fractional-count"]
    assert base.with_amendments([act("correct", "jobs-2001", changes={"value": 0})])["jobs-2001"].value == 0


def test_a_correction_into_the_future_is_refused(base: Register, act: Act, today: date) -> None:
    """An estimate cannot be moved to a year that has not begun; read back, without a day, nothing is judged."""
    ahead = act("correct", "jobs-2002", changes={"period": "2031", "nature": "estimate"})
    late = act("correct", "jobs-2001", changes={"published": "2031"})
    assert codes(base, ahead, today=today) == ["future-period"]
    assert codes(base, late, today=today) == ["future-publication"]
    hoped = act("correct", "jobs-2002", changes={"period": "2031", "nature": "target"})
    assert base.with_amendments([hoped], today=today)["jobs-2002"].period.year == 2031
    assert base.with_amendments([ahead])["jobs-2002"].period.year == 2031


@given(st.sampled_from(SHIPPED.figures), st.integers(min_value=0, max_value=10**7))
def test_history_always_holds_the_original(figure: Figure, value: int) -> None:
    """Any figure of the shipped register may have its note corrected; the original comes first in its history."""
    key = figure.id
    note = {"fr": f"Corrigé {value}", "en": f"Corrected {value}"}
    given = {"figure": key, "changes": {"note": note}, "reason": "x", "date": "2026", "by": "y", "number": 1}
    amendment = Amendment.model_validate({"kind": "correct", **given})
    after = SHIPPED.with_amendments([amendment])
    assert after.history(key)[0].figure == SHIPPED.history(key)[0].figure
    assert after.history(key)[-1].figure.note == Text.model_validate(note)
    assert len(after) == len(SHIPPED)


def test_a_corrected_scope_stops_the_change_from_one_year_to_the_next(base: Register, act: Act) -> None:
    """When a correction sets two points of a series apart, no change is computed between them any more."""
    after = base.with_amendments([act("correct", "jobs-2002", changes={"measure": "headcount"})])
    assert base.points(base.series[0])[1].change is not None
    assert after.points(after.series[0])[1].change is None


def test_a_choice_replaces_the_one_before_for_that_use(base: Register, act: Act) -> None:
    """One figure a use: the new choice holds, the old one stays in the history with the act that ended it."""
    after = base.with_amendments(
        [act("retain", "jobs-2001", use="jobs-2002", reason={"fr": "Choix.", "en": "Choice."})]
    )
    assert after["jobs-2001"].retained == ("jobs-2002",)
    assert after["jobs-2002"].retained == ()
    old, new = after.retention_history("jobs-2002")
    assert (old.retained.figure, new.retained.figure) == ("jobs-2002", "jobs-2001")
    assert old.ended_by is not None
    assert new.ended_by is None
    assert new.retained.label == old.retained.label
    assert [figure.id for figure in after.search(Query(retained=True))] == ["jobs-2001"]


def test_a_release_leaves_the_use_without_a_choice(base: Register, act: Act) -> None:
    """Nothing is retained afterwards, and the history says until when it was."""
    after = base.with_amendments([act("release", "jobs-2002", use="jobs-2002")])
    assert after.retained_for("jobs-2002") is None
    assert after.retention_history("jobs-2002")[0].ended_by is not None
    again = after.with_amendments(
        [act("retain", "jobs-2001", use="jobs-2002", label={"fr": "Emplois", "en": "Jobs"}, number=2)]
    )
    assert [one.retained.figure for one in again.retention_history("jobs-2002")] == ["jobs-2002", "jobs-2001"]


def test_a_released_use_keeps_its_name(base: Register, act: Act) -> None:
    """A use known by its history is still a use, and is retained for again under the name it had."""
    released = base.with_amendments([act("release", "jobs-2002", use="jobs-2002")])
    assert released.uses == base.uses
    again = released.with_amendments([act("retain", "jobs-2001", use="jobs-2002", number=2)])
    chosen = again.retention("jobs-2002")
    assert chosen is not None
    assert chosen.label == base.uses["jobs-2002"]


def test_an_untraceable_figure_is_never_retained(base: Register, act: Act) -> None:
    """Neither by a choice, nor by making untraceable a figure that is retained."""
    assert codes(base, act("retain", "jobs-2002-folklore", use="map")) == ["retained-untraceable"]
    note = {"fr": "Aucune méthode.", "en": "No method."}
    doubt = act("correct", "jobs-2002", changes={"confidence": "untraceable", "note": note})
    assert codes(base, doubt) == ["retained-untraceable"]


def test_what_speaks_of_today_is_not_old(act: Act, today: date) -> None:
    """On the shipped register, a figure of 2012 is refused for the jobs of today, and retained for a use of its own."""
    old = {"figure": "jobs-whole-2012-le-fur", "reason": {"fr": "Choix.", "en": "Choice."}}
    assert codes(SHIPPED, act("retain", use="weight-today", **old), today=today) == ["retained-stale"]
    history = act("retain", use="weight-2012", label={"fr": "Poids en 2012", "en": "Weight in 2012"}, **old)
    assert SHIPPED.with_amendments([history], today=today).retained_for("weight-2012") is not None


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"kind": "correct", "figure": "jobs-2002-press", "changes": {"confidence": "high"}}, "confidence-above-rule"),
        ({"kind": "correct", "figure": "jobs-1900", "changes": {"value": 1}}, "amendment-unknown"),
        ({"kind": "correct", "figure": "jobs-2001"}, "amendment-empty"),
        ({"kind": "correct", "figure": "jobs-2001", "changes": {"value": 1000}}, "amendment-empty"),
        ({"kind": "correct", "figure": "jobs-2001", "changes": {"id": "jobs-2o01"}}, "amendment-permanent"),
        ({"kind": "correct", "figure": "jobs-2001", "changes": {"colour": "blue"}}, "unknown-key"),
        ({"kind": "correct", "figure": "jobs-2001", "changes": {"value": "many"}}, "wrong-type"),
        ({"kind": "correct", "figure": "jobs-2001", "changes": {"source": "sensus"}}, "unknown-source"),
        ({"kind": "correct", "figure": "jobs-2001", "changes": {"low": 2000}}, "value-outside-range"),
        ({"kind": "retain", "figure": "jobs-2001"}, "amendment-use-missing"),
        ({"kind": "retain", "figure": "jobs-2001", "use": "Not a use"}, "wrong-value"),
        ({"kind": "release", "figure": "jobs-2001", "use": "jobs-2002"}, "amendment-nothing-to-release"),
    ],
)
def test_what_does_not_apply_is_refused_with_its_reason(
    base: Register, act: Act, parts: dict[str, object], code: str
) -> None:
    """An act on nothing, of nothing, or that breaks a rule is refused, and says why."""
    assert code in codes(base, act(**parts))


def test_a_correction_that_breaks_a_computation_is_refused(base: Register, act: Act) -> None:
    """A figure computed from the corrected one must still recompute, or be corrected with it."""
    wrong = act("correct", "jobs-2002", changes={"value": 2200})
    assert codes(base, wrong) == ["derived-mismatch"]
    both = base.with_amendments([wrong, act("correct", "share-2002", changes={"value": 10}, number=2)])
    assert both["share-2002"].value == 10


def test_all_refusals_come_together(base: Register, act: Act) -> None:
    """Two acts that do not apply are two faults, raised once."""
    one, two = act("retain", "jobs-2001"), act("correct", "jobs-1900", number=2)
    assert codes(base, one, two) == ["amendment-unknown", "amendment-use-missing"]


def test_an_entered_figure_is_one_of_the_register() -> None:
    shipped = SHIPPED
    model = shipped["event-2003-cities"]
    fields = {
        "indicator": "event-cities", "value": 12, "unit": "city", "segment": "whole", "period": "2026-11-28",
        "territory": "FR", "source": model.source, "nature": "observed", "mark": "S",
    }  # fmt: skip
    told = Text(fr="Compté.", en="Counted.")
    told_on = Period.parse("2026-12-01")

    def enter(number: int, **changes: object) -> Amendment:
        said = fields | changes
        return Amendment(
            kind="enter", figure="cities-2026", changes=said, reason=told, date=told_on, by=told, number=number
        )

    register = shipped.with_amendments([enter(1)])
    entered = register["cities-2026"]
    assert (entered.value, entered.source, entered.version, len(register)) == (12, model.source, 1, len(shipped) + 1)
    (first,) = register.history("cities-2026")
    assert first.amendment is not None
    assert first.amendment.kind == "enter"
    assert codes(shipped, enter(1), enter(2)) == ["amendment-entered"]
    assert sorted(codes(shipped, enter(1, source="none", territory="DEP-999"))) == [
        "unknown-source", "unknown-territory",
    ]  # fmt: skip
