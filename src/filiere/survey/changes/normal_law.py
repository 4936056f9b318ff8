"""The normal law, as intervals and tests use it."""

import math
from statistics import NormalDist

from filiere.core.faults import Faults
from filiere.survey.changes.faults import CATALOGUE
from filiere.survey.changes.records import TestedDifference


def find_quantile(confidence: float) -> float:
    """Return how many standard errors an interval of this confidence has on each side; raise :class:`Faults` outside
    0.5 to 1."""
    if not 0.5 <= confidence < 1:
        raise Faults([CATALOGUE.build("change-confidence", value=f"{confidence:g}")])
    return NormalDist().inv_cdf((1 + confidence) / 2)


def find_p_value(distance: float, standard_error: float) -> float:
    """Return the probability of a distance at least as large, either way; 1 where neither varies, 0 where it cannot."""
    if standard_error == 0:
        return 1.0 if distance == 0 else 0.0
    return math.erfc(abs(distance) / standard_error / math.sqrt(2))


def check_difference(difference: float, standard_error: float, confidence: float) -> TestedDifference:
    """Return a difference with its normal interval and its test."""
    reach = find_quantile(confidence) * standard_error
    return TestedDifference(
        difference=difference,
        standard_error=standard_error,
        low=difference - reach,
        high=difference + reach,
        p_value=find_p_value(difference, standard_error),
        confidence=confidence,
    )
