"""Files of people: opened with a consent, never named, kept up, corrected, and seen by their counsellor alone."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.core import Faults, Text
from filiere.site.careers.counsellors import path_results
from filiere.site.careers.counsellors.actions import files, steps
from filiere.site.careers.counsellors.actions.steps import add_months
from filiere.site.careers.counsellors.closed_lists import list_consents, list_pseudonym_words
from filiere.site.careers.counsellors.jobs_offered import list_needed_skills
from filiere.site.careers.counsellors.models import FileCorrection, FileResult, FileStep, PersonFile, Stage
from filiere.site.careers.counsellors.personal_words import refuse_personal_words
from filiere.site.careers.counsellors.presenters import build_sheet, present_file
from filiere.site.careers.funding_measures import list_measures
from filiere.site.journal.integrity import check_integrity
from filiere.site.kit.rights import RightRefused

pytestmark = pytest.mark.django_db

ORIGIN, TARGET, OTHER = "cashier", "customer-adviser", "technical-support-adviser"


def write_path(target: str) -> dict[str, Any]:
    """A path as a kept result holds it."""
    words = {"fr": target, "en": target}
    return {
        "target": target,
        "title": words,
        "direction": "in",
        "score": 61.5,
        "parts": [{"part": "coverage", "points": 61.5}],
        "held": [{"id": "a", "label": words, "declared": True}],
        "bridges": [],
        "gaps": [{"id": "b", "label": words, "weeks": 3.0, "outcome": "no_known_training", "trainings": []}],
        "weeks": [2.0, 5.0],
        "effort": "six_months",
        "gained": [],
        "lost": [{"topic": words, "words": words}],
        "missing": [],
        "questions": [],
    }


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine says one job."""
    body = {"paths": [write_path(TARGET)], "aimed": None}
    monkeypatch.setattr(path_results, "compute_body", lambda **_: body)


@pytest.fixture
def counsellor(db: None) -> Any:
    """Who keeps files."""
    return make_person("counsellor")


def open_file(counsellor: Any, **said: Any) -> PersonFile:
    """A file opened today."""
    return files.open_file("new", actor=counsellor, **{"consent": True, "origin": ORIGIN, "target": TARGET} | said)


def codes(caught: Any) -> list[str]:
    """The codes of the faults raised."""
    return [one.code for one in caught.value.faults]


def differences() -> list[Any]:
    """What the journal finds changed in these tables."""
    report = check_integrity()
    assert report.is_chained
    return [one for one in report.differences if one.table.startswith("careers_")]


def test_a_file_is_opened_with_a_consent_and_a_drawn_name(counsellor: Any) -> None:
    """The pseudonym is a word of the list and a number; the version and day of the consent are kept; it is a stage."""
    file = open_file(counsellor)
    word, number = file.pseudonym.rsplit(" ", 1)
    assert word in list_pseudonym_words()
    assert re.fullmatch(r"\d\d", number)
    assert (file.consent_version, file.consent_on) == (list_consents()[-1].id, timezone.localdate())
    assert [one.stage for one in file.steps.all()] == [Stage.PRESCRIBED]
    assert differences() == []
    with pytest.raises(Faults) as caught:
        open_file(counsellor, consent=False)
    assert codes(caught) == ["file-consent-missing"]
    with pytest.raises(Faults) as caught:
        open_file(counsellor, word="Durand")
    assert codes(caught) == ["file-word-unknown"]
    assert PersonFile.objects.count() == 1


def test_pseudonyms_run_out_with_a_fault(counsellor: Any) -> None:
    """A word whose numbers are all taken is refused, and none is given twice."""
    for number in range(1, 100):
        PersonFile.objects.create(
            owner=counsellor,
            pseudonym=f"Saule {number:02}",
            origin=ORIGIN,
            consent_version="1",
            consent_on=date(2026, 1, 1),
            opened_on=date(2026, 1, 1),
            last_contact=date(2026, 1, 1),
        )
    with pytest.raises(Faults) as caught:
        open_file(counsellor, word="Saule")
    assert codes(caught) == ["file-words-exhausted"]


