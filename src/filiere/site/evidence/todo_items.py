"""The documents that an auditor asked for: a task of the side that was asked, until it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse

from filiere.core import Text
from filiere.core.text import shorten
from filiere.site.accounts.models import User
from filiere.site.evidence.confidentiality_classes import Side
from filiere.site.evidence.models import Request
from filiere.site.pages.todo_list import Task
from filiere.site.workflow.extension_points import AwaitedAct, DossierTasks, Standing, dossier_tasks
from filiere.site.workflow.todo_items import make_task

SIDES = {"candidate": Side.EMPLOYER, "staff_representatives": Side.STAFF_REPRESENTATIVES}
MAX_WORDS = 160
UNANSWERED = Q(answered_at__isnull=True, closed_at__isnull=True)
_GIVE = AwaitedAct(
    "evidence",
    lambda name: Text(fr=f"Donner une pièce à l’auditeur : {name}", en=f"Give the auditor a document: {name}"),
    Text(fr="Déposer la pièce", en="Submit the document"),
)


def _find_requests(_person: User, _day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    by_pk = {row.dossier.pk: row for row in rows}
    found = Request.objects.filter(UNANSWERED, dossier__in=by_pk, documents__isnull=True)
    for request in found:
        row = by_pk[request.dossier_id]
        if any(side == request.side and party in row.held for party, side in SIDES.items()):
            url = f"{reverse('evidence:list', args=[row.dossier.key])}#{request.key}"
            words = Text.same(shorten(" ".join(request.words.split()), MAX_WORDS))
            yield make_task(row.dossier, _GIVE, url=url, note=words, due=request.due, part=request.key)


dossier_tasks.register(
    DossierTasks(
        frozenset(SIDES),
        ("provable",),
        _find_requests,
        among=Q(pk__in=Request.objects.filter(UNANSWERED).order_by().values("dossier")),
    )
)
