"""Who may do what in a dossier: every person, every right, every act, every state, against the running site."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from support.harness.rights_reading import ELSEWHERE, EVERYBODY, Matrix
from support.scenes.dossier_sample import at, make_mandate

from filiere.core import Faults
from filiere.site.accounts.rights import OPERATOR
from filiere.site.kit.rights import allowed, require, rights
from filiere.site.workflow.actions import perform_act as perform_act_module
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.rights import DOSSIER

pytestmark = pytest.mark.django_db


NOT_HERE = frozenset({"not-open-here", "not-your-act"})
MORE_ASKED = frozenset({"guard-false", "guard-unknown", "jointly", "other-papers"})
"""Reasons to refuse that are conditions of the act, not a want of right."""


class Undone(Exception):
    """An act that succeeded, undone so that the next one finds the same dossier."""


# What a database answers for a right is tried by the tests of each app, on PostgreSQL too.
@pytest.mark.once
def test_every_right_in_every_state(scene: Any, written: Matrix, procedure: Any) -> None:
    """The site answers what the matrix says, for each person in each state; who is nothing there may nothing."""
    wrong = []
    for person in EVERYBODY:
        actor = scene.actor(person)
        for state in procedure.states:
            scene.dossier.state = state.key
            for name, line in written.dossier.items():
                if name in rights and allowed(actor, name, scene.dossier) != line.allows(person, state.key):
                    wrong.append((name, person, state.key))
    assert wrong == []


def test_the_panel_reads_what_was_appealed_from_then_on_and_nothing_else(
    scene: Any, written: Matrix, procedure: Any
) -> None:
    """Before any appeal the dossier does not exist for it, by its address as in lists; afterwards it reads it again."""
    dossier = scene.dossier
    at(dossier, "refused")
    with pytest.raises(Http404):
        require(scene.actor("recours"), "dossier:read", dossier)
    assert not type(dossier).objects.visible_to(scene.actor("recours")).exists()
    assert "appeal_panel" not in find_parties(scene.actor("recours"), dossier)
    at(dossier, "award_appeal")
    wrong = []
    for state in procedure.states:
        type(dossier).objects.update(state=state.key)
        dossier.state = state.key
        actor = scene.actor("recours")
        wrong += [
            (name, state.key)
            for name in ("dossier:read", "committee:read", "audit:report-read")
            if allowed(actor, name, dossier) != written.dossier[name].allows("comité", state.key)
        ]
        if state.key != "preparing" and not type(dossier).objects.visible_to(actor).exists():
            wrong.append(("list", state.key))
    assert wrong == []


def test_the_operator_and_a_visitor_are_nothing_in_a_dossier(scene: Any) -> None:
    """Whoever runs the machine has no way round either, and a visitor reads “not found”."""
    from django.contrib.auth.models import AnonymousUser

    for actor in (OPERATOR, AnonymousUser()):
        for name in (one.name for one in rights.values() if one.on == DOSSIER):
            assert not allowed(actor, name, scene.dossier)
            with pytest.raises(Http404):
                require(actor, name, scene.dossier)


@pytest.fixture
def refused_acts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused acts come into the journal once for each act and reason: thousands say the same."""
    record, known = perform_act_module.record_refused_act, set()

    def once(actor: Any, act: str, *, payload: dict[str, Any], **about: Any) -> None:
        said = (payload["action"], payload["why"])
        if said not in known:
            known.add(said)
            record(actor, act, payload=payload, **about)

    monkeypatch.setattr(perform_act_module, "record_refused_act", once)


def outcome(work: Callable[[], Any]) -> str:
    """What comes of an act: `refused` (no right here or now), `asked` (more is asked for), `done`, undone at once."""
    with suppress(Undone):
        try:
            with transaction.atomic():
                work()
                raise Undone
        except (PermissionDenied, Http404):
            return "refused"
        except Faults as faults:
            codes = {fault.code for fault in faults.faults}
            if codes & NOT_HERE:
                return "refused"
            return "asked" if codes <= MORE_ASKED else f"broken: {sorted(codes - MORE_ASKED)}"
    return "done"


# What a database answers for a right is tried by the tests of each app, on PostgreSQL too.
@pytest.mark.once
@pytest.mark.usefixtures("refused_acts_once")
def test_every_act_in_every_state(scene: Any, written: Matrix, procedure: Any) -> None:
    """The dossier is walked to each state, and each act is really tried by each person who may ever do it.

    People who never may are tried too, once an act: `perform_act` looks at the person before the state.
    """
    wrong = []
    dossier, start = scene.dossier, scene.dossier.pk
    actors = {person: scene.actor(person) for person in EVERYBODY}
    for action, line in written.procedure.items():
        for person in EVERYBODY:
            if person not in line.states:
                found = outcome(lambda action=action, person=person: perform_act(dossier, action, actor=actors[person]))  # type: ignore[misc]
                if found != "refused":
                    wrong.append((action, person, dossier.state, found))
    for state in procedure.states:
        with suppress(Undone), transaction.atomic():
            dossier = type(dossier).objects.select_related("organisation").get(pk=start)
            at(dossier, state.key)
            last = dossier.events.order_by("-number").first()
            day = last.day if last else dossier.opened
            for action, line in written.procedure.items():
                for person in line.states:
                    actor = actors[person]
                    actor.__dict__.pop("_parties", None)
                    found = outcome(
                        lambda action=action, actor=actor, dossier=dossier, day=day: perform_act(  # type: ignore[misc]
                            dossier, action, actor=actor, day=day
                        )
                    )
                    if found.startswith("broken") or (found != "refused") != line.allows(person, state.key):
                        wrong.append((action, person, state.key, found))
            raise Undone
    assert wrong == []


def test_nobody_is_judge_and_party(scene: Any, written: Matrix, procedure: Any) -> None:
    """Whoever acts for the company and sits in both bodies holds the company’s rights and no other."""
    from filiere.site.accounts.models import User

    both = scene.people["candidat"]
    for instance in ("committee", "appeal_panel"):
        make_mandate(instance, "employers", user=both)
    actor, wrong = User.objects.get(pk=both.pk), []
    for state in procedure.states:
        scene.dossier.state = state.key
        for name, line in written.dossier.items():
            if allowed(actor, name, scene.dossier) != line.allows("candidat", state.key):
                wrong.append((name, state.key))
    assert wrong == []


@pytest.mark.parametrize("person", ELSEWHERE)
def test_who_is_nothing_there_sees_no_dossier(person: str, scene: Any, procedure: Any) -> None:
    """Neither in lists nor by its key, in any state."""
    from filiere.site.workflow.models import Dossier

    actor = scene.actor(person)
    for state in procedure.states:
        Dossier.objects.update(state=state.key)
        assert not Dossier.objects.visible_to(actor).exists(), state.key
