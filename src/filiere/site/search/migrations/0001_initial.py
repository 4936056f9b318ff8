"""The index of the search, and its full text in the words of the engine."""

from typing import Any

from django.db import migrations, models

from filiere.site.search.full_text import install_index, remove_index


def install(_apps: Any, editor: Any) -> None:
    """Have the database index the words of each row."""
    install_index(editor.connection)


def remove(_apps: Any, editor: Any) -> None:
    """Undo it."""
    remove_index(editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='IndexedDocument',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('source', models.CharField(db_index=True, max_length=40)),
                ('kind', models.CharField(max_length=20)),
                ('lang', models.CharField(max_length=2)),
                ('page', models.CharField(max_length=80)),
                ('arguments', models.JSONField(default=list)),
                ('suffix', models.CharField(blank=True, max_length=200)),
                ('title', models.TextField()),
                ('body', models.TextField(blank=True)),
                ('weight', models.SmallIntegerField(default=0)),
                ('fictitious', models.BooleanField(default=False)),
                ('title_words', models.TextField()),
                ('body_words', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='IndexedSource',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('stamp', models.CharField(max_length=64)),
            ],
        ),
        migrations.RunPython(install, remove),
    ]
