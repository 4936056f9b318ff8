"""What is said in public: a sentence says its figure, somebody else approves it, and it lives as long as its figure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from support.scenes import communication_sample as sample
from support.scenes.communication_sample import JOBS, OLD, WOMEN, Cast

from filiere.core import Faults
from filiere.site.journal.integrity import check_integrity
from filiere.site.kit.rights import RightRefused
from filiere.site.mail.models import Letter
from filiere.site.observatory.figure_register import current_register
from filiere.site.pages.todo_list import tasks_for
from filiere.site.programme.communication.actions import messages as acts
from filiere.site.programme.communication.embargo import is_said
from filiere.site.programme.communication.models import Message
from filiere.site.programme.communication.scheduled_tasks import (
    apply_silence_rules,
    recall_stale_messages,
    remind_of_deadlines,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """Who speaks, with the figures retained that messages stand on."""
    made = Cast()
    sample.retain(made, JOBS, WOMEN, OLD)
    return made


def codes(raised: Any) -> set[str]:
    """The codes of a refusal."""
    return {fault.code for fault in raised.value.faults}


def told(person: Any) -> set[str]:
    """What is awaited from a person, by what it is."""
    person = type(person).objects.get(pk=person.pk)
    return {one.key.partition(":")[0] for one in tasks_for(person, timezone.localdate())}


def test_a_message_goes_from_its_author_to_somebody_else_and_its_figure_is_frozen(cast: Cast) -> None:
    message = sample.write(cast)
    acts.submit_message(message, actor=cast.officer)
    assert "message-approve" in told(cast.lead)
    assert "message-approve" not in told(cast.officer)
    message.refresh_from_db()
    made = acts.approve_message(message, actor=cast.lead)
    assert made.state == Message.State.APPROVED
    assert (made.frozen["value"], made.frozen["figure"], len(made.frozen_sha256)) == ("290000", JOBS, 64)
    assert made.frozen["amount"]["fr"].split() == ["290", "000", "emplois"]
    assert "message-approve" not in told(cast.lead)
    assert check_integrity().differences == ()


def test_nobody_approves_what_they_wrote(cast: Cast) -> None:
    message = acts.write_message(
        sample.SENTENCES[JOBS][0], sentence_en=sample.SENTENCES[JOBS][1], figure=JOBS, actor=cast.lead
    )
    acts.submit_message(message, actor=cast.lead)
    message.refresh_from_db()
    with pytest.raises(Faults) as raised:
        acts.approve_message(message, actor=cast.lead)
    assert codes(raised) == {"message-own"}
    with pytest.raises(RightRefused):
        acts.approve_message(message, actor=cast.officer)
    message.approved_by = cast.lead
    with pytest.raises(IntegrityError), transaction.atomic():
        message.save()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"figure": "no-such-figure"}, {"message-figure-unknown"}),
        ({"figure": "jobs-whole-2012-afrc", "sentence": "260 000 emplois", "sentence_en": "260,000 jobs"},
         {"message-figure-not-retained"}),
        ({"sentence": "Beaucoup d’emplois."}, {"message-figure-absent"}),
        ({"sentence": "Beaucoup.", "sentence_en": "Many."}, {"message-figure-absent"}),
        ({"cites_state": True}, {"message-office-missing"}),
    ],
)  # fmt: skip
def test_a_message_that_could_not_be_approved_is_not_written(
    cast: Cast, said: dict[str, Any], expected: set[str]
) -> None:
    with pytest.raises(Faults) as raised:
        sample.write(cast, **said)
    assert codes(raised) == expected
    assert not Message.objects.exists()


def test_a_refusal_tells_its_author_why(cast: Cast) -> None:
    message = sample.write(cast)
    acts.submit_message(message, actor=cast.officer)
    message.refresh_from_db()
    acts.refuse_message(message, reason="Le périmètre manque.", actor=cast.lead)
    assert "message-rewrite" in told(cast.officer)
    letter = Letter.objects.get(to=cast.officer, kind="message")
    assert "Le périmètre manque." in letter.body
    message.refresh_from_db()
    seen = acts.seal_words(message)
    acts.rewrite_message(
        message, sentence="En France, 290 000 emplois.", sentence_en="In France, 290,000 jobs.", actor=cast.officer
    )
    message.refresh_from_db()
    assert message.state == Message.State.DRAFT
    with pytest.raises(Faults) as raised:
        acts.rewrite_message(message, sentence="Encore 290 000.", seen=seen, actor=cast.lead)
    assert codes(raised) == {"message-moved"}


def test_a_message_falls_with_its_figure_at_once_and_is_recalled_within_the_hour(cast: Cast) -> None:
    """A register that changes by itself, as by an upgrade, leaves nothing said of the old number."""
    from filiere.site.observatory.extension_points import figure_fall_guards
    from filiere.site.programme.communication.figure_guard import keep_cited_figure

    message = sample.say(cast)
    url = f"/fr/programme/messages/{message.key}/"
    assert "data-stale" not in Client().get(url).text
    with figure_fall_guards.remove_for_block(keep_cited_figure):
        sample.correct(cast, JOBS, 270_000)
    page = Client().get(url).text
    assert "data-stale" in page
    assert "290" not in page.partition("<main")[2]
    assert "data-current" not in Client().get("/fr/programme/operations/").text
    assert recall_stale_messages(timezone.localdate()) == 1
    message.refresh_from_db()
    assert message.state == Message.State.RECALLED
    assert Letter.objects.filter(to=cast.officer, kind="message").count() == 1
    assert recall_stale_messages(timezone.localdate()) == 0
    assert check_integrity().differences == ()


def test_what_is_not_printed_of_a_figure_may_change_under_a_message(cast: Cast) -> None:
    from filiere.site.observatory.actions.correct_figure import correct_figure

    message = sample.say(cast)
    note = {"note": {"fr": "Précision.", "en": "A remark."}}
    correct_figure(JOBS, changes=note, reason=sample.REASON, actor=cast.statistician)
    assert is_said(current_register(), message)


def cite_state(cast: Cast, rule: str, **office: Any) -> Message:
    """A message that cites the State, approved here, whose office was asked under a rule of silence."""
    operation = sample.plan(cast, **sample.ask_office(rule=rule, **office))
    fr, en = sample.SENTENCES[JOBS]
    made: Message = sample.say(
        cast,
        JOBS,
        operation,
        sentence=f"{fr} Le ministère s’y associe.",
        sentence_en=f"{en} The ministry joins in.",
        cites_state=True,
        without_mention=fr,
        without_mention_en=en,
    )
    return made


@pytest.mark.parametrize(
    ("rule", "state", "cites"),
    [
        ("mention_withdrawn", Message.State.APPROVED, False),
        ("goes", Message.State.APPROVED, True),
        ("waits", Message.State.SUBMITTED, True),
    ],
)
def test_an_office_that_never_answers_is_read_by_the_rule_of_the_request(
    cast: Cast, rule: str, state: str, cites: bool
) -> None:
    message = cite_state(cast, rule)
    assert message.awaits_office
    assert "message-office" in told(cast.officer)
    assert apply_silence_rules(timezone.localdate()) == 0
    message.operation.office_deadline = timezone.now() - timedelta(minutes=1)  # type: ignore[union-attr]
    message.operation.save()  # type: ignore[union-attr]
    assert apply_silence_rules(timezone.localdate()) == 1
    assert apply_silence_rules(timezone.localdate()) == 0
    message = Message.objects.select_related("operation").get()
    assert (message.state, message.office_answer, message.cites_state_now) == (state, "silence", cites)
    assert ("ministère" in message.current_sentence.fr) == cites
    assert Letter.objects.filter(to=cast.officer, kind="message").count() == 1
    if rule == "waits":
        acts.record_office_answer(message, answer="agreed", actor=cast.officer)
        assert Message.objects.get().state == Message.State.APPROVED


@pytest.mark.parametrize(
    ("answer", "state", "cites"),
    [
        ("agreed", Message.State.APPROVED, True),
        ("without_mention", Message.State.APPROVED, False),
        ("refused", Message.State.REFUSED, True),
    ],
)
def test_the_answer_of_an_office_is_recorded(cast: Cast, answer: str, state: str, cites: bool) -> None:
    message = cite_state(cast, "waits")
    acts.record_office_answer(message, answer=answer, note="Par téléphone.", actor=cast.officer)
    message = Message.objects.select_related("operation").get()
    assert (message.state, message.cites_state_now) == (state, cites)
    assert "message-office" not in told(cast.officer)
    with pytest.raises(Faults) as raised:
        acts.record_office_answer(message, answer="agreed", actor=cast.officer)
    assert codes(raised) == {"message-wrong-state"}


def test_whoever_asked_an_office_is_reminded_once_a_week_before_and_once_the_day_before(cast: Cast) -> None:
    message = cite_state(cast, "waits", left=timedelta(days=9))
    sent = []
    for left in (timedelta(days=9), timedelta(days=6), timedelta(days=5), timedelta(hours=20), timedelta(hours=2)):
        message.operation.office_deadline = timezone.now() + left  # type: ignore[union-attr]
        message.operation.save()  # type: ignore[union-attr]
        sent.append(remind_of_deadlines(timezone.localdate()))
    assert sent == [0, 1, 0, 1, 0]
    assert Letter.objects.filter(to=cast.officer, kind="message").count() == 2


def test_the_sentence_that_silence_would_leave_must_be_written(cast: Cast) -> None:
    operation = sample.plan(cast, **sample.ask_office(rule="mention_withdrawn"))
    with pytest.raises(Faults) as raised:
        sample.write(cast, JOBS, operation, cites_state=True)
    assert codes(raised) == {"message-mention-missing"}


def test_pages_of_who_prepares_and_of_who_does_not(cast: Cast, client: Client) -> None:
    """A draft exists for those who prepare it; everybody reads what is said, with its figure."""
    draft, said = sample.write(cast, WOMEN), sample.say(cast, JOBS)
    home, hidden = "/fr/programme/operations/", f"/fr/programme/messages/{draft.key}/"
    public = client.get(home).text
    assert public.count("data-current") == 1
    assert f'data-message="{said.key}"' in public
    assert draft.key not in public
    assert client.get(hidden).status_code == 404
    client.force_login(cast.officer)
    private = client.get(home)
    assert 'data-waiting="1"' in private.text
    assert "no-store" in private["Cache-Control"]
    assert client.get(hidden).status_code == 200


def test_a_message_is_written_submitted_and_approved_by_its_pages(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer)
    sent = {
        "figure": JOBS,
        "sentence": "Rien.",
        "sentence_en": sample.SENTENCES[JOBS][1],
        "audience": "press",
        "operation": "",
    }
    refused = client.post("/fr/programme/messages/new/", sent)
    assert refused.status_code == 422
    assert 'id="id_sentence_error"' in refused.text
    written = client.post("/fr/programme/messages/new/", sent | {"sentence": sample.SENTENCES[JOBS][0]})
    assert written.status_code == 302, written.text
    url = written["Location"]
    assert "data-remarks" not in client.get(url).text
    assert client.post(f"{url}submit/").status_code == 302
    assert client.post(f"{url}judge/approve/").status_code == 403
    client.force_login(cast.lead)
    assert client.post(f"{url}judge/approve/")["Location"] == url
    assert Message.objects.get().state == Message.State.APPROVED


def test_what_the_register_does_not_confirm_of_a_sentence_is_said_to_who_writes_it(cast: Cast, client: Client) -> None:
    """The number is that of the figure; the year is not."""
    message = acts.write_message(
        "La relation client emploie 290 000 personnes en France en 1999.",
        sentence_en="Customer relations employed 290,000 people in France in 1999.",
        figure=JOBS,
        actor=cast.officer,
    )
    client.force_login(cast.officer)
    page = client.get(f"/fr/programme/messages/{message.key}/").text
    assert "data-remarks" in page
    assert 'data-verdict="match"' not in page
