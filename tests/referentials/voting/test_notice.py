"""How long before a session its body knows of it: what a release says, and what holds when it says nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError
from support.scenes.voting_sample import PANEL, RELEASE, RULES

from filiere.referentials.records.audit_and_award import Committee, SessionNotice
from filiere.referentials.voting import read_voting_rules


def saying(**notice: Any) -> Any:
    """The shipped release, had it said this."""
    assert RELEASE.award is not None
    assert RELEASE.award.committee is not None
    data = RELEASE.award.committee.model_dump(mode="json", by_alias=True) | {"notice": notice}
    committee = Committee.model_validate(data)
    return replace(RELEASE, award=RELEASE.award.model_copy(update={"committee": committee}))


def test_a_release_sealed_before_the_rule_has_five_days_and_no_urgency() -> None:
    """Its seal does not move: what it does not say is not in it."""
    assert RULES.notice == PANEL.notice == SessionNotice(days=5, urgent=None)


def test_both_bodies_are_held_to_what_the_release_says() -> None:
    told = saying(days=15, urgent=3)
    assert [read_voting_rules(told, body).notice for body in ("committee", "appeal_panel")] == [
        SessionNotice(days=15, urgent=3)
    ] * 2


@pytest.mark.parametrize("notice", [{"days": 0}, {"days": 200}, {"days": 5, "urgent": 0}, {"days": 5, "urgent": 5}])
def test_no_notice_of_nothing_and_no_urgency_that_is_none(notice: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        saying(**notice)
