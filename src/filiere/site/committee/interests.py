"""Who must stay out of a dossier and why: declared by the member, presumed from the registers, pinned, administrative.

A presumption holds until the register it rests on is mended: nobody can wave it away, the label's staff included. An
interest that ended still bars for three years, which is what the release asks of auditors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from filiere.core import Text
from filiere.referentials.voting import Grade
from filiere.site.accounts.models import User
from filiere.site.candidature.models import MirrorLink
from filiere.site.committee.models import Ballot, BusinessLink, Interest, Recusal
from filiere.site.dossiers.models import Dossier, Signature
from filiere.site.dossiers.parties import JUDGES, QUARANTINE
from filiere.site.members.models import Mandate, Membership, Organisation

GROUNDS: dict[str, Text] = {
    "employment": Text(fr="y travaille ou y a travaillé", en="works or worked there"),
    "client": Text(fr="son entreprise est cliente", en="their company is a client"),
    "supplier": Text(fr="son entreprise est fournisseur", en="their company is a supplier"),
    "shares": Text(fr="y a des parts", en="holds shares in it"),
    "family": Text(fr="un proche y est lié", en="somebody close is tied to it"),
    "advice": Text(fr="l’a conseillée", en="advised it"),
    "staff_mandate": Text(fr="y est élu·e du personnel", en="is a staff representative there"),
    "other": Text(fr="autre lien", en="another tie"),
    "member_of": Text(
        fr="agit ou a agi pour l’organisation, d’après l’annuaire", en="acts or acted for it (directory)"
    ),
    "seat_of": Text(fr="son siège est celui de l’organisation ou de son groupe", en="sits for it or for its group"),
    "linked": Text(
        fr="son organisation est cliente ou fournisseur, lien déclaré",
        en="their organisation is a client or a supplier, a tie that was declared",
    ),
    "audited": Text(fr="l’a auditée", en="audited it"),
    "acted": Text(
        fr="a déjà jugé ou audité ce dossier, ou siège aussi au comité",
        en="already judged or audited this dossier, or sits on the committee too",
    ),
}

GRADES: dict[str, Text] = {
    "declared": Text(fr="déclaré", en="declared"),
    "presumed": Text(fr="présumé d’un registre", en="presumed from a register"),
    "pinned": Text(fr="établi par un fait", en="pinned on a fact"),
    "administrative": Text(fr="décision du comité", en="decided by the committee"),
}


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
    found = {(one.person, one.grade, one.ground): one for one in _known(dossier, by_pk, day, instance)}
    return tuple(sorted(found.values(), key=lambda one: (one.person, one.grade, one.ground)))


def _known(dossier: Dossier, by_pk: dict[int, str], day: date, instance: str | None) -> Iterator[Known]:
    family = _families({dossier.organisation_id})
    after = day - QUARANTINE
    lasting = Q(until__isnull=True) | Q(until__gte=after)
    mine = {"user__in": list(by_pk), "since__lte": day}
    for one in Interest.objects.filter(lasting, organisation__in=family, declared_on__lte=day, **mine):
        yield Known(by_pk[one.user_id], "declared", one.ground, one.declared_on)
    for row in Recusal.objects.binding().filter(dossier=dossier, **mine):
        yield Known(by_pk[row.user_id], row.grade, row.ground, row.since)  # type: ignore[arg-type]
    held = list(Membership.objects.filter(lasting, **mine).values_list("user", "organisation", "since"))
    seated = Mandate.objects.current(day).filter(user__in=list(by_pk), organisation__isnull=False)
    seats = list(seated.values_list("user", "organisation", "since"))
    linked = _with_groups(_linked(family, day, lasting))
    for kind, rows in (("member_of", held), ("seat_of", seats)):
        for user, organisation, since in rows:
            if organisation in family:
                yield Known(by_pk[user], "presumed", kind, since)
            elif organisation in linked:
                yield Known(by_pk[user], "presumed", "linked", linked[organisation])
    audits = Signature.objects.filter(person__in=list(by_pk), party="auditor", event__day__lte=day)
    for user in audits.filter(event__dossier__organisation__in=family).values_list("person", flat=True).distinct():
        yield Known(by_pk[user], "presumed", "audited")
    if instance is not None:
        yield from apart(dossier, by_pk, day, instance)


def apart(dossier: Dossier, by_pk: dict[int, str], day: date, instance: str) -> Iterator[Known]:
    """Yield who judged or audited this dossier otherwise than in that body, and who sits on the committee besides.

    One person signs a decision, but all who voted made it: none of them hears the appeal.
    """
    acted = Signature.objects.filter(person__in=list(by_pk), event__dossier=dossier, party__in=JUDGES - {instance})
    voted = Ballot.objects.filter(user__in=list(by_pk), item__dossier=dossier).exclude(item__session__instance=instance)
    people = {*acted.order_by().values_list("person", flat=True), *voted.order_by().values_list("user", flat=True)}
    if instance == "appeal_panel":
        both = Mandate.objects.current(day).filter(user__in=list(by_pk), instance="committee")
        people |= set(both.order_by().values_list("user", flat=True))
    for user in people:
        yield Known(by_pk[user], "presumed", "acted")


def tied_to(user: User, day: date) -> frozenset[int]:
    """Return the organisations from whose dossiers a person stays out, for lists: the same ties, from the other end."""
    lasting = Q(until__isnull=True) | Q(until__gte=day - QUARANTINE)
    own = set(Interest.objects.filter(lasting, user=user, since__lte=day).values_list("organisation", flat=True))
    acts = set(Membership.objects.filter(lasting, user=user, since__lte=day).values_list("organisation", flat=True))
    seats = Mandate.objects.current(day).filter(user=user, organisation__isnull=False)
    acts |= {one for one in seats.values_list("organisation", flat=True) if one is not None}
    linked = set(_linked(_families(acts), day, lasting)) if acts else set()
    found = own | acts | linked
    return _families(found)


def _families(found: set[int]) -> frozenset[int]:
    """These organisations, and those of their groups."""
    groups = set(Organisation.objects.filter(pk__in=found).exclude(group="").values_list("group", flat=True))
    return frozenset(found | set(Organisation.objects.filter(group__in=groups).values_list("pk", flat=True)))


def _with_groups(linked: dict[int, date]) -> dict[int, date]:
    """The same ties, and those of the sisters of each: a group buys and sells as one."""
    groups: dict[str, date] = {}
    for pk, group in Organisation.objects.filter(pk__in=linked).exclude(group="").values_list("pk", "group"):
        groups[group] = min(linked[pk], groups.get(group, linked[pk]))
    sisters = Organisation.objects.filter(group__in=groups).values_list("pk", "group")
    return {pk: groups[group] for pk, group in sisters} | linked


def _linked(family: frozenset[int], day: date, lasting: Q) -> dict[int, date]:
    """The clients and suppliers of these organisations, each with the day since which it is known.

    Those that the staff noted, and those that agreed to compare what they say of their contract.
    """
    rows = BusinessLink.objects.filter(lasting, Q(client__in=family) | Q(supplier__in=family), since__lte=day)
    found: dict[int, date] = {}
    for client, supplier, since in rows.values_list("client", "supplier", "since"):
        for one in {client, supplier} - family:
            found.setdefault(one, since)
    after = day - QUARANTINE
    pairs = MirrorLink.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__date__gte=after),
        Q(client__in=family) | Q(outsourcer__in=family),
        client_agreed_at__isnull=False,
        outsourcer_agreed_at__isnull=False,
        asked_at__date__lte=day,
    )
    for client, outsourcer, asked in pairs.values_list("client", "outsourcer", "asked_at"):
        for one in {client, outsourcer} - family:
            found.setdefault(one, asked.date())
    return found
