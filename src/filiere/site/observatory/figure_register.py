"""The register that pages read: the shipped figures with staff's amendments laid over them.

The shipped content is read once a process; amendments are few and their last number is asked of the database at
every call, so that a correction made by one process shows at once in all of them for the price of one small query.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

from django.db.models import Max

from filiere.core import Fault, Faults, Period, Text
from filiere.figures import Amendment as FigureAmendment
from filiere.figures import Register, load_register
from filiere.site.accounts.rights import ROLE_NAMES, Role
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.observatory.models import Amendment

_lock = threading.Lock()
_cached_register: tuple[int, Register, tuple[Fault, ...]] | None = None


@cache
def shipped_register() -> Register:
    """The register as the package ships it; raises `Faults` when its content is wrong."""
    return load_register()


def current_register() -> Register:
    """The shipped register with every amendment that applies; one small query a call."""
    return _load_current()[1]


@dataclass(frozen=True, slots=True)
class FigureCounts:
    """How many figures are of the sector, how many beside it are listed with them, and how many only serve to compute.

    Every page that counts figures counts them so.
    """

    sector: int
    outside: int
    apart: int


def count_figures(register: Register) -> FigureCounts:
    """Count the figures of a register."""
    sector = sum(one.segment != "none" for one in register.listed_figures)
    return FigureCounts(sector, len(register.listed_figures) - sector, len(register) - len(register.listed_figures))


def register_of(asked: TableRequest) -> Register:
    """The register that the page of a table has read already, else the current one."""
    return asked.content if asked.content is not None else current_register()


def register_with_faults() -> tuple[Register, tuple[Fault, ...]]:
    """The same, and why some amendments do not apply any more, an upgrade having changed what they were about."""
    return _load_current()[1:]


def forget_register() -> None:
    """Forget what this process keeps of the amendments, for tests that undo them."""
    global _cached_register
    with _lock:
        _cached_register = None


def _load_current() -> tuple[int, Register, tuple[Fault, ...]]:
    global _cached_register
    last = Amendment.objects.aggregate(last=Max("number"))["last"] or 0
    kept = _cached_register
    if kept is not None and kept[0] == last:
        return kept
    shipped = shipped_register()
    rows = [engine_amendment(row) for row in Amendment.objects.order_by("number")] if last else []
    register, faults = _apply_amendments(shipped, rows)
    made = (last, register, faults)
    with _lock:
        if _cached_register is None or _cached_register[0] <= last:
            _cached_register = made
    return made


def _apply_amendments(shipped: Register, amendments: list[FigureAmendment]) -> tuple[Register, tuple[Fault, ...]]:
    """Apply all amendments; if some no longer fit, apply those that do and return why the others do not."""
    if not amendments:
        return shipped, ()
    try:
        return shipped.with_amendments(amendments), ()
    except Faults:
        applied: list[FigureAmendment] = []
        register = shipped
        left_out: list[Fault] = []
        for amendment in amendments:
            try:
                register = shipped.with_amendments([*applied, amendment])
            except Faults as faults:
                left_out.extend(faults.faults)
            else:
                applied.append(amendment)
        return register, tuple(left_out)


def engine_amendment(row: Amendment) -> FigureAmendment:
    """A stored amendment as the figures engine reads it; the public sees a role, never a person's name."""
    label = Text(fr=row.label_fr, en=row.label_en) if row.label_fr and row.label_en else None
    return FigureAmendment(
        number=row.number,
        kind=row.kind,
        figure=row.figure,
        changes=row.changes,
        use=row.use or None,
        label=label,
        reason=Text(fr=row.reason_fr, en=row.reason_en),
        date=Period.parse(row.at.date().isoformat()),
        by=ROLE_NAMES[Role.STATISTICIAN],
    )
