"""Answers in words: the options of a question, and what somebody answered to it."""

from __future__ import annotations

from collections.abc import Iterator

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.survey.questionnaires import Question, Value, read_number

_YES_NO = (("yes", Text(fr="Oui", en="Yes")), ("no", Text(fr="Non", en="No")))


def list_option_words(question: Question) -> Iterator[tuple[str, Text]]:
    """The options of a question with their words, those of a yes or no too; none for a number or a text."""
    if question.kind == "yes_no":
        yield from _YES_NO
    for option in question.options:
        yield option.key, option.text


def write_answer(question: Question, value: Value) -> str:
    """An answer as people read it: a number in their language, options by their words, a text as it is."""
    words = dict(list_option_words(question))
    if isinstance(value, tuple):
        return ", ".join(str(words[key]) for key in value if key in words)
    if value in words:
        return str(words[value])
    number = read_number(value) if question.is_numeric and value else None
    return value if number is None else format_number(number)
