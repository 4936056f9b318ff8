"""Two members close a session over items that were not dealt with: the first of them stands with it."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who asked, and when."""

    dependencies = [
        ("committee", "0008_item_listed_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "session",
            "closing_by",
            models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"),
        ),
        migrations.AddField("session", "closing_at", models.DateTimeField(null=True, blank=True)),
    ]
