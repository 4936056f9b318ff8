"""Letters that are no longer retried: sent again or given up by whoever may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.mail.models import MOST_FAILURES, Letter
from filiere.site.pages.todo_list import Task, task_providers


@task_providers.register
def list_letter_tasks(person: User, _day: date) -> Iterator[Task]:
    """One for all of them."""
    if not allowed(person, "letter:mend"):
        return
    count = Letter.objects.visible_to(person).troubled().filter(failures__gte=MOST_FAILURES).count()
    if count:
        many = "s" if count > 1 else ""
        yield Task(
            key="letters",
            words=Text(
                fr=f"Relancer ou abandonner {count} e-mail{many} non envoyé{many}",
                en=f"Retry or abandon {count} unsent e-mail{many}",
            ),
            url=reverse("mail:failed"),
            button=Text(fr="Voir pourquoi", en="See why"),
            note=Text(fr="Le site ne réessaie plus de les envoyer.", en="The site no longer tries to send them."),
        )
