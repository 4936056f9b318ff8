"""Dossiers on the site: who is what in them, what moves them, what is told of them, and what a stranger is told."""

from __future__ import annotations

import fcntl
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from support.scenes.dossier_sample import (
    DAY,
    at,
    make_dossier,
    make_mandate,
    make_member,
    make_organisation,
    make_person,
)

from filiere.cli import label
from filiere.core import Faults
from filiere.site.candidature.actions.open_dossier import open_dossier
from filiere.site.candidature.application_timeline import list_stages
from filiere.site.journal.act_decorator import MAX_REFUSALS_PER_HOUR
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry, Tally
from filiere.site.kit.rights import RightRefused, require
from filiere.site.mail.models import Letter
from filiere.site.workflow import scheduler
from filiere.site.workflow.actions import run_due_events as sweeping
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.actions.run_due_events import run_due
from filiere.site.workflow.engine_adapter import load_release, load_rules, replay_dossier
from filiere.site.workflow.models import Dossier, Event, Snapshot
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db


def of_dossiers() -> list[tuple[str, tuple[str, ...]]]:
    """What the journal finds different in the tables of dossiers; organisations of tests have no act behind them."""
    return [(one.table, one.fields) for one in check_integrity().differences if one.table.startswith("dossiers_")]


def test_an_editor_files_and_the_release_is_pinned() -> None:
    organisation = make_organisation()
    editor = make_member(organisation)
    dossier = make_dossier(organisation)
    perform_act(dossier, "apply", actor=editor, day=DAY)
    assert (dossier.state, dossier.length) == ("applied", 1)
    assert len(dossier.release_sha256) == 64
    assert Snapshot.objects.get().name == "application"
    assert Event.objects.get().signatures.get().party == "candidate"


def test_a_reader_of_the_company_may_not_file_and_the_refusal_is_kept() -> None:
    """The first ones of an hour are entries, the others are counted: nobody fills the journal by asking again (M2)."""
    organisation = make_organisation()
    reader = make_member(organisation, "read")
    dossier = make_dossier(organisation)
    for _ in range(MAX_REFUSALS_PER_HOUR + 5):
        with pytest.raises(RightRefused):
            perform_act(dossier, "apply", actor=reader, day=DAY)
    assert Entry.objects.filter(act="dossier.refuse", subject_id=dossier.key).count() == MAX_REFUSALS_PER_HOUR
    assert Tally.objects.get(act="dossier.refuse").number == MAX_REFUSALS_PER_HOUR + 5
    assert Event.objects.count() == 0


def test_an_act_that_the_state_does_not_open_writes_nothing() -> None:
    organisation = make_organisation()
    editor = make_member(organisation)
    dossier = make_dossier(organisation)
    with pytest.raises(Faults) as raised:
        perform_act(dossier, "submit", actor=editor, day=DAY)
    assert raised.value.faults[0].code == "not-open-here"
    assert Event.objects.count() == 0


def test_only_a_party_told_by_the_event_gets_a_letter() -> None:
    organisation = make_organisation()
    editor, reader = make_member(organisation), make_member(organisation, "read")
    staff, stranger = make_person("label_staff"), make_person()
    perform_act(make_dossier(organisation), "apply", actor=editor, day=DAY)
    told = set(Letter.objects.values_list("to", flat=True))
    assert told == {editor.pk, reader.pk, staff.pk}
    assert stranger.pk not in told


def test_whoever_acts_for_the_company_judges_it_neither_now_nor_for_three_years() -> None:
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    at(dossier, "applied")
    member = make_mandate("committee", "employers", user=make_member(organisation))
    assert find_parties(member, dossier, DAY) == {"candidate", "candidate_reader", "holder"}
    member.memberships.update(until=DAY)
    member.__dict__.pop("_parties")
    assert "committee" not in find_parties(member, dossier, DAY + timedelta(days=900))
    assert "committee" in find_parties(member, dossier, DAY + timedelta(days=1200))


def test_a_stranger_reads_that_there_is_no_such_dossier(client: Any) -> None:
    dossier = make_dossier()
    stranger = make_person()
    client.force_login(stranger)
    assert client.get(f"/fr/dossiers/{dossier.key}/").status_code == 404
    assert client.get("/fr/dossiers/d-0000000000/").status_code == 404
    assert Entry.objects.filter(act="permission.refuse").count() == 1


def test_a_candidature_in_preparation_exists_for_the_organisation_alone(client: Any) -> None:
    """Nobody watches a company prepare; once filed, returned included, those who judge it read it."""
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    inside = [make_member(organisation, right) for right in ("edit", "read", "staff_representative")]
    outside = [make_person("label_staff"), make_person("state"), make_mandate("committee", "employers")]
    for state, seen in (("preparing", 404), ("returned", 200)):
        at(dossier, state)
        for people, status in ((inside, 200), (outside, seen)):
            for person in people:
                client.force_login(person)
                assert client.get(f"/fr/dossiers/{dossier.key}/").status_code == status, (state, person.name)


def test_a_right_of_another_party_is_refused_in_words() -> None:
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    require(make_member(organisation, "staff_representative"), "dossier:read", dossier)
    with pytest.raises(RightRefused):
        perform_act(dossier, "give_up", actor=make_member(organisation, "read"), day=DAY)


def test_a_visitor_is_led_to_sign_in(client: Any) -> None:
    dossier = make_dossier()
    answer = client.get(f"/fr/dossiers/{dossier.key}/")
    assert (answer.status_code, "sign-in" in answer.headers["Location"]) == (302, True)


