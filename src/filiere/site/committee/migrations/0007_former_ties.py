"""What an erased account was tied to is kept for three years, under the keyed fingerprint of its mailbox."""

from __future__ import annotations

from django.db import migrations, models

GROUNDS = ("employment", "client", "supplier", "shares", "family", "advice", "staff_mandate", "other", "former")


class Migration(migrations.Migration):
    """A table, empty; one more ground."""

    dependencies = [("committee", "0006_links_annulled"), ("members", "0004_groups_annulled")]

    operations = [
        migrations.CreateModel(
            name="FormerTie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(db_index=True, max_length=64)),
                ("since", models.DateField()),
                ("ended_on", models.DateField()),
                ("organisation", models.ForeignKey("members.organisation", models.PROTECT, related_name="+")),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AlterField(
            "interest",
            "ground",
            models.CharField(choices=[(key, key.replace("_", " ").title()) for key in GROUNDS], max_length=20),
        ),
    ]
