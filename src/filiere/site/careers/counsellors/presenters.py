"""What the pages of the counsellor’s space are given: files in words, a result beside its correction, the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from filiere.careers.paths import Answer
from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.publication.documents import PathSheet, SheetLine
from filiere.site.careers.counsellors.funnel import STAGE_LABELS, Funnel, find_last_stage
from filiere.site.careers.counsellors.jobs_offered import list_needed_skills, name_job, name_skill
from filiere.site.careers.counsellors.models import FileCorrection, FileResult, PersonFile
from filiere.site.careers.counsellors.path_results import DIRECTIONS, read_words
from filiere.site.careers.counsellors.todo_items import WARNING, find_erasure_day, find_follow_up
from filiere.site.careers.funding_measures import find_measure
from filiere.site.careers.paths.effort_words import NO_TRAINING, say_effort, say_gap, say_weeks
from filiere.site.careers.paths.sheets import MOST_CHANGES, MOST_KNOWN, MOST_TO_LEARN
from filiere.site.document_issuer import make_stamp

QUIET = timedelta(days=60)
"""How long without contact a file that awaits nothing stands apart in the list."""
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
    quiet: bool
    """Nothing is awaited, and there was no contact for two months."""
    awaited_on: date | None
    awaited: Text | str
    """What comes first: the next step, or the news to ask for after a hiring."""


def present_file(file: PersonFile, day: date) -> FileLine:
    """Return a file in words, and whether its next step is late."""
    awaited_on, awaited = _find_first_awaited(file, day)
    mark, state = NEW if awaited_on is None else LATE if awaited_on < day else DUE
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
        quiet=awaited_on is None and file.last_contact < day - QUIET,
        awaited_on=awaited_on,
        awaited=awaited,
    )


def _find_first_awaited(file: PersonFile, day: date) -> tuple[date | None, Text | str]:
    found = find_follow_up(file)
    if found is None or found[1] > day or (file.next_on is not None and file.next_on <= found[1]):
        return file.next_on, file.next_what
    label = STAGE_LABELS[found[0]]
    return found[1], Text(
        fr=f"Demander des nouvelles : {label.fr.lower()} ou non", en=f"Ask for news: {label.en.lower()} or not"
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
    weeks: Text
    aimed: bool
    learned: tuple[SheetLine, ...]
    """Each gap, with the time it takes and what teaches it."""


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
            weeks=_read_time(one),
            aimed=last,
            learned=tuple(_read_gap(each) for each in one["gaps"]),
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
    """Return the sheet of the person: the path to the job aimed at, as last computed; without a result, the answers.

    A job that the counsellor retained is said to be their choice, with its reason.
    """
    result = file.results.first()
    # A result that was computed from another job says nothing of this way.
    is_current = result is not None and result.origin == file.origin
    body = result.body if result is not None and is_current else {"paths": [], "aimed": None}
    every: list[dict[str, Any]] = [*body["paths"], *([body["aimed"]] if body["aimed"] else [])]
    path = next((one for one in every if one["target"] == file.target), every[0] if every and not file.target else None)
    target = file.target or (path["target"] if path is not None else "")
    origin, aimed = name_job(file.origin), name_job(target) if target else _UNDECIDED
    known, learned = _read_path(path) if path is not None else _read_answers(file, target)
    return PathSheet(
        stamp=make_stamp(issued=day, reference=file.pseudonym, fictitious=file.fictitious),
        title=Text(fr=f"{origin.fr} → {aimed.fr}", en=f"{origin.en} → {aimed.en}"),
        lead=_say_lead(len(known), len(learned)),
        known=tuple(known[:MOST_KNOWN]),
        more_known=max(len(known) - MOST_KNOWN, 0),
        to_learn=tuple(learned[:MOST_TO_LEARN]),
        more_to_learn=max(len(learned) - MOST_TO_LEARN, 0),
        time=_read_time(path) if path is not None else Text(fr="à voir ensemble", en="to be seen together"),
        about_time=_say_choice(file, target),
        gains=_read_changes(path, "gained"),
        more_gains=_count_more(path, "gained"),
        losses=_read_changes(path, "lost"),
        more_losses=_count_more(path, "lost"),
        to_ask=tuple(SheetLine(words=read_words(one)) for one in (path or {}).get("questions", [])[:1]),
        sources=_SOURCES,
        next_step=(file.next_what, _say_moment(file), file.next_where, file.next_who),
    )


_UNDECIDED = Text(fr="à décider ensemble", en="to be decided together")
_SOURCES = Text(
    fr="Sources : compétences et passerelles écrites par la profession, à confirmer ; registre des chiffres. Je peux "
    "demander à tout moment une copie, la correction ou l’effacement de ce dossier.",
    en="Sources: skills and bridges written by the profession, to be confirmed; the register of figures. I may ask at "
    "any time for a copy, the correction or the erasure of this file.",
)


def _say_lead(known: int, learned: int) -> Text:
    every = known + learned
    if not every:
        return Text(fr="Nous n’avons pas encore fait le point ensemble.", en="We have not taken stock together yet.")
    return Text(
        fr=f"Je sais déjà faire {known} choses sur {every}. Il en reste {learned} à apprendre ou à confirmer.",
        en=f"I can already do {known} things out of {every}. {learned} are left to learn or confirm.",
    )


def _say_choice(file: PersonFile, target: str) -> Text:
    """What the time is, who chose the job where the machine did not, and the measure."""
    said = [Text(fr="C’est une estimation, à temps plein.", en="This is an estimate, full time.")]
    measure = find_measure(file.measure)
    if measure is not None:
        said.append(Text(fr=f"Mesure : {measure.label.fr}.", en=f"Measure: {measure.label.en}."))
    correction = next((one for one in file.corrections.all() if one.retained == target), None)
    if correction is not None:
        why = correction.reason.rstrip(".")
        said.append(
            Text(fr=f"Nous avons choisi ce métier ensemble : {why}.", en=f"We chose this occupation together: {why}.")
        )
    return Text(fr=" ".join(one.fr for one in said), en=" ".join(one.en for one in said))


def _say_moment(file: PersonFile) -> str:
    hour = file.next_hour.isoformat("minutes") if file.next_hour else ""
    day = str(spell_day(file.next_on)) if file.next_on else ""
    return ", ".join(filter(None, [day, hour]))


def _read_path(path: dict[str, Any]) -> tuple[list[SheetLine], list[SheetLine]]:
    known = [SheetLine(words=read_words(one["label"])) for one in (*path["held"], *path["bridges"])]
    # The names of trainings take three lines each: they stand on the page of the file, and the sheet stays one page.
    learned = [
        SheetLine(words=read_words(one["label"]), note=say_gap(one["weeks"]) if one["weeks"] else "")
        for one in path["gaps"]
    ]
    return known, learned


def _read_time(path: dict[str, Any]) -> Text:
    """How long a path takes; results kept before the likely time was told have both ends only."""
    low, high = path["weeks"]
    return say_effort(low, path["likely"], high) if "likely" in path else say_weeks(low, high)


def _read_gap(gap: dict[str, Any]) -> SheetLine:
    """A gap with its time, and its first training or the words that none is known."""
    how = read_words(gap["trainings"][0]["label"]) if gap["trainings"] else NO_TRAINING
    weeks = gap["weeks"]
    return SheetLine(words=read_words(gap["label"]), note=how if weeks is None else say_gap(weeks, how))


def _read_changes(path: dict[str, Any] | None, kind: str) -> tuple[SheetLine, ...]:
    found = path[kind][:MOST_CHANGES] if path is not None else []
    return tuple(SheetLine(words=read_words(one["topic"]), note=read_words(one["words"])) for one in found)


def _count_more(path: dict[str, Any] | None, kind: str) -> int:
    return max(len((path or {}).get(kind, [])) - MOST_CHANGES, 0)


def _read_answers(file: PersonFile, target: str) -> tuple[list[SheetLine], list[SheetLine]]:
    """What the person said of what a job needs; what they do not know, or was not asked, is on neither side."""
    said = {skill: file.answers.get(skill) for skill in list_needed_skills(target)}
    yes, no = (
        [SheetLine(words=name_skill(skill)) for skill, answer in said.items() if answer == wanted]
        for wanted in (Answer.YES, Answer.NO)
    )
    return yes, no
