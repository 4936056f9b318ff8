"""Two versions of a questionnaire side by side: which questions still ask the same thing, and what may be pre-filled.

A definition is what makes answers comparable: kind, unit, words, help, definition, options and filters. When its
structure differs between two waves (kind, unit, filters, the keys of options or turns), the series of its results is
broken; nobody has to remember to say so. When its words alone differ, the questionnaire says whether the meaning
changed (:class:`~filiere.survey.questionnaires.records.QuestionChange`); where it does not say, the series is broken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from filiere.core.seals import seal
from filiere.survey.questionnaires.answers import AnswerState, Value
from filiere.survey.questionnaires.applicability import find_applicable
from filiere.survey.questionnaires.questionnaire import Questionnaire
from filiere.survey.questionnaires.records import QuestionChange


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """What became of a question: ``same``, ``reworded`` (other words that ask the same, as the questionnaire declares),
    ``changed`` (both with the names of what differs), ``new`` or ``removed``."""

    question: str
    kind: Literal["same", "reworded", "changed", "new", "removed"]
    differences: tuple[str, ...] = ()

    @property
    def breaks_series(self) -> bool:
        """Whether results before and after may not stand in the same series."""
        return self.kind not in ("same", "reworded")


def seal_definition(questionnaire: Questionnaire, key: str) -> str:
    """Return the fingerprint of the definition of a question, to the word: two that are equal ask the same thing."""
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
        declared = {one.kind for one in list_declared(newer, key, older.version)}
        if "meaning" in declared:
            found.append(DefinitionChange(key, "changed", differences or ("meaning",)))
        elif not differences:
            found.append(DefinitionChange(key, "same"))
        else:
            alike = "wording" in declared and not find_structural_differences(older, newer, key)
            found.append(DefinitionChange(key, "reworded" if alike else "changed", differences))
    found += [DefinitionChange(key, "removed") for key in older.questions if key not in newer.questions]
    return tuple(found)


def list_declared(questionnaire: Questionnaire, key: str, since: int) -> tuple[QuestionChange, ...]:
    """Return what a questionnaire declares of a question in its versions after ``since``."""
    return tuple(one for one in questionnaire.form.changes if one.question == key and one.version > since)


def find_structural_differences(older: Questionnaire, newer: Questionnaire, key: str) -> tuple[str, ...]:
    """Return the names of what differs, words left aside: kind, unit, filters, and the keys of options and turns."""
    before, after = (_describe_structure(one, key) for one in (older, newer))
    return tuple(name for name in after if before[name] != after[name])


def find_prior_values(questionnaire: Questionnaire, previous: Questionnaire, state: AnswerState) -> Mapping[str, Value]:
    """Return last wave's answers by place, to recall beside each field: of questions that ask the same, that were
    asked then, and that were known."""
    same = {change.question for change in compare_definitions(previous, questionnaire) if not change.breaks_series}
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


def _describe_structure(questionnaire: Questionnaire, key: str) -> dict[str, Any]:
    placed = questionnaire[key]
    told = _describe_definition(questionnaire, key)
    turns = questionnaire.possible_turns(placed.screen.loop) if placed.screen.loop else ()
    return {
        **{name: told[name] for name in ("kind", "unit", "conditions")},
        "options": [(option.key, option.alone) for option in placed.question.options],
        "turns": [(turn.key, turn.alone) for turn in turns],
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
