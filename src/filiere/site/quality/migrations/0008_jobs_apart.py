"""Jobs are an app of their own: its first migration says what is in the table, which stays."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The centre of a job goes from the table, then the model from this app."""

    dependencies = [("quality", "0007_owners_of_jobs")]

    operations = [
        migrations.RemoveConstraint("job", "job_one_open_a_subject"),
        migrations.RemoveField("job", "centre"),
        migrations.AlterField("job", "kind", models.CharField(max_length=20)),
        migrations.AddConstraint(
            "job",
            models.UniqueConstraint(
                fields=["owner_kind", "owner_key", "kind", "subject"],
                condition=Q(state__in=["queued", "running"]) & ~Q(owner_kind=""),
                name="job_one_open_a_subject",
            ),
        ),
        migrations.AddIndex("job", models.Index(fields=["owner_kind", "owner_key", "kind"], name="job_owner")),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Job")]),
    ]
