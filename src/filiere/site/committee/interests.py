"""Who must stay out of a dossier and why: declared by the member, presumed from the registers, pinned, administrative.

A presumption holds until the register it rests on is mended: nobody can wave it away, the label's staff included. An
interest that ended still bars for three years, which is what the release asks of auditors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Value

from filiere.core import Text
from filiere.referentials.voting import Grade
from filiere.site.accounts.models import User
from filiere.site.audit.models import Mission
from filiere.site.candidature.models import MirrorLink
from filiere.site.committee.acts import acts_in
from filiere.site.committee.models import Ballot, BusinessLink, Interest, Recusal
from filiere.site.committee.querysets import RecusalQuerySet
from filiere.site.dossiers.models import Dossier, Signature
from filiere.site.dossiers.parties import JUDGES, QUARANTINE
from filiere.site.dossiers.registries import Exclusion
from filiere.site.members.groups import families, sisters
from filiere.site.members.models import Mandate, Membership
from filiere.site.members.watching import TieRules, rules_ties
from filiere.site.quality.models import QualityManager

BODIES = ("committee", "appeal_panel")

GROUNDS: dict[str, Text] = {
    "employment": Text(fr="y travaille ou y a travaillé", en="works or worked there"),
    "client": Text(fr="son entreprise est cliente", en="their company is a client"),
    "supplier": Text(fr="son entreprise est fournisseur", en="their company is a supplier"),
    "shares": Text(fr="y a des parts", en="holds shares in it"),
    "family": Text(fr="un proche y est lié", en="somebody close is tied to it"),
    "advice": Text(fr="l’a conseillée", en="advised it"),
    "staff_mandate": Text(fr="y est élu·e du personnel", en="is a staff representative there"),
    "other": Text(fr="autre lien", en="another tie"),
    "former": Text(
        fr="lien d’un compte de la même adresse, effacé depuis moins de trois ans",
        en="tie of an account of the same address, erased within three years",
    ),
    "member_of": Text(
        fr="agit ou a agi pour l’organisation, d’après l’annuaire", en="acts or acted for it (directory)"
    ),
    "manages": Text(
        fr="gère ou a géré la qualité de service de l’organisation, d’après son espace qualité",
        en="manages or managed its service quality (quality space)",
    ),
    "seat_of": Text(fr="son siège est celui de l’organisation ou de son groupe", en="sits for it or for its group"),
    "linked": Text(
        fr="son organisation est cliente ou fournisseur, lien déclaré",
        en="their organisation is a client or a supplier, a tie that was declared",
    ),
    "interest_linked": Text(
        fr="a déclaré un intérêt dans une organisation cliente ou fournisseur",
        en="declared an interest in an organisation that is a client or a supplier",
    ),
    "audited": Text(fr="l’a auditée", en="audited it"),
    "acted": Text(
        fr="a déjà jugé, audité ou suivi ce dossier, ou siège aussi au comité",
        en="already judged, audited or ran this dossier, or sits on the committee too",
    ),
}

GRADES: dict[str, Text] = {
    "declared": Text(fr="déclaré", en="declared"),
    "presumed": Text(fr="présumé d’un registre", en="presumed from a register"),
    "pinned": Text(fr="établi par un fait", en="pinned on a fact"),
    "administrative": Text(fr="décision du comité", en="decided by the committee"),
}


Held = tuple[int, int, str, date]
"""What ties a person to an organisation: both by primary key, by what, and since when it is known."""

PRESUMED = frozenset({"member_of", "manages", "seat_of"})
"""Ties that a register tells, whatever the person says."""


@dataclass(frozen=True, slots=True)
class Known:
    """One reason why a person stays out of a dossier; ``since`` is when it was known, where that has a day."""

    person: str
    grade: Grade
    ground: str
    since: date | None = None

    @property
    def words(self) -> Text:
        """The ground in words; what staff wrote, as written."""
        return GROUNDS.get(self.ground) or Text.same(self.ground)


def known(dossier: Dossier, people: Iterable[User], day: date, instance: str | None = None) -> tuple[Known, ...]:
    """Return why these people stay out of a dossier on a day; ``instance`` is the body in which they would judge."""
    by_pk = {user.pk: user.key for user in people}
    if not by_pk:
        return ()
    family = families({dossier.organisation_id}, day - QUARANTINE)
    found = (*_ties(dossier, family, by_pk, day), *_audited(family, by_pk, day))
    acted = apart(dossier, by_pk, day, (instance,))[instance] if instance is not None else ()
    return _told((*found, *(Known(by_pk[pk], "presumed", "acted") for pk in acted)))


def excluded_from(dossier: Dossier, people: Sequence[User], day: date) -> Exclusion:
    """Return who of these people is kept out of a dossier on a day, by a recusal and by a tie, whatever they hold."""
    by_pk = {user.pk: user.key for user in people}
    recused = _recused(dossier, by_pk, day).values_list("user", flat=True)
    held = list(_held(list(by_pk), day))
    tied: set[str] = set()
    if held:
        # Whoever is tied to nobody at all is tied to no sister and no client of the candidate either.
        tied = {one.person for one in _tied(held, families({dossier.organisation_id}, day - QUARANTINE), by_pk, day)}
    return Exclusion(frozenset(recused), frozenset(pk for pk, key in by_pk.items() if key in tied))


def find_ties(user: User, day: date) -> list[Held]:
    """Return what ties a person to organisations on a day, or did within three years."""
    return list(_held([user.pk], day))


def excluded(user: User, day: date) -> Exclusion:
    """Return what keeps a person out on a day, for rights and lists alike: the same facts, from the other end."""
    recused = Recusal.objects.binding().filter(user=user, since__lte=day).values_list("dossier", flat=True)
    own = {organisation for _, organisation, _, _ in _held([user.pk], day)}
    if not own:
        return Exclusion(frozenset(recused))
    return Exclusion(frozenset(recused), _reached(own, day))


def _reached(own: Collection[int], day: date) -> frozenset[int]:
    """These organisations, their clients and suppliers, and the groups of all of them."""
    after = day - QUARANTINE
    return families({*own, *_linked(families(own, after), day)}, after)


def barred(organisations: Collection[int], day: date) -> frozenset[tuple[int, int]]:
    """Return which judge, by number, is kept out of which dossier that is not over by what ties these organisations.

    Judges are those who sit on a day or will later, each kept out then or on the day on which a judge’s seat begins.
    """
    dossiers = list(Dossier.objects.running().filter(organisation__in=_reached(organisations, day)))
    if not dossiers:
        return frozenset()
    seats = Mandate.objects.filter(Q(until__isnull=True) | Q(until__gte=day), instance__in=BODIES).order_by()
    days = {day, *seats.filter(since__gt=day).values_list("since", flat=True)}
    judges = list(User.objects.filter(pk__in=seats.values("user")))
    return frozenset(
        (judge, dossier.pk) for dossier in dossiers for on in days for judge in excluded_from(dossier, judges, on).tied
    )


def kept_from(user: User, day: date) -> frozenset[int]:
    """Return the organisations that a person has no hand in: what keeps them out of a dossier, said of its company.

    A recusal counts as long as its dossier is not over, a tie for as long as it bars.
    """
    out = excluded(user, day)
    recused = Dossier.objects.running().filter(pk__in=out.recused) if out.recused else Dossier.objects.none()
    return out.tied | frozenset(recused.values_list("organisation", flat=True))


rules_ties(TieRules(bars=barred, kept_from=kept_from))


def judges_held_to(organisations: Iterable[int], day: date) -> QuerySet[User]:
    """Return who judges on a day and is tied to one of these organisations, or to a sister of theirs."""
    family = families(organisations, day - QUARANTINE)
    judges = Mandate.objects.filter(_lasting(day), instance__in=BODIES).order_by().values_list("user", flat=True)
    tied = {user for user, organisation, _, _ in _held(list(judges), day) if organisation in family}
    return User.objects.filter(pk__in=tied).order_by("pk")


def not_judged_again(dossier: Dossier, people: Collection[User], day: date) -> dict[str, tuple[str, ...]]:
    """Return the bodies in which each of these people, by key, has no seat for what they did before: audits, votes."""
    by_pk = {user.pk: user.key for user in people}
    family = families({dossier.organisation_id}, day - QUARANTINE)
    audited = {one.person for one in _audited(family, by_pk, day)}
    acted = apart(dossier, by_pk, day, BODIES)
    return {key: tuple(body for body in BODIES if key in audited or pk in acted[body]) for pk, key in by_pk.items()}


def ties(dossier: Dossier, user: User, day: date) -> tuple[Known, ...]:
    """Return what a person owes to the candidate, its group, its clients and its suppliers: for auditors too.

    That one audited the candidate before is none of it: how often one may is a rule of its own.
    """
    family = families({dossier.organisation_id}, day - QUARANTINE)
    return _told(_ties(dossier, family, {user.pk: user.key}, day))


def _told(found: Iterable[Known]) -> tuple[Known, ...]:
    once = {(one.person, one.grade, one.ground): one for one in found}
    return tuple(sorted(once.values(), key=lambda one: (one.person, one.grade, one.ground)))


def _ties(dossier: Dossier, family: frozenset[int], by_pk: dict[int, str], day: date) -> Iterator[Known]:
    for row in _recused(dossier, by_pk, day):
        yield Known(by_pk[row.user_id], row.grade, row.ground, row.since)  # type: ignore[arg-type]
    yield from _tied(list(_held(list(by_pk), day)), family, by_pk, day)


def _recused(dossier: Dossier, people: Iterable[int], day: date) -> RecusalQuerySet:
    return Recusal.objects.binding().filter(dossier=dossier, user__in=list(people), since__lte=day)


def _tied(held: Collection[Held], family: frozenset[int], by_pk: dict[int, str], day: date) -> Iterator[Known]:
    linked = _with_groups(_linked(family, day), day - QUARANTINE) if held else {}
    for user, organisation, tie, since in held:
        if organisation in family:
            yield Known(by_pk[user], "presumed" if tie in PRESUMED else "declared", tie, since)
        elif organisation in linked and tie in PRESUMED:
            yield Known(by_pk[user], "presumed", "linked", linked[organisation])
        elif organisation in linked:
            yield Known(by_pk[user], "presumed", "interest_linked", max(since, linked[organisation]))


def _audited(family: frozenset[int], by_pk: dict[int, str], day: date) -> Iterator[Known]:
    for user in {user for user, organisation in audits(list(by_pk), day) if organisation in family}:
        yield Known(by_pk[user], "presumed", "audited")


def _held(people: list[int], day: date) -> Iterator[Held]:
    """What ties people to organisations on a day, or did within three years: who, to which, by what, since when.

    Interests are those that they declared; seats and what they do for a company are in the directory, and whose quality
    they manage in its quality space. One question to the database: it is asked on every page of a dossier, of the
    label's staff too.
    """
    mine = {"user__in": people, "since__lte": day}
    lasting = _lasting(day)
    told = ("user", "organisation", "tie", "known")
    declared = Interest.objects.filter(lasting, declared_on__lte=day, **mine).order_by()
    acts = Membership.objects.filter(lasting, **mine).order_by()
    quality = QualityManager.objects.filter(lasting, **mine).order_by().annotate(organisation=F("centre__organisation"))
    seats = Mandate.objects.filter(lasting, organisation__isnull=False, **mine).order_by()
    yield from (
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


def _lasting(day: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=day - QUARANTINE)


def apart(dossier: Dossier, people: Collection[int], day: date, bodies: Iterable[str]) -> dict[str, set[int]]:
    """Return for each body who of these people judged, audited or ran this dossier otherwise than in it (see `acts`).

    Nor does whoever sits on the committee hear an appeal.
    """
    acts = list(acts_in([dossier.pk], people))
    out = {body: {person for person, _, party in acts if party != body} for body in bodies}
    if "appeal_panel" in out:
        both = Mandate.objects.current(day).filter(user__in=people, instance="committee")
        out["appeal_panel"] |= set(both.order_by().values_list("user", flat=True))
    return out


def find_past_judges(people: Collection[int], day: date) -> Iterable[tuple[int, int]]:
    """Return which of these people audited or judged a dossier of which organisation within three years."""
    after = day - QUARANTINE
    of_late = {"event__day__gt": after, "event__day__lte": day}
    signed = Signature.objects.filter(person__in=people, party__in=JUDGES, **of_late).order_by()
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


def audits(people: Collection[int], day: date) -> Iterable[tuple[int, int]]:
    """Return which of these people audited which organisation: who signed for an audit, and all who were let into one.

    One auditor signs the report, and all who had a part in it made it.
    """
    signed = Signature.objects.filter(person__in=people, party="auditor", event__day__lte=day).order_by()
    entered = Mission.objects.filter(auditor__in=people, accepted_on__lte=day).order_by()
    return (
        signed.values_list("person", "event__dossier__organisation")
        .union(entered.values_list("auditor", "round__dossier__organisation"))
        .order_by()
    )


def audited_by(user: User, day: date) -> frozenset[int]:
    """Return the organisations whose dossiers a person does not judge because they audited one of them or a sister."""
    audited = {organisation for _, organisation in audits([user.pk], day)}
    return families(audited, day - QUARANTINE) if audited else frozenset()


def _with_groups(linked: dict[int, date], after: date) -> dict[int, date]:
    """The same ties, and those of the sisters of each: a group buys and sells as one."""
    found = dict(linked)
    for pk, group in sisters(linked, after).items():
        for one in group - set(linked):
            found[one] = min(linked[pk], found.get(one, linked[pk]))
    return found


def _linked(family: frozenset[int], day: date) -> dict[int, date]:
    """The clients and suppliers of these organisations, each with the day since which it is known.

    Those that the staff noted, and those that agreed to compare what they say of their contract.
    """
    rows = BusinessLink.objects.filter(
        _lasting(day), Q(client__in=family) | Q(supplier__in=family), since__lte=day, annulled_on__isnull=True
    ).values_list("client", "supplier", "since")
    pairs = MirrorLink.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__date__gte=day - QUARANTINE),
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
