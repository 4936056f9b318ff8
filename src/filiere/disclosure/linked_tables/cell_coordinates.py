"""What a cell crosses, which is its name in every table that has it."""

from filiere.disclosure.system import System

Coordinates = frozenset[tuple[str, str]]
"""A cell by what it crosses, column and code, totals left out: the same in every table that has the cell."""


def compute_coordinates(system: System, cell: int) -> Coordinates:
    """Return what a cell crosses."""
    pairs = zip(system.cuts, system.keys[cell], strict=True)
    return frozenset((cut.column, cut.codes[place]) for cut, place in pairs if place)


def list_coordinates(system: System) -> list[Coordinates]:
    """Return what each cell crosses, in the order of the cells."""
    return [compute_coordinates(system, cell) for cell in range(len(system))]
