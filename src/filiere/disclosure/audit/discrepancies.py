"""What the auditor found different from what a run folder says, cell by cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from filiere.core import Fault, Text
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.rebuilt_table import Bools, Cut, Ints, RebuiltTable
from filiere.disclosure.audit.resolved_spec import Spec, unreadable_faults

DECIMAL_PATTERN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
MOST_FAULTS_PER_KIND = 50
"""Faults kept of one kind; more would say nothing new."""


@dataclass(frozen=True)
class ListedCells:
    """Rows of a file of cells: the places of their codes, and the other columns as text."""

    file: str
    places: Ints
    columns: dict[str, list[str]]


@dataclass
class DiscrepancyLog:
    """The faults found so far, a bounded number of each kind."""

    cuts: Sequence[Cut]
    faults: list[Fault] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def say(self, code: str, file: str, row: int | None = None, **values: Any) -> None:
        """Note a difference; ``row`` is the number of a cell, which stands two lines further down in its file."""
        self._seen[code] = self._seen.get(code, 0) + 1
        if self._seen[code] <= MOST_FAULTS_PER_KIND:
            self.faults.append(fault(code, file=file, line=None if row is None else row + 2, **values))

    def order(self, keys: Ints, inner: ListedCells, steps: Ints) -> Ints:
        """Return the places of ``keys``, which rise, in the order of the file; those that it lacks come last."""
        listed = inner.places @ steps
        spots = np.minimum(np.searchsorted(keys, listed), len(keys) - 1)
        known = keys[spots] == listed
        first = np.zeros(len(listed), dtype=bool)
        first[np.unique(listed, return_index=True)[1]] = True
        for row in np.flatnonzero(~known).tolist():
            self.say("disclosure-cell-invented", inner.file, row, cell=self._name(inner.places[row]))
        for row in np.flatnonzero(~first).tolist():
            self.say("disclosure-cell-twice", inner.file, row, cell=self._name(inner.places[row]))
        order = spots[known & first]
        missing = np.setdiff1d(np.arange(len(keys)), order)
        sizes = np.array([len(cut.codes) for cut in self.cuts])
        for place in missing:
            self.say("disclosure-cell-missing", inner.file, cell=self._name(keys[place] // steps % sizes))
        return np.concatenate([order, missing]).astype(np.int64)

    def compare_inner_table(self, table: RebuiltTable, inner: ListedCells, scale: int) -> None:
        """Compare values and statuses with those of cells.csv."""
        number = {tuple(row): cell for cell, row in enumerate(table.keys.tolist())}
        values, statuses = inner.columns["value"], inner.columns["status"]
        sums = table.sums
        residuals = np.zeros(len(sums.starts) - 1, dtype=np.int64)
        np.add.at(residuals, sums.rows, table.values[sums.cells] * sums.signs)
        for row in np.flatnonzero(residuals).tolist():
            whole = int(sums.cells[sums.starts[row + 1] - 1])
            self.say("disclosure-not-additive", inner.file, whole, cell=table.name(whole))
        for row, places in enumerate(inner.places.tolist()):
            cell = number.get(tuple(places))
            if cell is None:
                continue
            value = parse_scaled_amount(inner.file, row + 2, values[row], scale)
            if value != table.values[cell]:
                true = Fraction(int(table.values[cell]), scale)
                self.say("disclosure-value-wrong", inner.file, row, cell=table.name(cell), true=true, told=values[row])
            status = statuses[row]
            right = ("primary",) if table.primary[cell] else ("published", "secondary")
            if status not in right:
                self.say(
                    "disclosure-status-wrong", inner.file, row, cell=table.name(cell), told=status, true="/".join(right)
                )

    def compare_public_table(
        self, table: RebuiltTable, inner: ListedCells, public: ListedCells, spec: Spec
    ) -> tuple[Bools, Ints | None, Ints | None]:
        """Compare the public copy with the inner one; return what it hides, by cell, and the bounds that it gives."""
        hidden = np.ones(len(table), dtype=bool)
        bounds = np.stack([table.values, table.values])
        if not np.array_equal(inner.places, public.places):
            self.say("disclosure-public-other-cells", public.file)
        number = {tuple(row): cell for cell, row in enumerate(table.keys.tolist())}
        statuses = dict(zip(map(tuple, inner.places.tolist()), inner.columns["status"], strict=True))
        texts = dict(zip(map(tuple, inner.places.tolist()), inner.columns["value"], strict=True))
        base = 0 if spec.base is None else int(Fraction(spec.base) * spec.scale)
        far = base * spec.reach
        for row, places in enumerate(map(tuple, public.places.tolist())):
            cell = number.get(places)
            if cell is None:
                continue
            said = {name: column[row] for name, column in public.columns.items()}
            value = said["value"]
            if spec.publish == "rounding":
                amount = parse_scaled_amount(public.file, row + 2, value, spec.scale)
                bounds[:, cell] = amount - far, amount + far
                wanted = {"status": "published", "obs_status": "A", "conf_status": "F"}
                right = base > 0 and amount % base == 0 and abs(amount - int(table.values[cell])) < far
            else:
                withheld = value == ""
                hidden[cell] = withheld
                wanted = {
                    "status": "withheld" if withheld else "published",
                    "obs_status": "Q" if withheld else "A",
                    "conf_status": "C" if withheld else "F",
                }
                right = withheld == (statuses.get(places) != "published") and (withheld or value == texts.get(places))
                if spec.publish == "intervals" and withheld:
                    low, high = said["low"], said["high"]
                    bounds[0, cell] = parse_scaled_amount(public.file, row + 2, low, spec.scale) if low else -(2**62)
                    bounds[1, cell] = parse_scaled_amount(public.file, row + 2, high, spec.scale) if high else 2**62
                    right &= bool(bounds[0, cell] <= table.values[cell] <= bounds[1, cell])
            if not right or any(said[name] != text for name, text in wanted.items()):
                self.say("disclosure-public-copy-wrong", public.file, row, cell=table.name(cell))
            if table.primary[cell] and not hidden[cell]:
                self.say("disclosure-primary-published", public.file, row, cell=table.name(cell))
        return (hidden, None, None) if spec.publish == "suppression" else (hidden, bounds[0], bounds[1])

    def _name(self, places: Ints) -> str:
        return ", ".join(
            f"{cut.column}={cut.codes[place]}" for cut, place in zip(self.cuts, places.tolist(), strict=True)
        )


def parse_scaled_amount(name: str, line: int, text: str, scale: int) -> int:
    """Return a plain decimal in the unit as a whole number of ``1 / scale``; raise ``Faults`` for another text."""
    if not DECIMAL_PATTERN.fullmatch(text) or len(text) > 30:
        raise unreadable_faults(
            name, Text(fr=f"« {text[:30]} » n’est pas un décimal", en=f"“{text[:30]}” is not a decimal"), line=line
        )
    amount = Fraction(text) * scale if "." in text else Fraction(int(text) * scale)
    if amount.denominator != 1:
        raise unreadable_faults(name, Text.same(f"{text} × {scale}"), line=line)
    if abs(amount) > 2**61:
        raise unreadable_faults(name, Text.same(f"|{text}| > 2⁶¹ / {scale}"), line=line)
    return int(amount)
