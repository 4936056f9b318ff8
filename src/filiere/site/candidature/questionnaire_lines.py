"""The lines of a questionnaire as a page shows them: what never changes is made once, what stands is put beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from filiere.core import Text, current_language, source_language
from filiere.core.dates import format_hour
from filiere.core.numbers import format_number
from filiere.referentials import Release, find_dependencies
from filiere.referentials.scoring import Evaluation
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, QuestionnaireLine, line_key
from filiere.site.candidature.actions.save_answers import AnswerConflict
from filiere.site.candidature.case_evaluation import NO_ANSWER, StandingAnswer, _ReleaseKey
from filiere.site.candidature.other_answers import OtherAnswer
from filiere.site.kit.bilingual_text import localize
from filiere.site.label.code_labels import ASSESSOR_LABELS, split_levels
from filiere.site.label.expression_text import format_with_unit, unit_label
from filiere.site.label.presenters.questions import QuestionPresenter, QuestionView

WHOLE = 100
"""What a percentage seldom exceeds."""


@dataclass(frozen=True, slots=True)
class StaticQuestion:
    """What of a question never changes under a release, its words already escaped and written as the page shows them.

    Writing the fixed parts of each at every request would cost more than all the rest.
    """

    place: AnswerPlace
    heading: str
    meta: str
    reason: str
    opening: SafeString
    levels: tuple[tuple[str, SafeString], ...]
    evidence: tuple[tuple[str, str, str], ...]
    inputs: tuple[str, ...]
    indicator: str


@dataclass(frozen=True, slots=True)
class ConflictChoice:
    """An answer given elsewhere meanwhile, beside that of the reader: both in words, and the version of the other."""

    message: str
    mine: str
    theirs: str
    version: int


@dataclass(frozen=True, slots=True)
class NumberPrompt:
    """A number asked, with its unit and where it stands."""

    id: str
    name: str
    unit: str
    note: str
    entry: AnswerEntry
    version: int
    conflict: ConflictChoice | None = None


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question on a page; ``conflict`` is what was saved elsewhere meanwhile, ``faults`` what is wrong with it.

    ``exceeds_whole`` is said of a percentage above one hundred: rarely right, and never refused.
    """

    still: StaticQuestion
    id: str
    entry: AnswerEntry
    version: int
    by: str
    at: Any
    points: str
    value: str = ""
    exceeds_whole: bool = False
    numbers: tuple[NumberPrompt, ...] = ()
    conflict: ConflictChoice | None = None
    faults: tuple[str, ...] = field(default=())
    others: tuple[OtherAnswer, ...] = ()

    @property
    def levels(self) -> list[tuple[str, SafeString, tuple[str, ...]]]:
        """Its levels by key: their words, and whose answer each was besides."""
        return [
            (key, words, tuple(one.words for one in self.others if one.level == key))
            for key, words in self.still.levels
        ]

    @property
    def remarks(self) -> tuple[OtherAnswer, ...]:
        """What the others wrote."""
        return tuple(one for one in self.others if one.text)


def build_line_labels() -> dict[str, str]:
    """The words that come back at each question, chosen once a page."""
    pairs = {
        "points": ("points :", "points:"),
        "open": ("Pas encore de réponse", "No answer yet"),
        "none": ("Retirer la réponse", "Withdraw the answer"),
        "computed": ("calculé à partir de vos données chiffrées", "calculated from your figures"),
        "exceeds": (
            "Plus de 100 % : relisez les nombres dont ce résultat est tiré.",
            "More than 100%: check the numbers that this result comes from.",
        ),
        "waiting": (
            "Le calcul se fait dès que toutes les données demandées sont saisies.",
            "Calculated as soon as all the figures requested are given.",
        ),
        "details": (
            "Ajouter une note, ou dire que la question est sans objet",
            "Add a note, or say that the question does not apply",
        ),
        "reason": ("Sans objet, parce que…", "Not applicable, because…"),
        "judged": (
            "L’auditeur en juge : la question reste ouverte jusque-là.",
            "The auditor will decide; until then the question stays open.",
        ),
        "note": ("Note pour l’auditeur", "Note for the auditor"),
        "by": ("Enregistré par", "Saved by"),
    }
    return {key: str(Text(fr=fr, en=en)) for key, (fr, en) in pairs.items()}


