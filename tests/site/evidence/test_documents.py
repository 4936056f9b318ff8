"""Documents: kept by content, sent twice and there once, revised without loss, reused, frozen, scanned, erased."""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import at, make_dossier
from support.scenes.evidence_sample import OTHER, PROOF, PUBLIC, RESTRICTED, TABLE, auditing, make_cast, other_pdf, send
from support.scenes.hostile_files import pdf

from filiere.core import Faults
from filiere.site.evidence import content_store, journal_reconciliation
from filiere.site.evidence.actions import add_document, erase_documents
from filiere.site.evidence.actions.erase_documents import erase_dossier_documents, erase_due_documents
from filiere.site.evidence.actions.use_document import use_document
from filiere.site.evidence.actions.withdraw_document import withdraw_document
from filiere.site.evidence.evidence_checklist import build_frozen_entries, list_provided_documents
from filiere.site.evidence.models import Blob, Document, Request, Use
from filiere.site.evidence.requirements import list_pieces, list_warnings
from filiere.site.journal.models import Entry
from filiere.site.kit.hourly_tasks import UnfinishedTask
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Snapshot

pytestmark = pytest.mark.django_db


def ours() -> list[Any]:
    """What the journal finds different in the tables of this app."""
    return [*journal_reconciliation.compare_documents(), *journal_reconciliation.compare_uses()]


def codes(raised: Any) -> set[str]:
    return {fault.code for fault in raised.value.faults}


def test_a_document_is_kept_under_its_fingerprint_for_this_user_alone(home: Path) -> None:
    cast = make_cast()
    document = send(cast).document
    sha256 = hashlib.sha256(pdf()).hexdigest()
    path = home / "evidence" / sha256[:2] / sha256
    assert path.read_bytes() == pdf()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert document.blob.sha256 == sha256
    assert Entry.objects.filter(act="evidence.add", subject_id=document.key).exists()
    assert list(path.parent.iterdir()) == [path]


def test_without_an_antivirus_a_document_is_never_called_clean() -> None:
    document = send(make_cast()).document
    assert document.blob.scan == "not_scanned"
    assert document.blob.scanned_at is None


def test_the_same_form_sent_twice_makes_one_document() -> None:
    cast = make_cast()
    first, second = send(cast), send(cast)
    assert second.again
    assert first.document == second.document
    assert Document.objects.count() == 1
    third = send(cast, proofs=(OTHER,))
    assert third.again
    assert set(Use.objects.values_list("proof", flat=True)) == {PROOF, OTHER}


def test_what_answers_a_request_is_kept_apart_and_told_even_when_the_dossier_has_it() -> None:
    """Whoever asked finds the document under their request; sent twice in answer, it is there once."""
    cast = make_cast("under_audit")
    first = send(cast)
    asked = Request.objects.create(
        dossier=cast.dossier,
        side="employer",
        words="Le relevé",
        due=timezone.localdate(),
        asked_by=cast.auditor,
        asked_at=timezone.now(),
    )
    with recipient_lookups.add_for_block("auditor", lambda *_: [cast.auditor]):
        answer, again = (send(cast, request=asked.key) for _ in range(2))
    assert (answer.again, again.again) == (False, True)
    assert answer.document != first.document
    assert list(Document.objects.filter(answers=asked)) == [answer.document]
    assert answer.document.blob == first.document.blob
    assert Letter.objects.filter(to=cast.auditor).count() == 1


def test_the_same_content_said_to_be_read_by_others_is_another_document() -> None:
    cast = make_cast()
    first, second = send(cast).document, send(cast, proofs=(PUBLIC,)).document
    assert first != second
    assert first.blob == second.blob
    assert (first.confidentiality, second.confidentiality) == ("committee", "public")


def test_two_people_who_revise_one_document_lose_nothing() -> None:
    cast = make_cast()
    first = send(cast).document
    second = send(cast, content=other_pdf(2), revises=first.key)
    third = send(cast, content=other_pdf(3), revises=first.key)
    assert not second.overtaken
    assert third.overtaken
    assert third.document.revises == second.document
    assert list(list_provided_documents(cast.dossier)[PROOF]) == [third.document]
    assert Document.objects.count() == 3


def test_a_content_is_kept_once_for_two_organisations_and_erased_with_the_last(home: Path) -> None:
    one, other = make_cast(), make_cast()
    send(one)
    document = send(other).document
    assert Blob.objects.count() == 1
    with_callbacks = erase_dossier_documents(one.dossier, rule="dossier-archived")
    assert with_callbacks == 1
    assert content_store.stored_path(document.blob.sha256).exists()


