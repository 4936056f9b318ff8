"""Applying the retention rules of the register of processing: each app registers how its rule removes what is due.

A rule of the register that no app applies, and a rule applied that the register does not announce, both fail a test.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from filiere.site.accounts.models import SignInLimit
from filiere.site.accounts.models_access import Invitation, KeptForm
from filiere.site.accounts.permissions import Operator
from filiere.site.accounts.processing import days_kept
from filiere.site.journal.record import record

Removes = Callable[[datetime], int]
_rules: dict[str, Removes] = {}


def removes(rule: str) -> Callable[[Removes], Removes]:
    """Register how a rule removes what is older than the moment it is given; it answers how many rows went."""

    def register(function: Removes) -> Removes:
        _rules[rule] = function
        return function

    return register


def rules() -> frozenset[str]:
    """Every rule that is applied."""
    return frozenset(_rules)


def apply_retention(*, now: datetime) -> dict[str, int]:
    """Apply every rule; return how many rows each removed, and write it in the journal when any went."""
    with transaction.atomic():
        removed = {rule: _rules[rule](now - timedelta(days=days_kept(rule))) for rule in sorted(_rules)}
        if any(removed.values()):
            record(
                actor_key=Operator.key,
                act="retention.apply",
                subject_kind="rule",
                subject_id="retention",
                payload={"removed": removed},
                at=now,
            )
    return removed


@removes("sessions")
def _sessions(before: datetime) -> int:
    return Session.objects.filter(expire_date__lt=before).delete()[0]


@removes("attempts")
def _attempts(before: datetime) -> int:
    return SignInLimit.objects.filter(first_at__lt=before).delete()[0]


@removes("kept-forms")
def _kept_forms(before: datetime) -> int:
    return KeptForm.objects.filter(expires_at__lt=before).delete()[0]


@removes("invitations")
def _invitations(before: datetime) -> int:
    """The address of an invitation that nobody accepted; what was sent and by whom stays, under its key."""
    due = Invitation.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before), accepted_at__isnull=True)
    return due.exclude(email__endswith=".invalid").update(email="nobody@erased.invalid")
