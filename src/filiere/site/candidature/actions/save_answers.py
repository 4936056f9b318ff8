"""Saving answers: each on the version its writer saw; who comes second is told, and no answer is lost.

A save takes one answer or a whole page. What is wrong is told all at once and nothing is saved; what meets a newer
version is handed back beside it while the rest is saved, for the rest is nobody else's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models.functions import Length
from django.utils import timezone

from filiere.core import Fault, Faults, Text, seal
from filiere.core.text_length import find_long_text
from filiere.referentials.records import InputBounds
from filiere.referentials.workbook import (
    MAX_TEXT_LENGTH,
    AnswerEntry,
    AnswerPlace,
    QuestionnaireLine,
    canonical_number,
    line_key,
)
from filiere.site.accounts.models import User
from filiere.site.candidature.case_evaluation import StandingAnswer, map_lines_by_place
from filiere.site.candidature.faults import fault
from filiere.site.candidature.models import Answer, AnswerVersion
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.storage_limits import StorageUse, find_excess_storage

ACT, SUBJECT = "answers.save", "answers"

MOST, MOST_OF_LINE, LARGEST = 20_000, 10, 20_000_000
"""Versions kept of the answers of one dossier, more of them for each of its lines, and their characters together."""


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What a person wrote on a line, having seen a version of it (0: none)."""

    version: int
    entry: AnswerEntry


@dataclass(frozen=True, slots=True)
class AnswerConflict:
    """Two wrote at once: what the second one wrote, under the version they saw, and what stands."""

    line: QuestionnaireLine
    mine: AnswerEntry
    theirs: StandingAnswer
    seen: int


@dataclass(slots=True)
class SaveOutcome:
    """What became of each line."""

    saved: dict[AnswerPlace, StandingAnswer] = field(default_factory=dict)
    conflicts: dict[AnswerPlace, AnswerConflict] = field(default_factory=dict)


def _require_writing(
    dossier: Dossier,
    *,
    actor: User,
    written: Mapping[AnswerPlace, WrittenAnswer],
    right: str | None = None,
    **_: object,
) -> None:
    for name in sorted({right} if right else {_required_right(place) for place in written}):
        require(actor, name, dossier)


@act(ACT, on=DOSSIER_TARGET, right=_require_writing, clock=False)
def save_answers(
    dossier: Dossier,
    *,
    actor: User,
    written: Mapping[AnswerPlace, WrittenAnswer],
    right: str | None = None,  # noqa: ARG001  What was asked before.
    lines: Mapping[AnswerPlace, QuestionnaireLine] | None = None,
) -> SaveOutcome:
    """Save answers; raise `RefusedHere` without the right, `Faults` when one is wrong (then none is saved).

    ``lines`` are those of the dossier when the caller has them already.
    """
    lines = map_lines_by_place(dossier) if lines is None else lines
    clean = check_answers(written, lines)
    outcome = SaveOutcome()
    stands = {
        AnswerPlace(one.kind, one.key, one.row): one  # type: ignore[arg-type]
        for one in Answer.objects.filter(dossier=dossier, key__in={place.key for place in clean}).select_related(
            "saved_by"
        )
    }
    changed = [
        found
        for place, one in clean.items()
        if (found := _build_changed_answer(dossier, actor, place, one, stands.get(place), lines[place], outcome))
        is not None
    ]
    _check_storage_limit(dossier, len(lines), outcome.saved.values())
    _save_rows(changed)
    if outcome.saved:
        record_act(
            actor,
            ACT,
            SUBJECT,
            dossier.key,
            {"saved": {line_key(place): [one.version, seal_entry(one.entry)] for place, one in outcome.saved.items()}},
        )
    return outcome


def seal_entry(entry: AnswerEntry) -> str:
    """Return the fingerprint of what an answer says, which the journal keeps in its place."""
    return seal([entry.value, entry.reason, entry.note])


def _required_right(place: AnswerPlace) -> str:
    return "application:edit" if place.kind == "fact" else "questionnaire:edit"


def _build_changed_answer(
    dossier: Dossier,
    actor: User,
    place: AnswerPlace,
    written_answer: WrittenAnswer,
    stands: Answer | None,
    line: QuestionnaireLine,
    outcome: SaveOutcome,
) -> Answer | None:
    """Return the answer of a line as it is to be kept, None where there is nothing to keep; tell the outcome."""
    now = timezone.now()
    if stands is None:
        if written_answer.entry.is_empty:
            return None
        if written_answer.version:
            raise Faults([_line_gone_fault(place)])
        stands = Answer(dossier=dossier, kind=place.kind, key=place.key, row=place.row, version=0)
    else:
        here = AnswerEntry(stands.value, stands.reason, stands.note)
        if here == written_answer.entry:
            return None
        if stands.version != written_answer.version:
            theirs = StandingAnswer(here, stands.version, stands.saved_by.name, stands.saved_at)
            outcome.conflicts[place] = AnswerConflict(line, written_answer.entry, theirs, written_answer.version)
            return None
    entry = written_answer.entry
    stands.value, stands.reason, stands.note = entry.value, entry.reason, entry.note
    stands.version += 1
    stands.saved_by, stands.saved_at = actor, now
    outcome.saved[place] = StandingAnswer(entry, stands.version, actor.name, now)
    return stands


