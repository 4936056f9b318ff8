"""Who must stay out of a dossier and why: declared by the member, presumed from the registers, pinned, administrative.

A presumption holds until the register it rests on is mended: nobody can wave it away, the label's staff included. An
interest that ended still bars for three years, which is what the release asks of auditors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from filiere.core import Text
from filiere.referentials.voting import RecusalGrade
from filiere.site.accounts.models import User
from filiere.site.audit.models import Mission
from filiere.site.candidature.models import MirrorLink
from filiere.site.committee.models import Ballot, BusinessLink, Interest, Recusal
from filiere.site.committee.prior_involvement import find_acts
from filiere.site.committee.querysets import RecusalQuerySet
from filiere.site.members.extension_points import TieRules, tie_rules
from filiere.site.members.models import Mandate, Membership
from filiere.site.members.organisation_groups import find_families, find_sisters
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES
from filiere.site.prepared_queries import MOST_KEYS, PreparedQuery, PreparedRows
from filiere.site.quality.models import QualityManager
from filiere.site.workflow.extension_points import Exclusion
from filiere.site.workflow.models import Dossier, Signature
from filiere.site.workflow.parties import QUARANTINE_PERIOD, find_judging_parties

GROUND_LABELS: dict[str, Text] = {
    "employment": Text(fr="y travaille ou y a travaillé", en="works or worked there"),
    "client": Text(fr="son entreprise est cliente", en="their company is a client"),
    "supplier": Text(fr="son entreprise est fournisseur", en="their company is a supplier"),
    "shares": Text(fr="y a des parts", en="holds shares in it"),
    "family": Text(fr="un proche y est lié", en="someone close to them is linked to it"),
    "advice": Text(fr="l’a conseillée", en="advised it"),
    "staff_mandate": Text(fr="y représente le personnel", en="is a staff representative there"),
    "other": Text(fr="autre lien", en="other link"),
    "former": Text(
        fr="lien d’un compte de la même adresse, effacé depuis moins de trois ans",
        en="link of an account with the same address, erased less than three years ago",
    ),
    "member_of": Text(
        fr="agit ou a agi pour l’organisation, d’après l’annuaire", en="acts or acted for the organisation (directory)"
    ),
    "manages": Text(
        fr="gère ou a géré la qualité de service de l’organisation, d’après son espace qualité",
        en="manages or managed the organisation’s service quality (quality space)",
    ),
    "seat_of": Text(
        fr="son siège est celui de l’organisation ou de son groupe", en="holds a seat of the organisation or its group"
    ),
    "linked": Text(
        fr="son organisation est cliente ou fournisseur, lien déclaré",
        en="their organisation is a client or a supplier (declared link)",
    ),
    "interest_linked": Text(
        fr="a déclaré un intérêt dans une organisation cliente ou fournisseur",
        en="declared an interest in an organisation that is a client or a supplier",
    ),
    "audited": Text(fr="l’a auditée", en="audited it"),
    "acted": Text(
        fr="a déjà jugé, audité ou suivi ce dossier, ou siège aussi au comité",
        en="already ruled on, audited or managed this dossier, or also sits on the committee",
    ),
}

GRADE_LABELS: dict[str, Text] = {
    "declared": Text(fr="déclaré", en="declared"),
    "presumed": Text(fr="présumé d’après un lien enregistré", en="presumed from a register"),
    "pinned": Text(fr="établi par un fait", en="established by a fact"),
    "administrative": Text(fr="décision du comité", en="decided by the committee"),
}


PersonTie = tuple[int, int, str, date]
"""What ties a person to an organisation: both by primary key, by what, and since when it is known."""

PRESUMED_TIES = frozenset({"member_of", "manages", "seat_of"})
"""Ties that a register tells, whatever the person says."""


@dataclass(frozen=True, slots=True)
class ExclusionReason:
    """One reason why a person stays out of a dossier; ``since`` is when it was known, where that has a day."""

    person: str
    grade: RecusalGrade
    ground: str
    since: date | None = None

    @property
    def words(self) -> Text:
        """The ground in words; what staff wrote, as written."""
        return GROUND_LABELS.get(self.ground) or Text.same(self.ground)


def find_exclusion_reasons(
    dossier: Dossier, people: Iterable[User], day: date, instance: str | None = None
) -> tuple[ExclusionReason, ...]:
    """Return why these people stay out of a dossier on a day; ``instance`` is the body in which they would judge."""
    by_pk = {user.pk: user.key for user in people}
    if not by_pk:
        return ()
    held, audited = list(_list_holdings(list(by_pk), day)), list(find_past_auditors(list(by_pk), day))
    family = _find_family(dossier, day, [*held, *audited])
    ties = (*_find_tie_reasons(held, family, by_pk, day), *_find_audit_reasons(audited, family, by_pk))
    found = (*_find_recusal_reasons(dossier, by_pk, day), *ties)
    acted = find_prior_judgements(dossier, by_pk, day, (instance,))[instance] if instance is not None else ()
    return _deduplicate_reasons((*found, *(ExclusionReason(by_pk[pk], "presumed", "acted") for pk in acted)))


def find_exclusion_among(dossier: Dossier, people: Sequence[User], day: date) -> Exclusion:
    """Return who of these people is kept out of a dossier on a day, by a recusal and by a tie, whatever they hold."""
    by_pk = {user.pk: user.key for user in people}
    recused = _list_recusals(dossier, by_pk, day).values_list("user", flat=True)
    held = list(_list_holdings(list(by_pk), day))
    tied = {one.person for one in _find_tie_reasons(held, _find_family(dossier, day, held), by_pk, day)}
    return Exclusion(frozenset(recused), frozenset(pk for pk, key in by_pk.items() if key in tied))


def find_ties(user: User, day: date) -> list[PersonTie]:
    """Return what ties a person to organisations on a day, or did within three years."""
    return list(_list_holdings([user.pk], day))


def find_person_exclusion(user: User, day: date) -> Exclusion:
    """Return what keeps a person out on a day, for rights and lists alike: the same facts, from the other end."""
    recused = _RECUSALS.fetch(user.pk, day)
    own = {organisation for _, organisation, _, _ in _list_holdings([user.pk], day)}
    if not own:
        return Exclusion(frozenset(recused))
    return Exclusion(frozenset(recused), _extend_to_related(own, day))


def _extend_to_related(own: Collection[int], day: date) -> frozenset[int]:
    """These organisations, their clients and suppliers, and the groups of all of them."""
    after = day - QUARANTINE_PERIOD
    return find_families({*own, *_find_linked(find_families(own, after), day)}, after)


def find_barred_judges(organisations: Collection[int], day: date) -> frozenset[tuple[int, int]]:
    """Return which judge, by number, is kept out of which dossier that is not over by what ties these organisations.

    Judges are those who sit on a day or will later, each kept out then or on the day on which a judge’s seat begins.
    """
    dossiers = list(Dossier.objects.running().filter(organisation__in=_extend_to_related(organisations, day)))
    if not dossiers:
        return frozenset()
    seats = Mandate.objects.filter(Q(until__isnull=True) | Q(until__gte=day), instance__in=JUDGING_BODIES).order_by()
    days = {day, *seats.filter(since__gt=day).values_list("since", flat=True)}
    judges = list(User.objects.filter(pk__in=seats.values("user")))
    return frozenset(
        (judge, dossier.pk)
        for dossier in dossiers
        for on in days
        for judge in find_exclusion_among(dossier, judges, on).tied
    )


def find_conflicting_organisations(user: User, day: date) -> frozenset[int]:
    """Return the organisations that a person has no hand in: what keeps them out of a dossier, said of its company.

    A recusal counts as long as its dossier is not over, a tie for as long as it bars.
    """
    out = find_person_exclusion(user, day)
    recused = Dossier.objects.running().filter(pk__in=out.recused) if out.recused else Dossier.objects.none()
    return out.tied | frozenset(recused.values_list("organisation", flat=True))


tie_rules.register(TieRules(bars=find_barred_judges, kept_from=find_conflicting_organisations))


def find_tied_judges(organisations: Iterable[int], day: date) -> QuerySet[User]:
    """Return who judges on a day and is tied to one of these organisations, or to a sister of theirs."""
    family = find_families(organisations, day - QUARANTINE_PERIOD)
    judges = (
        Mandate.objects.filter(_lasting_condition(day), instance__in=JUDGING_BODIES)
        .order_by()
        .values_list("user", flat=True)
    )
    tied = {user for user, organisation, _, _ in _list_holdings(list(judges), day) if organisation in family}
    return User.objects.filter(pk__in=tied).order_by("pk")


def find_barred_bodies(dossier: Dossier, people: Collection[User], day: date) -> dict[str, tuple[str, ...]]:
    """Return the bodies in which each of these people, by key, has no seat for what they did before: audits, votes."""
    by_pk = {user.pk: user.key for user in people}
    pairs = list(find_past_auditors(list(by_pk), day))
    audited = {one.person for one in _find_audit_reasons(pairs, _find_family(dossier, day, pairs), by_pk)}
    acted = find_prior_judgements(dossier, by_pk, day, JUDGING_BODIES)
    return {
        key: tuple(body for body in JUDGING_BODIES if key in audited or pk in acted[body]) for pk, key in by_pk.items()
    }


def list_person_ties(dossier: Dossier, user: User, day: date) -> tuple[ExclusionReason, ...]:
    """Return what a person owes to the candidate, its group, its clients and its suppliers: for auditors too.

    That one audited the candidate before is none of it: how often one may is a rule of its own.
    """
    by_pk, held = {user.pk: user.key}, list(_list_holdings([user.pk], day))
    ties = _find_tie_reasons(held, _find_family(dossier, day, held), by_pk, day)
    return _deduplicate_reasons((*_find_recusal_reasons(dossier, by_pk, day), *ties))


def _deduplicate_reasons(found: Iterable[ExclusionReason]) -> tuple[ExclusionReason, ...]:
    once = {(one.person, one.grade, one.ground): one for one in found}
    return tuple(sorted(once.values(), key=lambda one: (one.person, one.grade, one.ground)))


def _find_family(dossier: Dossier, day: date, ties: Collection[Any]) -> frozenset[int]:
    """The candidate and its family; whoever is tied to nobody at all is tied to none of them, and nothing is asked."""
    return find_families({dossier.organisation_id}, day - QUARANTINE_PERIOD) if ties else frozenset()


def _find_recusal_reasons(dossier: Dossier, by_pk: dict[int, str], day: date) -> Iterator[ExclusionReason]:
    for row in _list_recusals(dossier, by_pk, day):
        yield ExclusionReason(by_pk[row.user_id], row.grade, row.ground, row.since)  # type: ignore[arg-type]


def _list_recusals(dossier: Dossier, people: Iterable[int], day: date) -> RecusalQuerySet:
    return Recusal.objects.binding().filter(dossier=dossier, user__in=list(people), since__lte=day)


def _find_tie_reasons(
    held: Collection[PersonTie], family: frozenset[int], by_pk: dict[int, str], day: date
) -> Iterator[ExclusionReason]:
    linked = _extend_to_groups(_find_linked(family, day), day - QUARANTINE_PERIOD) if held else {}
    for user, organisation, tie, since in held:
        if organisation in family:
            yield ExclusionReason(by_pk[user], "presumed" if tie in PRESUMED_TIES else "declared", tie, since)
        elif organisation in linked and tie in PRESUMED_TIES:
            yield ExclusionReason(by_pk[user], "presumed", "linked", linked[organisation])
        elif organisation in linked:
            yield ExclusionReason(by_pk[user], "presumed", "interest_linked", max(since, linked[organisation]))


def _find_audit_reasons(
    audited: Iterable[tuple[int, int]], family: frozenset[int], by_pk: dict[int, str]
) -> Iterator[ExclusionReason]:
    for user in {user for user, organisation in audited if organisation in family}:
        yield ExclusionReason(by_pk[user], "presumed", "audited")


def _list_holdings(people: list[int], day: date) -> Iterator[PersonTie]:
    """What ties people to organisations on a day, or did within three years: who, to which, by what, since when.

    Interests are those that they declared; seats and what they do for a company are in the directory, and whose quality
    they manage in its quality space. One question to the database: it is asked on every page of a dossier, of the
    label's staff too.
    """
    after = day - QUARANTINE_PERIOD
    if not 0 < len(people) <= MOST_KEYS:
        yield from _build_holdings(people, day, after)
    else:
        yield from _prepare_holdings(len(people)).fetch(*people, day, after)


@lru_cache(MOST_KEYS)
def _prepare_holdings(number: int) -> PreparedRows[PersonTie]:
    """What so many people hold; keys, which are positive, never equal those that stand in for them."""
    return PreparedRows(
        lambda *asked: _build_holdings(list(asked[:-2]), *asked[-2:]), *range(-number, 0), date.max, date.min
    )


def _build_holdings(people: list[int], day: date, after: date) -> Any:
    mine = {"user__in": people, "since__lte": day}
    lasting = Q(until__isnull=True) | Q(until__gte=after)
    told = ("user", "organisation", "tie", "known")
    declared = Interest.objects.filter(lasting, declared_on__lte=day, **mine).order_by()
    acts = Membership.objects.filter(lasting, **mine).order_by()
    quality = QualityManager.objects.filter(lasting, **mine).order_by().annotate(organisation=F("centre__organisation"))
    seats = Mandate.objects.filter(lasting, organisation__isnull=False, **mine).order_by()
    return (
        declared.annotate(tie=F("ground"), known=F("declared_on"))
        .values_list(*told)
        .union(
            acts.annotate(tie=Value("member_of"), known=F("since")).values_list(*told),
            quality.annotate(tie=Value("manages"), known=F("since")).values_list(*told),
            seats.annotate(tie=Value("seat_of"), known=F("since")).values_list(*told),
            all=True,
        )
        .order_by()
    )


_RECUSALS: PreparedRows[int] = PreparedRows(
    lambda user, day: Recusal.objects.binding().filter(user=user, since__lte=day).values_list("dossier", flat=True),
    -1,
    date.max,
)


def _lasting_condition(day: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=day - QUARANTINE_PERIOD)


def find_prior_judgements(
    dossier: Dossier, people: Collection[int], day: date, bodies: Iterable[str]
) -> dict[str, set[int]]:
    """Return for each body who of these people judged, audited or ran this dossier otherwise than in it (see
    `prior_involvement`).

    Nor does whoever sits on the committee hear an appeal.
    """
    acts = list(find_acts([dossier.pk], people))
    out = {body: {person for person, _, party in acts if party != body} for body in bodies}
    if "appeal_panel" in out:
        both = Mandate.objects.current(day).filter(user__in=people, instance="committee")
        out["appeal_panel"] |= set(both.order_by().values_list("user", flat=True))
    return out


def find_past_judges(people: Collection[int], day: date) -> Iterable[tuple[int, int]]:
    """Return which of these people audited or judged a dossier of which organisation within three years."""
    return _PAST_JUDGES.ask(people, day=day)


def _build_past_judges(people: Collection[int], day: date) -> QuerySet[Any, tuple[int, int]]:
    after = day - QUARANTINE_PERIOD
    of_late = {"event__day__gt": after, "event__day__lte": day}
    signed = Signature.objects.filter(person__in=people, party__in=find_judging_parties(), **of_late).order_by()
    voted = Ballot.objects.filter(user__in=people, item__session__day__gt=after).order_by()
    lately = Q(accepted_on__gt=after) | Q(accepted_on__isnull=False, ended_on__gt=after)
    entered = Mission.objects.filter(lately, auditor__in=people, accepted_on__lte=day).order_by()
    return (
        signed.values_list("person", "event__dossier__organisation")
        .union(
            voted.values_list("user", "item__dossier__organisation"),
            entered.values_list("auditor", "round__dossier__organisation"),
        )
        .order_by()
    )


def find_past_auditors(people: Collection[int], day: date) -> Iterable[tuple[int, int]]:
    """Return which of these people audited which organisation: who signed for an audit, and all who were let into one.

    One auditor signs the report, and all who had a part in it made it.
    """
    return _PAST_AUDITORS.ask(people, day=day)


def _build_past_auditors(people: Collection[int], day: date) -> QuerySet[Any, tuple[int, int]]:
    signed = Signature.objects.filter(person__in=people, party="auditor", event__day__lte=day).order_by()
    entered = Mission.objects.filter(auditor__in=people, accepted_on__lte=day).order_by()
    return (
        signed.values_list("person", "event__dossier__organisation")
        .union(entered.values_list("auditor", "round__dossier__organisation"))
        .order_by()
    )


_PAST_JUDGES, _PAST_AUDITORS = PreparedQuery(_build_past_judges), PreparedQuery(_build_past_auditors)


def list_audited_organisations(user: User, day: date) -> frozenset[int]:
    """Return the organisations whose dossiers a person does not judge because they audited one of them or a sister."""
    audited = {organisation for _, organisation in find_past_auditors([user.pk], day)}
    return find_families(audited, day - QUARANTINE_PERIOD) if audited else frozenset()


def _extend_to_groups(linked: dict[int, date], after: date) -> dict[int, date]:
    """The same ties, and those of the sisters of each: a group buys and sells as one."""
    found = dict(linked)
    for pk, group in find_sisters(linked, after).items():
        for member in group - set(linked):
            found[member] = min(linked[pk], found.get(member, linked[pk]))
    return found


def _find_linked(family: frozenset[int], day: date) -> dict[int, date]:
    """The clients and suppliers of these organisations, each with the day since which it is known.

    Those that the staff noted, and those that agreed to compare what they say of their contract.
    """
    rows = BusinessLink.objects.filter(
        _lasting_condition(day), Q(client__in=family) | Q(supplier__in=family), since__lte=day, annulled_on__isnull=True
    ).values_list("client", "supplier", "since")
    pairs = MirrorLink.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__date__gte=day - QUARANTINE_PERIOD),
        Q(client__in=family) | Q(outsourcer__in=family),
        client_agreed_at__isnull=False,
        outsourcer_agreed_at__isnull=False,
        asked_at__date__lte=day,
    ).values_list("client", "outsourcer", "asked_at")
    found: dict[int, date] = {}
    for client, supplier, since in (*rows, *((one, other, asked.date()) for one, other, asked in pairs)):
        # Within one group too: two sisters that trade with each other need not be sisters of the same third one.
        found |= {
            one: found.get(one, since) for one, other in ((client, supplier), (supplier, client)) if other in family
        }
    return found
