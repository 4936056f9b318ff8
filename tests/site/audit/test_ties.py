"""What the registers know of an auditor weighs more than what they declare, on the day they are named and after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.scenes.audit_sample import Clock, declaration, name_and_accept, to_audit
from support.scenes.dossier_sample import make_mandate, make_organisation, make_person

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.audit.actions.declare_independence import declare_independence
from filiere.site.audit.actions.name_auditor import end_mission, name_auditor
from filiere.site.audit.models import Mission
from filiere.site.committee.models import BusinessLink, Interest
from filiere.site.members.models import Membership, Organisation
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties

pytestmark = pytest.mark.django_db


def sister_of(dossier: Any) -> Any:
    """A company of the same group, otherwise spelled."""
    Organisation.objects.filter(pk=dossier.organisation_id).update(group="Groupe Fictif")
    return make_organisation("Soeur fictive", group="groupe  fictif")


def client_of(dossier: Any, day: Any) -> Any:
    """A company that buys from the candidate."""
    found = make_organisation("Cliente fictive", kind="client_company")
    BusinessLink.objects.create(client=found, supplier=dossier.organisation, since=day, source="Déclaré")
    return found


def tie(kind: str, user: Any, dossier: Any, clock: Clock) -> None:
    """Tie an auditor to the candidate by a register."""
    if kind == "sister":
        Membership.objects.create(user=user, organisation=sister_of(dossier), right="read", since=clock.day)
    elif kind == "client":
        Membership.objects.create(user=user, organisation=client_of(dossier, clock.day), right="read", since=clock.day)
    elif kind == "sister, two years ago":
        since, until = clock.day - timedelta(days=900), clock.day - timedelta(days=700)
        Membership.objects.create(user=user, organisation=sister_of(dossier), right="read", since=since, until=until)
    elif kind == "seat":
        make_mandate("scientific", "experts", user=user, organisation=sister_of(dossier))
    else:
        Interest.objects.create(
            user=user, organisation=sister_of(dossier), ground="shares", since=clock.day, declared_on=clock.day
        )


KINDS = ["sister", "client", "sister, two years ago", "seat", "interest"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_tied_auditor_is_not_named(clock: Clock, kind: str) -> None:
    dossier, auditor = to_audit(), make_person("auditor")
    tie(kind, auditor, dossier, clock)
    with pytest.raises(Faults) as refused:
        name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    assert [(one.code, one.key) for one in refused.value.faults] == [("audit-apart", "auditor")]
    assert "lien enregistré" in refused.value.faults[0].message.fr
    assert not Mission.objects.exists()


# C4
def test_nobody_names_themselves_and_whoever_audits_is_not_the_staff(clock: Clock) -> None:
    """One of the staff with the role of auditor named themselves, drew the sites and read what auditors alone read."""
    dossier, both = to_audit(), make_person("label_staff", "auditor")
    with pytest.raises(Faults) as refused:
        name_auditor(actor=both, dossier=dossier, auditor=both, firm="Cabinet Fictif")
    assert [(one.code, one.key) for one in refused.value.faults] == [("audit-own-mission", "auditor")]
    name_and_accept(dossier, auditor=both)
    assert find_parties(User.objects.get(pk=both.pk), dossier) == {"auditor"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_declaration_does_not_override_a_tie_that_is_known(clock: Clock, kind: str) -> None:
    dossier, auditor = to_audit(), make_person("auditor")
    name_auditor(actor=make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    tie(kind, auditor, dossier, clock)
    with pytest.raises(Faults) as refused:
        declare_independence(actor=User.objects.get(pk=auditor.pk), dossier=dossier, declared=declaration())
    assert [one.code for one in refused.value.faults] == ["audit-apart"]
    dossier.refresh_from_db()
    assert dossier.state == "naming_auditor"


@pytest.mark.parametrize("kind", KINDS)
def test_a_tie_learnt_during_the_audit_closes_it_in_rights_and_in_lists(clock: Clock, kind: str) -> None:
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    actor = User.objects.get(pk=auditor.pk)
    assert "auditor" in find_parties(actor, dossier)
    assert Dossier.objects.visible_to(actor).get() == dossier
    tie(kind, auditor, dossier, clock)
    actor = User.objects.get(pk=auditor.pk)
    assert "auditor" not in find_parties(actor, dossier)
    assert not Dossier.objects.visible_to(actor).exists()
    staff = make_person("label_staff")
    end_mission(actor=staff, dossier=dossier, mission=Mission.objects.get(), why="Lien connu depuis")


def test_having_audited_a_sister_is_no_tie_for_an_auditor(clock: Clock) -> None:
    first, second = to_audit(), to_audit()
    auditor = name_and_accept(first)
    Organisation.objects.filter(pk__in=[first.organisation_id, second.organisation_id]).update(group="Groupe Fictif")
    made = name_auditor(actor=make_person("label_staff"), dossier=second, auditor=auditor, firm="Cabinet Fictif")
    assert made.auditor_id == auditor.pk
