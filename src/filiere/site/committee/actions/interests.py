"""Declaring interests, noting recusals and business links: what keeps a vote out of doubt."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError

from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, Permission, require
from filiere.site.committee import told
from filiere.site.committee.actions.common import atomic, refusals_kept, tell, today, words
from filiere.site.committee.messages import refuse
from filiere.site.committee.models import BusinessLink, Interest, Recusal
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import forget_parties
from filiere.site.dossiers.rights import require_in
from filiere.site.members.models import Organisation


def declare_interest(
    organisation: Organisation,
    ground: str,
    *,
    actor: User,
    since: date,
    until: date | None = None,
    note: str = "",
    day: date | None = None,
) -> Interest:
    """Declare an interest of one’s own: it takes effect at once in every dossier of the organisation and its group."""
    with refusals_kept(actor, "interest.declare", "user", actor.key), atomic():
        if until is not None and until < since:
            raise refuse("interest-days", "until")
        made = Interest.objects.create(
            user=actor,
            organisation=organisation,
            ground=ground,
            since=since,
            until=until,
            note=note.replace("\x00", "").strip()[:4000],
            declared_on=today(day),
        )
        tell(actor, "interest.declare", "interest", str(made.pk), told.interest(made))
    forget_parties(actor)
    return made


def end_interest(interest: Interest, *, actor: User, until: date) -> Interest:
    """Say that an interest of one’s own ended; it bars for three years more."""
    if interest.user_id != actor.pk:
        tell(actor, "permission.refuse", "interest", str(interest.pk), {"permission": "interest:end"})
        raise refuse("interest-of-another")
    with refusals_kept(actor, "interest.end", "interest", str(interest.pk)), atomic():
        row = Interest.objects.select_for_update().get(pk=interest.pk)
        if row.until is not None:
            raise refuse("interest-over")
        if until < row.since:
            raise refuse("interest-days", "until")
        row.until = until
        row.save(update_fields=["until"])
        tell(actor, "interest.end", "interest", str(row.pk), told.interest(row))
    return row


def note_recusal(
    dossier: Dossier, user: User, grade: str, ground: str, *, actor: User, day: date | None = None
) -> Recusal:
    """Recuse a member from one dossier: oneself (declared), on a fact (pinned, by the staff), or administratively."""
    if grade == Recusal.Grade.DECLARED and user.pk == actor.pk:
        require_in(actor, "dossier:read", dossier)
    else:
        require(actor, Permission.SESSION_CALL, subject_kind="dossier", subject_id=dossier.key)
    with refusals_kept(actor, "recusal.note", "dossier", dossier.key), atomic():
        try:
            with atomic():
                made = Recusal.objects.create(
                    dossier=dossier,
                    user=user,
                    grade=grade,
                    ground=words(ground, "ground")[:300],
                    since=today(day),
                    noted_by=actor,
                )
        except IntegrityError:
            raise refuse("recusal-known") from None
        tell(actor, "recusal.note", "recusal", str(made.pk), told.recusal(made))
    forget_parties(user)
    forget_parties(actor)
    return made


def note_link(
    client: Organisation, supplier: Organisation, *, actor: Actor, since: date, source: str, until: date | None = None
) -> BusinessLink:
    """Note that a company buys from another, with its source: who sits for one stays out of the other’s dossier."""
    require(actor, Permission.SESSION_CALL, subject_kind="organisation", subject_id=supplier.key)
    with refusals_kept(actor, "link.note", "organisation", supplier.key), atomic():
        if client.pk == supplier.pk:
            raise refuse("link-of-one")
        if until is not None and until < since:
            raise refuse("interest-days", "until")
        made = BusinessLink.objects.create(
            client=client,
            supplier=supplier,
            since=since,
            until=until,
            source=words(source, "source")[:300],
            noted_by=actor if isinstance(actor, User) else None,
        )
        tell(actor, "link.note", "link", str(made.pk), told.link(made))
    return made
