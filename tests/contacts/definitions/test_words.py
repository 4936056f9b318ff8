"""Every choice, value, step and measure has its words, in both languages, with nothing left to fill in."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from filiere.contacts.definitions import CHOICE_ORDER, MEASURES, Choices, choice_narrative
from filiere.contacts.definitions.loader import read_set
from filiere.core import Text

LOCAL = read_set(Path(__file__).with_name("local.yaml")).choices
assert LOCAL is not None


def literals(model: type[BaseModel], name: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The choice, the part and the values of everything that takes one of a few words."""
    kind = model.model_fields[name].annotation
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for part in kind.model_fields:
            found = kind.model_fields[part].annotation
            for one in (found, *get_args(found)):
                if get_origin(one) is Literal:
                    yield name, part, get_args(one)
    elif get_origin(kind) is Literal:
        yield name, "", get_args(kind)


VALUES = [found for name in CHOICE_ORDER for found in literals(Choices, name)]


def complete(text: Text) -> None:
    """Fail when a text has a hole, two spaces, or no end."""
    for said in (text.fr, text.en):
        assert not re.search(r"[{}]|  |None", said), said
        assert said.endswith("."), said
        assert said[0].isupper(), said


@pytest.mark.parametrize(("name", "part", "values"), VALUES, ids=[f"{name}.{part}" for name, part, _ in VALUES])
def test_every_value_and_every_step_has_its_sentence(name: str, part: str, values: tuple[str, ...]) -> None:
    """Each value of a choice has a sentence of its own, each ordered pair a step, and no two are told alike."""
    whole: Any = getattr(LOCAL, name)

    def having(value: str) -> Any:
        return whole.model_copy(update={part: value}) if part else value

    sentences = [choice_narrative.describe_choice(name, having(value)) for value in values]
    steps = [
        choice_narrative.describe_change(name, having(old), having(new))
        for old, new in itertools.permutations(values, 2)
    ]
    for text in (*sentences, *steps):
        complete(text)
    assert len({one.fr for one in sentences}) == len({one.en for one in sentences}) == len(values)
    assert len({one.fr for one in steps}) == len({one.en for one in steps}) == len(steps)


def test_every_choice_has_a_title_and_nothing_else_is_told() -> None:
    """The words are of the 22 choices and of no other, in the published order."""
    assert tuple(choice_narrative.load_choice_words().choices) == CHOICE_ORDER
    assert len({choice_narrative.choice_title(name).fr for name in CHOICE_ORDER}) == len(CHOICE_ORDER)


def test_every_measure_has_its_words() -> None:
    """Title and formula, in the order of the catalogue."""
    assert list(choice_narrative.load_measure_words()) == list(MEASURES)


def test_outcomes_are_told_by_what_comes_and_what_goes() -> None:
    """A share that gains and loses outcomes says both."""
    step = choice_narrative.describe_change(
        "denominator", ("answered", "abandoned"), ("answered", "callback", "overflowed")
    )
    assert step.en == (
        "The service level also counts contacts turned into a call back and overflowed elsewhere. "
        "The service level no longer counts contacts abandoned."
    )


def test_lengths_appear_change_and_go() -> None:
    """A length that was not there is said, one that changes is said against the other, one that goes is not."""
    none = LOCAL.short_abandon.model_copy(update={"seconds": None, "effect": "none", "by_queue": {}})
    five = none.model_copy(update={"seconds": 5, "effect": "success"})
    ten = five.model_copy(update={"seconds": 10, "by_queue": {"ventes": 60}})
    assert (
        "An abandonment of at most 5 seconds is short."
        in choice_narrative.describe_change("short_abandon", none, five).en
    )
    assert choice_narrative.describe_change("short_abandon", five, ten).en == (
        "An abandonment of at most 10 seconds is short, and no longer of at most 5 seconds. "
        "Some queues have a length of their own (ventes: 1 minute)."
    )
    assert "Plus aucune file" in choice_narrative.describe_change("short_abandon", ten, none).fr
    assert "seconds" not in choice_narrative.describe_change("short_abandon", five, none).en


@pytest.mark.parametrize(
    ("seconds", "fr", "en"),
    [
        (0, "0 seconde", "0 seconds"),
        (1, "1 seconde", "1 second"),
        (90, "90 secondes", "90 seconds"),
        (180, "3 minutes", "3 minutes"),
        (86_400, "24 heures", "24 hours"),
        (864_000, "10 jours", "10 days"),
    ],
)
def test_lengths_are_said_in_their_largest_whole_unit(seconds: int, fr: str, en: str) -> None:
    """A day is 24 hours; two are days."""
    assert choice_narrative.format_duration(seconds) == Text(fr=fr, en=en)


def test_a_step_that_changes_nothing_is_refused() -> None:
    """There is nothing to say of it."""
    with pytest.raises(ValueError, match="no part of ring changes"):
        choice_narrative.describe_change("ring", "included", "included")


def test_what_stands_beside_the_choices_is_told_too() -> None:
    """A threshold, a rank and a channel have their steps."""
    assert (
        choice_narrative.describe_change("threshold_seconds", 20, 180).fr
        == "Le seuil est de 3 minutes et non plus de 20 secondes."
    )
    assert choice_narrative.describe_change("channel", None, "email").en == "The channel is e-mail and no longer any."
    complete(choice_narrative.describe_change("percentile", 90, 50))
