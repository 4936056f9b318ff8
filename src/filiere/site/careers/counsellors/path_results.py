"""What is computed for a file: the first paths from its answers, kept as plain data with what they were made of.

A path is written once as it was said on its day; later versions of the content or of the engine change no kept result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from filiere.careers.paths import Answer, Change, ChangeKind, Direction, Path, Person
from filiere.core import Text, content_path
from filiere.site.careers.paths.advice import current_advisor
from filiere.site.careers.paths.presenters import say_change

ENGINE_VERSION = f"filiere {version('filiere')}"
MOST_PATHS = 5


@cache
def compute_content_version() -> str:
    """SHA-256 of the files of the profession’s layer."""
    digest = hashlib.sha256()
    for path in sorted(content_path("careers").glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def compute_body(*, origin: str, answers: Mapping[str, str], target: str) -> dict[str, Any]:
    """Return the first paths of today as JSON, and the path to the job aimed at where it is not among them.

    Raises `Faults` where the engine refuses the job or an answer.
    """
    person, advisor = Person(origin, {name: Answer(said) for name, said in answers.items()}), current_advisor()
    found = advisor.suggest(person, most=MOST_PATHS)
    aimed = None
    if target and target != origin and target not in {one.target for one in found}:
        aimed = advisor.explain(person, target)
    return {
        "paths": [_write_path(one) for one in found],
        "aimed": _write_path(aimed) if aimed is not None else None,
    }


def _write_path(path: Path) -> dict[str, Any]:
    return {
        "target": path.target,
        "title": _write_text(path.title),
        "direction": path.direction.value,
        "score": round(path.score, 6),
        "parts": [{"part": one.part.value, "points": round(one.points, 6)} for one in path.parts],
        "held": [{"id": one.id, "label": _write_text(one.label), "declared": one.declared} for one in path.held],
        "bridges": [
            {
                "id": one.id,
                "origin": _write_text(one.origin_label),
                "label": _write_text(one.target_label),
                "role": _write_text(one.author_role),
                "written": one.written.isoformat(),
                "unreviewed": one.unreviewed,
            }
            for one in path.bridges
        ],
        "gaps": [
            {
                "id": one.id,
                "label": _write_text(one.label),
                "weeks": one.weeks,
                "outcome": one.outcome.value,
                "trainings": [
                    {"label": _write_text(each.label), "status": each.status.value} for each in one.trainings
                ],
            }
            for one in path.gaps
        ],
        "weeks": [path.effort.low, path.effort.high],
        "likely": path.effort.likely,
        "effort": path.effort.bin.value,
        "gained": [_write_change(one) for one in path.changes.list_kind(ChangeKind.GAINED)],
        "lost": [_write_change(one) for one in path.changes.list_kind(ChangeKind.LOST)],
        "questions": [_write_text(one.question) for one in path.changes.topics],
        "missing": [_write_text(one) for one in path.missing],
    }


def _write_change(change: Change) -> dict[str, Any]:
    return {
        "topic": _write_text(change.label),
        "words": _write_text(say_change(change)),
        "question": _write_text(change.question),
    }


def _write_text(words: Text) -> dict[str, str]:
    return {"fr": words.fr, "en": words.en}


def read_words(kept: Mapping[str, str]) -> Text:
    """The words of a kept result."""
    return Text(fr=kept["fr"], en=kept["en"])


DIRECTIONS: Mapping[str, Text] = {
    Direction.UP: Text(fr="monter", en="move up"),
    Direction.SIDE: Text(fr="changer de côté", en="move sideways"),
    Direction.DOWN: Text(fr="un niveau plus bas", en="a level down"),
    Direction.IN: Text(fr="entrer", en="come in"),
    Direction.OUT: Text(fr="sortir", en="move out"),
}
