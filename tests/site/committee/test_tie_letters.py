"""Who judges is never changed in silence: what one person enters of ties between companies is told to those it bars.

C4, the class: composing who judges by one hand.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from support.scenes.dossier_sample import give_role, make_mandate, make_member, make_organisation, make_person

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.committee.actions.interests import end_link, note_link
from filiere.site.committee.models import BusinessLink, Interest
from filiere.site.mail.models import Letter
from filiere.site.members.actions.save_organisation import change_organisation

pytestmark = pytest.mark.django_db


def noted(client: Any, supplier: Any, actor: Any) -> BusinessLink:
    """A link of today."""
    return note_link(client, supplier, actor=actor, since=timezone.localdate(), source="Inventé")


@pytest.mark.parametrize("way", ["link", "group", "former group"])
def test_a_judge_whom_an_entry_ties_to_a_company_reads_it_and_so_does_the_staff(way: str) -> None:
    candidate, own = make_organisation("Candidate"), make_organisation("Maison du juge", group="Ancien")
    judge, bystander = make_mandate("committee", organisation=own), make_mandate("committee")
    actor, colleague = make_person("label_staff", name="Seule Main"), make_person("label_staff")
    if way == "link":
        noted(own, candidate, actor)
    elif way == "group":
        change_organisation(actor=actor, organisation=candidate, group="ancien")
    else:
        change_organisation(actor=actor, organisation=own, group="")
    letters = Letter.objects.filter(kind="tie.note")
    assert set(letters.values_list("to", flat=True)) == {judge.pk, actor.pk, colleague.pk}
    body = letters.get(to=judge).body
    assert "Seule Main" in body
    assert judge.name in body
    assert bystander.pk not in letters.values_list("to", flat=True)


def test_what_touches_nobody_who_judges_writes_to_nobody() -> None:
    make_mandate("committee", organisation=make_organisation("Ailleurs"))
    actor, one = make_person("label_staff"), make_organisation("Une")
    noted(make_organisation("Autre"), one, actor)
    change_organisation(actor=actor, organisation=one, group="Groupe")
    change_organisation(actor=actor, organisation=one, group="GROUPE ", name="Une autre")
    assert not Letter.objects.filter(kind="tie.note").exists()


@pytest.mark.parametrize("way", ["member", "interest"])
def test_nobody_notes_or_ends_links_of_a_company_that_they_owe_something(way: str) -> None:
    """Whoever worked for the candidate chose, as staff of the label, which judges it would have."""
    candidate, own = make_organisation("Candidate"), make_organisation("Maison du juge")
    tied, day = make_member(candidate, "edit") if way == "member" else make_person(), timezone.localdate()
    if way == "interest":
        given = {"ground": "shares", "since": day, "declared_on": day}
        Interest.objects.create(user=tied, organisation=candidate, **given)
    give_role(tied, "label_staff")
    actor = User.objects.get(pk=tied.pk)
    link = noted(own, candidate, make_person("label_staff"))
    for act in (
        lambda: noted(make_organisation("Encore"), candidate, actor),
        lambda: end_link(link, actor=actor, until=day),
    ):
        with pytest.raises(Faults) as refused:
            act()
        assert [fault.code for fault in refused.value.faults] == ["link-of-ones-own"]
    assert BusinessLink.objects.count() == 1