def build_static_questions(release: Release, category: str, theme: str, day: date) -> tuple[StaticQuestion, ...]:
    """Return the questions of a theme asked of a category, without what stands on them."""
    return _cached_static_questions(_ReleaseKey(release), category, theme, current_language(), day)


@lru_cache(maxsize=256)
def _cached_static_questions(
    kept: _ReleaseKey, category: str, theme: str, _language: str, day: date
) -> tuple[StaticQuestion, ...]:
    release = kept.release
    questions = QuestionPresenter(release, day)
    found = []
    for criterion in release.theme(theme).criteria:
        if not criterion.is_asked_of(category):
            continue
        shown = questions.present_question(criterion)
        others = [str(ASSESSOR_LABELS[one]) for one in criterion.assessed_by if one != "candidate"]
        meta = localize(f"Répondent aussi : {', puis '.join(others)}", f"Also answered by {', then '.join(others)}")
        measured = criterion.scored_by is not None
        found.append(
            StaticQuestion(
                place=AnswerPlace("answer", criterion.key),
                heading=shown.heading,
                meta=meta if others else "",
                reason=shown.reason,
                opening=_render_opening(shown),
                levels=name_levels(release, criterion.key),
                evidence=tuple((one.key, one.name, " ".join(one.demands)) for one in shown.evidence),
                inputs=tuple(find_dependencies(release, release.indicators[criterion.scored_by or ""]).inputs)
                if measured
                else (),
                indicator=criterion.scored_by or "",
            )
        )
    return tuple(found)


def name_levels(release: Release, question: str) -> tuple[tuple[str, SafeString], ...]:
    """The levels of a question by key: their name with what one would see, or their words where these are the name."""
    return tuple(
        (key, format_html("<span>{}</span>{}", name, format_html("<small>{}</small>", words) if words else ""))
        for key, (name, words) in split_levels(release, question).items()
    )


def _render_opening(shown: QuestionView) -> SafeString:
    """What blocks the label whatever the score."""
    if shown.knock_out is None:
        return SafeString()
    lang = source_language()
    name, joined = ("Critère bloquant", " si ") if lang == "fr" else ("Knock-out", " if ")
    lift = f"{' ;' if lang == 'fr' else ';'} {shown.lift}" if shown.lift else ""
    return format_html(
        '<p class="notice alert"><strong>{}</strong>{}{}{}.</p>', name, joined, shown.knock_out.words, lift
    )


def build_questions(
    release: Release,
    stills: tuple[StaticQuestion, ...],
    evaluation: Evaluation,
    standing: Mapping[AnswerPlace, StandingAnswer],
    lines: Mapping[AnswerPlace, QuestionnaireLine],
    conflicts: Mapping[AnswerPlace, AnswerConflict] | None = None,
    mine: Mapping[AnswerPlace, AnswerEntry] | None = None,
    faults: Mapping[str, tuple[str, ...]] | None = None,
    others: Mapping[str, tuple[OtherAnswer, ...]] | None = None,
) -> tuple[list[AnsweredQuestion], list[StaticQuestion]]:
    """Return the questions to answer, and those that the facts take away."""
    settled = {one.plan.key: one for one in evaluation.state.criteria}
    conflicts, mine, faults = conflicts or {}, mine or {}, faults or {}
    numbered: set[str] = set()
    found, away = [], []
    for still in stills:
        state = settled.get(still.place.key)
        if state is not None and state.applies is False:
            away.append(still)
            continue
        place = still.place
        stands = standing.get(place, NO_ANSWER)
        conflict = conflicts.get(place)
        points = "" if state is None or state.points is None else format_number(round(float(state.points), 1))
        name = line_key(place)
        once = _build_numbers(release, still, standing, lines, conflicts, mine, numbered)
        found.append(
            AnsweredQuestion(
                still=still,
                id=name,
                entry=mine.get(place, stands.entry),
                version=conflict.seen if conflict else stands.version,
                by=stands.by,
                at=stands.at,
                points=points,
                value=_format_indicator(release, evaluation, still.indicator),
                exceeds_whole=_exceeds_whole(release, evaluation, still.indicator),
                numbers=once,
                conflict=describe_conflict(conflict) if conflict else None,
                faults=tuple(one for part in ("value", "reason", "note") for one in faults.get(f"{name}.{part}", ())),
                others=(others or {}).get(place.key, ()),
            )
        )
    return found, away