@pytest.mark.parametrize(
    "words",
    [
        "Appeler au 06 12 34 56 78",
        "née le 3 mars",
        "est en dépression",
        "a la RQTH",
        "Divorcée depuis peu",
        "ecrire a jean.dupont@exemple.fr",
        "1 85 05 78 006 084 36",
    ],
)
def test_free_text_refuses_what_is_not_kept(counsellor: Any, words: str) -> None:
    """Health, family, birth, and how to reach or recognise somebody are refused at their field, in any free text."""
    with pytest.raises(Faults) as caught:
        open_file(counsellor, note=words)
    assert [(one.code, one.key) for one in caught.value.faults] == [("file-personal-words", "note")]
    assert not PersonFile.objects.exists()


def test_words_of_the_trade_pass() -> None:
    """What people do at work is no health and no age: home helps go to the elderly, complaints are dealt with."""
    refuse_personal_words(
        "Aide aux personnes âgées, traitement des réclamations, 10 ans de caisse, garde d’enfants", "note"
    )


@pytest.mark.parametrize("name", ["age", "sexe", "nationality", "adresse", "sante", "date_of_birth", "rqth"])
def test_a_form_refuses_a_field_that_asks_who_somebody_is(counsellor: Any, name: str, client: Client) -> None:
    """Sent by hand beside the fields of the form, it is refused by its name, and its value is not repeated."""
    client.force_login(counsellor)
    sent = {"origin": ORIGIN, "target": TARGET, "consent": "on", name: "secret-value"}
    answer = client.post(reverse("careers:file-new"), sent)
    assert answer.status_code == 422
    assert "secret-value" not in answer.content.decode()
    assert not PersonFile.objects.exists()


def test_only_its_counsellor_sees_a_file(counsellor: Any, client: Client) -> None:
    """To another counsellor it does not exist; no other role holds the right; an act asks it again."""
    file = open_file(counsellor)
    other = make_person("counsellor")
    pages = [
        reverse(f"careers:{name}", args=(file.key,))
        for name in ("file", "file-sheet", "file-sheet-pdf", "file-export", "file-change", "file-answers")
    ]
    client.force_login(other)
    assert {client.get(one).status_code for one in pages} == {404}
    assert client.post(reverse("careers:file-erase", args=(file.key,))).status_code == 404
    with pytest.raises(Http404):
        steps.reach_stage(file, actor=other, stage=Stage.INFORMED, on=timezone.localdate())
    for role in (
        "administrator",
        "staff",
        "statistician",
        "label_staff",
        "auditor",
        "state",
        "programme",
        "communication",
    ):
        with pytest.raises(RightRefused):
            files.erase_file(file, actor=make_person(role))
    assert PersonFile.objects.filter(pk=file.pk).exists()


def test_a_file_is_erased_only_once_that_is_confirmed(counsellor: Any, client: Client) -> None:
    """The page of the file leads to a question that names it; to look at that, or to leave it, erases nothing."""
    file = open_file(counsellor)
    client.force_login(counsellor)
    shown, asked = (reverse(f"careers:{name}", args=(file.key,)) for name in ("file", "file-erase"))
    page = client.get(shown).content.decode()
    assert f'href="{asked}"' in page
    assert f'action="{asked}"' not in page
    question = client.get(asked).content.decode()
    assert f"Effacer le dossier {file.pseudonym}" in question
    assert f'href="{shown}"' in question
    assert PersonFile.objects.filter(pk=file.pk).exists()
    assert client.post(asked).url == reverse("careers:counsellor")
    assert not PersonFile.objects.exists()


