"""A file that is erased is nowhere: every table is read, and every entry of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.accounts.retention_rules import apply_retention_fully
from filiere.site.careers.counsellors import path_results, views
from filiere.site.careers.counsellors.actions import files, simulations, steps
from filiere.site.careers.counsellors.jobs_offered import list_asked_skills
from filiere.site.careers.counsellors.models import FileStep, PersonFile, SimulationPlace, Stage
from filiere.site.careers.counsellors.presenters import build_sheet
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry, Payload
from filiere.site.mail.models import Letter, TaskDigest
from filiere.site.mail.todo_digests import send_digests, set_digest
from filiere.site.pages.todo_list import tasks_for

pytestmark = pytest.mark.django_db

NOTE, NEXT, REASON, PLACE = "mot-secret-un", "mot-secret-deux", "mot-secret-trois", "mot-secret-quatre"
ORIGIN, TARGET, OTHER = "cashier", "customer-adviser", "technical-support-adviser"


def read_everything() -> Iterator[tuple[str, str]]:
    """Every row of every table, as one text each."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            yield model._meta.label, json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)


def find_words(*words: str) -> set[str]:
    """The tables in which any of these words stands."""
    return {label for label, text in read_everything() if any(word in text for word in words)}


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch, db: None) -> tuple[Any, PersonFile]:
    """A file with something in every table that hangs on one."""
    words = {"fr": "résultat-secret", "en": "secret-result"}
    path = {"target": TARGET, "title": words, "direction": "in", "score": 1.0, "parts": [], "held": [], "bridges": [],
            "gaps": [], "weeks": [0, 0], "effort": "six_months", "gained": [], "lost": [],
            "missing": [], "questions": []}  # fmt: skip
    monkeypatch.setattr(path_results, "compute_body", lambda **_: {"paths": [path], "aimed": None})
    counsellor, today = make_person("counsellor"), timezone.localdate()
    file = files.open_file("new", actor=counsellor, consent=True, origin=ORIGIN, target=TARGET, note=NOTE)
    files.answer_intake(file, actor=counsellor, answers={list_asked_skills(ORIGIN, TARGET)[0]: "yes"})
    files.plan_next_step(file, actor=counsellor, next_what=NEXT, next_on=today, next_where=PLACE)
    file.refresh_from_db()
    files.compute_result(file, actor=counsellor)
    files.correct_result(file, actor=counsellor, retained=OTHER, reason=REASON, function="Conseil")
    session = simulations.plan_simulation(
        "new", actor=counsellor, on=today, hour=time(9), place="Agence", employer="Dorvalise", target=TARGET, seats=3
    )
    simulations.invite_file(session, actor=counsellor, file=file, wishes=["quiet"], wishes_kept=True)
    simulations.record_attendance(session, actor=counsellor, came=[file.key])
    file.refresh_from_db()
    return counsellor, file


def test_erasing_leaves_nothing_in_any_table_nor_in_the_journal(full: tuple[Any, PersonFile]) -> None:
    """Words, pseudonym, and answers are found before in their own tables, and nowhere after; the chain holds."""
    counsellor, file = full
    words = (NOTE, NEXT, REASON, PLACE, file.pseudonym, "résultat-secret")
    assert find_words(*words) == {"careers.PersonFile", "careers.FileResult", "careers.FileCorrection"}
    assert not any(NOTE in json.dumps(body) for body in Payload.objects.values_list("body", flat=True))
    kept = {one.pk for one in Entry.objects.filter(subject_kind="person-file", subject_id=file.key)}
    fingerprints = [body["fingerprint"] for body in Payload.objects.values_list("body", flat=True)
                    if body and "fingerprint" in body]  # fmt: skip
    assert len(fingerprints) > 8
    files.erase_file(file, actor=counsellor)
    assert find_words(*words) == set()
    for model in apps.get_app_config("careers").get_models():
        assert model.__name__ == "Simulation" or not model._default_manager.exists()
    assert not Payload.objects.filter(entry_id__in=kept, erased_at__isnull=True).exists()
    left = [body for body in Payload.objects.values_list("body", flat=True) if body and "fingerprint" in body]
    assert len(left) == 1, "what stays is the session, which is of an employer"
    report = check_integrity()
    assert report.is_chained
    assert [one for one in report.differences if one.table.startswith("careers_")] == []


