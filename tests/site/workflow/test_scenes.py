"""Scenes that are written again instead of played: the same rows and people, and anew wherever anything differs."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from support.scenes import frozen_scenes
from support.scenes.audit_sample import Clock, audited
from support.scenes.dossier_sample import at, make_dossier, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db

SEEN: dict[str, Any] = {}
"""What the first of two tests found, for the second."""


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        return {
            table: sorted(cursor.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)  # noqa: S608  Our own names.
            for table in (model._meta.db_table for model in apps.get_models(include_auto_created=True))
        }


def play(clock: Clock) -> dict[str, Any]:
    """A dossier under audit; and one more, whose company gains an editor, wherever that scene left the database."""
    dossier, auditor = audited(clock)
    found = {
        "people": (auditor.key, auditor.plain),
        "dossiers": (dossier.key, dossier.state),
        "now": clock.now,
        "rows": rows(),
    }
    organisation = make_organisation("Suite (fictif)")
    other = at(make_dossier(organisation, opened=clock.day), "declaring")
    editor = make_member(organisation)
    assert (other.state, other.organisation, editor.memberships.get().organisation) == (
        "declaring",
        organisation,
        organisation,
    )
    return found


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scenes that are written again while the test runs."""
    again: list[str] = []
    write = frozen_scenes._write
    monkeypatch.setattr(frozen_scenes, "_write", lambda written: (again.append(written[0][0]), write(written)))
    return again


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="scenes are played each time on PostgreSQL")
@pytest.mark.parametrize("turn", [1, 2])
def test_the_second_test_finds_what_the_first_one_played(
    turn: int, played: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = play(Clock(monkeypatch))
    assert (len(played) >= 2) == (turn == 2)
    assert SEEN.setdefault("found", found) == found


@pytest.mark.parametrize("turn", [1, 2])
def test_a_scene_after_a_write_of_the_test_is_played(turn: int, played: list[str]) -> None:
    """The name of the company was changed in between: nothing that follows may be what it was without that."""
    organisation = make_organisation("Avant (fictif)")
    type(organisation).objects.filter(pk=organisation.pk).update(name=f"Après {turn} (fictif)")
    before = len(played)
    dossier = make_dossier(organisation)
    assert len(played) == before
    assert type(dossier).objects.get(pk=dossier.pk).organisation.name == f"Après {turn} (fictif)"


@pytest.mark.parametrize(("turn", "language"), [(1, "fr"), (2, "en"), (3, "fr")])
def test_other_words_are_another_scene(turn: int, language: str) -> None:
    person = make_person("label_staff", language=language)
    assert type(person).objects.get(pk=person.pk).language == language
    assert type(person).objects.count() == 1
