"""Arithmetic rules: parts against their total, told with what is known, at the part that a respondent would mend.

A question that is closed counts for nothing. A part without an answer leaves an equality open, but parts that are
already above their total are above it whatever the rest is worth.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from filiere.core.text import Text
from filiere.survey.questionnaires import check_texts
from filiere.survey.questionnaires.applicability import AnswerReading, share_turns
from filiere.survey.questionnaires.questionnaire import Questionnaire, join_place
from filiere.survey.questionnaires.records import Loop, Sum


def find_broken_sums(questionnaire: Questionnaire, reading: AnswerReading) -> Iterator[tuple[str, str, Text]]:
    """Yield each rule that is broken: its key, the place of the answer to mend, and what to say."""
    for rank, rule in enumerate(questionnaire.sums):
        loop = _find_loop(questionnaire, rule)
        for turn in questionnaire.possible_turns(loop):
            total, name = _read_total(questionnaire, reading, rule, turn.key if loop else "")
            if total is None:
                continue
            places = [_part_places(questionnaire, reading, rule, part, turn.key) for part in rule.parts]
            if rule.overlapping:
                yield from _compare_each(reading, places, total, name, f"{rank}")
            else:
                flat = [place for group in places for place in group]
                yield from _compare_together(reading, flat, rule, total, name, f"{rank}/{turn.key}")


def _find_loop(questionnaire: Questionnaire, rule: Sum) -> Loop | None:
    """The loop that the rule holds in, turn by turn: that of its total, or of its parts when the total is a number."""
    return questionnaire[rule.total if isinstance(rule.total, str) else rule.parts[0]].loop


def _read_total(
    questionnaire: Questionnaire, reading: AnswerReading, rule: Sum, turn: str
) -> tuple[Decimal | None, Text | None]:
    if not isinstance(rule.total, str):
        return rule.total, None
    number = reading.read_place(join_place(rule.total, turn))
    return (number if isinstance(number, Decimal) else None), questionnaire[rule.total].question.text


def _part_places(questionnaire: Questionnaire, reading: AnswerReading, rule: Sum, part: str, turn: str) -> list[str]:
    """The places of a part that are asked: at this turn of the loop of the total, else at every turn of its own."""
    loop = questionnaire[part].loop
    same = share_turns(loop, _find_loop(questionnaire, rule))
    turns = [turn] if same else [one.key for one in questionnaire.possible_turns(loop)]
    places = [join_place(part, key if loop else "") for key in turns]
    return [place for place in places if reading.applicability[place].is_asked]


def _sum_known(reading: AnswerReading, places: Sequence[str]) -> tuple[Decimal, list[str]]:
    values = {place: reading.read_place(place) for place in places}
    known = {place: value for place, value in values.items() if isinstance(value, Decimal)}
    return sum(known.values(), Decimal(0)), list(known)


def _compare_each(
    reading: AnswerReading, places: Sequence[Sequence[str]], total: Decimal, name: Text | None, key: str
) -> Iterator[tuple[str, str, Text]]:
    for group in places:
        part, known = _sum_known(reading, group)
        if known and part > total:
            at = known[-1]
            text = (
                check_texts.describe_part_above_total(part, total, name)
                if name is not None and len(known) == 1
                else check_texts.describe_parts_above_total(part, total, name)
            )
            yield f"{key}/{at}", at, text


def _compare_together(
    reading: AnswerReading, places: Sequence[str], rule: Sum, total: Decimal, name: Text | None, key: str
) -> Iterator[tuple[str, str, Text]]:
    parts, known = _sum_known(reading, places)
    if not known:
        return
    at = known[-1]
    if parts > total:
        if len(known) == 1 and name is not None:
            yield key, at, check_texts.describe_part_above_total(parts, total, name)
        else:
            yield key, at, check_texts.describe_parts_above_total(parts, total, name)
    elif rule.relation == "equal" and len(known) == len(places) and parts != total:
        yield key, at, check_texts.describe_unequal_sum(parts, total, name)
