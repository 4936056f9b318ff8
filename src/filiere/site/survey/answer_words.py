"""Answers in words."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.observatory.figure_register import shipped_register
from filiere.survey.questionnaires import Question, Value, format_exactly, read_number


def write_answer(question: Question, value: Value) -> str:
    """An answer as people read it: a number in their language, options by their words, a text as it is."""
    words = {option.key: option.text for option in question.choices}
    if isinstance(value, tuple):
        return ", ".join(str(words[key]) for key in value if key in words)
    if value in words:
        return str(words[value])
    number = read_number(value) if question.is_numeric and value else None
    return value if number is None else format_exactly(number)


_SYMBOLS = {"%": Text.same("%"), "EUR": Text.same("€")}


def name_unit(unit: str) -> Text | None:
    """A unit as it stands after a number; none for a pure number."""
    known = shipped_register().units.get(unit)
    return _SYMBOLS.get(unit) or (known.plural if known is not None else None)
