"""The plan as a table to download: one row an action, as of a day and as known on a day."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import bilingual, to_decimal
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.programme.plan.models import Plan
from filiere.site.programme.plan.plan_state import compute_plan_state
from filiere.site.programme.reading_dates import read_table_dates

TITLE = Text(fr="Actions du plan : déclaré et calculé", en="Actions of the plan: declared and computed")


@register_export("programme-plan", TITLE, listed=False, live=True)
def build_plan_table(asked: TableRequest) -> Table:
    """The actions of a plan with their targets, values, progress and what is declared."""
    dates = read_table_dates(asked)
    on, known = dates.on, dates.known
    key = asked.params.get("plan", "")
    plan = Plan.objects.for_key(key) if key else Plan.objects.current(on)
    if plan is None:
        raise UnknownTable("plan")
    reading = compute_plan_state(plan, dates)
    rows: list[dict[str, Any]] = []
    for name, state in reading.state.actions.items():
        ends, target = state.progress.ends, state.target
        now = state.reading.now if state.reading is not None else None
        low, high = now if isinstance(now, tuple) else (now, now)
        rows.append(
            {
                "action": reading.rows[name].code,
                "title": state.action.title,
                "owner": str(state.action.owner or ""),
                "due": state.due.isoformat() if state.due else None,
                "status": state.status,
                "declared": state.declared,
                "measure": target.label if target else None,
                "base": target.base if target else None,
                "goal": None if target is None or isinstance(target.goal, tuple) else target.goal,
                "low": None if low is None else _decimal(low),
                "high": None if high is None else _decimal(high),
                "outcome": state.progress.outcome,
                "retired": state.reading.retired.isoformat() if state.reading and state.reading.retired else None,
                "progress_low": None if ends is None else _decimal(ends[0]),
                "progress_high": None if ends is None else _decimal(ends[1]),
                "elapsed": None if state.elapsed is None else _decimal(state.elapsed),
                "needs": ", ".join(one.kind for one in state.reasons),
            }
        )
    return Table(
        id="programme-plan",
        title=TITLE,
        columns=_COLUMNS,
        rows=tuple(rows),
        source=Text(fr="Plan de l’association, tenu sur ce site", en="Plan of the association, kept on this site"),
        notes=(
            bilingual(f"État au {on}, d’après ce qu’on savait le {known}.", f"State on {on}, as known on {known}."),
            bilingual(
                "Avancement = (valeur − départ) ÷ (but − départ) ; il n’est ramené ni à 0 ni à 1.",
                "Progress = (value − base) ÷ (goal − base); it is brought back neither to 0 nor to 1.",
            ),
        ),
        fictitious=plan.fictitious,
    )


def _decimal(value: int | Decimal | Fraction) -> Decimal:
    """The number as files have it, to six places."""
    return round(to_decimal(value), 6).normalize()


_COLUMNS = (
    Column("action", bilingual("Action", "Action")),
    Column("title", bilingual("Titre", "Title")),
    Column("owner", bilingual("Pilote", "Owner")),
    Column("due", bilingual("Échéance", "Deadline")),
    Column("status", bilingual("Statut", "Status")),
    Column("declared", bilingual("État déclaré", "Declared state")),
    Column("measure", bilingual("Ce qui la mesure", "What measures it")),
    Column("base", bilingual("Départ", "Base"), "decimal"),
    Column("goal", bilingual("But", "Goal"), "decimal"),
    Column("low", bilingual("Valeur, borne basse", "Value, lower bound"), "decimal"),
    Column("high", bilingual("Valeur, borne haute", "Value, upper bound"), "decimal"),
    Column("outcome", bilingual("Calcul", "Computation")),
    Column("retired", bilingual("Chiffre retiré le", "Figure retired on")),
    Column("progress_low", bilingual("Avancement, borne basse", "Progress, lower bound"), "decimal"),
    Column("progress_high", bilingual("Avancement, borne haute", "Progress, upper bound"), "decimal"),
    Column("elapsed", bilingual("Temps écoulé", "Time elapsed"), "decimal"),
    Column("needs", bilingual("Demande une décision", "Needs a decision")),
)
