"""What this app does each hour: deciding what is withheld of a version that was loaded before that was kept with it."""

from __future__ import annotations

from datetime import date

from filiere.site.observatory.actions.withhold_counts import withhold_counts
from filiere.site.observatory.loaded import URSSAF
from filiere.site.observatory.models import SourceVersion
from filiere.site.sweeps import each_hour_on_any_day


@each_hour_on_any_day
def withhold_what_was_loaded_before(_day: date) -> int:
    """Decide for the version that pages read; until then they show none of its headcounts."""
    return sum(withhold_counts(version) for version in SourceVersion.objects.accepted().filter(name=URSSAF))
