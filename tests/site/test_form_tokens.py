"""A form sent twice acts once and is answered once, whatever the act (M4, L6)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone
from support.harness.at_once import on_a_file
from support.scenes.dossier_sample import make_person
from support.scenes.double_post_sample import (
    FACTS,
    Sending,
    all_at_once,
    browser,
    one_after_the_other,
    sendings,
    signed_in,
)

from filiere.site import form_idempotency
from filiere.site.journal.form_claims import SentForm
from filiere.site.journal.models import AnsweredForm

TEMPLATES = Path(__file__).parents[2] / "src/filiere/site/templates"
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ONCE = {
    "complaint": [[200], 1, 1],
    "follow": [[302], 1, 1],
    "invitation": [[302], 1, 1],
    "organisation": [[302], 1, 1],
    "session": [[302], 1, 1],
    "sign-in": [[302], 1, 1],
}


@pytest.mark.django_db
def test_a_form_sent_again_is_answered_as_before() -> None:
    """M4, L6: at version 0.5 a complaint was answered 500, and sessions and invitations were made again."""
    assert one_after_the_other() == ONCE


def test_forms_sent_at_the_same_moment_act_once_on_a_file(fresh: Path) -> None:
    """M4, L6."""
    assert on_a_file(fresh, "double_post_sample") == ONCE


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_forms_sent_at_the_same_moment_act_once_on_postgresql() -> None:
    """M4, L6."""
    assert all_at_once() == ONCE


@pytest.mark.django_db
def test_an_act_whose_answer_was_lost_is_told_and_not_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process died, or the disk filled, between the act and the keeping of its answer."""
    monkeypatch.setattr(form_idempotency, "WAIT_SECONDS", 0)
    sending = sendings()["session"]
    form = sending.form()
    assert sending.send(form).status_code == 302
    AnsweredForm.objects.update(answer="")
    again = sending.send(form)
    assert again.status_code == 409
    assert "déjà enregistré" in again.content.decode()
    assert "Envoyer de nouveau" not in again.content.decode()
    assert sending.made() == 1


def broken(get_response: Any) -> Any:
    """A middleware of one trouble: what was done is not told, and the server says that something went wrong."""

    def middleware(request: Any) -> Any:
        response = get_response(request)
        return HttpResponse(status=500) if request.method == "POST" else response

    return middleware


@pytest.mark.django_db
def test_an_act_answered_by_a_fault_of_the_server_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Each resend held a thread for three seconds, for an answer that would never be kept."""
    sending = sendings()["session"]
    form, middleware = sending.form(), settings.MIDDLEWARE
    settings.MIDDLEWARE = [*middleware, f"{__name__}.broken"]
    assert sending.send(form).status_code == 500
    settings.MIDDLEWARE = middleware

    def wait(_seconds: float) -> None:
        pytest.fail("a thread waits for an answer that is not kept")

    monkeypatch.setattr("filiere.site.form_idempotency.time.sleep", wait)
    again = sending.send(form)
    assert again.status_code == 409
    assert "déjà enregistré" in again.content.decode()
    assert sending.made() == 1


@pytest.mark.django_db
def test_another_person_another_text_and_another_hour_make_another_form() -> None:
    """What is given again is what this browser sent, word for word, within the hour."""
    sending = sendings()["complaint"]
    form = sending.form()
    first = sending.send(form).content
    stranger = Sending(browser(), sending.page, {}, sending.made)
    assert stranger.send(form).content != first
    assert sending.send({**form, "facts": f"{FACTS} Et cela dure."}).content != first
    assert (sending.made(), sending.send(form).content == first) == (3, True)
    # Whoever reads the table finds neither the number nor the words.
    number = re.search(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}", first.decode())
    assert number is not None
    assert not any(number[0] in row.answer or row.key in form["form_token"] for row in AnsweredForm.objects.all())
    AnsweredForm.objects.update(at=timezone.now() - form_idempotency.ANSWER_LIFETIME)
    assert sending.send(form).content != first
    assert AnsweredForm.objects.count() == 1


@pytest.mark.django_db
def test_a_page_shown_once_is_not_given_to_whoever_comes_next_in_the_browser() -> None:
    """After signing out, the page with the secret is not to be had by sending the form again."""
    person = make_person()
    client = signed_in(person)
    address = "/fr/account/sessions/"
    form = {"form_token": "a-token-of-this-form"}
    answer = client.post(address, form)
    assert answer.status_code in (200, 302)
    AnsweredForm.objects.update(answer=seal_page(form["form_token"], user=str(person.pk)))
    assert "secret" in client.post(address, form).content.decode()
    client.post("/fr/sign-out/")
    assert "secret" not in client.post(address, form).content.decode()


def seal_page(token: str, *, user: str) -> str:
    """A page shown once, as it is kept."""
    form = SentForm(key="", token=token, user=user)
    return form_idempotency._seal_answer(form, HttpResponse("secret"))


@pytest.mark.django_db
def test_a_refusal_is_not_kept(make_user: Any) -> None:
    """The same form is taken once the right is there, or the fault is mended."""
    person = make_user()
    client, form = signed_in(person), {"form_token": "a-token-of-this-form"}
    sent = {**form, "instance": "committee", "on": "2999-01-05", "at": "09:30", "place": "Paris"}
    assert client.post("/fr/committee/call/", sent).status_code == 403
    assert not AnsweredForm.objects.exists()


def test_every_form_that_is_posted_has_both_tokens() -> None:
    """The guard of the class: no page can send a form that would act twice."""
    posted = {
        f"{path.relative_to(TEMPLATES)}: {attributes}": body
        for path in sorted(TEMPLATES.rglob("*.html"))
        for attributes, body in FORM.findall(path.read_text(encoding="utf-8"))
        if "post" in attributes.lower()
    }
    assert len(posted) > 100
    assert [form for form, body in posted.items() if "{% csrf_token %}" not in body] == []
    template: Any = engines["django"].from_string("{% csrf_token %}{% csrf_token %}")
    written = template.render({}, RequestFactory().get("/fr/"))
    tokens = re.findall(r'name="form_token" value="([\w-]{24})"', written)
    assert written.count("csrfmiddlewaretoken") == len(set(tokens)) == 2
