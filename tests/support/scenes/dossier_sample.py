"""Organisations, people and dossiers for tests, all made up; `at` walks a dossier to any state of the procedure.

A walk writes real events with the engine's own rules of order, party and delay, and asks no guard: tests of one app
need no other app to have answered. What a walk froze is an empty snapshot unless a body is given.
"""

from __future__ import annotations

import secrets
from collections import deque
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone
from support.scenes.frozen_scenes import frozen

from filiere.core.company_numbers import fictitious_siren
from filiere.referentials import workflow

DAY = date(2027, 3, 1)
RELEASE = "lrs@2027.1"
# The first three hundred are left to tests that name one themselves.
_RANKS = count()


@frozen
def make_person(*roles: str, name: str = "Camille Fictif", language: str = "fr", email: str | None = None) -> Any:
    """A person with these granted roles."""
    from filiere.site.accounts.actions.create_account import create_account
    from filiere.site.accounts.rights import OPERATOR

    user, password = create_account(
        actor=OPERATOR,
        email=email or f"{secrets.token_hex(5)}@example.org",
        name=name,
        language="en" if language == "en" else "fr",
        fictitious=True,
    )
    for role in roles:
        give_role(user, role)
    user.plain = password
    return user


def give_role(user: Any, role: str) -> None:
    """Give a role as the operator, without the letters of the act.

    Version 0.5 had no such way, nor letters: tests that must fail there are run on it with these same samples.
    """
    from filiere.site.accounts.actions import grant_role
    from filiere.site.accounts.rights import OPERATOR, Role

    give: Any = getattr(grant_role, "write_grant", grant_role.grant_role)
    give(actor=OPERATOR, user=user, role=Role(role))


@frozen
def make_organisation(name: str = "Organisation fictive", kind: str = "outsourcer", **fields: Any) -> Any:
    """A legal unit with a made-up SIREN."""
    from filiere.site.members.models import Organisation

    siren = fields.pop("siren", None)
    # One that a scene has brought back is passed over.
    while siren is None or (not fields and Organisation.objects.filter(siren=siren).exists()):
        siren = str(fictitious_siren(300 + next(_RANKS) % 700))
    return Organisation.objects.create(name=name, kind=kind, siren=siren, fictitious=True, **fields)


@frozen
def make_site(organisation: Any, name: str = "Site fictif", **fields: Any) -> Any:
    """A site of it."""
    from filiere.site.members.models import Site

    return Site.objects.create(organisation=organisation, name=name, **fields)


@frozen
def make_member(organisation: Any, right: str = "edit", *, since: date = date(2020, 1, 1), **person: Any) -> Any:
    """A person who acts for an organisation."""
    from filiere.site.members.models import Membership

    user = make_person(**person)
    Membership.objects.create(user=user, organisation=organisation, right=right, since=since)
    return user


def accept_letter(user: Any) -> None:
    """Accept the newest invitation that came to a person, if any did."""
    from filiere.site.accounts.actions.accept_invitation import accept_with_account
    from filiere.site.mail.models import Letter

    letter = Letter.objects.filter(kind="invitation", address=user.email).order_by("-pk").first()
    if letter is not None:
        token = letter.whole_body().partition("/invitations/")[2].partition("/")[0]
        accept_with_account(token=token, user=user, now=timezone.now())


def let_act(staff: Any, signer: Any, user: Any, organisation: Any, right: str) -> Any:
    """Let somebody act for an organisation as two of the staff do: asked for, signed, accepted; the membership."""
    from filiere.site.accounts.actions.approvals import approve_request
    from filiere.site.members.invitations import invite_to_organisation

    why = "Demandé par sa direction (fictive)"
    made, _ = invite_to_organisation(actor=staff, organisation=organisation, email=user.email, right=right, reason=why)
    approve_request(actor=signer, approval=made.approval)
    accept_letter(user)
    return user.memberships.get(organisation=organisation, until__isnull=True)