def test_a_row_taken_out_without_an_erasure_is_missing(full: tuple[Any, PersonFile]) -> None:
    """What the journal seals and nobody erased by its rule is told."""
    FileStep.objects.filter(stage=Stage.CAME).delete()
    assert [(one.kind, one.table) for one in check_integrity().differences if one.table.startswith("careers_")] == [
        ("missing", "careers_filestep")
    ]


def test_a_row_changed_beside_the_journal_is_told(full: tuple[Any, PersonFile]) -> None:
    """The fingerprint covers each field of a file."""
    PersonFile.objects.update(note="autre")
    assert [(one.kind, one.table) for one in check_integrity().differences if one.table.startswith("careers_")] == [
        ("changed", "careers_personfile")
    ]


def test_time_warns_and_then_erases(full: tuple[Any, PersonFile]) -> None:
    """A task warns two months before; on the last day the file stands, the day after it is gone; acts are refused."""
    counsellor, file = full
    now, days = timezone.now(), find_retention_days("person-files")
    keys = lambda day: {one.key for one in tasks_for(counsellor, day)}  # noqa: E731
    about = f"person-file:{file.key}:erasure"
    assert about not in keys(file.last_contact + timedelta(days=days - 61))
    assert about in keys(file.last_contact + timedelta(days=days - 30))
    apply_retention_fully(now=now + timedelta(days=days - 1))
    assert PersonFile.objects.filter(pk=file.pk).exists()
    with pytest.raises(Faults) as caught:
        steps.reach_stage(file, actor=counsellor, stage=Stage.TESTED, on=timezone.localdate() + timedelta(days=1))
    assert [one.code for one in caught.value.faults] == ["file-day-to-come"]
    apply_retention_fully(now=now + timedelta(days=days + 2))
    assert not PersonFile.objects.exists()
    assert find_words(NOTE, REASON, file.pseudonym) == set()


def test_a_file_past_its_retention_takes_no_act(full: tuple[Any, PersonFile]) -> None:
    """Between the day it is over and the sweep of the hour, nothing is added to it."""
    counsellor, file = full
    late = timezone.localdate() + timedelta(days=find_retention_days("person-files") + 1)
    with pytest.raises(Faults) as caught:
        files.compute_result(file, actor=counsellor, day=late)
    assert [one.code for one in caught.value.faults] == ["file-past-retention"]
    session = simulations.plan_simulation(
        "new", actor=counsellor, on=late, hour=time(9), place="Agence", employer="Dorvalise", target=TARGET, seats=3
    )
    simulations.invite_file(session, actor=counsellor, file=file)
    before = file.last_contact
    for add in (
        lambda: steps.reach_stage(file, actor=counsellor, stage="tested", on=late, day=late),
        lambda: simulations.invite_file(session, actor=counsellor, file=file, day=late),
    ):
        with pytest.raises(Faults) as caught:
            add()
        assert [one.code for one in caught.value.faults] == ["file-past-retention"]
    simulations.record_attendance(session, actor=counsellor, came=[file.key], day=late)
    file.refresh_from_db()
    assert file.last_contact == before


def test_a_file_erased_while_a_form_is_open_is_not_there(full: tuple[Any, PersonFile]) -> None:
    """Whoever invites it, whose form was read before, meets nothing; no row is left without its file."""
    counsellor, file = full
    session = simulations.plan_simulation(
        "new", actor=counsellor, on=timezone.localdate(), hour=time(9), place="Agence", employer="Dorvalise",
        target=TARGET, seats=3,
    )  # fmt: skip
    files.erase_file(PersonFile.objects.get(pk=file.pk), actor=counsellor)
    with pytest.raises(Http404):
        simulations.invite_file(session, actor=counsellor, file=file)


