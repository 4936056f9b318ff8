"""Figures entered by staff: an amendment of another kind, which names no use."""

from typing import Any

from django.db import migrations, models

from filiere.site.observatory import triggers

KINDS = [("enter", "Enter"), ("correct", "Correct"), ("retain", "Retain"), ("release", "Release")]
WITHOUT_USE = models.Q(kind__in=("enter", "correct"), use="")
WITH_USE = ~models.Q(kind__in=("enter", "correct")) & ~models.Q(use="")


def remove(_: Any, schema_editor: Any) -> None:
    """Drop the triggers while the table is rebuilt."""
    triggers.remove(schema_editor.connection)


def install(_: Any, schema_editor: Any) -> None:
    """Create the triggers again: SQLite forgets those of a table that is rebuilt."""
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    """The kind, and the constraint that speaks of it."""

    dependencies = [("observatory", "0003_withheld_counts")]

    operations = [
        migrations.RunPython(remove, install),
        migrations.RemoveConstraint(model_name="amendment", name="amendment_use_iff_not_a_correction"),
        migrations.AlterField(model_name="amendment", name="kind", field=models.CharField(choices=KINDS, max_length=8)),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=WITHOUT_USE | WITH_USE, name="amendment_use_iff_retained_or_released"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
