"""What a person is in one dossier on a day: the only thing that opens an act there.

Holding a role somewhere is not enough to be a party: a member of the committee is none in a dossier from which they
are recused, and nobody who acts for the candidate judges it, then or for three years after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Operator, Role
from filiere.site.dossiers.models import Dossier, Event, Signature
from filiere.site.dossiers.registries import barrers, foresights, givers
from filiere.site.members.models import Mandate, Membership

JUDGES = frozenset({"auditor", "committee", "appeal_panel"})
"""Parties that must owe nothing to the organisation."""

WITHIN = frozenset({"candidate", "candidate_reader", "holder", "staff_representatives"})
"""Parties of the organisation itself: the only ones there are until the dossier is filed."""

FORESEEN = "_foreseen"
"""Where a person keeps what a bar foresaw of them, until the next time that parties are forgotten."""

Asked = tuple[str, date, str]

QUARANTINE = timedelta(days=3 * 365)
"""After acting for an organisation: the three years that the release asks of auditors, asked here of all judges."""


def parties_of(actor: Actor, dossier: Dossier, day: date | None = None) -> frozenset[str]:
    """Return the parties of a person in a dossier: those of the procedure, and `candidate_reader`, who only reads."""
    if (
        isinstance(actor, Operator)
        or not getattr(actor, "is_authenticated", False)
        or not actor.is_active
        or not actor.verified
    ):
        return frozenset()
    day = day or timezone.localdate()
    kept: dict[Asked, frozenset[str]] = actor.__dict__.setdefault("_parties", {})
    asked = asked_about(dossier, day)
    if asked not in kept:
        acts = _memberships(actor, dossier, day)
        found = set(_given(actor, dossier, day, acts))
        if unfiled(dossier):
            found &= WITHIN
        kept[asked] = frozenset(found - set(_barred(actor, dossier, day, acts, found)))
    return kept[asked]


def parties_of_each(people: Sequence[User], dossier: Dossier, day: date) -> list[frozenset[str]]:
    """Return the parties of each of these people, as :func:`parties_of` does; what can be is looked up for all."""
    for look in foresights:
        look(people, dossier, day)
    return [parties_of(one, dossier, day) for one in people]


def asked_about(dossier: Dossier, day: date) -> Asked:
    """What an answer about a person holds for: a dossier as it stands after its last event, on a day."""
    return dossier.key, day, f"{dossier.state}:{dossier.length}"


def unfiled(dossier: Dossier) -> bool:
    """Whether it stands in the first state of its procedure: nobody looks over the shoulder of who prepares."""
    from filiere.site.dossiers.running import rules_of

    return dossier.state == rules_of(dossier).procedure.start


def panel_states() -> frozenset[str]:
    """The states in which a dossier stands before the appeal panel, in any procedure that the label has."""
    from filiere.site.label.content import content

    found = [content().library.release(name).procedure for name in content().names]
    return frozenset(state for one in found if one is not None for state in one.groups.get("at_panel", ()))


def before_panel() -> Q:
    """The dossiers that stand before the appeal panel or once did, as a condition: the only ones that it reads."""
    states = panel_states()
    stood = Event.objects.filter(state__in=states, dossier=OuterRef("pk"))
    return Q(state__in=states) | Q(Exists(stood))


def appealed(dossier: Dossier) -> bool:
    """Whether a dossier stands before the appeal panel, or once did."""
    states = panel_states()
    return dossier.state in states or Event.objects.filter(dossier=dossier, state__in=states).exists()


def forget_parties(actor: User) -> None:
    """Look again at the next question, after something that changes them in one request."""
    actor.__dict__.pop("_parties", None)
    actor.__dict__.pop(FORESEEN, None)


def acting_as(actor: Actor, dossier: Dossier, among: tuple[str, ...]) -> str | None:
    """Return the first of these parties that the person is; everybody is `anyone`."""
    held = parties_of(actor, dossier)
    return next((party for party in among if party in held or party == "anyone"), None)


def college_of(user: User, party: str, day: date) -> str | None:
    """Return the college in whose name a person sits in the committee or the appeal panel on a day."""
    if party not in ("committee", "appeal_panel"):
        return None
    held = Mandate.objects.current(day).filter(user=user, instance=party).first()
    return held.college if held is not None else None


def _memberships(user: User, dossier: Dossier, day: date) -> list[tuple[str, date | None]]:
    """Every right that the person ever held in the organisation up to a day, with its last day: read once for all."""
    held = Membership.objects.filter(user=user, organisation=dossier.organisation_id, since__lte=day)
    return list(held.values_list("right", "until"))


def _runs(until: date | None, day: date) -> bool:
    return until is None or until >= day


def _given(user: User, dossier: Dossier, day: date, acts: list[tuple[str, date | None]]) -> Iterator[str]:
    for right, until in acts:
        if not _runs(until, day):
            continue
        if right == Membership.Right.STAFF_REPRESENTATIVE:
            yield "staff_representatives"
        else:
            yield "candidate_reader"
            if right == Membership.Right.EDIT:
                # The same people, before the label and after: the procedure tells which of the two may act.
                yield from ("candidate", "holder")
    roles = user.roles()
    if Role.LABEL_STAFF in roles:
        yield "staff"
    if Role.STATE in roles:
        yield "state"
    for instance in Mandate.objects.current(day).filter(user=user).values_list("instance", flat=True):
        if instance == "committee" or (instance == "appeal_panel" and appealed(dossier)):
            yield instance
    for give in givers:
        yield from give(user, dossier, day)


def _barred(
    user: User, dossier: Dossier, day: date, acts: list[tuple[str, date | None]], found: set[str]
) -> Iterator[str]:
    """What the person may not be, of what they would be: what bars none of that is not looked up."""
    if any(_runs(until, day - QUARANTINE) for _, until in acts):
        yield from JUDGES
    if any(_runs(until, day) for _, until in acts):
        # Whoever acts for a company runs no procedure on it and speaks for no authority about it.
        yield from ("staff", "state")
    if found & JUDGES:
        acted = Signature.objects.filter(person=user, event__dossier=dossier, party__in=JUDGES)
        for party in acted.values_list("party", flat=True).distinct():
            yield from JUDGES - {party}
    for among, bar in barrers:
        if found & among:
            yield from bar(user, dossier, day)
