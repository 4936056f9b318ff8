"""Where people are lost between being referred and being in work: counted by the last stage reached, told by the gate.

What is judged is how many stopped at each stage, since that is what any two steps of a funnel tell by their difference.
A number of people at a stage is told only where it follows from what the gate publishes; from under ten people nothing
follows, neither the step nor what would give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from filiere.core import Text
from filiere.disclosure import Contribution, Dimension, MicroTable, Rule, load_rules, publication_gate, rule_in_force
from filiere.site.careers.counsellors.models import PersonFile, Stage

RULE: Final = "counsellor-funnel"
TOTAL: Final = "total"
STAGE_LABELS: Final[Mapping[Stage, Text]] = {
    Stage.PRESCRIBED: Text(fr="Orientée", en="Referred"),
    Stage.INFORMED: Text(fr="Informée", en="Informed"),
    Stage.CAME: Text(fr="Venue", en="Came"),
    Stage.TESTED: Text(fr="Évaluée", en="Tested"),
    Stage.TRAINED: Text(fr="Formée", en="Trained"),
    Stage.HIRED: Text(fr="Embauchée", en="Hired"),
    Stage.MONTH_3: Text(fr="En emploi à 3 mois", en="In work at 3 months"),
    Stage.MONTH_6: Text(fr="En emploi à 6 mois", en="In work at 6 months"),
    Stage.MONTH_12: Text(fr="En emploi à 12 mois", en="In work at 12 months"),
}


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A stage: how many reached it, and how many of the stage before did not; None where it is not told."""

    stage: Stage
    label: Text
    reached: int | None
    lost: int | None
    share: Decimal | None
    """Of those referred, in percent."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps that may be told, and under which rule; without any number, fewer than ``minimum`` people are there."""

    steps: tuple[FunnelStep, ...]
    minimum: int

    @property
    def is_told(self) -> bool:
        """Whether any number is told."""
        return any(one.reached is not None for one in self.steps)

    @property
    def largest_loss(self) -> FunnelStep | None:
        """The stage before which most people stop, among those told; a follow-up only waits for its months."""
        known = [one for one in self.steps if one.lost and not one.stage.startswith("month")]
        return max(known, key=lambda one: one.lost or 0) if known else None


@cache
def _read_rules() -> tuple[Rule, ...]:
    return load_rules()


def find_last_stage(file: PersonFile) -> Stage:
    """The furthest stage that a file reached."""
    order = list(Stage)
    return max((Stage(one.stage) for one in file.steps.all()), key=order.index, default=Stage.PRESCRIBED)


def build_funnel(files: Iterable[PersonFile], day: date) -> Funnel:
    """Return the funnel of these files: each is one person, who counts once, at the last stage they reached."""
    last = [(str(file.pk), find_last_stage(file)) for file in files]
    return decide_funnel(last, rule_in_force(_read_rules(), RULE, day))


def decide_funnel(last: Sequence[tuple[str, Stage]], rule: Rule) -> Funnel:
    """Return what the gate lets be told of people, each with the last stage they reached."""
    told = _decide_cells(last, rule)
    total = told.get(TOTAL)
    reached: dict[Stage, int | None] = {}
    before: int | None = total
    for stage in Stage:
        reached[stage] = before
        stopped = told.get(stage)
        before = before - stopped if before is not None and stopped is not None else None
    after: int | None = 0
    for stage in reversed(Stage):
        stopped = told.get(stage)
        after = after + stopped if after is not None and stopped is not None else None
        if reached[stage] is None:
            reached[stage] = after
    steps, previous = [], None
    for stage in Stage:
        stopped = told.get(previous) if previous is not None else None
        count = reached[stage]
        if count is not None and 0 < count < rule.minimum:
            count = None
        steps.append(
            FunnelStep(
                stage,
                STAGE_LABELS[stage],
                count,
                stopped,
                Decimal(100 * count) / total if count is not None and total else None,
            )
        )
        previous = stage
    return Funnel(tuple(steps), rule.minimum)


def _decide_cells(last: Sequence[tuple[str, Stage]], rule: Rule) -> dict[str, int]:
    """How many stopped at each stage and in all, where the gate publishes it."""
    if not last:
        return {}
    rows = tuple(Contribution(name, (stage.value,), 1) for name, stage in last)
    public = publication_gate().decide(MicroTable((Dimension("stage", TOTAL),), rows), rule).build_public_table()
    told = {cell.codes[0]: int(cell.value) for cell in public.cells if cell.value is not None}
    if TOTAL not in told:
        return {}
    # A stage at which nobody stopped has no cell, for there is nobody in it to protect.
    present = {cell.codes[0] for cell in public.cells}
    return told | {stage.value: 0 for stage in Stage if stage.value not in present}
