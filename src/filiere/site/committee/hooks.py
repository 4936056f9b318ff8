"""What this app says to the registries of dossiers: answers, who is barred, who sees, the tab, the forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from django.db.models import Q

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.committee import (  # noqa: F401  They register there.
    conflict_requests,
    electorate_guards,
    letters,
    personal_data,
    procedure_conditions,
    todo_items,
)
from filiere.site.committee.actions.sessions import close_ended_sessions
from filiere.site.committee.agenda import (
    OVERDUE_STEPS,
    add_to_agenda,
    explain_fall,
    find_instance,
    find_vote_request,
    is_agenda_open,
)
from filiere.site.committee.ballot_sealing import reseal_at_even_length
from filiere.site.committee.exclusion_reasons import (
    find_barred_bodies,
    find_exclusion_among,
    find_past_judges,
    find_person_exclusion,
    list_audited_organisations,
    list_person_ties,
)
from filiere.site.committee.journal_reconciliation import (
    SEALED_ROWS,
    compare_annulled_links,
    compare_counts,
    compare_notes,
)
from filiere.site.committee.models import Item, Session
from filiere.site.committee.prior_involvement import has_barring_act
from filiere.site.journal.extension_points import comparisons, unnamed_acts
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.journal.writer import record_act
from filiere.site.kit.hourly_tasks import register_clock_free_task, register_hourly_task
from filiere.site.kit.navigation import WorkspaceDoor, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.members.affiliation_predicates import sits_or_is_staff
from filiere.site.members.affiliations import find_affiliations
from filiere.site.members.models import Mandate
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES
from filiere.site.pages.live_counts import live_counts
from filiere.site.workflow.extension_points import (
    DossierSection,
    Party,
    act_form_urls,
    conflict_notes,
    dossier_sections,
    event_listeners,
    exclude_from,
    exclusion_lookups,
    following_rules,
    input_answers,
    party_exclusions,
    party_prefetchers,
    past_judge_lookups,
    recipient_lookups,
    site_parties,
    visibility_rules,
)
from filiere.site.workflow.models import Dossier, Event
from filiere.site.workflow.parties import (
    PREFETCHED_ATTRIBUTE,
    build_answer_key,
    find_parties_of_each,
    stood_in_condition,
)
from filiere.site.workflow.rights import DOSSIER
from filiere.site.workflow.state_groups import find_start_states

site_parties.add(
    Party("committee", seated=True, judges=True),
    # The panel reads what was appealed, from then on, and nothing else.
    Party("appeal_panel", seated=True, judges=True, once_in="at_panel"),
)
rights.add(
    Right(
        "session:call",
        by=(Role.LABEL_STAFF,),
        words=Text(
            fr="convoquer les instances et tenir leur ordre du jour",
            en="call sessions of the bodies and manage their agenda",
        ),
    ),
)


live_counts.put("sessions", lambda: format_number(Session.objects.public().count()))
sealed_rows.add(*SEALED_ROWS)
comparisons.add(compare_annulled_links, compare_notes, compare_counts)
unnamed_acts.add("dissent.sign", "dissent.sign.refuse")
# Who may sign a minority opinion voted neither for what was decided nor blank: the name would tell a vote.

rights.add(
    Right(
        "committee:read",
        on=DOSSIER,
        by=("candidate", "candidate_reader", "staff_representatives", "staff", "state", *JUDGING_BODIES),
        words=Text(fr="lire ce que les instances ont décidé", en="read the bodies’ decisions"),
    ),
    Right(
        "committee:papers",
        on=DOSSIER,
        by=("staff", *JUDGING_BODIES),
        words=Text(fr="lire les pièces d’un point", en="read an item’s documents"),
    ),
    Right(
        "committee:debate",
        on=DOSSIER,
        by=JUDGING_BODIES,
        words=Text(fr="prendre part au débat", en="take part in the debate"),
        condition=Text(fr="siéger dans l’instance du point", en="sit on the body dealing with the item"),
    ),
    Right(
        "committee:vote",
        on=DOSSIER,
        by=JUDGING_BODIES,
        states=("before_a_body",),
        words=Text(fr="voter", en="vote"),
        condition=Text(
            fr="occuper un siège, être présent, et voter sur les pièces du point",
            en="hold a seat, be present, and vote on the item’s documents",
        ),
    ),
    Right(
        "committee:except",
        on=DOSSIER,
        by=("committee",),
        words=Text(fr="signer une exception à deux", en="sign an exception as one of two signatories"),
        condition=Text(fr="deux personnes de collèges différents", en="two people from different colleges"),
    ),
    Right(
        "committee:list",
        on=DOSSIER,
        by=("staff",),
        words=Text(fr="inscrire le dossier à un ordre du jour", en="put the dossier on an agenda"),
        condition=Text(
            fr="devant une instance ; l’en retirer, avant que l’ordre du jour soit fixé",
            en="when referred to a body; withdraw it before the agenda is fixed",
        ),
    ),
    Right(
        "recusal:declare",
        on=DOSSIER,
        by=("staff", "state", *JUDGING_BODIES),
        words=Text(fr="se déporter du dossier", en="recuse yourself from the dossier"),
    ),
    Right(
        "recusal:ask",
        on=DOSSIER,
        by=("staff",),
        words=Text(fr="demander la récusation d’un membre", en="request a member’s recusal"),
        condition=Text(
            fr="sans effet avant qu’un membre de l’instance la confirme",
            en="takes effect only once a member of the body confirms it",
        ),
    ),
    Right(
        "hearing:offer",
        on=DOSSIER,
        by=("staff",),
        states=("before_a_body",),
        words=Text(fr="proposer un entretien", en="offer a hearing"),
    ),
    Right(
        "hearing:note",
        on=DOSSIER,
        by=("staff", *JUDGING_BODIES),
        states=("before_a_body",),
        words=Text(fr="enregistrer un entretien", en="record a hearing"),
    ),
    Right(
        "hearing:decline",
        on=DOSSIER,
        by=("candidate",),
        states=("before_a_body",),
        words=Text(fr="renoncer à l’entretien", en="decline the hearing"),
    ),
)
dossier_sections.add(
    DossierSection("committee", Text(fr="Instances", en="Bodies"), "committee:dossier", "committee:read", 70)
)
act_form_urls.put("decide", "committee:decide")
act_form_urls.put("waive_independence", "committee:waive")
act_form_urls.put("suspend_at_once", "committee:suspend")

register_clock_free_task(reseal_at_even_length)
register_hourly_task(close_ended_sessions)
input_answers.put("heard", procedure_conditions.answer_heard)
for _name in procedure_conditions.VOTE_INPUTS:
    input_answers.register(_name)(partial(procedure_conditions.answer_input, _name))


# A recusal or a tie takes every hat away: no papers, no debate, no vote, no agenda, on any page, file or address.
exclusion_lookups.register((find_person_exclusion, find_exclusion_among))
past_judge_lookups.register(find_past_judges)


@party_exclusions.register
@exclude_from(*JUDGING_BODIES)
def bar_prior_judges(user: User, dossier: Dossier, day: date) -> Iterable[str]:
    """Whoever audited the company, or judged the dossier otherwise, has no seat for it."""
    foreseen = user.__dict__.get(PREFETCHED_ATTRIBUTE, {}).get(build_answer_key(dossier, day))
    if foreseen is not None:
        return foreseen  # type: ignore[no-any-return]
    return find_barred_bodies(dossier, [user], day)[user.key]


@party_exclusions.register
@exclude_from("auditor")
def find_acted_parties(user: User, dossier: Dossier, day: date) -> Iterable[str]:  # noqa: ARG001
    """Whoever voted on a dossier, drew its sites, handled a complaint in it or raised a fact does not audit it."""
    return ("auditor",) if has_barring_act(dossier, user) else ()


@party_prefetchers.register
def prefetch_prior_judges(people: Sequence[User], dossier: Dossier, day: date) -> None:
    """Look up for a whole body who judged before: its letters ask it of every member."""
    out = find_barred_bodies(dossier, people, day)
    for person in people:
        person.__dict__.setdefault(PREFETCHED_ATTRIBUTE, {})[build_answer_key(dossier, day)] = out[person.key]


@conflict_notes.register
def describe_ties(user: User, dossier: Dossier, day: date) -> Iterable[Text]:
    """What the registers tell of a person: an auditor is held to it as a member is."""
    return [one.words for one in list_person_ties(dossier, user, day)]


@visibility_rules.register
def visible_before_body(user: User, day: date) -> Q:
    """Members see in lists the dossiers that were filed, those of the panel the dossiers that were appealed."""
    held = find_affiliations(user, day).bodies
    seen = Q(pk__in=[])
    if not held & set(JUDGING_BODIES):
        return seen
    if "committee" in held:
        seen |= ~Q(state__in=find_start_states())
    if "appeal_panel" in held:
        seen |= stood_in_condition("at_panel")
    return seen & ~Q(organisation__in=list_audited_organisations(user, day))


@following_rules.register
def follow_agendas(user: User, day: date) -> Q:
    """Members follow what is on the agendas of their body."""
    held = Mandate.objects.current(day).filter(user=user, instance__in=JUDGING_BODIES).values("instance")
    return Q(pk__in=Item.objects.open().filter(session__instance__in=held).values("dossier"))


@event_listeners.register
def drop_changed_items(dossier: Dossier, events: tuple[Event, ...]) -> None:
    """An item whose input changed falls off the agenda by itself, with the reason; those concerned are told."""
    found = Item.objects.open().filter(dossier=dossier).exclude(status=Item.Status.CONCLUDING)
    day = events[-1].day
    for item in found.select_related("session"):
        why = explain_fall(item, find_vote_request(dossier, day))
        if why is None:
            continue
        item.status, item.fallen_why = Item.Status.FALLEN, why.model_dump()
        item.dossier = dossier
        item.save(update_fields=["status", "fallen_why"])
        payload = {"why": why.model_dump(), "snapshot": item.snapshot_sha256}
        record_act("time", "item.fall", "item", item.key, payload)
        letters.notify_item_fallen(item, why)
    instance = find_instance(dossier)
    if (
        events[-1].event in OVERDUE_STEPS
        and instance is not None
        and not Item.objects.open().filter(dossier=dossier).exists()
    ):
        # What silence does: the dossier goes on the next agenda without anybody having to think of it.
        coming = Session.objects.filter(instance=instance, closed_at__isnull=True, day__gte=day).order_by("day")
        session = next((one for one in coming if is_agenda_open(one, day)), None)
        if session is not None:
            add_to_agenda(session, dossier, day, "time")


def _list_seated(dossier: Dossier, instance: str, day: date) -> Iterable[User]:
    held = Mandate.objects.current(day).filter(instance=instance)
    people = list(User.objects.filter(pk__in=held.values("user")))
    # A recused member gets no paper of the dossier, not even the news that there is one.
    parties = find_parties_of_each(people, dossier, day)
    return [one for one, found in zip(people, parties, strict=True) if instance in found]


@recipient_lookups.register("committee")
def list_committee_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The members of the committee who are not recused."""
    return _list_seated(dossier, Mandate.Instance.COMMITTEE, day)


@recipient_lookups.register("appeal_panel")
def list_panel_recipients(dossier: Dossier, day: date) -> Iterable[User]:
    """The members of the appeal panel who are not recused."""
    return _list_seated(dossier, Mandate.Instance.APPEAL_PANEL, day)


workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Séances du comité et du recours", en="Sessions of the committee and of the appeal panel"),
        Text(fr="Ordre du jour, pièces, votes, comptes rendus.", en="Agenda, documents, votes, minutes."),
        "committee:home",
        sits_or_is_staff(Mandate.Instance.COMMITTEE, Mandate.Instance.APPEAL_PANEL),
    ),
    order=50,
)
