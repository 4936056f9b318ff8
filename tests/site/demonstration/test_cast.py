"""The people and organisations of the demonstration: made up, plainly so, entered by acts, and entered once."""

from __future__ import annotations

from datetime import date

import pytest

from filiere.core.company_numbers import Siren, Siret
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.demonstration import enter_people
from filiere.site.journal.models import Entry
from filiere.site.journal.reconciliation import find_differences
from filiere.site.members.label_bodies import INSTANCES, list_colleges
from filiere.site.members.models import Mandate, Membership, Organisation, Site

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)


def test_all_is_made_up_and_says_so() -> None:
    """An account that is not declared fictitious, or a number outside the range of fiction, could be somebody's."""
    enter_people(TODAY)
    assert all(name.count(" ") for name in User.objects.values_list("name", flat=True))
    assert all(email.endswith(".invalid") for email in User.objects.values_list("email", flat=True))
    assert not User.objects.filter(fictitious=False).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    for organisation in Organisation.objects.all():
        assert organisation.fictitious
        assert Siren(organisation.siren or "").is_fictitious
    assert all(
        Siret(one).is_fictitious for one in Site.objects.exclude(siret=None).values_list("siret", flat=True) if one
    )


def test_there_is_somebody_for_each_role_right_and_college() -> None:
    """Whoever tries the site can be everyone that the procedure knows."""
    cast = enter_people(TODAY)
    held = {role for user in User.objects.all() for role in user.held_roles()}
    assert set(Role) - held == {Role.STAFF}, "that one is the account that the demo opens first"
    assert set(Membership.objects.values_list("right", flat=True)) == set(Membership.Right.values)
    sitting = set(Mandate.objects.values_list("instance", "college"))
    assert sitting == {(body, college) for body in INSTANCES for college in list_colleges(body, TODAY)}
    assert set(cast.editors) == set(cast.firms)
    # A quorum is nine, one of each college: three may be recused or away.
    assert len(cast.seated["committee"]) == 12


def test_a_second_gathering_enters_nobody_and_the_journal_tells_all() -> None:
    """The tables hold what the journal says, and a demonstration built again doubles nothing."""
    enter_people(TODAY)
    counts = Entry.objects.count(), User.objects.count(), Organisation.objects.count(), Site.objects.count()
    assert enter_people(TODAY).firms["long"].name == "Contact Vaudoreille"
    assert (Entry.objects.count(), User.objects.count(), Organisation.objects.count(), Site.objects.count()) == counts
    assert list(find_differences()) == []
