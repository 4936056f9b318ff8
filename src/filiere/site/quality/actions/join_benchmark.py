"""Taking part in the benchmark between centres, and leaving it: whoever acts for the organisation, and nobody else."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from filiere.core.dates import format_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.quality.actions.open_centre import ON_CENTRE
from filiere.site.quality.benchmark_terms import CURRENT_TERMS, DAYS_BEFORE_REJOINING
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.models import Centre, Participation


# The lock on the centre makes two who join at once join once.
@act("participation.join", on=ON_CENTRE, right="quality:benchmark", clock=False, record=False)
def join_benchmark(row: Centre, *, actor: User, terms: str) -> Participation:
    """Take part under the words of a version, which must be today's; who takes part already stays as it is.

    Raises `RightRefused`, and `Faults` for other words and for a centre that left lately.
    """
    if terms != CURRENT_TERMS:
        raise build_faults(
            "benchmark-other-terms",
            "Les conditions ont changé depuis que vous avez ouvert la page.",
            "The terms have changed since you opened the page.",
            "Relisez-les, puis acceptez de nouveau.",
            "Read them again, then accept them again.",
            "agreed",
        )
    today = timezone.localdate()
    found = Participation.objects.filter(centre=row, until__isnull=True).first()
    if found is not None:
        return found
    last = Participation.objects.filter(centre=row).order_by("-until").first()
    if last is not None and last.until is not None and last.until + timedelta(days=DAYS_BEFORE_REJOINING) > today:
        back = last.until + timedelta(days=DAYS_BEFORE_REJOINING)
        raise build_faults(
            "benchmark-left-lately",
            f"Le centre a quitté la comparaison il y a moins de {DAYS_BEFORE_REJOINING} jours.",
            f"The centre left the benchmark less than {DAYS_BEFORE_REJOINING} days ago.",
            f"Revenez à partir du {format_day(back, 'fr')}.",
            f"You can rejoin from {format_day(back, 'en')}.",
            "agreed",
        )
    made = Participation.objects.create(centre=row, terms=terms, since=today, joined_by=actor)
    record_row(actor, "participation.join", made)
    return made


@act("participation.leave", on=ON_CENTRE, right="quality:benchmark", clock=False, record=False)
def leave_benchmark(row: Centre, *, actor: User) -> Participation | None:
    """Leave: the centre is in no comparison made from now on. None when it took no part."""
    found = Participation.objects.filter(centre=row, until__isnull=True).select_related("centre__organisation").first()
    if found is not None:
        found.until, found.left_by = timezone.localdate(), actor
        found.save(update_fields=["until", "left_by"])
        record_row(actor, "participation.leave", found)
    return found
