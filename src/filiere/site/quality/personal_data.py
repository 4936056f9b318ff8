"""What this app holds of a person who has an account: what they opened, named, sent and made for a centre.

Customers and agents are not people of the site: they are keyed hashes in the store of the centre, of which it answers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.journal.sealed_rows import record_row
from filiere.site.quality.models import Delivery, QualityManager


@data_exporters.register("quality")
def _personal_data(user: User) -> dict[str, Any]:
    return {
        "managers": [
            {
                "organisation": one.centre.name,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in QualityManager.objects.filter(user=user).select_related("centre__organisation")
        ],
        "deliveries": [
            {"key": one.key, "name": one.name, "sent_at": format_moment(one.sent_at)}
            for one in Delivery.objects.filter(sent_by=user).order_by("pk")
        ],
    }


@data_erasers.register("quality")
def _erase_person(user: User) -> None:
    """End what the person may do; what they sent and made belongs to the centre, and stays under their key."""
    yesterday = timezone.localdate() - timedelta(days=1)
    running = QualityManager.objects.current(timezone.localdate()).filter(user=user)
    for quality_manager in running.select_related("user", "centre__organisation"):
        quality_manager.until = max(quality_manager.since, yesterday)
        quality_manager.save(update_fields=["until"])
        record_row("operator", "quality_manager.end", quality_manager)
