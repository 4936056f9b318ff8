"""Which waves and sampled centres are read, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.accounts.models import User
    from filiere.site.survey.waves.models import EarlyReader, SampledUnit, Wave


class WaveQuerySet(models.QuerySet["Wave"]):
    """Rounds of questionnaires."""

    def for_key(self, key: str) -> Wave | None:
        """The wave of a key, with the one before it."""
        return self.filter(key=key).select_related("previous").first()

    def with_counts(self) -> WaveQuerySet:
        """With ``drawn``, ``submitted`` and ``started``: how many centres, and how far; without frame and results."""
        return self.defer("frame", "results").annotate(
            drawn=Count("units"),
            submitted=Count("units", filter=Q(units__state="submitted")),
            started=Count("units", filter=Q(units__state="started")),
        )


class EarlyReaderQuerySet(models.QuerySet["EarlyReader"]):
    """People who read before everybody."""

    def for_reading(self, wave_key: str, person: User) -> EarlyReader | None:
        """That a person was named for a wave, with it and the one before; None when they were not."""
        return self.filter(wave__key=wave_key, person=person).select_related("wave__previous").first()


class SampledUnitQuerySet(models.QuerySet["SampledUnit"]):
    """Centres drawn for a wave."""

    def for_keys(self, wave_key: str, key: str) -> SampledUnit | None:
        """The centre of these keys, with its wave and the one before."""
        return self.filter(wave__key=wave_key, key=key).select_related("wave__previous").first()

    def matching(self, words: str) -> SampledUnitQuerySet:
        """Those whose key, name or address holds these words."""
        return self.filter(Q(unit__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words))

    def awaited(self) -> SampledUnitQuerySet:
        """Those who were written to and have sent nothing yet."""
        return self.filter(state__in=("invited", "started"))
