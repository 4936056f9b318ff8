"""Evidence given from its question: with the page or by its script, several files at once, each kept or refused."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from support.scenes import dossier_sample
from support.scenes.hostile_files import pdf

from filiere.referentials.workbook import AnswerEntry, AnswerPlace
from filiere.referentials.workbook.layout import line_key
from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
from filiere.site.candidature.case_evaluation import load_entries
from filiere.site.candidature.question_groups import find_group, group_address
from filiere.site.evidence import question_documents
from filiere.site.evidence.evidence_checklist import list_provided_documents
from filiere.site.evidence.models import Document
from filiere.site.evidence.requirements import is_drawn_by_auditor
from filiere.site.workflow.engine_adapter import load_release

pytestmark = pytest.mark.django_db
KEY = "gov_top_commitment"


@pytest.fixture
def url(declaring: Any) -> str:
    """The page of the question."""
    return group_address(declaring, find_group(load_release(declaring), declaring.category, KEY))


@pytest.fixture
def proofs(declaring: Any) -> list[str]:
    """What proves it, as a PDF."""
    release = load_release(declaring)
    return [one for one in release.criteria[KEY].evidence if "pdf" in release.evidence[one].kinds]


def file(name: str = "preuve.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)


def test_files_leave_with_the_answers_of_the_page(
    client: Any, declaring: Any, editor: Any, url: str, proofs: list[str]
) -> None:
    client.force_login(editor)
    name = line_key(AnswerPlace("answer", KEY))
    level = load_release(declaring).scales[KEY].keys[-1]
    sent = {
        f"{name}.version": "0",
        f"{name}.value": level,
        f"proofs.{KEY}": proofs,
        f"from.{KEY}": "2026-01-01",
        f"until.{KEY}": "2026-06-30",
        f"evidence.{KEY}": [file("a.pdf"), file("b.pdf", pdf() + b"\n")],
    }
    page = client.post(url, sent)
    assert (page.status_code, page["Location"]) == (302, url)
    assert load_entries(declaring)[AnswerPlace("answer", KEY)].value == level
    given = list_provided_documents(declaring)
    assert set(proofs) <= set(given)
    assert {one.name for one in given[proofs[0]]} == {"a.pdf", "b.pdf"}
    assert {f"{one.proves_from} {one.proves_until}" for one in given[proofs[0]]} == {"2026-01-01 2026-06-30"}
    text = client.get(url).content.decode()
    for one in given[proofs[0]]:
        assert reverse("evidence:document", args=[declaring.key, one.key]) in text


def test_nothing_is_ticked_in_advance_where_several_pieces_are_asked(
    client: Any, declaring: Any, editor: Any, url: str, proofs: list[str]
) -> None:
    client.force_login(editor)
    pieces = load_release(declaring).evidence
    shown = client.get(url).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*name="proofs\.(\w+)"\s+value="(\w+)"( checked)?', shown)
    asked = Counter(question for question, _, _ in boxes)
    assert any(count > 1 for count in asked.values())
    assert not [key for _, key, _ in boxes if is_drawn_by_auditor(pieces[key])]
    ticked = Counter(question for question, _, checked in boxes if checked)
    assert all(count == 1 for count in ticked.values())
    # What nobody ticked is not guessed: the files are asked for again.
    assert client.post(url, {f"evidence.{KEY}": [file()]}).status_code == 422
    assert not Document.objects.exists()


def test_the_auditor_s_own_piece_takes_no_file_of_the_company(client: Any, declaring: Any, editor: Any) -> None:
    release = load_release(declaring)
    question, piece = next(
        (one.key, key)
        for one in release.questionnaire(declaring.category)
        for key in one.evidence
        if is_drawn_by_auditor(release.evidence[key])
    )
    page = group_address(declaring, find_group(release, declaring.category, question))
    client.force_login(editor)
    assert "data-drawn" in client.get(page).content.decode()
    assert client.post(page, {f"proofs.{question}": [piece], f"evidence.{question}": [file()]}).status_code == 422
    assert not Document.objects.exists()


def test_a_refused_file_is_told_under_its_question_and_the_rest_is_kept(
    client: Any, declaring: Any, editor: Any, url: str, proofs: list[str]
) -> None:
    client.force_login(editor)
    name = line_key(AnswerPlace("answer", KEY))
    level = load_release(declaring).scales[KEY].keys[-1]
    sent = {
        f"{name}.version": "0",
        f"{name}.value": level,
        f"proofs.{KEY}": proofs,
        f"from.{KEY}": "2026-01-01",
        f"evidence.{KEY}": [file(), file("abîmé.pdf", b"%PDF-1.4 broken")],
    }
    page = client.post(url, sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "abîmé.pdf" in text
    assert 'value="2026-01-01"' in text
    assert load_entries(declaring)[AnswerPlace("answer", KEY)].value == level
    assert [one.name for one in Document.objects.filter(dossier=declaring)] == ["preuve.pdf"]


def test_the_script_sends_the_files_of_a_question_alone(
    client: Any, declaring: Any, editor: Any, url: str, proofs: list[str]
) -> None:
    client.force_login(editor)
    sent = {f"proofs.{KEY}": proofs, f"evidence.{KEY}": [file()]}
    page = client.post(url, sent, headers={"accept": "application/json"})
    assert page.status_code == 200
    (document,) = Document.objects.filter(dossier=declaring)
    assert reverse("evidence:document", args=[declaring.key, document.key]) in page.json()["proofs"][KEY]
    assert page.json()["refused"] == []
    again = client.post(url, {**sent, f"evidence.{KEY}": [file()]}, headers={"accept": "application/json"})
    assert again.status_code == 200
    assert Document.objects.filter(dossier=declaring).count() == 1


def test_more_files_than_one_page_may_send_are_told(
    client: Any, declaring: Any, editor: Any, url: str, proofs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_documents, "MOST_FILES", 1)
    client.force_login(editor)
    sent = {f"proofs.{KEY}": proofs, f"evidence.{KEY}": [file("a.pdf"), file("b.pdf")]}
    page = client.post(url, sent, headers={"accept": "application/json"})
    assert page.status_code == 422
    assert len(page.json()["refused"]) == 1
    assert [one.name for one in Document.objects.filter(dossier=declaring)] == ["a.pdf"]


def test_who_may_not_answer_sends_no_file(
    client: Any, declaring: Any, organisation: Any, url: str, proofs: list[str]
) -> None:
    client.force_login(dossier_sample.make_member(organisation, "read"))
    assert client.post(url, {f"proofs.{KEY}": proofs, f"evidence.{KEY}": [file()]}).status_code == 403
    assert not Document.objects.exists()
    assert 'type="file"' not in client.get(url).content.decode()


def test_the_state_of_the_evidence_follows_the_answer(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    line = line_key(AnswerPlace("answer", KEY))
    keys = load_release(declaring).scales[KEY].keys
    shown = []
    for version, level in enumerate((keys[0], keys[-1])):
        form = {"line": line, "value": level, "version": version}
        answer = client.post(reverse("candidature:save", args=[declaring.key]), form)
        shown.append(answer.json()["proofs"][KEY])
    assert shown[0] != shown[1]


def test_a_document_that_a_reader_may_not_open_has_no_name_there(
    client: Any, declaring: Any, editor: Any, organisation: Any, url: str, proofs: list[str]
) -> None:
    client.force_login(editor)
    client.post(url, {f"proofs.{KEY}": proofs, f"evidence.{KEY}": [file("secret.pdf")]})
    Document.objects.update(confidentiality="restricted")
    client.force_login(dossier_sample.make_member(organisation, "read"))
    text = client.get(url).content.decode()
    assert "secret.pdf" not in text
    assert "data-proofs" in text


def test_reasons_and_evidence_stand_together(client: Any, declaring: Any, editor: Any, url: str) -> None:
    said = {AnswerPlace("answer", KEY): WrittenAnswer(0, AnswerEntry(reason="Sans cette activité."))}
    save_answers(actor=editor, dossier=declaring, written=said)
    client.force_login(editor)
    assert "Sans cette activité." in client.get(url).content.decode()
