"""How ``filiere programme`` writes: tables for people, exact shares for programs."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from filiere.cli.figures_output import print_records
from filiere.cli.options import Format, print_json
from filiere.cli.tables import print_table
from filiere.core.dates import format_day
from filiere.core.language import choose_words
from filiere.core.numbers import format_number
from filiere.core.text import Text
from filiere.figures import Register
from filiere.figures.records import json_number
from filiere.programme import (
    ActionState,
    Agreement,
    CaseProgress,
    PlanState,
    Progress,
    Reason,
    StatementCheck,
    SumCheck,
    check_statement,
    find_disagreements,
)
from filiere.programme.code_labels import (
    DECLARED_LABELS,
    DISAGREEMENT,
    FATE_LABELS,
    NOTHING_DECLARED,
    OUTCOME_LABELS,
    STATUS_LABELS,
    describe_reason,
    format_progress,
    format_share,
)
from filiere.programme.progress import Exact

_CASE_HEADINGS = (
    Text(fr="Clé", en="Key"),
    Text(fr="Avancement", en="Progress"),
    Text(fr="Connus", en="Known"),
    Text(fr="Issue", en="Outcome"),
)
_ACTION_HEADINGS = (
    Text(fr="Action", en="Action"),
    Text(fr="Titre", en="Title"),
    Text(fr="Déclarée", en="Declared"),
    Text(fr="Temps écoulé", en="Time elapsed"),
    Text(fr="Calculée", en="Computed"),
    Text(fr="État ou décision attendue", en="State, or why it needs a decision"),
)


def print_cases(cases: Sequence[CaseProgress], format: Format) -> None:
    """Print cases with their progress."""
    if format != "table":
        print_records([one.as_json() for one in cases], format)
        return
    rows = [
        [
            one.key,
            format_progress(one.progress),
            format_known(one.progress),
            str(OUTCOME_LABELS[one.progress.outcome]),
        ]
        for one in cases
    ]
    print_table(_CASE_HEADINGS, rows)


def format_known(progress: Progress) -> str:
    """Return how many children have a progress: « 7 sur 9 », “7 of 9”."""
    return f"{progress.known} {choose_words('sur', 'of')} {progress.of}"


def print_state(state: PlanState, register: Register, format: Format) -> None:
    """Print the state of a programme; as CSV, a line an action."""
    if format == "json":
        print_json(_describe_state(state))
        return
    if format == "csv":
        print_records([_describe_action(one) for one in state.actions.values()], format)
        return
    on, known = format_day(state.on), format_day(state.known)
    print(state.plan.title)
    print(Text(fr=f"Ce qui était vrai le {on}, d’après ce qu’on savait le {known}.",
               en=f"What was true on {on}, by what was known on {known}."))  # fmt: skip
    print(_whole_line(state))
    print()
    print_table(_ACTION_HEADINGS, [_action_row(one) for one in state.actions.values()])
    for axis in state.axes:
        words = f"{format_progress(axis.progress)} ({format_known(axis.progress)})"
        print(f"{axis.axis.title}{_colon()} {words}")
    for agreement in state.plan.agreements:
        if agreement.signed <= state.on:
            _print_agreement(agreement, state, register)


def _whole_line(state: PlanState) -> str:
    progress, known = format_progress(state.progress), format_known(state.progress)
    elapsed = format_share(state.elapsed)
    return str(
        Text(
            fr=f"Avancement : {progress} ; actions calculées : {known} ; temps écoulé : {elapsed}.",
            en=f"Progress: {progress}; actions computed: {known}; time elapsed: {elapsed}.",
        )
    )


def _action_row(state: ActionState) -> list[str]:
    status = FATE_LABELS[state.fate.fate] if state.fate and state.fate.fate else STATUS_LABELS[state.status]
    return [
        state.action.id,
        str(state.action.title),
        str(DECLARED_LABELS[state.declared] if state.declared else NOTHING_DECLARED),
        format_share(state.elapsed),
        format_progress(state.progress),
        ", ".join(describe_reason(one) for one in state.reasons) or str(status),
    ]


def _print_agreement(agreement: Agreement, state: PlanState, register: Register) -> None:
    print()
    print(f"{agreement.title}, {format_day(agreement.signed)}")
    for objective in agreement.objectives:
        facts = " ".join(str(fact.text) for fact in objective.facts if state.shows(fact))
        unknown = str(Text(fr="Résultat non trouvé.", en="Result not found."))
        goal = f"{objective.title}{_colon()} {format_number(objective.goal)}"
        print(f"  {goal} {objective.unit}. {facts or unknown}")
    if agreement.amounts is None:
        return
    unit = register.units[agreement.amounts.unit]
    words = str(unit.symbol or unit.plural)
    for one in agreement.amounts.statements:
        print(f"  {one.label}{_colon()} {check_statement(one).total.equation()} ({words})")
    for disagreement in find_disagreements(agreement.amounts.statements):
        amounts = sorted({amount for _, amount in disagreement.amounts})
        either = choose_words(" ou ", " or ").join(format_number(amount) for amount in amounts)
        what = str(Text(fr="total", en="total"))
        if disagreement.funder is not None:
            what = str(state.plan.funder_label(disagreement.funder))
        year = f" {disagreement.year}" if disagreement.year is not None else ""
        print(f"  {DISAGREEMENT}{_colon()} {what}{year}, {either} ({words})")


def _colon() -> str:
    return choose_words(" :", ":")


def _describe_state(state: PlanState) -> dict[str, Any]:
    agreements = [one for one in state.plan.agreements if one.signed <= state.on]
    return {
        "plan": state.plan.id,
        "title": str(state.plan.title),
        "on": state.on,
        "known_on": state.known,
        **_describe_progress(state.progress),
        "elapsed": _json_exact(state.elapsed),
        "axes": [
            {"key": one.axis.id, "title": str(one.axis.title), **_describe_progress(one.progress)} for one in state.axes
        ],
        "actions": [_describe_action(one) for one in state.actions.values()],
        "commitments": state.count_commitments(),
        "agreements": [_describe_agreement(one, state) for one in agreements],
    }


def _describe_progress(progress: Progress) -> dict[str, Any]:
    return {
        "progress": progress.as_json(),
        "known": progress.known,
        "of": progress.of,
        "kept": progress.kept,
        "broken": progress.broken,
        "outcome": progress.outcome,
    }


def _describe_action(state: ActionState) -> dict[str, Any]:
    action, reading, fate = state.action, state.reading, state.fate
    return {
        "key": action.id,
        "axis": action.axis,
        "title": str(action.title),
        "owner": action.owner and str(action.owner),
        "status": state.status,
        "declared": state.declared,
        "declared_on": state.declared_on and state.declared_on.isoformat(),
        "due": state.due and state.due.isoformat(),
        "elapsed": _json_exact(state.elapsed),
        "now": _json_reading(reading.now if reading else None),
        "figures": list(reading.figures) if reading else [],
        "progress": state.progress.as_json(),
        "outcome": state.progress.outcome if state.target else None,
        "behind": _json_exact(state.behind),
        "last_act": state.last_act.isoformat(),
        "reasons": [_describe_reason(one) for one in state.reasons],
        "fate": fate and fate.fate,
        "fate_text": fate and fate.text and str(fate.text),
        "fate_sources": list(fate.sources) if fate else [],
        "fate_mark": fate and fate.mark,
    }


def _describe_reason(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind,
        "share": _json_exact(reason.share),
        "days": reason.days,
        "outcome": reason.outcome,
        "actions": list(reason.actions),
        "words": describe_reason(reason),
    }


def _describe_agreement(agreement: Agreement, state: PlanState) -> dict[str, Any]:
    statements = agreement.amounts.statements if agreement.amounts else ()
    return {
        "key": agreement.id,
        "title": str(agreement.title),
        "signed": agreement.signed,
        "objectives": [
            {
                "key": one.id,
                "title": str(one.title),
                "goal": json_number(one.goal),
                "figures": list(one.figures),
                "facts": [
                    {"on": str(fact.on), "text": str(fact.text), "figures": list(fact.figures), "mark": fact.mark}
                    for fact in one.facts
                    if state.shows(fact)
                ],
            }
            for one in agreement.objectives
        ],
        "unit": agreement.amounts.unit if agreement.amounts else None,
        "statements": [_describe_statement(check_statement(one)) for one in statements],
        "disagreements": [
            {
                "funder": one.funder,
                "year": one.year,
                "amounts": {statement: json_number(amount) for statement, amount in one.amounts},
            }
            for one in find_disagreements(statements)
        ],
    }


def _describe_statement(found: StatementCheck) -> dict[str, Any]:
    return {
        "key": found.statement.id,
        "label": str(found.statement.label),
        **_describe_sum(found.total),
        "funders": {funder: json_number(amount) for funder, amount in found.funders.items()},
        "years": {funder: _describe_sum(one) for funder, one in found.years.items()},
        "sources": list(found.statement.sources),
        "mark": found.statement.mark,
    }


def _describe_sum(found: SumCheck) -> dict[str, Any]:
    return {
        "total": json_number(found.total),
        "parts": json_number(found.parts_total),
        "difference": json_number(found.difference),
        "outcome": found.outcome,
        "equation": found.equation(),
    }


def _json_exact(value: Exact | None) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    return json_number(value) if isinstance(value, Decimal) else _json_fraction(value)


def _json_fraction(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _json_reading(now: Exact | tuple[Exact, Exact] | None) -> int | float | list[int | float | None] | None:
    return [_json_exact(end) for end in now] if isinstance(now, tuple) else _json_exact(now)
