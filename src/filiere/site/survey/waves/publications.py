"""The answers behind each publication of results, kept inside: what the next publication is judged with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from filiere.core import seal
from filiere.site.accounts.models import User
from filiere.site.journal.sealed_rows import record_row
from filiere.site.survey.waves.models import ResultPublication, Wave
from filiere.site.survey.waves.question_tables import AnswerRow
from filiere.site.survey.waves.result_ledger import EarlierPublication, ResultName


def list_earlier_rows(wave: Wave) -> list[ResultPublication]:
    """What went out before of the same questionnaire, of this wave too, the oldest first; a made-up panel is compared
    with made-up ones only."""
    found = ResultPublication.objects.filter(
        wave__questionnaire=wave.questionnaire, wave__fictitious=wave.fictitious
    ).select_related("wave")
    return list(found.order_by("made_on", "pk"))


def read_publication(row: ResultPublication) -> EarlierPublication:
    """A publication as the gate reads it."""
    return EarlierPublication(
        f"{row.wave.period} {row.made_on.isoformat()}",
        row.wave.period,
        row.made_on,
        tuple(AnswerRow(who, tuple(parts), 1.0, values) for who, parts, values in row.answers),
        frozenset((outcome, part) for outcome, part in row.told),
    )


def list_told(lines: Iterable[Mapping[str, Any]]) -> frozenset[ResultName]:
    """The results among those lines whose number, as it was computed, is read by everybody."""
    return frozenset(
        (line["outcome"], line["domain"])
        for line in lines
        if not line["withheld"] and not line.get("awaited") and not line.get("typed")
    )


def write_answers(rows: Sequence[AnswerRow]) -> list[Any]:
    """Answers as a publication keeps them: without their weights."""
    return [[row.contributor, list(row.parts), dict(row.values)] for row in rows]


def seal_answers(rows: Sequence[AnswerRow]) -> str:
    """The fingerprint of answers, by which it is seen that one was corrected since results were computed of them."""
    return seal(write_answers(rows))


def keep_publication(
    wave: Wave, rows: Sequence[AnswerRow], told: Iterable[ResultName], *, actor: User, day: date
) -> ResultPublication:
    """Keep what a publication was made of."""
    pairs = [[outcome, part] for outcome, part in sorted(told, key=lambda name: (name[0], name[1] or ""))]
    row = ResultPublication.objects.create(wave=wave, answers=write_answers(rows), told=pairs, made_on=day)
    record_row(actor, "publication.keep", row)
    return row
