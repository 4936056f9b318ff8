"""The database's own refusal to change or remove what went out."""

from typing import Any

from django.db import migrations

from filiere.site.confidentiality import triggers


def install(_: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    triggers.install(schema_editor.connection)


def remove(_: Any, schema_editor: Any) -> None:
    """Drop them."""
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """Triggers only; no table changes."""

    dependencies = [("confidentiality", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
