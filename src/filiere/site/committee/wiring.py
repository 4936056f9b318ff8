"""What this app says to the registries of dossiers: answers, who is barred, who sees, the tab, the forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from django.db.models import Q

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.committee import letters, outcomes, watching  # noqa: F401  What is watched registers there.
from filiere.site.committee.actions.sessions import close_ended
from filiere.site.committee.acts import acted_otherwise
from filiere.site.committee.agenda import LATE, agenda_open, asked_of, instance_for, listed, why_fallen
from filiere.site.committee.ballots import even_lengths
from filiere.site.committee.interests import (
    BODIES,
    audited_by,
    excluded,
    excluded_from,
    find_past_judges,
    not_judged_again,
    ties,
)
from filiere.site.committee.models import Item, Session
from filiere.site.dossiers.models import Dossier, Event
from filiere.site.dossiers.parties import FORESEEN, asked_about, before_panel
from filiere.site.dossiers.registries import (
    Section,
    answers,
    bars_parties,
    foresees,
    form_for_act,
    gives_sight,
    hears,
    keeps_out,
    section,
    tells_past_judges,
    tells_ties,
)
from filiere.site.dossiers.rights import Right, register_rights
from filiere.site.journal.record import record
from filiere.site.members.models import Mandate
from filiere.site.sweeps import each_hour, each_hour_on_any_day

AT_TABLE = ("at_committee", "at_panel")

register_rights(
    Right(
        "committee:read",
        by=("candidate", "candidate_reader", "staff_representatives", "staff", "state", *BODIES),
        words=Text(fr="lire ce que les instances ont décidé", en="read the bodies’ decisions"),
    ),
    Right(
        "committee:papers",
        by=("staff", *BODIES),
        words=Text(fr="lire les pièces d’un point", en="read an item’s documents"),
    ),
    Right(
        "committee:debate",
        by=BODIES,
        words=Text(fr="prendre part au débat", en="take part in the debate"),
        condition=Text(fr="siéger dans l’instance du point", en="sit on the body dealing with the item"),
    ),
    Right(
        "committee:vote",
        by=BODIES,
        states=AT_TABLE,
        words=Text(fr="voter", en="vote"),
        condition=Text(
            fr="tenir un siège, être là, sur les pièces du point", en="hold a seat, be present, on the item’s documents"
        ),
    ),
    Right(
        "committee:except",
        by=("committee",),
        words=Text(fr="signer une exception à deux", en="sign an exception as one of two signatories"),
        condition=Text(fr="deux personnes de collèges différents", en="two people from different colleges"),
    ),
    Right(
        "committee:list",
        by=("staff",),
        words=Text(fr="inscrire le dossier à un ordre du jour", en="put the dossier on an agenda"),
        condition=Text(
            fr="devant une instance ; l’en retirer, avant que l’ordre du jour soit fixé",
            en="when referred to a body; withdraw it before the agenda is fixed",
        ),
    ),
    Right(
        "recusal:declare",
        by=("staff", "state", *BODIES),
        words=Text(fr="se déporter du dossier", en="recuse yourself from the dossier"),
    ),
    Right(
        "recusal:ask",
        by=("staff",),
        words=Text(fr="demander la récusation d’un membre", en="request a member’s recusal"),
        condition=Text(
            fr="sans effet avant qu’un membre de l’instance la confirme",
            en="takes effect only once a member of the body confirms it",
        ),
    ),
    Right(
        "hearing:offer",
        by=("staff",),
        states=AT_TABLE,
        words=Text(fr="proposer un entretien", en="offer a hearing"),
    ),
    Right(
        "hearing:note",
        by=("staff", *BODIES),
        states=AT_TABLE,
        words=Text(fr="noter un entretien", en="record a hearing"),
    ),
    Right(
        "hearing:decline",
        by=("candidate",),
        states=AT_TABLE,
        words=Text(fr="renoncer à l’entretien", en="decline the hearing"),
    ),
)
section(Section("committee", Text(fr="Instances", en="Bodies"), "committee:dossier", "committee:read", 70))
form_for_act("decide", "committee:decide")
form_for_act("waive_independence", "committee:waive")
form_for_act("suspend_at_once", "committee:suspend")

each_hour_on_any_day(even_lengths)
each_hour(close_ended)
answers("heard")(outcomes.heard)
for _name in outcomes.INPUTS:
    answers(_name)(partial(outcomes.answer, _name))


# A recusal or a tie takes every hat away: no papers, no debate, no vote, no agenda, on any page, file or address.
keeps_out(excluded, excluded_from)
tells_past_judges(find_past_judges)


@bars_parties(*BODIES)
def not_again(user: User, dossier: Dossier, day: date) -> Iterable[str]:
    """Whoever audited the company, or judged the dossier otherwise, has no seat for it."""
    foreseen = user.__dict__.get(FORESEEN, {}).get(asked_about(dossier, day))
    if foreseen is not None:
        return foreseen  # type: ignore[no-any-return]
    return not_judged_again(dossier, [user], day)[user.key]


@bars_parties("auditor")
def acted(user: User, dossier: Dossier, day: date) -> Iterable[str]:  # noqa: ARG001
    """Whoever voted on a dossier, drew its sites, handled a complaint in it or raised a fact does not audit it."""
    return ("auditor",) if acted_otherwise(dossier, user) else ()


@foresees
def foresee(people: Sequence[User], dossier: Dossier, day: date) -> None:
    """Look up for a whole body who judged before: its letters ask it of every member."""
    out = not_judged_again(dossier, people, day)
    for one in people:
        one.__dict__.setdefault(FORESEEN, {})[asked_about(dossier, day)] = out[one.key]


@tells_ties
def tie_words(user: User, dossier: Dossier, day: date) -> Iterable[Text]:
    """What the registers tell of a person: an auditor is held to it as a member is."""
    return [one.words for one in ties(dossier, user, day)]


@gives_sight
def before_the_body(user: User, day: date) -> Q:
    """Members see in lists the dossiers that were filed, those of the panel the dossiers that were appealed."""
    held = set(Mandate.objects.current(day).filter(user=user).values_list("instance", flat=True))
    seen = Q(pk__in=[])
    if not held & set(BODIES):
        return seen
    if "committee" in held:
        seen |= ~Q(state="preparing")
    if "appeal_panel" in held:
        seen |= before_panel()
    return seen & ~Q(organisation__in=audited_by(user, day))


@hears
def papers_changed(dossier: Dossier, events: tuple[Event, ...]) -> None:
    """An item whose input changed falls off the agenda by itself, with the reason; those concerned are told."""
    found = Item.objects.open().filter(dossier=dossier).exclude(status=Item.Status.CONCLUDING)
    day = events[-1].day
    for item in found.select_related("session"):
        why = why_fallen(item, asked_of(dossier, day))
        if why is None:
            continue
        item.status, item.fallen_why = Item.Status.FALLEN, why.model_dump()
        item.dossier = dossier
        item.save(update_fields=["status", "fallen_why"])
        payload = {"why": why.model_dump(), "snapshot": item.snapshot_sha256}
        record(actor_key="time", act="item.fall", subject_kind="item", subject_id=item.key, payload=payload)
        letters.fallen(item, why)
    instance = instance_for(dossier)
    if events[-1].event in LATE and instance is not None and not Item.objects.open().filter(dossier=dossier).exists():
        # What silence does: the dossier goes on the next agenda without anybody having to think of it.
        coming = Session.objects.filter(instance=instance, closed_at__isnull=True, day__gte=day).order_by("day")
        session = next((one for one in coming if agenda_open(one, day)), None)
        if session is not None:
            listed(session, dossier, day, "time")
