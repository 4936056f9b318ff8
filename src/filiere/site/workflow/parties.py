"""What a person is in one dossier on a day: the only thing that opens an act there.

Holding a role somewhere is not enough to be a party. The rule, in this order, and nowhere else:

1. Whoever acts for the organisation today is its own side and nothing else, whatever seats and roles they hold.
2. Whoever is recused from the dossier, or tied to the organisation, its group, a client or a supplier, now or within
   three years, is nothing in it: every hat goes, not only the one that made somebody ask.
3. Of what is left, one person does one thing about a dossier: whoever judged or ran it does not judge it otherwise,
   then or later, some who judge it do not run it meanwhile, and whoever judged a dossier of the organisation does not
   run one of its dossiers for three years.

Which parties those are, the apps of the procedure say (`extension_points.Party`).

What a judge’s seat does to the roles of the site is told by `members.seat_incompatibilities`, for all pages at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import reduce
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from filiere.core.typography import raise_first_letter
from filiere.referentials import workflow
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import ROLE_NAMES, Actor, Operator
from filiere.site.members.affiliations import (
    Affiliations,
    are_remembered,
    find_affiliations,
    remember_affiliations,
)
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.exclusions import (
    EXCLUDED_ATTRIBUTE,
    JUDGED_ATTRIBUTE,
    find_exclusion,
    find_judged_organisations,
    prefetch_judgements,
)
from filiere.site.workflow.extension_points import (
    Exclusion,
    exclusion_lookups,
    party_exclusions,
    party_prefetchers,
    party_providers,
    site_parties,
)
from filiere.site.workflow.models import Dossier, Event, Signature
from filiere.site.workflow.state_groups import find_states

PREFETCHED_ATTRIBUTE = "_foreseen"
"""Where a person keeps what a bar foresaw of them, until the next time that parties are forgotten."""

AnswerKey = tuple[str, date, str]

QUARANTINE_PERIOD = timedelta(days=3 * 365)
"""After acting for an organisation: the three years that the release asks of some, asked here of everybody."""


def find_parties(actor: Actor, dossier: Dossier, day: date | None = None) -> frozenset[str]:
    """Return the parties of a person in a dossier: those of the procedure, and those that only read."""
    if (
        isinstance(actor, Operator)
        or not getattr(actor, "is_authenticated", False)
        or not actor.is_active
        or not actor.is_verified
    ):
        return frozenset()
    day = day or timezone.localdate()
    kept: dict[AnswerKey, frozenset[str]] = actor.__dict__.setdefault("_parties", {})
    asked = build_answer_key(dossier, day)
    if asked not in kept:
        kept[asked] = frozenset(_find_inside_parties(actor, dossier, day)) or _find_outside_parties(actor, dossier, day)
    return kept[asked]


@contextmanager
def remember_person(user: User, day: date) -> Iterator[Affiliations]:
    """Look up once, for all that is asked of a person within a block, for whom they act, where they sit, and what
    keeps them out; no act is done there. A block within another adds nothing.
    """
    if not are_remembered(user, day):
        user.__dict__.get(EXCLUDED_ATTRIBUTE, {}).pop(day, None)
    with remember_affiliations(user, day) as held:
        yield held


def name_party(rules: workflow.ProcedureRules, party: str) -> str:
    """Return the words for a party: those of the role that lends it its name, else of the procedure."""
    role = site_parties[party].named_as if party in site_parties else None
    return str(rules.words("party", party) if role is None else raise_first_letter(str(ROLE_NAMES[role])))


def find_possible_parties(user: User, seats: Affiliations) -> frozenset[str]:
    """Return the parties that a person may be in some dossier: no other need be looked for."""
    roles, rights, bodies = user.roles(), seats.rights, seats.bodies
    return frozenset(
        one.name
        for one in site_parties.values()
        if one.role in roles
        or not one.memberships.isdisjoint(rights)
        or (one.name in bodies if one.seated else one.role is None and not one.memberships and bool(roles))
    )


def find_parties_of_each(people: Sequence[User], dossier: Dossier, day: date) -> list[frozenset[str]]:
    """Return the parties of each of these people, as :func:`find_parties` does; what can be is looked up for all."""
    _prefetch_exclusions(people, dossier, day)
    prefetch_judgements(people, day)
    for look in party_prefetchers:
        look(people, dossier, day)
    return [find_parties(one, dossier, day) for one in people]


def list_not_excluded(people: Sequence[User], dossier: Dossier, day: date) -> list[User]:
    """Return those of these people whom no recusal and no tie keeps out of a dossier."""
    _prefetch_exclusions(people, dossier, day)
    return [one for one in people if not any(_find_exclusions(one, dossier, day))]


def build_answer_key(dossier: Dossier, day: date) -> AnswerKey:
    """What an answer about a person holds for: a dossier as it stands after its last event, on a day."""
    return dossier.key, day, f"{dossier.state}:{dossier.length}"


def is_unfiled(dossier: Dossier) -> bool:
    """Whether it stands in the first state of its procedure: nobody looks over the shoulder of who prepares."""
    return dossier.state == load_rules(dossier).procedure.start


def find_judging_parties() -> frozenset[str]:
    """Return the parties that must owe nothing to the organisation."""
    return frozenset(one.name for one in site_parties.values() if one.judges)


def find_acting_parties() -> frozenset[str]:
    """Return the parties whose acts in a dossier keep whoever did them from judging it: nobody runs it, and judges."""
    return frozenset(one.name for one in site_parties.values() if one.judges or one.runs)


def stood_in_condition(group: str) -> Q:
    """The dossiers that stand in a state of a group or once did, as a condition."""
    states = find_states(group)
    stood = Event.objects.filter(state__in=states, dossier=OuterRef("pk"))
    return Q(state__in=states) | Q(Exists(stood))


def stood_in(dossier: Dossier, group: str) -> bool:
    """Whether a dossier stands in a state of a group, or once did."""
    states = find_states(group)
    return dossier.state in states or Event.objects.filter(dossier=dossier, state__in=states).exists()


def forget_parties(actor: User) -> None:
    """Look again at the next question, after something that changes them in one request."""
    for kept in ("_parties", PREFETCHED_ATTRIBUTE, EXCLUDED_ATTRIBUTE, JUDGED_ATTRIBUTE):
        actor.__dict__.pop(kept, None)


def find_acting_party(actor: Actor, dossier: Dossier, among: tuple[str, ...]) -> str | None:
    """Return the first of these parties that the person is; everybody is `anyone`."""
    held = find_parties(actor, dossier)
    return next((party for party in among if party in held or party == "anyone"), None)


def find_college(user: User, party: str, day: date) -> str | None:
    """Return the college in whose name a person sits in a body on a day."""
    if party not in site_parties or not site_parties[party].seated:
        return None
    return next((one.college for one in find_affiliations(user, day).mandates if one.instance == party), None)


def is_barred_from(party: str, user: User, dossier: Dossier, day: date) -> bool:
    """Whether what a person did about a dossier keeps them from being that party in it."""
    return party in set(_find_barred_parties(user, dossier, day, frozenset({party})))


def _find_inside_parties(user: User, dossier: Dossier, day: date) -> Iterator[str]:
    """What the person is on the organisation's own side."""
    held = find_affiliations(user, day).memberships
    rights = [one.right for one in held if one.organisation_id == dossier.organisation_id]
    for right in rights:
        # The same people may be two of them: the procedure tells which of the two may act.
        yield from (one.name for one in site_parties.values() if right in one.memberships)


