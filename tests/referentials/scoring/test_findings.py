"""Findings add up and age by the rules of the release, in the order they are written."""

import datetime as dt

from filiere.referentials.records import TimeSpan
from filiere.referentials.scoring.findings import CompiledFindingRule, Finding, FindingTally, tally_findings

DAY = dt.date(2027, 6, 1)
WITHIN = {"major": TimeSpan(90, "day"), "minor": TimeSpan(180, "day"), "observation": None}
ACCUMULATED = CompiledFindingRule(
    "findings(minor) >= 5", lambda t: t.count("minor") >= 5, (("minor",),), add="major", reason="minors_accumulated"
)
AGED = CompiledFindingRule(
    "findings(minor, unlifted_from_previous) >= 1",
    lambda t: t.count("minor", "unlifted_from_previous") >= 1,
    (("minor", "unlifted_from_previous"),),
    upgrade_to="major",
)


def _tally(*findings: Finding) -> FindingTally:
    return tally_findings(findings, DAY, lift_within=WITHIN, rules=(ACCUMULATED, AGED))


def test_four_minors_are_four_minors() -> None:
    """Under the number, nothing happens."""
    assert _tally(*[Finding(kind="minor")] * 4).as_counts() == {"major": 0, "minor": 4, "observation": 0}


def test_the_fifth_minor_makes_a_major() -> None:
    """The minors stay, and one major is added, with its reason."""
    found = _tally(*[Finding(kind="minor")] * 5)
    assert found.as_counts() == {"major": 1, "minor": 5, "observation": 0}
    assert [(one.effect, one.count, one.reason) for one in found.changes] == [("add", 1, "minors_accumulated")]


def test_each_unlifted_minor_of_the_previous_audit_becomes_a_major() -> None:
    """Those of this audit stay minors."""
    found = _tally(Finding(kind="minor", previous=True), Finding(kind="minor", previous=True), Finding(kind="minor"))
    assert found.as_counts() == {"major": 2, "minor": 1, "observation": 0}


def test_the_rules_run_in_order() -> None:
    """The minor that ages is still among the five that add up, since that rule is written first."""
    found = _tally(Finding(kind="minor", previous=True), *[Finding(kind="minor")] * 4)
    assert found.as_counts() == {"major": 2, "minor": 4, "observation": 0}


def test_a_lifted_finding_no_longer_stands() -> None:
    """From the day it was lifted, not before."""
    lifted, later = Finding(kind="major", lifted=DAY), Finding(kind="major", lifted=DAY + dt.timedelta(1))
    found = _tally(lifted, later, Finding(kind="major", lifted=True))
    assert (found.count("major"), found.count("major", "lifted"), found.count("major", "all")) == (1, 2, 3)
    assert found.count("major", "open") == 1


def test_a_lifted_minor_of_the_previous_audit_does_not_age() -> None:
    """It was mended in time."""
    assert _tally(Finding(kind="minor", previous=True, lifted=True)).count("major") == 0


def test_a_finding_is_overdue_after_its_days() -> None:
    """Ninety days for a major: the ninetieth is in time, the next is not."""
    in_time = Finding(kind="major", opened=DAY - dt.timedelta(90))
    late = Finding(kind="major", opened=DAY - dt.timedelta(91))
    assert _tally(in_time).count("major", "overdue") == 0
    assert _tally(in_time, late).count("major", "overdue") == 1


def test_findings_are_counted_by_theme_and_criterion() -> None:
    """A word that is no state is a theme or a criterion."""
    found = _tally(Finding(kind="minor", theme="society", criterion="q1"), Finding(kind="minor", theme="environment"))
    assert (found.count("minor", "society"), found.count("minor", "q1"), found.count("minor", "other")) == (1, 1, 0)
