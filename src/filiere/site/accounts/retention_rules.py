"""Applying the retention rules of the register of processing: each app registers how its rule removes what is due.

A rule of the register that no app applies, and a rule applied that the register does not announce, both fail a test.
The server applies them each hour, so many rows a rule at a time; `filiere users retention` applies them to the end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from filiere.core import Faults
from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.accounts.faults import fault
from filiere.site.accounts.models import SignInLimit
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import VALID_FOR, Invitation, KeptForm
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.accounts.rights import Operator
from filiere.site.accounts.session_store import compute_latest_end
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.models import AnsweredForm
from filiere.site.journal.writer import TIME_ACTOR, record_act
from filiere.site.kit.hooks import KeyedHook
from filiere.site.kit.hourly_tasks import IsolatedTasks, register_hourly_task

BATCH_ROWS = 500
"""Rows that one rule removes in one transaction: other writers wait as long as that takes, and no longer."""

RetentionRemover = Callable[[datetime, int], int]
"""Removes what is older than a moment, so many rows at most; answers how many went."""
retention_rules: KeyedHook[RetentionRemover] = KeyedHook()
"""How each rule removes what is older than the moment it is given."""


def list_applied_rules() -> frozenset[str]:
    """Every rule that is applied."""
    return frozenset(retention_rules)


@needs_clock
def apply_retention(*, now: datetime, actor_key: str = Operator.key) -> dict[str, int]:
    """Apply every rule once, each in a transaction of its own; return how many rows each removed, and write it in the
    journal when any went.

    A rule removes 500 rows at most: as long as one removed that many, there may be more. Raises `ClockHeld` while the
    clock may not be trusted, and `Unswept` once all other rules are applied where one could not be.
    """
    removed, apart = _apply_rules(now, actor_key)
    apart.end()
    return removed


@needs_clock
def _apply_rules(now: datetime, actor_key: str) -> tuple[dict[str, int], IsolatedTasks]:
    """How many rows each rule removed, none where it failed, and how many failed."""
    removed, apart = dict.fromkeys(sorted(retention_rules), 0), IsolatedTasks("retention rule")
    for rule in removed:
        with apart.attempt(rule), transaction.atomic():
            count = retention_rules[rule](now - timedelta(days=find_retention_days(rule)), BATCH_ROWS)
            if count:
                record_act(actor_key, "retention.apply", "rule", "retention", {"removed": {rule: count}})
            removed[rule] = count
    apart.done = sum(removed.values())
    return removed, apart


def apply_retention_fully(*, now: datetime) -> dict[str, int]:
    """Apply every rule until nothing is left that it removes; return how many rows each removed.

    Raises `Faults` once all other rules are applied to the end where one could not be.
    """
    total = dict.fromkeys(sorted(retention_rules), 0)
    while True:
        removed, apart = _apply_rules(now, Operator.key)
        total = {rule: count + removed[rule] for rule, count in total.items()}
        if any(removed.values()):
            continue
        if apart.failed:
            raise _unfinished_fault(apart.failed)
        return total


def _unfinished_fault(failed: int) -> Faults:
    return Faults([fault("retention-unfinished", failed=failed)])


@register_hourly_task
def _apply_hourly(_day: date) -> int:
    return sum(apply_retention(now=timezone.now(), actor_key=TIME_ACTOR).values())


def remove_rows(due: models.QuerySet[models.Model], most: int) -> int:
    """Remove so many rows of a query at most; return how many went."""
    return int(due.model._default_manager.filter(pk__in=list(due.values_list("pk", flat=True)[:most])).delete()[0])


@retention_rules.register("sessions")
def _remove_sessions(before: datetime, most: int) -> int:
    """Those that ended, and those that a clock which was ahead opened: their end is beyond that of any other."""
    over = Q(expire_date__lt=before) | Q(expire_date__gt=compute_latest_end(timezone.now()))
    return remove_rows(Session.objects.filter(over), most)


@retention_rules.register("attempts")
def _remove_attempts(before: datetime, most: int) -> int:
    return remove_rows(SignInLimit.objects.filter(first_at__lt=before), most)


@retention_rules.register("kept-forms")
def _remove_pending_forms(before: datetime, most: int) -> int:
    return remove_rows(KeptForm.objects.filter(expires_at__lt=before), most)


@retention_rules.register("answered-forms")
def _remove_answered_forms(before: datetime, most: int) -> int:
    """What no later act removed an hour after it."""
    return remove_rows(AnsweredForm.objects.filter(at__lt=before), most)


@retention_rules.register("approvals")
def _remove_approval_texts(before: datetime, most: int) -> int:
    """What was typed with a request that takes two people; who asked, who signed and what stays, under keys."""
    due = Approval.objects.filter(expires_at__lt=before).exclude(reason="", answer="")
    keys = list(due.values_list("pk", flat=True)[:most])
    return Approval.objects.filter(pk__in=keys).update(reason="", answer="")


@retention_rules.register("invitations")
def _remove_invitation_addresses(before: datetime, most: int) -> int:
    """The address of an invitation that nobody accepted, or that a clock which was ahead sent.

    What was sent and by whom stays, under its key.
    """
    ahead = Q(expires_at__gt=timezone.now() + VALID_FOR + CLOCK_TOLERANCE)
    over = Q(expires_at__lt=before) | Q(revoked_at__lt=before) | ahead
    due = Invitation.objects.filter(over, accepted_at__isnull=True)
    keys = due.exclude(email__endswith=".invalid").values_list("pk", flat=True)[:most]
    return Invitation.objects.filter(pk__in=list(keys)).update(email="nobody@erased.invalid")
