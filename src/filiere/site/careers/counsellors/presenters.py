"""What the pages of the counsellor’s space are given: files in words, a result beside its correction, the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from filiere.careers.paths import Answer
from filiere.core import Text
from filiere.publication.documents import LearnedLine, NextStep, PathSheet
from filiere.site.careers.counsellors.closed_lists import find_measure
from filiere.site.careers.counsellors.funnel import STAGE_LABELS, Funnel, find_last_stage
from filiere.site.careers.counsellors.jobs_offered import list_asked_skills, name_job, name_skill
from filiere.site.careers.counsellors.models import FileCorrection, FileResult, PersonFile
from filiere.site.careers.counsellors.path_results import DIRECTIONS, read_words
from filiere.site.careers.counsellors.todo_items import WARNING, find_erasure_day
from filiere.site.document_issuer import make_stamp

LATE, DUE, NEW = (
    ("no", Text(fr="En retard", en="Late")),
    ("ok", Text(fr="À jour", en="Up to date")),
    ("part", Text(fr="À décider", en="To be decided")),
)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as the list shows it."""

    row: PersonFile
    origin: Text
    target: Text | None
    stage: Text
    measure: Text | None
    mark: str
    state: Text
    erased_on: date
    warned: bool


def present_file(file: PersonFile, day: date) -> FileLine:
    """Return a file in words, and whether its next step is late."""
    mark, state = NEW if file.next_on is None else LATE if file.next_on < day else DUE
    found = find_measure(file.measure)
    erased = find_erasure_day(file)
    return FileLine(
        row=file,
        origin=name_job(file.origin),
        target=name_job(file.target) if file.target else None,
        stage=STAGE_LABELS[find_last_stage(file)],
        measure=found.label if found is not None else None,
        mark=mark,
        state=state,
        erased_on=erased,
        warned=erased <= day + WARNING,
    )


def describe_space(files: list[FileLine], funnel: Funnel) -> Text:
    """The finding of the page: where most people are lost when that may be told, else how many files wait."""
    loss = funnel.largest_loss
    if loss is not None:
        return Text(
            fr=f"On perd le plus de monde avant l’étape « {loss.label.fr.lower()} » : {loss.lost} personnes",
            en=f"Most people are lost before the step “{loss.label.en.lower()}”: {loss.lost} people",
        )
    if not files:
        return Text(fr="Aucun dossier n’est ouvert : ouvrez le premier", en="No file is open: open the first one")
    late = sum(one.mark == "no" for one in files)
    many = "s" if len(files) > 1 else ""
    late_fr = f"{late} en retard" if late else "aucun en retard"
    return Text(
        fr=f"{len(files)} dossier{many} ouvert{many}, {late_fr}",
        en=f"{len(files)} file{many} open, {late or 'none'} late",
    )


@dataclass(frozen=True, slots=True)
class PathLine:
    """A job computed: its place, where it leads, and what makes it."""

    target: str
    title: Text
    direction: Text
    score: float
    held: int
    bridged: int
    gaps: int
    weeks: tuple[float, float]
    aimed: bool


def list_paths(result: FileResult) -> list[PathLine]:
    """The jobs of a kept result, from the best; the one aimed at comes last where it was not among the first."""
    aimed = result.body.get("aimed")
    listed = [(one, False) for one in result.body["paths"]] + ([(aimed, True)] if aimed else [])
    return [
        PathLine(
            target=one["target"],
            title=read_words(one["title"]),
            direction=DIRECTIONS[one["direction"]],
            score=one["score"],
            held=len(one["held"]),
            bridged=len(one["bridges"]),
            gaps=len(one["gaps"]),
            weeks=(one["weeks"][0], one["weeks"][1]),
            aimed=last,
        )
        for one, last in listed
    ]


def list_corrections(file: PersonFile) -> list[tuple[FileCorrection, Text, Text, Text | None]]:
    """Each correction with the job computed, the one retained, and the skill it showed."""
    return [
        (one, name_job(one.proposed), name_job(one.retained), name_skill(one.skill) if one.skill else None)
        for one in file.corrections.all()
    ]


def list_answers(file: PersonFile) -> list[tuple[Text, str]]:
    """What the person said of each skill, the known ones first."""
    order = [one.value for one in Answer]
    return sorted(
        ((name_skill(skill), said) for skill, said in file.answers.items()),
        key=lambda one: (order.index(one[1]), one[0].fr),
    )


def build_sheet(file: PersonFile, day: date) -> PathSheet:
    """Return the sheet of the person: the path to the job aimed at, as last computed; without a result, the answers."""
    result = file.results.first()
    body = result.body if result is not None else {"paths": [], "aimed": None}
    every: list[dict[str, Any]] = [*body["paths"], *([body["aimed"]] if body["aimed"] else [])]
    path = next((one for one in every if one["target"] == file.target), every[0] if every and not file.target else None)
    target = file.target or (path["target"] if path is not None else "")
    correction = next((one for one in file.corrections.all() if one.retained == target), None)
    measure = find_measure(file.measure)
    has_next = bool(file.next_what)
    return PathSheet(
        stamp=make_stamp(issued=day, reference=file.pseudonym, fictitious=file.fictitious),
        origin=name_job(file.origin),
        target=name_job(target) if target else Text(fr="à décider ensemble", en="to be decided together"),
        **(_read_path(path) if path is not None else _read_answers(file, target)),
        next_step=NextStep(
            what=file.next_what, on=file.next_on, hour=file.next_hour, where=file.next_where, who=file.next_who
        )
        if has_next
        else None,
        measure=measure.label if measure is not None else None,
        chosen=correction.reason if correction is not None else "",
    )


def _read_path(path: dict[str, Any]) -> dict[str, Any]:
    return {
        "known": tuple(read_words(one["label"]) for one in path["held"])
        + tuple(read_words(one["origin"]) for one in path["bridges"]),
        "learned": tuple(LearnedLine(words=read_words(one["label"]), weeks=one["weeks"]) for one in path["gaps"]),
        "weeks": (path["weeks"][0], path["weeks"][1]),
        "gained": tuple(_read_change(one) for one in path["gained"]),
        "lost": tuple(_read_change(one) for one in path["lost"]),
    }


def _read_change(change: dict[str, Any]) -> Text:
    topic, words = read_words(change["topic"]), read_words(change["words"])
    return Text(fr=f"{topic.fr} : {words.fr}", en=f"{topic.en}: {words.en}")


def _read_answers(file: PersonFile, target: str) -> dict[str, Any]:
    asked = list_asked_skills(file.origin, target)
    said = {skill: file.answers.get(skill) for skill in asked}
    return {
        "known": tuple(name_skill(skill) for skill, answer in said.items() if answer == Answer.YES),
        "learned": tuple(
            LearnedLine(words=name_skill(skill), weeks=None) for skill, answer in said.items() if answer == Answer.NO
        ),
        "weeks": None,
        "gained": (),
        "lost": (),
    }
