"""Groups that organisations left, and those that the journal tells of until now."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

ACTS = ("organisation.create", "organisation.change", "organisation.import")


def _folded(group: str) -> str:
    import unicodedata

    return " ".join(unicodedata.normalize("NFKC", group).casefold().split())


def recall(apps: Any, _: Any) -> None:
    """Enter each group that an act took away: the journal sealed the whole row at each act."""
    keys = dict(apps.get_model("members", "Organisation").objects.values_list("key", "pk"))
    former = apps.get_model("members", "FormerGroup").objects
    groups: dict[str, str] = {}
    entries = apps.get_model("journal", "Entry").objects.filter(subject_kind="organisation", act__in=ACTS)
    for entry in entries.select_related("payload").order_by("number").iterator(chunk_size=500):
        body = entry.payload.body
        if body is None:
            continue
        before, now = groups.get(entry.subject_id, ""), str(body.get("group") or "")
        if _folded(before) and _folded(before) != _folded(now) and entry.subject_id in keys:
            former.create(
                organisation_id=keys[entry.subject_id], group=before, until=timezone.localdate(entry.at)
            )
        groups[entry.subject_id] = now


class Migration(migrations.Migration):
    """One table, filled from the journal."""

    dependencies = [("members", "0002_seats"), ("journal", "0003_head")]

    operations = [
        migrations.CreateModel(
            name="FormerGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.CharField(max_length=200)),
                ("until", models.DateField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_groups",
                        to="members.organisation",
                    ),
                ),
            ],
            options={"ordering": ["organisation", "until", "id"]},
        ),
        migrations.RunPython(recall, migrations.RunPython.noop),
    ]
