"""Source files loaded that await a decision: accepted, they are what public pages read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.language import use_language
from filiere.core.numbers import format_number
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.observatory.models import SourceVersion
from filiere.site.pages.todo_list import Task, task_providers


@task_providers.register
def list_source_tasks(person: User, _day: date) -> Iterator[Task]:
    """Those of who may accept a source."""
    if not allowed(person, "source:accept"):
        return
    for source_version in SourceVersion.objects.filter(state=SourceVersion.State.PENDING).defer("report"):
        yield Task(
            key=f"source:{source_version.pk}",
            words=Text(
                fr=f"Accepter ou refuser un fichier importé : {source_version.file_name}",
                en=f"Accept or refuse an imported file: {source_version.file_name}",
            ),
            url=reverse("staff:version", args=[source_version.pk]),
            button=Text(fr="Lire le rapport", en="Read the report"),
            note=_describe_rows(source_version),
            since=timezone.localdate(source_version.loaded_at),
            about=f"source:{source_version.pk}",
        )


def _describe_rows(source_version: SourceVersion) -> Text:
    numbers = {}
    for lang in ("fr", "en"):
        with use_language(lang):
            numbers[lang] = (format_number(source_version.rows), format_number(source_version.rejected))
    return Text(
        fr="{} lignes lues, {} écartées. Accepté, il remplace la version que lisent les pages publiques.".format(
            *numbers["fr"]
        ),
        en="{} rows read, {} set aside. Once accepted, it replaces the version that public pages use.".format(
            *numbers["en"]
        ),
    )