def test_answers_are_kept_and_not_knowing_is_no_no(counsellor: Any) -> None:
    """What is not known is neither known nor to be learned on the sheet."""
    file = open_file(counsellor)
    first, second, third = list_needed_skills(TARGET)[:3]
    files.answer_intake(file, actor=counsellor, answers={first: "yes", second: "no", third: "unknown"})
    file.refresh_from_db()
    sheet = build_sheet(file, timezone.localdate())
    assert (len(sheet.known), len(sheet.to_learn)) == (1, 1)
    with pytest.raises(Faults) as caught:
        files.answer_intake(file, actor=counsellor, answers={"no-such-skill": "yes"})
    assert codes(caught) == ["file-skill-unknown"]
    assert differences() == []


def test_a_result_keeps_its_versions_and_a_correction_stands_beside_it(counsellor: Any, computed: None) -> None:
    """The computed job stays; the retained one, its reason and the function are kept; the file aims at it."""
    file = open_file(counsellor)
    with pytest.raises(Faults) as caught:
        files.correct_result(
            file, actor=counsellor, retained=OTHER, reason="Répare des ordinateurs", function="Conseil"
        )
    assert codes(caught) == ["correction-without-result"]
    result = files.compute_result(file, actor=counsellor)
    assert re.fullmatch(r"[0-9a-f]{64}", result.content_version)
    assert result.engine_version
    with pytest.raises(Faults) as caught:
        files.correct_result(file, actor=counsellor, retained=TARGET, reason="Oui", function="Conseil")
    assert codes(caught) == ["correction-same"]
    skill = list_needed_skills(OTHER)[0]
    files.correct_result(
        file, actor=counsellor, retained=OTHER, reason="Répare des ordinateurs", function="Conseil", skill=skill
    )
    file.refresh_from_db()
    made = FileCorrection.objects.get()
    assert (made.proposed, made.retained, made.function) == (TARGET, OTHER, "Conseil")
    assert FileResult.objects.get().body["paths"][0]["target"] == TARGET
    assert (file.target, file.answers[skill]) == (OTHER, "yes")
    assert differences() == []


def test_a_file_works_without_a_result(counsellor: Any, client: Client) -> None:
    """Every page of a file answers before anything is computed, and so does the space without any file."""
    client.force_login(counsellor)
    assert client.get(reverse("careers:counsellor")).status_code == 200
    file = open_file(counsellor)
    for name in ("file", "file-sheet", "file-change", "file-answers", "file-next", "file-step", "file-correct"):
        assert client.get(reverse(f"careers:{name}", args=(file.key,))).status_code == 200


def test_the_engine_ranks_jobs_for_a_file(counsellor: Any, client: Client) -> None:
    """The real engine, on the real content: the job aimed at is kept with its parts; its sheet names what is held."""
    file = open_file(counsellor)
    result = files.compute_result(file, actor=counsellor)
    every = [*result.body["paths"], *([result.body["aimed"]] if result.body["aimed"] else [])]
    aimed = next(one for one in every if one["target"] == TARGET)
    assert sum(one["points"] for one in aimed["parts"]) == pytest.approx(aimed["score"], abs=1e-4)
    sheet = build_sheet(file, timezone.localdate())
    assert len(sheet.known) + sheet.more_known == len(aimed["held"]) + len(aimed["bridges"])
    client.force_login(counsellor)
    shown = client.get(reverse("careers:file", args=(file.key,))).content.decode()
    assert f'data-path="{result.body["paths"][0]["target"]}"' in shown


def test_steps_follow_one_another(counsellor: Any) -> None:
    """No day to come, none out of order, none twice; a follow-up waits for its months after the hiring."""
    today = timezone.localdate()
    file = open_file(counsellor, day=today - timedelta(days=200))
    reach = lambda stage, ago: steps.reach_stage(  # noqa: E731
        file, actor=counsellor, stage=stage, on=today - timedelta(days=ago)
    )
    cases: list[tuple[Stage, int, str]] = [
        (Stage.INFORMED, -1, "file-day-to-come"),
        (Stage.INFORMED, 300, "step-out-of-order"),
        (Stage.PRESCRIBED, 1, "step-reached"),
        (Stage.MONTH_3, 1, "step-without-hiring"),
    ]
    for stage, ago, code in cases:
        with pytest.raises(Faults) as caught:
            reach(stage, ago)
        assert codes(caught) == [code]
    reach(Stage.HIRED, 100)
    with pytest.raises(Faults) as caught:
        reach(Stage.MONTH_6, 1)
    assert codes(caught) == ["step-too-early"]
    reach(Stage.MONTH_3, 1)
    assert {one.stage for one in FileStep.objects.all()} == {Stage.PRESCRIBED, Stage.HIRED, Stage.MONTH_3}
    assert differences() == []


