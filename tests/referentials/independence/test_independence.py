"""Independence of an auditor: what bars, what is unknown, and from which day a tie no longer counts."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.referentials import Library
from filiere.referentials.independence import (
    DeclaredTie,
    TieDeclaration,
    assess_independence,
    declaration_faults,
    describe_tie_kind,
)
from filiere.referentials.records.audit_and_award import Independence

DAY = date(2027, 6, 1)
KINDS = ("employment", "shares", "family", "advice")
RULES = Independence.model_validate(
    {"no_advice_to_candidate_within": "3 year", "max_consecutive_cycles": 2, "declares": list(KINDS)}
)
NONE = {kind: {"held": "none"} for kind in KINDS}


def declared(cycles: int | None = 0, **ties: Any) -> TieDeclaration:
    return TieDeclaration.model_validate({"ties": NONE | ties, "cycles_before": cycles})


def test_the_release_has_the_rules_this_engine_reads() -> None:
    release = Library().release("lrs@2027.1", on=DAY)
    assert release.audit is not None
    assert release.audit.independence == RULES


def test_nothing_declared_is_unknown_and_says_what_is_missing() -> None:
    weighed = assess_independence(RULES, TieDeclaration(), DAY)
    assert weighed.independent is None
    assert weighed.missing == (*KINDS, "cycles")


def test_no_tie_and_no_audit_before_is_independent() -> None:
    assert assess_independence(RULES, declared(), DAY).independent is True


@pytest.mark.parametrize("kind", KINDS)
def test_a_tie_that_lasts_bars(kind: str) -> None:
    tie: dict[str, Any] = {kind: {"held": "lasting"}}
    weighed = assess_independence(RULES, declared(**tie), DAY)
    assert weighed.independent is False
    assert [one.kind for one in weighed.bars] == [kind]
    assert describe_tie_kind(kind).fr in weighed.bars[0].text.fr


def test_one_bar_is_enough_whatever_is_missing() -> None:
    one = TieDeclaration(ties={"shares": DeclaredTie(held="lasting")})
    assert assess_independence(RULES, one, DAY).independent is False


@pytest.mark.parametrize(
    ("ended", "free"),
    [
        (date(2024, 5, 31), True),
        (date(2024, 6, 1), False),
        (date(2024, 6, 2), False),
        (DAY, False),
        (date(1999, 1, 1), True),
    ],
)
def test_advice_bars_up_to_the_last_day_of_three_years(ended: date, free: bool) -> None:
    weighed = assess_independence(RULES, declared(advice={"held": "ended", "ended": ended}), DAY)
    assert weighed.independent is free


def test_advice_that_ended_on_a_leap_day_bars_to_the_end_of_february() -> None:
    tie = {"held": "ended", "ended": date(2024, 2, 29)}
    assert assess_independence(RULES, declared(advice=tie), date(2027, 2, 28)).independent is False
    assert assess_independence(RULES, declared(advice=tie), date(2027, 3, 1)).independent is True


@pytest.mark.parametrize(("cycles", "free"), [(0, True), (1, True), (2, False), (7, False)])
def test_two_audits_in_a_row_and_no_third(cycles: int, free: bool) -> None:
    assert assess_independence(RULES, declared(cycles), DAY).independent is free


def test_audits_that_are_known_count_though_not_declared() -> None:
    assert assess_independence(RULES, declared(0), DAY, cycles_known=2).independent is False
    assert assess_independence(RULES, declared(None), DAY, cycles_known=2).independent is False


def test_audits_that_are_not_declared_are_unknown() -> None:
    weighed = assess_independence(RULES, declared(None), DAY, cycles_known=1)
    assert weighed.independent is None
    assert weighed.missing == ("cycles",)


def test_a_kind_that_a_later_release_asks_for_is_missing_until_declared() -> None:
    later = RULES.model_copy(update={"declares": (*KINDS, "litigation")})
    assert assess_independence(later, declared(), DAY).missing == ("litigation",)
    assert (
        assess_independence(later, declared(litigation={"held": "lasting"}), DAY).bars[0].text.en
        == "Current link: litigation."
    )


def test_a_release_without_rules_bars_nobody() -> None:
    assert assess_independence(None, TieDeclaration(), DAY).independent is True


@given(st.dictionaries(st.sampled_from(KINDS), st.sampled_from(["none", "lasting"])), st.one_of(st.none(), st.just(0)))
def test_saying_more_never_turns_a_no_into_a_yes(ties: dict[str, str], cycles: int | None) -> None:
    partial = TieDeclaration.model_validate({"ties": {kind: {"held": one} for kind, one in ties.items()}})
    given_ties: dict[str, Any] = {kind: {"held": one} for kind, one in ties.items()}
    whole = declared(cycles, **given_ties)
    first, last = (
        assess_independence(RULES, partial, DAY).independent,
        assess_independence(RULES, whole, DAY).independent,
    )
    assert first is None or first == last


@given(st.integers(0, 3000))
def test_a_tie_once_free_stays_free(days: int) -> None:
    tie = {"held": "ended", "ended": DAY - timedelta(days=days)}
    if assess_independence(RULES, declared(employment=tie), DAY).independent:
        assert assess_independence(RULES, declared(employment=tie), DAY + timedelta(days=1)).independent


@pytest.mark.parametrize(
    ("tie", "code"),
    [
        ({"held": "ended"}, "independence-end"),
        ({"held": "ended", "ended": DAY + timedelta(days=1)}, "independence-end"),
        ({"held": "lasting", "ended": DAY}, "independence-stray-end"),
        ({"held": "none", "ended": DAY}, "independence-stray-end"),
    ],
)
def test_an_end_that_cannot_be_is_told(tie: dict[str, Any], code: str) -> None:
    assert [one.code for one in declaration_faults(RULES, declared(shares=tie), DAY)] == [code]


def test_a_kind_that_is_not_asked_is_told() -> None:
    found = [*declaration_faults(RULES, declared(friendship={"held": "none"}), DAY)]
    assert [one.code for one in found] == ["independence-unknown-kind"]


def test_a_tie_ended_without_a_day_is_not_declared() -> None:
    assert assess_independence(RULES, declared(family={"held": "ended"}), DAY).missing == ("family",)