def _format_indicator(release: Release, evaluation: Evaluation, key: str) -> str:
    """What the numbers given make, with its unit; nothing while one is missing."""
    value = evaluation.indicators[key] if key else None
    return format_with_unit(value, release.indicators[key].unit) if isinstance(value, Decimal) else ""


def _exceeds_whole(release: Release, evaluation: Evaluation, key: str) -> bool:
    value = evaluation.indicators[key] if key else None
    return isinstance(value, Decimal) and release.indicators[key].unit == "%" and value > WHOLE


def _build_numbers(
    release: Release,
    still: StaticQuestion,
    standing: Mapping[AnswerPlace, StandingAnswer],
    lines: Mapping[AnswerPlace, QuestionnaireLine],
    conflicts: Mapping[AnswerPlace, AnswerConflict],
    mine: Mapping[AnswerPlace, AnswerEntry],
    numbered: set[str],
) -> tuple[NumberPrompt, ...]:
    """Return the numbers asked once, each under the first question that needs it."""
    once = []
    for key in still.inputs:
        place = AnswerPlace("input", key)
        if key in numbered or release.inputs[key].inputs[key].per is not None or place not in lines:
            continue
        numbered.add(key)
        once.append(build_number_prompt(release, place, "", standing, conflicts, mine))
    return tuple(once)


def build_number_prompt(
    release: Release,
    place: AnswerPlace,
    row_name: str,
    standing: Mapping[AnswerPlace, StandingAnswer],
    conflicts: Mapping[AnswerPlace, AnswerConflict],
    mine: Mapping[AnswerPlace, AnswerEntry],
) -> NumberPrompt:
    """Return a number as a field."""
    asked = release.inputs[place.key].inputs[place.key]
    stands, conflict = standing.get(place, NO_ANSWER), conflicts.get(place)
    return NumberPrompt(
        id=line_key(place),
        name=str(asked.text) + (f" · {row_name}" if row_name else ""),
        unit=unit_label(asked.unit),
        note=str(asked.note) if asked.note is not None else "",
        entry=mine.get(place, stands.entry),
        version=conflict.seen if conflict else stands.version,
        conflict=describe_conflict(conflict) if conflict else None,
    )


def describe_conflict(conflict: AnswerConflict) -> ConflictChoice:
    """Return both answers of a conflict in words, with who gave the other and when."""
    theirs = conflict.theirs
    hour = format_hour(timezone.localtime(theirs.at))
    return ConflictChoice(
        localize(
            f"Réponse modifiée ailleurs à {hour}, par {theirs.by}. Laquelle garder ?",
            f"Answer changed elsewhere at {hour}, by {theirs.by}. Which one should be kept?",
        ),
        format_entry(conflict.line, conflict.mine),
        format_entry(conflict.line, theirs.entry),
        theirs.version,
    )


def format_entry(line: QuestionnaireLine, entry: AnswerEntry) -> str:
    """Return what an entry says, in words; a dash for nothing."""
    lang = source_language()
    value = entry.value
    if value and value in line.choices:
        shown = str(line.choices[value])
    elif value and not line.choices:
        shown = f"{value} {line.detail}" if line.detail is not None else value
    else:
        shown = value
    parts = [shown] if shown else []
    if entry.reason:
        parts.append(f"sans objet : {entry.reason}" if lang == "fr" else f"not applicable: {entry.reason}")
    if entry.note:
        parts.append(f"note : {entry.note}" if lang == "fr" else f"note: {entry.note}")
    return " · ".join(parts) or format_nothing()


def format_nothing() -> str:
    """What stands for nothing."""
    return "–"


__all__ = [
    "AnsweredQuestion",
    "ConflictChoice",
    "NumberPrompt",
    "StaticQuestion",
    "build_number_prompt",
    "build_questions",
    "build_static_questions",
    "describe_conflict",
    "format_entry",
]
