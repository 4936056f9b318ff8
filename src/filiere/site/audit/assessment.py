"""What an auditor has assessed of a questionnaire, question by question, and what may be computed of it.

A question answered by a level is assessed once the auditor chose one. A measured question is assessed once the auditor
said of each site visited whether its numbers were found again; where they were not, the numbers found replace them.
The company's word never stands in for the auditor's: what is not assessed is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from filiere.core import Text
from filiere.referentials import Release, find_dependencies
from filiere.referentials.form_merge import MergedField
from filiere.referentials.records import Criterion, Theme
from filiere.site.audit import evaluation_comparison
from filiere.site.audit.rounds import find_round
from filiere.site.audit.site_population import list_audited_sites
from filiere.site.candidature.case_evaluation import _ReleaseKey
from filiere.site.label.code_labels import themes_in_order
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

FOUND_AGAIN, DIFFERENT = "same", "other"
NUMBER_VERDICTS: dict[str, Text] = {
    FOUND_AGAIN: Text(fr="Retrouvés tels quels", en="Found as stated"),
    DIFFERENT: Text(fr="Différents", en="Different"),
}
"""What an auditor says of the numbers of a question at a site."""

COMPANY = ""
"""The place of numbers that are asked once for the whole company, or for each supplier."""

MOST_CORRECTIONS = 40
"""Fields for numbers found different that one question offers; beyond, a finding tells them."""


@dataclass(frozen=True, slots=True)
class VerifiedNumber:
    """A number that the company handed in, at a place: what it is, its unit, and the field for the one found."""

    input: str
    row: str
    place: str
    text: Text
    unit: str
    declared: Decimal | int | None

    @property
    def field(self) -> str:
        """The field of the form."""
        return f"{self.input}@{self.row}:number"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that the auditor assesses; ``places`` and ``numbers`` are those of a measured one."""

    criterion: Criterion
    theme: Theme
    places: tuple[tuple[str, str], ...] = ()
    numbers: tuple[VerifiedNumber, ...] = ()

    @property
    def key(self) -> str:
        """The key of the question."""
        return self.criterion.key

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that say together that it is assessed."""
        return tuple(f"{self.key}@{place}:numbers" for place, _ in self.places) or (f"{self.key}:answer",)


@dataclass(frozen=True, slots=True)
class ThemeProgress:
    """How far a theme is."""

    theme: Theme
    total: int
    left: tuple[AskedQuestion, ...]

    @property
    def assessed_count(self) -> int:
        """How many questions are assessed."""
        return self.total - len(self.left)


def list_asked_questions(dossier: Dossier) -> tuple[AskedQuestion, ...]:
    """The questions to assess, in the order of the referential; those that the facts take away are not among them."""
    release, body = load_release(dossier), evaluation_comparison.load_frozen_body(dossier)
    away = _find_questions_away(dossier)
    inputs = evaluation_comparison.extract_inputs(body)
    sites, visited = _list_places(dossier)
    measured = _list_measured_inputs(_ReleaseKey(release), dossier.category)
    found = []
    for theme in themes_in_order(release):
        for criterion in theme.criteria:
            if not criterion.is_asked_of(dossier.category) or criterion.key in away:
                continue
            keys = measured.get(criterion.key)
            if keys is None:
                found.append(AskedQuestion(criterion, theme))
                continue
            numbers = tuple(_list_numbers(release, keys, inputs, visited))
            places = sorted({one.place for one in numbers} or {COMPANY}, key=lambda one: (one == COMPANY, one))
            whole = str(Text(fr="Entreprise", en="Company"))
            named = tuple((one, sites.get(one, one) if one else whole) for one in places)
            found.append(AskedQuestion(criterion, theme, named, numbers))
    return tuple(found)


def list_progress(asked: Iterable[AskedQuestion], written: Mapping[str, MergedField]) -> list[ThemeProgress]:
    """How far each theme is, in the order of the referential."""
    themes: dict[str, list[AskedQuestion]] = {}
    for asked_question in asked:
        themes.setdefault(asked_question.theme.key, []).append(asked_question)
    return [
        ThemeProgress(held[0].theme, len(held), tuple(one for one in held if not is_assessed(one, written)))
        for held in themes.values()
    ]


def is_assessed(question: AskedQuestion, written: Mapping[str, MergedField]) -> bool:
    """Whether the auditors have filled in all that a question requires, without conflicting entries."""
    return all(read_value(written, name) for name in question.needs)


def read_value(written: Mapping[str, MergedField], name: str) -> str:
    """The value of a field; empty while it has conflicting entries."""
    field = written.get(name)
    return str(field.value or "") if field is not None and not field.conflict else ""


def list_missing_corrections(question: AskedQuestion, written: Mapping[str, MergedField]) -> list[str]:
    """The places where numbers are said to be different, and none is given."""
    return [
        name
        for place, name in question.places
        if read_value(written, f"{question.key}@{place}:numbers") == DIFFERENT
        and any(one.place == place for one in question.numbers)
        and not any(read_value(written, one.field) for one in question.numbers if one.place == place)
    ]


def build_assessed_case(
    dossier: Dossier, asked: Iterable[AskedQuestion], written: Mapping[str, MergedField]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers and the numbers that the auditor vouches for; nothing of a question that is not assessed."""
    handed = evaluation_comparison.extract_inputs(evaluation_comparison.load_frozen_body(dossier))
    answers: dict[str, Any] = {}
    inputs: dict[str, Any] = {}
    for asked_question in asked:
        if not is_assessed(asked_question, written):
            continue
        if not asked_question.places:
            answers[asked_question.key] = read_value(written, asked_question.needs[0])
            continue
        for key in dict.fromkeys(number.input for number in asked_question.numbers):
            if key not in inputs and key in handed:
                value = handed[key]
                inputs[key] = dict(value) if isinstance(value, Mapping) else value
        for number in asked_question.numbers:
            if read_value(written, f"{asked_question.key}@{number.place}:numbers") != DIFFERENT:
                continue
            value = parse_number(read_value(written, number.field))
            if value is None:
                continue
            if number.row:
                inputs.setdefault(number.input, {})[number.row] = value
            else:
                inputs[number.input] = value
    return answers, inputs


