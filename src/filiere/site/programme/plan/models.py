"""Rows of a plan. What becomes of an action is a list of events, each true since a day and known since a moment.

Nothing of an event is ever changed: a correction is a later event, so that the plan can be read as it was and as it was
known.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from filiere.site.programme.plan.querysets import ActionQuerySet, PlanQuerySet
from filiere.site.programme.row_keys import make_row_key


def plan_key() -> str:
    """Opaque key of a plan."""
    return make_row_key("pl")


def action_key() -> str:
    """Opaque key of an action of a plan."""
    return make_row_key("pa")


class Plan(models.Model):
    """The programme of some years. What a person writes in it has one language; ``title_en`` is there for readers."""

    key = models.CharField(max_length=13, unique=True, default=plan_key, editable=False)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[PlanQuerySet] = PlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts", "id"]
        constraints = (
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="plan_ends_after_it_starts"),
        )

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class Orientation(models.Model):
    """What a general assembly adopted, in its words, on a day; actions follow from it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="orientations")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    assembly = models.CharField(max_length=200)
    adopted_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["adopted_on", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class Axis(models.Model):
    """A part of a plan, by its letter."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="axes")
    letter = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["letter"]
        constraints = (models.UniqueConstraint(fields=["plan", "letter"], name="axis_letter_once"),)

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.letter}. {self.title}"


class Action(models.Model):
    """One action: its place in the plan. Title, owner, dates, target and state are in its events."""

    key = models.CharField(max_length=13, unique=True, default=action_key, editable=False)
    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="actions")
    orientation = models.ForeignKey(
        Orientation, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    number = models.PositiveIntegerField()

    objects: ClassVar[ActionQuerySet] = ActionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["axis__letter", "number"]
        constraints = (models.UniqueConstraint(fields=["axis", "number"], name="action_number_once"),)

    def __str__(self) -> str:
        """What people call it."""
        return self.code

    @property
    def title(self) -> str:
        """What it was called when it was decided, in the language of whoever wrote it."""
        return next((str(one.body["title"]["fr"]) for one in self.events.all() if one.kind == "created"), "")

    @property
    def code(self) -> str:
        """How people call it: the letter of its axis and its number."""
        return f"{self.axis.letter}{self.number}"


class ActionEvent(models.Model):
    """Something about an action, true since a day (``on``), known here since a moment (``known_at``).

    ``body`` holds what the kind of event says, in the names of `filiere.programme.plan`.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20)
    on = models.DateField()
    known_at = models.DateTimeField(default=timezone.now)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["known_at", "id"]
        indexes = (models.Index(fields=["action", "known_at"], name="action_event_known"),)

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.kind} {self.on}"
