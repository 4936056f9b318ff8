"""Opening a file with the person’s consent, keeping it up, computing and correcting its result, erasing it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.http import Http404

from filiere.careers.paths import Answer
from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.careers.counsellors import path_results
from filiere.site.careers.counsellors.closed_lists import find_current_consent, list_pseudonym_words
from filiere.site.careers.counsellors.erasure import erase_file as erase_rows
from filiere.site.careers.counsellors.faults import refuse
from filiere.site.careers.counsellors.jobs_offered import is_skill
from filiere.site.careers.counsellors.models import FileCorrection, FileResult, FileStep, PersonFile, Stage
from filiere.site.careers.counsellors.personal_words import refuse_personal_words
from filiere.site.careers.counsellors.querysets import KEEP
from filiere.site.careers.funding_measures import find_measure
from filiere.site.careers.profession_content import find_job
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal, lock_row
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require

RETENTION_RULE = "person-files"
_HIGHEST = 99

NEW: ActTarget[str] = ActTarget("person-file", str, lock_journal, refusals=False)
FILE = ActTarget[PersonFile]("person-file", lock=lock_row, refusals=False)


def require_own(row: Any, *, actor: Any, **_: Any) -> None:
    """Pass for the counsellor whose file or session it is; to another it does not exist."""
    require(actor, "person-file:keep")
    if row.owner_id != actor.pk:
        raise Http404


@act("person-file.open", on=NEW, right=KEEP, record=False)
def open_file(
    _new: str,
    *,
    actor: User,
    consent: bool,
    origin: str,
    target: str = "",
    department: str = "",
    note: str = "",
    word: str = "",
    number: int | None = None,
    fictitious: bool = False,
    day: date = TODAY,
) -> PersonFile:
    """Open a file on the day on which the person agreed; its pseudonym is a word of the list and a number drawn."""
    if not consent:
        raise refuse("file-consent-missing", "consent")
    _check_jobs(origin, target)
    refuse_personal_words(note, "note")
    file = PersonFile.objects.create(
        owner=actor,
        pseudonym=_draw_pseudonym(word, number),
        department=department,
        origin=origin,
        target=target,
        note=note,
        consent_version=find_current_consent(day).id,
        consent_on=day,
        opened_on=day,
        last_contact=day,
        fictitious=fictitious,
    )
    record_row(actor, "person-file.open", file)
    record_row(actor, "file-step.reach", FileStep.objects.create(file=file, stage=Stage.PRESCRIBED, on=day, by=actor))
    return file


def _check_jobs(origin: str, target: str) -> None:
    for field, job in (("origin", origin), ("target", target)):
        if job and find_job(job) is None:
            raise refuse("file-job-unknown", field, job=job[:64])


def _draw_pseudonym(word: str, number: int | None) -> str:
    words = list_pseudonym_words()
    if word and word not in words:
        raise refuse("file-word-unknown", "word")
    tried = [word] if word else secrets.SystemRandom().sample(words, len(words))
    for one in tried:
        taken = set(PersonFile.objects.filter(pseudonym__startswith=f"{one} ").values_list("pseudonym", flat=True))
        free = [each for each in range(1, _HIGHEST + 1) if f"{one} {each:02}" not in taken]
        if number in free:
            return f"{one} {number:02}"
        if free:
            return f"{one} {secrets.choice(free):02}"
    raise refuse("file-words-exhausted", "word")


@act("person-file.change", on=FILE, right=require_own)
def change_file(
    file: PersonFile,
    *,
    actor: User,  # noqa: ARG001
    origin: str,
    target: str,
    department: str,
    measure: str,
    note: str,
    day: date = TODAY,
) -> PersonFile:
    """Change what a file says; it is a contact."""
    require_alive(file, day)
    _check_jobs(origin, target)
    if measure and find_measure(measure) is None:
        raise refuse("file-measure-unknown", "measure", measure=measure[:40])
    refuse_personal_words(note, "note")
    file.origin, file.target, file.department, file.measure, file.note = origin, target, department, measure, note
    file.last_contact = day
    file.save()
    return file


@act("person-file.plan", on=FILE, right=require_own)
def plan_next_step(
    file: PersonFile,
    *,
    actor: User,  # noqa: ARG001
    next_what: str,
    next_on: date,
    next_hour: time | None = None,
    next_where: str = "",
    next_who: str = "",
    day: date = TODAY,
) -> PersonFile:
    """Say what comes next, as the person’s sheet prints it."""
    require_alive(file, day)
    for field, words in (("next_what", next_what), ("next_where", next_where), ("next_who", next_who)):
        refuse_personal_words(words, field)
    file.next_what, file.next_on, file.next_hour = next_what, next_on, next_hour
    file.next_where, file.next_who, file.last_contact = next_where, next_who, day
    file.save()
    return file


@act("person-file.answer", on=FILE, right=require_own)
def answer_intake(
    file: PersonFile,
    *,
    actor: User,  # noqa: ARG001
    answers: Mapping[str, str],
    day: date = TODAY,
) -> PersonFile:
    """Keep what the person said of each skill asked; what they do not know is kept as such, and is never a no."""
    require_alive(file, day)
    for skill in answers:
        if not is_skill(skill):
            raise refuse("file-skill-unknown", "answers", skill=skill[:64])
    file.answers = {**file.answers, **{skill: Answer(said).value for skill, said in answers.items()}}
    file.last_contact = day
    file.save()
    return file


@act("file-result.compute", on=FILE, right=require_own)
def compute_result(file: PersonFile, *, actor: User, day: date = TODAY) -> FileResult:
    """Keep what the engine says today of the answers of today; earlier results stay."""
    require_alive(file, day)
    return FileResult.objects.create(
        file=file,
        origin=file.origin,
        answers=file.answers,
        content_version=path_results.compute_content_version(),
        engine_version=path_results.ENGINE_VERSION,
        body=path_results.compute_body(origin=file.origin, answers=file.answers, target=file.target),
        by=actor,
    )


@act("file-correction.make", on=FILE, right=require_own, record=False)
def correct_result(
    file: PersonFile,
    *,
    actor: User,
    retained: str,
    reason: str,
    function: str,
    skill: str = "",
    day: date = TODAY,
) -> FileCorrection:
    """Put a job in the place of the first one computed, and say why; both stay, and the file aims at the one retained.

    A skill that the reason tells is added to the answers as held.
    """
    require_alive(file, day)
    result = file.results.first()
    paths = result.body["paths"] if result is not None else []
    if result is None or not paths:
        raise refuse("correction-without-result")
    _check_jobs("", retained)
    if retained == paths[0]["target"]:
        raise refuse("correction-same", "retained")
    refuse_personal_words(reason, "reason")
    refuse_personal_words(function, "function")
    if skill and not is_skill(skill):
        raise refuse("file-skill-unknown", "skill", skill=skill[:64])
    made = FileCorrection.objects.create(
        file=file,
        result=result,
        proposed=paths[0]["target"],
        retained=retained,
        reason=reason,
        skill=skill,
        function=function,
        made_on=day,
        by=actor,
    )
    record_row(actor, "file-correction.make", made)
    file.target, file.last_contact = retained, day
    if skill:
        file.answers = {**file.answers, skill: Answer.YES.value}
    file.save()
    record_row(actor, "person-file.correct", file)
    return made


@act("person-file.erase", on=FILE, right=require_own, record=False)
def erase_file(file: PersonFile, *, actor: User) -> list[int]:
    """Erase a file at once, when the person withdraws their consent or asks for it; nothing of it stays."""
    return erase_rows(file, actor)


def is_past_retention(file: PersonFile, day: date) -> bool:
    """Whether a file has had no contact for longer than it may be kept."""
    return (day - file.last_contact).days > find_retention_days(RETENTION_RULE)


def require_alive(file: PersonFile, day: date) -> None:
    """Refuse a file past its retention, which nothing brings back: it waits for the sweep that erases it."""
    if is_past_retention(file, day):
        raise refuse("file-past-retention", since=spell_day(file.last_contact))
