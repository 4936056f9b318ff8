"""Rights that belong to no dossier, and those about an organisation, person by person."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from support.harness.rights_reading import EVERYBODY, Matrix
from support.scenes.dossier_sample import make_person

from filiere.site.accounts.actions.grant_role import request_role
from filiere.site.accounts.approval_kinds import approval_kinds
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.kit.rights import allowed

pytestmark = pytest.mark.django_db


def find_disagreements(
    scene: Any, table: dict[str, frozenset[str]], thing: Any = None, **others: Any
) -> list[tuple[str, str]]:
    """What the site answers otherwise than a table, about a thing: the right, and the person.

    A visitor and the operator of the machine are asked beside the people of the matrix, and the others named.
    """
    actors: dict[str, Any] = {person: scene.actor(person) for person in EVERYBODY}
    actors |= {"visiteur": AnonymousUser(), "opérateur": OPERATOR, **others}
    return [
        (name, person)
        for name, people in table.items()
        for person, actor in actors.items()
        if allowed(actor, name, thing) != (person in people)
    ]


def test_rights_apart(scene: Any, written: Matrix) -> None:
    """Each person holds exactly what is written; the operator is whoever runs the machine."""
    assert find_disagreements(scene, written.apart) == []


def test_acts_that_take_two_people(scene: Any, written: Matrix) -> None:
    """C4: every such act is written, and whoever may countersign it is who is written; the operator may sign all."""
    found = {kind.kind: kind.permission for kind in approval_kinds.values()}
    assert set(found) == set(written.two)
    wrong = [
        (kind, person)
        for kind, permission in found.items()
        for person in EVERYBODY
        if allowed(scene.actor(person), permission) != (person in written.two[kind])
    ]
    assert wrong == []


def test_rights_on_a_request_that_takes_two_people(scene: Any, written: Matrix) -> None:
    """Whoever made it withdraws it: nobody of the same role, nor the operator, who could both answer it."""
    made = request_role(
        actor=scene.actor("administrateur"),
        user=scene.people["inconnu"],
        role=Role.STATE,
        reason="Elle rejoint la direction qui suit le label.",
    )
    assert find_disagreements(scene, written.request, made, autre=make_person("administrator")) == []


def test_rights_about_an_organisation(scene: Any, written: Matrix) -> None:
    """Its members by what they are there, the staff of the label by the directory, nobody else."""
    assert find_disagreements(scene, written.organisation, scene.organisation) == []


def test_rights_about_a_centre(scene: Any, written: Matrix) -> None:
    """The organisation’s own people and its quality managers; no role on the site opens anything, nor the operator."""
    assert find_disagreements(scene, written.quality, scene.organisation) == []


def test_rights_in_a_room_of_members(scene: Any, written: Matrix) -> None:
    """Whoever keeps the dialogue, and whoever holds a seat today; no other role, nor the operator."""
    assert find_disagreements(scene, written.room, scene.room) == []


def test_rights_about_the_referential(scene: Any, written: Matrix) -> None:
    """Who prepares a release does not vote for it, and nobody else does either."""
    from filiere.site.kit.rights import RightRefused, require

    wrong = []
    for name, people in written.referential.items():
        for person in EVERYBODY:
            try:
                require(scene.actor(person), name, "test")
                held = True
            except RightRefused:
                held = False
            if held != (person in people):
                wrong.append((name, person))
    assert wrong == []
