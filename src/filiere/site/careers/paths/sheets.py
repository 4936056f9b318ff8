"""The sheet that a person takes away: what of a path fits on one page, in plain words, without a name on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from filiere.careers.paths import Change, ChangeKind, Gap, GapOutcome, Path
from filiere.core import Text
from filiere.publication.documents import PathSheet, SheetLine
from filiere.site.careers.paths.effort_words import NO_TRAINING, say_effort, say_gap
from filiere.site.careers.paths.person_state import PersonState
from filiere.site.careers.paths.presenters import say_change
from filiere.site.careers.profession_content import find_job
from filiere.site.document_issuer import make_stamp

MOST_KNOWN, MOST_TO_LEARN, MOST_QUESTIONS, MOST_CHANGES = 4, 3, 2, 2


def build_sheet(state: PersonState, path: Path) -> PathSheet:
    """Return the sheet of a path; what it has no room for is counted, never dropped in silence."""
    origin = find_job(state.job)
    known = [SheetLine(words=one.label) for one in path.held]
    known += [SheetLine(words=one.target_label) for one in path.bridges]
    gaps = [SheetLine(words=one.label, note=_say_gap(one)) for one in path.gaps]
    have, lack = len(known), len(gaps)
    topics = path.changes.topics
    gains, losses = (_list_changes(topics, kind) for kind in (ChangeKind.GAINED, ChangeKind.LOST))
    return PathSheet(
        stamp=make_stamp(reference=str(Text(fr="fiche de passage", en="path sheet")), issued=timezone.localdate()),
        title=path.title
        if origin is None
        else Text(fr=f"{origin.title.fr} → {path.title.fr}", en=f"{origin.title.en} → {path.title.en}"),
        lead=Text(
            fr=f"Je sais déjà faire {have} choses sur {path.needs_count}. Il en reste {lack} à apprendre ou à "
            "confirmer.",
            en=f"I can already do {have} things out of {path.needs_count}. {lack} are left to learn or confirm.",
        ),
        known=tuple(known[:MOST_KNOWN]),
        more_known=max(have - MOST_KNOWN, 0),
        to_learn=tuple(gaps[:MOST_TO_LEARN]),
        more_to_learn=max(lack - MOST_TO_LEARN, 0),
        time=say_effort(path.effort.low, path.effort.likely, path.effort.high),
        about_time=Text(
            fr="C’est une estimation, à temps plein, à confirmer avec un conseiller.",
            en="This is an estimate, full time, to be confirmed with a counsellor.",
        ),
        gains=tuple(gains[:MOST_CHANGES]),
        more_gains=max(len(gains) - MOST_CHANGES, 0),
        losses=tuple(losses[:MOST_CHANGES]),
        more_losses=max(len(losses) - MOST_CHANGES, 0),
        to_ask=tuple(SheetLine(words=one.question) for one in topics[:MOST_QUESTIONS]),
        sources=Text(
            fr="Sources : compétences et passerelles écrites par la profession, à confirmer ; registre des chiffres. "
            "Rien de ce que j’ai répondu n’est gardé.",
            en="Sources: skills and bridges written by the profession, to be confirmed; the register of figures. "
            "Nothing of what I answered is kept.",
        ),
    )


def _say_gap(gap: Gap) -> Text:
    return say_gap(gap.weeks, NO_TRAINING if gap.outcome is GapOutcome.NO_KNOWN_TRAINING else None)


def _list_changes(topics: Iterable[Change], kind: ChangeKind) -> list[SheetLine]:
    return [SheetLine(words=one.label, note=say_change(one)) for one in topics if one.kind is kind]
