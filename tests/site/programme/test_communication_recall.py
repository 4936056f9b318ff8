"""A figure falls only once each of its uses has a fate that a person decided; afterwards its number is said nowhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from support.scenes import communication_sample as sample
from support.scenes.communication_sample import JOBS, OLD, Cast

from filiere.core import Faults, Text
from filiere.site.journal.integrity import check_integrity
from filiere.site.mail.models import Letter
from filiere.site.observatory.actions.drop_retained_figure import drop_retained_figure
from filiere.site.observatory.actions.retain_figure import retain_figure
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication import code_labels
from filiere.site.programme.communication.actions import recalls
from filiere.site.programme.communication.actions.kits import give_kit
from filiere.site.programme.communication.actions.messages import record_use, write_message
from filiere.site.programme.communication.models import KitRecipient, Message, MessageUse, Recall
from filiere.site.programme.communication.presenters import build_message_view
from filiere.site.programme.communication.recall_plan import build_plan
from filiere.site.programme.figure_uses import FigureUse, figure_uses, list_figure_uses

pytestmark = pytest.mark.django_db

REASON = {"reason": "Valeur dépassée (essai).", "reason_en": "Outdated value (test)."}
PRESS = "Anne Fictive ; Le Journal fictif ; anne@example.org\nBob Fictif ; La Radio fictive ; BOB@example.org\n"


@pytest.fixture
def cast() -> Cast:
    """Who speaks, with the figures retained."""
    made = Cast()
    sample.retain(made, JOBS, OLD)
    return made


def use(cast: Cast, kind: str = "speech", **said: Any) -> MessageUse:
    """A place outside the site where the old figure was used."""
    told = {
        "title_en": "Speech",
        "figure": OLD,
        "kind": kind,
        "said": "un quart de million",
        "on": timezone.localdate(),
        "owner": "programme",
        "recipients": 40,
    }
    made: MessageUse = record_use("Discours", actor=cast.officer, **(told | said))
    return made


def fall(cast: Cast) -> None:
    """Cease to retain the old figure."""
    drop_retained_figure(OLD, use=f"message-{OLD}", reason=sample.REASON, actor=cast.statistician)


def codes(raised: Any) -> list[str]:
    """The codes of a refusal."""
    return [fault.code for fault in raised.value.faults]


def decide(cast: Cast, recall: Recall, fate: str, *kinds: str, replacement: str = "") -> None:
    """Give every use of these kinds a fate; of all kinds without one."""
    keys = [one.key for one in recalls.list_awaited_uses(OLD) if not kinds or one.kind in kinds]
    recalls.decide_fates(recall, uses=keys, fate=fate, replacement=replacement, actor=cast.officer)


def test_a_figure_that_is_cited_does_not_fall_before_every_use_has_a_fate(cast: Cast) -> None:
    operation = sample.plan(cast)
    message = sample.say(cast, OLD, operation)
    give_kit(operation, lines=PRESS, actor=cast.officer)
    spoken = use(cast)
    for act in (
        lambda: fall(cast),
        lambda: sample.correct(cast, OLD, 240_000),
        lambda: retain_figure(JOBS, use=f"message-{OLD}", reason=sample.REASON, actor=cast.statistician),
    ):
        with pytest.raises(Faults) as raised:
            act()
        assert codes(raised) == ["figure-uses-open"]
        assert OLD in raised.value.faults[0].remedy.fr
    recall = recalls.open_recall(OLD, actor=cast.officer, **REASON)
    assert {one.kind for one in recalls.list_awaited_uses(OLD)} == {"message", "kit", "use", "retained", "series"}
    assert build_message_view(current_register(), message).state == code_labels.UNDER_RECALL[0]
    with pytest.raises(Faults) as raised:
        recalls.complete_recall(recall, actor=cast.lead)
    assert codes(raised) == ["recall-uses-open"]
    decide(cast, recall, "replaced", "message", "kit", "retained", replacement=JOBS)
    decide(cast, recall, "dated", "use", "series")
    with pytest.raises(Faults):
        fall(cast)
    recalls.complete_recall(recall, actor=cast.lead)
    fall(cast)
    message.refresh_from_db()
    spoken.refresh_from_db()
    assert (message.state, message.replacement) == (Message.State.REPLACED, JOBS)
    assert (spoken.state, spoken.kept_as_dated) == ("live", True)
    assert check_integrity().differences == ()


def test_owners_and_recipients_are_told_once(cast: Cast) -> None:
    """Somebody who received two kits, or who answers for several uses, gets one letter."""
    first, second = sample.plan(cast), sample.plan(cast, title="Seconde opération")
    sample.say(cast, OLD, first)
    sample.say(cast, OLD, second)
    for operation in (first, second):
        give_kit(operation, lines=PRESS, actor=cast.officer)
    give_kit(first, lines=PRESS + f"Ulysse ; Nous ; {cast.officer.email}", actor=cast.officer)
    use(cast)
    assert KitRecipient.objects.count() == 5
    recall = recalls.open_recall(OLD, actor=cast.officer, **REASON)
    decide(cast, recall, "withdrawn")
    done = recalls.complete_recall(recall, actor=cast.officer)
    letters = Letter.objects.filter(about=f"recall:{recall.key}")
    assert letters.filter(kind="recall.recipient").count() == 2
    assert sorted(letters.filter(kind="recall").values_list("to", flat=True)) == sorted(
        one.pk for one in (cast.officer, cast.lead, cast.statistician)
    )
    assert done.notified == letters.count() == 5
    with pytest.raises(Faults) as raised:
        recalls.complete_recall(done, actor=cast.officer)
    assert codes(raised) == ["recall-ended"]
    assert Letter.objects.filter(about=f"recall:{recall.key}").count() == 5


def test_a_replacement_is_named_by_a_person_and_is_a_retained_figure(cast: Cast) -> None:
    sample.say(cast, OLD)
    recall = recalls.open_recall(OLD, actor=cast.officer, **REASON)
    for replacement, code in (
        ("", "recall-replacement-missing"),
        (OLD, "recall-replacement-wrong"),
        ("no-such-figure", "recall-replacement-wrong"),
        ("jobs-whole-2012-afrc", "recall-replacement-wrong"),
    ):
        with pytest.raises(Faults) as raised:
            decide(cast, recall, "replaced", replacement=replacement)
        assert codes(raised) == [code]
    with pytest.raises(Faults) as raised:
        decide(cast, recall, "withdrawn", replacement=JOBS)
    assert codes(raised) == ["recall-replacement-unneeded"]
    with pytest.raises(Faults) as raised:
        recalls.decide_fates(recall, uses=["message:ms-0"], fate="dated", actor=cast.officer)
    assert codes(raised) == ["recall-use-gone"]


def test_what_is_said_after_a_recall_is_recalled_anew(cast: Cast) -> None:
    sample.say(cast, OLD)
    recall = recalls.open_recall(OLD, actor=cast.officer, **REASON)
    with pytest.raises(Faults) as raised:
        recalls.open_recall(OLD, actor=cast.lead, **REASON)
    assert codes(raised) == ["recall-open-already"]
    decide(cast, recall, "withdrawn")
    recalls.complete_recall(recall, actor=cast.officer)
    sample.say(cast, OLD)
    with pytest.raises(Faults) as raised:
        fall(cast)
    assert codes(raised) == ["figure-uses-open"]


def test_a_recall_that_is_given_up_changes_nothing(cast: Cast) -> None:
    message = sample.say(cast, OLD)
    recall = recalls.open_recall(OLD, actor=cast.officer, **REASON)
    decide(cast, recall, "withdrawn")
    recalls.abandon_recall(recall, actor=cast.officer)
    message.refresh_from_db()
    assert message.state == Message.State.APPROVED
    with pytest.raises(Faults):
        fall(cast)
    assert check_integrity().differences == ()


def test_a_figure_that_nothing_cites_changes_as_before(cast: Cast) -> None:
    """Pages of the observatory print whatever the register says: they hold nothing back."""
    with pytest.raises(Faults) as raised:
        recalls.open_recall("jobs-rouen-2009", actor=cast.officer, **REASON)
    assert codes(raised) == ["recall-nothing"]
    sample.correct(cast, "jobs-rouen-2009", 2800)
    fall(cast)


def test_another_subject_of_the_programme_says_where_it_cites_a_figure(cast: Cast) -> None:
    def cite(figure: str) -> list[FigureUse]:
        words = Text(fr="Convention, article 2", en="Agreement, article 2")
        return [FigureUse(key="agreement:1", where=words, said=words, owner="programme")] if figure == OLD else []

    with figure_uses.add_for_block(cite):
        with pytest.raises(Faults):
            fall(cast)
        recall = recalls.open_recall(OLD, actor=cast.lead, **REASON)
        decide(cast, recall, "dated")
        recalls.complete_recall(recall, actor=cast.lead)
        fall(cast)


def test_an_action_of_the_plan_that_names_a_figure_is_a_use(cast: Cast) -> None:
    from datetime import date

    from filiere.site.programme.plan.models import Action, ActionEvent, Axis, Plan

    made = Plan.objects.create(title="Plan fictif", starts=date(2026, 1, 1), ends=date(2028, 12, 31))
    action = Action.objects.create(axis=Axis.objects.create(plan=made, letter="C", title="Emploi"), number=2)
    target = {"direction": "up", "goal": 1, "label": {"fr": "But", "en": "Goal"}}
    for key in (OLD, f"{OLD}-more"):
        row = action if key == OLD else Action.objects.create(axis=action.axis, number=3)
        body = {"target": target | {"base_figure": key}, "text": {"fr": "Essai", "en": "Test"}}
        ActionEvent.objects.create(action=row, kind="target", on=date(2026, 1, 1), body=body)
    assert [one.kind for one in list_figure_uses(OLD) if not one.follows] == ["action"]


def make_messages(cast: Cast, count: int) -> None:
    """So many approved messages on the old figure, as rows."""
    first = sample.say(cast, OLD)
    fields = {one.attname: getattr(first, one.attname) for one in Message._meta.concrete_fields}
    del fields["id"], fields["key"]
    Message.objects.bulk_create(Message(**fields) for _ in range(count - 1))


def test_a_plan_asks_the_database_as_much_for_one_message_as_for_a_thousand(cast: Cast) -> None:
    """Its cost in queries does not grow; the time of a thousand is measured by a benchmark."""
    counts = []
    for more in (1, 40):
        make_messages(cast, more)
        with CaptureQueriesContext(connection) as asked:
            plan = build_plan(OLD, None)
        counts.append(len(asked))
    assert len(plan.undecided_rows) == 41 + 2
    assert counts[0] == counts[1]


def test_the_page_of_a_recall_decides_uses_together_and_ends_it(cast: Cast, client: Client) -> None:
    sample.say(cast, OLD)
    use(cast)
    client.force_login(cast.statistician)
    assert "data-uses" in client.get(f"/fr/staff/figures/{OLD}/").text
    url = f"/fr/programme/messages/recall/{OLD}/"
    opened = {"act": "open", "open-reason": "Dépassé", "open-reason_en": "Outdated"}
    assert client.post(url, opened).status_code == 302
    page = client.get(url).text
    assert 'data-undecided="4"' in page
    keys = re.findall(r'name="decide-uses" value="([^"]*)"', page)
    assert len(keys) == 4
    assert client.post(url, {"act": "decide", "decide-fate": "dated"}).status_code == 422
    assert client.post(url, {"act": "complete"}).status_code == 302
    assert Recall.objects.get().state == Recall.State.OPEN
    decided = client.post(url, {"act": "decide", "decide-uses": keys, "decide-fate": "withdrawn"})
    assert decided.status_code == 302
    assert 'data-undecided="0"' in client.get(url).text
    assert client.post(url, {"act": "complete"}).status_code == 302
    assert "data-complete" in client.get(url).text
    client.force_login(cast.lead)
    assert "data-recall" in client.get("/fr/programme/messages/recall/").text


def test_kits_refuse_lines_that_name_nobody_and_forget_on_request(cast: Cast, client: Client) -> None:
    operation = sample.plan(cast)
    with pytest.raises(Faults) as raised:
        give_kit(operation, lines=PRESS, actor=cast.officer)
    assert codes(raised) == ["kit-empty"]
    sample.say(cast, OLD, operation)
    with pytest.raises(Faults) as raised:
        give_kit(operation, lines="Anne\nBob ; Radio ; not-an-address\n", actor=cast.officer)
    assert codes(raised) == ["kit-line", "kit-line"]
    give_kit(operation, lines=PRESS, actor=cast.officer)
    row = KitRecipient.objects.first()
    assert row is not None
    client.force_login(cast.officer)
    page = f"/fr/programme/operations/{operation.key}/kit/"
    assert 'data-recipients="2"' in client.get(page).text
    assert "Anne" not in Client().get(page).text
    assert client.post(f"{page}{row.key}/forget/").status_code == 302
    assert KitRecipient.objects.count() == 1


def test_a_draft_on_a_figure_that_fell_is_not_approved(cast: Cast) -> None:
    fr, en = sample.SENTENCES[OLD]
    draft = write_message(fr, sentence_en=en, figure=OLD, actor=cast.officer)
    fall(cast)
    draft.refresh_from_db()
    with pytest.raises(Faults) as raised:
        sample.approve(cast, draft)
    assert codes(raised) == ["message-figure-not-retained"]
