"""That an erased account prepared a proposal is kept for three years, under the keyed fingerprint of its mailbox."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table, empty."""

    dependencies = [("science", "0004_comment_aside"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="FormerHand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(db_index=True, max_length=64)),
                ("ended_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"
                    ),
                ),
                ("proposal", models.ForeignKey("science.proposal", models.PROTECT, related_name="former_hands")),
            ],
            options={"ordering": ["id"]},
        ),
    ]
