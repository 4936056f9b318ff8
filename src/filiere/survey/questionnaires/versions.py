"""Two versions of a questionnaire side by side: which questions still ask the same thing, and what may be pre-filled.

A definition is what makes answers comparable: kind, unit, words, help, definition, options and filters. When it
differs between two waves, the series of its results is broken; nobody has to remember to say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from filiere.core.seals import seal
from filiere.survey.questionnaires.answers import AnswerState, Value
from filiere.survey.questionnaires.applicability import find_applicable
from filiere.survey.questionnaires.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """What became of a question: ``same``, ``changed`` (with the names of what differs), ``new`` or ``removed``."""

    question: str
    kind: Literal["same", "changed", "new", "removed"]
    differences: tuple[str, ...] = ()

    @property
    def breaks_series(self) -> bool:
        """Whether results before and after may not stand in the same series."""
        return self.kind != "same"


def seal_definition(questionnaire: Questionnaire, key: str) -> str:
    """Return the fingerprint of the definition of a question: two that are equal ask the same thing."""
    return seal(_describe_definition(questionnaire, key))


def compare_definitions(older: Questionnaire, newer: Questionnaire) -> tuple[DefinitionChange, ...]:
    """Return what became of each question of either version, in the order of the newer, then those removed."""
    found = []
    for key in newer.questions:
        if key not in older.questions:
            found.append(DefinitionChange(key, "new"))
            continue
        before, after = _describe_definition(older, key), _describe_definition(newer, key)
        differences = tuple(name for name in after if before[name] != after[name])
        found.append(DefinitionChange(key, "changed" if differences else "same", differences))
    found += [DefinitionChange(key, "removed") for key in older.questions if key not in newer.questions]
    return tuple(found)


def find_prior_values(questionnaire: Questionnaire, previous: Questionnaire, state: AnswerState) -> Mapping[str, Value]:
    """Return last wave's answers by place, to recall beside each field: of questions that are the same, that were
    asked then, and that were known."""
    same = {change.question for change in compare_definitions(previous, questionnaire) if change.kind == "same"}
    standings = find_applicable(previous, state)
    return {
        place: state.values[place]
        for place, (placed, _) in previous.places.items()
        if placed.question.key in same
        and place in questionnaire.places
        and place in state.values
        and place not in state.unknown
        and standings[place].is_asked
    }


def _describe_definition(questionnaire: Questionnaire, key: str) -> dict[str, Any]:
    placed = questionnaire[key]
    question, screen = placed.question, placed.screen
    return {
        "kind": question.kind,
        "unit": question.unit_words,
        "text": [screen.text.model_dump(), question.text.model_dump()],
        "help": [one and one.model_dump() for one in (screen.help, question.help)],
        "definition": question.definition and question.definition.model_dump(),
        "options": [option.model_dump() for option in question.options],
        "conditions": [condition.test for condition in placed.conditions],
        "turns": [turn.model_dump() for turn in questionnaire.possible_turns(screen.loop)] if screen.loop else [],
    }
