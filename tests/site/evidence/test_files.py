"""Every address of a file, asked for by everybody in every state: who gets it, who is told that it does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from support.scenes.dossier_sample import at
from support.scenes.evidence_sample import OTHER, PROOF, PUBLIC, Cast, auditing, client_of, make_cast, other_pdf, send
from support.scenes.hostile_files import pdf

from filiere.site.accounts.models import User
from filiere.site.evidence.actions.erase_documents import erase_dossier_documents
from filiere.site.evidence.actions.withdraw_document import withdraw_document
from filiere.site.evidence.evidence_checklist import build_frozen_entries
from filiere.site.evidence.models import Document, Request
from filiere.site.journal.models import Entry
from filiere.site.kit.languages import use_page_language
from filiere.site.mail.models import Letter
from filiere.site.workflow.extension_points import exclude_from, party_exclusions
from filiere.site.workflow.models import Snapshot
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db

EMPLOYER = {"editor", "reader"}
JUDGES = {"staff", "auditor", "member"}

# Side and class → who reads in the state “before the committee”.
BEFORE_COMMITTEE: dict[tuple[str, str], set[str]] = {
    ("editor", "public"): EMPLOYER | JUDGES | {"representative", "state"},
    ("editor", "committee"): EMPLOYER | JUDGES,
    ("editor", "auditor"): EMPLOYER | {"auditor"},
    ("editor", "restricted"): {"editor", "auditor"},
    ("representative", "public"): EMPLOYER | JUDGES | {"representative", "state"},
    ("representative", "committee"): JUDGES | {"representative"},
    ("representative", "auditor"): {"representative", "auditor"},
    ("representative", "restricted"): {"representative", "auditor"},
    ("auditor", "public"): EMPLOYER | JUDGES | {"representative", "state"},
    ("auditor", "committee"): EMPLOYER | JUDGES,
    ("auditor", "auditor"): {"auditor"},
    ("auditor", "restricted"): {"auditor"},
}


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """A page in English leaves its language to the next test."""
    with use_page_language("fr"):
        yield


def file_url(cast: Cast, document: Any, name: str = "file") -> str:
    return reverse(f"evidence:{name}", args=[cast.dossier.key, document.key])


def readers(cast: Cast, document: Any) -> set[str]:
    """Who gets the file; all others must be told “not found”, and never anything of it."""
    found = set()
    for name, user in cast.everyone().items():
        answer = client_of(user).get(file_url(cast, document))
        assert answer.status_code in (200, 404), (name, answer.status_code)
        page = client_of(user).get(file_url(cast, document, "document"))
        assert page.status_code == answer.status_code, name
        listing = client_of(user).get(reverse("evidence:list", args=[cast.dossier.key]))
        assert (listing.status_code == 200 and document.key in listing.content.decode()) == (answer.status_code == 200)
        if answer.status_code == 200:
            assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
            found.add(name)
    return found


@pytest.mark.parametrize(("side", "confidentiality"), BEFORE_COMMITTEE)
def test_a_file_before_the_committee_is_read_by_its_class_and_side(side: str, confidentiality: str) -> None:
    cast = make_cast("under_audit")
    with auditing(cast):
        proofs = {"public": (PUBLIC,), "committee": (PROOF,)}.get(confidentiality, ("com_opening_sample",))
        document = send(cast, getattr(cast, side), confidentiality=confidentiality, proofs=proofs).document
        at(cast.dossier, "before_committee")
        assert readers(cast, document) == BEFORE_COMMITTEE[side, confidentiality]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("preparing", {"editor", "reader", "representative"}),
        ("declaring", {"editor", "reader", "representative", "staff", "state"}),
        ("under_audit", {"editor", "reader", "representative", "staff", "state", "auditor"}),
        ("hearing", {"editor", "reader", "representative", "staff", "state", "member"}),
        ("eligibility_appeal", {"editor", "reader", "representative", "staff", "state", "judge"}),
        ("held_24", {"editor", "reader", "representative", "staff", "state"}),
    ],
)
def test_a_public_file_is_read_as_far_as_the_state_of_the_dossier_opens_it(state: str, expected: set[str]) -> None:
    cast = make_cast("preparing")
    document = send(cast, confidentiality="public", proofs=(PUBLIC,)).document
    at(cast.dossier, state)
    with auditing(cast):
        assert readers(cast, document) == expected


def test_archiving_erases_files_and_tells_the_rule(django_capture_on_commit_callbacks: Any) -> None:
    cast = make_cast("preparing")
    document = send(cast, confidentiality="public", proofs=(PUBLIC,)).document
    at(cast.dossier, "archived")
    with django_capture_on_commit_callbacks(execute=True):
        erase_dossier_documents(cast.dossier, rule="dossier-archived")
    document.refresh_from_db()
    assert document.erased_rule
    assert client_of(cast.editor).get(file_url(cast, document)).status_code == 404
    page = client_of(cast.editor).get(file_url(cast, document, "document")).content.decode()
    assert document.erased_rule in page
    assert document.blob.sha256 in page


def test_a_recused_member_reads_nothing() -> None:
    cast = make_cast()
    document = send(cast, confidentiality="public", proofs=(PUBLIC,)).document
    at(cast.dossier, "before_committee")

    def bar(user: Any, dossier: Any, day: Any) -> list[str]:
        return ["committee"] if user.pk == cast.member.pk else []

    assert "member" in readers(cast, document)
    with party_exclusions.add_for_block(exclude_from("committee")(bar)):
        assert "member" not in readers(cast, document)


def test_a_party_is_barred_only_by_who_named_it() -> None:
    cast = make_cast()
    at(cast.dossier, "before_committee")

    def bar(user: Any, dossier: Any, day: Any) -> list[str]:
        return ["staff"]

    with party_exclusions.add_for_block(exclude_from("committee")(bar)), pytest.raises(RuntimeError, match="staff"):
        find_parties(cast.member, cast.dossier)


def test_a_key_of_another_dossier_or_of_nothing_opens_nothing() -> None:
    cast, other = make_cast(), make_cast()
    document = send(cast).document
    theirs = send(other, content=other_pdf(2)).document
    for key in (theirs.key, "e-000000000000", "..", "%2e%2e"):
        for name in ("file", "document"):
            path = reverse(f"evidence:{name}", args=[cast.dossier.key, key])
            assert client_of(cast.editor).get(path).status_code == 404, path
    assert client_of(cast.editor).get(file_url(other, theirs)).status_code == 404
    assert client_of(cast.editor).get(file_url(other, document)).status_code == 404
    for name in ("withdraw", "use"):
        path = reverse(f"evidence:{name}", args=[cast.dossier.key, theirs.key])
        assert client_of(cast.editor).post(path, {"proofs": PROOF}).status_code == 404
    assert client_of(cast.representative).get(file_url(cast, document)).status_code == 404
    anonymous = Client().get(file_url(cast, document))
    assert anonymous.status_code == 302


def test_a_file_is_given_as_an_attachment_that_no_browser_may_run_or_guess() -> None:
    cast = make_cast()
    document = send(cast, name='Procès-verbal "n° 1".pdf').document
    answer = client_of(cast.editor).get(file_url(cast, document))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert "no-store" in answer["Cache-Control"]
    assert answer["ETag"] == f'"{document.blob.sha256}"'
    assert b"".join(answer.streaming_content) == pdf()  # type: ignore[attr-defined]


def test_head_and_ranges_are_answered_right() -> None:
    cast = make_cast()
    document = send(cast).document
    client, url, whole = client_of(cast.editor), file_url(cast, document), pdf()
    head = client.head(url)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(whole)))

    def ask(span: str, **headers: str) -> tuple[int, bytes, str | None]:
        answer = client.get(url, headers={"range": span, **headers})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        return answer.status_code, body, answer.get("Content-Range")

    size = len(whole)
    assert ask("bytes=0-4") == (206, b"%PDF-", f"bytes 0-4/{size}")
    assert ask("bytes=-6") == (206, whole[-6:], f"bytes {size - 6}-{size - 1}/{size}")
    assert ask(f"bytes={size - 3}-{size + 500}") == (206, whole[-3:], f"bytes {size - 3}-{size - 1}/{size}")
    assert ask("bytes=5-") == (206, whole[5:], f"bytes 5-{size - 1}/{size}")
    assert ask(f"bytes={size}-") == (416, b"", f"bytes */{size}")
    assert ask("bytes=-0") == (416, b"", f"bytes */{size}")
    for whole_anyway in ("bytes=9-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=-"):
        assert ask(whole_anyway) == (200, whole, None)
    assert ask("bytes=0-4", **{"if-range": '"other"'}) == (200, whole, None)
    assert client.head(url, headers={"range": "bytes=0-4"})["Content-Length"] == "5"
    assert client.post(url).status_code == 405


def test_the_other_side_opening_a_file_is_told_in_the_journal() -> None:
    cast = make_cast()
    document = send(cast).document
    client_of(cast.editor).get(file_url(cast, document))
    assert not Entry.objects.filter(act="evidence.open").exists()
    client_of(cast.staff).get(file_url(cast, document))
    assert Entry.objects.get(act="evidence.open").actor_key == cast.staff.key


def test_a_former_version_of_a_narrower_class_stays_narrow() -> None:
    cast = make_cast()
    first = send(cast, proofs=("com_opening_sample",), confidentiality="restricted", name="secret.pdf").document
    second = send(cast, content=other_pdf(2), revises=first.key, confidentiality="public", proofs=(PUBLIC,)).document
    page = client_of(cast.representative).get(file_url(cast, second, "document"))
    assert page.status_code == 200
    assert first.key not in page.content.decode()
    assert "secret.pdf" not in page.content.decode()
    assert first.key in client_of(cast.editor).get(file_url(cast, second, "document")).content.decode()


def test_what_an_audit_froze_stays_readable_by_it_once_withdrawn() -> None:
    cast = make_cast()
    document = send(cast).document
    loose = send(cast, content=other_pdf(2)).document
    at(cast.dossier, "under_audit", bodies={"audit": {"evidence": build_frozen_entries(cast.dossier)[:1]}})
    kept = Snapshot.objects.get(name="audit").body["evidence"][0]["document"]
    for one in (document, loose):
        withdraw_document(cast.dossier, one.key, actor=User.objects.get(pk=cast.editor.pk))
    with auditing(cast):
        for one in (document, loose):
            assert ("auditor" in readers(cast, one)) == (one.key == kept)


def post_file(cast: Cast, user: Any, content: bytes, name: str = "preuve.pdf", query: str = "", **fields: Any) -> Any:
    """Send the form of the page."""
    data = {"file": SimpleUploadedFile(name, content), "proofs": [PROOF], "confidentiality": "committee", **fields}
    return client_of(user).post(reverse("evidence:add", args=[cast.dossier.key]) + query, data)


def test_the_form_keeps_a_document_and_leaves_no_upload_behind(home: Any) -> None:
    cast = make_cast()
    answer = post_file(cast, cast.editor, pdf(), proves_from="2026-01-01", proves_until="31/12/2026")
    document = Document.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == file_url(cast, document, "document")
    assert (str(document.proves_from), str(document.proves_until)) == ("2026-01-01", "2026-12-31")
    assert list((home / "uploads").iterdir()) == []
    page = client_of(cast.editor).get(answer["Location"]).content.decode()
    assert "non analysé" in page
    assert document.blob.sha256 in page


def test_a_refused_form_says_every_fault_in_the_language_of_the_page(home: Any) -> None:
    cast = make_cast()
    answer = post_file(cast, cast.editor, pdf(b"<< /S /Launch >>") + b"x", confidentiality="restricted")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "action ou un formulaire actif" in page
    assert "Données" in page or "données" in page.lower()
    assert list((home / "uploads").iterdir()) == []
    for query, status in (("?revises=e-000000000000", 404), ("?request=r-000000000000", 404)):
        assert post_file(cast, cast.editor, pdf(), query=query).status_code == status
    assert post_file(cast, cast.editor, b"", name="vide.pdf").status_code == 422
    assert not Document.objects.exists()


def test_nobody_else_writes_a_byte(home: Any) -> None:
    cast = make_cast()
    for name, user in cast.everyone().items():
        if name in ("editor", "representative"):
            continue
        assert post_file(cast, user, pdf()).status_code in (403, 404), name
    assert not (home / "uploads").exists() or list((home / "uploads").iterdir()) == []
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(pk=cast.editor.pk))
    url = reverse("evidence:add", args=[cast.dossier.key])
    assert strict.post(url, {"file": SimpleUploadedFile("a.pdf", pdf())}).status_code == 403
    assert not Document.objects.exists()
    assert not (home / "uploads").exists() or list((home / "uploads").iterdir()) == []


def test_a_file_over_the_limit_is_dropped_as_it_comes(settings: Any, home: Any) -> None:
    cast = make_cast()
    settings.FILIERE_EVIDENCE_BYTES = 1000
    answer = post_file(cast, cast.editor, b"x" * 5000, name="a.txt")
    assert answer.status_code == 422
    assert "dépasse la taille" in answer.content.decode()


def test_words_that_people_type_are_never_run() -> None:
    cast = make_cast()
    trick = "<script>alert(1)</script>"
    document = send(cast, note=trick, name=f"{trick.replace('/', '')}.pdf").document
    for url in (file_url(cast, document, "document"), reverse("evidence:list", args=[cast.dossier.key])):
        assert "<script>alert" not in client_of(cast.editor).get(url).content.decode()
    assert not set(document.name) & set('<>"')


@pytest.mark.parametrize(("lang", "mark"), [("fr", "\u202f; "), ("en", "; ")])
def test_what_a_document_supports_is_separated_as_its_language_does(lang: str, mark: str) -> None:
    cast = make_cast()
    document = send(cast, proofs=(PROOF, OTHER)).document
    for url in (file_url(cast, document, "document"), reverse("evidence:list", args=[cast.dossier.key])):
        page = client_of(cast.editor).get(url.replace("/fr/", f"/{lang}/", 1)).content.decode()
        assert re.search(rf"\w{mark}\s*\w", page.partition("<main")[2])
        assert (" ;" in page.partition("<main")[2]) is False


def test_a_request_is_told_answered_late_and_closed() -> None:
    cast = make_cast("under_audit")
    url = reverse("evidence:ask", args=[cast.dossier.key])
    asked = {"side": "employer", "words": "Le registre <b>signé</b>", "proof": PROOF, "due": "2099-01-31"}
    with auditing(cast):
        assert client_of(cast.editor).post(url, asked).status_code == 403
        assert client_of(cast.auditor).post(url, {**asked, "due": "2020-01-31"}).status_code == 422
        assert client_of(cast.auditor).post(url, {**asked, "words": " "}).status_code == 422
        assert client_of(cast.auditor).post(url, asked).status_code == 302
        request = Request.objects.get()
        told = set(Letter.objects.filter(kind="evidence.request").values_list("to", flat=True))
        assert told == {cast.editor.pk, cast.reader.pk}
        page = client_of(cast.editor).get(reverse("evidence:list", args=[cast.dossier.key])).content.decode()
        assert "Le registre &lt;b&gt;" in page
        other = client_of(cast.representative).get(reverse("evidence:list", args=[cast.dossier.key]))
        assert request.key not in other.content.decode()
        Request.objects.update(due="2020-01-31")
        page = client_of(cast.auditor).get(reverse("evidence:list", args=[cast.dossier.key])).content.decode()
        assert "en retard" in page
        answer_url = reverse("evidence:answer", args=[cast.dossier.key, request.key])
        data = {f"{request.key}-answer": "Il est tenu par le siège."}
        assert client_of(cast.representative).post(answer_url, data).status_code == 404
        assert client_of(cast.editor).post(answer_url, {f"{request.key}-answer": " "}).status_code == 422
        assert client_of(cast.editor).post(answer_url, data).status_code == 302
        send_url = reverse("evidence:add", args=[cast.dossier.key]) + f"?request={request.key}"
        assert "Le registre &lt;b&gt;" in client_of(cast.editor).get(send_url).content.decode()
        assert "Le registre" not in client_of(cast.representative).get(send_url).content.decode()
        answer = post_file(cast, cast.editor, other_pdf(2), query=f"?request={request.key}", proofs=[])
        assert answer.status_code == 302
        assert Document.objects.get().answers == request
        assert Letter.objects.filter(to=cast.auditor, kind="evidence.answered").count() == 1
        page = client_of(cast.auditor).get(reverse("evidence:list", args=[cast.dossier.key])).content.decode()
        assert "en retard" not in page
        close_url = reverse("evidence:close", args=[cast.dossier.key, request.key])
        assert client_of(cast.editor).post(close_url).status_code == 403
        assert client_of(cast.auditor).post(close_url).status_code == 302
        assert post_file(cast, cast.editor, pdf(), query=f"?request={request.key}").status_code == 404


def test_pages_are_in_both_languages() -> None:
    cast = make_cast()
    document = send(cast, proofs=(PROOF, OTHER)).document
    client = client_of(cast.editor)
    for url in (
        file_url(cast, document, "document"),
        reverse("evidence:list", args=[cast.dossier.key]),
        reverse("evidence:add", args=[cast.dossier.key]) + f"?proof={PUBLIC}",
    ):
        french, english = client.get(url), client.get(url.replace("/fr/", "/en/", 1))
        assert (french.status_code, english.status_code) == (200, 200)
        assert "Evidence" in english.content.decode()
        assert "Pièces" in french.content.decode()
    assert 'value="public" selected' in client.get(url).content.decode()
