"""Reading the matrix of rights: one page of plain language, turned into questions that a test can ask the site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[2] / "site" / "rights" / "matrix.yaml"

HERE = ("candidat", "lecteur", "personnel", "équipe", "auditeur", "comité", "recours", "état")
"""People who are something in a dossier."""
ELSEWHERE = (
    "inconnu",
    "récusé",
    "équipe récusée",
    "scientifique",
    "administrateur",
    "observatoire",
    "statisticien",
    "responsable qualité",
    "programme",
    "communication",
    "conseiller",
    "négociateur",
    "équipe sans second facteur",
)
"""People with an account who are nothing in it."""
EVERYBODY = (*HERE, *ELSEWHERE)
PEOPLE = (*EVERYBODY, "visiteur")
OR = " ou "
INNER = "porte intérieure"
ANYBODY = "n'importe qui"

ROLES = {
    "administrateur": "administrator",
    "observatoire": "staff",
    "statisticien": "statistician",
    "équipe": "label_staff",
    "auditeur": "auditor",
    "état": "state",
    "équipe récusée": "label_staff",
    "programme": "programme",
    "communication": "communication",
    "conseiller": "counsellor",
}

_NOT_PEOPLE = frozenset({"dit", "condition"})


class Unreadable(ValueError):
    """A line of the matrix names a person or a moment that it does not define."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act: who may do it in which states; a person who is not there may not."""

    words: str
    states: dict[str, frozenset[str]]
    condition: str | None

    def allows(self, person: str, state: str) -> bool:
        """Whether the matrix lets this person do it in this state."""
        return state in self.states.get(person, frozenset())


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole page."""

    people: frozenset[str]
    procedure: dict[str, Line]
    dossier: dict[str, Line]
    organisation: dict[str, frozenset[str]]
    quality: dict[str, frozenset[str]]
    room: dict[str, frozenset[str]]
    referential: dict[str, frozenset[str]]
    apart: dict[str, frozenset[str]]
    two: dict[str, frozenset[str]]
    request: dict[str, frozenset[str]]
    doors: dict[str, str]
    operations: dict[str, str]
    sending: dict[str, str]
    once_made: frozenset[str]
    act_of: dict[str, str]
    inner: frozenset[str]

    @property
    def lines(self) -> dict[str, Line]:
        """The lines of a dossier, and those of a door that two rights open (“one ou other”)."""
        either = {door for door in self.doors.values() if OR in door}
        return self.dossier | {door: _either([self.dossier[one] for one in door.split(OR)]) for door in either}


def covering(line: Line, states: list[str]) -> list[str]:
    """A few states in which each person is allowed at least once and refused at least once, where there are such."""
    wanted = {(person, line.allows(person, state)) for person in HERE for state in states}
    chosen = []
    while wanted:
        best = max(states, key=lambda state: len({(person, line.allows(person, state)) for person in HERE} & wanted))
        chosen.append(best)
        wanted -= {(person, line.allows(person, best)) for person in HERE}
    return chosen


def _either(lines: list[Line]) -> Line:
    people = {person for line in lines for person in line.states}
    states = {
        person: frozenset[str]().union(*(line.states.get(person, frozenset()) for line in lines)) for person in people
    }
    return Line(OR.join(line.words for line in lines), states, None)


def _strict(loaded: Any) -> dict[str, Any]:
    assert isinstance(loaded, dict)
    return loaded


class _NoTwice(yaml.SafeLoader):
    """YAML that refuses a key written twice: the second would silently hide the first."""


def _mapping(loader: _NoTwice, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]  # type: ignore[no-untyped-call]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise Unreadable(f"written twice: {sorted(twice)}")
    return loader.construct_mapping(node, deep=True)


_NoTwice.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _moments(read: dict[str, Any], states: frozenset[str]) -> dict[str, frozenset[str]]:
    found = {state: frozenset({state}) for state in states} | {"toujours": states}
    for name, said in read["moments"].items():
        parts = [part.strip() for part in said.split("+")] if isinstance(said, str) else said
        unknown = set(parts) - set(found)
        if unknown or name in found:
            raise Unreadable(f"moment {name}: {sorted(unknown)}")
        found[name] = frozenset[str]().union(*(found[part] for part in parts))
    return found


def _lines(section: dict[str, Any], moments: dict[str, frozenset[str]]) -> dict[str, Line]:
    found = {}
    for name, row in section.items():
        people: dict[str, frozenset[str]] = {}
        for person, when in row.items():
            if person in _NOT_PEOPLE:
                continue
            if person not in (*HERE, ANYBODY):
                raise Unreadable(f"{name}: {person}")
            parts = [part.strip() for part in str(when).split("+")]
            if missing := [part for part in parts if part not in moments]:
                raise Unreadable(f"{name}: {person}: {missing}")
            when_allowed = frozenset[str]().union(*(moments[part] for part in parts))
            people |= dict.fromkeys(EVERYBODY if person == ANYBODY else (person,), when_allowed)
        found[name] = Line(str(row["dit"]), people, row.get("condition"))
    return found


def _named(section: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Who holds each right, as written and nobody else."""
    return {name: frozenset(row["qui"]) for name, row in section.items()}


def _people(section: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Who holds each right that no dossier gives: whoever of the staff is recused from one keeps those of the staff."""
    recused = {"équipe": "équipe récusée"}
    return {
        name: people | {recused[one] for one in people if one in recused} for name, people in _named(section).items()
    }


def _by_door(section: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}

    def put(name: str, door: str) -> None:
        if name in found:
            raise Unreadable(f"{name} has two doors")
        found[name] = door

    for title, pages in section.items():
        if title.startswith("selon un droit"):
            for right, names in pages.items():
                for name in names:
                    put(name, right)
        else:
            for name in pages:
                put(name, title)
    return found


@cache
def matrix(states: frozenset[str]) -> Matrix:
    """The matrix, its moments spelled out in the states of the procedure."""
    read = _strict(yaml.load(FILE.read_text(encoding="utf-8"), Loader=_NoTwice))  # noqa: S506  A safe loader, stricter.
    moments = _moments(read, states)
    return Matrix(
        people=frozenset(read["qui"]),
        procedure=_lines(read["procédure"], moments),
        dossier=_lines(read["dossier"], moments),
        organisation=_named(read["organisation"]),
        quality=_people(read["qualité"]),
        room=_named(read["instance de dialogue"]),
        referential=_people(read["référentiel"]),
        apart=_people(read["hors dossier"]),
        two=_people(read["à deux"]),
        request=_named(read["demande à contresigner"]),
        doors=_by_door(read["pages"]),
        operations=_by_door(read["programmes"]),
        sending=dict(read["pour envoyer"]),
        once_made=frozenset(read["une fois fait"]),
        act_of=dict(read["page d'un acte"]),
        inner=frozenset(
            name
            for title, rights in read["pages"].items()
            if title.endswith(INNER)
            for names in rights.values()
            for name in names
        ),
    )
