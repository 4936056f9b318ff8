"""The form of a survey: a link opens it at its first question, each screen is kept, checks ask once, a link expires."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import make_link, open_collection

from filiere.site.journal.models import Entry
from filiere.site.mail.models import Letter
from filiere.site.survey.waves.letters import post_invitations, post_reminders, post_transfer
from filiere.site.survey.waves.models import AccessLink, Reply, SampledUnit, Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db: None) -> SampledUnit:
    """A centre that was written to."""
    return open_collection(make_person("statistician")).units.first()  # type: ignore[return-value]


def send(client: Client, token: str, screen: str, **values: Any) -> Any:
    """Send a screen, by the names of its fields."""
    return client.post(reverse("survey:respond-screen", args=(token, screen)), values)


def show(client: Client, token: str, screen: str) -> str:
    """A screen, as it is read."""
    return client.get(reverse("survey:respond-screen", args=(token, screen))).content.decode()


def test_the_link_of_the_letter_is_the_first_question(client: Client, unit: SampledUnit) -> None:
    """Nothing stands between the letter and the first question; the letter itself holds a link that is kept nowhere."""
    page = client.get(reverse("survey:respond", args=(make_link(unit),)))
    assert page.status_code == 200
    assert 'data-screen="segment"' in page.content.decode()
    assert Letter.objects.filter(kind="survey.invitation").count() == unit.wave.units.count()
    assert not any("/respond/" + "…" not in one.body for one in Letter.objects.all())


def test_a_secret_is_kept_as_a_hash_and_ends(client: Client, unit: SampledUnit) -> None:
    """Neither a wrong link nor one past its day opens anything; nor does any once the collection is over."""
    token = make_link(unit)
    assert not AccessLink.objects.filter(token_hash__contains=token).exists()
    assert client.get(reverse("survey:respond", args=(token[:-1],))).status_code == 404
    AccessLink.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert client.get(reverse("survey:respond", args=(token,))).status_code == 404
    token = make_link(unit)
    Wave.objects.update(state=Wave.State.CLOSED)
    assert client.get(reverse("survey:respond", args=(token,))).status_code == 404


def test_a_screen_is_kept_and_leads_to_the_next(client: Client, unit: SampledUnit) -> None:
    """What was sent is in the reply at once, and the link opens at the next question."""
    token = make_link(unit)
    answered = send(client, token, "segment", segment="in_house")
    assert answered.headers["Location"] == reverse("survey:respond-screen", args=(token, "staff"))
    assert Reply.objects.get(unit=unit).answers["values"] == {"segment": "in_house"}
    unit.refresh_from_db()
    assert unit.state == SampledUnit.State.STARTED
    assert 'data-screen="staff"' in client.get(reverse("survey:respond", args=(token,))).content.decode()


def test_a_soft_check_asks_at_the_field_then_at_the_page_then_passes(client: Client, unit: SampledUnit) -> None:
    """A number out of the ordinary is asked about twice, and then taken."""
    token = make_link(unit)
    first = send(client, token, "staff", staff="9000").content.decode()
    assert 'data-check="soft"' in first
    assert "data-page-checks" not in first
    assert "data-page-checks" in send(client, token, "staff", staff="9000").content.decode()
    assert send(client, token, "staff", staff="9000").status_code == 302
    assert Reply.objects.get().answers["values"]["staff"] == "9000"


def test_a_comment_passes_a_soft_check_at_once(client: Client, unit: SampledUnit) -> None:
    """Whoever explains is asked no more."""
    token = make_link(unit)
    send(client, token, "staff", staff="9000")
    assert send(client, token, "staff", **{"staff": "9000", "comment.staff": "Deux sites"}).status_code == 302
    assert Reply.objects.get().answers["comments"] == {"staff": "Deux sites"}


def test_a_hard_check_stands_until_it_is_corrected(client: Client, unit: SampledUnit) -> None:
    """More permanent hires than hires is arithmetic; what was typed is kept, and the form is not sent with it."""
    token = make_link(unit)
    send(client, token, "hired", hired="yes")
    values = {"hired": "yes", "hires": "3", "permanent_hires": "5"}
    for _ in range(3):
        page = send(client, token, "hired", **values)
        assert page.status_code == 422
        assert 'data-check="hard"' in page.content.decode()
    assert client.post(reverse("survey:respond-review", args=(token,))).status_code == 422
    assert send(client, token, "hired", **values | {"permanent_hires": "2"}).status_code == 302


def test_choices_that_are_wrong_are_told_to_screen_readers(client: Client, unit: SampledUnit) -> None:
    """“None of these” ticked beside another: each box says that it is invalid; radio buttons are one group."""
    token = make_link(unit)
    assert 'aria-invalid="true"' not in send(client, token, "brakes").content.decode()
    page = send(client, token, "brakes", brakes=["pay", "nothing"]).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="brakes"[^>]*>', page)
    assert len(boxes) == 8
    assert all('aria-invalid="true"' in box and "aria-describedby" not in box for box in boxes)
    first = client.get(reverse("survey:respond-screen", args=(token, "segment"))).content.decode()
    assert '<fieldset role="radiogroup"' in first


def test_an_answer_under_a_filter_is_kept_and_comes_back(client: Client, unit: SampledUnit) -> None:
    """Closing a filter loses nothing, and opening it again shows what was there, on the same screen."""
    token = make_link(unit)
    opened = send(client, token, "hired", hired="yes")
    assert opened.headers["Location"] == reverse("survey:respond-screen", args=(token, "hired"))
    send(client, token, "hired", hired="yes", hires="3")
    send(client, token, "hired", hired="no", hires="3")
    assert Reply.objects.get().answers["values"]["hires"] == "3"
    send(client, token, "hired", hired="yes")
    assert 'value="3"' in show(client, token, "hired")


def test_who_does_not_know_says_so(client: Client, unit: SampledUnit) -> None:
    """The mark stands for an answer, and is none."""
    token = make_link(unit)
    assert send(client, token, "staff", unknown="1").status_code == 302
    assert Reply.objects.get().answers["unknown"] == ["staff", "staff_before"]


def test_a_form_that_shows_another_state_is_refused(client: Client, unit: SampledUnit) -> None:
    """Two colleagues on one question: the second is told, and nothing of the first is undone."""
    token = make_link(unit)
    send(client, token, "segment", segment="in_house")
    refused = send(client, token, "segment", segment="outsourced", seen="0" * 16)
    assert refused.status_code == 422
    assert Reply.objects.get().answers["values"] == {"segment": "in_house"}


def test_last_time_stands_under_the_label(client: Client) -> None:
    """What the same centre answered at the wave before is recalled, and is no answer."""
    actor = make_person("statistician")
    earlier = open_collection(actor, period="2026-04")
    wave = open_collection(actor, previous=earlier)
    before, unit = earlier.units.first(), wave.units.first()
    assert before is not None
    assert unit is not None
    send(client, make_link(before), "staff", staff="142")
    Reply.objects.update(submitted_at=timezone.now())
    page = show(client, make_link(unit), "staff")
    assert 'class="prior"' in page
    assert "142" in page
    assert 'value="142"' not in page


def test_resuming_later_keeps_the_screen(client: Client, unit: SampledUnit) -> None:
    """The button keeps what was typed and says how to come back."""
    token = make_link(unit)
    later = send(client, token, "segment", segment="in_house", later="1")
    assert later.headers["Location"] == reverse("survey:respond-later", args=(token,))
    assert Reply.objects.get().answers["values"] == {"segment": "in_house"}


def test_sending_ends_the_form_and_the_journal_keeps_no_word(client: Client, unit: SampledUnit) -> None:
    """Once sent nothing changes here, and the journal knows that this centre answered, not what."""
    token = make_link(unit)
    send(client, token, "segment", segment="in_house")
    review = reverse("survey:respond-review", args=(token,))
    seen = client.get(review).context["seen"]
    assert client.post(review, {"seen": seen}).status_code == 302
    assert "data-sent" in client.get(reverse("survey:respond", args=(token,))).content.decode()
    assert "data-sent" in send(client, token, "segment", segment="outsourced").content.decode()
    assert Reply.objects.get().answers["values"] == {"segment": "in_house"}
    entry = Entry.objects.get(act="response.submit")
    assert (entry.actor_key, entry.subject_id) == ("anonymous", unit.key)


def test_a_colleague_gets_a_link_of_their_own(client: Client, unit: SampledUnit) -> None:
    """Both answer the same form; no address is kept but in the letter; five a day."""
    address = reverse("survey:respond-transfer", args=(make_link(unit),))
    assert client.post(address, {"email": "nobody"}).status_code == 422
    links = AccessLink.objects.filter(unit=unit).count()
    for number in range(5):
        assert client.post(address, {"email": f"colleague-{number}@filiere.invalid"}).status_code == 302
    assert client.post(address, {"email": "sixth@filiere.invalid"}).status_code == 422
    assert AccessLink.objects.filter(unit=unit).count() == links + 5
    assert Letter.objects.filter(kind="survey.transfer", address="colleague-0@filiere.invalid").exists()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_reply_with_answers_missing_is_resumed_first_and_sent_knowingly(
    client: Client, unit: SampledUnit, lang: str
) -> None:
    """Sending is for good: as long as questions wait for an answer, the first button resumes, the other says without
    what it sends; once none does, one button sends."""
    token = make_link(unit)
    review = reverse("survey:respond-review", args=(token,)).replace("/fr/", f"/{lang}/")
    resume = re.escape(reverse("survey:respond-screen", args=(token, "segment")).replace("/fr/", f"/{lang}/"))
    page = client.get(review).content.decode()
    assert re.search(rf'<a class="button" href="{resume}">.*data-send="without"', page, re.DOTALL)
    while (left := client.get(review).context["missing"]) is not None:
        send(client, token, left.place, unknown="1")
    assert re.findall(r'data-send="(.*?)"', client.get(review).content.decode()) == ["all"]


@pytest.mark.parametrize(("lang", "greeting"), [("fr", "Bonjour,"), ("en", "Hello,")])
def test_every_letter_of_a_survey_greets_and_names_the_centre(unit: SampledUnit, lang: str, greeting: str) -> None:
    """The invitation, the reminder and the link of a colleague, in the language of the centre."""
    Letter.objects.all().delete()
    unit.language = lang
    post_invitations(unit.wave, [unit])
    post_reminders(unit.wave, [unit])
    post_transfer(unit.wave, unit, "colleague@filiere.invalid")
    letters = {one.kind: one.body for one in Letter.objects.all()}
    assert set(letters) == {"survey.invitation", "survey.reminder", "survey.transfer"}
    assert {body.split("\n")[0] for body in letters.values()} == {greeting}
    assert unit.name in letters["survey.invitation"]
    assert unit.name in letters["survey.transfer"]


def test_a_workbook_goes_out_and_comes_back(client: Client, unit: SampledUnit) -> None:
    """What was answered is in the workbook; what is typed there comes into the form, and a stranger's is refused."""
    token = make_link(unit)
    send(client, token, "segment", segment="in_house")
    given = b"".join(client.get(reverse("survey:respond-workbook", args=(token,))))  # type: ignore[arg-type]
    address = reverse("survey:respond-excel", args=(token,))
    answer = client.post(address, {"file": SimpleUploadedFile("a.xlsx", given)})
    # Whoever filled in a workbook reviews it next: the button that sends it is there, and what is missing.
    assert (answer.status_code, answer["Location"]) == (302, reverse("survey:respond-review", args=(token,)))
    assert Reply.objects.get().answers["values"] == {"segment": "in_house"}
    assert client.post(address, {"file": SimpleUploadedFile("a.xlsx", b"not a workbook")}).status_code == 422
    other = unit.wave.units.last()
    assert other is not None
    stranger = reverse("survey:respond-excel", args=(make_link(other),))
    assert client.post(stranger, {"file": SimpleUploadedFile("a.xlsx", given)}).status_code == 422


def test_a_tiny_number_is_shown_as_it_was_typed(client: Client, unit: SampledUnit) -> None:
    """A workbook holds 1e-7: neither the check nor the field makes it 0."""
    token = make_link(unit)
    page = send(client, token, "staff", staff="0,0000001").content.decode()
    assert "0,0000001 n’est pas un nombre entier" in page
    assert 'value="0,0000001"' in page