def test_time_closes_a_candidature_that_nobody_went_on_with() -> None:
    dossier = make_dossier()
    assert run_due(DAY + timedelta(days=364)) == 0
    assert run_due(date(2028, 3, 2)) == 1
    dossier.refresh_from_db()
    assert dossier.state == "closed"
    assert Entry.objects.get(act="dossier.event").actor_key == "time"
    assert run_due(date(2028, 3, 2)) == 0


def test_one_process_sweeps_at_a_time(home: Path) -> None:
    from filiere.site.workflow import scheduler

    make_dossier(opened=date(2015, 1, 1))
    with (home / scheduler.LOCK_FILE).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert scheduler.sweep_unless_running() is None
    # Closed after a year of silence, archived five years later.
    assert scheduler.sweep_unless_running() == scheduler.SweepResult(2, 0, 0)


@pytest.mark.parametrize("state", ["under_audit", "before_committee", "held_24", "withdrawn", "withdrawal_appeal"])
def test_a_walk_leads_to_a_state_and_its_events_replay(state: str) -> None:
    dossier = at(make_dossier(), state)
    assert dossier.state == state == replay_dossier(dossier).key


def test_every_state_can_be_walked_to() -> None:
    dossier = make_dossier()
    for state in load_rules(dossier).procedure.by_key:
        if state not in ("grace", "labelled"):
            at(make_dossier(), state)


def test_an_event_changed_behind_the_journal_is_named() -> None:
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    perform_act(dossier, "apply", actor=make_member(organisation), day=DAY)
    assert of_dossiers() == []
    Event.objects.update(day=DAY + timedelta(days=1))
    assert of_dossiers() == [("dossiers_event", ("day",))]


def test_a_snapshot_or_a_state_changed_behind_the_journal_is_named() -> None:
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    perform_act(dossier, "apply", actor=make_member(organisation), day=DAY)
    snapshot = Snapshot.objects.get()
    Snapshot.objects.update(body={**snapshot.body, "category": "in_house"})
    Dossier.objects.update(state="held_24", public_status="valid")
    assert set(of_dossiers()) == {("dossiers_snapshot", ("body",)), ("dossiers_dossier", ("state",))}


def test_only_staff_or_editors_open_a_dossier() -> None:
    organisation = make_organisation()
    with pytest.raises(RightRefused):
        open_dossier(actor=make_person(), organisation=organisation, category="outsourcer", day=DAY)
    open_dossier(actor=make_member(organisation), organisation=organisation, category="outsourcer", day=DAY)
    with pytest.raises(Faults) as raised:
        open_dossier(actor=make_person("label_staff"), organisation=organisation, category="outsourcer", day=DAY)
    assert raised.value.faults[0].code == "already-preparing"


def test_lists_hold_what_the_reader_is_party_to() -> None:
    organisation, other = make_organisation(), make_organisation("Autre fictive")
    mine, theirs = make_dossier(organisation), make_dossier(other)
    at(theirs, "applied")
    assert list(Dossier.objects.visible_to(make_member(organisation))) == [mine]
    assert list(Dossier.objects.visible_to(make_person("label_staff"))) == [theirs]
    assert list(Dossier.objects.visible_to(make_person())) == []


def test_the_overview_of_an_application_tells_the_company_alone_which_stages_come(client: Any) -> None:
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    at(dossier, "naming_auditor")
    dossier.refresh_from_db()
    audit, answer = list_stages(load_release(dossier))[3:5]
    for reader, is_told in ((make_member(organisation), True), (make_person("label_staff"), False)):
        client.force_login(reader)
        page = client.get(f"/fr/dossiers/{dossier.key}/").text
        assert [one.due in page for one in (audit, answer)] == [is_told] * 2


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_overview_says_where_it_stands_and_what_may_be_done(client: Any, lang: str) -> None:
    organisation = make_organisation()
    dossier = make_dossier(organisation)
    client.force_login(make_member(organisation))
    page = client.get(f"/{lang}/dossiers/{dossier.key}/").content.decode()
    assert 'data-task="apply:' in page
    assert 'aria-current="step"' in page
    assert client.get(f"/{lang}/dossiers/").status_code == 200
    assert client.get(f"/export/dossiers.csv?lang={lang}").status_code == 200
    assert Client().get(f"/export/dossiers.csv?lang={lang}").status_code == 404


def test_one_dossier_that_breaks_keeps_no_other_from_its_delays(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    """C3: an unexpected exception ended the sweep of all; it is logged without its words, told, and tried again."""
    broken, sound = (make_dossier(make_organisation()) for _ in range(2))
    assert broken.pk < sound.pk
    swept, noted = [], []
    real = sweeping.run_due_for_dossier

    def sweep_one(pk: int, until: date) -> int:
        if pk == broken.pk:
            raise KeyError("Jeanne Martin")
        swept.append(pk)
        return real(pk, until)

    monkeypatch.setattr(sweeping, "run_due_for_dossier", sweep_one)
    monkeypatch.setattr(scheduler, "record_sweep", lambda: noted.append(1))
    monkeypatch.setattr("filiere.site.django_startup.migrate", lambda: None)
    found = scheduler.sweep_everything()
    assert sound.pk in swept
    assert found.failed == 1
    # The sweep counts as unfinished: staff are told after two hours, as of any other.
    assert not noted
    assert f"dossier {broken.pk} could not be swept: KeyError in sweep_one" in caplog.text
    assert "Martin" not in caplog.text
    with pytest.raises(Faults) as refused:
        label.tick()
    assert [one.code for one in refused.value.faults] == ["sweep-unfinished"]
