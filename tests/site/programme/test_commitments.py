"""The register of commitments: events tell what became of each, people act for themselves, names go when asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.candidature_sample import make_outsourcer
from support.scenes.dossier_sample import make_member

from filiere.core import Faults
from filiere.site.accounts.personal_data_registry import erase_personal_data, export_personal_data
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.journal.reconciliation import find_differences
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.mail.models import Letter, TaskDigest
from filiere.site.pages.todo_list import tasks_for
from filiere.site.programme.commitments.actions import calls, charter, commitments
from filiere.site.programme.commitments.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.commitments.models import CharterVersion, Commitment, CommitmentEvent, Volunteer
from filiere.site.programme.commitments.standing import count_states, read_commitment, read_commitments
from filiere.site.programme.commitments.todo_items import post_reminders
from filiere.site.programme.reading_dates import ReadingDates

pytestmark = pytest.mark.django_db


def record(lead: Any, *, due: int = 30, **more: Any) -> Commitment:
    """Enter a commitment made a hundred days ago, due in so many days."""
    today = timezone.localdate()
    said = {
        "who": "Centre d’essai",
        "what": "Publier ses délais",
        "to_whom": "les clients",
        "proof": "la page des délais",
        "origin": "meeting",
        "made_on": today - timedelta(days=100),
        "due": today + timedelta(days=due),
    } | more
    return commitments.record_commitment("new", actor=lead, **said)


def publish(lead: Any) -> CharterVersion:
    """Publish a charter."""
    return charter.publish_charter("new", actor=lead, text="Respecter.", text_en="Respect.")


def state_of(row: Commitment, on: date | None = None, known: date | None = None) -> tuple[str, bool]:
    """The state of a commitment and whether it is late."""
    today = timezone.localdate()
    found = read_commitment(Commitment.objects.for_listing().get(pk=row.pk), ReadingDates(on or today, known or today))
    return found.state, found.late


def test_what_became_of_commitments_is_read_from_events(make_user: Any) -> None:
    """Open, late, revised and open again, kept; and what was known on a day that has passed."""
    lead, today = make_user("programme"), timezone.localdate()
    open_, late, kept, revised, broken = (record(lead, due=days) for days in (30, -5, 10, -20, 1))
    commitments.record_outcome(kept, actor=lead, kind="kept", on=today - timedelta(days=40), words="vu")
    commitments.record_outcome(
        revised, actor=lead, kind="revised", on=today, due=today + timedelta(days=9), words="retard"
    )
    commitments.record_outcome(broken, actor=lead, kind="broken", on=today, words="abandonné")
    assert [state_of(one) for one in (open_, late, kept, revised, broken)] == [
        ("open", False),
        ("open", True),
        ("kept", False),
        ("revised", False),
        ("broken", False),
    ]
    assert state_of(kept, today - timedelta(days=50)) == ("open", False)
    assert state_of(kept, today - timedelta(days=30), today - timedelta(days=30)) == ("open", False)
    rows = read_commitments(Commitment.objects.for_listing(), ReadingDates(today, today))
    assert dict(count_states(rows)) == {"open": 2, "kept": 1, "revised": 1, "broken": 1, "late": 1}


def test_the_register_is_read_on_two_dates(client: Client, make_user: Any) -> None:
    """What was not made or not entered yet is not there; what was kept since shows as a move, what was said afterwards
    of a day before as a restatement."""
    lead, today = make_user("programme"), timezone.localdate()
    then, entered = today - timedelta(days=50), timezone.now() - timedelta(days=90)
    old, new = record(lead, made_on=today - timedelta(days=90)), record(lead, what="Recruter", made_on=today)
    late = record(lead, what="Publier", made_on=today - timedelta(days=90))
    Commitment.objects.exclude(pk=new.pk).update(known_at=entered)
    commitments.record_outcome(old, actor=lead, kind="kept", on=today, words="vu")
    commitments.record_outcome(late, actor=lead, kind="broken", on=then - timedelta(days=9), words="su après")
    address = reverse("programme:commitments")
    before = client.get(address, {"on": then.isoformat(), "known": then.isoformat()}).content.decode()
    assert (before.count("data-commitment="), before.count('data-state="open"')) == (2, 2)
    compared = client.get(address, {"vs": then.isoformat()}).content.decode()
    assert [compared.count(f'data-change="{kind}"') for kind in ("added", "moved", "restated")] == [1, 2, 2]
    one = reverse("programme:commitment", args=(old.key,))
    page = client.get(one, {"on": then.isoformat(), "known": then.isoformat()}).content.decode()
    assert ("data-event" not in page, 'data-state="open"' in page) == (True, True)
    assert client.get(address, {"known": "hier"}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "days", "due", "code"),
    [
        ("kept", 1, None, "outcome-to-come"),
        ("revised", 0, None, "revision-without-day"),
        ("kept", 0, 5, "revision-without-day"),
    ],
)
def test_what_an_outcome_refuses(make_user: Any, kind: str, days: int, due: int | None, code: str) -> None:
    lead, today = make_user("programme"), timezone.localdate()
    row = record(lead)
    with pytest.raises(Faults) as raised:
        commitments.record_outcome(
            row,
            actor=lead,
            kind=kind,
            on=today + timedelta(days=days),
            due=None if due is None else today + timedelta(days=due),
            words="x",
        )
    assert [one.code for one in raised.value.faults] == [code]


def test_a_settled_commitment_and_that_of_another_are_refused(make_user: Any) -> None:
    lead, owner, other, today = make_user("programme"), make_user(email="a@b.fr"), make_user(), timezone.localdate()
    row = record(lead, owner_email="a@b.fr")
    for actor, code in ((other, "commitment-not-yours"), (owner, None), (owner, "commitment-settled")):
        try:
            commitments.record_outcome(row, actor=actor, kind="kept", on=today, words="vu")
            found = None
        except Faults as faults:
            found = faults.faults[0].code
        assert found == code


def test_a_word_said_by_mistake_is_corrected_and_stays_in_the_history(client: Client, make_user: Any) -> None:
    """From the day the mistake is known it never held, on any day; as known before, it reads as it was said."""
    lead, today = make_user("programme"), timezone.localdate()
    row, ago = record(lead, due=-5), lambda days: today - timedelta(days=days)
    Commitment.objects.update(known_at=timezone.now() - timedelta(days=95))
    said = commitments.record_outcome(row, actor=lead, kind="kept", on=ago(40), words="vu")
    CommitmentEvent.objects.update(known_at=timezone.now() - timedelta(days=30))
    assert state_of(row, ago(20)) == ("kept", False)
    address = reverse("programme:commitment-correct", args=(row.key,))
    client.force_login(lead)
    form = client.get(address).content.decode()
    assert f'value="{said.pk}"' in form
    # Sent twice, as by two clicks: one correction.
    statuses = [client.post(address, {"event": said.pk, "words": "autre engagement"}).status_code for _ in range(2)]
    assert statuses == [302, 422]
    assert [one.kind for one in row.events.all()] == ["kept", "mistake"]
    assert state_of(row) == ("open", True)
    assert state_of(row, ago(20)) == ("open", False)
    assert state_of(row, ago(20), ago(20)) == ("kept", False)
    assert row in Commitment.objects.running()
    assert f"commitment:{row.key}" in {one.key for one in tasks_for(lead, today)}
    page = client.get(reverse("programme:commitment", args=(row.key,))).content.decode()
    assert (page.count('data-event="kept" data-mistake'), "autre engagement" in page) == (1, True)
    before = {"on": ago(20).isoformat(), "known": ago(20).isoformat()}
    assert "data-mistake" not in client.get(reverse("programme:commitment", args=(row.key,)), before).content.decode()
    commitments.record_outcome(row, actor=lead, kind="broken", on=today, words="abandonné")
    assert state_of(row) == ("broken", False)
    assert not [one for one in find_differences() if one.table.startswith("programme_")]


def test_what_a_correction_refuses(make_user: Any) -> None:
    lead, today = make_user("programme"), timezone.localdate()
    row = record(lead)
    for actor, event, code in ((make_user(), None, "commitment-not-yours"), (lead, None, "commitment-unsettled")):
        with pytest.raises(Faults) as refused:
            commitments.correct_outcome(row, actor=actor, event=event, words="x")
        assert [one.code for one in refused.value.faults] == [code]
    first = commitments.record_outcome(row, actor=lead, kind="revised", on=today, due=today, words="x")
    commitments.record_outcome(row, actor=lead, kind="kept", on=today, words="x")
    with pytest.raises(Faults) as moved:
        commitments.correct_outcome(row, actor=lead, event=first.pk, words="x")
    assert [one.code for one in moved.value.faults] == ["commitment-moved"]


def test_a_private_commitment_is_read_by_few(client: Client, make_user: Any) -> None:
    """Its owner and the actors of the programme; a visitor finds nothing of it."""
    lead, owner = make_user("programme"), make_user(email="a@b.fr")
    row = record(lead, owner_email="a@b.fr", public=False)
    address, register = reverse("programme:commitment", args=(row.key,)), reverse("programme:commitments")
    assert client.get(address).status_code == 404
    assert row.key not in client.get(register).content.decode()
    for person in (owner, make_user("state"), lead):
        client.force_login(person)
        assert client.get(address).status_code == 200
        assert row.key in client.get(register).content.decode()
    client.force_login(make_user())
    assert client.get(address).status_code == 404


def test_tasks_and_letters_remind_the_owner_once(make_user: Any) -> None:
    """A task in the last month, a letter in the last fortnight, none to whoever gets their tasks by mail."""
    lead, owner, today = make_user("programme"), make_user(email="a@b.fr"), timezone.localdate()
    row = record(lead, due=10, owner_email="a@b.fr")
    record(lead, due=50, owner_email="a@b.fr")
    assert [one.key for one in tasks_for(owner, today)] == [f"commitment:{row.key}"]
    assert (post_reminders(today), post_reminders(today)) == (1, 0)
    TaskDigest.objects.create(user=owner, every="day", last_on=today)
    commitments.record_outcome(
        row, actor=owner, kind="revised", on=today, due=today + timedelta(days=12), words="attente"
    )
    assert post_reminders(today) == 0
    assert Letter.objects.filter(kind="commitment.reminder", to=owner).count() == 1


def test_a_letter_says_once_that_a_deadline_is_past(make_user: Any) -> None:
    """To the owner, in the fortnight that follows; none once the outcome is said."""
    lead, owner, today = make_user("programme"), make_user(email="a@b.fr"), timezone.localdate()
    row, settled = (record(lead, due=-3, owner_email="a@b.fr") for _ in range(2))
    commitments.record_outcome(settled, actor=owner, kind="kept", on=today, words="vu")
    assert (post_reminders(today), post_reminders(today), post_reminders(today + timedelta(days=40))) == (1, 0, 0)
    letter = Letter.objects.get(kind="commitment.reminder")
    assert (letter.to, row.key in letter.about, letter.about.endswith(":late")) == (owner, True, True)


def test_the_charter_is_signed_and_taken_back(client: Client, make_user: Any) -> None:
    """A name is shown with consent, goes with the signature; one signs for an organisation that one acts for only."""
    lead, person = make_user("programme"), make_user(name="Ida Signataire")
    publish(lead)
    client.force_login(person)
    page, sign = reverse("programme:charter"), reverse("programme:charter-sign")
    assert client.post(sign, {"organisation": "", "shown": "on"}).status_code == 302
    assert client.get(page).content.decode().count("data-signature") == 1
    assert client.post(sign, {"organisation": ""}).status_code == 422
    assert client.post(sign, {"organisation": "or-stranger"}).status_code == 422
    made = person_signature(person)
    assert client.post(reverse("programme:charter-withdraw", args=(made.key,))).status_code == 302
    assert "Ida Signataire" not in client.get(page).content.decode().split("data-charter")[1]


def person_signature(person: Any) -> Any:
    """The signature of a person that stands."""
    from filiere.site.programme.commitments.models import CharterSignature

    return CharterSignature.objects.for_person(person).get()


def test_an_organisation_signs_once(make_user: Any) -> None:
    """By whoever acts for it."""
    lead = make_user("programme")
    version, organisation = publish(lead), make_outsourcer()
    first, second = make_member(organisation), make_member(organisation)
    charter.sign_charter(version, actor=first, organisation=organisation, shown=True)
    for actor, code in ((second, "charter-signed"), (lead, "charter-not-yours")):
        with pytest.raises(Faults) as raised:
            charter.sign_charter(version, actor=actor, organisation=organisation, shown=True)
        assert raised.value.faults[0].code == code


def test_a_signatory_commits_and_others_may_not(client: Client, make_user: Any) -> None:
    person, today = make_user(name="Ida"), timezone.localdate()
    said = {
        "what": "Former mon équipe",
        "to_whom": "mes collègues",
        "due": (today + timedelta(days=60)).isoformat(),
        "proof": "attestations",
        "public": "on",
    }
    client.force_login(person)
    address = reverse("programme:commitment-own")
    assert client.post(address, said).status_code == 422
    charter.sign_charter(publish(make_user("programme")), actor=person, shown=False)
    assert client.post(address, said).status_code == 302
    assert Commitment.objects.get().origin == "charter"


def test_volunteers_join_leave_and_go_in_time(client: Client, make_user: Any) -> None:
    """The lead reads who joined; nobody else does; a year after the end nothing of it is left."""
    lead, person = make_user("programme"), make_user(name="Ida Volontaire")
    call = calls.open_call("new", actor=lead, kind="group", title="Groupe", what="Venir.", until=timezone.localdate())
    client.force_login(person)
    address = reverse("programme:call", args=(call.key,))
    assert client.post(reverse("programme:call-join", args=(call.key,)), {"words": "du temps"}).status_code == 302
    assert "du temps" not in client.get(address).content.decode()
    client.force_login(lead)
    assert "Ida Volontaire" in client.get(address).content.decode()
    rule = retention_rules["call-volunteers"]
    now = timezone.now()
    assert (rule(now - timedelta(days=1), 10), rule(now + timedelta(days=2), 10)) == (0, 1)
    calls.join_call(call, actor=person)
    calls.leave_call(call, actor=person)
    assert not Volunteer.objects.exists()


def test_an_erased_person_leaves_no_name(make_user: Any) -> None:
    """Their signature, their answer to a call and their name go; what they promised stays, and the journal agrees."""
    lead, person = make_user("programme"), make_user(name="Ida Partante")
    charter.sign_charter(publish(lead), actor=person, shown=True)
    today = timezone.localdate()
    row = commitments.make_own_commitment(
        "new", actor=person, what="x", to_whom="y", due=today + timedelta(days=3), proof="z"
    )
    call = calls.open_call("new", actor=lead, kind="group", title="G", what="V", until=today)
    calls.join_call(call, actor=person)
    held = export_personal_data(person)["commitments"]
    assert (len(held["signatures"]), len(held["commitments"]), len(held["calls_joined"])) == (1, 1, 1)
    erase_personal_data(person)
    row.refresh_from_db()
    assert "Partante" not in row.who
    assert not Volunteer.objects.exists()
    assert [difference for one in sealed_rows if one in SEALED_ROWS for difference in one.compare()] == []


def test_every_form_of_the_lead_is_shown(client: Client, make_user: Any) -> None:
    lead = make_user("programme")
    row = record(lead)
    client.force_login(lead)
    for name, args in (
        ("commitment-new", ()),
        ("call-new", ()),
        ("charter-publish", ()),
        ("commitment-outcome", (row.key,)),
        ("commitments", ()),
        ("charter", ()),
    ):
        assert client.get(reverse(f"programme:{name}", args=args)).status_code == 200, name


def test_the_charter_offers_what_is_left_to_sign(client: Client, make_user: Any) -> None:
    lead = make_user("programme")
    publish(lead)
    address = reverse("programme:charter")
    client.force_login(lead)
    assert "data-signed" not in client.get(address).content.decode()
    sign = reverse("programme:charter-sign")
    # Sent twice, as by two clicks: one signature.
    assert [client.post(sign, {"organisation": ""}).status_code for _ in range(2)] == [302, 422]
    page = client.get(address).content.decode()
    assert ("data-signed" in page, f'action="{sign}"' in page) == (True, False)


def test_the_filters_of_the_register_part_its_commitments(client: Client, make_user: Any) -> None:
    """Each commitment is under one filter: a late one under that of late ones alone."""
    lead, today = make_user("programme"), timezone.localdate()
    _, _, kept = (record(lead, due=days) for days in (30, -5, 10))
    commitments.record_outcome(kept, actor=lead, kind="kept", on=today, words="vu")
    address = reverse("programme:commitments")
    found = [client.get(address, {"state": one}).content.decode() for one in ("", "open", "late", "kept", "revised")]
    assert [page.count("data-commitment=") for page in found] == [3, 1, 1, 1, 0]
    assert [int(count) for count in re.findall(r"\((\d+)\)</a>", found[0])] == [3, 1, 1, 1]
