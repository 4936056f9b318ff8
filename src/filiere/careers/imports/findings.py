"""What a reading meets on its way: faults, of which all are told at once, and gaps, which stop nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.tables import NumberedRow, Table
from filiere.core.faults import Fault, Faults

MOST_FAULTS = 50
ONE_UNKNOWN_IN = 10
"""A table of which more than one line in ten names a job that the release does not have is of another release."""
_SHOWN = 3


@dataclass
class Findings:
    """The faults and the gaps of one reading."""

    faults: list[Fault] = field(default_factory=list)
    gaps: list[Fault] = field(default_factory=list)

    def add(self, table: Table, line: int, found: Fault | None) -> bool:
        """Keep a fault of a line of a table, where there is one, and say whether there was."""
        if found is not None:
            self.faults.append(found.at(file=table.place, line=line))
        return found is not None

    def add_all(self, table: Table, line: int, found: Iterable[Fault | None]) -> bool:
        """Keep all the faults of a line, and say whether there was one."""
        wrong = [self.add(table, line, one) for one in found]
        return any(wrong)

    def note(self, code: str, **values: object) -> None:
        """Keep a gap."""
        self.gaps.append(CATALOGUE.build(code, **values))

    def read_rows(self, table: Table, required: Iterable[str] = ()) -> list[NumberedRow]:
        """Return the rows of a table; none, and a fault, where columns are missing or it cannot be read."""
        if missing := [name for name in required if name not in table.columns]:
            found = CATALOGUE.build("import-missing-columns", names=missing, found=list(table.columns))
            self.faults.append(found.at(file=table.place, line=1))
            return []
        try:
            return list(table.iter_rows())
        except Faults as wrong:
            self.faults += wrong.faults
            return []

    def judge_unknown(self, table: Table, unknown: list[str], total: int) -> None:
        """Tell the lines of a table whose jobs the release does not have: a gap where they are few, else a fault."""
        if not unknown:
            return
        counts = {"count": len(unknown), "total": total, "examples": list(dict.fromkeys(unknown))[:_SHOWN]}
        if len(unknown) * ONE_UNKNOWN_IN > total:
            found = CATALOGUE.build("import-unknown-codes", one_in=ONE_UNKNOWN_IN, **counts)
            self.faults.append(found.at(file=table.place))
        else:
            self.note("gap-unknown-codes", table=table.name, **counts)

    def finish(self) -> tuple[Fault, ...]:
        """Return the gaps; raise :class:`Faults` with all the faults where there is one."""
        if self.faults:
            raise Faults(self.faults).shorten(MOST_FAULTS)
        return tuple(self.gaps)


def show_examples(values: Iterable[str]) -> list[str]:
    """Return the first few distinct values, for a sentence."""
    return list(dict.fromkeys(values))[:_SHOWN]
