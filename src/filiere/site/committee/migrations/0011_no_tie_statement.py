"""A member who has no tie with the company of an item says so once, before voting on it."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table."""

    dependencies = [
        ("committee", "0010_item_taken_off_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoTieStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="no_tie_statements", to="committee.item"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["item", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "user"), name="no_tie_statement_one_a_person")
                ],
            },
        ),
    ]
