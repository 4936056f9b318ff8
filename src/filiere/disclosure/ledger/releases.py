"""What was published before, by us and by others: the memory that a new table is judged against.

A table is not safe by itself. The same rows cut otherwise, last year’s table where little changed, a corrected version,
or a total that another body prints are more tables of the same secret. So each release is kept whole, with what it
withheld, and read again before the next.

    Subject     what figures speak of: a response, a population, a period
    Release     one table that went out: its cells, those withheld, those unsafe
    Outside     a total that others publish
    Ledger      all of them, and which ones a new release meets
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import numpy as np

from filiere.core import fold_text, seal
from filiere.disclosure.linked_tables.cell_coordinates import Coordinates, list_coordinates
from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.system import Bools, System

SHARED_ANSWERS_THRESHOLD = 3
"""Contributors whose answers are the same in two tables, if the answers are."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What figures speak of. Two tables of one response and population meet, whatever their periods.

    All three are words that people type: they are compared without case, accents or blanks to spare. The same words
    for a period mean the same days.
    """

    response: str
    population: str
    period: str

    @cached_property
    def words(self) -> tuple[str, str, str]:
        """What is compared."""
        return fold_text(self.response), fold_text(self.population), fold_text(self.period)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subject) and self.words == other.words

    def __hash__(self) -> int:
        return hash(self.words)

    def meets(self, other: "Subject") -> bool:
        """Whether tables of both are made of the same contributors’ answers to the same question."""
        return self.words[:2] == other.words[:2]

    def same_period(self, other: "Subject") -> bool:
        """Whether both are of the same days."""
        return self.words[2] == other.words[2]


def compute_rows_digest(system: System) -> str:
    """Return the SHA-256 of who has how much where: two tables of the same rows under the same cuts have the same.

    Where only sums are known, it is that of the sums.
    """
    digest = hashlib.sha256()
    digest.update(seal([[cut.column, list(cut.codes), list(cut.parents)] for cut in system.cuts]).encode())
    for array in (system.keys, system.values, system.counts, system.largest, system.second, system.sizes):
        digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
    digest.update(str(system.scale).encode())
    if system.holdings is not None:
        held = system.holdings
        digest.update(seal(list(held.names)).encode())
        for array in (held.starts, held.owners, held.amounts, held.groups):
            digest.update(np.ascontiguousarray(array, dtype="<i8").tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Release:
    """One table that went out on a day: every cell with its true value, and which were withheld (``hidden``).

    ``needs`` says which were unsafe under the rule of then, and by how much each must stay blurred: what was protected
    once stays protected. Kept inside.
    """

    key: str
    subject: Subject
    day: date
    system: System = field(repr=False)
    needs: ProtectionLevels = field(repr=False)
    hidden: Bools = field(repr=False)

    @cached_property
    def places(self) -> Mapping[Coordinates, int]:
        """The cell of each crossing."""
        return {one: cell for cell, one in enumerate(list_coordinates(self.system))}

    def shares_answers(self, system: System) -> bool:
        """Whether a table is made of the same answers, whatever words it goes by: :data:`SHARED_ANSWERS_THRESHOLD`
        contributors or more have the same amount in both, and they are half of those that both have.

        Firms are the same where they bear the same name; where only sums are known, nobody can tell.
        """
        mine, theirs = _total_answers(self.system), _total_answers(system)
        common = mine.keys() & theirs.keys()
        same = sum(mine[who] == theirs[who] for who in common)
        return same >= SHARED_ANSWERS_THRESHOLD and 2 * same >= len(common)


def _total_answers(system: System) -> dict[str, Fraction]:
    """Return what each contributor has in all; a nought is the answer of many to many questions, and tells nothing."""
    held, (total,) = system.holdings, np.flatnonzero((system.keys == 0).all(axis=1)).tolist() or (None,)
    if held is None or total is None:
        return {}
    span = slice(int(held.starts[total]), int(held.starts[total + 1]))
    pairs = zip(held.owners[span].tolist(), held.amounts[span].tolist(), strict=True)
    return {held.names[who]: Fraction(amount, system.scale) for who, amount in pairs if amount}


@dataclass(frozen=True, slots=True)
class ExternalTotal:
    """A total that others publish: the sum of the cells that ``parts`` cross, of a subject.

    Whoever declares it says that it counts the same thing. It is then taken to be known exactly: a reader who finds it
    rounded, or a little off, learns nearly as much.
    """

    key: str
    subject: Subject
    parts: frozenset[Coordinates]

    @classmethod
    def of(cls, key: str, subject: Subject, parts: Iterable[Mapping[str, str]]) -> "ExternalTotal":
        """Make one of parts given as mappings from column to code; the empty mapping is the grand total."""
        return cls(key, subject, frozenset(frozenset(part.items()) for part in parts))


@dataclass(frozen=True)
class Ledger:
    """Every release, oldest first, and every total published elsewhere."""

    releases: tuple[Release, ...] = ()
    outside: tuple[ExternalTotal, ...] = ()

    def __post_init__(self) -> None:
        if any(one.day > other.day for one, other in pairwise(self.releases)):
            raise ValueError("the releases of a ledger are in the order of their days")

    def meeting(self, subject: Subject) -> tuple[Release, ...]:
        """Return the releases that share contributors’ answers with a table of that subject."""
        return tuple(one for one in self.releases if one.subject.meets(subject))

    def list_external_totals(self, subjects: Iterable[Subject]) -> tuple[ExternalTotal, ...]:
        """Return the totals published elsewhere about one of these subjects."""
        wanted = set(subjects)
        return tuple(one for one in self.outside if one.subject in wanted)

    def with_release(self, release: Release) -> "Ledger":
        """Return the ledger with one more release."""
        return Ledger((*self.releases, release), self.outside)
