"""What a person has told so far, as the form sends it back each time: nothing of it is kept anywhere.

Fields are ``job`` (an id), ``title`` (words), ``target`` (a job that is looked at), ``a-ID`` (yes, no or unknown) for
each skill that was asked about, ``no`` for each presumed skill that the person corrects, and ``question`` with
``answer`` for the question of the page: it counts once it is answered, or passed by ``next``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from filiere.careers.paths import Answer, Person, refuse_personal_inputs
from filiere.core import Faults
from filiere.site.careers.faults import fault
from filiere.site.careers.paths.advice import current_advisor

PREFIX = "a-"
MOST_ANSWERS = 60
"""Answers and corrections in all; more are refused."""
MOST_QUESTIONS = 10
"""Questions of an intake, after which none more is asked."""


@dataclass(frozen=True, slots=True)
class PersonState:
    """The job, the answers in the order given, and the job that is looked at; ``last`` is what was just answered."""

    job: str = ""
    started: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    corrected: tuple[str, ...] = ()
    target: str = ""
    last: str = ""

    @property
    def person(self) -> Person:
        """What the engine is given: the job, the answers and the corrections."""
        return Person(self.job, {**dict.fromkeys(self.corrected, Answer.NO), **self.answers})

    @property
    def asked_skills(self) -> tuple[str, ...]:
        """The skills asked about, *I don’t know* among them."""
        return tuple(self.answers)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the form sends back, but for the answers, which it shows."""
        return [("job", self.job), ("started", "1"), *(("no", one) for one in self.corrected)]

    def without_last(self) -> PersonState:
        """The state before the last answer."""
        return replace(self, answers={key: value for key, value in self.answers.items() if key != self.last})

    def with_answer(self, item: str, answer: Answer) -> PersonState:
        """The state with one more answer."""
        return replace(self, answers={**self.answers, item: answer})


def read_state(sent: QueryDict) -> PersonState:
    """Read what a form sends; raise :class:`Faults` for what says who a person is, for what nothing describes, and for
    more answers than are read."""
    if faults := refuse_personal_inputs(dict(sent.items())):
        raise Faults(faults)
    advisor = current_advisor()
    values = {one.value: one for one in Answer}
    answers = {
        key.removeprefix(PREFIX): values[value]
        for key, value in sent.items()
        if key.startswith(PREFIX) and value in values
    }
    question, said = sent.get("question", "")[:100], values.get(sent.get("answer", ""))
    is_answered = bool(question) and said is not None and (said is not Answer.UNKNOWN or "next" in sent)
    if is_answered and said is not None:
        # The last answer stands last, for the page says what it changed.
        answers.pop(question, None)
        answers[question] = said
    corrected = tuple(dict.fromkeys(one for one in sent.getlist("no") if one not in answers))
    if (count := len(answers) + len(corrected)) > MOST_ANSWERS:
        raise Faults([fault("path-too-many-answers", count=count, most=MOST_ANSWERS)])
    state = PersonState(
        job=sent.get("job", "")[:100],
        started=bool(sent.get("started") or sent.get("job")),
        answers=answers,
        corrected=corrected,
        target=sent.get("target", "")[:100],
        last=question if is_answered else "",
    )
    # The engine says all that it does not know, at once.
    advisor.choose_questions(state.person, most=1)
    return state
