"""A link between companies that was noted by mistake may be annulled, by two people."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, empty in every row."""

    dependencies = [("committee", "0005_session_urgency")]

    operations = [migrations.AddField("businesslink", "annulled_on", models.DateField(blank=True, null=True))]
