"""What a questionnaire must respect beyond its form: keys told apart, loops and filters that only look back, sums that
add like to like, conditions whose every name and word exists."""

from collections.abc import Mapping
from decimal import Decimal

from filiere.core.faults import Faults
from filiere.core.spelling import close_words
from filiere.core.text import StrictModel, Text
from filiere.referentials.language import (
    BOOLEAN,
    TEXT,
    Expression,
    ExpressionPlace,
    Scope,
    Type,
    Unit,
    check_expression,
    list_type,
    parse,
    quantity_type,
    word_type,
)
from filiere.survey.questionnaires.applicability import PRIOR, TURN, share_turns
from filiere.survey.questionnaires.form_reading import FormReading
from filiere.survey.questionnaires.questionnaire import PlacedQuestion, index_questions
from filiere.survey.questionnaires.records import Condition, Loop, Option, Question, Sum

RESERVED = frozenset({TURN, "prior", "true", "false", "and", "or", "not", "in", "if", "else"})


def check_form(reading: FormReading) -> Mapping[str, Expression]:
    """Note all that is wrong in a form that was read; return its expressions, parsed, by their text."""
    questions = index_questions(reading.form)
    checker = _FormChecker(reading, questions)
    checker.check()
    return checker.expressions


class _FormChecker:
    def __init__(self, reading: FormReading, questions: Mapping[str, PlacedQuestion]) -> None:
        self.reading = reading
        self.questions = questions
        self.expressions: dict[str, Expression] = {}
        self.wrong_units: set[str] = set()

    def check(self) -> None:
        self._check_keys()
        for placed in self.questions.values():
            self._check_question(placed.question)
        self._check_conditions()
        for rule in self.reading.form.sums:
            self._check_sum(rule)
        self._check_changes()
        for check in self.reading.form.plausibility:
            under = self._find_question(check, check.at, "at")
            if under is not None:
                self._check_expression(check, check.test, ("test",), under.loop, rank=len(self.questions), prior=True)

    # Keys

    def _check_keys(self) -> None:
        form = self.reading.form
        screens = [screen for part in form.parts for screen in part.screens]
        self._check_repeated(form.parts)
        self._check_repeated(screens)
        self._check_repeated([question for screen in screens for question in screen.questions])
        self._check_repeated(form.plausibility)
        for screen in screens:
            if screen.loop:
                self._check_repeated_options(screen, screen.loop.turns, "loop", "turns")

    def _check_repeated(self, records: object) -> None:
        seen: dict[str, StrictModel] = {}
        for record in records:  # type: ignore[attr-defined]
            first = seen.setdefault(record.key, record)
            if first is not record and record.key:
                line, _ = self.reading.document.position(self.reading.at(first, "key"))
                self.reading.note(record, "survey-repeated-key", "key", key=record.key, line=line)

    def _check_repeated_options(self, record: StrictModel, options: tuple[Option, ...], *at: str) -> None:
        seen: dict[str, int] = {}
        for index, option in enumerate(options):
            first = seen.setdefault(option.key, index)
            if first != index:
                line, _ = self.reading.document.position(self.reading.at(record, *at, first))
                self.reading.note(record, "survey-repeated-key", *at, index, "key", key=option.key, line=line)

    def _check_changes(self) -> None:
        form, seen = self.reading.form, set[tuple[str, int]]()
        for change in form.changes:
            # A question may have gone since; one that the version itself changes is there.
            if change.version == form.version:
                self._find_question(change, change.question, "question")
            if change.version > form.version:
                told = {"key": change.question, "version": change.version, "current": form.version}
                self.reading.note(change, "survey-change-version", "version", **told)
            if (change.question, change.version) in seen:
                line, _ = self.reading.document.position(self.reading.at(change, "question"))
                self.reading.note(change, "survey-repeated-key", "question", key=change.question, line=line)
            seen.add((change.question, change.version))

    # Questions

    def _check_question(self, question: Question) -> None:
        note = self.reading.note
        if question.key in RESERVED:
            note(question, "survey-reserved-key", "key", key=question.key)
        if (question.kind in ("choice", "choices")) != (len(question.options) >= 2) or (
            question.options and question.kind not in ("choice", "choices")
        ):
            note(question, "survey-options", "options", kind=question.kind, count=len(question.options))
        self._check_repeated_options(question, question.options, "options")
        if not question.is_numeric:
            for name in ("unit", "plausible", "change"):
                if getattr(question, name) is not None:
                    note(question, "survey-number-only", name, name=name, kind=question.kind)
        else:
            self._check_unit(question)
        bounds = question.plausible
        if bounds is not None:
            low, high = bounds.low, bounds.high
            if (low is None and high is None) or (low is not None and high is not None and low > high):
                note(question, "survey-range", "plausible", low=_write_bound(low), high=_write_bound(high))
        keys = [option.key for option in question.options] if question.kind != "yes_no" else ["yes", "no"]
        for index, series in enumerate(question.series):
            if series.option is not None and series.option not in keys:
                near = close_words(series.option, keys)
                note(question, "survey-series-option", "series", index, "option", option=series.option, near=near)

    def _check_unit(self, question: Question) -> None:
        try:
            Unit.parse(question.unit_words)
        except Faults as faults:
            self.wrong_units.add(question.key)
            at = self.reading.at(question, "unit")
            self.reading.faults += [self.reading.document.place_fault(at, fault) for fault in faults.faults]

    # Conditions and loops

    def _check_conditions(self) -> None:
        rank = 0
        for part in self.reading.form.parts:
            self._check_condition(part, part.condition, None, rank)
            for screen in part.screens:
                if screen.loop:
                    self._check_loop(screen, screen.loop, rank)
                self._check_condition(screen, screen.condition, screen.loop, rank)
                for question in screen.questions:
                    self._check_condition(question, question.condition, screen.loop, rank)
                    rank += 1

    def _check_condition(self, record: StrictModel, condition: Condition | None, loop: Loop | None, rank: int) -> None:
        if condition is not None:
            self._check_expression(record, condition.test, ("condition", "test"), loop, rank=rank)

    def _check_loop(self, screen: StrictModel, loop: Loop, rank: int) -> None:
        given = [bool(loop.turns), loop.options_of is not None, loop.times is not None]
        if sum(given) != 1:
            self.reading.note(screen, "survey-loop-source", "loop", count=sum(given))
        for name, kind in (("options_of", "choices"), ("times", "number")):
            key = getattr(loop, name)
            placed = self._find_question(screen, key, "loop", name) if key else None
            if placed is None:
                continue
            if placed.rank >= rank:
                self.reading.note(screen, "survey-question-after", "loop", name, key=key)
            elif placed.question.kind != kind or placed.loop is not None:
                inside = Text(fr=", dans une boucle", en=", inside a loop") if placed.loop else ""
                self.reading.note(
                    screen, "survey-loop-question", "loop", name, key=key, kind=placed.question.kind, inside=inside
                )

    def _check_expression(
        self, record: StrictModel, text: str, key: tuple[str, ...], loop: Loop | None, *, rank: int, prior: bool = False
    ) -> None:
        reading = self.reading
        place = ExpressionPlace.of(reading.document, reading.at(record, *key), reading.source)
        try:
            expression = parse(text, place=place)
        except Faults as faults:
            reading.faults += faults.faults
            return
        self.expressions.setdefault(text, expression)
        keys = {name.removeprefix(PRIOR) for name in expression.names}
        if keys & (reading.unread | self.wrong_units) or (reading.is_partial and not keys <= self.questions.keys()):
            return
        later = [name for name in expression.names if name in self.questions and self.questions[name].rank >= rank]
        for name in later:
            reading.note(record, "survey-question-after", *key, key=name)
        try:
            check_expression(expression, self._build_scope(loop, rank, later, prior=prior), expected=BOOLEAN)
        except Faults as faults:
            reading.faults += faults.faults

    def _build_scope(self, loop: Loop | None, rank: int, later: list[str], *, prior: bool) -> Scope:
        names: dict[str, Type] = {}
        for key, placed in self.questions.items():
            if (placed.rank < rank or key in later) and key not in self.wrong_units:
                kind = _find_type(placed.question)
                names[key] = kind if placed.loop is None or share_turns(placed.loop, loop) else list_type(kind)
                if prior and (placed.loop is None or share_turns(placed.loop, loop)):
                    names[f"{PRIOR}{key}"] = kind
        if loop is not None and (turns := self._list_turn_keys(loop)):
            names[TURN] = word_type(turns)
        return Scope(names=names)

    def _list_turn_keys(self, loop: Loop) -> list[str]:
        if loop.options_of is None:
            return [turn.key for turn in loop.turns]
        placed = self.questions.get(loop.options_of)
        return [option.key for option in placed.question.options] if placed else []

    # Sums

    def _check_sum(self, rule: Sum) -> None:
        placed = [self._find_question(rule, key, "parts", index) for index, key in enumerate(rule.parts)]
        total = self._find_question(rule, rule.total, "total") if isinstance(rule.total, str) else placed[0]
        if total is None:
            return
        for index, part in enumerate(placed):
            if part is not None and (why := self._explain_unlike(part, total)) is not None:
                self.reading.note(rule, "survey-sum-part", "parts", index, key=part.question.key, why=why)
        if isinstance(rule.total, str) and not total.question.is_numeric:
            self.reading.note(rule, "survey-sum-part", "total", key=rule.total, why=_NO_NUMBER)

    def _explain_unlike(self, part: PlacedQuestion, total: PlacedQuestion) -> Text | None:
        if not part.question.is_numeric:
            return _NO_NUMBER
        units = (part.question.unit_words, total.question.unit_words)
        if units[0] != units[1]:
            return Text(fr=f"il est en {units[0]} et non en {units[1]}", en=f"it is in {units[0]}, not in {units[1]}")
        if total.loop is not None and not share_turns(part.loop, total.loop):
            return Text(fr="il est hors de la boucle du total", en="it is outside the loop of the total")
        return None

    def _find_question(self, record: StrictModel, key: str, *at: str | int) -> PlacedQuestion | None:
        if key not in self.questions and key not in self.reading.unread and not self.reading.is_partial:
            near = close_words(key, list(self.questions))
            self.reading.note(record, "survey-unknown-question", *at, key=key, near=near)
        return self.questions.get(key)


_NO_NUMBER = Text(fr="ce n’est pas un nombre", en="it is no number")


def _write_bound(bound: Decimal | None) -> str:
    return "–" if bound is None else f"{bound:f}"


def _find_type(question: Question) -> Type:
    if question.is_numeric:
        return quantity_type(question.unit_words)
    if question.kind == "yes_no":
        return BOOLEAN
    if question.kind == "text":
        return TEXT
    words = word_type([option.key for option in question.options])
    return list_type(words) if question.kind == "choices" else words
