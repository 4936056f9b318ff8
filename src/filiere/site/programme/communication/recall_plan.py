"""The plan of a recall: every use of a figure that falls, the fate that somebody gave it, and who is to be told."""

from __future__ import annotations

from dataclasses import dataclass

from filiere.core import Text
from filiere.site.programme.communication.actions.recalls import list_awaited_uses
from filiere.site.programme.communication.code_labels import FATES, name_owner
from filiere.site.programme.communication.models import KitRecipient, Message, Recall, RecallDecision
from filiere.site.programme.figure_uses import FigureUse, list_figure_uses


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One use and its fate, if it was decided."""

    key: str
    where: Text
    said: Text
    owner: Text
    recipients: int
    url: str
    fate: Text | None = None
    mark: str = ""
    replacement: str = ""
    decision: RecallDecision | None = None


@dataclass(frozen=True, slots=True)
class RecallPlan:
    """All the uses of a figure: those that await a fate and those that have one; ``dated`` ones need none."""

    rows: tuple[PlanRow, ...]
    dated: tuple[FigureUse, ...]

    @property
    def undecided_rows(self) -> tuple[PlanRow, ...]:
        """Those that nobody has decided."""
        return tuple(row for row in self.rows if row.decision is None)

    @property
    def recipients(self) -> int:
        """How many people received what cites the figure."""
        return sum(row.recipients for row in self.rows)


def build_plan(figure: str, recall: Recall | None) -> RecallPlan:
    """Return the plan of a figure: of the uses it has now while the recall is open, of those decided once it ended."""
    decided = {} if recall is None else {one.use: one for one in recall.decisions.select_related("decided_by")}
    if recall is not None and recall.state != Recall.State.OPEN:
        return RecallPlan(tuple(_read_decision(one) for one in decided.values()), ())
    uses = list_figure_uses(figure)
    rows = [_read_use(use, decided.get(use.key)) for use in uses if not use.dated]
    # What is settled first, what is to do last, as one reads on from what was done.
    rows.sort(key=lambda row: row.decision is None)
    return RecallPlan(tuple(rows), tuple(use for use in uses if use.dated))


def list_open_keys(recall: Recall) -> list[tuple[str, str]]:
    """Return the uses of an open recall that await a fate, as choices; all of them once none does."""
    decided = set(recall.decisions.values_list("use", flat=True))
    uses = list_awaited_uses(recall.figure)
    left = [use for use in uses if use.key not in decided]
    return [(use.key, f"{use.where} – {use.said}") for use in left or uses]


def list_plan_recipients(figure: str) -> list[KitRecipient]:
    """Return those whose kit holds a message on the figure, each address once, to be told of its fall."""
    messages = set(
        Message.objects.filter(figure=figure, state=Message.State.APPROVED, kept_as_dated=False).values_list(
            "key", flat=True
        )
    )
    found: dict[str, KitRecipient] = {}
    for row in KitRecipient.objects.filter(operation__messages__key__in=messages).distinct():
        if not messages.isdisjoint(row.messages):
            found.setdefault(row.email.casefold(), row)
    return list(found.values())


def _read_use(use: FigureUse, decision: RecallDecision | None) -> PlanRow:
    fate, mark = FATES[decision.fate] if decision is not None else (None, "")
    replacement = decision.replacement if decision is not None else ""
    owner = name_owner(use.owner)
    return PlanRow(use.key, use.where, use.said, owner, use.recipients, use.url, fate, mark, replacement, decision)


def _read_decision(decision: RecallDecision) -> PlanRow:
    fate, mark = FATES[decision.fate]
    return PlanRow(
        decision.use,
        Text(fr=decision.where_fr, en=decision.where_en),
        Text(fr=decision.said_fr, en=decision.said_en),
        name_owner(decision.owner),
        decision.recipients,
        "",
        fate,
        mark,
        decision.replacement,
        decision,
    )
