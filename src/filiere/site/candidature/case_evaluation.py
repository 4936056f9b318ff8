"""The questionnaire of a dossier: which lines it has, what stands on each, the case it makes, and its evaluation.

Lines are made from the release once a perimeter and kept; what stands is read in one query; an evaluation costs some
milliseconds, so it is computed when asked and never stored: nothing can disagree with the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone

from filiere.referentials import Release
from filiere.referentials.scoring import Evaluation, evaluate
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, QuestionnaireLine, list_lines
from filiere.site.candidature.exclusion_registers import load_register_answers
from filiere.site.candidature.models import Answer, AnswerVersion, Supplier
from filiere.site.candidature.perimeter import PerimeterSiteData, derive_facts, list_perimeter_sites
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

DERIVED_FACTS = ("headcount", "fte_france", "fte_total", "sites", "positions")
"""Facts that the perimeter tells, so that nobody types them twice."""

EMPTY_ENTRY = AnswerEntry()
MeasureRows = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """What stands on a line: the entry, its version (0 before any), who saved it and when."""

    entry: AnswerEntry = EMPTY_ENTRY
    version: int = 0
    by: str = ""
    at: datetime | None = None


NO_ANSWER = StandingAnswer()


def list_measure_rows(dossier: Dossier, sites: tuple[PerimeterSiteData, ...] | None = None) -> MeasureRows:
    """Return the sites and suppliers for which numbers are asked one each."""
    sites = list_perimeter_sites(dossier) if sites is None else sites
    suppliers = Supplier.objects.filter(dossier=dossier).values_list("key", "name")
    return (("site", tuple((one.key, one.name) for one in sites)), ("supplier", tuple(suppliers)))


def list_answer_lines(dossier: Dossier, rows: MeasureRows | None = None) -> tuple[QuestionnaireLine, ...]:
    """Return the lines that the candidate answers, in order; facts of the perimeter are not among them."""
    return _build_lines(
        load_release(dossier), dossier.category, rows if rows is not None else list_measure_rows(dossier)
    )


class _ReleaseKey:
    """A release as a key of the cache: it never changes after reading, and is too large to be compared."""

    def __init__(self, release: Release) -> None:
        self.release = release

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ReleaseKey) and other.release is self.release

    def __hash__(self) -> int:
        return id(self.release)


def _build_lines(release: Release, category: str, rows: MeasureRows) -> tuple[QuestionnaireLine, ...]:
    return _cached_lines(_ReleaseKey(release), category, rows)


@lru_cache(maxsize=256)
def _cached_lines(release: _ReleaseKey, category: str, rows: MeasureRows) -> tuple[QuestionnaireLine, ...]:
    every = list_lines(release.release, category, dict(rows))
    return tuple(one for one in every if one.place.kind != "fact" or one.place.key not in DERIVED_FACTS)


def map_lines_by_place(dossier: Dossier, rows: MeasureRows | None = None) -> Mapping[AnswerPlace, QuestionnaireLine]:
    """Return the lines by place, with the notes and reasons of measured questions."""
    found = {one.place: one for one in list_answer_lines(dossier, rows)}
    release = load_release(dossier)
    for criterion in release.questionnaire(dossier.category):
        place = AnswerPlace("answer", criterion.key)
        if place not in found and criterion.scored_by is not None:
            # A measured question has no level to choose: only a note, or a reason why it does not apply.
            theme = release.theme_of[criterion.key].key
            found[place] = QuestionnaireLine(place, theme, criterion.number or "", criterion.text, None, {})
    return found


def load_standing_answers(dossier: Dossier, day: date | None = None) -> dict[AnswerPlace, StandingAnswer]:
    """Return what stands on each line now, or stood at the close of a past day."""
    if day is not None and day < timezone.localdate():
        return _load_past_answers(dossier, day)
    rows = Answer.objects.for_dossier(dossier).values_list(
        "kind", "key", "row", "value", "reason", "note", "version", "saved_by__name", "saved_at"
    )
    return {
        AnswerPlace(kind, key, row): StandingAnswer(AnswerEntry(value, reason, note), version, by, at)  # type: ignore[arg-type]
        for kind, key, row, value, reason, note, version, by, at in rows
    }


def _load_past_answers(dossier: Dossier, day: date) -> dict[AnswerPlace, StandingAnswer]:
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    rows = AnswerVersion.objects.filter(answer__dossier=dossier, saved_at__lt=end).order_by("version")
    return {
        AnswerPlace(kind, key, row): StandingAnswer(AnswerEntry(value, reason, note), version, by, at)  # type: ignore[arg-type]
        for kind, key, row, value, reason, note, version, by, at in rows.values_list(
            "answer__kind",
            "answer__key",
            "answer__row",
            "value",
            "reason",
            "note",
            "version",
            "saved_by__name",
            "saved_at",
        )
    }


def load_entries(dossier: Dossier, day: date | None = None) -> dict[AnswerPlace, AnswerEntry]:
    """Return what stands, without versions."""
    return {place: one.entry for place, one in load_standing_answers(dossier, day).items()}


def build_case(dossier: Dossier, branch: str = "candidate", day: date | None = None) -> dict[str, Any]:
    """Return the dossier as the scoring takes it.

    ``branch`` is ``candidate`` (what stands now) or ``audit`` (what was frozen at the last submission). A reason why a
    question does not apply leaves it open: the auditor judges it.
    """
    if branch == "audit":
        return load_frozen_case(dossier)
    return build_case_from_entries(dossier, load_entries(dossier, day), day=day)


def build_case_from_entries(
    dossier: Dossier,
    entries: Mapping[AnswerPlace, AnswerEntry],
    *,
    day: date | None = None,
    sites: tuple[PerimeterSiteData, ...] | None = None,
    rows: MeasureRows | None = None,
) -> dict[str, Any]:
    """Return the case that these entries make; ``sites`` and ``rows`` are the dossier's when the caller has them."""
    sites = list_perimeter_sites(dossier) if sites is None else sites
    rows = list_measure_rows(dossier, sites) if rows is None else rows
    known = {key for _, members in rows for key, _ in members}
    release = load_release(dossier)
    facts: dict[str, Any] = dict(derive_facts(sites))
    answers: dict[str, str] = {}
    inputs: dict[str, Any] = {}
    for place, entry in entries.items():
        if not entry.value:
            continue
        if place.kind == "fact":
            facts[place.key] = _parse_fact(release, place.key, entry.value)
        elif place.kind == "answer":
            answers[place.key] = entry.value
        elif not place.row:
            inputs[place.key] = Decimal(entry.value)
        elif place.row in known:
            inputs.setdefault(place.key, {})[place.row] = Decimal(entry.value)
    members = {per: [key for key, _ in found] for per, found in rows}
    for key, given in inputs.items():
        if isinstance(given, dict):
            # A site without its number leaves the indicator open, rather than being left out of the sum.
            per = release.inputs[key].inputs[key].per or "site"
            inputs[key] = {row: given.get(row) for row in members.get(per, [])}
    return {
        "category": dossier.category,
        "date": find_judging_day(release, day).isoformat(),
        "facts": facts,
        "answers": answers,
        "inputs": inputs,
        "register": load_register_answers(dossier, day or timezone.localdate()),
    }


