"""What goes by itself each hour, and what the command line looks after."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from support.scenes.evidence_sample import PROOF, auditing, make_cast, other_pdf, send

from filiere.site.accounts.personal_data_registry import export_personal_data
from filiere.site.child_process import client
from filiere.site.evidence import content_store, scheduled_tasks, store_repair, stored_contents
from filiere.site.evidence.actions import erase_documents
from filiere.site.evidence.actions.requests import remind_late_requests, request_document
from filiere.site.evidence.evidence_checklist import list_provided_documents
from filiere.site.evidence.models import Blob, Request
from filiere.site.evidence.scheduled_tasks import (
    announce_late_requests,
    erase_and_remind,
    find_damaged_contents,
    scan_hourly,
    scan_waiting_contents,
)
from filiere.site.journal.models import Entry
from filiere.site.kit import hourly_tasks
from filiere.site.mail.models import Letter
from filiere.site.workflow import scheduler

pytestmark = pytest.mark.django_db


def test_a_late_request_is_told_to_both_sides_once() -> None:
    cast = make_cast("under_audit")
    today = timezone.localdate()
    with auditing(cast):
        request_document(cast.dossier, actor=cast.auditor, words="Le registre du label", due=today, proof=PROOF)
        answered = request_document(cast.dossier, actor=cast.auditor, words="L’autre", due=today)
        send(cast, request=answered.key, proofs=())
        Letter.objects.all().delete()
        assert remind_late_requests(today) == 0
        assert remind_late_requests(today + timedelta(days=1)) == 1
        assert remind_late_requests(today + timedelta(days=2)) == 0
    assert set(Letter.objects.values_list("to", flat=True)) == {cast.editor.pk, cast.reader.pk, cast.auditor.pk}
    assert Request.objects.filter(reminded_on=today + timedelta(days=1)).count() == 1


def test_an_antivirus_connected_later_scans_what_waits_and_quarantines(settings: Any, tmp_path: Path) -> None:
    cast = make_cast()
    clean, bad = send(cast).document, send(cast, content=other_pdf(2)).document
    assert scan_waiting_contents() == 0
    script = tmp_path / "antivirus"
    script.write_text(f"#!/bin/sh\ncase $1 in *{bad.blob.sha256}) exit 1;; esac\nexit 0\n")
    script.chmod(0o700)
    settings.FILIERE_SCANNER = str(script)
    assert scan_hourly(timezone.localdate()) == 2
    assert dict(Blob.objects.values_list("sha256", "scan")) == {
        clean.blob.sha256: "clean",
        bad.blob.sha256: "infected",
    }
    assert not content_store.stored_path(bad.blob.sha256).exists()
    assert list_provided_documents(cast.dossier)[PROOF] == [clean]
    assert Entry.objects.get(act="evidence.quarantine").payload.body == {"documents": [bad.key]}


def test_an_antivirus_is_waited_for_in_a_place_of_its_sender(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One candidate who sent small files held all threads of the site while the antivirus looked at them."""
    cast = make_cast()
    held = []
    monkeypatch.setattr(
        stored_contents, "scan_file", lambda _path: held.append(dict(client._running_by_owner)) or Blob.Scan.CLEAN
    )
    assert send(cast).document.blob.scan == "clean"
    assert held == [{cast.editor.key: 1}]


