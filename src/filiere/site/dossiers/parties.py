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
from filiere.site.dossiers.models import Dossier, Event, Signature
from filiere.site.dossiers.registries import Exclusion, barrers, exclusions, foresights, givers, past_judges
from filiere.site.members.models import Mandate, Membership

JUDGES = frozenset({"auditor", "committee", "appeal_panel"})
"""Parties that must owe nothing to the organisation."""

ACTED = JUDGES | {"staff", "state"}
"""Parties whose acts in a dossier keep whoever did them from judging it: nobody runs it, or accuses, and judges."""

BODIES = frozenset({"committee", "appeal_panel"})
"""Parties that vote."""

RUNNING = frozenset({"staff", "state"})
"""Parties that run or follow a dossier: nobody is one of them where they audit."""

WITHIN = frozenset({"candidate", "candidate_reader", "holder", "staff_representatives"})
"""Parties of the organisation itself: the only ones there are until the dossier is filed."""

ASKED_FOR_TIES = frozenset({"auditor_named"})
"""What a tie leaves: an auditor who was named opens one page, on which they say what ties them. A recusal takes it."""

FORESEEN = "_foreseen"
"""Where a person keeps what a bar foresaw of them, until the next time that parties are forgotten."""

EXCLUDED = "_excluded"
"""Where a person keeps what keeps them out, by day and by dossier, until parties are forgotten."""

JUDGED = "_judged"
"""Where a person keeps, by day, whose dossiers they audited or judged, until parties are forgotten."""

Asked = tuple[str, date, str]

QUARANTINE = timedelta(days=3 * 365)
"""After acting for an organisation: the three years that the release asks of auditors, asked here of everybody."""


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
        kept[asked] = frozenset(_within(actor, dossier, day)) or _outside(actor, dossier, day)
    return kept[asked]


def parties_of_each(people: Sequence[User], dossier: Dossier, day: date) -> list[frozenset[str]]:
    """Return the parties of each of these people, as :func:`parties_of` does; what can be is looked up for all."""
    _exclude(people, dossier, day)
    _look_up_judgements(people, day)
    for look in foresights:
        look(people, dossier, day)
    return [parties_of(one, dossier, day) for one in people]


def not_kept_out(people: Sequence[User], dossier: Dossier, day: date) -> list[User]:
    """Return those of these people whom no recusal and no tie keeps out of a dossier."""
    _exclude(people, dossier, day)
    return [one for one in people if not any(_excluded(one, dossier, day))]


def exclusion_of(user: User, day: date) -> Exclusion:
    """Look up the dossiers from which a person is recused and the organisations that they are tied to.

    Lists ask it anew each time; what they learn is kept with the person for the rights in each dossier.
    """
    found = reduce(Exclusion.__or__, (of(user, day) for of, _ in exclusions), Exclusion())
    user.__dict__.setdefault(EXCLUDED, {})[day] = found
    return found


def organisations_judged(user: User, day: date) -> frozenset[int]:
    """Return the organisations whose dossiers a person does not run: they audited or judged one within three years."""
    kept: dict[date, frozenset[int]] = user.__dict__.setdefault(JUDGED, {})
    if day not in kept:
        _look_up_judgements([user], day)
    return kept[day]


def _look_up_judgements(people: Sequence[User], day: date) -> None:
    found: dict[int, set[int]] = {one.pk: set() for one in people}
    for look in past_judges:
        for person, organisation in look(list(found), day):
            found[person].add(organisation)
    for one in people:
        one.__dict__.setdefault(JUDGED, {})[day] = frozenset(found[one.pk])


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
    for kept in ("_parties", FORESEEN, EXCLUDED, JUDGED):
        actor.__dict__.pop(kept, None)


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


def barred_from(party: str, user: User, dossier: Dossier, day: date) -> bool:
    """Whether what a person did about a dossier keeps them from being that party in it."""
    return party in set(_barred(user, dossier, day, frozenset({party})))


def _within(user: User, dossier: Dossier, day: date) -> Iterator[str]:
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


def _outside(user: User, dossier: Dossier, day: date) -> frozenset[str]:
    """What the person is on any other side, when they do not act for the organisation."""
    if unfiled(dossier):
        return frozenset()
    found = frozenset(_given(user, dossier, day))
    if not found:
        return found
    recused, tied = _excluded(user, dossier, day)
    if recused:
        return frozenset()
    if tied:
        return found & ASKED_FOR_TIES
    left = found - frozenset(_barred(user, dossier, day, found))
    return left - RUNNING if "auditor" in left else left


def _given(user: User, dossier: Dossier, day: date) -> Iterator[str]:
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


def _exclude(people: Sequence[User], dossier: Dossier, day: date) -> None:
    """Look up for all of these people what keeps them out of a dossier, and keep it with each."""
    found = reduce(Exclusion.__or__, (among(dossier, people, day) for _, among in exclusions), Exclusion())
    for one in people:
        one.__dict__.setdefault(EXCLUDED, {})[asked_about(dossier, day)] = one.pk in found.recused, one.pk in found.tied


def _excluded(user: User, dossier: Dossier, day: date) -> tuple[bool, bool]:
    """Whether a recusal, and whether a tie, keeps the person out of a dossier."""
    kept: dict[Any, Any] = user.__dict__.get(EXCLUDED, {})
    foreseen: tuple[bool, bool] | None = kept.get(asked_about(dossier, day))
    if foreseen is not None:
        return foreseen
    found: Exclusion = kept.get(day) or exclusion_of(user, day)
    return dossier.pk in found.recused, dossier.organisation_id in found.tied


def _barred(user: User, dossier: Dossier, day: date, found: frozenset[str]) -> Iterator[str]:
    """What the person may not be, of what they would be: what bars none of that is not looked up."""
    if found & JUDGES:
        acted = Signature.objects.filter(person=user, event__dossier=dossier, party__in=ACTED)
        for party in acted.values_list("party", flat=True).distinct():
            yield from JUDGES - {party}
    if "staff" in found and dossier.organisation_id in organisations_judged(user, day):
        yield "staff"
    for among, bar in barrers:
        if found & among:
            yield from bar(user, dossier, day)