def find_judging_day(release: Release, day: date | None) -> date:
    """Return the day on which a dossier is judged: a release prepared ahead is judged by its first day."""
    return max(day or timezone.localdate(), release.head.dates.effective)


def _parse_fact(release: Release, key: str, value: str) -> Any:
    fact = release.referential.facts.get(key)
    if fact is not None and fact.type == "boolean":
        return value == "true"
    return Decimal(value) if fact is not None and fact.type == "quantity" else value


def load_frozen_case(dossier: Dossier) -> dict[str, Any]:
    """Return the case handed to the audit; an empty one before any submission."""
    snapshot = dossier.snapshots.filter(name="audit", body__isnull=False).order_by("pk").last()
    body = snapshot.body if snapshot is not None and snapshot.body is not None else {}
    release = load_release(dossier)
    return {
        "category": body.get("category", dossier.category),
        "date": body.get("date") or find_judging_day(release, None).isoformat(),
        "facts": {key: _thaw_value(value) for key, value in body.get("facts", {}).items()},
        "answers": {key: one["value"] for key, one in body.get("answers", {}).items() if one.get("value")},
        "inputs": {
            key: {row: _thaw_value(one) for row, one in value.items()}
            if isinstance(value, dict)
            else _thaw_value(value)
            for key, value in body.get("inputs", {}).items()
        },
        "register": body.get("register", {}),
    }


def _thaw_value(value: Any) -> Any:
    """A number was frozen as text, for JSON has no exact one; words and truth values are as they were."""
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except ArithmeticError:
        return value


def evaluate_branch(dossier: Dossier, branch: str = "candidate", day: date | None = None) -> Evaluation:
    """Return the evaluation of a branch."""
    return evaluate(load_release(dossier), build_case(dossier, branch, day))
