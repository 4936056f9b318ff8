"""Which audit of a dossier is meant, and who is on a mission in it on a day.

An audit is called for by an event of the procedure: the questionnaire handed in, or the follow-up due. Missions end
with the staff's word, with the event that replaces the auditor, and with the part of the procedure they were given for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.audit.models import Declaration, Mission, Round, Sampling
from filiere.site.workflow.models import Dossier, Event
from filiere.site.workflow.parties import PREFETCHED_ATTRIBUTE, build_answer_key, find_parties
from filiere.site.workflow.state_groups import find_states, stands_in

CALLING_EVENTS = {"submitted": Round.Kind.INITIAL, "follow_up_due": Round.Kind.FOLLOW_UP}
"""The events that call for an audit."""

_AUDITED_IN = {Round.Kind.FOLLOW_UP: "follow_up_audit"}
"""The states in which an audit of a kind runs, where those are not the states of the first."""

ENDING_EVENTS = ("auditor_replaced", "scope_changed")
"""The events that end the missions of an audit under way."""


def find_calling_event(dossier: Dossier) -> tuple[int, str] | None:
    """The number and name of the last event that called for an audit, None as long as none did."""
    found = dossier.events.filter(event__in=CALLING_EVENTS).order_by("-number").values_list("number", "event").first()
    return (found[0], found[1]) if found is not None else None


def find_round(dossier: Dossier) -> Round | None:
    """The last audit of a dossier, None when nobody was named to one."""
    called = find_calling_event(dossier)
    if called is None:
        return None
    return dossier.audits.filter(since=called[0]).first()


def find_round_kind(dossier: Dossier, event: str) -> Round.Kind:
    """What kind of audit an event calls for: a renewal's first audit is an audit of renewal."""
    kind = CALLING_EVENTS[event]
    return Round.Kind.RENEWAL if kind == Round.Kind.INITIAL and dossier.renews_id is not None else kind


def list_running_missions(round_: Round, day: date) -> list[Mission]:
    """The missions accepted and not ended on a day, by whatever ends them."""
    found = round_.missions.filter(accepted_on__isnull=False, accepted_on__lte=day).select_related("auditor")
    found = found.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    replaced = _find_last_ending_event(round_)
    return [one for one in found if (one.accepted_at_event or 0) > replaced]


def list_named_missions(round_: Round) -> list[Mission]:
    """The missions that nobody accepted yet, of auditors still wanted."""
    found = round_.missions.filter(accepted_on__isnull=True, ended_on__isnull=True).select_related("auditor")
    return list(found)


def find_audit_parties(user: User, dossier: Dossier, day: date) -> Iterator[str]:
    """What an audit makes of a person: ``auditor`` once let in, ``auditor_named`` until then."""
    # The role itself is asked each time: it ends with its grant, and waits for the second factor of the session.
    if Role.AUDITOR not in user.roles():
        return
    foreseen = user.__dict__.get(PREFETCHED_ATTRIBUTE, {}).get(("missions", *build_answer_key(dossier, day)))
    if foreseen is not None:
        yield from foreseen
    else:
        yield from _tell_parties(dossier, _list_last_missions(user, day).filter(round__dossier=dossier), day)


def _list_last_missions(user: User, day: date) -> QuerySet[Mission]:
    """The missions of a person in the last audit of each dossier, with what ended them there."""
    events = Event.objects.filter(dossier=OuterRef("round__dossier")).order_by("-number").values("number")
    ended = events.filter(event__in=ENDING_EVENTS, number__gt=OuterRef("round__since"))
    declared = Declaration.objects.filter(mission=OuterRef("pk"), event__isnull=True, day=day)
    found = Mission.objects.filter(auditor=user, round__since=Subquery(events.filter(event__in=CALLING_EVENTS)[:1]))
    return found.select_related("round").annotate(ended_at_event=Subquery(ended[:1]), declaring=Exists(declared))


