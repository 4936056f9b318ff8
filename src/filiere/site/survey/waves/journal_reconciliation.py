"""What the journal seals of a wave: its questionnaire, its dates, its draw, its results; of an answer, nothing.

A correction, and the answers behind what was published, are sealed by one fingerprint, which goes with the reply: the
journal keeps no word that a centre wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import models

from filiere.core import Text, seal
from filiere.core.journal import format_moment
from filiere.site.journal.models import Payload
from filiere.site.journal.reconciliation import Difference
from filiere.site.journal.sealed_rows import SealedRow, get_key, get_primary_key, name_acts
from filiere.site.survey.waves.models import (
    Correction,
    EarlyReader,
    ResultPublication,
    ResultRevision,
    Wave,
)

ERASURE_RULE: Final = "survey-replies"


class ErasableRow[M: models.Model](SealedRow[M]):
    """A sealed row that may go: one whose entry was erased with the replies is not missing."""

    def compare(self) -> Iterator[Difference]:
        """Yield what differs, but for rows that were erased in their time."""
        for found in super().compare():
            if found.kind != "missing" or not _is_erased(found.entry):
                yield found


def _is_erased(number: int | None) -> bool:
    return number is not None and Payload.objects.filter(entry_id=number, erased_rule=ERASURE_RULE).exists()


def _seal_wave(row: Wave) -> dict[str, Any]:
    return {
        "questionnaire": row.questionnaire,
        "version": row.version,
        "period": row.period,
        "opens_on": row.opens_on.isoformat(),
        "closes_on": row.closes_on.isoformat(),
        "publish_at": format_moment(row.publish_at),
        "seed": row.seed,
        "design": seal(row.design),
        # Without its addresses, which go in their time.
        "frame": seal([{name: told for name, told in line.items() if name != "email"} for line in row.frame]),
        "draw": row.draw_seal,
        "state": row.state,
        "previous": row.previous_id,
        "results": None if row.results is None else seal(row.results),
        "fictitious": row.fictitious,
    }


def _seal_reader(row: EarlyReader) -> dict[str, Any]:
    return {
        "wave": row.wave_id,
        "person": row.person_id,
        "reads_from": format_moment(row.reads_from),
        "reason": row.reason,
    }


def _seal_revision(row: ResultRevision) -> dict[str, Any]:
    # What rows of before had no place for is left out of them, so that their seals still hold.
    intervals = {"interval_before": row.interval_before, "interval_after": row.interval_after}
    return {
        "wave": row.wave_id,
        "outcome": row.result,
        "before": row.before,
        "after": row.after,
        **{name: told for name, told in intervals.items() if told is not None},
        **({"recomputed": True} if row.recomputed else {}),
        "reason_fr": row.reason_fr,
        "reason_en": row.reason_en,
        "by": row.by_id,
        "made_on": row.made_on.isoformat(),
    }


def _seal_correction(row: Correction) -> dict[str, Any]:
    told = [row.reply_id, row.question, row.before, row.after, row.reason, row.by_id, row.made_on.isoformat()]
    return {"fingerprint": seal(told)}


def _seal_publication(row: ResultPublication) -> dict[str, Any]:
    return {"fingerprint": seal([row.wave_id, row.answers, row.told, row.made_on.isoformat()])}


CORRECTION_ROW: Final = ErasableRow(
    Correction,
    "survey-correction",
    ("response.correct",),
    _seal_correction,
    Text(fr="Correction d’une réponse", en="Correction of an answer"),
    key=get_primary_key,
)
PUBLICATION_ROW: Final = ErasableRow(
    ResultPublication,
    "survey-publication",
    ("publication.keep",),
    _seal_publication,
    Text(fr="Réponses sous des résultats parus", en="Answers behind published results"),
    key=get_primary_key,
)
SEALED_ROWS: Final[tuple[SealedRow[Any], ...]] = (
    SealedRow(
        Wave,
        "survey-wave",
        (
            *name_acts("wave", "open", "close"),
            "design.change",
            "units.draw",
            "invitations.send",
            *name_acts("results", "prepare", "publish", "restate"),
        ),
        _seal_wave,
        Text(fr="Vague d’enquête", en="Survey wave"),
        key=get_key,
    ),
    SealedRow(
        EarlyReader,
        "survey-early-reader",
        ("early-reader.name",),
        _seal_reader,
        Text(fr="Lecteur sous embargo", en="Early reader"),
    ),
    SealedRow(
        ResultRevision,
        "survey-revision",
        ("results.revise",),
        _seal_revision,
        Text(fr="Résultat corrigé", en="Corrected result"),
    ),
    CORRECTION_ROW,
    PUBLICATION_ROW,
)
