"""Letters of sessions: to the members who may read, to the company, to the staff; never to who is recused."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.site.accounts.approval_rules import list_permission_holders
from filiere.site.accounts.models import User
from filiere.site.committee.exclusion_reasons import find_tied_judges
from filiere.site.committee.models import Item, Recusal, Session
from filiere.site.kit.languages import use_page_language
from filiere.site.mail.outbox import post_letters
from filiere.site.members.extension_points import group_listeners
from filiere.site.members.models import Mandate, Organisation
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier


def write_to_members(session: Session, *, subject: Text, body: Text, kind: str) -> None:
    """Write to everybody who holds a seat of the body, titulars and substitutes."""
    held = Mandate.objects.current(session.day).filter(instance=session.instance)
    people = User.objects.filter(pk__in=held.values("user"))
    at = _build_addresses("committee:session", session.key)
    post_letters(to=people, subject=subject, body=_append_address(body, at), kind=kind, about=f"session:{session.key}")


def write_to_dossier_parties(
    dossier: Dossier, parties: Iterable[str], *, subject: Text, body: Text, kind: str, but: User | None = None
) -> None:
    """Write to parties of a dossier, as the procedure reaches them, ``but`` for one person."""
    day = timezone.localdate()
    reached = [
        user for party in parties if party in recipient_lookups for user in recipient_lookups[party](dossier, day)
    ]
    people = [user for user in reached if user != but]
    name = dossier.organisation.name
    at = _build_addresses("committee:dossier", dossier.key)
    titled = Text(fr=f"{subject.fr} · {name}", en=f"{subject.en} · {name}")
    post_letters(to=people, subject=titled, body=_append_address(body, at), kind=kind, about=f"dossier:{dossier.key}")


def notify_item_fallen(item: Item, why: Text) -> None:
    """Tell members who may read, the company and the staff that an item fell off the agenda, and why."""
    write_to_dossier_parties(
        item.dossier,
        (item.session.instance, "candidate", "staff"),
        subject=Text(fr="Point retiré de l’ordre du jour", en="Item removed from the agenda"),
        body=Text(
            fr=(
                f"Le point {item.number} de la séance du {format_day(item.session.day, 'fr')} a été retiré de "
                f"l’ordre du "
                f"jour : {why.fr}. Un vote n’est valable que sur le dossier qui a été lu ; celui-ci sera inscrit de "
                "nouveau dans son état actuel."
            ),
            en=f"Item {item.number} of the session of {item.session.day:%d %m %Y} was removed from the agenda: "
            f"{why.en}. A vote is valid only for the dossier that was read; the dossier will be put on an agenda "
            f"again in its current state.",
        ),
        kind="item.fall",
    )


def send_not_held_letters(item: Item) -> None:
    """Tell members who may read, the company and the staff that nobody opened the session, and that the item waits."""
    day = item.session.day
    write_to_dossier_parties(
        item.dossier,
        (item.session.instance, "candidate", "staff"),
        subject=Text(fr="Séance non tenue", en="Session not held"),
        body=Text(
            fr=(
                f"Personne n’a ouvert la séance du {format_day(day, 'fr')}. Le point {item.number} est reporté "
                f"à une prochaine "
                "séance."
            ),
            en=f"Nobody opened the session of {day:%d %m %Y}. Item {item.number} is carried over to a later session.",
        ),
        kind="item.leave",
    )


def notify_recusal_asked(row: Recusal) -> None:
    """Tell a member that a colleague asks for their recusal, and the others that one of them may confirm it."""
    dossier, asker, ground = row.dossier, row.noted_by.name, row.ground
    asked = Text(
        fr=f"{asker} demande votre récusation dans un dossier, pour ce motif : {ground}\n\nElle n’a d’effet que si un "
        "autre membre de votre instance la confirme. Vous pouvez aussi vous déporter vous-même.",
        en=f"{asker} requests your recusal from a dossier, on this ground: {ground}\n\nIt takes effect only if "
        f"another member of your body confirms it. You may also recuse yourself.",
    )
    post_letters(
        to=[row.user],
        subject=Text(fr="Votre récusation est demandée", en="Your recusal has been requested"),
        body=_append_address(asked, _build_addresses("committee:dossier", dossier.key)),
        kind="recusal.ask",
        about=f"dossier:{dossier.key}",
    )
    write_to_dossier_parties(
        dossier,
        _list_bodies(row.user),
        but=row.user,
        subject=Text(fr="Récusation à confirmer", en="Recusal to confirm"),
        body=Text(
            fr=f"{asker} demande la récusation de {row.user.name}, pour ce motif : {ground}\n\nElle n’a d’effet que si "
            "un membre de l’instance la confirme.",
            en=f"{asker} requests the recusal of {row.user.name}, on this ground: {ground}\n\nIt takes effect only "
            f"if a member of the body confirms it.",
        ),
        kind="recusal.ask",
    )


def notify_recusal_confirmed(row: Recusal) -> None:
    """Tell a member that they are out of a dossier, without naming it, and the others of the body who is."""
    signer = row.confirmed_by.name if row.confirmed_by is not None else "–"
    confirmed = Text(
        fr=(
            f"La récusation demandée le {format_day(row.since, 'fr')} est confirmée par {signer}. Vous ne "
            f"prenez plus part à "
            "ce dossier, quel que soit votre rôle."
        ),
        en=f"The recusal requested on {row.since:%d %m %Y} has been confirmed by {signer}. You no longer have any "
        "part in that dossier, in any of your roles.",
    )
    post_letters(
        to=[row.user],
        subject=Text(fr="Votre récusation est confirmée", en="Your recusal is confirmed"),
        body=_append_address(confirmed, _build_addresses("committee:home")),
        kind="recusal.confirm",
    )
    write_to_dossier_parties(
        row.dossier,
        (*_list_bodies(row.user), "staff"),
        but=row.user,
        subject=Text(fr="Récusation confirmée", en="Recusal confirmed"),
        body=Text(
            fr=f"{row.user.name} ne prend plus part à ce dossier : la récusation est confirmée par {signer}.",
            en=f"{row.user.name} no longer takes part in this dossier: the recusal was confirmed by {signer}.",
        ),
        kind="recusal.confirm",
    )


def notify_tie_noted(organisations: Iterable[int], by: Text, what: Text) -> None:
    """Tell whoever judges and is tied to one of these, by number, and the staff, of an entry about their ties.

    It keeps them out of dossiers: who judges is never changed in silence.
    """
    effect = Text(
        fr=(
            "Ce lien peut écarter de certains dossiers les membres votants liés à ces organisations : {names}. "
            "S’il est faux, signalez-le aussitôt à votre instance et à l’équipe du label ; deux personnes de "
            "l’équipe peuvent l’annuler."
        ),
        en=(
            "Voting members with links to these organisations may be disqualified from some dossiers: {names}. If "
            "it is wrong, tell your body and the label staff at once; two members of staff can annul it."
        ),
    )
    _notify_tie(organisations, by, what, effect, "tie.note")


def notify_tie_annulled(organisations: Iterable[int], by: Text, what: Text) -> None:
    """Tell the same people, before it is done, that an entry about ties is annulled."""
    effect = Text(
        fr=(
            "Ce lien n’écarte plus personne, comme s’il n’avait jamais été enregistré. Membres votants liés à ces "
            "organisations : {names}. Si c’est faux, signalez-le aussitôt à votre instance."
        ),
        en="This link no longer disqualifies anyone, as if it had never been recorded. Voting members with links to "
        "these organisations: {names}. If this is wrong, tell your body at once.",
    )
    _notify_tie(organisations, by, what, effect, "tie.annul")


def _notify_tie(organisations: Iterable[int], by: Text, what: Text, effect: Text, kind: str) -> None:
    judges = find_tied_judges(organisations, timezone.localdate())
    if not judges:
        return
    people = {one.pk: one for one in (*judges, *list_permission_holders("session:call"))}
    names = ", ".join(one.name for one in judges)
    body = Text(
        fr=f"{what.fr} {by.fr}\n\n{effect.fr.format(names=names)}",
        en=f"{what.en} {by.en}\n\n{effect.en.format(names=names)}",
    )
    post_letters(
        to=people.values(),
        subject=Text(fr="Un lien concerne des membres votants", en="A link affects voting members"),
        body=_append_address(body, _build_addresses("committee:interests")),
        kind=kind,
    )


@group_listeners.register
def notify_group_entered(row: Organisation, by: Text) -> None:
    """Tell those whom the group of an organisation makes sisters, or no longer does."""
    group = Text(fr=f"le groupe « {row.group} »", en=f"the group “{row.group}”") if row.group else _NO_GROUP
    what = Text(fr=f"Groupe actuel de {row.name} : {group.fr}.", en=f"{row.name} now has as its group: {group.en}.")
    notify_tie_noted([row.pk], by, what)


_NO_GROUP = Text(fr="aucun groupe", en="no group")


def _list_bodies(user: User) -> tuple[str, ...]:
    held = Mandate.objects.current(timezone.localdate()).filter(user=user, instance__in=JUDGING_BODIES)
    return tuple(dict.fromkeys(held.order_by("instance").values_list("instance", flat=True)))


def _append_address(body: Text, at: dict[str, str]) -> Text:
    return Text(fr=f"{body.fr}\n\n{at['fr']}", en=f"{body.en}\n\n{at['en']}")


def _build_addresses(name: str, *keys: str) -> dict[str, str]:
    found = {}
    for lang in ("fr", "en"):
        with use_page_language(lang):
            found[lang] = reverse(name, args=keys)
    return found
