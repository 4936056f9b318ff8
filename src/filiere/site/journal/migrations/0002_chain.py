"""The head of an empty chain, and the database's own refusal to change the journal."""

from django.db import migrations

from filiere.site.journal import triggers

GENESIS = "0" * 64


def begin(apps, schema_editor):
    apps.get_model("journal", "Head").objects.get_or_create(pk=1, defaults={"number": 0, "hash": GENESIS})
    triggers.install(schema_editor.connection)


def undo(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunPython(begin, undo)]