def test_a_file_whose_news_are_due_is_late_in_the_list_and_not_set_apart(counsellor: Any, client: Client) -> None:
    """Nothing was noted as its next step, and nobody spoke to them for months: their news are due all the same."""
    today = timezone.localdate()
    file = open_file(counsellor, day=today - timedelta(days=200))
    hired, quiet = today - timedelta(days=150), open_file(counsellor, day=today - timedelta(days=200))
    steps.reach_stage(file, actor=counsellor, stage=Stage.HIRED, on=hired, day=hired)
    line = present_file(PersonFile.objects.get(pk=file.pk), today)
    assert (line.quiet, line.mark, line.awaited_on) == (False, "no", add_months(hired, 3))
    assert isinstance(line.awaited, Text)
    assert line.awaited.en == "Ask for news: in work at 3 months or not"
    assert present_file(quiet, today).quiet
    planned = open_file(counsellor)
    files.plan_next_step(planned, actor=counsellor, next_what="Rappeler", next_on=today)
    client.force_login(counsellor)
    page = client.get(reverse("careers:counsellor")).content.decode()
    assert "Demander des nouvelles" in page
    assert page.index(file.key) < page.index(planned.key), "what is awaited first comes first"
    file.next_on, file.next_what = today, "Rappeler"
    assert present_file(file, today).awaited_on == add_months(hired, 3)
    file.next_on = hired
    assert present_file(file, today).awaited == "Rappeler"


def test_the_sheet_is_one_page_and_the_export_holds_everything(counsellor: Any, client: Client) -> None:
    """The sheet in PDF has one page in both languages; the copy has the answers, the result and the consent."""
    from pypdf import PdfReader

    from filiere.publication.documents import path_sheet_pdf

    file = open_file(counsellor, fictitious=True)
    files.compute_result(file, actor=counsellor)
    files.plan_next_step(
        file,
        actor=counsellor,
        next_what="Réunion d’information, recrutement par simulation",
        next_on=timezone.localdate(),
        next_where="Agence de démonstration, Limoges",
        next_who="Ma conseillère",
    )
    file.refresh_from_db()
    sheet = build_sheet(file, timezone.localdate())
    from io import BytesIO

    for lang in ("fr", "en"):
        assert len(PdfReader(BytesIO(path_sheet_pdf(sheet, lang))).pages) == 1  # type: ignore[arg-type]
    client.force_login(counsellor)
    space = client.get(reverse("careers:counsellor")).text
    assert (space.count("data-fictitious"), space.count('class="notice"')) == (1, 0), "it is said once"
    copy = json.loads(client.get(reverse("careers:file-export", args=(file.key,))).content)
    assert copy["results"][0]["body"]["paths"]
    assert copy["consent"]["version"] == file.consent_version
    assert copy["pseudonym"] == file.pseudonym


def test_what_is_refused_has_no_column() -> None:
    """No field of a file asks what is refused; the measures say what was read, and that it is to be verified."""
    from filiere.site.careers.counsellors.personal_words import list_refused_fields

    names = {field.name for field in PersonFile._meta.get_fields()}
    assert list_refused_fields(dict.fromkeys(names)) == []
    assert all(one.read_in and one.to_verify for one in list_measures())
    assert {one.most_hours for one in list_measures() if one.id.startswith("poe-")} == {400}