def _check_storage_limit(dossier: Dossier, lines: int, saved: Collection[StandingAnswer]) -> None:
    """Raise `Faults` for what would pass what is kept of one dossier."""
    size = sum(len(one.entry.value) + len(one.entry.reason) + len(one.entry.note) for one in saved)
    most = StorageUse(MOST + MOST_OF_LINE * lines, LARGEST)
    versions = AnswerVersion.objects.filter(answer__dossier=dossier)
    length = Length("value") + Length("reason") + Length("note")
    if not saved or (kept := find_excess_storage(versions, length, StorageUse(len(saved), size), most)) is None:
        return
    raise Faults(
        [
            fault(
                "answers-full",
                entries=kept.entries,
                characters=kept.characters,
                most_entries=most.entries,
                most_characters=most.characters,
            )
        ]
    )


def _save_rows(changed: Sequence[Answer]) -> None:
    """Keep answers and their versions: those of a whole page in one question, and one more for each that stood."""
    for answer in changed:
        if answer.pk is not None:
            answer.save()
    Answer.objects.bulk_create(one for one in changed if one.pk is None)
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            answer=one,
            version=one.version,
            value=one.value,
            reason=one.reason,
            note=one.note,
            saved_by=one.saved_by,
            saved_at=one.saved_at,
        )
        for one in changed
    )


def check_answers(
    written: Mapping[AnswerPlace, WrittenAnswer], lines: Mapping[AnswerPlace, QuestionnaireLine]
) -> dict[AnswerPlace, WrittenAnswer]:
    """Return what was written in the form it is kept; raise `Faults` with all that is wrong."""
    faults: list[Fault] = []
    clean = {}
    for place, written_answer in written.items():
        line = lines.get(place)
        if line is None:
            faults.append(_unknown_line_fault(place))
            continue
        entry, found = clean_entry(line, written_answer.entry)
        faults += found
        clean[place] = WrittenAnswer(written_answer.version, entry)
    if faults:
        raise Faults(faults)
    return clean


def clean_entry(line: QuestionnaireLine, entry: AnswerEntry) -> tuple[AnswerEntry, list[Fault]]:
    """Return an entry in the form it is kept, and what is wrong with it."""
    value, reason, note = entry.value.strip(), _clean_text(entry.reason), _clean_text(entry.note)
    faults = list(_check_text(line, reason, "reason")) + list(_check_text(line, note, "note"))
    if value and line.choices and value not in line.choices:
        faults.append(_bad_choice_fault(line, value))
    elif value and not line.choices:
        number = canonical_number(value) if line.place.kind != "answer" else None
        if number is None:
            faults.append(_not_a_number_fault(line, value))
        elif line.bounds is not None and not line.bounds.admit(Decimal(number)):
            faults.append(_out_of_bounds_fault(line, number, line.bounds))
        else:
            value = number
    if value and reason:
        faults.append(_both_given_fault(line))
    return AnswerEntry(value, reason, note), faults


def _clean_text(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def _check_text(line: QuestionnaireLine, words: str, part: str) -> Iterator[Fault]:
    yield from find_long_text(words, MAX_TEXT_LENGTH, f"{line_key(line.place)}.{part}", line.text)
    if any(ord(one) < 32 and one not in "\n\t" for one in words):
        yield _fault(
            "control-character",
            line,
            "Ce texte contient un caractère de commande, invisible.",
            "This text contains an invisible control character.",
            "Écrivez-le à nouveau.",
            "Retype it.",
            part,
        )


def _bad_choice_fault(line: QuestionnaireLine, value: str) -> Fault:
    return _fault(
        "unknown-choice",
        line,
        f"« {value[:60]} » n’est pas un choix proposé.",
        f"“{value[:60]}” is not one of the choices.",
        "Choisissez dans la liste.",
        "Choose from the list.",
        "value",
    )


def _not_a_number_fault(line: QuestionnaireLine, value: str) -> Fault:
    return _fault(
        "not-a-number",
        line,
        f"« {value[:60]} » n’est pas un nombre positif ou nul.",
        f"“{value[:60]}” is not a number of zero or more.",
        "Écrivez le nombre seul, sans unité ; laissez vide s’il n’est pas connu.",
        "Enter the number only, without a unit; leave it blank if unknown.",
        "value",
    )


def _out_of_bounds_fault(line: QuestionnaireLine, value: str, bounds: InputBounds) -> Fault:
    return _fault(
        "number-out-of-bounds",
        line,
        f"{value} n’est pas une valeur plausible : de {bounds.min} à {bounds.max}.",
        f"{value} is not a plausible value: from {bounds.min} to {bounds.max}.",
        "Vérifiez l’unité et la source, puis corrigez la valeur.",
        "Check the unit and the source, then correct the value.",
        "value",
    )


def _both_given_fault(line: QuestionnaireLine) -> Fault:
    return _fault(
        "answer-and-reason",
        line,
        "Une réponse et un motif de « sans objet » sont donnés à la fois.",
        "Both an answer and a reason for “not applicable” were given.",
        "Gardez l’un des deux.",
        "Keep one of the two.",
        "reason",
    )


def _fault(code: str, line: QuestionnaireLine, fr: str, en: str, remedy_fr: str, remedy_en: str, part: str) -> Fault:
    return Fault(
        code=code,
        key=f"{line_key(line.place)}.{part}",
        message=Text(fr=f"{line.text.fr} {fr}", en=f"{line.text.en} {en}"),
        remedy=Text(fr=remedy_fr, en=remedy_en),
    )


def _unknown_line_fault(place: AnswerPlace) -> Fault:
    key = line_key(place)[:100]
    return fault("unknown-line", key=key).at(key=key)


def _line_gone_fault(place: AnswerPlace) -> Fault:
    key = line_key(place)
    return fault("unknown-version", key=key).at(key=key)
