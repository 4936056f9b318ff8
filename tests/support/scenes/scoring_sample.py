"""Small releases made up for the tests of scoring, and an oracle that knows nothing of the engine.

The oracle gives every unknown fact and answer each of its values in turn, in plain fractions; its conditions are
Python functions written beside the expressions they stand for.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from filiere.referentials import Award, Indicator, Referential, Release, ReleaseHead, Theme, Total

Facts = dict[str, Any]
LEVELS = {"none": 0, "started": 35, "applied": 70, "proven": 100}
FACTS: dict[str, tuple[Any, ...]] = {
    "a": (True, False),
    "b": (True, False),
    "c": (True, False),
    "n": (0, 5, 10, 15, 20, 30),
}
CONDITIONS: dict[str, Callable[[Facts], bool]] = {
    "true": lambda _: True,
    "fact.a": lambda f: f["a"],
    "not fact.a": lambda f: not f["a"],
    "fact.a and fact.b": lambda f: f["a"] and f["b"],
    "fact.b or fact.c": lambda f: f["b"] or f["c"],
    "fact.n >= 10": lambda f: f["n"] >= 10,
    "fact.n < param.limit": lambda f: f["n"] < 20,
    "fact.c and fact.n > 10": lambda f: f["c"] and f["n"] > 10,
    "large": lambda f: f["n"] >= 20 and f["a"],
}
ABSENT: dict[str, int | None] = {"redistribute_to_siblings": None, "zero": 0, "full": 100}
HIGH, LOW = 75, 40


@dataclass(frozen=True)
class Question:
    """A criterion of a small release."""

    key: str
    weight: int
    condition: str


@dataclass(frozen=True)
class Heading:
    """A theme of a small release."""

    key: str
    weight: int
    policy: str
    questions: tuple[Question, ...]


Small = tuple[Heading, ...]


def text(words: str) -> dict[str, str]:
    """Return words in both languages."""
    return {"fr": words, "en": words}


def release_of(small: Small, *, digits: int = 1, wording: str = "", indicators: tuple[Indicator, ...] = ()) -> Release:
    """Return a small release as the loader would."""
    rounding = {"digits": digits, "mode": "half_up"}
    scoring = {one.scores.criterion: one.key for one in indicators if one.scores is not None}
    themes = [
        {
            "key": one.key,
            "text": text(f"{one.key}{wording}"),
            "weight": {"all": one.weight},
            "aggregation": {"method": "weighted_mean", "not_applicable": one.policy, "rounding": rounding},
            "criteria": [
                {
                    "key": question.key,
                    "weight": question.weight,
                    "text": text(f"{question.key}{wording}"),
                    "applies_if": question.condition,
                    **({"scored_by": scoring[question.key]} if question.key in scoring else {"scale": "steps"}),
                }
                for question in one.questions
            ],
        }
        for one in small
    ]
    referential = {
        "referential": "small",
        "kind": "label",
        "title": text(f"Small{wording}"),
        "owner": "tests",
        "languages": {"reference": "fr", "required": ["fr", "en"]},
        "text_rights": "own",
        "categories": {"all": {"text": text("All")}},
        "facts": {
            **{key: {"type": "boolean", "source": ["declared"], "text": text(key)} for key in "abc"},
            "n": {"type": "quantity", "unit": "employee", "source": ["declared"], "text": text("n")},
        },
        "derived": {"large": {"when": "fact.n >= 20 and fact.a", "text": text("Large")}},
        "scales": {
            "steps": {
                "levels": [
                    {"key": key, "value": value, "text": text(f"{key}{wording}")} for key, value in LEVELS.items()
                ]
            }
        },
    }
    limit = {"unit": "employee", "values": [{"from": "2027-01-01", "value": 20}]}
    head = {
        "referential": "small",
        "release": "1",
        "status": "draft",
        "dates": {"effective": "2027-01-01"},
        "params": {"limit": limit},
    }
    levels = [
        {"key": "high", "text": text("High"), "all": [f"score(total) >= {HIGH}", f"min_theme_score >= {LOW}"]},
        {"key": "low", "text": text("Low"), "all": [f"score(total) >= {LOW}"]},
    ]
    total = {"method": "weighted_mean_of_themes", "not_applicable": "redistribute", "rounding": rounding}
    return Release(
        folder=Path("small"),
        referential=Referential.model_validate(referential),
        head=ReleaseHead.model_validate(head),
        themes=tuple(Theme.model_validate(theme) for theme in themes),
        total=Total.model_validate(total),
        indicators={one.key: one for one in indicators},
        award=Award.model_validate({"levels": levels}),
        sha256="0" * 64,
    )


def rounded(value: Fraction, digits: int) -> Fraction:
    """Round a number that is not negative, a half upwards."""
    scaled = value * 10**digits
    return Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**digits)


def mean(pairs: list[tuple[int, Fraction]]) -> Fraction | None:
    """Return a weighted mean, None when there is nothing."""
    weight = sum(share for share, _ in pairs)
    return sum((share * value for share, value in pairs), Fraction(0)) / weight if weight else None


@dataclass(frozen=True)
class Outcome:
    """What the oracle finds for one completion."""

    total: Fraction | None
    level: str
    themes: tuple[Fraction | None, ...]


def outcome(small: Small, facts: Facts, answers: dict[str, str], digits: int = 1) -> Outcome:
    """Return the total, the level and the themes that weigh, of a dossier in which everything is known."""
    scores: list[tuple[int, Fraction]] = []
    themes: list[Fraction | None] = []
    for heading in small:
        pairs: list[tuple[int, Fraction]] = []
        for question in heading.questions:
            if CONDITIONS[question.condition](facts):
                pairs.append((question.weight, Fraction(LEVELS[answers[question.key]])))
            elif ABSENT[heading.policy] is not None:
                pairs.append((question.weight, Fraction(ABSENT[heading.policy] or 0)))
        score = mean(pairs)
        if heading.weight:
            themes.append(score)
        if score is not None and heading.weight:
            scores.append((heading.weight, rounded(score, digits)))
    found = mean(scores)
    if found is None:
        return Outcome(None, "none", tuple(themes))
    total = rounded(found, digits)
    if total >= HIGH and min(value for _, value in scores) >= LOW:
        return Outcome(total, "high", tuple(themes))
    return Outcome(total, "low" if total >= LOW else "none", tuple(themes))


def completions(small: Small, facts: Facts, answers: dict[str, str], ends: bool = True) -> Iterator[tuple[Facts, dict]]:
    """Yield every dossier that a dossier may become; with ``ends``, only the lowest and highest answers."""
    open_facts = [key for key in FACTS if key not in facts]
    open_answers = [one.key for heading in small for one in heading.questions if one.key not in answers]
    levels = ("none", "proven") if ends else tuple(LEVELS)
    for values in itertools.product(*(FACTS[key] for key in open_facts)):
        whole = facts | dict(zip(open_facts, values, strict=True))
        for chosen in itertools.product(*(levels for _ in open_answers)):
            yield whole, answers | dict(zip(open_answers, chosen, strict=True))


@st.composite
def smalls(draw: st.DrawFn, policies: tuple[str, ...] = tuple(ABSENT)) -> Small:
    """Draw a small release: one to three themes of one to three questions."""
    themes = []
    for place in range(draw(st.integers(1, 3))):
        questions = tuple(
            Question(f"q{place}{number}", draw(st.integers(1, 4)), draw(st.sampled_from(list(CONDITIONS))))
            for number in range(draw(st.integers(1, 3)))
        )
        weight = draw(st.integers(0 if place else 1, 4))
        themes.append(Heading(f"t{place}", weight, draw(st.sampled_from(policies)), questions))
    return tuple(themes)


@st.composite
def dossiers(draw: st.DrawFn, small: Small, most_open: int = 4) -> tuple[Facts, dict[str, str]]:
    """Draw facts and answers, some left out, few enough for the oracle to try every completion."""
    facts = {key: draw(st.sampled_from(values)) for key, values in FACTS.items() if draw(st.booleans())}
    keys = [one.key for heading in small for one in heading.questions]
    left_out = draw(st.sets(st.sampled_from(keys), max_size=most_open))
    answers = {key: draw(st.sampled_from(list(LEVELS))) for key in keys if key not in left_out}
    return facts, answers
