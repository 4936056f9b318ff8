"""A table with one column unknown: what is known of it, and every result as a fraction of it.

Let ``x`` be what the unknown column buys of each product in the country, a unit of output, with its compensation ``c``
and its jobs ``u``. Everything else follows from them by affine maps: imports from purchases, value added from what is
left, the rest of the parent from what the part does not take. Take one column ``x⁰`` that is admissible, and ``M`` the
matrix that it makes. Any other column changes that matrix by a product of two vectors, ``M + y w'``: ``y`` is the
difference between the columns, and ``w`` is ``+1`` at the part and ``−share / (1 − share)`` at the rest of the parent.
Writing ``L`` for the inverse of ``I − M``, ``m`` for the multipliers ``f'L``, ``g`` for ``w'L`` and ``d`` for the
difference in what the part itself carries, the formula of Sherman and Morrison (Annals of Mathematical Statistics 21,
1950) gives, for a sector ``j``::

    multiplier(j) = m_j + g_j · (m·y + d) / (1 − g·y)

a fraction of two affine functions of the unknowns. One solve gives ``m``, one more gives ``g``, and every draw is two
products. Where buyers do not choose between the part and the rest, ``g·y`` is zero and the fraction is a line: what
matters of the part is then what it buys, and not who buys from it.
"""

from dataclasses import dataclass, replace

import numpy as np

from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.economy.cell_matrix import Floats
from filiere.economy.faults import CATALOGUE
from filiere.economy.splits import PurchaseTriangle, SplitSpecification, Triangle
from filiere.economy.systems import Kind, MultiplierType, Scope, build_system, close_households, solve_system
from filiere.economy.tables import InputOutputTable

HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class FractionalResult:
    """One multiplier as ``base + height · (top·z + top_constant) / (1 − bottom·z − bottom_constant)``.

    ``z`` is the unknown column: the ``k`` purchases of `SplitSystem`, then compensation, then jobs.
    """

    base: float
    height: float
    top: Floats
    top_constant: float
    bottom: Floats
    bottom_constant: float

    def evaluate(self, columns: Floats) -> Floats:
        """Return the multiplier for each row of ``columns`` (``d × (k + 2)``)."""
        above = columns @ self.top + self.top_constant
        below = 1 - columns @ self.bottom - self.bottom_constant
        found: Floats = self.base + self.height * above / below
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSystem:
    """The unknown column and its bounds, and every result as a fraction of it.

    ``composition`` is what the parent buys in the country of ``k`` products, in shares, which add
    up to 1; ``ceiling`` the most that a unit of the part may buy of each; ``outlay`` what a purchase costs with the
    imports that go with it; ``tax`` the rate of taxes. ``compensation`` and ``jobs`` are None when they follow from
    the rest, with ``wage_share`` of value added and ``job_rate`` a unit of output. ``column`` is the central column.
    """

    specification: SplitSpecification
    composition: Floats
    ceiling: Floats
    outlay: Floats
    tax: float
    wage_share: float
    job_rate: float
    results: dict[tuple[Kind, MultiplierType, Scope], FractionalResult]
    direct: dict[Kind, float]
    column: Floats

    @property
    def size(self) -> int:
        """How many purchases are unknown."""
        return len(self.composition)

    def complete_columns(self, purchases: Floats, compensation: Floats | None, jobs: Floats | None) -> Floats:
        """Return whole columns from purchases (``d × k``): with compensation and jobs, given or derived."""
        value_added = 1 - self.tax - purchases @ self.outlay
        wages = self.wage_share * value_added if compensation is None else np.minimum(compensation, value_added)
        work = np.full(len(purchases), self.job_rate) if jobs is None else jobs
        return np.column_stack([purchases, wages, work])


def build_split_system(table: InputOutputTable, split: SplitSpecification, sector: str) -> SplitSystem:
    """Return every multiplier of ``sector`` (a code of the table, or the part's) as a fraction of the unknown column.

    Raises :class:`Faults` when the split does not fit the table.
    """
    if faults := find_split_faults(table, split):
        raise Faults(faults)
    return _Builder(table, split, sector, apart=False).build()


