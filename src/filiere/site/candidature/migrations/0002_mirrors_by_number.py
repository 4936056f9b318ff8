"""What is asked of a company is asked of its number: who it is, is written once it agreed."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def note_numbers(apps: Any, schema_editor: Any) -> None:
    """Write the number of who was asked, and did not agree yet: pages then show it in place of the name."""
    rows = apps.get_model("candidature", "MirrorLink").objects.using(schema_editor.connection.alias)
    for row in rows.filter(Q(client_agreed_at=None) | Q(outsourcer_agreed_at=None)).select_related():
        asked = row.outsourcer if row.asked_by_id == row.client_id else row.client
        rows.filter(pk=row.pk).update(siren=asked.siren or "")


def _side(name: str) -> migrations.AlterField:
    to = models.ForeignKey("members.organisation", models.PROTECT, related_name="+", null=True, blank=True)
    return migrations.AlterField("mirrorlink", name, to)


def _one(name: str, side: str) -> migrations.AddConstraint:
    asked = Q(**{f"{side}__isnull": True, "closed_at__isnull": True})
    return migrations.AddConstraint(
        "mirrorlink", models.UniqueConstraint(fields=("asked_by", "siren"), condition=asked, name=name)
    )


class Migration(migrations.Migration):
    """Two columns, two that may be empty, and what holds between them."""

    dependencies = [("candidature", "0001_initial"), ("members", "0004_groups_annulled")]

    operations = [
        migrations.AddField("mirrorlink", "refused_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("mirrorlink", "siren", models.CharField(blank=True, default="", max_length=9)),
        _side("client"),
        _side("outsourcer"),
        _one("mirror_one_asked_of_a_client", "client"),
        _one("mirror_one_asked_of_an_outsourcer", "outsourcer"),
        migrations.AddConstraint(
            "mirrorlink",
            models.CheckConstraint(
                condition=Q(client__isnull=False, outsourcer__isnull=False)
                | Q(client__isnull=False, outsourcer_agreed_at__isnull=True)
                | Q(outsourcer__isnull=False, client_agreed_at__isnull=True),
                name="mirror_names_who_agreed",
            ),
        ),
        migrations.RunPython(note_numbers, migrations.RunPython.noop),
    ]
