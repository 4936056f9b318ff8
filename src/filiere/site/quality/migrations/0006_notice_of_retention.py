"""A shorter time of keeping contacts counts from the end of a notice."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Two columns, empty in every row, and what holds between them."""

    dependencies = [("quality", "0005_turns_of_jobs")]

    operations = [
        migrations.AddField("centre", "longer_days", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("centre", "longer_until", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "centre",
            models.CheckConstraint(
                condition=Q(longer_days__isnull=True, longer_until__isnull=True)
                | Q(longer_days__isnull=False, longer_until__isnull=False),
                name="centre_keeps_longer_until_a_day",
            ),
        ),
    ]
