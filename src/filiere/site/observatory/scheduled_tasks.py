"""What this app does each hour: deciding what is withheld of a version that was loaded before that was kept with it."""

from __future__ import annotations

from datetime import date

from filiere.site.kit.hourly_tasks import register_clock_free_task
from filiere.site.observatory.accepted_sources import URSSAF
from filiere.site.observatory.actions.withhold_counts import withhold_counts
from filiere.site.observatory.models import SourceVersion


@register_clock_free_task
def withhold_older_versions(_day: date) -> int:
    """Decide for the version that pages read; until then they show none of its headcounts."""
    return sum(withhold_counts(version) for version in SourceVersion.objects.accepted().filter(name=URSSAF))
