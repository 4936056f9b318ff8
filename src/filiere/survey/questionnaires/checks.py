"""What is asked again of a respondent: hard checks, of type and arithmetic only, and soft checks, which pass.

A hard check stands until what it tells is corrected. A soft check is shown once at its field, once at the head of its
page, then no more; a comment at its place passes it at once. What was shown is noted in the state
(:func:`note_checks`), with the answers that it was about: if they change, the check begins anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from filiere.core.seals import seal
from filiere.core.text import Text
from filiere.survey.questionnaires import check_texts
from filiere.survey.questionnaires.answers import AnswerState, Value
from filiere.survey.questionnaires.applicability import AnswerReading, is_answered
from filiere.survey.questionnaires.numerals import count_decimals, read_number
from filiere.survey.questionnaires.questionnaire import Questionnaire, join_place, split_place
from filiere.survey.questionnaires.records import Question
from filiere.survey.questionnaires.sums import find_broken_sums

Severity = Literal["hard", "soft"]
CheckKind = Literal["type", "arithmetic", "required", "range", "change", "plausibility"]
SHOWN_BEFORE_PASSING = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at again.

    ``at`` is the place of the answer; ``stage`` says where it is shown: under the ``field``, or at the head of the
    ``page`` when it was shown at the field already; ``passed`` when it is shown no more. A hard check stays at its
    field. ``key`` tells it from every other; ``fingerprint`` is that of the answers it is about.
    """

    key: str
    kind: CheckKind
    severity: Severity
    stage: Literal["field", "page", "passed"]
    at: str
    text: Text
    fingerprint: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it stands until something is corrected."""
        return self.severity == "hard"


def check_answers(
    questionnaire: Questionnaire,
    state: AnswerState,
    *,
    prior: Mapping[str, Value] | None = None,
    places: Sequence[str] | None = None,
    include_passed: bool = False,
) -> list[Check]:
    """Return what is to be looked at again, in the order of the questionnaire, hard checks first at each place.

    ``places`` keeps those of some places, such as the fields of a screen. ``include_passed`` adds the soft ones that
    are shown no more, for a correction desk. Only questions that are asked are checked; a question without an answer
    is told only where its screen was sent.
    """
    reading = AnswerReading(questionnaire, state, prior)
    order = {place: rank for rank, place in enumerate(questionnaire.places)}
    wanted = order.keys() if places is None else set(places)
    found = [check for check in _find_checks(questionnaire, state, reading) if check.at in wanted]
    staged = [_stage_check(check, state) for check in found]
    kept = [check for check in staged if include_passed or check.stage != "passed"]
    return sorted(kept, key=lambda check: (order[check.at], check.severity, check.key))


def note_checks(state: AnswerState, checks: Sequence[Check]) -> AnswerState:
    """Return the state with soft checks noted as shown once more."""
    reminders = dict(state.reminders)
    for check in checks:
        if check.severity == "soft":
            shown, times = reminders.get(check.key, ("", 0))
            reminders[check.key] = (check.fingerprint, times + 1 if shown == check.fingerprint else 1)
    return replace(state, reminders=reminders)


def _stage_check(check: Check, state: AnswerState) -> Check:
    if check.severity == "hard":
        return check
    shown, times = state.reminders.get(check.key, ("", 0))
    times = times if shown == check.fingerprint else 0
    if times >= SHOWN_BEFORE_PASSING or check.at in state.comments:
        return replace(check, stage="passed")
    return replace(check, stage="page" if times else "field")


def _find_checks(questionnaire: Questionnaire, state: AnswerState, reading: AnswerReading) -> Iterator[Check]:
    for place, (placed, _) in questionnaire.places.items():
        if not reading.applicability[place].is_asked:
            continue
        value = state.values.get(place)
        if place in state.unknown:
            continue
        if value is None:
            if placed.question.required and _is_screen_sent(questionnaire, state, place):
                yield _build_soft_check("required", place, place, check_texts.describe_missing_answer(), ())
            continue
        hard = describe_wrong_type(placed.question, value)
        if hard is not None:
            yield Check(key=f"type/{place}", kind="type", severity="hard", stage="field", at=place, text=hard)
        elif placed.question.is_numeric and isinstance(value, str):
            yield from _check_number(placed.question, place, value, reading)
    for key, at, text in find_broken_sums(questionnaire, reading):
        yield Check(key=f"arithmetic/{key}", kind="arithmetic", severity="hard", stage="field", at=at, text=text)
    yield from _check_plausibility(questionnaire, state, reading)


def _is_screen_sent(questionnaire: Questionnaire, state: AnswerState, place: str) -> bool:
    key, turn = split_place(place)
    screen = questionnaire[key].screen
    alone = screen.loop is not None and screen.loop.together
    return join_place(screen.key, "" if alone else turn) in state.visited


def describe_wrong_type(question: Question, value: Value) -> Text | None:
    """Return what is wrong with the type of an answer: no number, too many decimals, a share above 100, an option that
    stands alone ticked with others. None when it is sound."""
    if question.kind == "choices":
        alone = [option for option in question.options if option.alone and option.key in value]
        return check_texts.describe_lone_option(alone[0].text) if alone and len(value) > 1 else None
    if not question.is_numeric or not isinstance(value, str):
        return None
    number = read_number(value)
    if number is None:
        return check_texts.describe_unreadable_number(value)
    if question.kind == "share" and number > 100:
        return check_texts.describe_share(number)
    if count_decimals(number) > question.decimals:
        return check_texts.describe_decimals(number, question.decimals)
    return None


def _check_number(question: Question, place: str, value: str, reading: AnswerReading) -> Iterator[Check]:
    number = read_number(value)
    if number is None:
        return
    bounds = question.plausible
    if bounds is not None and (
        (bounds.low is not None and number < bounds.low) or (bounds.high is not None and number > bounds.high)
    ):
        text = check_texts.describe_out_of_range(number, bounds.low, bounds.high)
        yield _build_soft_check("range", place, place, text, (value,))
    last = reading.prior.get(place)
    prior = read_number(last) if isinstance(last, str) else None
    if question.change is not None and prior is not None and _has_changed(number, prior, question.change):
        yield _build_soft_check("change", place, place, check_texts.describe_change(number, prior), (value, str(last)))


def _has_changed(number: Decimal, prior: Decimal, percent: Decimal) -> bool:
    return abs(number - prior) * 100 > percent * prior


def _check_plausibility(questionnaire: Questionnaire, state: AnswerState, reading: AnswerReading) -> Iterator[Check]:
    for rule in questionnaire.plausibility:
        placed = questionnaire[rule.at]
        names = questionnaire.expressions[rule.test].names
        for turn in questionnaire.possible_turns(placed.loop):
            place = join_place(rule.at, turn.key)
            if not reading.applicability[place].is_asked or not is_answered(state, place):
                continue
            if reading.evaluate(rule.test, placed.loop, turn.key) is False:
                about = [state.values.get(join_place(name, turn.key), state.values.get(name)) for name in names]
                yield _build_soft_check(
                    "plausibility", f"{rule.key}/{place}", place, check_texts.ask_confirmation(rule.text), about
                )


def _build_soft_check(kind: CheckKind, key: str, at: str, text: Text, about: Sequence[Value | None]) -> Check:
    return Check(
        key=f"{kind}/{key}",
        kind=kind,
        severity="soft",
        stage="field",
        at=at,
        text=text,
        fingerprint=seal(list(about))[:16],
    )
