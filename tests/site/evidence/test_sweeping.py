"""What goes by itself each hour, and what the command line looks after."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from evidence_sample import PROOF, auditing, make_cast, other_pdf, send

from filiere.site import evidence, sweeps
from filiere.site.accounts.personal_data import all_held
from filiere.site.child_process import client
from filiere.site.dossiers import clockwork
from filiere.site.evidence import contents, store, sweeping
from filiere.site.evidence.actions import add_document, erase_documents
from filiere.site.evidence.actions.requests import ask, remind
from filiere.site.evidence.models import Blob, Request
from filiere.site.evidence.sweeping import damaged, scan, scan_waiting, sweep, tell_late
from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter

pytestmark = pytest.mark.django_db


def test_a_late_request_is_told_to_both_sides_once() -> None:
    cast = make_cast("under_audit")
    today = timezone.localdate()
    with auditing(cast):
        ask(cast.dossier, actor=cast.auditor, words="Le registre", due=today, proof=PROOF)
        answered = ask(cast.dossier, actor=cast.auditor, words="L’autre", due=today)
        send(cast, request=answered.key, proofs=())
        Letter.objects.all().delete()
        assert remind(today) == 0
        assert remind(today + timedelta(days=1)) == 1
        assert remind(today + timedelta(days=2)) == 0
    assert set(Letter.objects.values_list("to", flat=True)) == {cast.editor.pk, cast.reader.pk, cast.auditor.pk}
    assert Request.objects.filter(reminded_on=today + timedelta(days=1)).count() == 1


def test_an_antivirus_connected_later_scans_what_waits_and_quarantines(settings: Any, tmp_path: Path) -> None:
    cast = make_cast()
    clean, bad = send(cast).document, send(cast, content=other_pdf(2)).document
    assert scan_waiting() == 0
    script = tmp_path / "antivirus"
    script.write_text(f"#!/bin/sh\ncase $1 in *{bad.blob.sha256}) exit 1;; esac\nexit 0\n")
    script.chmod(0o700)
    settings.FILIERE_SCANNER = str(script)
    assert scan(timezone.localdate()) == 2
    assert dict(Blob.objects.values_list("sha256", "scan")) == {
        clean.blob.sha256: "clean",
        bad.blob.sha256: "infected",
    }
    assert not store.path_of(bad.blob.sha256).exists()
    assert evidence.provided(cast.dossier)[PROOF] == [clean]
    assert Entry.objects.get(act="evidence.quarantine").payload.body == {"documents": [bad.key]}


def test_an_antivirus_is_waited_for_in_a_place_of_its_sender(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One candidate who sent small files held all threads of the site while the antivirus looked at them."""
    cast = make_cast()
    held = []
    monkeypatch.setattr(add_document, "scan", lambda _path: held.append(dict(client._reading)) or Blob.Scan.CLEAN)
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
    monkeypatch.setattr(sweeping, "scan_file", lambda path: tried.append(path.name) or Blob.Scan.FAILED)
    monkeypatch.setattr(sweeping, "SECONDS", -1)
    assert scan(timezone.localdate()) == 0
    assert tried == []
    monkeypatch.setattr(sweeping, "SECONDS", 300)
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    assert scan(timezone.localdate()) == 0
    assert scan(timezone.localdate()) == 0
    first, second, third = (blob.sha256 for blob in made)
    assert tried == [first, second, third, first]


def test_a_file_missing_or_changed_is_found() -> None:
    cast = make_cast()
    whole, changed, missing = (send(cast, content=other_pdf(number)).document.blob.sha256 for number in range(3))
    assert list(damaged()) == []
    store.path_of(changed).write_bytes(b"x")
    store.path_of(missing).unlink()
    assert set(damaged()) == {changed, missing}
    assert whole not in set(damaged())


def test_the_clockwork_of_the_server_sweeps_evidence(home: Path) -> None:
    assert sweep in sweeps.dated
    assert scan in sweeps.undated
    cast = make_cast("refused")
    send(cast)
    assert clockwork.once() is not None
    assert sweep(date(2100, 1, 1)) == 1


def test_one_dossier_that_cannot_be_swept_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tenth round: a release that no longer loads stopped the retention and the reminders of all dossiers."""
    broken, whole = make_cast("refused"), make_cast("refused")
    for cast in (broken, whole):
        send(cast)
    plain = erase_documents.release_of

    def release_of(dossier: Any) -> Any:
        if dossier.pk == broken.dossier.pk:
            raise KeyError("2027.1")
        return plain(dossier)

    monkeypatch.setattr(erase_documents, "release_of", release_of)
    with pytest.raises(sweeps.Unswept) as unswept:
        sweep(date(2100, 1, 1))
    assert (unswept.value.done, unswept.value.failed) == (1, 1)
    assert tell_late in sweeps.dated


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
        erase_documents._erase(cast.dossier.documents.filter(blob__sha256=erased), "retention-of-the-release")
    assert len(lost) == 1
    assert store.path_of(erased).exists()
    with monkeypatch.context() as dying:
        dying.setattr(sweeping, "scan_file", lambda path: "infected" if path.name == bad else "clean")
        dying.setattr(store, "quarantine", killed)
        dying.setattr(sweeping.settings, "FILIERE_SCANNER", "antivirus", raising=False)
        with pytest.raises(KilledError):
            scan_waiting()
    assert store.path_of(bad).exists()
    clockwork.once()
    assert not store.path_of(erased).exists()
    assert not store.path_of(bad).exists()
    assert (store.folder() / "quarantine" / bad).exists()
    assert store.path_of(kept).exists()
    assert clockwork.once() is not None


def test_a_content_without_a_row_goes_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """M4 of the tenth round: a process killed before the row left its file, and its draft, for ever."""
    cast = make_cast()
    kept = store.path_of(send(cast).document.blob.sha256)
    old, new = (store.path_of(kept.name[:2] + sign * 62) for sign in "ab")
    draft, aside = kept.parent / ".draft", store.folder() / "quarantine" / ("c" * 64)
    aside.parent.mkdir(exist_ok=True)
    for path in (old, new, draft, aside):
        path.write_bytes(b"x")
    for path in (old, draft, aside, kept):
        os.utime(path, (0, 0))
    with monkeypatch.context() as few:
        few.setattr(contents, "MOST", 2)
        assert contents.mend_store(timezone.localdate()) == 2
    assert contents.mend_store(timezone.localdate()) == 1
    assert [path.exists() for path in (kept, new, old, draft, aside)] == [True, True, False, False, False]
    assert not Blob.objects.exclude(sha256=kept.name).exists()


def test_a_person_is_told_what_they_sent_and_asked() -> None:
    cast = make_cast("under_audit")
    document = send(cast).document
    with auditing(cast):
        row = ask(cast.dossier, actor=cast.auditor, words="Le registre", due=timezone.localdate())
    held = all_held(cast.editor)["evidence"]
    assert [one["key"] for one in held["documents"]] == [document.key]
    assert all_held(cast.auditor)["evidence"]["requests"][0]["key"] == row.key
