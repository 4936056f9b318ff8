"""Acts of a recall: opening it on a figure, deciding fates, completing it or giving it up.

Every fate is somebody's decision: the figure that replaces another is named by a person and by no rule. Completing a
recall gives the uses their fates and tells their owners and recipients, once; the figure may then fall.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from filiere.core import seal
from filiere.site.accounts.approval_rules import list_permission_holders
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import ActTarget, act, keep_row
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.faults import refuse
from filiere.site.programme.communication.letters import notify_recall
from filiere.site.programme.communication.models import KitRecipient, Message, Recall, RecallDecision
from filiere.site.programme.communication.rights import RECALL
from filiere.site.programme.figure_uses import Fate, FigureUse, fate_appliers, list_figure_uses

RECALL_TARGET: ActTarget[Recall] = ActTarget("recall")
NEW_RECALL: ActTarget[str] = ActTarget("recall", str, keep_row, refusals=False)

State = Recall.State


@act("recall.open", on=NEW_RECALL, right=RECALL)
def open_recall(figure: str, *, reason: str, reason_en: str, actor: User) -> Recall:
    """Open the recall of a figure at its present version; refused where one is open, or where nothing uses it."""
    found = current_register().find(figure)
    if Recall.objects.filter(figure=figure, state=State.OPEN).exists():
        raise refuse("recall-open-already")
    uses = list_awaited_uses(figure)
    if not uses:
        raise refuse("recall-nothing")
    return Recall.objects.create(
        figure=figure,
        version=found.version,
        reason=reason,
        reason_en=reason_en,
        listed=len(uses),
        listed_sha256=seal(sorted(use.key for use in uses)),
        opened_by=actor,
        opened_at=timezone.now(),
        fictitious=is_demo(),
    )


@act("recall.decide", on=RECALL_TARGET, right=RECALL)
def decide_fates(
    recall: Recall, *, uses: Sequence[str], fate: str, replacement: str = "", note: str = "", actor: User
) -> Recall:
    """Decide the fate of uses, by their keys; decided again as long as the recall is open, the last word holds."""
    _require_open(recall)
    listed = {use.key: use for use in list_awaited_uses(recall.figure)}
    if not set(uses) <= listed.keys():
        raise refuse("recall-use-gone", "uses")
    _require_replacement(recall, fate, replacement)
    now = timezone.now()
    for key in uses:
        RecallDecision.objects.update_or_create(
            recall=recall,
            use=key,
            defaults={
                **_describe_use(listed[key]),
                "fate": fate,
                "replacement": replacement,
                "note": note,
                "decided_by": actor,
                "decided_at": now,
            },
        )
    return recall


@act("recall.complete", on=RECALL_TARGET, right=RECALL)
def complete_recall(recall: Recall, *, actor: User) -> Recall:
    """Give every use its fate, tell owners and recipients once, and let the figure fall."""
    _require_open(recall)
    register = current_register()
    figure = register.find(recall.figure)
    if figure.version != recall.version:
        raise refuse("recall-moved")
    decisions = list(recall.decisions.order_by("use"))
    undecided = {use.key for use in list_awaited_uses(recall.figure)} - {one.use for one in decisions}
    if undecided:
        raise refuse("recall-uses-open", count=len(undecided))
    fallen = _find_fallen_messages(decisions)
    received = _find_recipients(fallen)
    _apply_fates(decisions, actor)
    owners = {
        person.pk: person
        for person in list_permission_holders(RECALL)
        if person.roles() & {one.owner for one in decisions}
    }
    recall.notified = notify_recall(recall, register.title(figure), decisions, owners.values(), received)
    return _end_recall(recall, State.COMPLETE, actor)


@act("recall.abandon", on=RECALL_TARGET, right=RECALL)
def abandon_recall(recall: Recall, *, actor: User) -> Recall:
    """Give a recall up: the figure stays, and so do its uses; what was decided is kept, and has no effect."""
    _require_open(recall)
    return _end_recall(recall, State.ABANDONED, actor)


def list_awaited_uses(figure: str) -> list[FigureUse]:
    """Return the uses of a figure whose fate a recall asks: all but dated statements."""
    return [use for use in list_figure_uses(figure) if not use.dated]


def _end_recall(recall: Recall, state: Recall.State, actor: User) -> Recall:
    recall.state, recall.ended_by, recall.ended_at = state, actor, timezone.now()
    recall.save()
    return recall


def _require_open(recall: Recall) -> None:
    if recall.state != State.OPEN:
        raise refuse("recall-ended")


def _require_replacement(recall: Recall, fate: str, replacement: str) -> None:
    if fate != Fate.REPLACED:
        if replacement:
            raise refuse("recall-replacement-unneeded", "replacement")
        return
    if not replacement:
        raise refuse("recall-replacement-missing", "replacement")
    register = current_register()
    if replacement == recall.figure or replacement not in register or not register[replacement].retained:
        raise refuse("recall-replacement-wrong", "replacement", figure=replacement)


def _describe_use(use: FigureUse) -> dict[str, object]:
    return {
        "where_fr": use.where.fr[:300],
        "where_en": use.where.en[:300],
        "said_fr": use.said.fr[:500],
        "said_en": use.said.en[:500],
        "owner": use.owner,
        "recipients": use.recipients,
    }


def _apply_fates(decisions: Sequence[RecallDecision], actor: User) -> None:
    grouped: dict[tuple[str, Fate, str], list[str]] = {}
    for one in decisions:
        kind = one.use.partition(":")[0]
        grouped.setdefault((kind, Fate(one.fate), one.replacement), []).append(one.use)
    for (kind, fate, replacement), keys in grouped.items():
        if kind in fate_appliers:
            fate_appliers[kind](keys, fate, replacement, actor)


def _find_fallen_messages(decisions: Sequence[RecallDecision]) -> list[Message]:
    keys = [one.use.partition(":")[2] for one in decisions if one.use.startswith("message:") and one.fate != Fate.DATED]
    return list(Message.objects.filter(key__in=keys).select_related("operation"))


def _find_recipients(messages: Sequence[Message]) -> list[tuple[KitRecipient, list[Message]]]:
    """Those whose kit held some of these messages, and which."""
    fallen = {one.key: one for one in messages}
    rows = KitRecipient.objects.filter(operation__in={one.operation_id for one in messages if one.operation_id})
    found = [(row, [fallen[key] for key in row.messages if key in fallen]) for row in rows]
    return [(row, held) for row, held in found if held]