def build_column_system(table: InputOutputTable, split: SplitSpecification, sector: str) -> SplitSystem:
    """The same when the unknown column is that of ``split.parent`` itself, which nothing is taken from."""
    return _Builder(table, split, sector, apart=True).build()


def describe_own_column(table: InputOutputTable, sector: str) -> SplitSpecification:
    """Return what is assumed when draws are asked for of a table without a split: purchases of the same sum, each
    between half and double of its share, concentration 50."""
    place = table.codes.index(sector)
    bought = float(table.flows[:, place].sum() / table.output[place])
    same = PurchaseTriangle(low=min(bought, 1.0), mode=min(bought, 1.0), high=min(bought, 1.0))
    return SplitSpecification(code=sector, parent=sector, share=0.5, purchases=same)


def find_split_faults(table: InputOutputTable, split: SplitSpecification) -> list[Fault]:
    """Return what does not fit between a split and a table."""
    found: list[Fault] = []
    if split.parent not in table.codes:
        near = close_words(split.parent, table.codes, most=3)
        return [CATALOGUE.build("economy-unknown-sector", code=split.parent, near=near).at(key="parent")]
    if split.code in table.codes:
        found.append(CATALOGUE.build("economy-split-code-taken", code=split.code).at(key="code"))
    for buyer in split.sales:
        if buyer not in table.codes and buyer != HOUSEHOLDS:
            near = close_words(buyer, (*table.codes, HOUSEHOLDS), most=3)
            found.append(CATALOGUE.build("economy-unknown-buyer", code=buyer, near=near).at(key="sales"))
    if split.compensation is not None and table.compensation is None:
        found.append(CATALOGUE.build("economy-split-needs", name="compensation").at(key="compensation"))
    if split.jobs is not None and table.jobs is None:
        found.append(CATALOGUE.build("economy-split-needs", name="jobs").at(key="jobs"))
    place = table.codes.index(split.parent)
    output = float(table.output[place])
    if output <= 0:
        return [*found, CATALOGUE.build("economy-no-output", code=split.parent, value=f"{output:g}")]
    held, wanted = float(table.flows[:, place].sum() / output), split.share * split.purchases.high
    if wanted > held * (1 + 1e-12):
        told = {"share": split.share, "high": split.purchases.high, "wanted": f"{wanted:.4g}", "held": f"{held:.4g}"}
        found.append(CATALOGUE.build("economy-split-too-large", **told).at(key="purchases"))
    return found


