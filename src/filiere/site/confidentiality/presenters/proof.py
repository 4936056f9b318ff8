"""What is proved of a prepared table, in words that a statistician can hold against it: certificate, audit, bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.disclosure import FolderVerification

COST_UNIT_LABELS: Mapping[str, Text] = {
    "value": Text(fr="de valeur", en="of value"),
    "cells": Text(fr="cases", en="cells"),
    "log": Text(fr="de coût (logarithme de la valeur)", en="of cost (logarithm of the value)"),
}
"""What the bound counts, by the cost that was chosen."""


@dataclass(frozen=True, slots=True)
class ProofView:
    """What is proved; ``bound`` and ``cost`` count in ``unit``, ``over`` is in per cent of the bound.

    ``certified`` says whether the certificate holds for the files as they are now; ``claims`` of ``circulations`` were
    checked against so many ``certified_attackers``. ``attacked`` are those of the audit. ``unions`` are sums of unsafe
    cells, of too few contributors together, that are told; ``crossings`` published cells of two tables that differ by
    too few.
    """

    certified: bool
    claims: int
    circulations: int
    certified_attackers: int
    attacked: int
    bound: Decimal
    cost: Decimal
    over: Decimal | None
    unit: Text
    complete: bool
    unions: int
    crossings: int


def build_proof(report: Mapping[str, Any], verified: FolderVerification) -> ProofView:
    """Read the report of a run beside the check of its certificate, which was just made."""
    bound, cost = Decimal(str(report["lower_bound"])), Decimal(str(report["cost"]))
    name = report["cost_name"]
    own = Text(fr=f"de poids (colonne « {name} »)", en=f"of weight (column “{name}”)")
    return ProofView(
        certified=verified.holds and report["protected"] is True,
        claims=verified.claims,
        circulations=verified.circulations,
        certified_attackers=verified.attackers,
        attacked=sum(one["attackers"] for one in report["attackers"].values()),
        bound=round(bound, 2),
        cost=round(cost, 2),
        over=100 * (cost - bound) / bound if bound > 0 else None,
        unit=COST_UNIT_LABELS.get(name, own),
        complete=bool(report["complete"]),
        unions=report.get("unions", 0),
        crossings=report.get("crossings", 0),
    )
