"""Declaring interests, noting recusals and business links: what keeps a vote out of doubt."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.approval_rules import require_approval
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.refusal_recorder import record_refusal
from filiere.site.accounts.rights import Actor
from filiere.site.committee import letters
from filiere.site.committee.actions.common import DOSSIER, ITEM, clean_words, lock_listed_item
from filiere.site.committee.electorate_guards import guard_running_votes
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import Body, BusinessLink, Interest, Item, NoTieStatement, Recusal
from filiere.site.committee.querysets import OPEN_STATUSES, is_seated
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, keep_row, make_row_lock
from filiere.site.journal.models import Entry
from filiere.site.journal.sealed_rows import get_primary_key
from filiere.site.kit.rights import require
from filiere.site.members.extension_points import guard_bars_with_signature, list_tie_objections
from filiere.site.members.letters import describe_signers
from filiere.site.members.models import Organisation
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import forget_parties

LINK_KIND = "link"
"""The request of a link that keeps a judge out of a dossier (see `tie_requests`)."""

ORGANISATION = ActTarget[Organisation]("organisation")
INTEREST = ActTarget[Interest]("interest", get_primary_key)
RECUSAL = ActTarget[Recusal](
    "recusal", get_primary_key, make_row_lock("user", "dossier__organisation"), thing=lambda row: row.dossier
)
LINK = ActTarget[BusinessLink]("link", get_primary_key, make_row_lock("client", "supplier"))


def _name_declarant(*_: object, actor: User, **__: object) -> tuple[str, str]:
    return "user", actor.key


@act("interest.declare", on=ORGANISATION, right=None, lock=keep_row, clock=False, subject=_name_declarant)
def declare_interest(
    organisation: Organisation,
    ground: str,
    *,
    actor: User,
    since: date,
    until: date | None = None,
    note: str = "",
    day: date = TODAY,
) -> Interest:
    """Declare an interest of one’s own: it takes effect at once in every dossier of the organisation and its group."""
    if since > day:
        raise refuse("interest-future", "since")
    if until is not None and until < since:
        raise refuse("interest-days", "until")
    made = Interest.objects.create(
        user=actor,
        organisation=organisation,
        ground=ground,
        since=since,
        until=until,
        note=note.replace("\x00", "").strip(),
        declared_on=day,
    )
    forget_parties(actor)
    return made


def _require_own(interest: Interest, *, actor: User, **_: object) -> None:
    if interest.user_id != actor.pk:
        record_refusal(actor, "interest:end", subject_kind="interest", subject_id=str(interest.pk))
        raise refuse("interest-of-another")


@act("interest.end", on=INTEREST, right=_require_own, clock=False)
def end_interest(interest: Interest, *, actor: User, until: date, day: date = TODAY) -> Interest:  # noqa: ARG001
    """Say that an interest of one’s own ended, not before it was declared; it bars for three years more."""
    if interest.until is not None:
        raise refuse("interest-over")
    if until < interest.since:
        raise refuse("interest-days", "until")
    if until < interest.declared_on:
        # Whoever declares a tie and then ends it before that day would take their own recusal away.
        raise refuse("interest-backdated", "until")
    if until > day:
        raise refuse("interest-to-come", "until")
    interest.until = until
    interest.save(update_fields=["until"])
    return interest


@act("tie.deny", on=ITEM, right="committee:debate", at=OPEN_STATUSES, lock=lock_listed_item, clock=False)
def deny_tie(item: Item, *, actor: User, day: date = TODAY) -> NoTieStatement:
    """State, as a member who is not recused, that nothing ties one to the company of an item."""
    made, new = NoTieStatement.objects.get_or_create(item=item, user=actor, defaults={"made_on": day})
    if not new:
        raise refuse("tie-denied")
    return made


def _is_own(user: User, grade: str, actor: User) -> bool:
    return grade == Recusal.Grade.DECLARED and user.pk == actor.pk


def _require_recusal(dossier: Dossier, user: User, grade: str, *_: object, actor: User, **__: object) -> None:
    require(actor, "recusal:declare" if _is_own(user, grade, actor) else "recusal:ask", dossier)


@act("recusal.note", on=DOSSIER, right=_require_recusal, lock=keep_row, clock=False)
def note_recusal(dossier: Dossier, user: User, grade: str, ground: str, *, actor: User, day: date = TODAY) -> Recusal:
    """Step out of one dossier oneself (declared), at once and whatever one holds; or ask that a member be recused.

    What the label's staff asks for, on a fact (pinned) or as a decision of the body (administrative), binds only when a
    member of the body has confirmed it, and is not asked for while ballots are being cast.
    """
    own = _is_own(user, grade, actor)
    if not own and Item.objects.under_vote(dossier).exists():
        raise refuse("recusal-during-vote")
    try:
        with transaction.atomic():
            made = Recusal.objects.create(
                dossier=dossier,
                user=user,
                grade=grade,
                ground=clean_words(ground, "ground"),
                since=day,
                noted_by=actor,
                confirmed_by=actor if own else None,
                confirmed_on=day if own else None,
            )
    except IntegrityError:
        raise refuse("recusal-known") from None
    if not own:
        letters.notify_recusal_asked(made)
    forget_parties(user)
    forget_parties(actor)
    return made


@act("recusal.confirm", on=RECUSAL, right="committee:papers", clock=False)
def confirm_recusal(recusal: Recusal, *, actor: User, day: date = TODAY) -> Recusal:
    """Confirm, as a member of the body, a recusal that the staff asked for: it binds from then on."""
    if recusal.confirmed_on is not None:
        raise refuse("recusal-known")
    if recusal.user_id == actor.pk or recusal.noted_by_id == actor.pk:
        raise refuse("recusal-alone")
    if not any(is_seated(actor, one) and is_seated(recusal.user, one) for one in Body.values):
        raise refuse("recusal-outside")
    if Item.objects.under_vote(recusal.dossier).exists():
        raise refuse("recusal-during-vote")
    recusal.confirmed_by, recusal.confirmed_on = actor, day
    recusal.save(update_fields=["confirmed_by", "confirmed_on"])
    letters.notify_recusal_confirmed(recusal)
    forget_parties(recusal.user)
    forget_parties(actor)
    return recusal


def _name_supplier(_client: Organisation, supplier: Organisation, **_: object) -> tuple[str, str]:
    return "organisation", supplier.key


@act("link.note", on=ORGANISATION, right="session:call", lock=keep_row, clock=False, subject=_name_supplier)
def note_link(
    client: Organisation,
    supplier: Organisation,
    *,
    actor: Actor,
    since: date,
    source: str,
    until: date | None = None,
    day: date = TODAY,
    approval: Approval | None = None,
) -> BusinessLink:
    """Note that a company buys from another, with its source: who sits for one stays out of the other’s dossier.

    It takes two people where it keeps a judge out of an open dossier: a signed request for exactly this. Not while a
    vote is on that it would move: whoever prepares the sessions does not choose who votes in them. Nor by somebody who
    is tied to one of the two. Whoever judges and is tied to one of them is told.
    """
    both = (client.pk, supplier.pk)

    def require_second() -> None:
        asked = link_payload(client, supplier, since, until)
        require_approval(approval, actor=actor, kind=LINK_KIND, payload=asked)

    with guard_bars_with_signature(actor, both, day, require_second), guard_running_votes():
        check_link(client, supplier, actor=actor, since=since, until=until, day=day)
        made = BusinessLink.objects.create(
            client=client,
            supplier=supplier,
            since=since,
            until=until,
            source=clean_words(source, "source"),
            noted_by=actor if isinstance(actor, User) else None,
        )
        noted = Text(
            fr=f"{client.name} est cliente de {supplier.name}, d’après : « {made.source} ».",
            en=f"{client.name} buys from {supplier.name}, according to: “{made.source}”.",
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
    day = day or timezone.localdate()
    check_not_tied(actor, client, supplier, day=day)
    if since > day:
        raise refuse("link-future", "since")
    if client.pk == supplier.pk:
        raise refuse("link-of-one")
    if until is not None and until < since:
        raise refuse("interest-days", "until")


def _require_ending(link: BusinessLink, *, actor: Actor, **_: object) -> None:
    require(actor, "session:call", subject_kind="organisation", subject_id=link.supplier.key)


@act("link.end", on=LINK, right=_require_ending, clock=False)
def end_link(link: BusinessLink, *, actor: Actor, until: date, day: date = TODAY) -> BusinessLink:
    """Say when a company ceased to buy from another; what it presumes lasts three years more, as interests do."""
    with guard_running_votes():
        check_not_tied(actor, link.client, link.supplier, day=day)
        if link.annulled_on is not None:
            raise refuse("tie-annulled")
        if link.until is not None:
            raise refuse("link-over")
        if until < link.since:
            raise refuse("interest-days", "until")
        if until < _find_noting_day(link):
            # Whoever prepares the sessions would bring a member back to the vote by ending the link in the past.
            raise refuse("link-backdated", "until")
        if until > day:
            raise refuse("interest-to-come", "until")
        link.until = until
        link.save(update_fields=["until"])
    return link


def check_not_tied(actor: Actor, *organisations: Organisation, day: date) -> None:
    """Raise `Faults` for whoever owes something to one of these: they would choose who judges it."""
    if faults := list_tie_objections(actor, [one.pk for one in organisations], day):
        raise Faults(faults)


def _find_noting_day(link: BusinessLink) -> date:
    """The day on which a link was noted, of which the journal alone keeps the trace."""
    noted = Entry.objects.filter(act="link.note", subject_kind="link", subject_id=str(link.pk))
    return timezone.localdate(noted.values_list("at", flat=True)[0])
