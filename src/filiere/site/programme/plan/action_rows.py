"""An action as pages list it: the owner's word, the bar that is computed, the number, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse

from filiere.core import Text, source_language
from filiere.core.dates import format_day
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.programme.code_labels import OUTCOME_LABELS, format_progress, format_share
from filiere.programme.plan import ActionState
from filiere.programme.progress import Progress
from filiere.site.kit.bilingual_text import localize
from filiere.site.programme.plan.code_labels import END_LABELS, STATE_LABELS, STATE_MARKS
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.plan.models import Action

BAR_LEFT, BAR_WIDTH = 16, 224
"""Where a bar begins in its drawing, and how long it is at 100 %."""

_WHY_NOT: dict[str, Text] = {
    "no_base": Text(fr="Le départ n’est pas connu.", en="The starting value is not known."),
    "no_value": Text(fr="Aucune valeur n’a été relevée.", en="No value has been recorded."),
    "base_equals_goal": Text(fr="Le départ est égal au but.", en="The starting value equals the goal."),
    "retired": Text(fr="Le chiffre a été retiré du registre.", en="The figure was withdrawn from the register."),
    "stale": Text(fr="Le dernier relevé est trop ancien pour compter.", en="The last reading is too old to count."),
    "out_of_scope": Text(
        fr="Le dernier chiffre porte sur un autre périmètre.", en="The latest figure covers another scope."
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
    retired: date | None
    off: bool
    negative: bool
    url: str


def present_row(row: Action, state: ActionState, *, linked: bool = True) -> ActionRow:
    """Return an action as the list shows it."""
    progress, lang = state.progress, source_language()
    off = progress.value is None and progress.outcome not in ("kept", "broken")
    share = format_progress(progress, lang) if progress.value is not None else name_outcome(state)
    target = state.target
    gap = next((describe_gap(state) for one in state.reasons if one.kind == "gap"), "")
    declared = STATE_LABELS.get(state.declared or "")
    return ActionRow(
        code=row.code,
        key=row.key,
        title=str(state.action.title),
        owner=str(state.action.owner or ""),
        due=state.due,
        declared=name_declared(state, declared),
        mark=STATE_MARKS.get(state.declared or "", "sil") if state.status == "open" else "sil",
        gap=gap,
        why="" if not off or target is None else str(say_why_not(state) or ""),
        bar=_draw_bar(progress, state.elapsed, share),
        measure=str(target.label) if target is not None else "",
        measure_url=_find_measure_url(state),
        way=describe_way(state) if target is not None else "",
        share=share,
        outcome=progress.outcome if target is not None else "no_target",
        retired=state.reading.retired if state.reading is not None else None,
        off=off or progress.value is None,
        negative=(ends := progress.ends) is not None and ends[1] < 0,
        url=reverse("programme:action", args=[row.key]) if linked else "",
    )


def say_why_not(state: ActionState) -> Text | None:
    """Why the target of an action is not computed, with the day on which its figure was retired."""
    day = state.reading.retired if state.reading is not None else None
    if day is None:
        return _WHY_NOT.get(state.progress.outcome)
    return Text(
        fr=f"Le chiffre a été retiré par un rappel, le {format_day(day, 'fr')}.",
        en=f"The figure was retired by a recall on {format_day(day, 'en')}.",
    )


def name_declared(state: ActionState, declared: Text | None) -> str:
    if state.status in END_LABELS:
        return str(END_LABELS[state.status])
    if state.status == "planned":
        return localize("Pas commencée", "Not started")
    return str(declared) if declared is not None else localize("Rien n’a été déclaré", "Nothing declared")


def name_outcome(state: ActionState) -> str:
    outcome = state.progress.outcome
    if outcome in ("kept", "broken"):
        return str(OUTCOME_LABELS[outcome]).capitalize()
    return localize("Non calculable", "Not measurable") if state.target is not None else UNKNOWN_MARK


def _draw_bar(progress: Progress, elapsed: Fraction | None, share: str) -> Bar:
    at = "" if elapsed is None else _place(BAR_LEFT + BAR_WIDTH * min(max(elapsed, Fraction(0)), Fraction(1)))
    gone = "" if elapsed is None else format_share(min(elapsed, Fraction(1)))
    label = localize(f"Avancement calculé : {share}", f"Measured progress: {share}")
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


def describe_gap(state: ActionState) -> str:
    share, gone = (
        format_progress(state.progress),
        format_share(min(state.elapsed or Fraction(0), Fraction(1))),
    )
    return localize(
        f"déclarée dans les temps, calculée {share} quand {gone} du temps est passé.",
        f"declared on track, but {share} of the way with {gone} of the time gone.",
    )


def describe_way(state: ActionState) -> str:
    """From the base to the value of the day, and the goal: « 20 → 25, but 10 semaines »."""
    target = state.target
    assert target is not None  # noqa: S101  Asked of actions with a target only.
    now = state.reading.now if state.reading is not None else None
    value = localize("inconnu", "unknown") if now is None or state.progress.value is None else write_ends(now)
    if state.progress.outcome in ("kept", "broken") and now is not None:
        value = write_ends(now)
    unit = f"\u00a0{target.unit}" if target.unit is not None else ""
    goal = f"{write_ends(target.goal)}{unit}"
    if target.direction in ("at_most", "at_least"):
        limit = localize("au plus", "at most") if target.direction == "at_most" else localize("au moins", "at least")
        return f"{value}, {limit} {goal}"
    base = UNKNOWN_MARK if target.base is None else format_number(target.base)
    return localize(f"{base} → {value}, but {goal}", f"{base} → {value}, goal {goal}")


def write_ends(value: Any) -> str:
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
