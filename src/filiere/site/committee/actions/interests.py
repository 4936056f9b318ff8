"""Declaring interests, noting recusals and business links: what keeps a vote out of doubt."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.approvals import require_approval
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.permissions import Actor
from filiere.site.accounts.refusals import record_refusal
from filiere.site.committee import journal_records, letters
from filiere.site.committee.actions.common import atomic, clean_words, record_act, resolve_today
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import Body, BusinessLink, Interest, Item, Recusal
from filiere.site.committee.querysets import is_seated
from filiere.site.committee.vote_guards import guard_running_votes
from filiere.site.journal.acts import record_refusals
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import require
from filiere.site.members.change_guards import guard_bars_with_signature, list_tie_objections
from filiere.site.members.letters import describe_signers
from filiere.site.members.models import Organisation
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import forget_parties

LINK_KIND = "link"
"""The request of a link that keeps a judge out of a dossier (see `tie_requests`)."""


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
    with record_refusals(actor, "interest.declare", "user", actor.key), atomic():
        if since > resolve_today(day):
            raise refuse("interest-future", "since")
        if until is not None and until < since:
            raise refuse("interest-days", "until")
        made = Interest.objects.create(
            user=actor,
            organisation=organisation,
            ground=ground,
            since=since,
            until=until,
            note=note.replace("\x00", "").strip()[:4000],
            declared_on=resolve_today(day),
        )
        record_act(actor, "interest.declare", "interest", str(made.pk), journal_records.interest_payload(made))
    forget_parties(actor)
    return made


def end_interest(interest: Interest, *, actor: User, until: date, day: date | None = None) -> Interest:
    """Say that an interest of one’s own ended, not before it was declared; it bars for three years more."""
    if interest.user_id != actor.pk:
        record_refusal(actor, "interest:end", subject_kind="interest", subject_id=str(interest.pk))
        raise refuse("interest-of-another")
    with record_refusals(actor, "interest.end", "interest", str(interest.pk)), atomic():
        row = Interest.objects.select_for_update().get(pk=interest.pk)
        if row.until is not None:
            raise refuse("interest-over")
        on = resolve_today(day)
        if until < row.since:
            raise refuse("interest-days", "until")
        if until < row.declared_on:
            # Whoever declares a tie and then ends it before that day would take their own recusal away.
            raise refuse("interest-backdated", "until")
        if until > on:
            raise refuse("interest-to-come", "until")
        row.until = until
        row.save(update_fields=["until"])
        record_act(actor, "interest.end", "interest", str(row.pk), journal_records.interest_payload(row))
    return row


def note_recusal(
    dossier: Dossier, user: User, grade: str, ground: str, *, actor: User, day: date | None = None
) -> Recusal:
    """Step out of one dossier oneself (declared), at once and whatever one holds; or ask that a member be recused.

    What the label's staff asks for, on a fact (pinned) or as a decision of the body (administrative), binds only when a
    member of the body has confirmed it, and is not asked for while ballots are being cast.
    """
    own = grade == Recusal.Grade.DECLARED and user.pk == actor.pk
    require(actor, "recusal:declare" if own else "recusal:ask", dossier)
    with record_refusals(actor, "recusal.note", "dossier", dossier.key), atomic():
        on = resolve_today(day)
        if not own and Item.objects.under_vote(dossier).exists():
            raise refuse("recusal-during-vote")
        try:
            with atomic():
                made = Recusal.objects.create(
                    dossier=dossier,
                    user=user,
                    grade=grade,
                    ground=clean_words(ground, "ground")[:300],
                    since=on,
                    noted_by=actor,
                    confirmed_by=actor if own else None,
                    confirmed_on=on if own else None,
                )
        except IntegrityError:
            raise refuse("recusal-known") from None
        record_act(actor, "recusal.note", "recusal", str(made.pk), journal_records.recusal_payload(made))
        if not own:
            letters.notify_recusal_asked(made)
    forget_parties(user)
    forget_parties(actor)
    return made


def confirm_recusal(recusal: Recusal, *, actor: User, day: date | None = None) -> Recusal:
    """Confirm, as a member of the body, a recusal that the staff asked for: it binds from then on."""
    require(actor, "committee:papers", recusal.dossier)
    with record_refusals(actor, "recusal.confirm", "recusal", str(recusal.pk)), atomic():
        row = Recusal.objects.select_for_update().select_related("user", "dossier__organisation").get(pk=recusal.pk)
        if row.confirmed_on is not None:
            raise refuse("recusal-known")
        if row.user_id == actor.pk or row.noted_by_id == actor.pk:
            raise refuse("recusal-alone")
        if not any(is_seated(actor, one) and is_seated(row.user, one) for one in Body.values):
            raise refuse("recusal-outside")
        if Item.objects.under_vote(row.dossier).exists():
            raise refuse("recusal-during-vote")
        row.confirmed_by, row.confirmed_on = actor, resolve_today(day)
        row.save(update_fields=["confirmed_by", "confirmed_on"])
        record_act(actor, "recusal.confirm", "recusal", str(row.pk), journal_records.recusal_payload(row))
        letters.notify_recusal_confirmed(row)
    forget_parties(row.user)
    forget_parties(actor)
    return row


def note_link(
    client: Organisation,
    supplier: Organisation,
    *,
    actor: Actor,
    since: date,
    source: str,
    until: date | None = None,
    day: date | None = None,
    approval: Approval | None = None,
) -> BusinessLink:
    """Note that a company buys from another, with its source: who sits for one stays out of the other’s dossier.

    It takes two people where it keeps a judge out of an open dossier: a signed request for exactly this. Not while a
    vote is on that it would move: whoever prepares the sessions does not choose who votes in them. Nor by somebody who
    is tied to one of the two. Whoever judges and is tied to one of them is told.
    """
    require(actor, "session:call", subject_kind="organisation", subject_id=supplier.key)
    both = (client.pk, supplier.pk)

    def require_second() -> None:
        asked = link_payload(client, supplier, since, until)
        require_approval(approval, actor=actor, kind=LINK_KIND, payload=asked)

    with (
        record_refusals(actor, "link.note", "organisation", supplier.key),
        atomic(),
        guard_bars_with_signature(actor, both, resolve_today(day), require_second),
        guard_running_votes(),
    ):
        check_link(client, supplier, actor=actor, since=since, until=until, day=day)
        made = BusinessLink.objects.create(
            client=client,
            supplier=supplier,
            since=since,
            until=until,
            source=clean_words(source, "source")[:300],
            noted_by=actor if isinstance(actor, User) else None,
        )
        record_act(actor, "link.note", "link", str(made.pk), journal_records.business_link_payload(made))
        noted = Text(
            fr=f"{client.name} est cliente de {supplier.name}, d’après : « {made.source} ».",
            en=f"{client.name} buys from {supplier.name}, known by: “{made.source}”.",
        )
        letters.notify_tie_noted(both, describe_signers(actor, approval), noted)
    return made


def link_payload(
    client: Organisation, supplier: Organisation, since: date, until: date | None
) -> dict[str, str | None]:
    """What a request for a link holds; its source is the reason of the request."""
    return {
        "client": client.key,
        "supplier": supplier.key,
        "since": since.isoformat(),
        "until": until.isoformat() if until is not None else None,
    }


def check_link(
    client: Organisation,
    supplier: Organisation,
    *,
    actor: Actor,
    since: date,
    until: date | None,
    day: date | None = None,
) -> None:
    """Raise `Faults` with what stands against noting a link."""
    check_not_tied(actor, client, supplier, day=resolve_today(day))
    if since > resolve_today(day):
        raise refuse("link-future", "since")
    if client.pk == supplier.pk:
        raise refuse("link-of-one")
    if until is not None and until < since:
        raise refuse("interest-days", "until")


def end_link(link: BusinessLink, *, actor: Actor, until: date, day: date | None = None) -> BusinessLink:
    """Say when a company ceased to buy from another; what it presumes lasts three years more, as interests do."""
    require(actor, "session:call", subject_kind="organisation", subject_id=link.supplier.key)
    with record_refusals(actor, "link.end", "link", str(link.pk)), atomic(), guard_running_votes():
        row = BusinessLink.objects.select_for_update(of=("self",)).select_related("client", "supplier").get(pk=link.pk)
        check_not_tied(actor, row.client, row.supplier, day=resolve_today(day))
        if row.annulled_on is not None:
            raise refuse("tie-annulled")
        if row.until is not None:
            raise refuse("link-over")
        if until < row.since:
            raise refuse("interest-days", "until")
        if until < _find_noting_day(row):
            # Whoever prepares the sessions would bring a member back to the vote by ending the link in the past.
            raise refuse("link-backdated", "until")
        if until > resolve_today(day):
            raise refuse("interest-to-come", "until")
        row.until = until
        row.save(update_fields=["until"])
        record_act(actor, "link.end", "link", str(row.pk), journal_records.business_link_payload(row))
    return row


def check_not_tied(actor: Actor, *organisations: Organisation, day: date) -> None:
    """Raise `Faults` for whoever owes something to one of these: they would choose who judges it."""
    if faults := list_tie_objections(actor, [one.pk for one in organisations], day):
        raise Faults(faults)


def _find_noting_day(link: BusinessLink) -> date:
    """The day on which a link was noted, of which the journal alone keeps the trace."""
    noted = Entry.objects.filter(act="link.note", subject_kind="link", subject_id=str(link.pk))
    return timezone.localdate(noted.values_list("at", flat=True)[0])