def _find_outside_parties(user: User, dossier: Dossier, day: date) -> frozenset[str]:
    """What the person is on any other side, when they do not act for the organisation."""
    if is_unfiled(dossier):
        return frozenset()
    found = frozenset(_find_provided_parties(user, dossier, day))
    if not found:
        return found
    recused, tied = _find_exclusions(user, dossier, day)
    if recused:
        return frozenset()
    if tied:
        return frozenset(one for one in found if site_parties[one].despite_ties)
    left = found - frozenset(_find_barred_parties(user, dossier, day, found))
    return left.difference(*(site_parties[one].excludes for one in left))


def _find_provided_parties(user: User, dossier: Dossier, day: date) -> Iterator[str]:
    roles = user.roles()
    yield from (one.name for one in site_parties.values() if one.role in roles)
    for instance in (one.instance for one in find_affiliations(user, day).mandates):
        party = site_parties.get(instance)
        if party is not None and party.seated and (party.once_in is None or stood_in(dossier, party.once_in)):
            yield instance
    for give in party_providers:
        yield from give(user, dossier, day)


def _prefetch_exclusions(people: Sequence[User], dossier: Dossier, day: date) -> None:
    """Look up for all of these people what keeps them out of a dossier, and keep it with each."""
    found = reduce(Exclusion.__or__, (among(dossier, people, day) for _, among in exclusion_lookups), Exclusion())
    for person in people:
        person.__dict__.setdefault(EXCLUDED_ATTRIBUTE, {})[build_answer_key(dossier, day)] = (
            person.pk in found.recused,
            person.pk in found.tied,
        )


def _find_exclusions(user: User, dossier: Dossier, day: date) -> tuple[bool, bool]:
    """Whether a recusal, and whether a tie, keeps the person out of a dossier."""
    kept: dict[Any, Any] = user.__dict__.get(EXCLUDED_ATTRIBUTE, {})
    foreseen: tuple[bool, bool] | None = kept.get(build_answer_key(dossier, day))
    if foreseen is not None:
        return foreseen
    found: Exclusion = kept.get(day) or find_exclusion(user, day)
    return dossier.pk in found.recused, dossier.organisation_id in found.tied


def _find_barred_parties(user: User, dossier: Dossier, day: date, found: frozenset[str]) -> Iterator[str]:
    """What the person may not be, of what they would be: what bars none of that is not looked up."""
    if found & (judging := find_judging_parties()):
        acted = Signature.objects.filter(person=user, event__dossier=dossier, party__in=find_acting_parties())
        for party in acted.values_list("party", flat=True).distinct():
            yield from judging - {party}
    unless_judged = [one for one in found if site_parties[one].unless_judged]
    if unless_judged and dossier.organisation_id in find_judged_organisations(user, day):
        yield from unless_judged
    for among, bar in party_exclusions:
        if found & among:
            yield from bar(user, dossier, day)
