"""What the journal seals of a file: that an act left a row as it stands, by one fingerprint, and nothing that tells it.

A fingerprint is salted with its entry. When a file is erased its rows go, and so do the fingerprints and salts of every
entry about them: what stays says that somebody acted on an opaque key, and nothing of whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db import models

from filiere.core import Text, seal
from filiere.site.careers.counsellors.models import (
    FileCorrection,
    FileResult,
    FileStep,
    PersonFile,
    Simulation,
    SimulationPlace,
)
from filiere.site.journal.models import Payload
from filiere.site.journal.reconciliation import Difference
from filiere.site.journal.sealed_rows import SealedRow, get_key, name_acts

ERASURE_RULE: Final = "person-file-erased"


class ErasableRow[M: models.Model](SealedRow[M]):
    """A sealed row that may go: one whose entry was erased under the rule of files is not missing."""

    def compare(self) -> Iterator[Difference]:
        """Yield what differs, but for rows that were erased with their file."""
        for one in super().compare():
            if one.kind != "missing" or not _is_erased(one.entry):
                yield one


def _is_erased(number: int | None) -> bool:
    return number is not None and Payload.objects.filter(entry_id=number, erased_rule=ERASURE_RULE).exists()


def _seal_row(*names: str) -> Callable[[Any], dict[str, Any]]:
    """Return what makes the payload of a row: one fingerprint of these fields together."""

    def build(row: Any) -> dict[str, Any]:
        return {"fingerprint": seal({name: _write_value(getattr(row, name)) for name in names})}

    return build


def _write_value(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


FILE_ROW: Final = ErasableRow(
    PersonFile,
    "person-file",
    name_acts("person-file", "open", "change", "answer", "plan", "correct", "step", "attend"),
    _seal_row(
        "owner_id", "pseudonym", "department", "origin", "target", "answers", "measure", "note", "next_what", "next_on",
        "next_hour", "next_where", "next_who", "consent_version", "consent_on", "opened_on", "last_contact",
        "fictitious",
    ),
    Text(fr="Dossier", en="File"),
    key=get_key,
)  # fmt: skip
STEP_ROW: Final = ErasableRow(
    FileStep, "file-step", ("file-step.reach",), _seal_row("file_id", "stage", "on"), Text(fr="Étape", en="Step")
)
RESULT_ROW: Final = ErasableRow(
    FileResult,
    "file-result",
    ("file-result.compute",),
    _seal_row("file_id", "origin", "answers", "content_version", "engine_version", "body"),
    Text(fr="Résultat", en="Result"),
)
CORRECTION_ROW: Final = ErasableRow(
    FileCorrection,
    "file-correction",
    ("file-correction.make",),
    _seal_row("file_id", "result_id", "proposed", "retained", "reason", "skill", "function", "made_on"),
    Text(fr="Correction", en="Correction"),
)
PLACE_ROW: Final = ErasableRow(
    SimulationPlace,
    "simulation-place",
    name_acts("simulation-place", "invite", "attend", "forget"),
    _seal_row("simulation_id", "file_id", "attendance", "wishes", "wishes_kept", "invited_on"),
    Text(fr="Place dans une session", en="Place in a session"),
)
SEALED_ROWS: Final[tuple[SealedRow[Any], ...]] = (
    FILE_ROW,
    STEP_ROW,
    RESULT_ROW,
    CORRECTION_ROW,
    PLACE_ROW,
    SealedRow(
        Simulation,
        "simulation",
        ("simulation.plan",),
        _seal_row("owner_id", "on", "hour", "place", "employer", "target", "seats", "fictitious"),
        Text(fr="Session de recrutement par simulation", en="Session of recruitment by simulation"),
        key=get_key,
    ),
)  # fmt: skip
CHILD_ROWS: Final[tuple[SealedRow[Any], ...]] = (STEP_ROW, RESULT_ROW, CORRECTION_ROW, PLACE_ROW)
"""What hangs on a file, and goes with it."""