def _tell_parties(dossier: Dossier, missions: Iterable[Any], day: date) -> Iterator[str]:
    """What the missions of a person in the last audit of a dossier make of them there."""
    held = [one for one in missions if stands_in(dossier, _AUDITED_IN.get(one.round.kind, "first_audit"))]
    if any(
        one.accepted_on is not None
        and one.accepted_on <= day
        and (one.ended_on is None or one.ended_on > day)
        and (one.accepted_at_event or 0) > (one.ended_at_event or 0)
        for one in held
    ):
        yield "auditor"
    elif any(one.accepted_on is None and one.ended_on is None for one in held):
        yield "auditor_named"
        # Only inside the act of declaring: the procedure must see who acts, and nothing is served meanwhile.
        if any(one.declaring for one in held):
            yield "auditor"


def visible_by_mission(user: User, day: date) -> Q:
    """The dossiers in which the person has a mission now."""
    if Role.AUDITOR not in user.roles():
        return Q(pk__in=[])
    held: dict[Dossier, list[Mission]] = {}
    for last_mission in (
        _list_last_missions(user, day)
        .filter(round__dossier__state__in=find_states("audited"))
        .select_related("round__dossier")
    ):
        held.setdefault(last_mission.round.dossier, []).append(last_mission)
    seen = []
    for dossier, missions in held.items():
        foreseen = user.__dict__.setdefault(PREFETCHED_ATTRIBUTE, {})
        parties = foreseen["missions", *build_answer_key(dossier, day)] = tuple(_tell_parties(dossier, missions, day))
        if "auditor" in parties and "auditor" in find_parties(user, dossier, day):
            seen.append(dossier.pk)
    return Q(pk__in=seen)


def count_known_cycles(user: User, dossier: Dossier) -> int:
    """How many audits in a row of this organisation, up to the one before this dossier, the person took part in."""
    before = Dossier.objects.filter(organisation=dossier.organisation_id, audits__isnull=False).exclude(pk=dossier.pk)
    before = before.filter(opened__lte=dossier.opened).distinct().order_by("-opened", "-pk")
    count = 0
    for entry in before:
        first = entry.audits.exclude(kind=Round.Kind.FOLLOW_UP)
        if not Mission.objects.filter(round__in=first, auditor=user, accepted_on__isnull=False).exists():
            break
        count += 1
    return count


def find_recused_mission(dossier: Dossier) -> Mission | None:
    """The mission last set aside for a conflict of interest in the present naming, whom a waiver would let in."""
    round_ = find_round(dossier)
    if round_ is None or dossier.state != "naming_auditor":
        return None
    return _find_set_aside_mission(round_, None)


def is_waived(mission: Mission) -> bool:
    """Whether two people of different colleges let this auditor in by exception, since they were set aside."""
    round_ = mission.round
    for number in Event.objects.filter(
        dossier=round_.dossier_id,
        event="independence_waived",
        number__gt=max(round_.since, _find_last_ending_event(round_)),
    ).values_list("number", flat=True):
        found = _find_set_aside_mission(round_, number)
        if found is not None and found.pk == mission.pk:
            return True
    return False


def _find_set_aside_mission(round_: Round, before: int | None) -> Mission | None:
    """The mission whose declaration was the last to be set aside before an event of that number."""
    aside = Event.objects.filter(
        dossier=round_.dossier_id,
        event="auditor_recused",
        number__gt=max(round_.since, _find_last_ending_event(round_)),
    )
    if before is not None:
        aside = aside.filter(number__lt=before)
    number = aside.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        return None
    return Mission.objects.filter(round=round_, declarations__event=number).select_related("auditor", "round").first()


def _find_last_ending_event(round_: Round) -> int:
    ends = Event.objects.filter(dossier=round_.dossier_id, event__in=ENDING_EVENTS, number__gt=round_.since)
    return ends.order_by("-number").values_list("number", flat=True).first() or 0


def find_drawn_sampling(round_: Round) -> Sampling | None:
    """The last draw of a round that was made."""
    return round_.samplings.filter(record__isnull=False).order_by("-pk").first()


def is_opened_to_company(round_: Round, day: date) -> bool:
    """Whether the audit has opened, on which day the company learns which sites are visited."""
    plan = round_.plans.order_by("-pk").first()
    return plan is not None and plan.opening <= day