def test_a_letter_of_tasks_names_no_file(full: tuple[Any, PersonFile]) -> None:
    """What a letter says outlives an erasure: the page says which file, the letter only that one waits."""
    counsellor, file = full
    set_digest(counsellor, "day")
    TaskDigest.objects.update(last_on=timezone.localdate() - timedelta(days=3))
    assert send_digests(timezone.now().replace(hour=12)) == 1
    letters = " ".join(str(row) for row in Letter.objects.values())
    assert file.key in letters
    assert file.pseudonym not in letters
    assert NEXT not in letters


def test_no_print_of_a_sheet_stays_in_memory(
    full: tuple[Any, PersonFile], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be there after the file is erased."""
    counsellor, file = full
    kept: list[bool] = []
    monkeypatch.setattr(views, "render_pdf", lambda *_, keep=True: kept.append(keep) or b"%PDF")
    client.force_login(counsellor)
    assert client.get(reverse("careers:file-sheet-pdf", args=(file.key,))).status_code == 200
    assert kept == [False]


def test_a_sheet_says_nothing_of_a_result_computed_from_another_job(full: tuple[Any, PersonFile]) -> None:
    """The job before was changed: what was computed of the other one is no finding about this one."""
    counsellor, file = full
    files.change_file(file, actor=counsellor, origin="waiter", target=TARGET, department="", measure="", note="")
    sheet = build_sheet(PersonFile.objects.get(pk=file.pk), timezone.localdate())
    assert sheet.time.fr == "à voir ensemble"


def test_wishes_go_the_day_after_unless_agreed(full: tuple[Any, PersonFile]) -> None:
    """What a person agreed to in writing stays as long as the file; other wishes go with the session."""
    counsellor, _ = full
    other = files.open_file("new", actor=counsellor, consent=True, origin=ORIGIN)
    today = timezone.localdate()
    session = simulations.plan_simulation(
        "new", actor=counsellor, on=today, hour=time(9), place="Agence", employer="Dorvalise", target=TARGET, seats=1
    )
    simulations.invite_file(session, actor=counsellor, file=other, wishes=["screen"])
    apply_retention_fully(now=timezone.now())
    assert SimulationPlace.objects.get(file=other).wishes == ["screen"]
    apply_retention_fully(now=timezone.now() + timedelta(days=1))
    assert SimulationPlace.objects.get(file=other).wishes == []
    assert SimulationPlace.objects.exclude(file=other).get().wishes == ["quiet"]
    with pytest.raises(Faults) as caught:
        simulations.invite_file(session, actor=counsellor, file=other)
    assert [one.code for one in caught.value.faults] == ["simulation-invited"]


def test_the_files_of_a_counsellor_who_is_erased_go_too(full: tuple[Any, PersonFile]) -> None:
    """Nobody is left to keep them."""
    counsellor, _ = full
    erase_person(counsellor, actor=counsellor)
    assert not PersonFile.objects.exists()
    assert find_words(NOTE, REASON) == set()


def test_of_two_windows_the_second_undoes_nothing_unseen(full: tuple[Any, PersonFile], client: Client) -> None:
    """Both showed the file as it was; the second is told that it has changed, and the first stays."""
    counsellor, file = full
    client.force_login(counsellor)
    address = reverse("careers:file-change", args=(file.key,))
    seen = client.get(address).context["form"]["seen"].value()
    sent = {"origin": ORIGIN, "target": TARGET, "department": "87", "measure": "", "note": "", "seen": seen}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, {**sent, "department": "75"}).status_code == 422
    file.refresh_from_db()
    assert file.department == "87"