class _Builder:
    """The steps from a table and a split to fractions; ``n`` industries, and the part as an ``n+1``-th."""

    def __init__(self, table: InputOutputTable, split: SplitSpecification, sector: str, *, apart: bool) -> None:
        self.table, self.split, self.sector, self.is_own = table, split, sector, apart
        self.parent = table.codes.index(split.parent)
        self.output = float(table.output[self.parent])
        bought = table.flows[:, self.parent]
        self.products = np.flatnonzero(bought > 0)
        self.bought = bought[self.products] / self.output
        if not len(self.products):
            raise Faults([CATALOGUE.build("economy-split-empty").at(key="parent")])
        self.composition = self.bought / self.bought.sum()
        self.tax = float(table.taxes[self.parent] / self.output)
        self.imports = self._import_rates()
        self.value_added = float(table.value_added[self.parent] / self.output)
        paid = 0.0 if table.compensation is None else float(table.compensation[self.parent] / self.output)
        self.paid = paid
        self.wage_share = paid / self.value_added if self.value_added > 0 else 0.0
        self.job_rate = 0.0 if table.jobs is None else float(table.jobs[self.parent] / self.output)

    def _import_rates(self) -> Floats:
        """Imports of each product (``n × k``) that go with a unit of each domestic purchase: the parent's ratio."""
        rates = np.zeros((self.table.size, len(self.products)))
        if self.table.imports_by_product is None:
            total = float(self.table.imports[self.parent] / self.output)
            rates[self.products, np.arange(len(self.products))] = total / self.bought.sum()
            return rates
        by_product = self.table.imports_by_product[:, self.parent] / self.output
        rates[self.products, np.arange(len(self.products))] = by_product[self.products] / self.bought
        without = by_product.copy()
        without[self.products] = 0
        rates += (without / self.bought.sum())[:, None]
        return rates

    def build(self) -> SplitSystem:
        outlay = 1 + self.imports.sum(axis=0)
        ceiling = np.full(len(self.bought), np.inf) if self.is_own else self.bought / self.split.share
        shell = SplitSystem(
            specification=self.split,
            composition=self.composition,
            ceiling=ceiling,
            outlay=outlay,
            tax=self.tax,
            wage_share=self.wage_share,
            job_rate=self.job_rate,
            results={},
            direct={},
            column=np.zeros(0),
        )
        column = self._build_central_column(shell)
        results: dict[tuple[Kind, MultiplierType, Scope], FractionalResult] = {}
        for scope in ("domestic", "total"):
            results |= self._solve(scope, column, outlay)
        return replace(shell, results=results, column=column, direct=self._compute_direct(column, outlay))

    def _build_central_column(self, shell: SplitSystem) -> Floats:
        purchases = (self.split.purchases.mode * self.composition)[None, :]
        column: Floats = shell.complete_columns(
            purchases, _read_mode(self.split.compensation), _read_mode(self.split.jobs)
        )[0]
        return column

    def _compute_direct(self, column: Floats, outlay: Floats) -> dict[Kind, float]:
        """What a unit of the sector's own output carries, at the central column."""
        count = len(self.bought)
        carried: dict[Kind, float] = {"output": 1.0, "value_added": 1 - self.tax - float(column[:count] @ outlay)}
        carried |= {"income": float(column[count]), "jobs": float(column[count + 1])}
        if self.sector == self.split.code:
            return carried
        place = self.table.codes.index(self.sector)
        own = {kind: float(values[place]) for kind, values in build_system(self.table, "domestic").direct.items()}
        if place == self.parent and not self.is_own:
            share = self.split.share
            own = {kind: (value - share * carried[kind]) / (1 - share) for kind, value in own.items()}
        return own

    def _solve(
        self, scope: Scope, column: Floats, outlay: Floats
    ) -> dict[tuple[Kind, MultiplierType, Scope], FractionalResult]:
        wide, entry = self._widen_table(scope, column, outlay)
        system = build_system(wide, scope)
        rank = np.zeros(wide.size)
        rank[-1 if not self.is_own else self.parent] = 1.0
        if not self.is_own:
            rank[self.parent] = -self.split.share / (1 - self.split.share)
        first, adjoint = solve_system(wide, system, rank[:, None])
        place = self.table.size if self.sector == self.split.code and not self.is_own else wide.codes.index(self.sector)
        found: dict[tuple[Kind, MultiplierType, Scope], FractionalResult] = {}
        closed = close_households(system, np.column_stack([first, adjoint]))
        for number, kind in enumerate(system.kinds):
            carried, constant = self._read_carried_weights(kind, column, outlay)
            base = first[:, number]
            found[kind, "I", scope] = _make_fraction(
                base[place], float(adjoint[place, 0]), entry, base, adjoint[:, 0], column, carried, constant
            )
            if closed is not None:
                both, unit = closed
                found[kind, "II", scope] = _make_fraction(
                    both[place, number],
                    float(both[place, -1]),
                    entry,
                    both[:, number],
                    both[:, -1],
                    column,
                    carried,
                    constant,
                    wages=(float(unit[number]), float(unit[-1])),
                )
        return found

    def _read_carried_weights(self, kind: Kind, column: Floats, outlay: Floats) -> tuple[Floats, float]:
        """What the part itself carries, as coefficients of the column and a constant, less the central value."""
        size = len(self.bought)
        weights = np.zeros(size + 2)
        if kind == "value_added":
            weights[:size] = -outlay
        elif kind == "income":
            weights[size] = 1.0
        elif kind == "jobs":
            weights[size + 1] = 1.0
        return weights, -float(weights @ column)

    def _widen_table(self, scope: Scope, column: Floats, outlay: Floats) -> tuple[InputOutputTable, Floats]:
        """The table with the part as one more industry, at the central column; and the ``(n+1) × k`` map from domestic
        purchases to the rows of its matrix, with the imports that this scope counts."""
        size, table = self.table.size, self.table
        mapped = np.zeros((size, len(self.products)))
        mapped[self.products, np.arange(len(self.products))] = 1.0
        if scope == "total":
            mapped = mapped + self.imports
        if self.is_own:
            return table, mapped
        sold = np.array([self.split.sales.get(code, self.split.share) for code in table.codes])
        share, parent = self.split.share, self.parent
        own = float(sold[parent])
        entry = np.vstack([mapped, own * mapped[parent]])
        entry[parent] *= 1 - own
        output = share * self.output
        part = column[: len(self.products)]

        def widen(matrix: Floats, bought: Floats) -> Floats:
            """Divide a row by ``sold``, and a column into the part's purchases and the rest."""
            wide = np.zeros((size + 1, size + 1))
            wide[:size, :size] = matrix
            wide[size, :size] = sold * matrix[parent]
            wide[parent, :size] *= 1 - sold
            taken = np.append(bought, own * bought[parent]) * output
            taken[parent] -= own * bought[parent] * output
            wide[:, size] = taken
            wide[:, parent] -= taken
            return wide

        domestic = np.zeros(size)
        domestic[self.products] = part
        imported = self.imports @ part
        carried = {"added": 1 - self.tax - float(part @ outlay), "paid": float(column[-2]), "jobs": float(column[-1])}

        def divide(values: Floats, rate: float) -> Floats:
            wide = np.append(values, rate * output)
            wide[parent] -= rate * output
            return wide

        household = table.household_purchases
        bought_share = self.split.sales.get(HOUSEHOLDS, share)
        if household is not None:
            household = np.append(household, bought_share * household[parent])
            household[parent] *= 1 - bought_share
        abroad = table.household_imports
        if table.imports_by_product is not None:
            abroad = np.append(abroad, bought_share * abroad[parent])
            abroad[parent] *= 1 - bought_share
        wide = InputOutputTable(
            codes=(*table.codes, self.split.code),
            flows=widen(table.flows, domestic),
            imports=divide(table.imports, float(imported.sum())),
            imports_by_product=None if table.imports_by_product is None else widen(table.imports_by_product, imported),
            taxes=divide(table.taxes, self.tax),
            value_added=divide(table.value_added, carried["added"]),
            compensation=None if table.compensation is None else divide(table.compensation, carried["paid"]),
            jobs=None if table.jobs is None else divide(table.jobs, carried["jobs"]),
            household_purchases=household,
            household_imports=abroad,
            household_taxes=table.household_taxes,
            output=divide(table.output, 1.0),
        )
        return wide, entry


def _make_fraction(
    base: float,
    height: float,
    entry: Floats,
    multipliers: Floats,
    adjoint: Floats,
    column: Floats,
    carried: Floats,
    constant: float,
    wages: tuple[float, float] = (0.0, 0.0),
) -> FractionalResult:
    """Return the fraction of the module, in terms of the column itself and not of its distance from the centre."""
    size = entry.shape[1]
    top, bottom = carried.copy(), np.zeros(size + 2)
    top[:size] += multipliers @ entry
    bottom[:size] += adjoint @ entry
    top[size] += wages[0]
    bottom[size] += wages[1]
    shift = top @ column - carried @ column
    return FractionalResult(float(base), height, top, constant - float(shift), bottom, -float(bottom @ column))


def _read_mode(three: PurchaseTriangle | Triangle | None) -> Floats | None:
    return None if three is None else np.array([three.mode])
