"""Guard the head of the chain, and refuse the replacing of what is there."""

from typing import Any

from django.db import migrations

from filiere.site.journal import triggers


def install(_: Any, schema_editor: Any) -> None:
    """Create the triggers that a database of the first step lacks."""
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    """Triggers only; no table changes."""

    dependencies = [("journal", "0002_chain")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
