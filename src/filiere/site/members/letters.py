"""Letters about seats and about who acts for a company, when somebody else decides it: never in silence.

Whoever gets or loses a seat, and all who sit in the same body, read of it at once, and by whom. So do those who act for
a company, when somebody who does not lets a person act for it or ends that: one of the staff could be it by a puppet.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.site.accounts.letters import add_greeting
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.mail.outbox import post_letters
from filiere.site.members.label_bodies import COLLEGE_LABELS, INSTANCES, format_seat
from filiere.site.members.models import Mandate, Membership
from filiere.site.members.rights import RIGHT_LABELS

_UNEXPECTED = Text(
    fr="Si vous ne vous y attendiez pas, signalez-le à vos collègues de l’instance et à l’équipe du label.",
    en="If you did not expect this, tell your colleagues on the body and the label staff.",
)


def describe_signers(actor: Actor, approval: Approval | None) -> Text:
    """Who recorded it, and who countersigned, as a sentence."""
    first = _actor_name(approval.asked_by if approval is not None else actor)
    if approval is None:
        return Text(fr=f"Inscrit par {first.fr}.", en=f"Recorded by {first.en}.")
    second = _actor_name(approval.second_signer)
    return Text(
        fr=f"Demandé par {first.fr}, contresigné par {second.fr}.",
        en=f"Requested by {first.en}, countersigned by {second.en}.",
    )


def notify_seat_given(row: Mandate, by: Text) -> None:
    """Tell the person and the others of the body that a seat is theirs."""
    what, until = describe_seat(row), row.until
    days = Text(
        fr=f"à compter du {format_day(row.since, 'fr')}" + (f" et jusqu’au {format_day(until, 'fr')}" if until else ""),
        en=f"from {row.since:%d %B %Y} on" + (f" and until {until:%d %B %Y}" if until else ""),
    )
    _write_letters(
        row,
        "mandate.seat",
        Text(fr="Un siège vous est attribué", en="You have been given a seat"),
        Text(
            fr=f"Un siège vous est attribué : {what.fr}, {days.fr}. {by.fr}",
            en=f"You have been given a seat: {what.en}, {days.en}. {by.en}",
        ),
        Text(fr="Un siège de votre instance est pourvu", en="A seat on your body has been filled"),
        Text(
            fr=f"{row.user.name} siège désormais à vos côtés : {what.fr}, {days.fr}. {by.fr}",
            en=f"{row.user.name} now serves alongside you: {what.en}, {days.en}. {by.en}",
        ),
    )


def notify_seat_ended(row: Mandate, by: Text, *, erased: bool = False) -> None:
    """Tell the person and the others of the body that a seat ends; no letter keeps the name of somebody erased."""
    what, last = describe_seat(row), row.until or timezone.localdate()
    who = (
        Text(fr="la personne qui occupait ce siège", en="whoever held this seat")
        if erased
        else Text.same(row.user.name)
    )
    _write_letters(
        row,
        "mandate.end",
        Text(fr="Votre mandat prend fin", en="Your mandate ends"),
        Text(
            fr=f"Votre mandat prend fin le {format_day(last, 'fr')} inclus : {what.fr}. {by.fr}",
            en=f"Your mandate ends after {last:%d %B %Y}: {what.en}. {by.en}",
        ),
        Text(fr="Un mandat de votre instance prend fin", en="A mandate on your body is ending"),
        Text(
            fr=f"Le mandat de {who.fr} prend fin le {format_day(last, 'fr')} inclus : {what.fr}. {by.fr}",
            en=f"The mandate of {who.en} ends after {last:%d %B %Y}: {what.en}. {by.en}",
        ),
        to_person=not erased,
    )


def notify_membership(row: Membership, actor: Actor, approval: Approval | None = None) -> None:
    """Tell those who act for an organisation, and the person, that somebody else let them or ended it.

    Nothing of what its own people do, who see each other on its page; nor of the operator, who enters the first ones.
    """
    day, company = timezone.localdate(), row.organisation.name
    acting = User.objects.filter(
        pk__in=Membership.objects.current(day).filter(organisation=row.organisation_id).values("user")
    )
    if not isinstance(actor, User) or acting.filter(pk=actor.pk).exists() or actor.pk == row.user_id:
        return
    right, who = RIGHT_LABELS[row.right], row.user.name
    if row.until is None:
        what = Text(
            fr=f"{who} peut désormais agir pour {company} ({right.fr}).",
            en=f"{who} may now act for {company} ({right.en}).",
        )
    else:
        what = Text(
            fr=f"{who} n’agit plus pour {company} ({right.fr}) après le {format_day(row.until, 'fr')}.",
            en=f"{who} no longer acts for {company} ({right.en}) after {row.until:%d %B %Y}.",
        )
    by = describe_signers(actor, approval)
    people = {one.pk: one for one in (*acting.order_by("pk"), row.user)}
    post_letters(
        to=people.values(),
        subject=Text(fr=f"Changement de représentants : {company}", en=f"Who acts for {company} has changed"),
        body=add_greeting(
            Text(
                fr=f"{what.fr} {by.fr} Cela ne vient pas de l’entreprise elle-même.\n\nSi vous ne vous y "
                "attendiez pas, mettez-y fin sur la page de l’organisation et prévenez l’équipe du label.",
                en=f"{what.en} {by.en} This was not done by the company itself.\n\nIf you did not "
                "expect this, end it on the organisation’s page and tell the label staff.",
            )
        ),
        kind="membership.outside",
        about=f"organisation:{row.organisation.key}",
        link=f"/organisations/{row.organisation.key}/",
    )


def describe_seat(row: Mandate) -> Text:
    """A seat in words: body, college, seat, and whose substitute."""
    body, college = INSTANCES[row.instance], COLLEGE_LABELS.get(row.college) or Text.same(row.college)
    seat = format_seat(row.seat)
    found = Text(
        fr=f"{body.fr}, collège {college.fr}, siège « {seat.fr} »",
        en=f"{body.en}, college of {college.en}, seat “{seat.en}”",
    )
    if row.substitute_of is None:
        return found
    name = row.substitute_of.user.name
    return Text(fr=f"{found.fr}, suppléance de {name}", en=f"{found.en}, substitute for {name}")


def list_colleagues(row: Mandate, day: date) -> list[User]:
    """Who else sits in the body, or soon will."""
    held = Mandate.objects.filter(Q(until__isnull=True) | Q(until__gte=day), instance=row.instance)
    return list(User.objects.filter(pk__in=held.values("user")).exclude(pk=row.user_id))


def _write_letters(
    row: Mandate,
    kind: str,
    subject: Text,
    body: Text,
    subject_beside: Text,
    body_beside: Text,
    *,
    to_person: bool = True,
) -> None:
    for people, title, said in (
        ([row.user] if to_person else [], subject, body),
        (list_colleagues(row, timezone.localdate()), subject_beside, body_beside),
    ):
        whole = Text(fr=f"{said.fr}\n\n{_UNEXPECTED.fr}", en=f"{said.en}\n\n{_UNEXPECTED.en}")
        post_letters(
            to=people,
            subject=title,
            body=add_greeting(whole),
            kind=kind,
            about=f"mandate:{row.pk}",
            link="/organisations/bodies/",
        )


def _actor_name(actor: Actor) -> Text:
    if isinstance(actor, User):
        return Text.same(actor.name)
    return Text(fr="l’exploitant du serveur", en="the server operator")
