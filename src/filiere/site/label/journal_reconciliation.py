"""What the journal tells of simulations, compared with what their table says now.

The result itself is too long for the journal, which keeps its seal: a count changed after the vote is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core import Text, seal
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields
from filiere.site.label.models import Simulation

ACT, SUBJECT = "simulation.run", "simulation"


def simulation_payload(simulation: Simulation) -> dict[str, Any]:
    """What the journal seals of a simulation, beside who ran it."""
    return {
        "before": {"id": simulation.before, "sha256": simulation.before_sha256},
        "after": {"id": simulation.after, "sha256": simulation.after_sha256},
        "weights": simulation.weights,
        "population": str(simulation.population),
        "dossiers": simulation.dossiers,
        "seed": simulation.seed,
        "min_group": simulation.min_group,
        "result": seal(simulation.result),
    }


def compare_simulations() -> Iterator[Difference]:
    """Simulations that were changed, that are gone, or that no act made."""
    told_of: set[int] = set()
    for entry in entries_for(SUBJECT, (ACT,)):
        number = int(entry.subject)
        told_of.add(number)
        row = Simulation.objects.filter(pk=number).select_related("made_by").first()
        if row is None:
            yield _simulation_difference("missing", number, entry.number)
            continue
        said = {"by": entry.actor, **(entry.body or {})}
        found = {"by": row.made_by.key if row.made_by is not None else OPERATOR.key, **simulation_payload(row)}
        if fields := list_changed_fields(said, found):
            yield _simulation_difference("changed", number, entry.number, fields)
    for number in Simulation.objects.order_by("pk").values_list("pk", flat=True):
        if number not in told_of:
            yield _simulation_difference("stray", number)


def _simulation_difference(
    kind: DifferenceKind, number: int, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    row = Text(fr=f"Simulation {number}", en=f"Simulation {number}")
    return Difference(kind, Simulation._meta.db_table, str(number), row, entry, fields)
