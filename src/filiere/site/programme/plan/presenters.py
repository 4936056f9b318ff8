"""What the pages of the plan print: a finding, the actions that need a decision, bars, changes, and all the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone

from filiere.core import LANGUAGES, Lang, source_language
from filiere.core.dates import format_day
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.core.typography import raise_first_letter
from filiere.programme.code_labels import OUTCOME_LABELS, format_progress, format_share
from filiere.programme.plan import ActionState, AxisState
from filiere.programme.progress import Progress
from filiere.programme.records import Target
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.tables import list_downloads
from filiere.site.programme.compared_records import list_day_changes
from filiere.site.programme.plan.action_rows import describe_way, present_row, write_ends
from filiere.site.programme.plan.changes import present_change
from filiere.site.programme.plan.code_labels import DIRECTION_LABELS, END_LABELS, STATE_LABELS
from filiere.site.programme.plan.models import Action, Plan
from filiere.site.programme.plan.needs import describe_reasons, list_needs, title_needs
from filiere.site.programme.plan.plan_state import PlanReading, compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates

MOST_ROWS, MOST_NEEDS = 60, 40
"""How many actions, and how many of those that need a decision, a page shows of a plan that has more."""


def present_plan(
    plan: Plan, reading: PlanReading, dates: ReadingDates, *, axis: str = "", whole: bool = False
) -> dict[str, Any]:
    """Return the context of the page of a plan, or of one ``axis`` of it, by its letter.

    A plan of more actions than a page holds shows of each axis those that need a decision first, and how many are left;
    ``whole`` leaves none out.
    """
    state, rows = reading.state, reading.rows
    live = [one for one in state.actions.values() if one.status != "abandoned"]
    decisions = state.list_decisions()
    needing = decisions if whole else decisions[:MOST_NEEDS]
    needs = list_needs(needing, state.actions, rows)
    by_axis: dict[str | None, list[ActionState]] = {}
    for one in live:
        by_axis.setdefault(one.action.axis, []).append(one)
    most = len(live) if whole or axis or len(live) <= MOST_ROWS else max(MOST_ROWS // len(by_axis), 1)
    axes = [
        _present_axis(one, by_axis[one.axis.id], rows, most)
        for one in state.axes
        if one.axis.id in by_axis and axis in ("", one.axis.id.upper())
    ]
    context: dict[str, Any] = {
        "plan_title": localize(plan.title, plan.title_en or plan.title),
        "on": dates.on,
        "known": dates.known,
        "vs": dates.versus,
        "finding": _describe_finding(plan, list(state.actions.values()), len(decisions), dates),
        "begun": plan.starts <= dates.on,
        "whole": _describe_whole(state.progress, state.elapsed),
        "needs": needs,
        "needs_title": title_needs(len(decisions)),
        "needs_left": len(decisions) - len(needing),
        "actions_title": _title_actions(len(live)),
        "axes": axes,
        "axis": axis,
        "orientations": _list_orientations(plan, rows.values(), dates.on),
        "downloads": list_downloads(
            "programme-plan", {"plan": plan.key, "on": dates.on.isoformat(), "known": dates.known.isoformat()}
        ),
        "changes": None,
    }
    if reading.comparison is not None:
        changes = (present_change(one, rows) for one in reading.comparison.changes)
        context["changes"] = list_day_changes(tuple(changes), dates)
    return context


def _present_axis(axis: AxisState, states: list[ActionState], rows: dict[str, Action], most: int) -> dict[str, Any]:
    shown = states
    if len(states) > most:
        first = {one.action.id for one in sorted(states, key=lambda one: not one.reasons)[:most]}
        shown = [one for one in states if one.action.id in first]
    return {
        "letter": axis.axis.id.upper(),
        "title": str(axis.axis.title),
        "share": format_progress(axis.progress) if axis.progress.value is not None else "",
        "known": _count_known(axis.progress),
        "rows": [present_row(rows[one.action.id], one) for one in shown],
        "left": len(states) - len(shown),
    }


def present_action(action: Action, reading: PlanReading, dates: ReadingDates) -> dict[str, Any]:
    """Return the context of the page of an action."""
    state = reading.state.actions[action.key]
    row = present_row(reading.rows[action.key], state, linked=False)
    bare = replace(row, gap="", why="")
    events = [
        {"kind": one.kind, "on": one.on, "known": one.known_at, "words": _describe_event(one.kind, one.body)}
        for one in sorted(reading.rows[action.key].events.all(), key=lambda one: (one.on, one.known_at), reverse=True)
    ]
    return {
        "row": bare,
        "axis": f"{action.axis.letter}. {localize(action.axis.title, action.axis.title_en or action.axis.title)}",
        "finding": _describe_action(state, reading, row.gap),
        "facts": list(_list_facts(action, state, reading.rows)),
        "events": events,
        "late_entry": any(one.on != timezone.localdate(one.known_at) for one in reading.rows[action.key].events.all()),
        "ended": state.status in END_LABELS,
        "typed": state.target is not None and state.target.figure is None,
        "on": dates.on,
    }


def _describe_action(state: ActionState, reading: PlanReading, gap: str) -> str:
    """What an action’s page says first: all that asks for a decision, or else how far it is."""
    others = describe_reasons(state, reading.state.actions, reading.rows, without="gap" if gap else None)
    return " ".join(filter(None, (raise_first_letter(gap), others))) or _describe_share(state.progress)


def list_due_actions(day: date) -> Iterator[dict[str, Any]]:
    """The open actions of the plan that are due from a day on, as a briefing says them."""
    plan = Plan.objects.current(day)
    if plan is None:
        return
    for state in compute_plan_state(plan, ReadingDates(day, day)).state.actions.values():
        if state.status == "open" and state.due is not None and state.due >= day:
            yield {
                "who": str(state.action.owner or ""),
                "what": {lang: state.action.title.get(lang) for lang in LANGUAGES},
                "due": state.due.isoformat(),
                "state": {lang: _write_standing(state, lang) for lang in LANGUAGES},
            }


def _write_standing(state: ActionState, lang: Lang) -> str:
    if state.progress.value is not None:
        return format_progress(state.progress, lang)
    words = OUTCOME_LABELS[state.progress.outcome].get(lang)
    day = state.reading.retired if state.reading is not None else None
    return words if day is None else f"{words}, {format_day(day, lang)}"


def _describe_finding(plan: Plan, states: list[ActionState], needing: int, dates: ReadingDates) -> str:
    """The title of the page: the worst that is true."""
    if dates.on < plan.starts:
        start = format_day(plan.starts)
        if plan.starts > timezone.localdate():
            return localize(f"Ce plan commence le {start}", f"This plan starts on {start}")
        return localize(f"Ce plan n’a commencé que le {start}", f"This plan only started on {start}")
    gaps = sum(any(one.kind == "gap" for one in state.reasons) for state in states)
    if gaps == 1:
        return localize(
            "Une action se dit dans les temps ; le calcul dit le contraire",
            "One action is declared on track; the figures say otherwise",
        )
    if gaps:
        count = count_in_letters(gaps)
        return localize(
            f"{count.capitalize()} actions se disent dans les temps ; le calcul dit le contraire",
            f"{count.capitalize()} actions are declared on track; the figures say otherwise",
        )
    if needing:
        return title_needs(needing)
    if not states:
        return localize("Le plan commence : il n’a pas encore d’action", "The plan is starting: it has no action yet")
    day = format_day(dates.on)
    return localize(f"Aucune action ne demande de décision au {day}", f"No action needs a decision on {day}")


def _title_actions(count: int) -> str:
    words = count_in_letters(count).capitalize()
    if count == 1:
        return localize(
            "Une action, ce qu’on en dit et ce qu’on mesure", "One action: what is reported and what is measured"
        )
    return localize(
        f"{words} actions, ce qu’on en dit et ce qu’on mesure",
        f"{words} actions: what is reported and what is measured",
    )


def _describe_whole(progress: Progress, elapsed: Fraction | None) -> dict[str, Any]:
    ends = progress.ends
    if ends is None:
        return {"known": 0}
    low, high = (format_share(end) for end in ends)
    gone = "" if elapsed is None else format_share(min(max(elapsed, Fraction(0)), Fraction(1)))
    left = progress.of - progress.known
    plural = "s" if progress.known > 1 else ""
    return {
        "known": progress.known,
        "low": "" if low == high else low.rstrip("%\u00a0\u202f "),
        "high": high,
        "unit": localize(
            f"du chemin parcouru{f', pour {gone} du temps passé' if gone else ''}",
            f"of the way{f', with {gone} of the time gone' if gone else ''}",
        ),
        "counted": localize(
            f"{progress.known} action{plural} calculée{plural} sur {progress.of}.",
            f"{progress.known} of {progress.of} actions measured.",
        ),
        "left_out": localize(
            "Moyenne des actions connues."
            + (f" Les {left} autres ne comptent ni pour 0 ni pour 100." if left > 1 else "")
            + (" L’autre ne compte ni pour 0 ni pour 100." if left == 1 else ""),
            "Average of the actions that are measured."
            + (f" The other {left} count neither as 0 nor as 100." if left > 1 else "")
            + (" The other counts neither as 0 nor as 100." if left == 1 else ""),
        ),
    }


def _count_known(progress: Progress) -> str:
    plural = "s" if progress.known > 1 else ""
    return localize(
        f"{progress.known} action{plural} connue{plural} sur {progress.of}",
        f"{progress.known} of {progress.of} measured",
    )


def _describe_share(progress: Progress) -> str:
    share = format_progress(progress)
    if progress.value is None:
        return str(OUTCOME_LABELS[progress.outcome]).capitalize()
    return localize(f"{share} du chemin est parcouru.", f"{share} of the way has been covered.")


def _list_orientations(plan: Plan, rows: Iterable[Action], day: date) -> list[dict[str, Any]]:
    by_orientation: dict[int | None, list[str]] = {}
    for row in rows:
        by_orientation.setdefault(row.orientation_id, []).append(row.code)
    return [
        {
            "id": one.pk,
            "title": localize(one.title, one.title_en or one.title),
            "text": one.text,
            "assembly": one.assembly,
            "adopted_on": one.adopted_on,
            "codes": ", ".join(by_orientation.get(one.pk, ())),
        }
        for one in plan.orientations.all()
        if one.adopted_on <= day
    ]


def _list_facts(action: Action, state: ActionState, rows: dict[str, Action]) -> Iterator[tuple[str, str]]:
    record, body = state.action, next((one.body for one in action.events.all() if one.kind == "created"), {})
    yield localize("Pilote", "Owner"), str(record.owner or UNKNOWN_MARK)
    if body.get("partners"):
        yield localize("Partenaires", "Partners"), ", ".join(body["partners"])
    if record.start is not None:
        yield localize("Début", "Start"), format_day(record.start)
    if state.due is not None:
        yield localize("Échéance", "Deadline"), format_day(state.due)
    if state.target is not None:
        yield localize("Cible", "Target"), _describe_target(state.target, state)
    if record.state_part is not None:
        yield localize("Part de l’État", "The State’s part"), str(record.state_part)
    for line in body.get("budget", ()):
        amount = f"{format_number(line['amount'])}\u00a0€"
        yield (
            localize("Budget", "Budget"),
            ", ".join(str(part) for part in (line["funder"], line["year"], amount) if part),
        )
    if record.depends_on:
        yield (
            localize("Dépend de", "Depends on"),
            ", ".join(f"{rows[key].code} · {rows[key].title}" for key in record.depends_on if key in rows),
        )
    for risk in record.risks:
        yield localize("Risque", "Risk"), str(risk)
    if action.orientation is not None:
        yield localize("Orientation", "Orientation"), action.orientation.title


def _describe_target(target: Target, state: ActionState) -> str:
    return f"{target.label}, {DIRECTION_LABELS[target.direction]}{localize(' : ', ': ')}{describe_way(state)}"


def _describe_event(kind: str, body: dict[str, Any]) -> str:
    lang = source_language()
    text = (body.get("text") or {}).get(lang, "")
    if kind == "created":
        words = localize("Action décidée", "Action adopted")
    elif kind == "declared":
        words = localize("Déclarée : ", "Declared: ") + str(STATE_LABELS.get(body["state"], body["state"])).lower()
    elif kind == "measured":
        now = body["now"]
        words = localize("Relevé : ", "Reading: ") + write_ends(tuple(now) if isinstance(now, list) else now)
    elif kind == "due":
        day = format_day(date.fromisoformat(body["due"]))
        words = localize(f"Échéance portée au {day}", f"Deadline moved to {day}")
    elif kind == "target":
        words = localize("Cible changée", "Target changed")
    elif kind in END_LABELS:
        words = str(END_LABELS[kind])
    else:
        words = localize("Remarque", "Remark")
    return f"{words}. {text}" if text else words
