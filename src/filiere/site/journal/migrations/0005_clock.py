"""What the site knows of its clock: a database that has lived begins with its last entry as the last sign of life."""

from typing import Any

from django.db import migrations, models

from filiere.site.journal import triggers


def begin(apps: Any, schema_editor: Any) -> None:
    """Take the last entry as the last sign of life, and set the triggers again, should the head have been rebuilt."""
    last = apps.get_model("journal", "Entry").objects.order_by("-number").first()
    if last is not None:
        apps.get_model("journal", "Clock").objects.create(pk=1, trusted_at=last.at)
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    """A column of the head, and a table of one row."""

    dependencies = [("journal", "0004_answered_forms")]

    operations = [
        migrations.AddField(
            model_name="head", name="latest_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("trusted_at", models.DateTimeField()),
                ("swept_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="journal_one_clock")],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
