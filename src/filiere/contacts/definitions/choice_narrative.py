"""The 22 choices in words: a title, a sentence for each value, and a sentence for each step from one value to another.

The words are data, in ``content/contacts/words``; here they are put together. A choice made of parts is told part by
part, and a step tells only the parts that change. What tells two indicators apart without being a choice of their set
(``threshold_seconds``, ``percentile``, ``channel``) is told in the same way.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from filiere.contacts.definitions.records import Indicator
from filiere.core.content_folder import content_path
from filiere.core.text import LANGUAGES, Lang, StrictModel, Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import read_yaml


class ValuePhrase(StrictModel):
    """A value within a sentence, and what it does."""

    phrase: Text
    effect: Text | None = None


class ChoicePart(StrictModel):
    """A choice, or a part of one: its sentence, its step, and its values, listed or written by ``form``.

    ``leaves`` says that what there was is there no more: outcomes that leave a share, lengths that no queue has left.
    """

    sentence: Text
    step: Text
    leaves: Text | None = None
    values: Mapping[str, ValuePhrase] = {}
    form: Literal["words", "seconds", "days", "rank", "outcomes", "queues", "channel"] = "words"


class ChoiceWords(StrictModel):
    """A choice in words; a choice that is not made of parts has one, without a name."""

    title: Text
    parts: Mapping[str, ChoicePart]


class MeasureWords(StrictModel):
    """A measure in words: its title, what is divided by what, and the title that sealed sets keep and pages replace."""

    title: Text
    text: Text
    replaces: Text | None = None


class MeasureWordsFile(StrictModel):
    """Every measure in words."""

    measures: Mapping[str, MeasureWords]


class ChoiceWordsFile(StrictModel):
    """Everything that is said of choices."""

    outcomes: Mapping[str, Text]
    channels: Mapping[str, Text]
    choices: Mapping[str, ChoiceWords]
    beside: Mapping[str, ChoiceWords]

    def of(self, name: str) -> ChoiceWords:
        """Return the words of a choice, or of what stands beside; raise ``KeyError``."""
        return self.choices[name] if name in self.choices else self.beside[name]


@lru_cache(maxsize=1)
def load_choice_words() -> ChoiceWordsFile:
    """Return the shipped words of choices, read once."""
    return validate(read_yaml(content_path("contacts", "words", "choices.yaml")), ChoiceWordsFile)


@lru_cache(maxsize=1)
def load_measure_words() -> Mapping[str, MeasureWords]:
    """Return the shipped words of measures by key, read once."""
    return validate(read_yaml(content_path("contacts", "words", "measures.yaml")), MeasureWordsFile).measures


def indicator_title(indicator: Indicator) -> Text:
    """Return the title of an indicator, or that of its measure where it replaces the sealed one."""
    words = load_measure_words().get(indicator.measure)
    return words.title if words and indicator.title == words.replaces else indicator.title


def choice_title(name: str) -> Text:
    """Return the title of a choice, such as “Start of the wait”; also of a threshold, a percentile or a channel."""
    return load_choice_words().of(name).title


def describe_choice(name: str, value: Any) -> Text:
    """Return what a value of a choice does, in one sentence a part; a part that says nothing is left out."""
    told = [
        _fill_template(part.sentence, value=_part_phrase(part, one), effect=_effect_of_value(part, one))
        for part, one in _split_parts(name, value)
        if not _is_unstated(one)
    ]
    return _join_sentences(told)


def value_phrase(name: str, value: Any, *, part: str = "") -> Text:
    """Return a value of a choice, or of a part of one, as it stands within a sentence."""
    return _part_phrase(load_choice_words().of(name).parts[part], value)


def describe_change(name: str, old: Any, new: Any) -> Text:
    """Return what changes from one value of a choice to another, in one sentence for each part that changes.

    Raises ``ValueError`` when nothing does.
    """
    told = []
    for (part, before), (_, after) in zip(_split_parts(name, old), _split_parts(name, new), strict=True):
        if before != after:
            told += _describe_part_change(part, before, after)
    if not told:
        raise ValueError(f"no part of {name} changes")
    return _join_sentences(told)


def format_duration(seconds: int) -> Text:
    """Return a length of time in its largest whole unit: “20 seconds”, “3 minutes”, “24 hours”, “10 days”."""
    for size, fr, en, least in _DURATION_UNITS:
        if seconds % size == 0 and seconds // size >= least:
            count = seconds // size
            return Text(fr=f"{count} {fr}{'s' if count > 1 else ''}", en=f"{count} {en}{'' if count == 1 else 's'}")
    return Text(fr="0 seconde", en="0 seconds")


# A day is said as 24 hours, which is what a delay of one day means; from two on, days are said as days.
_DURATION_UNITS = (
    (86_400, "jour", "day", 2),
    (3_600, "heure", "hour", 1),
    (60, "minute", "minute", 1),
    (1, "seconde", "second", 1),
)


def join_as_list(texts: Iterable[Text]) -> Text:
    """Return texts as a list in a sentence: “a, b and c”."""
    every = list(texts)
    said = {}
    for lang, last in (("fr", " et "), ("en", " and ")):
        words = [getattr(one, lang) for one in every]
        said[lang] = ", ".join(words[:-1]) + (last if len(words) > 1 else "") + words[-1] if words else "–"
    return Text(**said)


def list_outcomes(names: Iterable[str]) -> Text:
    """Return outcomes in words, as a list in a sentence."""
    return join_as_list(load_choice_words().outcomes[one] for one in names)


def _split_parts(name: str, value: Any) -> list[tuple[ChoicePart, Any]]:
    parts = load_choice_words().of(name).parts
    plain = value.model_dump() if isinstance(value, BaseModel) else value
    return [(part, plain if key == "" else plain[key]) for key, part in parts.items()]


def _is_unstated(value: Any) -> bool:
    return value is None or value == {}


def _describe_part_change(part: ChoicePart, before: Any, after: Any) -> list[Text]:
    if part.form == "outcomes":
        gained = [one for one in after if one not in before]
        lost = [one for one in before if one not in after]
        told = [_fill_template(part.step, new=list_outcomes(gained))] if gained else []
        return told + ([_fill_template(part.leaves, old=list_outcomes(lost))] if lost and part.leaves else [])
    if _is_unstated(after) and part.form != "channel":
        # Without words of its own for this, another part of the choice has said that there is none any more.
        return [part.leaves] if part.leaves else []
    if _is_unstated(before) and part.form != "channel":
        return [_fill_template(part.sentence, value=_part_phrase(part, after), effect=_effect_of_value(part, after))]
    return [
        _fill_template(
            part.step,
            old=_part_phrase(part, before),
            new=_part_phrase(part, after),
            effect=_effect_of_value(part, after),
        )
    ]


def _part_phrase(part: ChoicePart, value: Any) -> Text:
    if part.form == "seconds":
        return format_duration(value)
    if part.form == "days":
        return Text(fr=f"{value} jour{'s' if value > 1 else ''}", en=f"{value} day{'' if value == 1 else 's'}")
    if part.form == "rank":
        return Text.same(str(value))
    if part.form == "outcomes":
        return list_outcomes(value)
    if part.form == "channel":
        return load_choice_words().channels[value] if value else Text(fr="n’importe lequel", en="any")
    if part.form == "queues":
        return _list_queue_limits(value)
    return part.values[value].phrase


def _list_queue_limits(lengths: Mapping[str, int]) -> Text:
    return Text(
        fr=", ".join(f"{queue} : {format_duration(seconds).fr}" for queue, seconds in lengths.items()),
        en=", ".join(f"{queue}: {format_duration(seconds).en}" for queue, seconds in lengths.items()),
    )


def _effect_of_value(part: ChoicePart, value: Any) -> Text | None:
    found = part.values.get(value) if isinstance(value, str) else None
    return found.effect if found else None


def _fill_template(template: Text, **values: Text | None) -> Text:
    def words(lang: Lang) -> str:
        given = {key: getattr(one, lang) for key, one in values.items() if one is not None}
        said: str = getattr(template, lang).format_map(given)
        return said

    return Text(**{lang: words(lang) for lang in LANGUAGES})


def _join_sentences(texts: list[Text]) -> Text:
    return Text(fr=" ".join(one.fr for one in texts), en=" ".join(one.en for one in texts))
