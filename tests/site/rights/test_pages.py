"""Every address of the site, asked by every person, by GET and by POST, straight from the address bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from support.harness.rights_addresses import address, kind, parameters, undone
from support.harness.rights_reading import HERE, PEOPLE, Matrix, covering
from support.harness.view_calls import Answers
from support.scenes.dossier_sample import at

# What a database answers to a page is tried by the tests of the app that the page is of, on PostgreSQL too.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

OPEN, SIGNED_IN, JUST = "ouvertes à tous", "à qui est connecté", "à qui vient de donner son mot de passe"


def ask(
    answers: Answers, url: str, skipped: Any = (), refusals: list[Any] | None = None
) -> Iterator[tuple[str, str, str]]:
    """What each person gets by each method; a refusal that leaves no trace is said, when traces are given. M2"""
    for person in answers.people:
        for method in ("get", "post"):
            if (person, method) in skipped:
                continue
            before = len(refusals or ())
            got = kind(answers.ask(person, method, url))
            untold = refusals is not None and got == "refused 403" and len(refusals) == before
            yield person, method, f"{got}, untold" if untold else got


@pytest.mark.usefixtures("refusals_once")
def test_pages_of_a_dossier(scene: Any, answers: Answers, written: Matrix, procedure: Any) -> None:
    """Who holds the right gets the page, whoever does not never does, and to a stranger it does not exist."""
    about, lines = dict(parameters()), written.lines
    states = [state.key for state in procedure.states]
    plan: dict[str, list[str]] = {}
    for name, door in (written.doors | written.operations).items():
        if door in lines and name in about:
            chosen = dict.fromkeys(covering(lines[door], states))
            if name in written.sending:
                chosen |= dict.fromkeys(covering(lines[written.sending[name]], states))
            for state in chosen:
                plan.setdefault(state, []).append(name)
    wrong = []
    asked: set[str] = set()
    nothing_there = {(person, method) for person in PEOPLE if person not in HERE for method in ("get", "post")}
    for state, names in plan.items():
        with undone():
            at(scene.dossier, state)
            for name in names:
                door = (written.doors | written.operations)[name]
                part = bool(about[name] - {"key"}) or name in written.once_made
                # Whoever is nothing in the dossier is asked once a page: no state can make them something.
                skipped = nothing_there if name in asked else ()
                asked.add(name)
                for person, method, got in ask(answers, address(name, about[name], scene), skipped):
                    right = written.sending.get(name, door) if method == "post" else door
                    allowed = lines[door].allows(person, state)
                    allowed = allowed and lines[right].allows(person, state)
                    if name in written.act_of:
                        allowed = allowed and written.procedure[written.act_of[name]].allows(person, state)
                    if got == "not offered" or (allowed and got == "answered"):
                        continue
                    if allowed and part and got == "refused 404":
                        continue
                    if not allowed and got != "answered":
                        stranger = person not in (*HERE, "visiteur", "équipe sans second facteur")
                        if not stranger or got == "refused 404":
                            continue
                    wrong.append((name, state, person, method, got))
    assert wrong == []


def test_pages_of_a_right_apart(scene: Any, answers: Answers, written: Matrix, refusals: list[Any]) -> None:
    """The pages of the staff answer to whoever holds their right; a visitor is led to sign in, others are refused."""
    about, wrong = dict(parameters()), []
    for name, door in written.doors.items():
        if door not in written.apart:
            continue
        for person, method, got in ask(answers, address(name, about[name], scene), refusals=refusals):
            if got == "not offered":
                continue
            if person in {"visiteur", "équipe sans second facteur"}:
                expected = got == "led to sign in"
            elif person in written.apart[door]:
                expected = got in {"answered", "refused 404"}
            else:
                expected = got == "refused 403"
            if not expected:
                wrong.append((name, person, method, got))
    assert wrong == []


def test_pages_of_a_centre(scene: Any, answers: Answers, written: Matrix, refusals: list[Any]) -> None:
    """Who holds the right gets the page; to whoever is nothing to the centre it does not exist, staff included."""
    about, wrong = dict(parameters()), []
    insiders = frozenset[str]().union(*written.quality.values())
    for name, door in (written.doors | written.operations).items():
        if door not in written.quality or name not in about:
            continue
        part = bool(about[name] - {"key"}) or name in written.once_made
        for person, method, got in ask(answers, address(name, about[name], scene), refusals=refusals):
            if got == "not offered":
                continue
            if name in written.operations and person not in written.quality[door]:
                expected = got == "refused 404"
            elif person in {"visiteur", "équipe sans second facteur"}:
                expected = got in {"led to sign in", "refused 401"}
            elif person in written.quality[door]:
                sent = written.sending.get(name, door) if method == "post" else door
                expected = got == "answered" or (part and got == "refused 404")
                expected = expected or (person not in written.quality[sent] and got == "refused 403")
            else:
                expected = got == ("refused 403" if person in insiders else "refused 404")
            if not expected:
                wrong.append((name, person, method, got))
    assert wrong == []


def test_pages_of_a_room(scene: Any, answers: Answers, written: Matrix, refusals: list[Any]) -> None:
    """A room of members: who holds the right gets the page, another member is refused; for anybody else it is none."""
    about, wrong = dict(parameters()), []
    insiders = frozenset[str]().union(*written.room.values())
    for name, door in written.doors.items():
        if door not in written.room:
            continue
        for person, method, got in ask(answers, address(name, about[name], scene), refusals=refusals):
            if got == "not offered":
                continue
            if person in {"visiteur", "équipe sans second facteur"}:
                expected = got == "led to sign in"
            elif person in written.room[door]:
                expected = got == "answered" or (bool(about[name] - {"key"}) and got == "refused 404")
            else:
                expected = got == ("refused 403" if person in insiders else "refused 404")
            if not expected:
                wrong.append((name, person, method, got))
    assert wrong == []


STRANGERS = frozenset(
    {"inconnu", "scientifique", "administrateur", "observatoire", "statisticien", "état", "recours", "comité"}
)
"""People who are nothing to an organisation."""


def test_pages_of_whoever_is_signed_in(scene: Any, answers: Answers, written: Matrix) -> None:
    """A visitor, and a session that owes its second factor, are led to sign in by every one of them, both methods.

    An organisation does not exist for whoever is nothing there, on any of its pages.
    """
    about, wrong = dict(parameters()), []
    for name, door in written.doors.items():
        if door != SIGNED_IN:
            continue
        of_organisation = name.startswith("members:") and "key" in about[name]
        for person, method, got in ask(answers, address(name, about[name], scene)):
            outside = person in {"visiteur", "équipe sans second facteur"}
            expected = got == "not offered" or (got == "led to sign in") == outside
            if of_organisation and person in STRANGERS:
                expected = got in {"refused 404", "not offered"}
            if not expected:
                wrong.append((name, person, method, got))
    assert wrong == []


@pytest.mark.usefixtures("search_index")
def test_pages_open_to_all(scene: Any, answers: Answers, written: Matrix) -> None:
    """They answer a visitor as anybody else, and ask nobody to sign in."""
    about, wrong = dict(parameters()), []
    for name, door in (written.doors | written.operations).items():
        if door not in {OPEN, "par une clé que l'on détient"}:
            continue
        url = address(name, about[name], scene)
        for person in ("visiteur", "inconnu", "équipe sans second facteur"):
            got = kind(answers.ask(person, "get", url))
            if got not in {"answered", "refused 404", "not offered"}:
                wrong.append((name, person, got))
    assert wrong == []


def main_of(answer: Any) -> str:
    """What a page says to its reader, without the marks that each of its forms draws anew."""
    page = b"".join(answer).decode("utf-8", "replace")
    return re.sub(r'name="(csrfmiddlewaretoken|form_token)" value="[^"]*"', "", page.partition("<main")[2])


# L4
@pytest.mark.usefixtures("search_index")
def test_a_public_page_that_tells_a_reader_more_is_kept_by_nothing(
    scene: Any, browsers: dict[str, Any], written: Matrix
) -> None:
    """Whatever the staff or a member reads on a page open to all, and a visitor does not, is in no cache."""
    about, wrong, personal = dict(parameters()), [], set()
    for name, door in written.doors.items():
        if door != OPEN:
            continue
        url = address(name, about[name], scene)
        theirs = browsers["visiteur"].get(url)
        if theirs.status_code != 200 or "html" not in theirs["Content-Type"]:
            continue
        for person in ("équipe", "comité"):
            mine = browsers[person].get(url)
            if main_of(mine) != main_of(theirs):
                personal.add(name)
                if "no-store" not in mine.headers.get("Cache-Control", ""):
                    wrong.append((name, person))
    assert wrong == []
    assert {"committee:home", "science:home"} <= personal


def test_pages_of_the_demonstration_exist_nowhere_else(scene: Any, answers: Answers, written: Matrix) -> None:
    """Here is no demonstration: nobody finds them."""
    about = dict(parameters())
    for name, door in written.doors.items():
        if door == "de la démonstration seulement":
            for person, method, got in ask(answers, address(name, about[name], scene)):
                assert got in {"refused 404", "not offered"}, (name, person, method)
