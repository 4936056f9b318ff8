"""What agreements hold of a person: what they entered, asked and answered, which stays under a key without a name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_exporters, format_moment
from filiere.site.programme.agreements import models

_ENTERED = {
    "agreements": models.Agreement,
    "versions": models.AgreementVersion,
    "statements": models.Statement,
    "amounts": models.AmountLine,
    "objectives": models.Objective,
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
