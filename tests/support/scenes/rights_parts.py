"""What stands inside a dossier, made for real: documents, papers, letters, lists of sites, places of a logo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from support.scenes.evidence_sample import PUBLIC, send

PAPERS = "1" * 64


def documents(scene: Any) -> list[dict[str, Any]]:
    """A document of the company that all who read evidence may read."""
    cast = SimpleNamespace(dossier=scene.dossier, editor=scene.people["candidat"])
    return [{"document_key": send(cast, proofs=(PUBLIC,)).document.key}]


def items(scene: Any) -> list[dict[str, Any]]:
    """A decided item of each body."""
    from filiere.site.committee.models import Item, Session
    from filiere.site.workflow.models import Snapshot

    Snapshot.objects.create(
        dossier=scene.dossier, name="decision", sha256=PAPERS, body={"findings": []}, taken_at=timezone.now()
    )
    now, staff = timezone.now(), scene.people["équipe"]
    found = []
    for body in ("committee", "appeal_panel"):
        session = Session.objects.create(
            instance=body, day=now.date(), time=time(9), place="Paris", called_by=staff, called_at=now
        )
        item = Item.objects.create(
            session=session,
            number=1,
            dossier=scene.dossier,
            state="before_committee",
            entered=1,
            snapshot_sha256=PAPERS,
            release_sha256="0" * 64,
            status=Item.Status.DECIDED,
            outcome={"carried": None, "reasons": []},
            minutes={"question": {"kind": "award"}, "outcome": {"carried": None}, "colleges": {}},
            minutes_sha256="0" * 64,
            decided_on=now.date(),
            reasons="Motifs fictifs",
        )
        found.append({"item": item.key})
    return found


def requests(scene: Any) -> list[dict[str, Any]]:
    """A request of the auditor."""
    from filiere.site.evidence.models import Request

    asked = Request.objects.create(
        dossier=scene.dossier,
        side="employer",
        words="Le relevé",
        due=timezone.localdate(),
        asked_by=scene.people["auditeur"],
        asked_at=timezone.now(),
    )
    return [{"request_key": asked.key}]


def alerts(scene: Any) -> list[dict[str, Any]]:
    """A fact raised about the holder."""
    from filiere.site.holders.models import Alert

    day = timezone.localdate()
    made = Alert.objects.create(
        dossier=scene.dossier,
        kind="other",
        source="Presse",
        words="Un fait",
        told_on=day,
        party="staff",
        at=timezone.now(),
    )
    return [{"alert": made.key}]


def places(scene: Any) -> list[dict[str, Any]]:
    """A place where the logo stands."""
    from filiere.site.holders.models import Place

    now = timezone.now()
    return [{"place": Place.objects.create(dossier=scene.dossier, kind="website", listed_on=now.date(), at=now).key}]


def drawn(scene: Any) -> list[dict[str, Any]]:
    """A list of sites that was sealed, and what was drawn from it."""
    from filiere.site.audit.models import Round, Sampling

    now = timezone.now()
    round_ = Round.objects.create(dossier=scene.dossier, number=1, kind="initial", since=1, opened=now.date())
    made = Sampling.objects.create(
        round=round_,
        kind="initial",
        population={"sites": []},
        population_sha256="0" * 64,
        sealed_at=now,
        sealed_by=scene.people["équipe"],
        record={"sites": []},
        drawn_at=now,
    )
    return [{"number": made.pk}]


PARTS: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "evidence:document": documents,
    "evidence:file": documents,
    "evidence:answer": requests,
    "committee:item": items,
    "committee:papers": items,
    "committee:letter": items,
    "holders:settle": alerts,
    "holders:prove": places,
    "audit:sites-list": drawn,
    "audit:sites-record": drawn,
}
