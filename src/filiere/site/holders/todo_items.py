"""What the life of a label awaits: renewals that open, explanations, the logo taken down, actions of the plan, facts to
settle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from filiere.core import Text
from filiere.core.text import shorten
from filiere.referentials import workflow
from filiere.site.accounts.models import User
from filiere.site.holders.certificates import find_current_certificate
from filiere.site.holders.models import Alert, FollowUp, PlanAction
from filiere.site.holders.pdf_records import action_percent
from filiere.site.holders.procedure_conditions import (
    is_cause_lifted,
    is_renewal_granted,
    is_renewal_open,
    list_open_alerts,
)
from filiere.site.kit.templatetags.filiere import of
from filiere.site.pages.todo_list import Task
from filiere.site.workflow.extension_points import AwaitedAct, DossierTasks, Standing, awaited_acts, dossier_tasks
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_college
from filiere.site.workflow.todo_items import find_term, make_task

PLAN_NOTICE = timedelta(days=30)
"""How long before its day an action of the plan is a task."""
MAX_WORDS, WHOLE = 160, 100

awaited_acts.add(
    AwaitedAct(
        "explain",
        lambda name: Text(fr=f"Donner les explications {of(name)}", en=f"Submit {name}’s explanations"),
        Text(fr="S’expliquer", en="Explain"),
        Text(
            fr="Le comité lit vos explications avant de voter. À défaut, il vote en l’état.",
            en="The committee reads your explanations before it votes. Without them, it votes all the same.",
        ),
    ),
    AwaitedAct(
        "appeal",
        lambda name: Text(
            fr=f"Former un recours pour {name}, si vous contestez la décision",
            en=f"Appeal for {name}, if you contest the decision",
        ),
        Text(fr="Former un recours", en="Appeal"),
        Text(fr="Sans recours, la décision devient définitive.", en="Without an appeal, the decision becomes final."),
        option=True,
    ),
    AwaitedAct(
        "prove_unmarking",
        lambda name: Text(
            fr=f"Prouver le retrait du logo {of(name)}", en=f"Prove that {name} no longer shows the logo"
        ),
        Text(fr="Donner les preuves", en="Give the evidence"),
        Text(fr="Lieu par lieu, avec une preuve pour chacun.", en="Place by place, with evidence for each."),
    ),
)

_RENEW = AwaitedAct(
    "renew",
    lambda name: Text(
        fr=f"Demander le renouvellement du label {of(name)}", en=f"Ask for the renewal of {name}’s label"
    ),
    Text(fr="Demander le renouvellement", en="Ask for the renewal"),
    Text(
        fr="La période de renouvellement est ouverte ; un nouveau dossier commence, le label actuel continue.",
        en="The renewal period is open; a new dossier begins, the current label goes on.",
    ),
    url="dossiers:overview",
)
_RECORD = AwaitedAct(
    "record_renewal",
    lambda name: Text(
        fr=f"Constater le renouvellement du label {of(name)}", en=f"Record the renewal of {name}’s label"
    ),
    Text(fr="Constater", en="Record"),
    Text(
        fr="Le nouveau label est accordé ; l’ancien dossier reste ouvert.",
        en="The new label is granted; the former dossier is still open.",
    ),
    url="dossiers:overview",
)
_MEND = AwaitedAct(
    "mend",
    lambda name: Text(
        fr=f"Mettre fin à la cause de la suspension {of(name)}", en=f"Remove the cause of {name}’s suspension"
    ),
    Text(fr="Voir la cause", en="See the cause"),
    Text(
        fr="À ce terme, le retrait du label est engagé.",
        en="After that date, the procedure to withdraw the label begins.",
    ),
    url="holders:label",
)
_RESTORE = AwaitedAct(
    "lift",
    lambda name: Text(fr=f"Lever la suspension {of(name)}", en=f"Lift {name}’s suspension"),
    Text(fr="Lever la suspension", en="Lift the suspension"),
    Text(fr="Sa cause a disparu.", en="Its cause is gone."),
    url="dossiers:overview",
)
_SETTLE = AwaitedAct(
    "settle",
    lambda name: Text(fr=f"Se prononcer sur un fait signalé : {name}", en=f"Decide on a matter raised: {name}"),
    Text(fr="Lire le fait", en="Read the matter"),
    Text(
        fr="Deux membres de collèges différents le closent, ou le label est réexaminé.",
        en="Two members of different colleges settle it, or the label is reviewed.",
    ),
    url="holders:alerts",
)
_FOLLOW_UP = AwaitedAct(
    "follow-up",
    lambda name: Text(fr=f"Prévoir le contrôle de suivi {of(name)}", en=f"Schedule {name}’s follow-up audit"),
    Text(fr="Prévoir le contrôle", en="Schedule it"),
    url="holders:follow-up",
)
_PLAN = AwaitedAct(
    "plan-action",
    lambda name: Text(
        fr=f"Faire le point sur une action du plan d’amélioration {of(name)}",
        en=f"Report on an action of {name}’s improvement plan",
    ),
    Text(fr="Faire le point", en="Report on it"),
)
_LATE_PROOF = awaited_acts["prove_unmarking"]


def _find_renewals(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        if is_renewal_open(row.dossier, day) and not row.dossier.renewals.filter(opened__lte=day).exists():
            certificate = find_current_certificate(row.dossier)
            yield make_task(row.dossier, _RENEW, due=certificate.last_day if certificate is not None else None)


def _find_granted_renewals(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        if is_renewal_granted(row.dossier, day):
            yield make_task(row.dossier, _RECORD)


def _find_causes(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        lifted = is_cause_lifted(row.dossier, day)
        if "holder" in row.held and not lifted:
            yield make_task(row.dossier, _MEND, due=find_term(row.engine, "holder"))
        elif "holder" not in row.held and lifted:
            yield make_task(row.dossier, _RESTORE, due=find_term(row.engine, "holder"))


def _find_facts(person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    """Facts that nobody settled, to the members; one that the first of two settled, to those of other colleges."""
    for row in rows:
        college = find_college(person, "committee", day)
        for open_alert in list_open_alerts(row.dossier, day):
            if open_alert.settling_college not in ("", college) or open_alert.settling_by_id is None:
                yield make_task(row.dossier, _SETTLE, since=open_alert.told_on, part=open_alert.key)


def _find_overdue_proofs(_person: User, _day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    """The logo that was to be gone by the day on which the dossier came into this state."""
    for row in rows:
        yield make_task(row.dossier, _LATE_PROOF, due=row.engine.day_of(row.engine.entry_index))


def _find_follow_ups(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        due = next((one.due for one in _list_follow_up_delays(row)), None)
        if due is not None and day >= due - 2 * PLAN_NOTICE and not row.dossier.follow_ups.exists():
            yield make_task(row.dossier, _FOLLOW_UP, due=due)


def _list_follow_up_delays(row: Standing) -> list[workflow.Deadline]:
    return [one for one in workflow.running_deadlines(row.engine) if any(step.to == "follow_up" for step in one.steps)]


def _find_plan_actions(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    by_pk = {row.dossier.pk: row for row in rows}
    found = PlanAction.objects.filter(
        dossier__in=by_pk, due__lte=day + PLAN_NOTICE, dropped_on__isnull=True, erased_at__isnull=True
    )
    for plan_action in found.prefetch_related("progress"):
        if action_percent(plan_action) < WHOLE:
            row = by_pk[plan_action.dossier_id]
            url = reverse("holders:plan-action", args=[row.dossier.key, plan_action.number])
            words = Text.same(shorten(" ".join(plan_action.what.split()) or "–", MAX_WORDS))
            yield make_task(row.dossier, _PLAN, url=url, note=words, due=plan_action.due, part=str(plan_action.number))


_UNSETTLED = Q(pk__in=Alert.objects.filter(settled_on__isnull=True).order_by().values("dossier"))
_RENEWED = Q(pk__in=Dossier.objects.filter(public_status="valid", renews__isnull=False).order_by().values("renews"))
_UNPLANNED = ~Q(pk__in=FollowUp.objects.order_by().values("dossier"))
_PLANNED = Q(pk__in=PlanAction.objects.filter(dropped_on__isnull=True).order_by().values("dossier"))

dossier_tasks.add(
    DossierTasks(frozenset({"holder"}), ("renewable",), _find_renewals),
    DossierTasks(frozenset({"staff"}), ("labelled",), _find_granted_renewals, among=_RENEWED),
    DossierTasks(frozenset({"holder", "auditor", "committee"}), ("suspended",), _find_causes),
    DossierTasks(frozenset({"committee"}), ("labelled",), _find_facts, among=_UNSETTLED),
    DossierTasks(frozenset({"holder"}), ("unmarking_overdue",), _find_overdue_proofs),
    DossierTasks(frozenset({"staff"}), ("held_24",), _find_follow_ups, among=_UNPLANNED),
    DossierTasks(frozenset({"candidate"}), ("improvable",), _find_plan_actions, among=_PLANNED),
)
