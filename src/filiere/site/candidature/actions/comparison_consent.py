"""Agreeing to a comparison: one side asks, the other agrees or not, either closes it at any time."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts import rate_limits
from filiere.site.accounts.extension_points import guard_change
from filiere.site.accounts.models import User
from filiere.site.candidature.contract_comparison import SIDE_CATEGORIES, is_client
from filiere.site.candidature.faults import fault
from filiere.site.candidature.models import MirrorLink
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.members.extension_points import watch_new_bars
from filiere.site.members.models import Organisation
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier

SUBJECT = "mirror"


@act("mirror.ask", on=DOSSIER_TARGET, right="mirror:manage")
def request_mirror(dossier: Dossier, *, actor: User, siren: str) -> MirrorLink | None:
    """Ask the organisation of that number to compare; the same is kept and told whether it is known here or not.

    A person asks so many times a day (`limits.MIRROR_REQUEST`), of whatever company they do it.
    """
    number = "".join(siren.split())
    typed = number.isascii() and number.isdigit() and len(number) == 9
    if dossier.category not in SIDE_CATEGORIES or not typed or number == dossier.organisation.siren:
        raise Faults([fault("wrong-siren").at(key="siren")])
    mine = "client" if is_client(dossier) else "outsourcer"
    known = MirrorLink.objects.for_organisation(dossier.organisation).filter(
        Q(client__siren=number) | Q(outsourcer__siren=number)
    )
    if known.filter(**{mine: dossier.organisation}).exists():
        # Asked already, or agreed to: the other side said who it is.
        return None
    _check_request_rate(actor)
    now = timezone.now()
    try:
        with transaction.atomic():
            # The number as it was typed, whether a company of that number is here or not: one act, one row, one page.
            return MirrorLink.objects.create(
                siren=number,
                asked_by=dossier.organisation,
                asked_at=now,
                **{mine: dossier.organisation, f"{mine}_agreed_at": now},
            )
    except IntegrityError:
        return None


def _check_request_rate(actor: User) -> None:
    now = timezone.now()
    until = rate_limits.reserve_attempt(rate_limits.MIRROR_REQUEST, actor.key, now=now)
    if until is None:
        return
    hours = -(-rate_limits.minutes_left(until, now) // 60)
    raise Faults(
        [fault("mirrors-asked-often", allowed=rate_limits.MIRROR_REQUEST.allowed, hours=hours).at(key="siren")]
    )


@act("mirror.agree", on=DOSSIER_TARGET, right="mirror:manage")
def accept_mirror(dossier: Dossier, *, actor: User, link: int) -> None:
    """Agree, as the side that was asked; not while it would move who votes on a dossier.

    Nor where it would keep a judge out of an open dossier: one person may edit for both sides, and nobody chooses alone
    who judges. Two people of the label note the tie first.
    """
    row, today = _find_own_link(dossier, link), timezone.localdate()
    touched = (row.asked_by_id, dossier.organisation_id)
    with watch_new_bars(touched, today, _refuse_barring_judge), guard_change():
        side = row.side_of(dossier.organisation)
        if getattr(row, f"{side}_agreed_at") is None:
            _close_duplicates(actor, row, side, dossier.organisation)
            setattr(row, side, dossier.organisation)
            setattr(row, f"{side}_agreed_at", timezone.now())
            row.save()
            record_row(actor, "mirror.agree", row)


def _close_duplicates(actor: User, row: MirrorLink, side: str, mine: Organisation) -> None:
    """Close what asks for the same comparison: each may have asked the other."""
    facing = {"client": "outsourcer", "outsourcer": "client"}[side]
    pair = {side: mine, facing: row.asked_by_id}
    crossed = Q(**{side: mine, "siren": row.asked_by.siren or None, f"{facing}__isnull": True})
    others = MirrorLink.objects.select_for_update(of=("self",)).filter(Q(**pair) | crossed, closed_at__isnull=True)
    for other in others.exclude(pk=row.pk):
        other.closed_at = timezone.now()
        other.save()
        record_row(actor, "mirror.close", other)


@act("mirror.close", on=DOSSIER_TARGET, right="mirror:manage")
def close_mirror(dossier: Dossier, *, actor: User, link: int) -> MirrorLink:  # noqa: ARG001
    """Refuse or close it: nothing more is shown to the other side.

    A refusal is not told: whoever asked would learn from it that the company is here.
    """
    row = _find_own_link(dossier, link)
    if row.is_agreed or row.asked_by_id == dossier.organisation_id:
        row.closed_at = timezone.now()
    else:
        row.refused_at = timezone.now()
    row.save()
    return row


def _refuse_barring_judge() -> None:
    raise Faults([fault("mirror-bars-judge")])


def _find_own_link(dossier: Dossier, link: int) -> MirrorLink:
    row = MirrorLink.objects.for_organisation(dossier.organisation).select_for_update(of=("self",)).filter(pk=link)
    found = row.first()
    if found is None:
        raise Faults([fault("no-mirror")])
    return found


def mirror_payload(row: MirrorLink) -> dict[str, object]:
    """What the journal seals of a comparison."""
    return {
        "client": row.client.key if row.client else None,
        "outsourcer": row.outsourcer.key if row.outsourcer else None,
        "client_agreed": row.client_agreed_at is not None,
        "outsourcer_agreed": row.outsourcer_agreed_at is not None,
        "closed": row.closed_at is not None,
    }
