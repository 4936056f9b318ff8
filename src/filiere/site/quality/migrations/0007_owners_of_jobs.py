"""A job is of an owner, by a kind and a key, which an app of its own can know: the centre, by its organisation's key."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def write_owners(apps, schema_editor):
    """Say whose each job is, those that wait too."""
    jobs, centres = apps.get_model("quality", "Job"), apps.get_model("quality", "Centre")
    key = centres.objects.filter(pk=OuterRef("centre")).values("organisation__key")
    jobs.objects.exclude(centre=None).update(owner_kind="centre", owner_key=Subquery(key))


def write_centres(apps, schema_editor):
    """Say of which centre each job is, as before."""
    jobs, centres = apps.get_model("quality", "Job"), apps.get_model("quality", "Centre")
    centre = centres.objects.filter(organisation__key=OuterRef("owner_key")).values("pk")
    jobs.objects.filter(owner_kind="centre").update(centre=Subquery(centre))


class Migration(migrations.Migration):
    """Two columns, filled from the third, which goes in the next migration."""

    dependencies = [("quality", "0006_notice_of_retention")]

    operations = [
        migrations.AddField("job", "owner_kind", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("job", "owner_key", models.CharField(blank=True, default="", max_length=60)),
        migrations.RunPython(write_owners, write_centres),
    ]
