"""What a mapping proposes to a dossier: evidence, an answer or a finding to carry over, for a person to accept.

Nothing is carried by itself. A relation that is only partial brings no score, whatever the file says; an answer
already given is never replaced; and once accepted, the same proposals bring nothing more. Where two links propose
different answers the more cautious one is kept, and both are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from filiere.referentials.mapping.links import Correspondence, Link
from filiere.referentials.mapping.source_results import HeldResults
from filiere.referentials.records import CARRY_LEVELS
from filiere.referentials.records.mapping import CarryLevel
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.findings import Finding


@dataclass(frozen=True, slots=True)
class CarryOffer:
    """What one link can bring to a target.

    ``points`` are the fewest of its sources, and ``level`` the highest of the target that they reach; both None when
    the link carries no answer, when the target is measured, or when a source is not known. ``evidence`` names pieces
    of the source release. ``findings`` are put on the target. ``waits`` names the sources whose points are missing.
    """

    link: Link
    carry: CarryLevel
    points: Decimal | None = None
    level: str | None = None
    evidence: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CarryProposal:
    """Everything offered to one target, and what of it would be new.

    ``points`` and ``level`` are the most cautious of the offers; ``conflicting`` says that they differ. ``answer`` is
    the answer already there, which stays. ``evidence`` and ``findings`` are those that the dossier does not have yet.
    ``confidence`` is the least of the offers that carry something.
    """

    target: str
    offers: tuple[CarryOffer, ...]
    points: Decimal | None
    level: str | None
    conflicting: bool
    answer: str | None
    evidence: tuple[str, ...]
    findings: tuple[Finding, ...]
    confidence: Decimal

    @property
    def changes_case(self) -> bool:
        """Whether accepting it would change the dossier."""
        return bool(self.evidence or self.findings) or (self.level is not None and self.answer is None)


def propose_carry_over(known: Correspondence, held: HeldResults, case: Case | None = None) -> tuple[CarryProposal, ...]:
    """Return what may be carried over to each target, in the order of the target release.

    ``case`` is the dossier under the target release, to which they are made; an empty one when there is none yet.
    Evidence is told new only when the target release knows a kind of that name; of another name it stays in the
    offers, and a person says under which.
    """
    made = (_build_proposal(key, known, held, case) for key in known.target.criteria)
    return tuple(one for one in made if one is not None)


def accept_proposals(case: Case, chosen: Iterable[CarryProposal]) -> Case:
    """Return the dossier with the proposals accepted; what it already says stays as it is."""
    answers = dict(case.answers)
    evidence = list(case.evidence)
    findings = list(case.findings)
    for carry_proposal in chosen:
        if carry_proposal.level is not None and answers.get(carry_proposal.target) is None:
            answers[carry_proposal.target] = carry_proposal.level
        evidence += [name for name in carry_proposal.evidence if name not in evidence]
        findings += [finding for finding in carry_proposal.findings if finding not in findings]
    return case.model_copy(
        update={"answers": answers, "evidence": tuple(evidence), "findings": tuple(findings)},
    )


def _build_proposal(key: str, known: Correspondence, held: HeldResults, case: Case | None) -> CarryProposal | None:
    offers = tuple(
        offer for link in known.to(key) if (offer := _build_offer(link, key, known.target, held)) is not None
    )
    if not offers:
        return None
    scored = [one.points for one in offers if one.points is not None]
    levels = {one.level for one in offers if one.points is not None}
    points = min(scored) if scored else None
    evidence = [name for one in offers for name in one.evidence if name in known.target.evidence]
    present = case.evidence if case is not None else ()
    findings = [finding for one in offers for finding in one.findings if case is None or finding not in case.findings]
    return CarryProposal(
        target=key,
        offers=offers,
        points=points,
        level=None if points is None else find_level_reached(known.target, key, points),
        conflicting=len(levels) > 1 or (len(set(scored)) > 1 and levels == {None}),
        answer=case.answers.get(key) if case is not None else None,
        evidence=tuple(dict.fromkeys(name for name in evidence if name not in present)),
        findings=tuple(dict.fromkeys(findings)),
        confidence=min(one.link.confidence for one in offers),
    )


def _build_offer(link: Link, target: str, release: Release, held: HeldResults) -> CarryOffer | None:
    carry = link.may_carry(target)
    rank = CARRY_LEVELS.index(carry)
    if rank == 0:
        return None
    evidence = tuple(dict.fromkeys(name for key in link.sources for name in held.evidence.get(key, ())))
    # A measured question takes its points from its own figures, and from nothing else.
    answered = rank >= CARRY_LEVELS.index("answer") and release.criteria[target].scored_by is None
    points = held.find_least_points(link.sources) if answered else None
    waits = tuple(key for key in link.sources if key not in held.points) if answered else ()
    findings = (
        tuple(
            finding.model_copy(update={"criterion": target, "theme": release.theme_of[target].key})
            for finding in held.findings
            if finding.criterion in link.sources and _knows_finding_kind(finding, release)
        )
        if carry == "finding"
        else ()
    )
    if not evidence and points is None and not findings and not waits:
        return None
    level = None if points is None else find_level_reached(release, target, points)
    return CarryOffer(link, carry, points, level, evidence, findings, waits)


def _knows_finding_kind(finding: Finding, release: Release) -> bool:
    return release.audit is not None and finding.kind in release.audit.findings.kinds


def find_level_reached(release: Release, key: str, points: Decimal) -> str | None:
    """Return the highest level of a criterion that so many points reach, None when it is not answered by levels."""
    scale = release.scales.get(key)
    reached = [level.key for level in scale.levels if level.value <= points] if scale is not None else []
    return reached[-1] if reached else None
