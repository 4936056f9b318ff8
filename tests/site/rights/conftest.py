"""The people of the matrix, around one organisation and its dossier, and what the running site has to offer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from support.harness.rights_reading import ELSEWHERE, HERE, PEOPLE, ROLES, Matrix, matrix
from support.harness.view_calls import Answers
from support.scenes.dialogue_room import make_room
from support.scenes.dossier_sample import (
    RELEASE,
    make_dossier,
    make_mandate,
    make_member,
    make_organisation,
    make_person,
)
from support.scenes.frozen_scenes import frozen
from support.scenes.quality_sample import make_centre, make_manager

from filiere.site import error_views
from filiere.site.search.document_index import refresh_index
from filiere.site.workflow.extension_points import party_providers

PARTY_OF_AUDITOR = ("auditor", "auditor_named")


class Scene:
    """One organisation, one dossier, and everybody."""

    def __init__(self) -> None:
        from filiere.site.committee.models import Recusal

        self.organisation = make_organisation("Appels fictifs")
        self.dossier = make_dossier(self.organisation)
        self.people: dict[str, Any] = {
            "candidat": make_member(self.organisation, "edit"),
            "lecteur": make_member(self.organisation, "read"),
            "personnel": make_member(self.organisation, "staff_representative"),
            "comité": make_mandate("committee", "employees"),
            "recours": make_mandate("appeal_panel", "employees"),
            "récusé": make_mandate("committee", "state", user=make_person("state")),
            "scientifique": make_mandate("scientific", "experts"),
            "inconnu": make_person(),
        }
        for person, role in ROLES.items():
            self.people[person] = make_person(role)
        self.people["responsable qualité"] = make_manager(make_centre(self.organisation, self.people["candidat"]))
        self.people["équipe sans second facteur"] = make_person("label_staff")
        self.room, self.people["négociateur"] = make_room(self.people["programme"], self.organisation)
        for person in ("récusé", "équipe récusée"):
            Recusal.objects.create(
                dossier=self.dossier,
                user=self.people[person],
                grade=Recusal.Grade.DECLARED,
                ground="Cliente de l’entreprise",
                since=date(2020, 1, 1),
                noted_by=self.people[person],
                confirmed_by=self.people[person],
                confirmed_on=date(2020, 1, 1),
            )
        assert set(self.people) == {*HERE, *ELSEWHERE}

    def actor(self, person: str) -> Any:
        """The person as a page knows them, fresh from the table."""
        from filiere.site.accounts.models import User

        user = User.objects.get(pk=self.people[person].pk)
        user.unproven = person == "équipe sans second facteur"
        return user

    def browser(self, person: str) -> Client:
        """A browser in which the person is signed in; a visitor’s without one."""
        client = Client()
        if person != "visiteur":
            client.force_login(self.people[person], shown=person != "équipe sans second facteur")  # type: ignore[call-arg]
        return client


play_scene = frozen(Scene)


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    """Everybody; the auditor is that of the dossier, as the app of audits would say once a mission is declared."""

    made = play_scene()
    auditor = made.people["auditeur"].pk

    def gives(user: Any, _dossier: Any, _day: Any) -> tuple[str, ...]:
        return PARTY_OF_AUDITOR if user.pk == auditor else ()

    with party_providers.add_for_block(gives):
        yield made


@pytest.fixture(scope="session")
def procedure() -> Any:
    """The procedure of the release that dossiers of the tests follow."""
    from filiere.site.workflow.engine_adapter import load_rules_named

    return load_rules_named(RELEASE).procedure


@pytest.fixture(scope="session")
def written(procedure: Any) -> Matrix:
    """The matrix, read with the states of that procedure."""
    return matrix(frozenset(state.key for state in procedure.states))


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every refusal that the site writes or counts while the test runs, in order."""
    from filiere.site.accounts.refusal_recorder import UnwrittenRefusal

    written: list[Any] = []
    monkeypatch.setattr(UnwrittenRefusal, "write", lambda self: written.append(self))
    return written


@pytest.fixture
def refusals_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals are written once for each right, kind of subject and keys of their payload: thousands say the same."""
    from filiere.site.accounts.refusal_recorder import UnwrittenRefusal

    write, known = UnwrittenRefusal.write, set()

    def once(self: UnwrittenRefusal) -> None:
        said = (self.subject_kind, self.payload["permission"], *sorted(self.payload))
        if said not in known:
            known.add(said)
            write(self)

    monkeypatch.setattr(UnwrittenRefusal, "write", once)


@pytest.fixture
def browsers(scene: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Client]:
    """A browser a person. A refusal is known by its status: thousands of its pages were set, and read by nobody."""
    monkeypatch.setattr(
        error_views, "_render_error_page", lambda _request, status, *_words: HttpResponse(status=status)
    )
    return {person: scene.browser(person) for person in PEOPLE}


@pytest.fixture
def search_index(scene: Any) -> None:
    """What the site can find, copied once: each reader's page is undone with what it has written, the copy included."""
    refresh_index()


@pytest.fixture
def answers(browsers: dict[str, Client], request: pytest.FixtureRequest) -> Iterator[Answers]:
    """What people get at addresses, which whole requests do not contradict."""
    kept = request.getfixturevalue("refusals") if "refusals" in request.fixturenames else []
    made = Answers(browsers, kept)
    yield made
    assert made.differing == []