@frozen
def make_mandate(
    instance: str = "committee", college: str = "employees", seat: str | None = None, user: Any = None, **fields: Any
) -> Any:
    """A person who sits in a body; the mandate is `.mandate`."""
    from filiere.site.members.models import Mandate

    user = user or make_person()
    user.mandate = Mandate.objects.create(
        user=user,
        instance=instance,
        college=college,
        seat=seat or f"{college}-{secrets.token_hex(4)}",
        since=fields.pop("since", date(2020, 1, 1)),
        **fields,
    )
    return user


@frozen
def make_dossier(organisation: Any = None, category: str = "outsourcer", *, opened: date = DAY, **fields: Any) -> Any:
    """A dossier in preparation."""
    from filiere.site.accounts.rights import OPERATOR
    from filiere.site.candidature.actions.open_dossier import open_dossier

    return open_dossier(
        actor=OPERATOR,
        organisation=organisation or make_organisation(),
        category=category,
        release=fields.pop("release", RELEASE),
        day=opened,
        **fields,
    )


@partial(frozen, renewed=(0,))
def at(dossier: Any, state: str, *, bodies: dict[str, dict[str, Any]] | None = None, signers: Any = None) -> Any:
    """Walk a dossier to a state by the shortest way; `bodies` are those of snapshots, by name.

    Each act is signed by a new made-up person of the party, or by `signers[party]`.
    """
    from filiere.site.workflow.actions.write_events import write_events
    from filiere.site.workflow.engine_adapter import replay_dossier
    from filiere.site.workflow.models import Dossier

    with transaction.atomic():
        row = Dossier.objects.select_for_update().select_related("organisation").get(pk=dossier.pk)
        host = _host(row, bodies or {})
        engine = replay_dossier(row)
        for step in _way(engine, state):
            engine = _walk(engine, step, host, signers or {})
        write_events(row, engine, host, None)
    dossier.refresh_from_db()
    return dossier


def _way(engine: workflow.Dossier, state: str) -> list[Any]:
    """The shortest row of passages to a state, acts before delays."""
    rules = engine.rules
    if engine.key == state:
        return []
    seen, queue = {engine.key}, deque([(engine.key, [])])
    while queue:
        here, way = queue.popleft()
        for step in sorted(rules.leaving_steps[here], key=lambda one: one.after is not None):
            if step.to in rules.procedure.groups or step.to in seen:
                continue
            if step.to == state:
                return [*way, step]
            seen.add(step.to)
            queue.append((step.to, [*way, step]))
    raise AssertionError(f"no way to {state}")


def _walk(engine: workflow.Dossier, step: Any, host: Any, signers: dict[str, Any]) -> workflow.Dossier:
    day = engine.last_day + timedelta(days=1)
    people: tuple[workflow.Signer, ...] = ()
    if step.after is not None:
        due = next(one.due for one in workflow.running_deadlines(engine) if step in one.steps)
        day = max(due, engine.last_day)
    else:
        party = step.by[0]
        count = step.jointly.people if step.jointly else 1
        chosen = [signers[party]] if party in signers else [make_person() for _ in range(count)]
        people = tuple(
            workflow.Signer(one.key, party, f"college-{n}" if step.jointly else None) for n, one in enumerate(chosen)
        )
    snapshot = host.freeze(step.freezes, engine, day) if step.freezes else None
    return workflow.append_event(engine, workflow.DossierEvent(step.id, day, people, snapshot))


def _host(row: Any, bodies: dict[str, dict[str, Any]]) -> Any:
    from filiere.core import seal
    from filiere.site.workflow.engine_adapter import SiteHost

    class Given(SiteHost):
        """The host of a walk: snapshots have the bodies of the test."""

        def freeze(self, snapshot: str, dossier: workflow.Dossier, day: date) -> str:  # noqa: ARG002
            body = {"dossier": row.key, "snapshot": snapshot, **bodies.get(snapshot, {})}
            fingerprint = seal(body)
            self.frozen[fingerprint] = (snapshot, body)
            return fingerprint

    return Given(row)
