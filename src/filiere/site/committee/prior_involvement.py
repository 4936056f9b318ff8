"""What somebody did about a dossier that keeps them from judging it, whichever table tells it.

One person signs an act of the procedure, and others do what no event holds: all who voted made the decision, and
whoever listed it, named its auditor or handled a complaint about its holder ran it. Apps above tell theirs through
`workflow.extension_points.act_lookups`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from filiere.site.accounts.models import User
from filiere.site.audit.models import Mission, Plan, Sampling
from filiere.site.candidature.models import Payment, RegisterAnswer
from filiere.site.committee.models import Ballot, ExceptionAct, Hearing, Item, Note, Recusal, Round
from filiere.site.members.models import Mandate
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES
from filiere.site.prepared_queries import PreparedQuery
from filiere.site.workflow.extension_points import ActLookup, act_lookups
from filiere.site.workflow.models import Dossier, Signature
from filiere.site.workflow.parties import find_acting_parties

STAFF_PARTY = Value("staff")
"""What the acts of those who run a dossier are told as."""

PLAN_MODELS = frozenset({"audit.Plan", "holders.FollowUp"})
"""Acts that auditors do as the staff does."""

ActQuerySet = QuerySet[Any, tuple[int, int, str]]


def find_acts(dossiers: Collection[int] | QuerySet[Dossier], people: Collection[int]) -> Iterable[tuple[int, int, str]]:
    """Return which of these people had a hand in which of these dossiers, by primary key, and as what party.

    In one question, for it is asked on every page of whoever judges.
    """
    if isinstance(dossiers, QuerySet):
        return _unite_acts(dossiers, people)
    return _ACTS.ask(dossiers, people, lookups=tuple(act_lookups))


def _unite_acts(
    dossiers: Collection[int] | QuerySet[Dossier],
    people: Collection[int],
    lookups: tuple[ActLookup, ...] = (),  # noqa: ARG001  Other apps tell other acts.
) -> ActQuerySet:
    first, *others = iterate_acts(dossiers, people)
    return first.union(*others).order_by()


_ACTS = PreparedQuery(_unite_acts)


def has_barring_act(dossier: Dossier, person: User) -> bool:
    """Whether what a person did about a dossier keeps them from auditing it; auditors plan, as the staff does."""
    found = _BARRING_ACTS.ask([dossier.pk], [person.pk], lookups=tuple(act_lookups))
    return any(party != "auditor" for _, _, party in found)


def _unite_barring_acts(
    dossiers: Collection[int],
    people: Collection[int],
    lookups: tuple[ActLookup, ...] = (),  # noqa: ARG001  Other apps tell other acts.
) -> ActQuerySet:
    kinds = (one for one in iterate_acts(dossiers, people) if one.model._meta.label not in PLAN_MODELS)
    first, *others = kinds
    return first.union(*others).order_by()


_BARRING_ACTS = PreparedQuery(_unite_barring_acts)


def iterate_acts(dossiers: Collection[int] | QuerySet[Dossier], people: Collection[int]) -> Iterator[ActQuerySet]:
    """Yield the same kind by kind, each not asked yet."""
    signed = Signature.objects.filter(
        person__in=people, event__dossier__in=dossiers, party__in=find_acting_parties()
    ).order_by()
    yield signed.values_list("person", "event__dossier", "party")
    for said_in in (Ballot, Note):
        said = said_in.objects.filter(user__in=people, item__dossier__in=dossiers).order_by()
        yield said.values_list("user", "item__dossier", "item__session__instance")
    asked = ExceptionAct.objects.filter(first__in=people, dossier__in=dossiers).order_by()
    yield asked.values_list("first", "dossier", Value("committee"))
    missions = Mission.objects.filter(round__dossier__in=dossiers).order_by()
    yield missions.filter(named_by__in=people).values_list("named_by", "round__dossier", STAFF_PARTY)
    # Whoever was named and never let in did nothing.
    entered = missions.filter(auditor__in=people, accepted_on__isnull=False)
    yield entered.values_list("auditor", "round__dossier", Value("auditor"))
    planned = Plan.objects.filter(round__dossier__in=dossiers, by__in=people).order_by()
    yield planned.values_list("by", "round__dossier", STAFF_PARTY)
    drawn = Sampling.objects.filter(round__dossier__in=dossiers).order_by()
    yield drawn.filter(sealed_by__in=people).values_list("sealed_by", "round__dossier", STAFF_PARTY)
    yield drawn.filter(drawn_by__in=people).values_list("drawn_by", "round__dossier", STAFF_PARTY)
    for person in ("opened_by", "counted_by"):
        rounds = Round.objects.filter(item__dossier__in=dossiers, **{f"{person}__in": people}).order_by()
        yield rounds.values_list(person, "item__dossier", "item__session__instance")
    heard = Hearing.objects.filter(dossier__in=dossiers, noted_by__in=people).order_by()
    seated = Coalesce(_seat_subquery("noted_by", "outcome_on"), STAFF_PARTY)
    yield heard.annotate(party=seated).values_list("noted_by", "dossier", "party")
    confirmed = Recusal.objects.filter(dossier__in=dossiers, confirmed_by__in=people).order_by()
    seated = Coalesce(_seat_subquery("confirmed_by", "confirmed_on"), Value("committee"))
    yield confirmed.annotate(party=seated).values_list("confirmed_by", "dossier", "party")
    by_staff: tuple[tuple[QuerySet[Any], str], ...] = (
        (Item.objects.all(), "listed_by"),
        (Item.objects.all(), "taken_off_by"),
        (Hearing.objects.all(), "offered_by"),
        (Recusal.objects.exclude(noted_by=F("user")), "noted_by"),
        (RegisterAnswer.objects.all(), "found_by"),
        (Payment.objects.all(), "recorded_by"),
    )
    for rows, person in by_staff:
        found = rows.filter(dossier__in=dossiers, **{f"{person}__in": people}).order_by()
        yield found.values_list(person, "dossier", STAFF_PARTY)
    for tell in act_lookups:
        yield from tell(dossiers, people)


def _seat_subquery(person: str, day: str) -> Subquery:
    """The body in which whoever a column names sat on the day that another one tells."""
    held = Mandate.objects.filter(
        Q(until__isnull=True) | Q(until__gte=OuterRef(day)),
        user=OuterRef(person),
        instance__in=JUDGING_BODIES,
        since__lte=OuterRef(day),
    )
    return Subquery(held.order_by("pk").values("instance")[:1])
