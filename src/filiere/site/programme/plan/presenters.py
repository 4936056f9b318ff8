"""What the pages of the plan print: a finding, the actions that need a decision, bars, changes, and all the events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse

from filiere.core import LANGUAGES, Text, source_language
from filiere.core.dates import format_day
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.core.typography import raise_first_letter
from filiere.programme.code_labels import OUTCOME_LABELS, format_progress, format_share
from filiere.programme.plan import ActionState, Reason
from filiere.programme.progress import Progress
from filiere.programme.records import Target
from filiere.programme.state_comparison import Change
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.tables import list_downloads
from filiere.site.programme.compared_records import ChangeRow, list_day_changes
from filiere.site.programme.plan.code_labels import DIRECTION_LABELS, END_LABELS, STATE_LABELS, STATE_MARKS
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.plan.models import Action, Plan
from filiere.site.programme.plan.plan_state import PlanReading, compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates

BAR_LEFT, BAR_WIDTH = 16, 224
"""Where a bar begins in its drawing, and how long it is at 100 %."""

_NEED_WORDS: dict[str, tuple[Text, str]] = {
    "gap": (Text(fr="Écart", en="Gap"), "no"),
    "overdue": (Text(fr="Échue", en="Overdue"), "no"),
    "limit_broken": (Text(fr="Limite", en="Limit"), "no"),
    "silent": (Text(fr="Muette", en="Silent"), ""),
    "not_computable": (Text(fr="Non calculable", en="Not computable"), "part"),
    "blocked": (Text(fr="Attend", en="Waits"), "part"),
}
_WHY_NOT: dict[str, Text] = {
    "no_base": Text(fr="Le départ n’est pas connu.", en="The base is not known."),
    "no_value": Text(fr="Aucune valeur n’a été relevée.", en="No value has been read."),
    "base_equals_goal": Text(fr="Le départ est égal au but.", en="The base equals the goal."),
    "retired": Text(fr="Le chiffre a été retiré du registre.", en="The figure was retired from the register."),
    "stale": Text(
        fr="Le dernier relevé est plus ancien que sa période.", en="The last reading is older than its period."
    ),
    "out_of_scope": Text(
        fr="Le dernier chiffre porte sur un autre périmètre.", en="The latest figure has another scope."
    ),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as it is drawn: it stops at 0 and 100, with a mark below or beyond; lengths are those of the drawing."""

    label: str
    void: bool = False
    fill: str = ""
    maybe: str = ""
    maybe_at: str = ""
    below: bool = False
    beyond: bool = False
    elapsed_at: str = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as the list shows it."""

    code: str
    key: str
    title: str
    owner: str
    due: date | None
    declared: str
    mark: str
    gap: str
    why: str
    bar: Bar
    measure: str
    measure_url: str
    way: str
    share: str
    outcome: str
    off: bool
    negative: bool
    url: str


@dataclass(frozen=True, slots=True)
class Need:
    """An action that needs a decision, and why."""

    kind: str
    word: str
    mark: str
    code: str
    title: str
    finding: str
    owner: str


def present_plan(plan: Plan, reading: PlanReading, dates: ReadingDates) -> dict[str, Any]:
    """Return the context of the page of a plan."""
    state, rows = reading.state, reading.rows
    shown = {key: present_row(rows[key], one) for key, one in state.actions.items()}
    live = [one for key, one in shown.items() if state.actions[key].status != "abandoned"]
    needs = [need for one in state.list_decisions() for need in _list_needs(one, rows)]
    axes = [
        {
            "letter": axis.axis.id.upper(),
            "title": str(axis.axis.title),
            "share": format_progress(axis.progress, source_language()) if axis.progress.value is not None else "",
            "known": _count_known(axis.progress),
            "rows": [
                shown[key]
                for key, one in state.actions.items()
                if one.action.axis == axis.axis.id and one.status != "abandoned"
            ],
        }
        for axis in state.axes
    ]
    context: dict[str, Any] = {
        "plan_title": localize(plan.title, plan.title_en or plan.title),
        "on": dates.on,
        "known": dates.known,
        "vs": dates.versus,
        "finding": _describe_finding(list(state.actions.values()), len({one.code for one in needs}), dates),
        "whole": _describe_whole(state.progress, state.elapsed),
        "needs": needs,
        "needs_title": _title_needs(len({one.code for one in needs})),
        "actions_title": _title_actions(len(live)),
        "axes": [one for one in axes if one["rows"]],
        "orientations": _list_orientations(plan, rows.values()),
        "downloads": list_downloads(
            "programme-plan", {"plan": plan.key, "on": dates.on.isoformat(), "known": dates.known.isoformat()}
        ),
        "changes": None,
    }
    if reading.comparison is not None:
        changes = (_present_change(one, rows) for one in reading.comparison.changes)
        context["changes"] = list_day_changes(tuple(changes), dates)
    return context


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
        "finding": raise_first_letter(row.gap) or row.why or _describe_share(state.progress),
        "facts": list(_list_facts(action, state, reading.rows)),
        "events": events,
        "ended": state.status in END_LABELS,
        "typed": state.target is not None and state.target.figure is None,
        "on": dates.on,
    }


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
                "state": {
                    lang: format_progress(state.progress, lang)
                    if state.progress.value is not None
                    else OUTCOME_LABELS[state.progress.outcome].get(lang)
                    for lang in LANGUAGES
                },
            }


def present_row(row: Action, state: ActionState, *, linked: bool = True) -> ActionRow:
    """Return an action as the list shows it."""
    progress, lang = state.progress, source_language()
    off = progress.value is None and progress.outcome not in ("kept", "broken")
    share = format_progress(progress, lang) if progress.value is not None else _name_outcome(state)
    target = state.target
    gap = next((_describe_gap(state) for one in state.reasons if one.kind == "gap"), "")
    declared = STATE_LABELS.get(state.declared or "")
    return ActionRow(
        code=row.code,
        key=row.key,
        title=str(state.action.title),
        owner=str(state.action.owner or ""),
        due=state.due,
        declared=_name_declared(state, declared),
        mark=STATE_MARKS.get(state.declared or "", "sil") if state.status == "open" else "sil",
        gap=gap,
        why="" if not off or target is None else str(_WHY_NOT.get(progress.outcome, "")),
        bar=_draw_bar(progress, state.elapsed, share),
        measure=str(target.label) if target is not None else "",
        measure_url=_find_measure_url(state),
        way=_describe_way(state) if target is not None else "",
        share=share,
        outcome=progress.outcome if target is not None else "no_target",
        off=off or progress.value is None,
        negative=(ends := progress.ends) is not None and ends[1] < 0,
        url=reverse("programme:action", args=[row.key]) if linked else "",
    )


def _name_declared(state: ActionState, declared: Text | None) -> str:
    if state.status in END_LABELS:
        return str(END_LABELS[state.status])
    if state.status == "planned":
        return localize("Pas commencée", "Not started")
    return str(declared) if declared is not None else localize("Rien de déclaré", "Nothing declared")


def _name_outcome(state: ActionState) -> str:
    outcome = state.progress.outcome
    if outcome in ("kept", "broken"):
        return str(OUTCOME_LABELS[outcome]).capitalize()
    return localize("Non calculable", "Not computable") if state.target is not None else UNKNOWN_MARK


def _draw_bar(progress: Progress, elapsed: Fraction | None, share: str) -> Bar:
    at = "" if elapsed is None else _place(BAR_LEFT + BAR_WIDTH * min(max(elapsed, Fraction(0)), Fraction(1)))
    gone = "" if elapsed is None else format_share(min(elapsed, Fraction(1)))
    label = localize(f"Avancement calculé : {share}", f"Computed progress: {share}")
    if gone:
        label += localize(f" ; temps écoulé : {gone}.", f"; time elapsed: {gone}.")
    ends = progress.ends
    if ends is None:
        return Bar(label, void=True, elapsed_at=at)
    low, high = (min(max(end, Fraction(0)), Fraction(1)) for end in ends)
    return Bar(
        label,
        fill=_place(BAR_WIDTH * low) if low > 0 else "",
        maybe=_place(BAR_WIDTH * (high - low)) if high > low else "",
        maybe_at=_place(BAR_LEFT + BAR_WIDTH * low),
        below=ends[0] < 0,
        beyond=ends[1] > 1,
        elapsed_at=at,
    )


def _place(value: Fraction) -> str:
    return f"{float(value):.1f}"


def _describe_gap(state: ActionState) -> str:
    share, gone = (
        format_progress(state.progress, source_language()),
        format_share(min(state.elapsed or Fraction(0), Fraction(1))),
    )
    return localize(
        f"déclarée dans les temps, calculée {share} quand {gone} du temps est passé.",
        f"declared on time, computed at {share} when {gone} of the time is gone.",
    )


def _describe_way(state: ActionState) -> str:
    """From the base to the value of the day, and the goal: « 20 → 25, but 10 semaines »."""
    target = state.target
    assert target is not None  # noqa: S101  Asked of actions with a target only.
    now = state.reading.now if state.reading is not None else None
    value = localize("inconnu", "unknown") if now is None or state.progress.value is None else _write_ends(now)
    if state.progress.outcome in ("kept", "broken") and now is not None:
        value = _write_ends(now)
    unit = f"\u00a0{target.unit}" if target.unit is not None else ""
    goal = f"{_write_ends(target.goal)}{unit}"
    if target.direction in ("at_most", "at_least"):
        limit = localize("au plus", "at most") if target.direction == "at_most" else localize("au moins", "at least")
        return f"{value}, {limit} {goal}"
    base = UNKNOWN_MARK if target.base is None else format_number(target.base)
    return localize(f"{base} → {value}, but {goal}", f"{base} → {value}, goal {goal}")


def _write_ends(value: Any) -> str:
    if not isinstance(value, tuple):
        return format_number(value)
    return localize(
        f"{format_number(value[0])} à {format_number(value[1])}",
        f"{format_number(value[0])} to {format_number(value[1])}",
    )


def _find_measure_url(state: ActionState) -> str:
    """The page of what is read: the figure of the register, or the page that shows what the site counts."""
    if state.reading is not None and state.reading.figures:
        return reverse("data:permalink", args=[state.reading.figures[0]])
    choice = state.target.figure if state.target is not None else None
    counted = computed_counts.get((choice.count if choice is not None else None) or "")
    return reverse(counted.page) if counted is not None and counted.page else ""


def _list_needs(state: ActionState, rows: dict[str, Action]) -> Iterator[Need]:
    row = rows[state.action.id]
    for reason in state.reasons:
        word, mark = _NEED_WORDS[reason.kind]
        yield Need(
            kind=reason.kind,
            word=str(word),
            mark=mark,
            code=row.code,
            title=str(state.action.title),
            finding=_describe_reason(reason, state, rows),
            owner=str(state.action.owner or ""),
        )


def _describe_reason(reason: Reason, state: ActionState, rows: dict[str, Action]) -> str:
    if reason.kind == "gap":
        share = format_progress(state.progress, source_language())
        gone = format_share(min(state.elapsed or Fraction(0), Fraction(1)))
        return localize(f"{share} du chemin, {gone} du temps", f"{share} of the way, {gone} of the time")
    if reason.kind == "overdue" and state.due is not None:
        day = format_day(state.due)
        return localize(f"L’échéance du {day} est passée", f"The deadline of {day} has passed")
    if reason.kind == "silent":
        return localize(f"Aucun acte depuis {reason.days} jours", f"Nothing recorded for {reason.days} days")
    if reason.kind == "limit_broken":
        return _describe_way(state)
    if reason.kind == "blocked":
        codes = ", ".join(rows[key].code for key in reason.actions if key in rows)
        return localize(f"Dépend de {codes}, en retard", f"Depends on {codes}, which is late")
    if reason.outcome is None:
        return localize("Rien ne mesure cette action", "Nothing measures this action")
    return str(_WHY_NOT.get(reason.outcome, OUTCOME_LABELS[reason.outcome]))


def _describe_finding(states: list[ActionState], needing: int, dates: ReadingDates) -> str:
    """The title of the page: the worst that is true."""
    gaps = sum(any(one.kind == "gap" for one in state.reasons) for state in states)
    if gaps == 1:
        return localize(
            "Une action se dit dans les temps ; le calcul dit le contraire",
            "One action is declared on time; the computation says otherwise",
        )
    if gaps:
        count = count_in_letters(gaps)
        return localize(
            f"{count.capitalize()} actions se disent dans les temps ; le calcul dit le contraire",
            f"{count.capitalize()} actions are declared on time; the computation says otherwise",
        )
    if needing:
        return _title_needs(needing)
    if not states:
        return localize("Le plan commence : il n’a pas encore d’action", "The plan begins: it has no action yet")
    day = format_day(dates.on)
    return localize(f"Aucune action ne demande de décision au {day}", f"No action needs a decision on {day}")


def _title_needs(count: int) -> str:
    words = count_in_letters(count).capitalize()
    if count == 1:
        return localize("Une action demande une décision", "One action needs a decision")
    return localize(f"{words} actions demandent une décision", f"{words} actions need a decision")


def _title_actions(count: int) -> str:
    words = count_in_letters(count).capitalize()
    if count == 1:
        return localize(
            "Une action, ce qu’on en dit et ce qu’on mesure", "One action: what is said and what is measured"
        )
    return localize(
        f"{words} actions, ce qu’on en dit et ce qu’on mesure", f"{words} actions: what is said and what is measured"
    )


def _describe_whole(progress: Progress, elapsed: Fraction | None) -> dict[str, Any]:
    ends = progress.ends
    if ends is None:
        return {"known": 0}
    low, high = (format_share(end) for end in ends)
    gone = "" if elapsed is None else format_share(min(max(elapsed, Fraction(0)), Fraction(1)))
    left = progress.of - progress.known
    return {
        "known": progress.known,
        "low": "" if low == high else low.rstrip("%\u00a0\u202f "),
        "high": high,
        "unit": localize(
            f"du chemin parcouru{f', pour {gone} du temps passé' if gone else ''}",
            f"of the way{f', with {gone} of the time gone' if gone else ''}",
        ),
        "counted": localize(
            f"{progress.known} actions calculées sur {progress.of}.",
            f"{progress.known} of {progress.of} actions computed.",
        ),
        "left_out": localize(
            "Moyenne des actions connues."
            + (f" Les {left} autres ne comptent ni pour 0 ni pour 100." if left > 1 else "")
            + (" L’autre ne compte ni pour 0 ni pour 100." if left == 1 else ""),
            "Mean of the known actions."
            + (f" The other {left} count neither as 0 nor as 100." if left > 1 else "")
            + (" The other counts neither as 0 nor as 100." if left == 1 else ""),
        ),
    }


def _count_known(progress: Progress) -> str:
    plural = "s" if progress.known > 1 else ""
    return localize(
        f"{progress.known} action{plural} connue{plural} sur {progress.of}", f"{progress.known} of {progress.of} known"
    )


def _describe_share(progress: Progress) -> str:
    share = format_progress(progress, source_language())
    if progress.value is None:
        return str(OUTCOME_LABELS[progress.outcome]).capitalize()
    return localize(f"{share} du chemin est parcouru.", f"{share} of the way is done.")


def _list_orientations(plan: Plan, rows: Iterable[Action]) -> list[dict[str, Any]]:
    by_orientation: dict[int | None, list[str]] = {}
    for row in rows:
        by_orientation.setdefault(row.orientation_id, []).append(row.code)
    return [
        {
            "title": localize(one.title, one.title_en or one.title),
            "text": one.text,
            "assembly": one.assembly,
            "adopted_on": one.adopted_on,
            "codes": ", ".join(by_orientation.get(one.pk, ())),
        }
        for one in plan.orientations.all()
    ]


_CHANGE_WORDS: dict[str, Text] = {
    "added": Text(fr="Ajoutée", en="Added"),
    "dropped": Text(fr="Abandonnée", en="Given up"),
    "restated": Text(fr="Recalculée", en="Restated"),
    "status": Text(fr="Terminée", en="Ended"),
    "due": Text(fr="Échéance déplacée", en="Deadline moved"),
    "target": Text(fr="Cible changée", en="Target changed"),
    "declared": Text(fr="État déclaré", en="Declared state"),
    "progress": Text(fr="Avancement", en="Progress"),
    "outcome": Text(fr="Calcul", en="Computation"),
}


def _present_change(change: Change[ActionState], rows: dict[str, Action]) -> ChangeRow:
    named = change.kind if change.kind != "moved" else (change.fields[0] if change.fields else "progress")
    return ChangeRow(
        kind=change.kind,
        word=str(_CHANGE_WORDS[named]),
        code=rows[change.item].code if change.item in rows else "",
        title=next(str(one.action.title) for one in (change.after, change.before) if one is not None),
        before=_write_side(change.before, named),
        after=_write_side(change.after, named),
    )


def _write_side(state: ActionState | None, named: str) -> str:
    if state is None:
        return UNKNOWN_MARK
    if named == "due":
        return format_day(state.due) if state.due is not None else UNKNOWN_MARK
    if named == "declared":
        return _name_declared(state, STATE_LABELS.get(state.declared or ""))
    if state.progress.value is not None:
        return format_progress(state.progress, source_language())
    return _name_outcome(state)


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
        yield localize("Dépend de", "Depends on"), ", ".join(rows[key].code for key in record.depends_on if key in rows)
    for risk in record.risks:
        yield localize("Risque", "Risk"), str(risk)
    if action.orientation is not None:
        yield localize("Orientation", "Orientation"), action.orientation.title


def _describe_target(target: Target, state: ActionState) -> str:
    return f"{target.label}, {DIRECTION_LABELS[target.direction]}{localize(' : ', ': ')}{_describe_way(state)}"


def _describe_event(kind: str, body: dict[str, Any]) -> str:
    lang = source_language()
    text = (body.get("text") or {}).get(lang, "")
    if kind == "created":
        words = localize("Action décidée", "Action decided")
    elif kind == "declared":
        words = localize("Déclarée : ", "Declared: ") + str(STATE_LABELS.get(body["state"], body["state"])).lower()
    elif kind == "measured":
        now = body["now"]
        words = localize("Relevé : ", "Reading: ") + _write_ends(tuple(now) if isinstance(now, list) else now)
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
