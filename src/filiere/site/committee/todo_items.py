"""What the bodies await: members who prepare, come and vote; second signatures; from the staff sessions, agendas and
hearings; from the company an answer to the hearing that it was offered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.urls import reverse

from filiere.core import Text
from filiere.core.dates import format_hour
from filiere.core.text import LANGUAGES
from filiere.site.accounts.models import User
from filiere.site.committee.agenda import (
    Sitting,
    find_closing_request,
    find_instance,
    find_last_day,
    has_hour_come,
    is_agenda_open,
)
from filiere.site.committee.models import ExceptionAct, Hearing, Item, Recusal, Session
from filiere.site.kit.templatetags.filiere import of
from filiere.site.members.affiliations import find_affiliations
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES
from filiere.site.pages.todo_list import Task, describe_day, task_providers
from filiere.site.workflow.extension_points import AwaitedAct, DossierTasks, Standing, dossier_tasks
from filiere.site.workflow.parties import find_college, find_parties
from filiere.site.workflow.state_groups import find_states
from filiere.site.workflow.todo_items import find_term, make_task

_ITEM_WORDS: dict[str, tuple[Text, Text]] = {
    Item.Status.LISTED: (Text(fr="Examiner", en="Examine"), Text(fr="Ouvrir le point", en="Open the item")),
    Item.Status.FIRST: (Text(fr="Voter sur", en="Vote on"), Text(fr="Voter", en="Vote")),
    Item.Status.DEBATE: (Text(fr="Discuter", en="Debate"), Text(fr="Débattre", en="Debate")),
    Item.Status.SECOND: (Text(fr="Voter sur", en="Vote on"), Text(fr="Voter", en="Vote")),
    Item.Status.COUNTED: (
        Text(fr="Rédiger la décision sur", en="Write the decision on"),
        Text(fr="Rédiger", en="Write"),
    ),
}
_ROUNDS: dict[str, int] = {Item.Status.FIRST: 1, Item.Status.SECOND: 2}


@task_providers.register
def list_session_tasks(person: User, day: date) -> Iterator[Task]:
    """Sessions to prepare and those under way, for who sits in their body; what waits for a second signature."""
    bodies = find_affiliations(person, day).bodies & set(JUDGING_BODIES)
    if not bodies:
        return
    for session in Session.objects.filter(instance__in=bodies, closed_at__isnull=True).order_by("day", "time", "pk"):
        items = list(session.items.filter(status__in=_ITEM_WORDS).select_related("dossier__organisation"))
        seen = [one for one in items if session.instance in find_parties(person, one.dossier, day)]
        if session.opened_at is not None and day <= find_last_day(session):
            yield from _list_running_tasks(person, session, seen, day)
        elif session.opened_at is None and day == session.day and has_hour_come(session):
            words = _tell_of_session(session, day, fr="Ouvrir la séance", en="Open the session")
            yield _make_session_task("open", words, session, Text(fr="Ouvrir la séance", en="Open the session"))
        elif session.opened_at is None and day <= session.day:
            yield _make_session_task("prepare", _describe_preparation(session, seen, day), session, _PREPARE, _NOTE)
    yield from _list_signatures(person, day)


_OF_BODY = {
    "committee": Text(fr="du comité d’attribution", en="of the award committee"),
    "appeal_panel": Text(fr="de l’instance de recours", en="of the appeal panel"),
}
_PREPARE = Text(fr="Préparer la séance", en="Prepare the session")
_NOTE = Text(
    fr="Déclarez d’abord vos liens avec les entreprises inscrites : un lien connu ou déclaré vous ferme le dossier et "
    "vous retire le vote.",
    en="First declare your links with the companies on the agenda: a known or declared link closes the dossier to you "
    "and takes away your vote.",
)


def _tell_of_session(session: Session, day: date, *, fr: str, en: str) -> Text:
    """Words, then which session they speak of: its body and day, and its hour where the body has another that day."""
    body, on = _OF_BODY[session.instance], describe_day(session.day, day)
    others = Session.objects.filter(instance=session.instance, day=session.day).exclude(pk=session.pk)
    at = (f", {format_hour(session.time, lang)}" if others.exists() else "" for lang in LANGUAGES)
    return Text(fr=f"{fr} {body.fr} du {on.fr}{next(at)}", en=f"{en} {body.en}, {on.en}{next(at)}")


def _describe_preparation(session: Session, seen: Collection[Item], day: date) -> Text:
    words, count = _tell_of_session(session, day, fr="Préparer la séance", en="Prepare the session"), len(seen)
    many = "s" if count > 1 else ""
    return Text(fr=f"{words.fr} : {count} dossier{many}", en=f"{words.en}: {count} dossier{many}") if count else words


def _make_session_task(name: str, words: Text, session: Session, button: Text, note: Text | None = None) -> Task:
    return Task(
        key=f"{name}:{session.key}",
        words=words,
        url=reverse("committee:session", args=[session.key]),
        button=button,
        note=note,
        due=session.day,
        about=f"session:{session.key}",
    )


def _list_running_tasks(person: User, session: Session, seen: Sequence[Item], day: date) -> Iterator[Task]:
    """Coming in; then each item at its step, until one has voted."""
    there = session.attendances.filter(user=person).first()
    if there is None:
        words = _tell_of_session(session, day, fr="Rejoindre la séance", en="Join the session")
        yield _make_session_task("arrive", words, session, Text(fr="Rejoindre", en="Join"))
        return
    if there.left_at is not None:
        return
    for item in seen:
        number = _ROUNDS.get(item.status)
        if number is not None and not _may_vote(person, item, number, day):
            continue
        verb, button = _ITEM_WORDS[item.status]
        name = item.dossier.organisation.name
        yield Task(
            key=f"item:{item.key}",
            words=Text(fr=f"{verb.fr} le point {item.number} : {name}", en=f"{verb.en} item {item.number}: {name}"),
            url=reverse("committee:item", args=[item.dossier.key, item.key]),
            button=button,
            note=_tell_of_session(session, day, fr="Séance", en="Session"),
            due=session.day,
            about=f"dossier:{item.dossier.key}",
        )
    asked = find_closing_request(session) if session.closing_by_id not in (None, person.pk) else None
    if asked is not None and asked.college != there.college:
        words = _tell_of_session(session, day, fr="Confirmer la clôture de la séance", en="Confirm closing the session")
        yield _make_session_task("close", words, session, Text(fr="Confirmer", en="Confirm"))


def _may_vote(person: User, item: Item, number: int, day: date) -> bool:
    """Whether a ballot of the person is awaited: a substitute has none while the titular is there."""
    if item.ballots.filter(user=person, round=number).exists():
        return False
    return any(one.place == "votes" and one.person == person.key for one in Sitting(item, day).places())


_CONFIRM = AwaitedAct(
    "confirm-recusal",
    lambda name: Text(
        fr=f"Confirmer ou non une récusation : {name}", en=f"Decide whether to confirm a recusal: {name}"
    ),
    Text(fr="Lire la demande", en="Read the request"),
    url="committee:dossier",
)
_COUNTERSIGN = {
    "waive_independence": AwaitedAct(
        "confirm-waiver",
        lambda name: Text(
            fr=f"Confirmer ou non un auditeur admis par exception : {name}",
            en=f"Decide whether to confirm an auditor admitted by exception: {name}",
        ),
        Text(fr="Lire la demande", en="Read the request"),
        url="committee:waive",
    ),
    "suspend_at_once": AwaitedAct(
        "confirm-suspension",
        lambda name: Text(
            fr=f"Confirmer ou non une suspension d’urgence : {name}",
            en=f"Decide whether to confirm an emergency suspension: {name}",
        ),
        Text(fr="Lire la demande", en="Read the request"),
        url="committee:suspend",
    ),
}


def _list_signatures(person: User, day: date) -> Iterator[Task]:
    """Recusals that a member is to confirm, and exceptions that somebody of another college is to sign."""
    asked = Recusal.objects.filter(confirmed_on__isnull=True).exclude(user=person).exclude(noted_by=person)
    for recusal in asked.exclude(dossier__state__in=find_states("over")).select_related("dossier__organisation"):
        if not find_parties(person, recusal.dossier, day).isdisjoint(JUDGING_BODIES):
            yield make_task(recusal.dossier, _CONFIRM, since=recusal.since, part=str(recusal.pk))
    open_ = ExceptionAct.objects.filter(done_on__isnull=True, lapsed_on__isnull=True).exclude(first=person)
    for exception_act in open_.select_related("dossier__organisation"):
        held = find_parties(person, exception_act.dossier, day)
        same = exception_act.dossier.state == exception_act.state and exception_act.action in _COUNTERSIGN
        if same and "committee" in held and find_college(person, "committee", day) != exception_act.first_college:
            yield make_task(
                exception_act.dossier,
                _COUNTERSIGN[exception_act.action],
                since=exception_act.asked_on,
                part=str(exception_act.pk),
            )


_OFFER = AwaitedAct(
    "hearing_offer",
    lambda name: Text(fr=f"Proposer un entretien à {name}", en=f"Offer {name} a hearing"),
    Text(fr="Proposer un entretien", en="Offer a hearing"),
    Text(fr="Aucun vote n’est valable avant l’entretien.", en="No vote is valid before the hearing."),
    url="committee:dossier",
)
_RECORD = AwaitedAct(
    "hearing-note",
    lambda name: Text(fr=f"Rédiger le compte rendu de l’entretien {of(name)}", en=f"Record the hearing of {name}"),
    Text(fr="Enregistrer", en="Record"),
    url="committee:dossier",
)
_COME = AwaitedAct(
    "hearing",
    lambda name: Text(
        fr=f"Venir à l’entretien sur le dossier {of(name)}, ou y renoncer",
        en=f"Come to the hearing on {name}’s dossier, or decline it",
    ),
    Text(fr="Voir l’entretien", en="See the hearing"),
    url="committee:dossier",
)
_LIST = AwaitedAct(
    "agenda",
    lambda name: Text(fr=f"Inscrire {name} à un ordre du jour", en=f"Put {name} on an agenda"),
    Text(fr="Inscrire à un ordre du jour", en="Put on an agenda"),
    Text(
        fr="L’instance est saisie de ce dossier, qui ne figure à aucun ordre du jour.",
        en="The dossier is before the body and on no agenda.",
    ),
)
_ACTING_BODIES = ("committee", "appeal_panel")


def _find_hearings(rows: Sequence[Standing]) -> dict[int, Hearing]:
    """By dossier, the hearing offered on the question and the papers that stand now."""
    found = Hearing.objects.filter(dossier__in=[row.dossier.pk for row in rows])
    asked = {(one.dossier_id, one.entered, one.snapshot_sha256): one for one in found}
    keys = {row.dossier.pk: (row.dossier.pk, row.engine.entry_index, row.engine.papers) for row in rows}
    return {pk: asked[key] for pk, key in keys.items() if key in asked}


def _find_office_tasks(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    """A hearing offered, then noted; and an agenda, which is called for where there is none to come."""
    hearings, agendas = _find_hearings(rows), _find_agendas(day) if rows else {}
    listed = set(
        Item.objects.open().filter(dossier__in=[row.dossier.pk for row in rows]).values_list("dossier", flat=True)
    )
    for row in rows:
        due, hearing = find_term(row.engine, *_ACTING_BODIES), hearings.get(row.dossier.pk)
        if hearing is None:
            yield make_task(row.dossier, _OFFER, due=due)
        elif not hearing.outcome and hearing.offered_for <= day:
            yield make_task(row.dossier, _RECORD, due=hearing.offered_for)
        if row.dossier.pk not in listed:
            session = agendas.get(find_instance(row.dossier) or "")
            url = reverse("committee:session", args=[session.key]) if session else reverse("committee:call")
            yield make_task(row.dossier, _LIST, url=url, due=due)


def _find_agendas(day: date) -> dict[str, Session]:
    """By body, the first session to come on whose agenda a dossier may still be put."""
    coming = Session.objects.filter(closed_at__isnull=True, day__gte=day).order_by("-day", "-pk")
    return {one.instance: one for one in coming if is_agenda_open(one, day)}


def _find_offers(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    hearings = _find_hearings(rows)
    for row in rows:
        hearing = hearings.get(row.dossier.pk)
        if hearing is not None and not hearing.outcome and hearing.offered_for >= day:
            yield make_task(row.dossier, _COME, due=hearing.offered_for)


dossier_tasks.add(
    DossierTasks(frozenset({"staff"}), ("before_a_body",), _find_office_tasks),
    DossierTasks(frozenset({"candidate"}), ("before_a_body",), _find_offers),
)
