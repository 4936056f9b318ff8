"""What this app holds of a person who has an account: the tables they prepared and published, under their key."""

from __future__ import annotations

from typing import Any

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_exporters, format_moment
from filiere.site.confidentiality.models import OutsideTotal, Protection, Release, TotalWithdrawal


@data_exporters.register("confidentiality")
def _personal_data(user: User) -> dict[str, Any]:
    return {
        "prepared": [
            {"key": one.key, "title": one.title_fr, "at": format_moment(one.made_at)}
            for one in Protection.objects.filter(made_by=user).order_by("pk")
        ],
        "published": [
            {"key": one.key, "title": one.title_fr, "at": format_moment(one.published_at)}
            for one in Release.objects.filter(published_by=user).order_by("number")
        ],
        "totals": [
            {"key": one.key, "source": one.source_fr, "at": format_moment(one.at)}
            for one in OutsideTotal.objects.filter(by=user).order_by("number")
        ],
        "withdrawn": [
            {"key": one.total.key, "reason": one.reason, "at": format_moment(one.at)}
            for one in TotalWithdrawal.objects.filter(by=user).select_related("total").order_by("number")
        ],
    }
