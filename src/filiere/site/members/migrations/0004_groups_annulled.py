"""A group that was noted by mistake may be annulled, by two people."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, empty in every row."""

    dependencies = [("members", "0003_former_groups")]

    operations = [migrations.AddField("formergroup", "annulled_on", models.DateField(blank=True, null=True))]
