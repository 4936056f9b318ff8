"""A comment that is set aside says why."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, empty in every row."""

    dependencies = [("science", "0003_open_rounds_sealed")]

    operations = [migrations.AddField("comment", "aside", models.CharField(blank=True, default="", max_length=20))]
