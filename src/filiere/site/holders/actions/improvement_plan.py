"""The improvement plan: dated actions, rewritten or dropped with a trace, and how far each one is."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils import timezone

from filiere.core import Fault, Faults, Text, seal
from filiere.core.text_length import find_long_text
from filiere.site.accounts.models import User
from filiere.site.holders.actions.common import LABEL, MAX_SHORT_TEXT, check_required_text, refuse
from filiere.site.holders.faults import fault
from filiere.site.holders.models import PlanAction, Progress
from filiere.site.holders.proof_document_choices import check_document
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_row, make_row_lock
from filiere.site.journal.writer import record_act
from filiere.site.workflow.models import Dossier

MAX_ACTIONS = 100
PLAN_ACTION: ActTarget[PlanAction] = ActTarget(
    "plan",
    lambda row: f"{row.dossier.key}:{row.number}",
    make_row_lock("dossier"),
    thing=lambda row: row.dossier,
    refusals=False,
)
"""Acts on an action of the plan."""


@act("holders.plan", on=LABEL, right="plan:edit", lock=lock_row)
def add_action(
    dossier: Dossier, *, actor: User, what: str, due: date, owner: str, finding: str = "", day: date = TODAY
) -> PlanAction:
    """Add an action to the plan."""
    faults = _check_action(what, owner, finding)
    if dossier.plan_actions.count() >= MAX_ACTIONS:
        faults.append(fault("too-many-actions", max_actions=MAX_ACTIONS))
    refuse(faults)
    last = dossier.plan_actions.aggregate(last=Max("number"))["last"] or 0
    row = PlanAction.objects.create(
        dossier=dossier,
        number=last + 1,
        what=what.strip(),
        finding=finding.strip(),
        owner=owner.strip(),
        due=due,
        written_on=day,
    )
    _record_act(actor, row, "holders.plan")
    return row


@act("holders.plan", on=PLAN_ACTION, right="plan:edit")
def rewrite_action(
    row: PlanAction, *, actor: User, version: int | None, what: str, due: date, owner: str, finding: str = ""
) -> PlanAction:
    """Rewrite an action from the version that the person had before their eyes; another one since is a fault."""
    refuse(_check_action(what, owner, finding))
    if row.version != version:
        raise Faults([fault("changed-meanwhile")])
    row.what, row.owner, row.finding, row.due = what.strip(), owner.strip(), finding.strip(), due
    row.version += 1
    row.save()
    _record_act(actor, row, "holders.plan")
    return row


@act("holders.plan_drop", on=PLAN_ACTION, right="plan:edit")
def drop_action(row: PlanAction, *, actor: User, reason: str, day: date = TODAY) -> PlanAction:
    """Drop an action, with the reason: it stays in the plan, said to be dropped."""
    refuse(check_required_text(reason, "reason", most=300, name=Text(fr="le motif", en="the reason")))
    row.dropped_on, row.dropped_reason = day, reason.strip()
    row.version += 1
    row.save()
    _record_act(actor, row, "holders.plan_drop")
    return row


@act("holders.progress", on=PLAN_ACTION, right="plan:edit")
def report_progress(
    row: PlanAction, *, actor: User, percent: int, words: str = "", document: str = "", day: date = TODAY
) -> Progress:
    """Say how far an action is."""
    faults = find_long_text(words, 2000, "words") + check_document(actor, row.dossier, document)
    if not 0 <= percent <= 100:
        faults.append(fault("progress-range").at(key="percent"))
    if row.dropped_on is not None:
        faults.append(fault("action-dropped"))
    refuse(faults)
    found = Progress.objects.create(
        action=row,
        percent=percent,
        words=words.strip(),
        document=document,
        day=day,
        by=actor,
        at=timezone.now(),
    )
    record_act(actor, "holders.progress", "plan", PLAN_ACTION.key(row), {"percent": percent, "said": seal(found.words)})
    return found


def _check_action(what: str, owner: str, finding: str) -> list[Fault]:
    return [
        *check_required_text(what, "what", most=2000, name=Text(fr="l’action", en="the action")),
        *check_required_text(
            owner, "owner", most=120, name=Text(fr="la fonction qui en répond", en="the function responsible")
        ),
        *find_long_text(finding, MAX_SHORT_TEXT, "finding"),
    ]


def _record_act(actor: User, row: PlanAction, act: str) -> None:
    record_act(
        actor,
        act,
        "plan",
        PLAN_ACTION.key(row),
        {"due": row.due.isoformat(), "version": row.version, "said": seal([row.what, row.owner, row.finding])},
    )
