"""Rights that belong to no dossier, and those about an organisation, person by person."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from support.harness.rights_reading import EVERYBODY, Matrix

from filiere.site.accounts.approval_kinds import approval_kinds
from filiere.site.accounts.rights import OPERATOR
from filiere.site.kit.rights import allowed

pytestmark = pytest.mark.django_db


def test_rights_apart(scene: Any, written: Matrix) -> None:
    """Each person holds exactly what is written; the operator is whoever runs the machine."""
    actors: dict[str, Any] = {person: scene.actor(person) for person in EVERYBODY}
    actors |= {"visiteur": AnonymousUser(), "opérateur": OPERATOR}
    wrong = [
        (permission, person)
        for permission in written.apart
        for person, actor in actors.items()
        if allowed(actor, permission) != (person in written.apart[permission])
    ]
    assert wrong == []


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


def test_rights_about_an_organisation(scene: Any, written: Matrix) -> None:
    """Its members by what they are there, the staff of the label by the directory, nobody else."""
    wrong = [
        (name, person)
        for name, people in written.organisation.items()
        for person in EVERYBODY
        if allowed(scene.actor(person), name, scene.organisation) != (person in people)
    ]
    assert wrong == []


def test_rights_about_a_centre(scene: Any, written: Matrix) -> None:
    """The organisation’s own people and its quality managers; no role on the site opens anything, nor the operator."""
    from filiere.site.kit.rights import allowed

    actors: dict[str, Any] = {person: scene.actor(person) for person in EVERYBODY}
    actors |= {"visiteur": AnonymousUser(), "opérateur": OPERATOR}
    wrong = [
        (name, person)
        for name, people in written.quality.items()
        for person, actor in actors.items()
        if allowed(actor, name, scene.organisation) != (person in people)
    ]
    assert wrong == []


def test_rights_in_a_room_of_members(scene: Any, written: Matrix) -> None:
    """Whoever keeps the dialogue, and whoever holds a seat today; no other role, nor the operator."""
    actors: dict[str, Any] = {person: scene.actor(person) for person in EVERYBODY}
    actors |= {"visiteur": AnonymousUser(), "opérateur": OPERATOR}
    wrong = [
        (name, person)
        for name, people in written.room.items()
        for person, actor in actors.items()
        if allowed(actor, name, scene.room) != (person in people)
    ]
    assert wrong == []


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
