"""Handing the questionnaire to the audit: all there, frozen whole, and the branch that goes on beside it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from support.scenes import candidature_sample

from filiere.referentials.scoring import evaluate
from filiere.referentials.workbook import AnswerEntry, AnswerPlace
from filiere.site.candidature import submission
from filiere.site.candidature.actions.save_answers import WrittenAnswer, save_answers
from filiere.site.candidature.case_evaluation import (
    build_case,
    evaluate_branch,
    list_answer_lines,
    load_entries,
    load_standing_answers,
)
from filiere.site.candidature.models import WorkbookDraft
from filiere.site.candidature.progress import list_settled
from filiere.site.candidature.views import questionnaire
from filiere.site.evidence.requirements import is_drawn_by_auditor
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import load_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete(declaring: Any, editor: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every question answered at its best and every piece of evidence there."""
    candidature_sample.answer_all(declaring, editor)
    for module, name in ((submission, "count_provided_documents"), (questionnaire, "list_provided_documents")):
        monkeypatch.setattr(module, name, lambda dossier: dict.fromkeys(load_release(dossier).evidence, (object(),)))
    return declaring


def test_an_empty_questionnaire_is_not_handed_in(declaring: Any, editor: Any) -> None:
    assert perform_act(declaring, "submit", actor=editor).state == "declaring"
    assert declaring.events.last().event == "questionnaire_incomplete"


def test_evidence_that_an_answer_requires_is_waited_for(declaring: Any, editor: Any) -> None:
    candidature_sample.answer_all(declaring, editor)
    assert submission.is_fully_answered(declaring, timezone.localdate()) is False
    found = submission.find_open_parts(declaring, evaluate_branch(declaring), load_entries(declaring))
    assert found.questions == ()
    assert len(found.evidence) > 10


def test_what_the_auditor_draws_or_records_is_never_asked_of_the_company(declaring: Any, editor: Any) -> None:
    candidature_sample.answer_all(declaring, editor)
    release, evaluation = load_release(declaring), evaluate_branch(declaring)
    drawn = {key for key, one in release.evidence.items() if is_drawn_by_auditor(one)}
    required = {key for key, needed in evaluation.required_evidence.items() if needed is True}
    assert required & drawn
    assert set(submission.find_open_parts(declaring, evaluation, load_entries(declaring)).evidence) == required - drawn


COUNTS = re.compile(r"data-done>(\d+)<.*?data-asked>(\d+)<.*?data-missing>(\d+)<", re.S)


def test_every_page_counts_answers_and_missing_evidence_alike(client: Any, declaring: Any, editor: Any) -> None:
    candidature_sample.answer_all(declaring, editor)
    evaluation, entries = evaluate_branch(declaring), load_entries(declaring)
    settled = list_settled(evaluation, entries)
    missing = submission.find_open_parts(declaring, evaluation, entries).evidence
    whole = (sum(settled.values()), len(settled), len(missing))
    client.force_login(editor)
    home = client.get(reverse("candidature:home", args=[declaring.key])).content.decode()
    assert [tuple(map(int, one)) for one in COUNTS.findall(home)] == [whole]
    submit = client.get(reverse("candidature:submit", args=[declaring.key])).content.decode()
    by_theme = [tuple(map(int, one)) for one in COUNTS.findall(submit)]
    assert tuple(map(sum, zip(*by_theme, strict=True))) == whole
    themes = [one.key for one in questionnaire.OpenQuestionnaire(declaring).progress().themes]
    for key, counts in zip(themes, by_theme, strict=True):
        page = client.get(reverse("candidature:theme", args=[declaring.key, key]), follow=True).content.decode()
        assert [tuple(map(int, one)) for one in COUNTS.findall(page)] == [counts]
        lacks = [int(one) for one in re.findall(r'data-lacks="\d+">(\d+)<', page)]
        assert sum(lacks) == counts[2]


def test_a_whole_questionnaire_is_frozen_as_it_stands(complete: Any, editor: Any) -> None:
    before = evaluate_branch(complete)
    assert perform_act(complete, "submit", actor=editor).state == "naming_auditor"
    body = complete.snapshots.get(name="audit").body
    assert {"release", "category", "facts", "answers", "inputs", "evidence", "perimeter", "score"} <= set(body)
    assert body["facts"]["headcount"] == "420"
    assert body["facts"]["has_cse"] is True
    assert len(body["answers"]) > 100
    frozen = evaluate(load_release(complete), build_case(complete, "audit"))
    assert frozen.total == before.total
    assert frozen.themes == before.themes


def test_the_branch_goes_on_and_the_snapshot_stays(client: Any, complete: Any, editor: Any) -> None:
    perform_act(complete, "submit", actor=editor)
    sealed = complete.snapshots.get(name="audit").sha256
    line = next(one for one in list_answer_lines(complete) if one.place.kind == "answer")
    version = load_standing_answers(complete)[line.place].version
    low = next(iter(line.choices))
    save_answers(actor=editor, dossier=complete, written={line.place: WrittenAnswer(version, AnswerEntry(low))})
    assert build_case(complete)["answers"][line.place.key] == low
    assert build_case(complete, "audit")["answers"][line.place.key] == list(line.choices)[-1]
    assert complete.snapshots.get(name="audit").sha256 == sealed
    client.force_login(editor)
    page = client.get(reverse("candidature:branch", args=[complete.key])).content.decode()
    assert page.count("<tr>") == 2
    assert sealed[:12] in page


