"""What complaints await: from the staff to be examined and closed, from the holder an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.register.actions.handle_complaint import ANSWER_PERIOD_DAYS
from filiere.site.register.models import Complaint, ComplaintStep
from filiere.site.workflow.extension_points import AwaitedAct, DossierTasks, Standing, dossier_tasks
from filiere.site.workflow.parties import find_parties, remember_person
from filiere.site.workflow.todo_items import make_task

_STAFF_WORDS: dict[str, tuple[Callable[[str], Text], Text]] = {
    Complaint.State.RECEIVED: (
        lambda name: Text(fr=f"Examiner une réclamation contre {name}", en=f"Review a complaint against {name}"),
        Text(fr="Examiner", en="Review"),
    ),
    Complaint.State.ANSWERED: (
        lambda name: Text(
            fr=f"Communiquer l’issue d’une réclamation contre {name}",
            en=f"Report the outcome of a complaint against {name}",
        ),
        Text(fr="Conclure", en="Conclude"),
    ),
}
_ANSWER = AwaitedAct(
    "complaint",
    lambda name: Text(fr=f"Répondre à une réclamation : {name}", en=f"Answer a complaint: {name}"),
    Text(fr="Répondre", en="Answer"),
    Text(
        fr="Son auteur est protégé ; ne cherchez pas à l’identifier.",
        en="Its author is protected: do not try to identify them.",
    ),
    url="register:dossier-complaints",
)


@task_providers.register
def list_complaint_tasks(person: User, day: date) -> Iterator[Task]:
    """Complaints that the staff have not examined, and those answered of which no outcome was told."""
    if not allowed(person, "complaint:handle"):
        return
    found = Complaint.objects.visible_to(person).filter(state__in=_STAFF_WORDS).select_related("dossier__organisation")
    with remember_person(person, day):
        for complaint in found:
            if "staff" in find_parties(person, complaint.dossier, day):
                words, button = _STAFF_WORDS[complaint.state]
                yield Task(
                    key=f"complaint:{complaint.key}",
                    words=words(complaint.dossier.organisation.name),
                    url=reverse("register:staff-complaint", args=[complaint.key]),
                    button=button,
                    since=timezone.localdate(complaint.received_at),
                    about=f"dossier:{complaint.dossier.key}",
                )


def _find_complaints(_person: User, _day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    by_pk = {row.dossier.pk: row.dossier for row in rows}
    admitted = ComplaintStep.objects.filter(
        complaint__in=Complaint.objects.admitted(),
        complaint__state=Complaint.State.ADMITTED,
        complaint__dossier__in=by_pk,
        kind=ComplaintStep.Kind.ADMITTED,
    )
    for step in admitted.select_related("complaint"):
        due = timezone.localdate(step.at) + timedelta(days=ANSWER_PERIOD_DAYS)
        yield make_task(by_pk[step.complaint.dossier_id], _ANSWER, due=due, part=step.complaint.key)


dossier_tasks.register(
    DossierTasks(
        frozenset({"candidate"}),
        ("ever_labelled",),
        _find_complaints,
        among=Q(pk__in=Complaint.objects.filter(state=Complaint.State.ADMITTED).order_by().values("dossier")),
    )
)
