"""Tables prepared that await a decision: published for good, or discarded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.confidentiality.models import Protection
from filiere.site.kit.rights import allowed
from filiere.site.pages.todo_list import Task, task_providers


@task_providers.register
def list_table_tasks(person: User, _day: date) -> Iterator[Task]:
    """Those that a statistician may publish."""
    if not allowed(person, "release:publish"):
        return
    for protection in Protection.objects.visible_to(person).filter(state=Protection.State.PREPARED):
        yield Task(
            key=f"table:{protection.key}",
            words=Text(
                fr=f"Décider de la publication d’un tableau : {protection.title_fr}",
                en=f"Decide whether to publish a table: {protection.title_en}",
            ),
            url=reverse("confidentiality:table", args=[protection.key]),
            button=Text(fr="Examiner le tableau", en="Examine the table"),
            note=Text(
                fr="Il est protégé et vérifié ; le publier est définitif.",
                en="It is protected and checked; publishing it is final.",
            ),
            since=timezone.localdate(protection.made_at),
            about=f"protection:{protection.key}",
        )
