"""The gate that stands: it withholds what the rule withholds, then what a proof against attackers asks.

    rows ──▶ one system of cells and additions ──▶ needs ──▶ pattern and proof ──▶ decision

Protected from readers outside at full slack, upwards and downwards; from every contributor that is alone in a cell, who
must find nothing of another exactly; and every published sum leaves holes that obey the rule together. The proof stays
inside the decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np

from filiere.disclosure.dated_rules import Rule
from filiere.disclosure.gaussian_elimination import find_determined
from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import Limits, compute_protection_levels
from filiere.disclosure.publication_decision import Decision, DecisionProof, Gate, InnerCell, Reason
from filiere.disclosure.suppressed_sums import protect_sums
from filiere.disclosure.system import Bools, Cut, System, tabulate
from filiere.disclosure.tables import Codes, Dimension, MicroTable, to_decimal

PARTS_PER_DECIMAL = 100
"""Parts in which the last decimal is divided, so that a slack is asked with little rounding."""
LARGEST_SUM = 1 << 48
"""The largest sum of sizes, in scaled units: beyond it amounts are rounded for the proof, though not for the reader."""


@dataclass(frozen=True, slots=True)
class ProvenGate:
    """The gate of the house; see the module. After ``time_limit`` seconds a safe pattern is taken as it is."""

    level: Level = "contributors"
    seed: int = 1
    time_limit: float = 20.0

    def decide(self, table: MicroTable, rule: Rule) -> Decision:
        """Return the verdict on every cell of ``table`` under ``rule``, margins included."""
        names = tuple(one.name for one in table.dimensions)
        if not table.rows:
            return Decision(rule, names, ())
        system, limits = build_system(table), build_limits(rule)
        needs = compute_protection_levels(system, limits)
        found = protect_sums(
            system,
            needs,
            limits=limits,
            level=self.level,
            costs=np.abs(system.sizes) / system.scale + 1.0,
            seed=self.seed,
            time_limit=self.time_limit,
        )
        hidden = _drop_derivable_cells(system, found.hidden)
        cells = table.cells()
        inner = tuple(
            _build_inner_cell(rule, codes, list(held.values()), bool(hidden[system.number[codes]]))
            for codes, held in sorted(cells.amounts.items())
        )
        return Decision(rule, names, inner, DecisionProof(found.system, found.needs, found.patterns))


def build_limits(rule: Rule) -> Limits:
    """Return what a rule asks of a cell, as the engine reads it."""
    return Limits(rule.minimum, tuple((limit.n, Fraction(limit.share)) for limit in rule.dominance))


def build_system(table: MicroTable) -> System:
    """Return the rows of a table as one system, the same for rows in any order."""
    cuts = [_build_cut(one, {row.codes[place] for row in table.rows}) for place, one in enumerate(table.dimensions)]
    places = [{code: number for number, code in enumerate(cut.codes)} for cut in cuts]
    rows = sorted(table.rows, key=lambda row: (row.codes, row.contributor, row.value, row.weight))
    names = sorted({row.contributor for row in rows})
    owner = {name: number for number, name in enumerate(names)}
    amounts = [Fraction(row.value) * Fraction(row.weight) for row in rows]
    scale = _choose_scale(amounts)
    return tabulate(
        cuts,
        [tuple(range(len(cuts)))],
        codes=[np.array([at[row.codes[place]] for row in rows], np.int64) for place, at in enumerate(places)],
        values=np.array([round(amount * scale) for amount in amounts], dtype=np.int64),
        # Amounts too large to be counted in units are counted in more: the unit only says what a zero is blurred by.
        scale=max(1, int(scale)),
        owners=np.array([owner[row.contributor] for row in rows], dtype=np.int64),
        names=names,
    )


def _choose_scale(amounts: Sequence[Fraction]) -> Fraction:
    """Return by what amounts are multiplied to be whole, as far as their sum can be held exactly."""
    wanted = PARTS_PER_DECIMAL * lcm(*(amount.denominator for amount in amounts))
    sizes = sum((abs(amount) for amount in amounts), Fraction(0))
    return Fraction(wanted) if sizes * wanted <= LARGEST_SUM else LARGEST_SUM / sizes


def _build_cut(dimension: Dimension, used: set[str]) -> Cut:
    """Return a dimension with the codes that rows use and their groups, the narrower after the wider."""
    paths = [dimension.path(code) for code in sorted(used)]
    codes = [dimension.total]
    for path in paths:
        codes += [code for code in reversed(path) if code not in codes]
    place = {code: number for number, code in enumerate(codes)}
    above = {code: place[up] for path in paths for code, up in pairwise(path)}
    return Cut(dimension.name, tuple(codes), (-1, *(above[code] for code in codes[1:])))


def _drop_derivable_cells(system: System, hidden: Bools) -> Bools:
    """Return the cells withheld, without those that the published ones give anyway: a dash there would be no secret."""
    additions = system.additions
    equations = []
    for row in range(len(additions)):
        span = slice(int(additions.starts[row]), int(additions.starts[row + 1]))
        pairs = zip(additions.cells[span].tolist(), additions.signs[span].tolist(), strict=True)
        equations.append({cell: sign for cell, sign in pairs if hidden[cell]})
    kept = hidden.copy()
    kept[sorted(find_determined(equations))] = False
    return kept


def _build_inner_cell(rule: Rule, codes: Codes, held: Sequence[Fraction], hidden: bool) -> InnerCell:
    dominance = rule.find_passed_limits(held)
    reasons: list[Reason] = []
    if rule.has_too_few(held):
        reasons.append("few")
    if dominance:
        reasons.append("dominated")
    if hidden and not reasons:
        reasons.append("complement")
    return InnerCell(codes, to_decimal(sum(held, Fraction(0))), len(held), tuple(reasons), dominance)


def publication_gate() -> Gate:
    """Return the gate through which every table from rows that are not public is published.

    Callers ask here and know the :class:`Gate` protocol only, so that a stronger one takes its place unseen.
    """
    return ProvenGate()
