"""A set of definitions as pages and programs show it: the 22 choices in words, each with its reason and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from filiere.contacts.definitions import ORDER, DefinitionSet, Indicator, words
from filiere.core import Lang, Text
from filiere.core.numbers import number, percent
from filiere.core.sources import Source

KINDS: Mapping[str, Text] = {
    "definitions": Text(fr="définition calculable", en="computable definition"),
    "vocabulary": Text(fr="vocabulaire, sans formule", en="vocabulary, without formulas"),
    "withdrawn": Text(fr="texte retiré", en="withdrawn text"),
}
STATUSES: Mapping[str, Text] = {
    "proposed": Text(fr="proposée par le projet", en="proposed by the project"),
    "published": Text(fr="d’après les documents de son éditeur", en="based on its publisher’s documents"),
    "unchecked": Text(fr="non vérifiée sur le texte acheté", en="not checked against the purchased text"),
    "local": Text(fr="locale, écrite par un centre", en="local, written by a centre"),
}
MARKS: Mapping[str, str] = {"proposed": "part", "published": "ok", "unchecked": "no", "local": "part"}
"""The mark of each status, beside its words."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the 22 choices: its number and title, what it does, why, what it costs, and where that is said.

    ``ours``: the documents read say nothing of it, and this is our reading.
    """

    key: str
    number: int
    title: Text
    sentence: Text
    why: Text | None
    cost: Text | None
    source: Source | None
    where: Text | None
    ours: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One choice of two sets: what each does, and what changes from the first to the second, None when nothing does."""

    key: str
    number: int
    title: Text
    first: Text
    second: Text
    change: Text | None


def choices_of(one: DefinitionSet) -> tuple[Choice, ...]:
    """The 22 choices of a set, in their published order; none for a vocabulary."""
    if one.choices is None:
        return ()
    sources = {source.id: source for source in one.sources}
    ours = frozenset(one.reading.choices) if one.reading is not None else frozenset()
    found = []
    for number_, key in enumerate(ORDER, 1):
        said = one.arguments.get(key)
        found.append(
            Choice(
                key=key,
                number=number_,
                title=words.title(key),
                sentence=words.sentence(key, getattr(one.choices, key)),
                why=said.text if said is not None else None,
                cost=said.cost if said is not None else None,
                source=sources.get(said.source) if said is not None and said.source else None,
                where=said.where if said is not None else None,
                ours=key in ours,
            )
        )
    return tuple(found)


def compared(first: DefinitionSet, second: DefinitionSet) -> tuple[Compared, ...]:
    """The 22 choices of two sets side by side; none when one of them makes no choices."""
    if first.choices is None or second.choices is None:
        return ()
    found = []
    for number_, key in enumerate(ORDER, 1):
        old, new = getattr(first.choices, key), getattr(second.choices, key)
        change = None if old == new else words.step(key, old, new)
        found.append(
            Compared(key, number_, words.title(key), words.sentence(key, old), words.sentence(key, new), change)
        )
    return tuple(found)


def differing(choices: Iterable[Compared]) -> int:
    """How many choices differ."""
    return sum(one.change is not None for one in choices)


def measured(indicator: Indicator) -> Text:
    """What an indicator measures, with its threshold, its percentile and its channel, in one sentence."""
    said = words.measures()[indicator.measure].text
    beside = []
    for name, value in (
        ("threshold_seconds", indicator.threshold_seconds),
        ("percentile", indicator.percentile),
        ("channel", indicator.channel),
    ):
        if value is not None:
            beside.append(words.sentence(name, value))
    if not beside:
        return said
    return Text(
        fr=" ".join([said.fr, *(one.fr for one in beside)]), en=" ".join([said.en, *(one.en for one in beside)])
    )


def overrides(one: DefinitionSet, indicator: Indicator) -> tuple[Text, ...]:
    """The choices on which an indicator differs from its set, each as what changes."""
    if one.choices is None:
        return ()
    own = indicator.choices
    changed = (key for key in ORDER if getattr(own, key) != getattr(one.choices, key))
    return tuple(words.step(key, getattr(one.choices, key), getattr(own, key)) for key in changed)


UNITS: Mapping[str, Text] = {
    "percent": Text(fr="%", en="%"),
    "seconds": Text(fr="secondes", en="seconds"),
    "count": Text(fr="contacts", en="contacts"),
    "points": Text(fr="points", en="points"),
    "hours": Text(fr="heures", en="hours"),
}


def value_words(value: float | None, unit: str, code: Lang, *, digits: int | None = None) -> str:
    """A value with its unit, as people read it: 83,0 %, 1 min 42 s, 1 204, 12,5 h."""
    if value is None:
        return "–"
    if unit == "percent":
        return percent(value, code, 1 if digits is None else digits)
    if unit == "seconds":
        return seconds_words(value, code)
    if unit == "hours":
        return f"{number(value, code, 1 if digits is None else digits)}\u202fh"
    if unit == "points":
        return number(value, code, 1 if digits is None else digits)
    return number(value, code, 0 if float(value).is_integer() else 1)


def seconds_words(value: float, code: Lang) -> str:
    """A length of time, in its two largest units; under a minute, with one decimal."""
    if abs(value) < 60:
        return f"{number(value, code, 1)}\u202fs"
    total = round(value)
    for size, big, rest_size, small in ((86_400, "j" if code == "fr" else "d", 3600, "h"), (3600, "h", 60, "min")):
        if abs(total) >= size:
            whole, rest = divmod(total, size)
            return f"{number(whole, code)}\u202f{big} {rest // rest_size:02d}\u202f{small}"
    whole, rest = divmod(total, 60)
    return f"{whole}\u202fmin {rest:02d}\u202fs"