def test_an_antivirus_that_does_not_answer_holds_no_sweep_and_no_other_file(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred files that time out held the hourly work for hours, and were the first again an hour later."""
    cast = make_cast()
    made = [send(cast, content=other_pdf(number)).document.blob for number in range(3)]
    settings.FILIERE_SCANNER = "antivirus"
    tried: list[str] = []
    monkeypatch.setattr(scheduled_tasks, "scan_file", lambda path: tried.append(path.name) or Blob.Scan.FAILED)
    monkeypatch.setattr(scheduled_tasks, "SECONDS", -1)
    assert scan_hourly(timezone.localdate()) == 0
    assert tried == []
    monkeypatch.setattr(scheduled_tasks, "SECONDS", 300)
    monkeypatch.setattr(scheduled_tasks, "BATCH_SIZE", 2)
    assert scan_hourly(timezone.localdate()) == 0
    assert scan_hourly(timezone.localdate()) == 0
    first, second, third = (blob.sha256 for blob in made)
    assert tried == [first, second, third, first]


def test_a_file_missing_or_changed_is_found() -> None:
    cast = make_cast()
    whole, changed, missing = (send(cast, content=other_pdf(number)).document.blob.sha256 for number in range(3))
    assert list(find_damaged_contents()) == []
    content_store.stored_path(changed).write_bytes(b"x")
    content_store.stored_path(missing).unlink()
    assert set(find_damaged_contents()) == {changed, missing}
    assert whole not in set(find_damaged_contents())


def test_the_clockwork_of_the_server_sweeps_evidence(home: Path) -> None:
    assert erase_and_remind in hourly_tasks.clock_bound_tasks
    assert scan_hourly in hourly_tasks.clock_free_tasks
    cast = make_cast("refused")
    send(cast)
    assert scheduler.sweep_unless_running() is not None
    assert erase_and_remind(date(2100, 1, 1)) == 1


def test_one_dossier_that_cannot_be_swept_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tenth round: a release that no longer loads stopped the retention and the reminders of all dossiers."""
    broken, whole = make_cast("refused"), make_cast("refused")
    for cast in (broken, whole):
        send(cast)
    plain = erase_documents.load_release

    def release_of(dossier: Any) -> Any:
        if dossier.pk == broken.dossier.pk:
            raise KeyError("2027.1")
        return plain(dossier)

    monkeypatch.setattr(erase_documents, "load_release", release_of)
    with pytest.raises(hourly_tasks.UnfinishedTask) as unswept:
        erase_and_remind(date(2100, 1, 1))
    assert (unswept.value.done, unswept.value.failed) == (1, 1)
    assert announce_late_requests in hourly_tasks.clock_bound_tasks


class KilledError(BaseException):
    """The process ends: nothing after the commit is done."""


def killed(*_: Any) -> None:
    raise KilledError


def test_what_a_process_killed_after_the_commit_leaves_goes_within_the_hour(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """M4 of the tenth round: the bytes of an erased document stayed for ever, infected ones where files are served."""
    cast = make_cast("refused")
    erased, bad, kept = (send(cast, content=other_pdf(number)).document.blob.sha256 for number in range(3))
    # The file goes after the commit, which is where the process ends.
    with django_capture_on_commit_callbacks(execute=False) as lost:
        erase_documents._erase_rows(cast.dossier.documents.filter(blob__sha256=erased), "retention-of-the-release")
    assert len(lost) == 1
    assert content_store.stored_path(erased).exists()
    with monkeypatch.context() as dying:
        dying.setattr(scheduled_tasks, "scan_file", lambda path: "infected" if path.name == bad else "clean")
        dying.setattr(content_store, "quarantine_content", killed)
        dying.setattr(scheduled_tasks.settings, "FILIERE_SCANNER", "antivirus", raising=False)
        with pytest.raises(KilledError):
            scan_waiting_contents()
    assert content_store.stored_path(bad).exists()
    scheduler.sweep_unless_running()
    assert not content_store.stored_path(erased).exists()
    assert not content_store.stored_path(bad).exists()
    assert (content_store.evidence_folder() / "quarantine" / bad).exists()
    assert content_store.stored_path(kept).exists()
    assert scheduler.sweep_unless_running() is not None


def test_a_content_without_a_row_goes_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """M4 of the tenth round: a process killed before the row left its file, and its draft, for ever."""
    cast = make_cast()
    kept = content_store.stored_path(send(cast).document.blob.sha256)
    old, new = (content_store.stored_path(kept.name[:2] + sign * 62) for sign in "ab")
    draft, aside = kept.parent / ".draft", content_store.evidence_folder() / "quarantine" / ("c" * 64)
    aside.parent.mkdir(exist_ok=True)
    for path in (old, new, draft, aside):
        path.write_bytes(b"x")
    for path in (old, draft, aside, kept):
        os.utime(path, (0, 0))
    with monkeypatch.context() as few:
        few.setattr(store_repair, "MAX_REPAIRS", 2)
        assert store_repair.repair_store(timezone.localdate()) == 2
    assert store_repair.repair_store(timezone.localdate()) == 1
    assert [path.exists() for path in (kept, new, old, draft, aside)] == [True, True, False, False, False]
    assert not Blob.objects.exclude(sha256=kept.name).exists()


def test_a_person_is_told_what_they_sent_and_asked() -> None:
    cast = make_cast("under_audit")
    document = send(cast).document
    with auditing(cast):
        row = request_document(cast.dossier, actor=cast.auditor, words="Le registre du label", due=timezone.localdate())
    held = export_personal_data(cast.editor)["evidence"]
    assert [one["key"] for one in held["documents"]] == [document.key]
    assert export_personal_data(cast.auditor)["evidence"]["requests"][0]["key"] == row.key