def test_a_reason_answers_and_leaves_the_score_open(complete: Any, editor: Any) -> None:
    line = next(one for one in list_answer_lines(complete) if one.place.kind == "answer")
    version = load_standing_answers(complete)[line.place].version
    said = {line.place: WrittenAnswer(version, AnswerEntry(reason="Nous n’avons pas cette activité."))}
    save_answers(actor=editor, dossier=complete, written=said)
    assert submission.is_fully_answered(complete, timezone.localdate()) is True
    found = evaluate_branch(complete)
    assert f"answer.{line.place.key}" in found.missing


def test_a_site_without_its_number_leaves_the_indicator_open(complete: Any, editor: Any) -> None:
    line = next(one for one in list_answer_lines(complete) if one.place.row)
    version = load_standing_answers(complete)[line.place].version
    save_answers(actor=editor, dossier=complete, written={line.place: WrittenAnswer(version, AnswerEntry())})
    assert submission.is_fully_answered(complete, timezone.localdate()) is False
    assert f"input.{line.place.key}" in evaluate_branch(complete).missing


def test_the_page_says_what_is_open(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    page = client.get(reverse("candidature:submit", args=[declaring.key])).content.decode()
    assert page.count("<li><a href=") > 100
    assert 'name="sure"' not in page


def test_a_complete_questionnaire_is_submitted_once_confirmed(client: Any, complete: Any, editor: Any) -> None:
    client.force_login(editor)
    url = reverse("candidature:submit", args=[complete.key])
    assert 'name="sure"' in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    complete.refresh_from_db()
    assert complete.state == "declaring"
    assert client.post(url, {"sure": "on"}).status_code == 302
    complete.refresh_from_db()
    assert complete.state == "naming_auditor"


def book(client: Any, dossier: Any) -> bytes:
    return client.get(reverse("candidature:workbook-export", args=[dossier.key])).content


def typed(data: bytes, cell: str, words: str, sheet: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == f"xl/worksheets/{sheet}.xml":
                cell_xml = f'<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>'
                text, count = re.subn(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', cell_xml, text, count=1)
                assert count == 1
            new.writestr(name, text)
    return out.getvalue()


def send(client: Any, dossier: Any, data: bytes) -> Any:
    url = reverse("candidature:workbook", args=[dossier.key])
    return client.post(url, {"file": SimpleUploadedFile("reponses.xlsx", data)})


def test_a_workbook_goes_out_comes_back_and_asks_before_it_writes(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    line = next(one for one in list_answer_lines(declaring) if one.place.kind == "answer")
    answer = send(client, declaring, typed(book(client, declaring), "E3", "1", "sheet3"))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert load_entries(declaring).get(line.place) is None
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert client.post(answer.headers["Location"]).status_code == 302
    assert load_entries(declaring)[line.place].value == list(line.choices)[1]
    assert not WorkbookDraft.objects.exists()


def test_a_workbook_never_replaces_what_changed_on_the_site(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    line = next(one for one in list_answer_lines(declaring) if one.place.kind == "answer")
    data = typed(book(client, declaring), "E3", "1", "sheet3")
    first = next(iter(line.choices))
    save_answers(actor=editor, dossier=declaring, written={line.place: WrittenAnswer(0, AnswerEntry(first))})
    where = send(client, declaring, data).headers["Location"]
    client.post(where)
    assert load_entries(declaring)[line.place].value == first
    where = send(client, declaring, data).headers["Location"]
    client.post(where, {"take": ":".join(line.place)})
    assert load_entries(declaring)[line.place].value == list(line.choices)[1]


def test_a_wrong_workbook_writes_nothing_and_says_where(client: Any, declaring: Any, editor: Any) -> None:
    client.force_login(editor)
    answer = send(client, declaring, typed(book(client, declaring), "E3", "perhaps", "sheet3"))
    assert answer.status_code == 422
    assert "E3" in answer.content.decode()
    assert send(client, declaring, b"nothing").status_code == 422
    assert not WorkbookDraft.objects.exists()


def test_the_draft_of_another_person_is_not_found(client: Any, declaring: Any, editor: Any, second: Any) -> None:
    client.force_login(editor)
    where = send(client, declaring, typed(book(client, declaring), "E3", "1", "sheet3")).headers["Location"]
    client.force_login(second)
    assert client.get(where).status_code == 404
    assert client.post(where).status_code == 404


def test_who_only_reads_sends_no_workbook(client: Any, declaring: Any, representative: Any) -> None:
    client.force_login(representative)
    assert client.get(reverse("candidature:workbook-export", args=[declaring.key])).status_code == 200
    assert send(client, declaring, b"x").status_code == 403


def test_measured_questions_take_a_reason(declaring: Any, editor: Any) -> None:
    release = load_release(declaring)
    key = next(one.key for one in release.questionnaire("outsourcer") if one.scored_by)
    said = {AnswerPlace("answer", key): WrittenAnswer(0, AnswerEntry(reason="Pas d’écoute ici."))}
    assert save_answers(actor=editor, dossier=declaring, written=said).saved


def test_no_form_is_taken_without_its_token(declaring: Any, editor: Any) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    for name in ("workbook", "save", "submit", "carry", "mirror"):
        assert client.post(reverse(f"candidature:{name}", args=[declaring.key])).status_code == 403, name
