"""The arithmetic of audit findings: minors that add up, minors that age, and what still stands on a given day.

Nothing pays for a finding: however high the score, five minors make a major, and a minor that an earlier audit
already wrote and nobody lifted is a major at this one. The rules are data of the release. They run in the order they
are written, each on what the former left: a minor upgraded by one rule is no longer counted as a minor by the next.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import AliasChoices, ConfigDict, Field

from filiere.core import StrictModel
from filiere.referentials.records.field_types import TimeSpan as Length

FINDING_STATES = ("open", "lifted", "all", "overdue", "unlifted_from_previous")


class Finding(StrictModel):
    """One finding of an audit.

    ``kind`` is a kind of the release (major, minor, observation, good_practice); ``opened`` the day it was told;
    ``lifted`` the day its proof was accepted (or true when the day is not kept); ``previous`` whether an earlier
    audit wrote it.
    """

    model_config = ConfigDict(populate_by_name=True)

    kind: str
    key: str | None = None
    theme: str | None = None
    criterion: str | None = None
    opened: dt.date | None = None
    lifted: bool | dt.date = False
    previous: bool = Field(default=False, validation_alias=AliasChoices("previous", "unlifted_from_previous"))

    def stands(self, on: dt.date) -> bool:
        """Whether the finding is still to be lifted on that day."""
        return not self.lifted if isinstance(self.lifted, bool) else self.lifted > on


@dataclass(frozen=True, slots=True)
class FindingChange:
    """What one rule did: its words as written, and how many findings of a kind it added or made."""

    rule: str
    effect: str
    kind: str
    count: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FindingTally:
    """The findings of a dossier on a day, after the rules of the release."""

    findings: tuple[Finding, ...]
    on: dt.date
    lift_within: Mapping[str, Length | None]
    changes: tuple[FindingChange, ...] = ()

    def count(self, kind: str, *where: str) -> int:
        """Count the findings of a kind.

        ``where`` narrows by a state, a theme or a criterion. Without a state, and with ``open``, only the findings
        that still stand count: a lifted major bars nothing. ``overdue`` counts those that stand beyond the time given
        to lift them.
        """
        return sum(1 for finding in self.findings if finding.kind == kind and self.holds(finding, where))

    def holds(self, finding: Finding, where: Sequence[str]) -> bool:
        """Tell whether a finding is of the states, theme and criterion named."""
        if finding.stands(self.on) == ("lifted" in where) and "all" not in where:
            return False
        for word in where:
            if word == "unlifted_from_previous":
                kept = finding.previous
            elif word == "overdue":
                kept = self._is_overdue(finding)
            else:
                kept = word in FINDING_STATES or word in (finding.theme, finding.criterion)
            if not kept:
                return False
        return True

    def _is_overdue(self, finding: Finding) -> bool:
        within = self.lift_within.get(finding.kind)
        return within is not None and finding.opened is not None and within.shift_day(finding.opened) < self.on

    def as_counts(self) -> dict[str, int]:
        """Return how many findings of each kind still stand."""
        return {kind: self.count(kind) for kind in self.lift_within}


@dataclass(frozen=True, slots=True)
class CompiledFindingRule:
    """A rule on findings: when it holds on a tally, it adds a finding of a kind, or upgrades those it ``names``.

    ``names`` are the arguments of the rule's own calls of ``findings``.
    """

    source: str
    holds: Callable[[FindingTally], bool]
    names: tuple[tuple[str, ...], ...] = ()
    add: str | None = None
    upgrade_to: str | None = None
    reason: str | None = None


def tally_findings(
    findings: Iterable[Finding],
    on: dt.date,
    *,
    lift_within: Mapping[str, Length | None],
    rules: Sequence[CompiledFindingRule] = (),
) -> FindingTally:
    """Apply the rules in order and return what stands."""
    result = FindingTally(tuple(findings), on, lift_within)
    for rule in rules:
        if result.findings and rule.holds(result):
            result = _apply_rule(result, rule)
    return result


def _apply_rule(current: FindingTally, rule: CompiledFindingRule) -> FindingTally:
    findings, changes = list(current.findings), list(current.changes)
    if rule.add is not None:
        findings.append(Finding(kind=rule.add, key=rule.reason, opened=current.on))
        changes.append(FindingChange(rule.source, "add", rule.add, 1, rule.reason))
    if rule.upgrade_to is not None:
        moved = 0
        for place, finding in enumerate(findings):
            named = any(finding.kind == kind and current.holds(finding, where) for kind, *where in rule.names)
            if named and finding.kind != rule.upgrade_to:
                findings[place] = finding.model_copy(update={"kind": rule.upgrade_to})
                moved += 1
        changes.append(FindingChange(rule.source, "upgrade", rule.upgrade_to, moved, rule.reason))
    return replace(current, findings=tuple(findings), changes=tuple(changes))
