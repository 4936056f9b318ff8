"""A first gate: the rule on each cell, and enough other cells withheld that no subtraction undoes it.

Withheld for themselves: cells of too few contributors, or of too large ones. Withheld for others, until nothing
changes: in a sum with a single hole, the smallest other part (as on the territory pages of the observatory); in a sum
whose holes together break the rule, one part more, since a reader gets their sum by subtraction; and for a hole that
the equations of the table still fix, one cell of its sums.

It protects from exact recovery by a reader outside. It does not keep intervals wide, nor does it reckon with what a
contributor knows of itself, with signs, with other tables or with earlier years.
"""

from collections.abc import Callable
from fractions import Fraction

from filiere.disclosure.gate import Decision, InnerCell, Reason
from filiere.disclosure.linear import determined
from filiere.disclosure.rules import Rule
from filiere.disclosure.tables import Cells, Codes, MicroTable, Sum, decimal


class SimpleGate:
    """The gate that stands until proofs do: see the module for what it promises and what it does not."""

    def decide(self, table: MicroTable, rule: Rule) -> Decision:
        """Return the verdict on every cell of ``table`` under ``rule``, margins included."""
        cells = table.cells()
        primary = {codes for codes, held in cells.amounts.items() if rule.broken(list(held.values()))}
        withheld = _protected(cells, rule, primary)
        return Decision(
            rule,
            tuple(one.name for one in table.dimensions),
            tuple(_inner(cells, rule, codes, codes in withheld) for codes in sorted(cells.amounts)),
        )


def _inner(cells: Cells, rule: Rule, codes: Codes, withheld: bool) -> InnerCell:
    held = list(cells.amounts[codes].values())
    dominance = rule.dominated(held)
    reasons: list[Reason] = []
    if rule.few(held):
        reasons.append("few")
    if dominance:
        reasons.append("dominated")
    if withheld and not reasons:
        reasons.append("complement")
    return InnerCell(codes, decimal(cells.total(codes)), len(held), tuple(reasons), dominance)


def _protected(cells: Cells, rule: Rule, primary: set[Codes]) -> set[Codes]:
    """Return the primary cells and those withheld for them. Each round withholds one cell at least, so it ends."""
    withheld = set(primary)
    sizes = {codes: abs(cells.total(codes)) for codes in cells.amounts}

    def cost(codes: Codes) -> tuple[bool, Fraction, Codes]:
        # A part of zero hides nothing beside another of zero, so it is withheld last; codes settle ties.
        return (sizes[codes] == 0, sizes[codes], codes)

    while _close_sums(cells, rule, withheld, cost) or _close_equations(cells, withheld, cost):
        pass
    return withheld


Cost = Callable[[Codes], tuple[bool, Fraction, Codes]]


def _close_sums(cells: Cells, rule: Rule, withheld: set[Codes], cost: Cost) -> bool:
    """Withhold a cell for each sum that tells too much; return whether there was any."""
    changed = False
    for one in cells.sums:
        holes = [codes for codes in one.parts if codes in withheld]
        alone = len(holes) + (one.whole in withheld) == 1
        # Where the whole is published, its holes together are all it holds beyond the published parts.
        told = bool(holes) and one.whole not in withheld and rule.broken(cells.together(holes))
        if alone or told:
            others = [codes for codes in one.parts if codes not in withheld]
            # A lone part is its whole, and takes it along.
            withheld.add(min(others, key=cost) if others else one.whole)
            changed = True
    return changed


def _close_equations(cells: Cells, withheld: set[Codes], cost: Cost) -> bool:
    """Withhold a cell for each hole that the whole system of sums still fixes; return whether there was any."""
    fixed = determined(_equation(one, withheld) for one in cells.sums)
    for hole in sorted(fixed):
        touching = (one for one in cells.sums if hole == one.whole or hole in one.parts)
        others = {codes for one in touching for codes in (one.whole, *one.parts)} - withheld
        # A hole whose own sums are all withheld is fixed by sums further on; any cell of the table comes nearer.
        others = others or set(cells.amounts) - withheld
        if others:
            withheld.add(min(others, key=cost))
    return bool(fixed)


def _equation(one: Sum, withheld: set[Codes]) -> dict[Codes, int]:
    terms = {codes: 1 for codes in one.parts if codes in withheld}
    if one.whole in withheld:
        terms[one.whole] = -1
    return terms
