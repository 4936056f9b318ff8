"""Who put a dossier on an agenda stands with its item, for they do not judge it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models


def note_who_listed(apps: Any, schema_editor: Any) -> None:
    """Write who listed each item, as the journal tells; what time or the operator listed stays without."""
    using = schema_editor.connection.alias
    items = apps.get_model("committee", "Item").objects.using(using)
    people = dict(apps.get_model("accounts", "User").objects.using(using).values_list("key", "pk"))
    told = apps.get_model("journal", "Entry").objects.using(using).filter(act="item.list", subject_kind="item")
    for item, actor in told.values_list("subject_id", "actor_key").iterator(chunk_size=500):
        if actor in people:
            items.filter(key=item).update(listed_by=people[actor])


class Migration(migrations.Migration):
    """A column, filled from the journal."""

    dependencies = [
        ("committee", "0007_former_ties"),
        ("journal", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "item",
            "listed_by",
            models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"),
        ),
        migrations.RunPython(note_who_listed, migrations.RunPython.noop),
    ]
