"""What changed in a plan between two days, as its page tells it."""

from __future__ import annotations

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.core.numbers import UNKNOWN_MARK
from filiere.programme.code_labels import OUTCOME_LABELS, format_progress
from filiere.programme.plan import ActionState
from filiere.programme.state_comparison import Change
from filiere.site.kit.bilingual_text import localize
from filiere.site.programme.compared_records import ChangeRow
from filiere.site.programme.plan.action_rows import name_declared
from filiere.site.programme.plan.code_labels import STATE_LABELS
from filiere.site.programme.plan.models import Action

_CHANGE_WORDS: dict[str, Text] = {
    "added": Text(fr="Ajoutée", en="Added"),
    "dropped": Text(fr="Abandonnée", en="Dropped"),
    "restated": Text(fr="Recalculée", en="Recalculated"),
    "advance": Text(fr="Progrès", en="Forward"),
    "retreat": Text(fr="Recul", en="Back"),
    "status": Text(fr="Statut", en="Status"),
    "due": Text(fr="Échéance déplacée", en="Deadline moved"),
    "target": Text(fr="Cible changée", en="Target changed"),
    "declared": Text(fr="État déclaré", en="Declared state"),
    "first": Text(fr="Premier calcul", en="First measure"),
    "progress": Text(fr="Avancement", en="Progress"),
    "outcome": Text(fr="Calcul", en="Calculation"),
}


def present_change(change: Change[ActionState], rows: dict[str, Action]) -> ChangeRow:
    """Return a line of the changes: what is called by its first word, then all that differs on either side."""
    fields = change.fields or ("progress",)
    return ChangeRow(
        kind=change.kind,
        word=str(_CHANGE_WORDS[_name_change(change)]),
        code=rows[change.item].code if change.item in rows else "",
        title=next(str(one.action.title) for one in (change.after, change.before) if one is not None),
        before=_write_side(change.before, fields),
        after=_write_side(change.after, fields),
    )


def _name_change(change: Change[ActionState]) -> str:
    if change.kind != "moved":
        return change.kind
    before, after = (None if one is None else one.progress.ends for one in (change.before, change.after))
    for field in ("status", "due", "target"):
        if field in change.fields:
            return field
    if before is not None and after is not None and before != after:
        return "advance" if sum(after) > sum(before) else "retreat"
    if before is None and after is not None:
        return "first"
    return change.fields[0] if change.fields else "progress"


def _write_side(state: ActionState | None, fields: tuple[str, ...]) -> str:
    if state is None:
        return UNKNOWN_MARK
    said = []
    if {"progress", "outcome"} & set(fields):
        known = state.progress.value is not None
        words = (
            localize("non calculable", "not measurable")
            if state.progress.outcome == "no_value"
            else str(OUTCOME_LABELS[state.progress.outcome])
        )
        said.append(format_progress(state.progress) if known else words)
    if "declared" in fields or "status" in fields:
        said.append(name_declared(state, STATE_LABELS.get(state.declared or "")).lower())
    if "due" in fields and state.due is not None:
        said.append(format_day(state.due))
    return ", ".join(said) or UNKNOWN_MARK
