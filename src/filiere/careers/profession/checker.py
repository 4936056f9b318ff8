"""Checking the profession’s layer: everything that is wrong with it, at once, each fault at its place."""

from collections.abc import Iterable
from pathlib import Path

from filiere.careers.profession.bridge_rules import iter_bridge_faults
from filiere.careers.profession.reader import ProfessionReading, read_folder
from filiere.careers.profession.rules import iter_faults
from filiere.core.content_folder import content_path
from filiere.core.faults import Fault
from filiere.figures import Register


def check_profession(folder: Path | None = None, register: Register | None = None) -> list[Fault]:
    """Return all that is wrong in a folder, the shipped one by default, from the top of the first file on.

    With a register, every figure that is named must be in it; without one, this is not checked.
    """
    return list_faults(read_folder(folder or content_path("careers")), register)


def list_faults(reading: ProfessionReading, register: Register | None) -> list[Fault]:
    """Return the faults of form of a reading, then those between its records, in the order of its files."""
    between: Iterable[Fault] = (*iter_faults(reading, register), *iter_bridge_faults(reading))
    return sorted([*reading.faults, *between], key=lambda one: one.order)
