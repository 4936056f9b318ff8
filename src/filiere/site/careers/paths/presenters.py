"""What the person’s page is given: suggestions, one path to the line, the next question and what each answer does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filiere.careers.paths import (
    Answer,
    Change,
    ChangeKind,
    Direction,
    Gap,
    ListChange,
    Path,
    PathPart,
    Question,
    compare_lists,
)
from filiere.careers.paths.labels import EFFORT_LABELS
from filiere.careers.profession import NeedKind
from filiere.core import Text
from filiere.site.careers.paths.advice import current_advisor
from filiere.site.careers.paths.effort_words import say_effort
from filiere.site.careers.paths.path_drawings import draw_skill_bar
from filiere.site.careers.paths.person_state import MOST_QUESTIONS, PREFIX, PersonState
from filiere.site.careers.profession_content import find_job, shipped_profession

DIRECTIONS = {
    Direction.UP: Text(fr="une montée", en="a step up"),
    Direction.SIDE: Text(fr="un pas de côté", en="a move sideways"),
    Direction.DOWN: Text(fr="une descente", en="a step down"),
    Direction.IN: Text(fr="une entrée dans la filière", en="a way into the sector"),
    Direction.OUT: Text(fr="une sortie de la filière", en="a way out of the sector"),
}
PARTS = {
    PathPart.COVERAGE: Text(fr="Compétences que vous avez telles quelles", en="Skills you have as they are"),
    PathPart.BRIDGES: Text(fr="Passerelles de la profession", en="Bridges of the profession"),
    PathPart.OFFICIAL_LINK: Text(fr="Lien officiel", en="Official link"),
    PathPart.SHEET_TEXT: Text(fr="Proximité des textes", en="Closeness of the texts"),
    PathPart.LEVEL_STEP: Text(fr="Marche de niveau", en="Step in level"),
    PathPart.COMMON_TARGET: Text(fr="Métier qui convient à tous", en="Job that suits everybody"),
}
CHANGE_KINDS = {
    ChangeKind.GAINED: ("ok", Text(fr="Vous y gagnez", en="You gain")),
    ChangeKind.LOST: ("no", Text(fr="Vous y perdez", en="You lose")),
    ChangeKind.SAME: ("", Text(fr="À peu près pareil", en="Much the same")),
    ChangeKind.NOT_KNOWN: ("", Text(fr="Pas de comparaison", en="No comparison")),
}
ANSWERS = {
    Answer.YES: Text(fr="Oui", en="Yes"),
    Answer.NO: Text(fr="Non", en="No"),
    Answer.UNKNOWN: Text(fr="Je ne sais pas", en="I don’t know"),
}


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """An answer to the question, and what it would do to the job that is looked at."""

    value: str
    words: Text
    effect: Text


def present_person(state: PersonState) -> dict[str, Any]:
    """Everything the page says to a person who told something."""
    advisor = current_advisor()
    paths = advisor.suggest(state.person)
    job = find_job(state.job)
    chosen = next((one for one in paths if one.target == state.target), None)
    if chosen is None and state.target:
        chosen = advisor.explain(state.person, state.target)
    if chosen is None and paths:
        chosen = paths[0]
    questions = advisor.choose_questions(state.person, asked=state.asked_skills, most=1) if _may_ask(state) else ()
    return {
        "state": state,
        "job": job,
        "answered": _list_answered(state),
        "number": len(state.answers) + 1,
        "most": MOST_QUESTIONS,
        "suggestions": [present_row(one) for one in paths],
        "path": chosen,
        "shown": present_path(chosen) if chosen is not None else None,
        "question": questions[0] if questions else None,
        "offered": _offer_answers(state, questions[0], chosen) if questions else (),
        "effect": _say_effect(state, paths),
    }


def _may_ask(state: PersonState) -> bool:
    return len(state.answers) < MOST_QUESTIONS


def present_row(path: Path) -> dict[str, Any]:
    """A suggestion in one line."""
    return {
        "target": path.target,
        "title": path.title,
        "direction": DIRECTIONS[path.direction],
        "have": len(path.held) + len(path.bridges),
        "of": path.needs_count,
        "weeks": say_effort(path.effort.low, path.effort.likely, path.effort.high),
        "score": path.score,
    }


def _count_gaps(path: Path) -> list[tuple[Gap, float | None]]:
    """The gaps, each with the weeks that the total counts for it; None where it counts none."""
    counted = {line.id: line.high for line in path.effort.lines}
    return [(gap, counted.get(gap.id) if gap.kind is NeedKind.CORE else None) for gap in path.gaps]


def _count_rest(path: Path) -> float:
    """Weeks at most to finish what bridges begin: with those of the gaps, they sum to the total."""
    core = {gap.id for gap in path.gaps if gap.kind is NeedKind.CORE}
    return math.fsum(line.high for line in path.effort.lines if line.id not in core)


def present_path(path: Path) -> dict[str, Any]:
    """One path: its finding, bar, bridges, gaps, changes, parts, and what would change it."""
    have, lack = len(path.held) + len(path.bridges), len(path.gaps)
    weeks = say_effort(path.effort.low, path.effort.likely, path.effort.high)
    finding = Text(
        fr=f"Vous savez déjà faire {have} choses sur {path.needs_count} ; pour le reste, comptez {weeks.fr}",
        en=f"You can already do {have} things out of {path.needs_count}; for the rest, allow {weeks.en}",
    )
    if not lack:
        finding = Text(
            fr=f"Vous savez déjà faire les {path.needs_count} choses demandées",
            en=f"You can already do all {path.needs_count} things asked",
        )
    if not have:
        finding = Text(
            fr=f"Rien n’est encore sûr sur {path.needs_count} choses demandées : répondez aux questions",
            en=f"Nothing is sure yet of the {path.needs_count} things asked: answer the questions",
        )
    total = round(path.score, 1)
    return {
        "finding": finding,
        "bar": draw_skill_bar(path),
        "gaps": _count_gaps(path),
        "to_finish": _count_rest(path),
        "weeks": weeks,
        "bin": EFFORT_LABELS[path.effort.bin],
        "direction": DIRECTIONS[path.direction],
        "total": total,
        "parts": [
            (
                PARTS[one.part],
                points,
                list(zip(one.lines, round_together([x.points for x in one.lines], points), strict=True)),
            )
            for one, points in zip(path.parts, round_together([one.points for one in path.parts], total), strict=True)
        ],
        "changes": [
            (one, *CHANGE_KINDS[kind])
            for kind in CHANGE_KINDS
            for one in path.changes.list_kind(kind)
            if one.before or one.after
        ],
        "balance": _say_balance(path),
        "unestimated": len(path.effort.unestimated),
        "counterfactual": _say_counterfactual(path),
        "presumed": [(one.origin, one.origin_label) for one in _first_by_origin(path) if not one.declared]
        + [(one.id, one.label) for one in path.held if not one.declared],
    }


def round_together(points: Sequence[float], total: float) -> list[float]:
    """Return points to one digit that sum to their rounded total: each is below itself, and those that lose most by it
    are the ones above."""
    tenths = [math.floor(one * 10) for one in points]
    left = round(total * 10) - sum(tenths)
    for at in sorted(range(len(points)), key=lambda at: tenths[at] - points[at] * 10)[:left]:
        tenths[at] += 1
    return [one / 10 for one in tenths]


def say_change(change: Change) -> Text:
    """What a gain or a loss consists of, shortly: the degree after the move, then the one before."""
    before, after = change.degree_before, change.degree_after
    if before is None or after is None:
        return change.after or change.label
    return Text(fr=f"{after.fr} (avant : {before.fr})", en=f"{after.en} (before: {before.en})")


def _say_balance(path: Path) -> Text | None:
    """On how many topics a person gains and loses; None where nothing can be compared."""
    gained, lost, same = (
        len(path.changes.list_kind(kind)) for kind in (ChangeKind.GAINED, ChangeKind.LOST, ChangeKind.SAME)
    )
    if not gained + lost + same:
        return None
    return Text(
        fr=f"Gagné : {gained} ; perdu : {lost} ; à peu près pareil : {same}.",
        en=f"Gained: {gained}; lost: {lost}; much the same: {same}.",
    )


def _first_by_origin(path: Path) -> list[Any]:
    return list({one.origin: one for one in path.bridges}.values())


def _say_counterfactual(path: Path) -> Text | None:
    told = path.counterfactual
    if told is None:
        return None
    if not told.changes:
        return Text(
            fr=f"Aucun groupe de {told.most_changes} réponses ne le ferait "
            f"{'entrer dans' if told.enters else 'sortir de'} vos {told.length} premiers.",
            en=f"No set of {told.most_changes} answers would {'bring it into' if told.enters else 'put it out of'} "
            f"your first {told.length}.",
        )
    fr = " et ".join(f"« {one.label.fr} » ({ANSWERS[one.after].fr.lower()})" for one in told.changes)
    en = " and ".join(f"“{one.label.en}” ({ANSWERS[one.after].en.lower()})" for one in told.changes)
    verb = Text(fr="entrer dans", en="bring it into") if told.enters else Text(fr="sortir de", en="put it out of")
    return Text(
        fr=f"Ce qui le ferait {verb.fr} vos {told.length} premiers : répondre {fr}.",
        en=f"What would {verb.en} your first {told.length}: answering {en}.",
    )


def _list_answered(state: PersonState) -> list[dict[str, Any]]:
    profession = shipped_profession()
    return [
        {
            "name": f"{PREFIX}{item}",
            "label": profession.item(item).label,
            "answer": answer.value,
            "words": ANSWERS[answer],
        }
        for item, answer in state.answers.items()
    ]


def _offer_answers(state: PersonState, question: Question, chosen: Path | None) -> tuple[OfferedAnswer, ...]:
    """What each answer would do, said before it is given; *I don’t know* never counts against anybody."""
    advisor = current_advisor()
    offered = []
    for answer in Answer:
        effect = Text(fr="Ne compte ni pour ni contre", en="Counts neither for nor against")
        if answer is not Answer.UNKNOWN and chosen is not None:
            then = advisor.explain(state.with_answer(question.id, answer).person, chosen.target)
            effect = _say_difference(chosen, then)
        offered.append(OfferedAnswer(answer.value, ANSWERS[answer], effect))
    return tuple(offered)


def _say_difference(now: Path, then: Path) -> Text:
    weeks = say_effort(then.effort.low, then.effort.likely, then.effort.high)
    have = len(then.held) + len(then.bridges)
    if have == len(now.held) + len(now.bridges) and then.effort == now.effort and then.gaps == now.gaps:
        return Text(fr="Change les autres métiers de la liste", en="Changes the other jobs of the list")
    return Text(
        fr=f"Vous aurez {have} choses sur {then.needs_count}, et {weeks.fr}",
        en=f"You will have {have} things out of {then.needs_count}, and {weeks.en}",
    )


def _say_effect(state: PersonState, paths: tuple[Path, ...]) -> Text | None:
    """What the last answer did to the list."""
    if not state.last:
        return None
    if state.answers[state.last] is Answer.UNKNOWN:
        return Text(
            fr="« Je ne sais pas » : votre liste reste la même, rien n’est compté contre vous.",
            en="“I don’t know”: your list stays the same, nothing counts against you.",
        )
    change = compare_lists(current_advisor().suggest(state.without_last().person), paths)
    said = _say_change(change, {one.target: one.title for one in paths})
    return Text(fr=f"Votre réponse a changé le résultat : {said.fr}.", en=f"Your answer changed the result: {said.en}.")


def _say_change(change: ListChange, titles: dict[str, Text]) -> Text:
    def name(target: str) -> Text:
        job = find_job(target)
        return titles.get(target) or (job.title if job is not None else Text.same(target))

    fr: list[str] = []
    en: list[str] = []
    for targets, verb in (
        (change.entered, Text(fr="entre dans la liste", en="enters the list")),
        (change.left, Text(fr="en sort", en="leaves it")),
    ):
        for target in targets:
            fr.append(f"« {name(target).fr} » {verb.fr}")
            en.append(f"“{name(target).en}” {verb.en}")
    for target, before, after in change.moved:
        fr.append(f"« {name(target).fr} » passe de la place {before} à la place {after}")
        en.append(f"“{name(target).en}” moves from place {before} to {after}")
    if change.rescored and not fr:
        count = len(change.rescored)
        fr.append(f"le temps ou les points de {count} métier{'s' if count > 1 else ''} de la liste changent")
        en.append(f"the time or the points of {count} job{'s' if count > 1 else ''} of the list change")
    if not fr:
        return Text(fr="elle confirme la liste", en="it confirms the list")
    return Text(fr=" ; ".join(fr), en="; ".join(en))
