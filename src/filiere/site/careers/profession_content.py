"""What of the profession the pages read: loaded once a process, the shipped content being the same for everybody."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from filiere.careers.profession import Exit, Feeder, Occupation, Profession, load_profession
from filiere.core import Text
from filiere.core.content_folder import content_path
from filiere.core.text import StrictModel
from filiere.core.validation import validate
from filiere.core.yaml_documents import read_yaml

Job = Occupation | Feeder | Exit


@cache
def shipped_profession() -> Profession:
    """The profession as the package ships it; raises `Faults` when its content is wrong."""
    return load_profession()


def find_job(key: str) -> Job | None:
    """Return an occupation, a job people come from or one they go to, by its id."""
    profession = shipped_profession()
    return profession.occupations.get(key) or profession.feeders.get(key) or profession.exits.get(key)


def list_jobs() -> tuple[Job, ...]:
    """Every job that the profession describes: its occupations, those people come from, those they go to."""
    profession = shipped_profession()
    return (*profession.occupations.values(), *profession.feeders.values(), *profession.exits.values())


class OfficialMove(StrictModel):
    """A move that the publisher of a nomenclature states, or does not: ``kind`` is near, evolution or absent."""

    code: str
    kind: str = Field(pattern=r"^(near|evolution|absent)$")
    label: Text
    occupation: str = ""


class OfficialOrigin(StrictModel):
    """The code that the moves leave from, and the occupation that stands for it on the map."""

    code: str
    occupation: str


class OfficialMoves(StrictModel):
    """Moves that a version of a nomenclature states from one code, those it lacks, and the codes that lead to it."""

    nomenclature: str
    version: str
    source: Text
    origin: OfficialOrigin
    moves: tuple[OfficialMove, ...]
    absent: tuple[OfficialMove, ...]
    arriving: tuple[str, ...]


@cache
def shipped_official_moves() -> OfficialMoves:
    """The official moves of the remote adviser, as they were read in ROME 3.47."""
    return validate(read_yaml(content_path("official_moves", "rome-3.47.yaml")), OfficialMoves)
