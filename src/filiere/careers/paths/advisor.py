"""Who advises: suggestions for a person, one path explained to the line, the questions that tell most."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from filiere.careers.nomenclature import Nomenclature
from filiere.careers.paths.records import (
    Direction,
    ObservedMove,
    Path,
    Person,
    Question,
    Territory,
)
from filiere.careers.profession import Profession
from filiere.figures import Register

LIST_LENGTH = 5
MOST_QUESTIONS = 10


class Advisor:
    """The paths of the profession, ready to be asked; ``build_advisor`` makes one in a fraction of a second."""

    def suggest(
        self, person: Person, *, most: int = LIST_LENGTH, direction: Direction | None = None
    ) -> tuple[Path, ...]:
        """Return the first paths, not variants of one another, from the best; each with its counterfactual.

        Raises :class:`Faults` for a job or an answer that nothing loaded describes.
        """
        raise NotImplementedError

    def suggest_exits(self, person: Person, *, most: int = LIST_LENGTH) -> Mapping[Direction, tuple[Path, ...]]:
        """Return where somebody of an occupation can go: up, to the side, and out, each from the best."""
        raise NotImplementedError

    def explain(self, person: Person, target: str) -> Path:
        """Return the path to one job, whatever its rank; its counterfactual says what would put it in the first five,
        or out."""
        raise NotImplementedError

    def choose_questions(
        self, person: Person, *, asked: Collection[str] = (), most: int = MOST_QUESTIONS
    ) -> tuple[Question, ...]:
        """Return the next questions, the most telling first; none that was asked or that the person has answered."""
        raise NotImplementedError


def build_advisor(
    profession: Profession,
    nomenclature: Nomenclature | None = None,
    *,
    on: date,
    register: Register | None = None,
    observed: Iterable[ObservedMove] = (),
    territory: Iterable[Territory] = (),
    official: bool = False,
) -> Advisor:
    """Return the advisor of a profession as it is on a day, which decides what bridges count.

    With a nomenclature, origins may be its codes too. Without a register, figures are said to be not known. Observed
    moves and territory are shown and never counted; official links count only with ``official``.
    """
    raise NotImplementedError
