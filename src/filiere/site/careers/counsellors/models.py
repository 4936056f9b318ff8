"""Rows of the counsellor’s space. Everything about a person hangs on their file, and goes with it.

What a file holds: a pseudonym drawn from a list, a département, occupations, skills, dated steps, a measure. There is
no column for a name, an age, a sex, a nationality, an address or anything of health.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from filiere.site.careers.counsellors.querysets import FileQuerySet, SimulationQuerySet
from filiere.site.programme.row_keys import make_row_key


def file_key() -> str:
    """Opaque key of a file."""
    return make_row_key("pf")


def simulation_key() -> str:
    """Opaque key of a session of recruitment by simulation."""
    return make_row_key("rs")


def _counsellor() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Stage(models.TextChoices):
    """Where somebody stands between being referred and being in work a year later, in that order."""

    PRESCRIBED = "prescribed"
    INFORMED = "informed"
    CAME = "came"
    TESTED = "tested"
    TRAINED = "trained"
    HIRED = "hired"
    MONTH_3 = "month_3"
    MONTH_6 = "month_6"
    MONTH_12 = "month_12"


class PersonFile(models.Model):
    """The file of a person. ``origin`` and ``target`` are jobs of the profession’s layer; ``answers`` say of a skill
    yes, no or unknown; ``next_*`` is what comes next, as the person’s sheet prints it."""

    key = models.CharField(max_length=13, unique=True, default=file_key, editable=False)
    owner = _counsellor()
    pseudonym = models.CharField(max_length=40, unique=True)
    department = models.CharField(max_length=3, blank=True)
    origin = models.CharField(max_length=64)
    target = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict)
    measure = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    next_what = models.CharField(max_length=160, blank=True)
    next_on = models.DateField(null=True, blank=True)
    next_hour = models.TimeField(null=True, blank=True)
    next_where = models.CharField(max_length=120, blank=True)
    next_who = models.CharField(max_length=80, blank=True)
    consent_version = models.CharField(max_length=10)
    consent_on = models.DateField()
    opened_on = models.DateField()
    last_contact = models.DateField()
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[FileQuerySet] = FileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["next_on", "pk"]
        indexes = (models.Index(fields=["last_contact"], name="person_file_contact"),)

    def __str__(self) -> str:
        """What people call it."""
        return self.pseudonym


class Simulation(models.Model):
    """A session of recruitment by simulation: exercises instead of a CV. The employer is an organisation, and reads
    nothing here."""

    key = models.CharField(max_length=13, unique=True, default=simulation_key, editable=False)
    owner = _counsellor()
    on = models.DateField()
    hour = models.TimeField()
    place = models.CharField(max_length=120)
    employer = models.CharField(max_length=120)
    target = models.CharField(max_length=64)
    seats = models.PositiveSmallIntegerField()
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[SimulationQuerySet] = SimulationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "hour", "pk"]

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.employer} {self.on}"


class SimulationPlace(models.Model):
    """A file invited to a session, and whether the person came. ``wishes`` are conditions of work from a closed list;
    they go the day after the session unless the person agreed in writing that they be kept."""

    class Attendance(models.TextChoices):
        """Whether the person came."""

        AWAITED = "awaited"
        CAME = "came"
        ABSENT = "absent"

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="places")
    file = models.ForeignKey(PersonFile, on_delete=models.CASCADE, related_name="places")
    attendance = models.CharField(max_length=8, choices=Attendance.choices, default=Attendance.AWAITED)
    wishes = models.JSONField(default=list)
    wishes_kept = models.BooleanField(default=False)
    invited_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = (models.UniqueConstraint(fields=["simulation", "file"], name="simulation_place_once"),)

    def __str__(self) -> str:
        """What the journal calls it."""
        return f"{self.simulation_id}:{self.file_id}"


class FileStep(models.Model):
    """A stage reached, on a day; each once."""

    file = models.ForeignKey(PersonFile, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    on = models.DateField()
    known_at = models.DateTimeField(default=timezone.now)
    by = _counsellor()

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "pk"]
        constraints = (models.UniqueConstraint(fields=["file", "stage"], name="file_stage_once"),)

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.file_id} {self.stage}"


class FileResult(models.Model):
    """What was computed on a day from the answers of that day, under which content and engine. It never changes."""

    file = models.ForeignKey(PersonFile, on_delete=models.CASCADE, related_name="results")
    origin = models.CharField(max_length=64)
    answers = models.JSONField()
    content_version = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=40)
    body = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    by = _counsellor()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """What the journal calls it."""
        return f"{self.file_id} {self.made_at}"


class FileCorrection(models.Model):
    """A job that the counsellor put in the place of the computed one, why, and in which function they did."""

    file = models.ForeignKey(PersonFile, on_delete=models.CASCADE, related_name="corrections")
    result = models.ForeignKey(FileResult, on_delete=models.CASCADE, related_name="corrections")
    proposed = models.CharField(max_length=64)
    retained = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    skill = models.CharField(max_length=64, blank=True)
    function = models.CharField(max_length=80)
    made_on = models.DateField()
    by = _counsellor()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_on", "-pk"]

    def __str__(self) -> str:
        """What the journal calls it."""
        return f"{self.file_id} {self.retained}"