def test_erasing_removes_the_file_and_keeps_the_fingerprint_and_the_rule(
    home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    cast = make_cast()
    document = send(cast, note="Voir page 3").document
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_dossier_documents(cast.dossier, rule="dossier-archived") == 1
    document.refresh_from_db()
    assert (document.name, document.note, document.erased_rule) == ("", "", "dossier-archived")
    assert not content_store.stored_path(document.blob.sha256).exists()
    assert document.blob.sha256 == hashlib.sha256(pdf()).hexdigest()
    assert list_provided_documents(cast.dossier) == {}
    assert erase_dossier_documents(cast.dossier, rule="dossier-archived") == 0
    assert ours() == []
    assert send(cast).document.key != document.key
    assert content_store.stored_path(document.blob.sha256).exists()


def test_a_document_that_another_dossier_rests_on_is_not_erased() -> None:
    cast = make_cast()
    send(cast)
    later = make_dossier(cast.dossier.organisation)
    assert PROOF in list_provided_documents(later)
    assert erase_dossier_documents(cast.dossier, rule="dossier-archived") == 0


def test_files_go_when_the_retention_of_the_release_is_over() -> None:
    cast = make_cast("refused")
    send(cast, proofs=(TABLE,), confidentiality="auditor", content=b"site;n\na;1\nb;2\n")
    last = cast.dossier.events.last().day
    years = list_pieces(cast.dossier)[TABLE].retention.after_decision
    assert erase_due_documents(years.shift_day(last) - timedelta(days=1)) == 0
    assert erase_due_documents(years.shift_day(last)) == 1
    assert Document.objects.get().erased_rule == "retention-of-the-release"


def test_an_appeal_is_open_in_the_states_that_the_release_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in those whose name looks like it: what a state is called decides no destruction."""
    cast = make_cast("refused")
    document = send(cast).document
    release, far = load_release(cast.dossier), date(2200, 1, 1)

    def serve(groups: dict[str, tuple[str, ...]]) -> None:
        monkeypatch.setattr(erase_documents, "load_release", lambda _dossier: replace(release, state_groups=groups))

    serve({"at_panel": ("refused",)})
    assert erase_due_documents(far) == 0
    serve({})
    with pytest.raises(UnfinishedTask):
        erase_due_documents(far)
    document.refresh_from_db()
    assert document.erased_at is None
    type(cast.dossier).objects.filter(pk=cast.dossier.pk).update(state="without_appeal")
    serve({"at_panel": ("refused",)})
    assert erase_due_documents(far) == 1


def test_no_document_goes_while_an_appeal_is_open() -> None:
    cast = make_cast("award_appeal")
    send(cast)
    assert erase_due_documents(date(2200, 1, 1)) == 0


def test_what_is_asked_once_serves_a_later_dossier_and_never_an_earlier_one() -> None:
    cast = make_cast()
    earlier = cast.dossier
    later = make_dossier(earlier.organisation)
    send(cast)
    cast.dossier = later
    send(cast, content=other_pdf(2), proofs=(PUBLIC,))
    assert set(list_provided_documents(later)) == {PROOF, PUBLIC}
    assert set(list_provided_documents(earlier)) == {PROOF}
    # A piece that is not reusable stays where it was sent.
    cast.dossier = earlier
    send(cast, content=other_pdf(3), proofs=(RESTRICTED,), confidentiality="auditor")
    assert RESTRICTED not in list_provided_documents(later)


def test_a_document_says_what_else_it_proves() -> None:
    cast = make_cast()
    document = send(cast).document
    use_document(cast.dossier, document.key, (OTHER,), actor=cast.editor)
    assert document in list_provided_documents(cast.dossier)[OTHER]
    with pytest.raises(Faults) as raised:
        use_document(cast.dossier, document.key, (TABLE, PUBLIC, "nope"), actor=cast.editor)
    assert codes(raised) == {"kind-not-asked", "class-too-narrow", "unknown-evidence"}
    with pytest.raises(RightRefused):
        use_document(cast.dossier, document.key, (PUBLIC,), actor=cast.reader)


def test_what_a_document_cannot_prove_is_refused_at_its_field(client: Any) -> None:
    cast = make_cast()
    document = send(cast).document
    uses = Use.objects.count()
    client.force_login(cast.editor)
    address = reverse("evidence:use", args=[cast.dossier.key, document.key])
    for proofs in ([TABLE], ["nope"], []):
        answer = client.post(address, {"proofs": proofs})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert re.search(r'<p class="state no" id="id_proofs_error">\s*\S', page)
        assert (f'<option value="{TABLE}" selected>' in page) == (proofs == [TABLE])
    assert Use.objects.count() == uses
    assert client.post(address, {"proofs": [OTHER]}).status_code == 302


def test_everything_wrong_with_what_is_said_is_told_at_once() -> None:
    cast = make_cast()
    with pytest.raises(Faults) as raised:
        send(
            cast,
            proofs=(TABLE, PUBLIC, "nope"),
            confidentiality="restricted",
            proves_from=date(2026, 12, 31),
            proves_until=date(2026, 1, 1),
            expires=date(202, 1, 1),
        )
    assert codes(raised) == {
        "kind-not-asked",
        "class-too-narrow",
        "unknown-evidence",
        "period-reversed",
        "day-out-of-range",
    }
    with pytest.raises(Faults) as raised:
        send(cast, proofs=())
    assert codes(raised) == {"proves-nothing"}
    assert not Document.objects.exists()


def test_a_hostile_file_is_refused_and_leaves_nothing(home: Path) -> None:
    cast = make_cast()
    with pytest.raises(Faults) as raised:
        send(cast, content=pdf(b"<< /S /JavaScript >>"))
    assert codes(raised) == {"file-active-pdf"}
    assert not (home / "evidence").exists()


def test_what_is_refused_leaves_no_file(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused content stayed on the disk, named by no row: nothing swept, checked or erased it."""
    cast = make_cast()
    settings.FILIERE_EVIDENCE_DOCUMENTS = 1
    send(cast)
    kept = sorted(path.name for path in (home / "evidence").rglob("*") if path.is_file())
    for late in (False, True):
        if late:
            # The room was there when it was looked at first, and is taken once the dossier is locked.
            monkeypatch.setattr(add_document, "_check_storage_limit", room_at_the_second_look())
        with pytest.raises(Faults) as raised:
            send(cast, content=other_pdf(2 + late))
        assert codes(raised) == {"dossier-full"}
        assert sorted(path.name for path in (home / "evidence").rglob("*") if path.is_file()) == kept
    # What the dossier holds already takes no room when it is sent again.
    assert send(cast).again


def room_at_the_second_look() -> Any:
    """The check of room, which lets the first look pass."""
    looks, check = [], add_document._check_storage_limit

    def look(*given: Any) -> None:
        looks.append(given)
        if len(looks) > 1:
            check(*given)

    return look


def test_a_dossier_has_a_limit(settings: Any) -> None:
    cast = make_cast()
    settings.FILIERE_EVIDENCE_DOCUMENTS = 1
    send(cast)
    with pytest.raises(Faults) as raised:
        send(cast, content=other_pdf(2))
    assert codes(raised) == {"dossier-full"}
    settings.FILIERE_EVIDENCE_BYTES = 100
    with pytest.raises(Faults) as raised:
        send(cast, content=other_pdf(3))
    assert codes(raised) == {"file-too-large"}


def test_a_withdrawn_document_proves_nothing_and_may_be_sent_again() -> None:
    cast = make_cast()
    document = send(cast).document
    with pytest.raises(RightRefused):
        withdraw_document(cast.dossier, document.key, actor=cast.reader)
    withdraw_document(cast.dossier, document.key, actor=cast.editor)
    assert list_provided_documents(cast.dossier) == {}
    assert send(cast).document != document
    assert ours() == []


def test_only_those_who_may_send_a_document_in_that_state_do() -> None:
    cast = make_cast()
    for actor in (cast.reader, cast.staff, cast.member, cast.state):
        with pytest.raises(RightRefused):
            send(cast, actor)
    at(cast.dossier, "closed")
    with pytest.raises(RightRefused):
        send(cast)


def test_warnings_tell_what_is_old_short_or_not_said() -> None:
    cast = make_cast()
    piece = list_pieces(cast.dossier)[TABLE]
    rows = "site;n\na;1\nb;2\n"

    def said(number: int, **days: Any) -> list[str]:
        content = f"{rows}c;{number}\n".encode()
        document = send(cast, content=content, proofs=(TABLE,), confidentiality="auditor", **days).document
        return [one.en for one in list_warnings(document, piece, date(2027, 6, 1))]

    assert said(1) == ["The period covered is not stated."]
    assert said(2, proves_from=date(2026, 1, 1), proves_until=date(2026, 12, 31)) == []
    assert said(3, proves_from=date(2024, 1, 1), proves_until=date(2024, 12, 31)) == ["Expired on 31 March 2026."]
    assert said(4, proves_from=date(2026, 6, 1), proves_until=date(2026, 12, 31)) == [
        "The period covered is shorter than required (12 month)."
    ]
    assert said(5, proves_from=date(2026, 1, 1), proves_until=date(2026, 12, 31), expires=date(2027, 6, 20)) == [
        "Valid until 20 June 2027 only."
    ]


def test_what_the_audit_freezes_names_documents_pieces_and_questions() -> None:
    cast = make_cast()
    document = send(cast, proves_from=date(2026, 1, 1), proves_until=date(2026, 12, 31)).document
    secret = send(cast, cast.representative, other_pdf(2), proofs=(), confidentiality="auditor").document
    found = build_frozen_entries(cast.dossier)
    assert {"document": secret.key, "sha256": secret.blob.sha256, "side": "staff_representatives"} in found
    (entry,) = [one for one in found if one["document"] == document.key]
    assert entry["key"] == PROOF
    assert "com_identity_told" in entry["criteria"]
    assert entry["sha256"] == document.blob.sha256
    assert entry["proves_until"] == "2026-12-31"


def test_the_antivirus_is_believed_and_its_silence_is_said(settings: Any, tmp_path: Path, home: Path) -> None:
    cast = make_cast()

    def answering(code: int, name: str, more: str = "") -> None:
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\n{more}\nexit {code}\n")
        script.chmod(0o700)
        settings.FILIERE_SCANNER = str(script)

    answering(0, "clean")
    assert send(cast).document.blob.scan == "clean"
    answering(2, "broken")
    assert send(cast, content=other_pdf(2)).document.blob.scan == "failed"
    settings.FILIERE_SCANNER = "/no/such/antivirus --quick"
    assert send(cast, content=other_pdf(3)).document.blob.scan == "failed"
    settings.FILIERE_SCANNER_SECONDS = 0
    answering(0, "slow", "sleep 30")
    assert send(cast, content=other_pdf(4)).document.blob.scan == "failed"
    settings.FILIERE_SCANNER_SECONDS = 30
    answering(1, "infected")
    document = send(cast, content=other_pdf(5)).document
    assert document.blob.scan == "infected"
    assert not document.is_servable
    assert not content_store.stored_path(document.blob.sha256).exists()
    assert (home / "evidence" / "quarantine" / document.blob.sha256).exists()
    assert document not in list_provided_documents(cast.dossier)[PROOF]
    # The same content does not come back by being sent again.
    assert not send(cast, content=other_pdf(5)).document.is_servable
    assert not content_store.stored_path(document.blob.sha256).exists()


def test_a_file_changed_on_the_disk_is_not_read_and_is_put_right_by_sending_it_again() -> None:
    cast = make_cast()
    document = send(cast).document
    path = content_store.stored_path(document.blob.sha256)
    path.write_bytes(other_pdf(9))
    with pytest.raises(Faults) as raised:
        content_store.open_verified(document.blob.sha256)
    assert codes(raised) == {"evidence-changed"}
    assert send(cast).again
    with content_store.open_verified(document.blob.sha256) as stream:
        assert stream.read() == pdf()


def test_no_path_can_be_asked_of_the_store() -> None:
    for name in ("../../etc/passwd", "a" * 63, "A" * 64, ""):
        with pytest.raises(ValueError, match=r".*"):
            content_store.stored_path(name)


def test_a_document_changed_behind_the_journal_is_seen() -> None:
    cast = make_cast()
    document = send(cast).document
    assert ours() == []
    Document.objects.filter(pk=document.pk).update(confidentiality="public")
    Use.objects.update(proof=PUBLIC)
    kinds = {(one.kind, one.table) for one in ours()}
    assert {("changed", "evidence_document"), ("missing", "evidence_use"), ("stray", "evidence_use")} <= kinds


def test_auditors_send_records_that_prove_no_answer_of_the_company() -> None:
    cast = make_cast("under_audit")
    with auditing(cast):
        document = send(cast, cast.auditor, proofs=(RESTRICTED,), confidentiality="auditor").document
    assert document.side == "auditor"
    assert list_provided_documents(cast.dossier) == {}
    assert build_frozen_entries(cast.dossier) == []
    assert Snapshot.objects.filter(name="audit").exists()
