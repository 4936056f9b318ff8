"""A set of definitions as pages and programs show it: the 22 choices in words, each with its reason and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from filiere.contacts import CHOICE_ORDER, DefinitionSet, Indicator
from filiere.contacts.definitions import choice_narrative
from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.core.sources import Source

KIND_LABELS: Mapping[str, Text] = {
    "definitions": Text(fr="définition calculable", en="computable definition"),
    "vocabulary": Text(fr="vocabulaire, sans formule", en="vocabulary, without formulas"),
    "withdrawn": Text(fr="texte retiré", en="withdrawn text"),
}
STATUS_LABELS: Mapping[str, Text] = {
    "proposed": Text(fr="proposée par le projet", en="proposed by the project"),
    "published": Text(fr="d’après les documents de son éditeur", en="based on its publisher’s documents"),
    "unchecked": Text(fr="à vérifier dans le texte de la norme", en="not checked against the standard itself"),
    "local": Text(fr="locale, écrite par un centre", en="local, written by a centre"),
}
STATUS_MARKS: Mapping[str, str] = {"proposed": "part", "published": "ok", "unchecked": "no", "local": "part"}
"""The mark of each status, beside its words."""
_SEALED_STATUS = Text(fr="Non vérifié sur le texte acheté. ", en="Not checked against the bought text. ")
"""How the note of a sealed set begins where its status, which pages give once, says the same."""


def definition_note(definition_set: DefinitionSet) -> Text | None:
    """The note of a set, without its status."""
    note = definition_set.note
    return note and Text(fr=note.fr.removeprefix(_SEALED_STATUS.fr), en=note.en.removeprefix(_SEALED_STATUS.en))


@dataclass(frozen=True, slots=True)
class ChoiceView:
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
class ComparedChoice:
    """One choice of two sets: what each does, and what changes from the first to the second, None when nothing does."""

    key: str
    number: int
    title: Text
    first: Text
    second: Text
    change: Text | None


def build_choices(definition_set: DefinitionSet) -> tuple[ChoiceView, ...]:
    """The 22 choices of a set, in their published order; none for a vocabulary."""
    if definition_set.choices is None:
        return ()
    sources = {source.id: source for source in definition_set.sources}
    ours = frozenset(definition_set.reading.choices) if definition_set.reading is not None else frozenset()
    found = []
    for number_, key in enumerate(CHOICE_ORDER, 1):
        said = definition_set.arguments.get(key)
        found.append(
            ChoiceView(
                key=key,
                number=number_,
                title=choice_narrative.choice_title(key),
                sentence=choice_narrative.describe_choice(key, getattr(definition_set.choices, key)),
                why=said.text if said is not None else None,
                cost=said.cost if said is not None else None,
                source=sources.get(said.source) if said is not None and said.source else None,
                where=said.where if said is not None else None,
                ours=key in ours,
            )
        )
    return tuple(found)


def compare_choices(first: DefinitionSet, second: DefinitionSet) -> tuple[ComparedChoice, ...]:
    """The 22 choices of two sets side by side; none when one of them makes no choices."""
    if first.choices is None or second.choices is None:
        return ()
    found = []
    for number_, key in enumerate(CHOICE_ORDER, 1):
        old, new = getattr(first.choices, key), getattr(second.choices, key)
        change = None if old == new else choice_narrative.describe_change(key, old, new)
        found.append(
            ComparedChoice(
                key,
                number_,
                choice_narrative.choice_title(key),
                choice_narrative.describe_choice(key, old),
                choice_narrative.describe_choice(key, new),
                change,
            )
        )
    return tuple(found)


def count_differences(choices: Iterable[ComparedChoice]) -> int:
    """How many choices differ."""
    return sum(one.change is not None for one in choices)


def measure_sentence(indicator: Indicator) -> Text:
    """What an indicator measures, with its threshold, its percentile and its channel, in one sentence."""
    said = choice_narrative.load_measure_words()[indicator.measure].text
    beside = []
    for name, value in (
        ("threshold_seconds", indicator.threshold_seconds),
        ("percentile", indicator.percentile),
        ("channel", indicator.channel),
    ):
        if value is not None:
            beside.append(choice_narrative.describe_choice(name, value))
    if not beside:
        return said
    return Text(
        fr=" ".join([said.fr, *(one.fr for one in beside)]), en=" ".join([said.en, *(one.en for one in beside)])
    )


def describe_overrides(definition_set: DefinitionSet, indicator: Indicator) -> tuple[Text, ...]:
    """The choices on which an indicator differs from its set, each as what changes."""
    if definition_set.choices is None:
        return ()
    own = indicator.choices
    changed = (key for key in CHOICE_ORDER if getattr(own, key) != getattr(definition_set.choices, key))
    return tuple(
        choice_narrative.describe_change(key, getattr(definition_set.choices, key), getattr(own, key))
        for key in changed
    )


UNIT_LABELS: Mapping[str, Text] = {
    "percent": Text(fr="%", en="%"),
    "seconds": Text(fr="secondes", en="seconds"),
    "count": Text(fr="contacts", en="contacts"),
    "points": Text(fr="points", en="points"),
    "hours": Text(fr="heures", en="hours"),
}


def format_measure(value: float | None, unit: str, *, digits: int | None = None) -> str:
    """A value with its unit, as people read it: 83,0 %, 1 min 42 s, 1 204, 12,5 h."""
    if value is None:
        return "–"
    if unit == "percent":
        return format_percent(value, digits=1 if digits is None else digits)
    if unit == "seconds":
        return format_seconds(value)
    if unit == "hours":
        return f"{format_number(value, digits=1 if digits is None else digits)}\u202fh"
    if unit == "points":
        return format_number(value, digits=1 if digits is None else digits)
    return format_number(value, digits=0 if float(value).is_integer() else 1)


def format_seconds(value: float) -> str:
    """A length of time, in its two largest units; under a minute, with one decimal."""
    if abs(value) < 60:
        return f"{format_number(value, digits=1)}\u202fs"
    total = round(value)
    for size, big, rest_size, small in (
        (86_400, "j" if source_language() == "fr" else "d", 3600, "h"),
        (3600, "h", 60, "min"),
    ):
        if abs(total) >= size:
            whole, rest = divmod(total, size)
            return f"{format_number(whole)}\u202f{big} {rest // rest_size:02d}\u202f{small}"
    whole, rest = divmod(total, 60)
    return f"{whole}\u202fmin {rest:02d}\u202fs"
