"""The lines of a questionnaire as a page shows them: what never changes is made once, what stands is put beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from filiere.core import Lang, Text
from filiere.core.numbers import number
from filiere.referentials import Release
from filiere.referentials.needs import needs
from filiere.referentials.scoring import Evaluation
from filiere.referentials.workbook import Entry, Line, Place
from filiere.referentials.workbook.layout import key_of
from filiere.site.candidature.actions.save_answers import Conflict
from filiere.site.candidature.answers import NOTHING, Standing, _ByIdentity
from filiere.site.label.phrases import unit_label
from filiere.site.label.questions import Questions, QuestionShown


@dataclass(frozen=True, slots=True)
class Still:
    """What of a question never changes under a release, its words already escaped and written as the page shows them.

    A theme has fifty questions: writing their fixed parts at each request would cost more than all the rest.
    """

    place: Place
    heading: str
    meta: str
    opening: SafeString
    levels: tuple[tuple[str, SafeString], ...]
    evidence: tuple[tuple[str, SafeString], ...]
    inputs: tuple[str, ...]
    measured: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number asked, with its unit and where it stands."""

    id: str
    name: str
    unit: str
    note: str
    entry: Entry
    version: int
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A question on a page; ``theirs`` is what somebody else saved meanwhile, ``faults`` what is wrong with it."""

    still: Still
    id: str
    entry: Entry
    version: int
    by: str
    at: Any
    points: str
    numbers: tuple[Number, ...] = ()
    per_row: int = 0
    theirs: Standing | None = None
    theirs_words: str = ""
    faults: tuple[str, ...] = field(default=())

    @property
    def done(self) -> bool:
        """Whether it has its points, or a reason why not."""
        return bool(self.points or self.entry.reason)


def words_of_lines(lang: Lang) -> dict[str, str]:
    """The words that come back at each question, chosen once a page."""
    pairs = {
        "points": ("points :", "points:"),
        "none": ("Pas encore de réponse", "No answer yet"),
        "numbers": ("Nombres", "Numbers"),
        "above": (
            "Les nombres de cette question sont demandés plus haut.",
            "The figures for this question are requested above.",
        ),
        "details": ("Note, ou sans objet", "Note, or not applicable"),
        "reason": ("Sans objet, parce que…", "Not applicable, because…"),
        "judged": (
            "L’auditeur en juge : la question reste ouverte jusque-là.",
            "The auditor will decide; until then the question stays open.",
        ),
        "note": ("Note pour l’auditeur", "Note for the auditor"),
        "evidence": ("Preuves demandées", "Evidence requested"),
        "given": ("fournie", "given"),
        "missing": ("exigée par votre réponse, manque", "required by your answer, and missing"),
        "add": ("Ajouter ou voir les preuves", "Add or see the evidence"),
        "by": ("Enregistré par", "Saved by"),
    }
    return {key: Text(fr=fr, en=en).get(lang) for key, (fr, en) in pairs.items()}


def still_of(release: Release, category: str, theme: str, lang: Lang, day: date) -> tuple[Still, ...]:
    """Return the questions of a theme asked of a category, without what stands on them."""
    return _kept(_ByIdentity(release), category, theme, lang, day)


@lru_cache(maxsize=256)
def _kept(kept: _ByIdentity, category: str, theme: str, lang: Lang, day: date) -> tuple[Still, ...]:
    release = kept.release
    questions = Questions(release, lang, day)
    found = []
    for criterion in release.theme(theme).criteria:
        if not criterion.asked(category):
            continue
        shown = questions.shown(criterion)
        scale = release.scales.get(criterion.key)
        weight = f"Poids {shown.weight} dans la rubrique" if lang == "fr" else f"Weight {shown.weight} in the theme"
        assessed = f"évalué par {shown.assessed_by}" if lang == "fr" else f"assessed by {shown.assessed_by}"
        measured = criterion.scored_by is not None
        meta = [weight, assessed if shown.assessed_by else ""]
        if shown.basis:
            meta.append(f"repose sur {shown.basis}" if lang == "fr" else f"rests on {shown.basis}")
        found.append(
            Still(
                place=Place("answer", criterion.key),
                heading=shown.heading,
                meta=" · ".join(filter(None, meta)),
                opening=_opening(shown, lang),
                levels=tuple(
                    (
                        level.key,
                        format_html(
                            "<span>{} · {} points</span><small>{}</small>",
                            rank,
                            number(level.value, lang),
                            level.text.get(lang),
                        ),
                    )
                    for rank, level in enumerate(scale.levels if scale is not None else ())
                ),
                evidence=tuple(
                    (one.key, format_html('{}<br><span class="quiet">{}</span>', one.name, " ".join(one.demands)))
                    for one in shown.evidence
                ),
                inputs=tuple(needs(release, release.indicators[criterion.scored_by or ""]).inputs) if measured else (),
                measured=measured,
            )
        )
    return tuple(found)


def _opening(shown: QuestionShown, lang: Lang) -> SafeString:
    """Why the question is asked, and what blocks the label whatever the score."""
    parts = [format_html("<p>{}</p>", shown.reason)] if shown.reason else []
    if shown.knock_out is not None:
        name, joined = ("Critère bloquant", " si ") if lang == "fr" else ("Knock-out", " if ")
        lift = f"{' ;' if lang == 'fr' else ';'} {shown.lift}" if shown.lift else ""
        parts.append(
            format_html(
                '<p class="notice alert"><strong>{}</strong>{}{}{}.</p>', name, joined, shown.knock_out.words, lift
            )
        )
    return format_html_join("\n", "{}", ((one,) for one in parts))


def questions_shown(
    release: Release,
    stills: tuple[Still, ...],
    evaluation: Evaluation,
    standing: Mapping[Place, Standing],
    lines: Mapping[Place, Line],
    lang: Lang,
    conflicts: Mapping[Place, Conflict] | None = None,
    mine: Mapping[Place, Entry] | None = None,
    faults: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[list[Shown], list[Still]]:
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
        stands = standing.get(place, NOTHING)
        conflict = conflicts.get(place)
        points = "" if state is None or state.points is None else number(round(float(state.points), 1), lang)
        name = key_of(place)
        once, per_row = _numbers(release, still, standing, lines, lang, conflicts, mine, numbered)
        found.append(
            Shown(
                still=still,
                id=name,
                entry=mine.get(place, stands.entry),
                version=conflict.theirs.version if conflict else stands.version,
                by=stands.by,
                at=stands.at,
                points=points,
                numbers=once,
                per_row=per_row,
                theirs=conflict.theirs if conflict else None,
                theirs_words=_said(conflict, lang) if conflict else "",
                faults=tuple(one for part in ("value", "reason", "note") for one in faults.get(f"{name}.{part}", ())),
            )
        )
    return found, away


def _numbers(
    release: Release,
    still: Still,
    standing: Mapping[Place, Standing],
    lines: Mapping[Place, Line],
    lang: Lang,
    conflicts: Mapping[Place, Conflict],
    mine: Mapping[Place, Entry],
    numbered: set[str],
) -> tuple[tuple[Number, ...], int]:
    """Return the numbers asked once, each under the first question that needs it, and how many are asked a site."""
    once, per_row = [], 0
    for key in still.inputs:
        asked = release.inputs[key].inputs[key]
        if asked.per is not None:
            per_row += 1
            continue
        if key in numbered:
            continue
        numbered.add(key)
        place = Place("input", key)
        if place in lines:
            once.append(number_shown(release, place, "", standing, lang, conflicts, mine))
    return tuple(once), per_row


def number_shown(
    release: Release,
    place: Place,
    row_name: str,
    standing: Mapping[Place, Standing],
    lang: Lang,
    conflicts: Mapping[Place, Conflict],
    mine: Mapping[Place, Entry],
) -> Number:
    """Return a number as a field."""
    asked = release.inputs[place.key].inputs[place.key]
    stands, conflict = standing.get(place, NOTHING), conflicts.get(place)
    return Number(
        id=key_of(place),
        name=asked.text.get(lang) + (f" · {row_name}" if row_name else ""),
        unit=unit_label(asked.unit, lang),
        note=asked.note.get(lang) if asked.note is not None else "",
        entry=mine.get(place, stands.entry),
        version=conflict.theirs.version if conflict else stands.version,
        theirs=_said(conflict, lang) if conflict else "",
    )


def _said(conflict: Conflict, lang: Lang) -> str:
    """What the other person saved, in words."""
    return entry_words(conflict.line, conflict.theirs.entry, lang)


def entry_words(line: Line, entry: Entry, lang: Lang) -> str:
    """Return what an entry says, in words; a dash for nothing."""
    value = entry.value
    if value and value in line.choices:
        shown = line.choices[value].get(lang)
    elif value and not line.choices:
        shown = f"{value} {line.detail.get(lang)}" if line.detail is not None else value
    else:
        shown = value
    parts = [shown] if shown else []
    if entry.reason:
        parts.append(f"sans objet : {entry.reason}" if lang == "fr" else f"not applicable: {entry.reason}")
    if entry.note:
        parts.append(f"note : {entry.note}" if lang == "fr" else f"note: {entry.note}")
    return " · ".join(parts) or words_none()


def words_none() -> str:
    """What stands for nothing."""
    return "–"


__all__ = ["Number", "Shown", "Still", "entry_words", "number_shown", "questions_shown", "still_of"]
