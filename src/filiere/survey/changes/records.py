"""What a comparison of two waves gives: numbers and codes, without a sentence."""

from dataclasses import dataclass
from typing import Literal

from filiere.core.text import Text

Verdict = Literal["rise", "fall", "not-established"]
Assumption = Literal["simple-random-sampling", "independent-samples", "size-assumed", "rounded-percentages"]

VERDICT_LABELS: dict[Verdict, Text] = {
    "rise": Text(fr="hausse établie", en="rise established"),
    "fall": Text(fr="baisse établie", en="fall established"),
    "not-established": Text(fr="pas établi", en="not established"),
}
ASSUMPTION_LABELS: dict[Assumption, Text] = {
    "simple-random-sampling": Text(
        fr="tirage aléatoire simple : ni poids, ni taux de réponse publiés",
        en="simple random sampling: neither weights nor response rates are published",
    ),
    "independent-samples": Text(
        fr="deux échantillons indépendants : le recouvrement n’est pas publié",
        en="two independent samples: the overlap is not published",
    ),
    "size-assumed": Text(
        fr="effectif d’une vague non publié, pris égal à celui de l’autre",
        en="size of a wave not published, taken equal to that of the other",
    ),
    "rounded-percentages": Text(
        fr="pourcentages pris tels qu’ils sont imprimés, arrondis",
        en="percentages taken as printed, rounded",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedDifference:
    """A difference between two estimates, the second less the first, with its interval and its test.

    All are in the unit of the estimates. ``p_value`` is the probability of a difference at least as large, either way,
    if nothing had changed.
    """

    difference: float
    standard_error: float
    low: float
    high: float
    p_value: float
    confidence: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def verdict(self) -> Verdict:
        """What the test establishes at its confidence."""
        if self.p_value >= 1 - self.confidence:
            return "not-established"
        return "rise" if self.difference > 0 else "fall"
