"""What a dossier holds under the source of a mapping: points, evidence and findings, criterion by criterion.

Two ways lead here: the evaluation of a dossier, and a certificate, which says that subjects of a norm were found
satisfied and nothing more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from filiere.referentials.release import Release
from filiere.referentials.scoring.findings import Finding
from filiere.referentials.scoring.results import Evaluation

SATISFIED = Decimal(100)


@dataclass(frozen=True)
class HeldResults:
    """The points of each criterion (absent when unknown or not applicable), the evidence and the findings of each."""

    points: Mapping[str, Decimal] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @classmethod
    def from_evaluation(cls, evaluation: Evaluation) -> "HeldResults":
        """Return what the dossier of an evaluation holds; evidence that may not be used twice is left out."""
        release, case = evaluation.state.plan.release, evaluation.state.bound.case
        evidence = {}
        for key in evaluation.criteria:
            given = tuple(
                name
                for name in release.criteria[key].evidence
                if name in case.evidence and name in release.evidence and release.evidence[name].reusable
            )
            if given:
                evidence[key] = given
        return cls(
            points={key: score for key, score in evaluation.criteria.items() if isinstance(score, Decimal)},
            evidence=evidence,
            findings=case.findings,
        )

    @classmethod
    def from_certificate(cls, release: Release, names: Iterable[str]) -> "HeldResults":
        """Return what a certificate holds that names satisfied subjects, by key or number; unknown names are left."""
        found = (release.find(name) for name in names)
        return cls(points={one.key: SATISFIED for one in found if one is not None})

    def find_least_points(self, sources: Iterable[str]) -> Decimal | None:
        """Return the fewest points among criteria, None when those of any are not known."""
        points = [self.points.get(key) for key in sources]
        known = [one for one in points if one is not None]
        return min(known) if known and len(known) == len(points) else None

    def satisfies(self, sources: Iterable[str], minimum: Decimal) -> bool | None:
        """Tell whether all of some criteria have at least so many points; one known to have fewer settles it."""
        points = [self.points.get(key) for key in sources]
        if any(one is not None and one < minimum for one in points):
            return False
        return None if None in points else True
