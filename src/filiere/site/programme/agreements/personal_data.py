"""What agreements hold of a person: what they entered, asked and answered, which stays under a key without a name; and
the names in a signed text, which goes by rule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_exporters, format_moment
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.programme.agreements import models
from filiere.site.programme.agreements.actions.files import erase_files

FILE_RULE = "agreement-files"

_ENTERED = {
    "agreements": models.Agreement,
    "versions": models.AgreementVersion,
    "statements": models.Statement,
    "amounts": models.AmountLine,
    "articles": models.Article,
    "objectives": models.Objective,
    "objectives_changed": models.AmendedObjective,
    "files": models.AgreementFile,
    "measures": models.Measure,
    "payments": models.Payment,
    "uses": models.UseLine,
    "spending": models.UseEntry,
    "periods": models.ReportingPeriod,
    "reports": models.Report,
}


@data_exporters.register("agreements")
def _export_agreements(user: User) -> dict[str, Any]:
    counts = {name: model._default_manager.filter(by=user).count() for name, model in _ENTERED.items()}
    questions = models.Question.objects.filter(Q(asked_by=user) | Q(answered_by=user))
    return {
        "entered": counts,
        "questions": [
            {
                "question": one.key,
                "asked_at": format_moment(one.asked_at) if one.asked_by_id == user.pk else None,
                "answered_at": format_moment(one.answered_at) if one.answered_by_id == user.pk else None,
            }
            for one in questions.order_by("pk")
        ],
    }


@retention_rules.register(FILE_RULE)
def _remove_files(before: datetime, most: int) -> int:
    """The files of agreements that ended before a moment; their fingerprints stay."""
    ended = models.Agreement.objects.ended_before(timezone.localdate(before))
    rows = models.AgreementFile.objects.filter(version__agreement__in=ended, erased_at__isnull=True)
    found = list(rows.select_related("blob").order_by("pk")[:most])
    erase_files(found)
    return len(found)