def parse_number(words: str) -> Decimal | None:
    """A number as a person types it, with a comma or a point, spaces between thousands; None for anything else."""
    plain = "".join(words.split()).replace(",", ".").replace("\N{MINUS SIGN}", "-")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 15 else None


def _list_places(dossier: Dossier) -> tuple[dict[str, str], tuple[str, ...]]:
    """The names of the sites of the perimeter, and the keys of those visited: all as long as no visit is planned."""
    names = {one.key: one.name for one in list_audited_sites(dossier)}
    round_ = find_round(dossier)
    plan = round_.plans.last() if round_ is not None else None
    visited = [str(one["site"]) for one in plan.visits] if plan is not None else []
    return names, tuple(one for one in names if one in visited) or tuple(names)


def _list_numbers(
    release: Release, keys: Iterable[str], inputs: Mapping[str, Any], visited: tuple[str, ...]
) -> Iterator[VerifiedNumber]:
    for key in keys:
        asked, given = release.inputs[key].inputs[key], inputs.get(key)
        rows: Iterable[str]
        if asked.per == "site":
            rows = visited
        else:
            rows = given if isinstance(given, Mapping) else ("",)
        for row in rows:
            declared = given.get(row) if isinstance(given, Mapping) else given
            place = row if asked.per == "site" else COMPANY
            words = Text(fr=str(asked.text.fr), en=str(asked.text.en))
            yield VerifiedNumber(key, row, place, words, asked.unit, declared)


@lru_cache(maxsize=32)
def _list_measured_inputs(kept: _ReleaseKey, category: str) -> dict[str, tuple[str, ...]]:
    """The numbers that each measured question of a questionnaire rests on."""
    release = kept.release
    return {
        one.key: tuple(find_dependencies(release, release.indicators[one.scored_by]).inputs)
        for one in release.questionnaire(category)
        if one.scored_by is not None
    }


def _find_questions_away(dossier: Dossier) -> frozenset[str]:
    """The questions that the facts handed in take away."""
    frozen = dossier.snapshots.filter(name="audit").order_by("-pk").values_list("pk", "sha256").first()
    if frozen is None:
        return frozenset()
    key = (dossier.pk, *frozen)
    if key not in _away_by_snapshot:
        body = evaluation_comparison.load_frozen_body(dossier)
        day = date.fromisoformat(body["date"]) if body.get("date") else dossier.opened
        answers = evaluation_comparison.load_candidate_answers(dossier)
        found = evaluation_comparison.evaluate_answers(dossier, body, answers, day)
        if len(_away_by_snapshot) >= _MOST_CACHED:
            _away_by_snapshot.clear()
        states = found.state.criteria if found is not None else ()
        _away_by_snapshot[key] = frozenset(one.plan.key for one in states if one.applies is False)
    return _away_by_snapshot[key]


_away_by_snapshot: dict[tuple[int, int, str], frozenset[str]] = {}
"""What a snapshot takes away never changes, and costs an evaluation to know."""

_MOST_CACHED = 512
