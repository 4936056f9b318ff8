"""Who of the staff took a dossier off an agenda stands with its item, for they do not judge it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models


def note_who_took_off(apps: Any, schema_editor: Any) -> None:
    """Write who took each item off, as the journal tells; what fell by itself stays without."""
    using = schema_editor.connection.alias
    items = apps.get_model("committee", "Item").objects.using(using)
    people = dict(apps.get_model("accounts", "User").objects.using(using).values_list("key", "pk"))
    told = apps.get_model("journal", "Entry").objects.using(using).filter(act="item.fall", subject_kind="item")
    for item, actor in told.values_list("subject_id", "actor_key").iterator(chunk_size=500):
        if actor in people:
            items.filter(key=item).update(taken_off_by=people[actor])


class Migration(migrations.Migration):
    """A column, filled from the journal."""

    dependencies = [
        ("committee", "0009_session_closing"),
        ("journal", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "item",
            "taken_off_by",
            models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"),
        ),
        migrations.RunPython(note_who_took_off, migrations.RunPython.noop),
    ]
