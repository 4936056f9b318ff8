"""The sentences themselves: that there are enough, that none stands on a mistake, and that no pattern makes many.

Nothing here calls the checker: an oracle of the rules of README.md is held against the register.
"""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from support.harness.quotation_checker import shipped_register
from support.oracles.exact_proportions import bound_proportion
from support.oracles.quoted_roundings import HEDGE, differing_parts, fits, kind_of
from support.scenes.quotation_cases import (
    VERDICTS,
    QuotedNumber,
    read_cases,
    read_other_numbers,
    read_real_life,
    read_spans,
)

from filiere.figures import Figure

HALVES = ("dev", "unseen")
CASES = [one for half in HALVES for one in read_cases(half)]
REAL_LIFE = [one for half in HALVES for one in read_real_life(half)]
OTHERS = [one for half in HALVES for one in read_other_numbers(half)]
LEAST, FIGURES, ALIKE = 72, 150, 8


def figures_of(case: QuotedNumber) -> list[Figure]:
    """The figures that a case names; an unknown one fails."""
    return [shipped_register().find(one) for one in case.figures]


def test_there_are_enough() -> None:
    """Numbers by verdict and language, figures, sentences of real life, numbers of other matters, spans."""
    counted = Counter((case.lang, case.verdict) for case in CASES)
    assert {(lang, one) for lang in ("fr", "en") for one in VERDICTS} == set(counted)
    assert min(counted.values()) >= LEAST
    assert len({one for case in CASES for one in case.figures}) >= FIGURES
    assert len(REAL_LIFE) >= 60
    assert sum(one.count for one in OTHERS) >= 300
    assert len(read_spans()) >= 150


def test_a_key_is_used_once() -> None:
    """Over all halves: a result that names a key names one sentence."""
    keys = [one.key for one in (*CASES, *OTHERS)] + [numbers[0].key.rpartition("-")[0] for numbers in REAL_LIFE]
    assert len(set(keys)) == len(keys)


def test_no_pattern_makes_many() -> None:
    """With numbers and proper names out, no sentence stands more than a few times."""
    masks = Counter(
        re.sub(
            r"\b[A-ZÉÎ][\w’-]*|\d[\d.,\s]*",
            "_",
            case.text.replace(case.number, "_"),
        )
        for case in CASES
    )
    assert masks.most_common(1)[0][1] <= ALIKE


def is_sound_match(case: QuotedNumber) -> bool:
    """It fits a figure that it names."""
    return any(
        fits(one, case.values, hedge=HEDGE if case.stratum == "hedge" else HEDGE * 0) for one in figures_of(case)
    )


def is_sound_outdated(case: QuotedNumber) -> bool:
    """It fits the first figure and not the last, which is later and not after the day of the speech."""
    named = figures_of(case)
    assert case.said is not None
    return (
        fits(named[0], case.values)
        and not fits(named[-1], case.values)
        and any(one.period.end > named[0].period.end for one in named[1:])
        and named[0].period.start <= case.said
        and kind_of(named[0]) == kind_of(named[-1])
    )


def is_sound_out_of_scope(case: QuotedNumber) -> bool:
    """It fits a figure that it names, and says which part is wrong."""
    return bool(case.parts) and any(fits(one, case.values) for one in figures_of(case))


def is_sound_contradicted(case: QuotedNumber) -> bool:
    """Nothing that is at most one part away from a figure that it names fits it, even loosely."""
    named = figures_of(case)
    kind = kind_of(named[0])
    near = [
        other
        for other in shipped_register()
        if kind_of(other) == kind and any(len(differing_parts(other, one)) <= 1 for one in named)
    ]
    return bool(near) and not any(fits(one, case.values, hedge=HEDGE / 2) for one in near)


def is_sound_unknown(case: QuotedNumber) -> bool:
    """It names no figure and no part."""
    return not case.figures and not case.parts


SOUND: dict[str, Callable[[QuotedNumber], bool]] = {
    "match": is_sound_match,
    "outdated": is_sound_outdated,
    "out_of_scope": is_sound_out_of_scope,
    "contradicted": is_sound_contradicted,
    "unknown": is_sound_unknown,
}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_cases_stand_on_the_register(verdict: str) -> None:
    """Each case of a verdict is what the rules say, by an oracle that knows the register and not the checker."""
    wrong = [case.key for case in CASES if case.verdict == verdict and not SOUND[verdict](case)]
    assert not wrong


def test_real_life_stands_on_the_register() -> None:
    """The figures that the sentences of real life name exist, and what is unknown names none."""
    for case in (one for numbers in REAL_LIFE for one in numbers):
        assert case.verdict in VERDICTS
        assert bool(figures_of(case)) != (case.verdict == "unknown"), case.key


def test_exact_interval() -> None:
    """The interval of Clopper and Pearson on values that tables print, and on both ends."""
    assert bound_proportion(12, 12) == pytest.approx((0.7354, 1.0), abs=1e-4)
    assert bound_proportion(5, 10) == pytest.approx((0.1871, 0.8129), abs=1e-4)
    assert bound_proportion(0, 72) == pytest.approx((0.0, 0.0499), abs=1e-4)
    assert bound_proportion(69, 72) == pytest.approx(
        tuple(1 - one for one in reversed(bound_proportion(3, 72))), abs=1e-4
    )
    assert bound_proportion(0, 0) == (0.0, 1.0)
