"""The actions of a plan that need a decision, why, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.programme.code_labels import OUTCOME_LABELS, format_progress, format_share
from filiere.programme.plan import ActionState, Reason
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.programme.plan.action_rows import describe_way, say_why_not
from filiere.site.programme.plan.models import Action

ActionStates = Mapping[str, ActionState]
"""The states of the actions of a plan, by key: an action may wait for another."""

_NEED_WORDS: dict[str, tuple[Text, str]] = {
    "gap": (Text(fr="Écart", en="Gap"), "no"),
    "overdue": (Text(fr="Échue", en="Overdue"), "no"),
    "limit_broken": (Text(fr="Limite dépassée", en="Limit exceeded"), "no"),
    "silent": (Text(fr="Sans nouvelles", en="No news"), ""),
    "not_computable": (Text(fr="Non calculable", en="Not measurable"), "part"),
    "blocked": (Text(fr="Bloquée", en="Blocked"), "part"),
}

_EXPECTED: dict[str, tuple[Text, str]] = {
    "gap": (
        Text(
            fr="Revoir l’état déclaré, la cible ou l’échéance",
            en="Review the declared state, the target or the deadline",
        ),
        "",
    ),
    "overdue": (
        Text(fr="Clore l’action ou fixer une nouvelle échéance", en="Close the action or set a new deadline"),
        "",
    ),
    "limit_broken": (Text(fr="Revenir sous la limite, ou la revoir", en="Get back within the limit, or review it"), ""),
    "silent": (Text(fr="Déclarer où elle en est", en="Say how it is going"), "programme:action-state"),
    "not_computable": (
        Text(fr="Inscrire un relevé à jour", en="Enter an up-to-date reading"),
        "programme:action-reading",
    ),
    "no_target": (Text(fr="Choisir ce qui la mesure", en="Choose what measures it"), "programme:action-target"),
    "figure": (Text(fr="Choisir un autre chiffre", en="Choose another figure"), "programme:action-target"),
    "blocked": (Text(fr="Débloquer d’abord {codes}", en="Unblock {codes} first"), ""),
}
"""What would settle each reason, and the page where that is done if there is one only."""


@dataclass(frozen=True, slots=True)
class Need:
    """An action that needs a decision: why, what is seen, what would settle it and where."""

    kind: str
    word: str
    mark: str
    code: str
    title: str
    finding: str
    owner: str
    expected: str
    url: str


def list_needs(needing: Iterable[ActionState], states: ActionStates, rows: dict[str, Action]) -> list[Need]:
    """One line an action, by its gravest reason; what else is seen of it stands on the same line."""
    return [_present_need(state, states, rows) for state in needing if state.reasons]


def describe_reasons(
    state: ActionState, states: ActionStates, rows: dict[str, Action], *, without: str | None = None
) -> str:
    """What makes an action need a decision, in sentences, but for one kind of reason; empty where nothing does."""
    reasons = (reason for reason in state.reasons if reason.kind != without)
    return ". ".join(_describe_reason(reason, state, states, rows).rstrip(".") for reason in reasons)


def title_needs(count: int) -> str:
    """How many actions need a decision, as a title says it."""
    words = count_in_letters(count).capitalize()
    if count == 1:
        return localize("Une action demande une décision", "One action needs a decision")
    return localize(f"{words} actions demandent une décision", f"{words} actions need a decision")


def _present_need(state: ActionState, states: ActionStates, rows: dict[str, Action]) -> Need:
    row = rows[state.action.id]
    first = state.reasons[0]
    word, mark = _NEED_WORDS[first.kind]
    expected, page = _EXPECTED[_choose_expected(first, state)]
    codes = ", ".join(rows[key].code for key in first.actions if key in rows)
    return Need(
        kind=first.kind,
        word=str(word),
        mark=mark,
        code=row.code,
        title=str(state.action.title),
        finding=describe_reasons(state, states, rows),
        owner=str(state.action.owner or ""),
        expected=str(expected).format(codes=codes),
        url=reverse(page or "programme:action", args=[_choose_action(first, row, rows).key]),
    )


def _choose_action(reason: Reason, row: Action, rows: dict[str, Action]) -> Action:
    """The action to open: the first that holds this one up, or else the action itself."""
    return next((rows[key] for key in reason.actions if key in rows), row)


def _choose_expected(reason: Reason, state: ActionState) -> str:
    if reason.kind != "not_computable":
        return reason.kind
    if state.target is None:
        return "no_target"
    return "figure" if state.target.figure is not None or reason.outcome == "base_equals_goal" else reason.kind


def _describe_reason(reason: Reason, state: ActionState, states: ActionStates, rows: dict[str, Action]) -> str:
    if reason.kind == "gap":
        return _compare_with_time(state)
    if reason.kind == "overdue" and state.due is not None:
        day = format_day(state.due)
        return localize(f"L’échéance du {day} est passée", f"The deadline of {day} has passed")
    if reason.kind == "silent":
        return localize(f"Rien n’a été inscrit depuis {reason.days} jours", f"Nothing recorded for {reason.days} days")
    if reason.kind == "limit_broken":
        return describe_way(state)
    if reason.kind == "blocked":
        late = ", ".join(f"{rows[key].code} ({_say_lateness(states[key])})" for key in reason.actions if key in rows)
        return localize(f"Dépend de {late}", f"Depends on {late}")
    if reason.outcome is None:
        return localize("Rien ne mesure cette action", "Nothing measures this action")
    return str(say_why_not(state) or OUTCOME_LABELS[reason.outcome])


def _compare_with_time(state: ActionState) -> str:
    share = format_progress(state.progress)
    gone = format_share(min(state.elapsed or Fraction(0), Fraction(1)))
    return localize(f"{share} du chemin, {gone} du temps", f"{share} of the way, {gone} of the time")


def _say_lateness(state: ActionState) -> str:
    """Why an action that another waits for is late: its date, its owner’s word, or what is computed."""
    if any(one.kind == "overdue" for one in state.reasons):
        return localize("échéance passée", "deadline passed")
    if state.declared == "late":
        return localize("déclarée en retard", "declared late")
    return _compare_with_time(state)
