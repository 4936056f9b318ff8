"""Which skills to ask about next: those whose answer tells most between the targets that are within reach.

A target is the more likely the higher its score from the job alone; each answer then changes its odds by Bayes, with
the shares of ``weights``. *I don’t know* changes none. The gain of a question is the mutual information, in bits,
between its answer and the target; the questions of one list are chosen one by one, each for what it adds to those
before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from filiere.careers.paths.records import Answer, Question
from filiere.careers.paths.targets import Target
from filiere.careers.paths.weights import WEIGHTS, PathWeights
from filiere.core.text import Text
from filiere.core.typography import lower_first_letter

_MOST_BRANCHES = 64
# An infinitive says whose things they are in the third person.
_YOURS = {"ses": "vos", "son": "votre", "sa": "votre"}
_OWN_FRENCH = re.compile(r"\b(?:ses|son|sa)\b")
_OWN_ENGLISH = re.compile(r"\bone’s\b")
Numbers = NDArray[np.float64]


class QuestionChooser:
    """The questions between the targets of a profession."""

    def __init__(self, targets: Sequence[Target], weights: PathWeights = WEIGHTS) -> None:
        self._fold = weights.points_an_e_fold
        yes = weights.yes_shares
        self._targets = tuple(targets)
        kinds = [{need.item: need.kind for need in target.needs} for target in targets]
        self._shares = {item: np.array([yes[one.get(item)] for one in kinds]) for one in kinds for item in one}

    def weigh_targets(self, scores: Numbers, answers: Mapping[str, Answer]) -> Numbers:
        """Return how likely each target is, from scores without the answers, and the answers; they sum to 1."""
        logs = scores / self._fold
        for item in sorted(answers):
            if item in self._shares and answers[item] is not Answer.UNKNOWN:
                shares = self._shares[item]
                logs = logs + np.log(shares if answers[item] is Answer.YES else 1 - shares)
        weights: Numbers = np.exp(logs - logs.max())
        return weights / weights.sum()

    def choose(self, chances: Numbers, items: Sequence[str], most: int) -> list[tuple[str, float]]:
        """Return the items to ask about and what each adds, in bits; of two that add the same, the first by id."""
        left = sorted(items)
        if not left:
            return []
        shares = np.array([self._shares[item] for item in left])
        entropies = _measure_entropy(shares)
        # Each branch is a run of answers to the questions chosen so far: the chance of it with each target.
        branches = chances[None, :]
        is_open = np.ones(len(left), bool)
        chosen: list[tuple[str, float]] = []
        while is_open.any() and len(chosen) < most:
            gains = np.where(is_open, np.round(_rate_gains(branches, shares, entropies), 9), -1.0)
            best = int(np.argmax(gains))
            is_open[best] = False
            chosen.append((left[best], max(0.0, float(gains[best]))))
            branches = np.concatenate([branches * shares[best], branches * (1 - shares[best])])
            if len(branches) > _MOST_BRANCHES:
                order = np.argsort(-branches.sum(axis=1), kind="stable")[:_MOST_BRANCHES]
                branches = branches[order] / branches[order].sum()
        return chosen


def write_question(item: str, label: Text, gain: float, targets: tuple[str, ...]) -> Question:
    """Return the question on a skill, whose label is an infinitive."""
    return Question(item, label, Text(fr=_ask_french(label.fr), en=_ask_english(label.en)), gain, targets)


def _ask_french(label: str) -> str:
    words = _OWN_FRENCH.sub(lambda found: _YOURS[found[0]], lower_first_letter(label))
    if words.startswith("connaître "):
        return f"Connaissez-vous {words.removeprefix('connaître ')} ?"
    for reflexive in ("se ", "s’"):
        if words.startswith(reflexive):
            return f"Savez-vous vous {words.removeprefix(reflexive)} ?"
    return f"Savez-vous {words} ?"


def _ask_english(label: str) -> str:
    words = _OWN_ENGLISH.sub("your", lower_first_letter(label))
    if words.startswith("know "):
        return f"Do you {words}?"
    return f"Can you {words}?"


def _rate_gains(branches: Numbers, shares: Numbers, entropies: Numbers) -> Numbers:
    """The mutual information of each yes-or-no answer and the target, given the branches, in bits."""
    whole = branches.sum(axis=1)[:, None]
    yes = branches @ shares.T
    mixed = _measure_entropy(np.divide(yes, whole, out=np.zeros_like(yes), where=whole > 0))
    gains: Numbers = (whole * mixed - branches @ entropies.T).sum(axis=0)
    return gains


def _measure_entropy(share: Numbers) -> Numbers:
    kept = np.clip(share, 1e-12, 1 - 1e-12)
    found: Numbers = -(kept * np.log2(kept) + (1 - kept) * np.log2(1 - kept))
    return found
