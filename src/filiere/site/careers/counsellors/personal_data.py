"""How long files stay, what goes with the account of a counsellor, and the copy that a person may ask for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.careers.counsellors.closed_lists import find_consent
from filiere.site.careers.counsellors.erasure import erase_file
from filiere.site.careers.counsellors.models import PersonFile, Simulation, SimulationPlace
from filiere.site.journal.sealed_rows import record_row
from filiere.site.journal.writer import TIME_ACTOR


def write_file(file: PersonFile) -> dict[str, Any]:
    """Everything that is kept of a person, as JSON: what they are given when they ask for it."""
    consent = find_consent(file.consent_version)
    return {
        "format": "filiere-person-file-1",
        "pseudonym": file.pseudonym,
        "consent": {
            "version": file.consent_version,
            "on": file.consent_on.isoformat(),
            "text": list(consent.list_sentences("fr")) if consent is not None else None,
        },
        "opened_on": file.opened_on.isoformat(),
        "last_contact": file.last_contact.isoformat(),
        "department": file.department,
        "origin": file.origin,
        "target": file.target,
        "measure": file.measure,
        "note": file.note,
        "answers": file.answers,
        "next": {
            "what": file.next_what,
            "on": file.next_on.isoformat() if file.next_on else None,
            "hour": file.next_hour.isoformat("minutes") if file.next_hour else None,
            "where": file.next_where,
            "who": file.next_who,
        },
        "steps": [{"stage": one.stage, "on": one.on.isoformat()} for one in file.steps.all()],
        "results": [
            {
                "made_at": format_moment(one.made_at),
                "origin": one.origin,
                "answers": one.answers,
                "content_version": one.content_version,
                "engine_version": one.engine_version,
                "body": one.body,
            }
            for one in file.results.all()
        ],
        "corrections": [
            {
                "made_on": one.made_on.isoformat(),
                "proposed": one.proposed,
                "retained": one.retained,
                "reason": one.reason,
                "skill": one.skill,
                "function": one.function,
            }
            for one in file.corrections.all()
        ],
        "sessions": [
            {
                "on": one.simulation.on.isoformat(),
                "employer": one.simulation.employer,
                "hour": one.simulation.hour.isoformat("minutes"),
                "place": one.simulation.place,
                "target": one.simulation.target,
                "invited_on": one.invited_on.isoformat(),
                "attendance": one.attendance,
                "wishes": one.wishes,
                "wishes_kept": one.wishes_kept,
            }
            for one in file.places.all()
        ],
    }


@data_exporters.register("person-files")
def _export_counsellor(user: User) -> dict[str, Any]:
    """How many files a counsellor keeps: what is in them is the data of other people."""
    return {
        "files": PersonFile.objects.filter(owner=user).count(),
        "simulations": Simulation.objects.filter(owner=user).count(),
    }


@data_erasers.register("person-files")
def _erase_counsellor(user: User) -> None:
    """Nobody is left to keep them: the files that a counsellor kept go with their account."""
    for file in PersonFile.objects.filter(owner=user):
        erase_file(file, user)


@retention_rules.register("person-files")
def _erase_old_files(before: datetime, most: int) -> int:
    """Those whose last contact is too long ago, with what the journal sealed of them."""
    due = list(PersonFile.objects.without_contact_since(timezone.localdate(before))[:most])
    for file in due:
        erase_file(file, None)
    return len(due)


@retention_rules.register("workplace-wishes")
def _forget_wishes(before: datetime, most: int) -> int:
    """The wishes of sessions that are over, where the person did not agree that they be kept."""
    last = timezone.localdate(before) + timedelta(days=1)
    over = SimulationPlace.objects.filter(simulation__on__lt=last, wishes_kept=False).exclude(wishes=[])
    due = list(over.select_related("simulation")[:most])
    for place in due:
        place.wishes = []
        place.save(update_fields=["wishes"])
        record_row(TIME_ACTOR, "simulation-place.forget", place)
    return len(due)
