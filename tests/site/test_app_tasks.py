"""What each app awaits from people: there as long as it waits, gone with the act that answers it, and no one else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.committee_sample import before, make_body, scene
from support.scenes.dossier_sample import at, make_dossier, make_member, make_organisation, make_person
from support.scenes.evidence_sample import auditing, make_cast
from support.scenes.quality_sample import make_centre, make_manager

from filiere.site.accounts.models import User
from filiere.site.pages.todo_list import tasks_for

pytestmark = pytest.mark.django_db


def told(person: Any) -> set[str]:
    """What is awaited from a person as their next page reads it, by what it is."""
    user = User.objects.get(pk=person.pk)
    return {one.key.partition(":")[0] for one in tasks_for(user, timezone.localdate())}


def test_a_member_votes_once_and_whoever_is_not_there_is_asked_to_come() -> None:
    from filiere.site.committee.actions.votes import cast_ballot, start_round

    place = scene()
    voter, other = place.members[:2]
    assert "item" in told(voter)
    start_round(place.item, 1, actor=voter)
    assert "item" in told(voter)
    place.item.refresh_from_db()
    cast_ballot(place.item, "granted_24", "Constat 12, critère gov-3", actor=voter)
    assert "item" not in told(voter)
    assert "item" in told(other)
    place.session.attendances.filter(user=other).delete()
    assert told(other) >= {"arrive"}
    assert "item" not in told(other)
    assert told(place.candidate) == set()


def test_the_staff_offer_a_hearing_and_call_for_an_agenda_and_the_company_is_asked_to_come() -> None:
    from filiere.site.committee.actions.hearings import decline_hearing, offer_hearing

    organisation = make_organisation()
    candidate, staff = make_member(organisation), make_person("label_staff")
    make_body()
    dossier = before(organisation=organisation)
    assert told(staff) == {"hearing_offer", "agenda"}
    assert told(candidate) == set()
    offer_hearing(dossier, actor=staff, on=timezone.localdate() + timedelta(days=3), place="Paris")
    assert (told(staff), told(candidate)) == ({"agenda"}, {"hearing"})
    decline_hearing(dossier, "Nous y renonçons.", actor=User.objects.get(pk=candidate.pk))
    assert told(candidate) == set()


def test_representatives_give_an_opinion_on_each_theme_and_then_none() -> None:
    from filiere.site.candidature.actions.sign_opinion import sign_opinion
    from filiere.site.candidature.todo_items import list_awaited_themes

    organisation = make_organisation()
    voice, editor = make_member(organisation, "staff_representative"), make_member(organisation)
    dossier = at(make_dossier(organisation, opened=timezone.localdate() - timedelta(days=9)), "declaring")
    themes = list_awaited_themes(dossier, voice)
    assert themes
    assert told(voice) == {"opinion"}
    assert "opinion" not in told(editor)
    for theme in themes:
        sign_opinion(dossier, actor=voice, theme=theme, levels={}, words="Rien à redire (fictif).")
    assert told(voice) == set()


def test_the_side_that_was_asked_for_a_document_is_told_until_it_answers() -> None:
    from filiere.site.evidence.actions.requests import answer_request, request_document
    from filiere.site.evidence.models import Request

    cast = make_cast("under_audit")
    with auditing(cast):
        due = timezone.localdate() + timedelta(days=5)
        request_document(cast.dossier, actor=cast.auditor, words="Le relevé de paie", due=due, side="employer")
    assert "evidence" in told(cast.editor)
    assert not {"evidence"} & (told(cast.reader) | told(cast.representative) | told(cast.stranger))
    task = next(
        one
        for one in tasks_for(User.objects.get(pk=cast.editor.pk), timezone.localdate())
        if one.key.startswith("evidence")
    )
    assert task.due == due
    editor = User.objects.get(pk=cast.editor.pk)
    answer_request(cast.dossier, Request.objects.get().key, "Il n’existe pas.", actor=editor)
    assert "evidence" not in told(cast.editor)


def test_a_new_centre_is_asked_for_its_first_file_and_its_manager_alone_is() -> None:
    centre = make_centre()
    manager = make_manager(centre)
    assert told(manager) == {"first-delivery"}
    assert told(centre.editor) == set()


def test_whoever_may_sign_is_asked_to_and_who_asked_is_not() -> None:
    from filiere.site.accounts.actions.grant_role import request_role
    from filiere.site.accounts.rights import Role

    one, other, person = make_person("administrator"), make_person("administrator"), make_person()
    request_role(actor=one, user=person, role=Role.LABEL_STAFF, reason="Arrive dans l’équipe (fictive).")
    assert told(one) == set()
    assert told(other) == {"approval"}
    assert told(person) == set()


def test_the_header_counts_what_the_list_holds_until_the_person_acts() -> None:
    """It is what their own page said last: other pages ask nothing for it, and no old number stays after an act."""
    from filiere.site.workflow.actions.perform_act import perform_act

    organisation = make_organisation()
    editor = make_member(organisation)
    dossier = make_dossier(organisation, opened=timezone.localdate())
    client = Client()
    client.force_login(editor)
    assert "data-awaited" not in client.get("/fr/label/").text
    assert 'data-tasks="1"' in client.get("/fr/dossiers/").text
    assert 'href="/en/dossiers/" data-awaited="1"' in client.get("/en/label/").text
    perform_act(dossier, "apply", actor=User.objects.get(pk=editor.pk))
    assert "data-awaited" not in client.get("/fr/label/").text
    assert 'data-tasks="0"' in client.get("/fr/dossiers/").text
    assert "data-awaited" not in Client().get("/fr/label/").text
