"""A ballot's row tells when its round opened, not when each member voted."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def forget_hours(apps, schema_editor):
    """Give each ballot the hour at which its round opened."""
    rounds = apps.get_model("committee", "Round").objects.filter(
        item=OuterRef("item"), number=OuterRef("round")
    )
    ballots = apps.get_model("committee", "Ballot").objects.alias(opened=Subquery(rounds.values("opened_at")[:1]))
    ballots.filter(opened__isnull=False).update(cast_at=Subquery(rounds.values("opened_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("committee", "0003_exception_lapses")]
    operations = [migrations.RunPython(forget_hours, migrations.RunPython.noop)]
