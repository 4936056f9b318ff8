"""Opening a quality space, naming who manages it, ending that: the organisation’s own people, and nobody by a role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_member, make_organisation, make_person
from support.scenes.quality_sample import differences, make_centre, make_manager

from filiere.core import Faults
from filiere.site.accounts.rights import OPERATOR
from filiere.site.kit.rights import allowed
from filiere.site.quality.actions.name_manager import end_manager, invite_manager, name_manager
from filiere.site.quality.actions.open_centre import open_centre, set_retention
from filiere.site.quality.models import Centre, QualityManager

pytestmark = pytest.mark.django_db


def test_opened_twice_it_is_one_space() -> None:
    """The second time gives the first space back, whatever it asks for; the journal tells of one."""
    organisation = make_organisation()
    editor = make_member(organisation, "edit")
    first = open_centre(organisation, actor=editor, zone="Europe/Paris")
    again = open_centre(organisation, actor=editor, zone="Africa/Tunis")
    assert (again.pk, again.zone) == (first.pk, "Europe/Paris")
    assert not differences()


@pytest.mark.parametrize(("field", "value", "code"), [("zone", "Europe/Atlantide", "zone-unknown"),
                                                      ("keep_days", 29, "retention-out-of-bounds"),
                                                      ("keep_days", 4000, "retention-out-of-bounds")])  # fmt: skip
def test_what_cannot_be_opened(field: str, value: Any, code: str) -> None:
    """A zone that does not exist and a term out of bounds are refused in words, and nothing is opened."""
    organisation = make_organisation()
    with pytest.raises(Faults) as caught:
        open_centre(organisation, actor=make_member(organisation, "edit"), **{field: value})
    assert [fault.code for fault in caught.value.faults] == [code]
    assert not Centre.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "staff", "statistician", "label_staff", "auditor", "state"])
def test_no_role_of_the_site_opens_anything(centre: Any, role: str) -> None:
    """Not even the administrator or the staff that keeps the directory: the centre does not exist for them."""
    user = make_person(role)
    for name in ("quality:read", "quality:contacts", "quality:erase", "quality:name"):
        assert not allowed(user, name, centre)
    with pytest.raises(Http404):
        set_retention(centre, actor=user, keep_days=10)
    with pytest.raises(Http404):
        name_manager(centre, actor=user, user=user)
    client = Client()
    client.force_login(user)
    assert client.get(reverse("quality:centre", args=[centre.key])).status_code == 404
    assert not Centre.objects.visible_to(user).exists()


def test_the_operator_of_the_machine_has_no_right_either(centre: Any) -> None:
    """Whoever runs the command line holds the files, and no right of the site."""
    assert not allowed(OPERATOR, "quality:read", centre)
    assert not Centre.objects.visible_to(OPERATOR).exists()


def test_staff_representatives_do_not_read_logs(centre: Any) -> None:
    """They stand apart from the employer's side: nothing of the centre is open to them by that alone."""
    assert not allowed(make_member(centre.organisation, "staff_representative"), "quality:read", centre)


def test_one_centre_does_not_see_another(centre: Any) -> None:
    """A quality manager of one is a stranger to the other."""
    other = make_centre()
    assert not allowed(centre.manager, "quality:read", other)
    assert list(Centre.objects.visible_to(centre.manager)) == [centre]
    with pytest.raises(Http404):
        set_retention(other, actor=centre.manager, keep_days=10)


def test_a_reader_reads_and_changes_nothing(centre: Any) -> None:
    """The refusal says what is missing, since the centre exists for them."""
    assert allowed(centre.reader, "quality:read", centre)
    with pytest.raises(PermissionDenied) as caught:
        set_retention(centre, actor=centre.reader, keep_days=10)
    assert "durée de conservation" in caught.value.reason.fr  # type: ignore[attr-defined]


def test_a_manager_whose_part_ended_reads_nothing(centre: Any) -> None:
    """From the day after the last one; named twice, there is one part."""
    assert name_manager(centre, actor=centre.editor, user=centre.manager).user == centre.manager
    part = QualityManager.objects.get(user=centre.manager)
    end_manager(part, actor=centre.editor, on=timezone.localdate() - timedelta(days=1))
    assert not allowed(centre.manager, "quality:contacts", centre)
    assert not differences()


def test_a_session_without_its_second_factor_reads_nothing(centre: Any) -> None:
    """Managing the quality of a centre needs a second factor, whatever else one holds."""
    centre.manager.unproven = True
    centre.manager.forget_roles()
    assert not allowed(centre.manager, "quality:read", centre)


def test_invited_from_outside_by_whoever_acts_for_the_centre(centre: Any) -> None:
    """A consultant manages the quality once they accept; a manager does not invite."""
    from filiere.site.accounts.actions.accept_invitation import accept_with_account

    with pytest.raises(PermissionDenied):
        invite_manager(centre, actor=centre.manager, email="other@example.org")
    consultant = make_person(email="consultant@example.org")
    invited: Any = invite_manager(centre, actor=centre.editor, email="consultant@example.org")
    token = invited[1].rstrip("/").rpartition("/")[2]
    accept_with_account(token=token, user=consultant, now=timezone.now())
    assert allowed(consultant, "quality:contacts", centre)
    assert not allowed(consultant, "quality:name", centre)


def test_a_retention_changed_behind_the_act_shows(centre: Any) -> None:
    """The journal seals what the centre asked for: a row made to keep contacts longer contradicts it."""
    set_retention(centre, actor=centre.manager, keep_days=30)
    assert not differences()
    Centre.objects.update(keep_days=900)
    assert [one.fields for one in differences()] == [("keep_days",)]


def test_the_pages_of_the_space_in_both_languages(centre: Any) -> None:
    """Opening, settings, retention, inviting, ending: each answers its own people."""
    client = Client()
    client.force_login(centre.editor)
    for code in ("fr", "en"):
        page = client.get(f"/{code}/quality/centres/{centre.key}/settings/")
        assert centre.manager.name in page.text
        assert client.get(f"/{code}/quality/centres/").status_code == 200
    said = client.post(reverse("quality:retention", args=[centre.key]), {"keep_days": 9000})
    assert said.status_code == 422
    client.post(reverse("quality:retention", args=[centre.key]), {"keep_days": 90})
    centre.refresh_from_db()
    assert centre.keep_days == 90
    client.post(reverse("quality:manager-me", args=[centre.key]))
    assert allowed(centre.editor, "quality:keep", centre)


def test_opening_from_the_page(db: None) -> None:
    """Whoever acts for an organisation opens its space and is its first quality manager, if they say so."""
    organisation = make_organisation()
    editor = make_member(organisation, "edit")
    client = Client()
    client.force_login(editor)
    assert organisation.name in client.get("/fr/quality/centres/").text
    sent = {"zone": "Europe/Paris", "keep_days": 100, "me": "on"}
    client.post(reverse("quality:opening", args=[organisation.key]), sent)
    assert allowed(editor, "quality:keep", Centre.objects.get(organisation=organisation))
    stranger = Client()
    stranger.force_login(make_manager(make_centre()))
    assert stranger.get(reverse("quality:opening", args=[organisation.key])).status_code == 404
