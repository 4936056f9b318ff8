"""What a person is in one dossier on a day: the only thing that opens an act there.

Holding a role somewhere is not enough to be a party. The rule, in this order, and nowhere else:

1. Whoever acts for the organisation today is its own side and nothing else, whatever seats and roles they hold.
2. Whoever is recused from the dossier, or tied to the organisation, its group, a client or a supplier, now or within
   three years, is nothing in it: every hat goes, not only the one that made somebody ask.
3. Of what is left, one person does one thing about a dossier: whoever audited, judged or ran it does not judge it
   otherwise, then or later, whoever audits it does not run it meanwhile, and whoever audited or judged a dossier of
   the organisation is not of the staff in one of its dossiers for three years.

What a judge’s seat does to the roles of the site is told by `members.incompatibilities`, for all pages at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Operator, Role
from filiere.site.members.models import Mandate, Membership
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
)
from filiere.site.workflow.models import Dossier, Event, Signature
from filiere.site.workflow.states import find_states

JUDGE_PARTIES = frozenset({"auditor", "committee", "appeal_panel"})
"""Parties that must owe nothing to the organisation."""

ACTING_PARTIES = JUDGE_PARTIES | {"staff", "state"}
"""Parties whose acts in a dossier keep whoever did them from judging it: nobody runs it, or accuses, and judges."""

BODY_PARTIES = frozenset({"committee", "appeal_panel"})
"""Parties that vote."""

OFFICE_PARTIES = frozenset({"staff", "state"})
"""Parties that run or follow a dossier: nobody is one of them where they audit."""

INSIDE_PARTIES = frozenset({"candidate", "candidate_reader", "holder", "staff_representatives"})
"""Parties of the organisation itself: the only ones there are until the dossier is filed."""

TIE_DECLARING_PARTIES = frozenset({"auditor_named"})
"""What a tie leaves: an auditor who was named opens one page, on which they say what ties them. A recusal takes it."""

PREFETCHED_ATTRIBUTE = "_foreseen"
"""Where a person keeps what a bar foresaw of them, until the next time that parties are forgotten."""

AnswerKey = tuple[str, date, str]

QUARANTINE_PERIOD = timedelta(days=3 * 365)
"""After acting for an organisation: the three years that the release asks of auditors, asked here of everybody."""


def find_parties(actor: Actor, dossier: Dossier, day: date | None = None) -> frozenset[str]:
    """Return the parties of a person in a dossier: those of the procedure, and `candidate_reader`, who only reads."""
    if (
        isinstance(actor, Operator)
        or not getattr(actor, "is_authenticated", False)
        or not actor.is_active
        or not actor.verified
    ):
        return frozenset()
    day = day or timezone.localdate()
    kept: dict[AnswerKey, frozenset[str]] = actor.__dict__.setdefault("_parties", {})
    asked = build_answer_key(dossier, day)
    if asked not in kept:
        kept[asked] = frozenset(_find_inside_parties(actor, dossier, day)) or _find_outside_parties(actor, dossier, day)
    return kept[asked]


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


def before_panel_condition() -> Q:
    """The dossiers that stand before the appeal panel or once did, as a condition: the only ones that it reads."""
    states = find_states("at_panel")
    stood = Event.objects.filter(state__in=states, dossier=OuterRef("pk"))
    return Q(state__in=states) | Q(Exists(stood))


def was_appealed(dossier: Dossier) -> bool:
    """Whether a dossier stands before the appeal panel, or once did."""
    states = find_states("at_panel")
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
    """Return the college in whose name a person sits in the committee or the appeal panel on a day."""
    if party not in ("committee", "appeal_panel"):
        return None
    held = Mandate.objects.current(day).filter(user=user, instance=party).first()
    return held.college if held is not None else None


def is_barred_from(party: str, user: User, dossier: Dossier, day: date) -> bool:
    """Whether what a person did about a dossier keeps them from being that party in it."""
    return party in set(_find_barred_parties(user, dossier, day, frozenset({party})))


def _find_inside_parties(user: User, dossier: Dossier, day: date) -> Iterator[str]:
    """What the person is on the organisation's own side."""
    held = Membership.objects.current(day).filter(user=user, organisation=dossier.organisation_id)
    for right in held.values_list("right", flat=True):
        if right == Membership.Right.STAFF_REPRESENTATIVE:
            yield "staff_representatives"
        else:
            yield "candidate_reader"
            if right == Membership.Right.EDIT:
                # The same people, before the label and after: the procedure tells which of the two may act.
                yield from ("candidate", "holder")


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
        return found & TIE_DECLARING_PARTIES
    left = found - frozenset(_find_barred_parties(user, dossier, day, found))
    return left - OFFICE_PARTIES if "auditor" in left else left


def _find_provided_parties(user: User, dossier: Dossier, day: date) -> Iterator[str]:
    roles = user.roles()
    if Role.LABEL_STAFF in roles:
        yield "staff"
    if Role.STATE in roles:
        yield "state"
    for instance in Mandate.objects.current(day).filter(user=user).values_list("instance", flat=True):
        if instance == "committee" or (instance == "appeal_panel" and was_appealed(dossier)):
            yield instance
    for give in party_providers:
        yield from give(user, dossier, day)


def _prefetch_exclusions(people: Sequence[User], dossier: Dossier, day: date) -> None:
    """Look up for all of these people what keeps them out of a dossier, and keep it with each."""
    found = reduce(Exclusion.__or__, (among(dossier, people, day) for _, among in exclusion_lookups), Exclusion())
    for one in people:
        one.__dict__.setdefault(EXCLUDED_ATTRIBUTE, {})[build_answer_key(dossier, day)] = (
            one.pk in found.recused,
            one.pk in found.tied,
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
    if found & JUDGE_PARTIES:
        acted = Signature.objects.filter(person=user, event__dossier=dossier, party__in=ACTING_PARTIES)
        for party in acted.values_list("party", flat=True).distinct():
            yield from JUDGE_PARTIES - {party}
    if "staff" in found and dossier.organisation_id in find_judged_organisations(user, day):
        yield "staff"
    for among, bar in party_exclusions:
        if found & among:
            yield from bar(user, dossier, day)
