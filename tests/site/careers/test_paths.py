"""The person’s page: a title in, jobs out, every part printed, every answer visible, and nothing kept."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from pypdf import PdfReader

from filiere.careers.paths import Answer, ChangeKind
from filiere.core.text import Lang
from filiere.publication.documents import PathSheet, path_sheet_pdf
from filiere.site.accounts.models import SignInLimit
from filiere.site.careers.funding_measures import list_measures
from filiere.site.careers.paths import api, views
from filiere.site.careers.paths.advice import current_advisor
from filiere.site.careers.paths.person_state import MOST_ANSWERS, PersonState
from filiere.site.careers.paths.presenters import present_path
from filiere.site.careers.paths.sheets import build_sheet
from filiere.site.careers.profession_content import shipped_profession

pytestmark = pytest.mark.django_db
CASHIER = {"job": "cashier"}


def post(client: Any, sent: dict[str, Any], lang: str = "fr", to: str = "") -> str:
    """What the page answers to a form, as a browser sends it."""
    page = client.post(f"/{lang}/paths/{to}", sent)
    assert page.status_code == 200, page.content.decode()[:400]
    content: str = page.content.decode()
    return content


@pytest.mark.parametrize(
    ("words", "job"),
    [("caissière", "cashier"), ("CAISSIER", "cashier"), ("serveuse", "waiter"), ("aide a domicile", "home-help")],
)
def test_a_title_as_people_write_it_opens_the_result(client: Any, words: str, job: str) -> None:
    assert f'name="job" value="{job}"' in post(client, {"title": words})


@pytest.mark.parametrize(
    ("lang", "words", "job"),
    [
        ("fr", "téléconseillère", "customer-adviser"),
        ("fr", "conseiller en centre d’appels", "customer-adviser"),
        ("fr", "conseiller clientèle", "customer-adviser"),
        ("fr", "femme de ménage à domicile", "home-help"),
        ("en", "call center agent", "customer-adviser"),
        ("en", "customer service representative", "customer-adviser"),
        ("en", "telesales agent", "teleseller"),
        ("en", "home carer", "home-help"),
    ],
)
def test_what_people_call_a_job_opens_the_result_too(client: Any, lang: str, words: str, job: str) -> None:
    """The names that people use beside those that the profession writes, in both languages."""
    assert f'name="job" value="{job}"' in post(client, {"title": words}, lang)


def test_a_title_between_several_jobs_is_asked_about(client: Any) -> None:
    content = post(client, {"title": "chargée de clientèle"})
    assert "data-outcome" in content
    assert len(re.findall(r'type="radio" name="job"', content)) == 3


@pytest.mark.parametrize("words", ["maçon", "🙂", "x" * 10_000, "M1704"])
def test_a_title_that_names_no_known_job_is_said_to_be_unknown(client: Any, words: str) -> None:
    page = client.post("/fr/paths/", {"title": words})
    assert page.status_code == 422
    assert "data-outcome" in page.content.decode()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_suggestion_opens_with_its_parts_bridges_gaps_and_what_is_missing(client: Any, lang: str) -> None:
    content = post(client, CASHIER, lang)
    targets = re.findall(r'data-suggestion="([^"]+)"', content)
    assert len(targets) == 5
    for target in targets:
        shown = post(client, {**CASHIER, "target": target}, lang)
        assert f'data-target="{target}"' in shown
        assert re.findall(r'data-measure="([^"]+)"', shown) == [measure.id for measure in list_measures()]
        path = current_advisor().explain(PersonState(job="cashier").person, target)
        assert set(re.findall(r'data-bridge="([^"]+)"', shown)) == {one.id for one in path.bridges}
        assert set(re.findall(r'data-gap="([^"]+)"', shown)) == {one.id for one in path.gaps}
        assert "data-counterfactual" in shown
        assert shown.count("data-missing") == len(path.missing)


def test_each_answer_is_visible_and_not_to_know_never_counts(client: Any) -> None:
    content = post(client, CASHIER)
    question = re.search(r'data-question="([^"]+)"', content)
    assert question is not None
    said = {**CASHIER, "question": question[1], "next": "1"}
    scores = {}
    for answer in Answer:
        after = post(client, {**said, "answer": answer.value})
        assert "data-effect" in after
        assert f'name="a-{question[1]}"' in after
        scores[answer] = re.findall(r'data-suggestion="([^"]+)"', after), re.findall(r"data-target=\S+", after)
    assert scores[Answer.UNKNOWN] == (
        re.findall(r'data-suggestion="([^"]+)"', content),
        re.findall(r"data-target=\S+", content),
    )


def test_an_intake_ends_after_its_questions(client: Any) -> None:
    sent: dict[str, Any] = dict(CASHIER)
    asked: list[str] = []
    while (found := re.search(r'data-question="([^"]+)"', content := post(client, sent))) is not None:
        assert found[1] not in asked
        asked.append(found[1])
        answers = {f"a-{one}": ("yes", "no", "unknown")[at % 3] for at, one in enumerate(asked)}
        sent = {**CASHIER, **answers}
    assert 8 <= len(asked) <= 12
    assert 'data-suggestion="' in content


def test_the_question_counts_only_when_it_is_answered_or_passed(client: Any) -> None:
    sent = {**CASHIER, "question": "write-reply", "answer": "unknown"}
    assert 'name="a-write-reply"' not in post(client, sent)
    assert 'name="a-write-reply"' in post(client, {**sent, "next": "1"})


def test_questions_alone_lead_to_a_job(client: Any) -> None:
    content = post(client, {"started": "1"})
    assert 'data-suggestion="' not in content
    question = re.search(r'data-question="([^"]+)"', content)
    assert question is not None
    said = {"started": "1", "question": question[1], "answer": "yes", "next": "1"}
    assert 'data-suggestion="' in post(client, said)


@pytest.mark.parametrize(
    "sent",
    [{"job": "astronaut"}, {"job": "cashier", "a-no-such-skill": "yes"}, {"job": "cashier", "target": "astronaut"}],
)
def test_what_nothing_describes_is_said_to_be_unknown(client: Any, sent: dict[str, str]) -> None:
    for to in ("", "sheet/", "sheet.pdf"):
        page = client.post(f"/fr/paths/{to}", sent)
        assert page.status_code == 422
        assert 'role="alert"' in page.content.decode()


def test_weeks_of_the_lines_sum_to_the_total(client: Any) -> None:
    """What depends on the employer is listed and not counted; what bridges begin has a line of its own."""
    for job in ("cashier", "waiter", "home-help"):
        shown, path = (client.post("/fr/paths/", {"job": job}).context[name] for name in ("shown", "path"))
        counted = [weeks for _, weeks in shown["gaps"] if weeks is not None]
        assert sum(counted) + shown["to_finish"] == pytest.approx(path.effort.high)


def test_nothing_is_kept(client: Any) -> None:
    def count() -> dict[str, int]:
        models = [model for model in apps.get_models() if hasattr(model, "objects") and model is not SignInLimit]
        return {model._meta.label: model.objects.count() for model in models}

    before = count()
    content = post(client, {**CASHIER, "a-write-reply": "no"})
    sheet = client.post("/fr/paths/sheet/", {**CASHIER, "a-write-reply": "no"})
    assert "data-nothing-kept" in content
    assert count() == before
    # How many pages a network asked for is counted, under a seal: nothing of what was told.
    assert [(len(one.key), one.failures) for one in SignInLimit.objects.all()] == [(64, 2)]
    assert sheet.status_code == 200
    kept = " ".join(morsel.value for morsel in client.cookies.values())
    assert "cashier" not in kept
    assert "write-reply" not in kept
    assert "no-store" in sheet["Cache-Control"]


def test_who_a_person_is_is_refused_by_name(client: Any) -> None:
    for name in ("age", "sexe", "nationalite", "adresse", "sante"):
        page = client.post("/fr/paths/", {**CASHIER, name: "secret-value"})
        assert page.status_code == 422
        assert "secret-value" not in page.content.decode()


def test_the_sheet_holds_on_one_page(client: Any) -> None:
    page = client.post("/fr/paths/sheet.pdf", {**CASHIER, "target": "customer-adviser"})
    assert page["Content-Type"] == "application/pdf"
    read = PdfReader(BytesIO(b"".join(page) if page.streaming else page.content))
    assert len(read.pages) == 1
    assert "Je sais déjà" in read.pages[0].extract_text()


def test_the_sheet_counts_what_it_has_no_room_for() -> None:
    state = PersonState(job="cashier")
    path = current_advisor().explain(state.person, "customer-adviser")
    sheet = build_sheet(state, path)
    assert len(sheet.known) + sheet.more_known == len(path.held) + len(path.bridges)
    assert len(sheet.to_learn) + sheet.more_to_learn == len(path.gaps)


def send(client: Any, sent: dict[str, Any]) -> Any:
    """What a program is answered."""
    return client.post("/api/v1/paths?lang=en", json.dumps(sent), content_type="application/json")


def test_programs_are_given_paths_whose_parts_sum_to_the_score(client: Any) -> None:
    answered = send(client, {"job": "cashier", "answers": {"write-reply": "no"}})
    assert answered.status_code == 200
    for one in answered.json()["paths"]:
        assert sum(part["points"] for part in one["parts"]) == pytest.approx(one["score"], abs=1e-9)
    alone = send(client, {"job": "cashier", "target": "team-leader"}).json()["paths"]
    assert [one["target"] for one in alone] == ["team-leader"]


@pytest.mark.parametrize(
    "extra",
    [{"age": 44}, {"sex": "f"}, {"nationality": "x"}, {"address": {"street": "y"}}, {"health": 1}, {"who": {"age": 3}}],
)
def test_programs_may_not_say_who_a_person_is(client: Any, extra: dict[str, Any]) -> None:
    refused = send(client, {"job": "cashier", **extra})
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert {one["code"] for one in refused.json()["errors"]} == {"path-personal-input"}


def test_programs_are_told_of_an_input_that_is_not_known(client: Any) -> None:
    for sent, code in (({"colour": 1}, "path-unknown-input"), ({"job": "astronaut"}, "path-unknown-job")):
        refused = send(client, sent)
        assert refused.status_code == 422
        assert code in {one["code"] for one in refused.json()["errors"]}


def test_answers_beyond_the_most_are_refused_and_never_dropped(client: Any) -> None:
    items = [*shipped_profession().skills, *shipped_profession().phrases]
    told = {f"a-{one}": "yes" for one in items[: MOST_ANSWERS - 1]}
    last = {"question": items[MOST_ANSWERS - 1], "answer": "no", "next": "1"}
    assert "data-effect" in post(client, {**CASHIER, **told, **last})
    refused = client.post("/fr/paths/", {**CASHIER, **told, **last, "no": items[MOST_ANSWERS]})
    assert refused.status_code == 422
    assert f"{MOST_ANSWERS + 1} réponses sont envoyées" in refused.content.decode()


def test_the_points_on_the_page_sum_to_the_total_on_the_page() -> None:
    """In tenths as they are shown: parts to the total, lines to their part."""
    for job, target in (("security-guard", "customer-adviser"), ("cashier", "customer-adviser")):
        shown = present_path(current_advisor().explain(PersonState(job=job).person, target))
        tenths = [round(points * 10) for _, points, _ in shown["parts"]]
        assert sum(tenths) == round(shown["total"] * 10)
        for (_, _, lines), points in zip(shown["parts"], tenths, strict=True):
            assert not lines or sum(round(each * 10) for _, each in lines) == points


def test_a_flood_of_names_is_told_in_few_faults(client: Any) -> None:
    for name in ("age", "k"):
        sent = {f"{name} {number}": 1 for number in range(1000)}
        page = client.post("/api/v1/paths", json.dumps(sent), content_type="application/json")
        assert page.status_code == 422
        assert len(page.content) < 40_000


@pytest.mark.parametrize(
    ("to", "limit"),
    [
        ("/fr/paths/", "PAGES"),
        ("/fr/paths/sheet/", "PAGES"),
        ("/fr/paths/sheet.pdf", "SHEETS"),
        ("/api/v1/paths", "COMPUTATIONS"),
    ],
)
def test_one_network_computes_so_much_an_hour(client: Any, monkeypatch: Any, to: str, limit: str) -> None:
    module = api if limit == "COMPUTATIONS" else views
    monkeypatch.setattr(module, limit, replace(getattr(module, limit), allowed=1))
    monkeypatch.setattr(views, "render_pdf", lambda *_, **__: b"%PDF")
    how: dict[str, Any] = {"data": CASHIER}
    if limit == "COMPUTATIONS":
        how = {"data": json.dumps(CASHIER), "content_type": "application/json"}
    assert [client.post(to, **how).status_code for _ in range(2)] == [200, 429]


def test_every_feeder_job_has_gains_and_losses_said_from_degree_to_degree() -> None:
    for job in shipped_profession().feeders:
        state = PersonState(job=job)
        for path in current_advisor().suggest(state.person, most=3):
            sheet = build_sheet(state, path)
            counts = [len(path.changes.list_kind(kind)) for kind in (ChangeKind.GAINED, ChangeKind.LOST)]
            assert [len(sheet.gains) + sheet.more_gains, len(sheet.losses) + sheet.more_losses] == counts
            assert sum(counts) > 0, (job, path.target)
            assert all("avant :" in str(getattr(one.note, "fr", "")) for one in (*sheet.gains, *sheet.losses))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_fullest_sheets_hold_on_one_page(lang: Lang) -> None:
    """The six sheets with most words among the first three suggestions of every feeder job."""
    states = [PersonState(job=job) for job in shipped_profession().feeders]
    sheets = [build_sheet(state, path) for state in states for path in current_advisor().suggest(state.person, most=3)]
    fullest = sorted(sheets, key=lambda one: -count_letters(one, lang))[:6]
    assert [len(PdfReader(BytesIO(path_sheet_pdf(one, lang))).pages) for one in fullest] == [1] * 6


def count_letters(sheet: PathSheet, lang: Lang) -> int:
    """How many letters the lists of a sheet hold."""
    lines = (*sheet.known, *sheet.to_learn, *sheet.gains, *sheet.losses, *sheet.to_ask)
    return sum(len(str(getattr(each, lang, each))) for one in lines for each in (one.words, one.note))
