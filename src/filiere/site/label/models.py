"""What the label keeps in the database: simulations, of which only aggregates are stored.

Releases and mappings are sealed files; a row here names them by their fingerprints, so that a reader knows on which
text a simulation was made even after it has changed.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.referentials import MIN_GROUP
from filiere.site.label.querysets import SimulationQuerySet


class Simulation(models.Model):
    """What a change of release or of weights does to a set of dossiers.

    ``weights`` says which points move: ``{"from": theme, "to": theme, "points": {category: "10"}}``, empty for none.
    ``dossiers`` is how many were judged, ``seed`` what they were drawn from when they are made up. ``result`` holds
    groups of at least ``min_group`` dossiers, never one dossier (see `simulation_aggregates`).
    """

    class Population(models.TextChoices):
        """Whose dossiers were judged."""

        GENERATED = "generated"
        DOSSIERS = "dossiers"

    before = models.CharField(max_length=80)
    before_sha256 = models.CharField(max_length=64)
    after = models.CharField(max_length=80)
    after_sha256 = models.CharField(max_length=64)
    weights = models.JSONField(default=dict, blank=True)
    population = models.CharField(max_length=12, choices=Population.choices)
    dossiers = models.PositiveIntegerField()
    seed = models.PositiveIntegerField(null=True, blank=True)
    min_group = models.PositiveSmallIntegerField(default=MIN_GROUP)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    result = models.JSONField()

    objects = SimulationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints = (
            models.CheckConstraint(condition=Q(dossiers__gte=1), name="simulation_has_dossiers"),
            models.CheckConstraint(condition=Q(min_group__gte=MIN_GROUP), name="simulation_hides_small_groups"),
            models.CheckConstraint(
                condition=Q(population="generated", seed__isnull=False) | Q(population="dossiers", seed__isnull=True),
                name="simulation_seed_iff_generated",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.before} → {self.after}"

    @property
    def made_up(self) -> bool:
        """Whether the dossiers were generated."""
        return self.population == self.Population.GENERATED
