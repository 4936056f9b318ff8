"""The figures that fell by a recall: no target, objective or briefing reads them since the day it was completed.

A recall of which every use was kept as a dated statement takes nothing away. The version that the figure had falls: its
correction stands, and so does a figure that somebody retains again.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef
from django.utils import timezone

from filiere.programme.figure_readings import Retirement
from filiere.site.observatory.models import Amendment
from filiere.site.programme.communication.models import Recall, RecallDecision
from filiere.site.programme.figure_readings import figure_retirements
from filiere.site.programme.figure_uses import Fate


@figure_retirements.register
def list_recalled_figures() -> Mapping[tuple[str, int], Retirement]:
    """Return the versions that recalls withdrew or replaced, of several recalls of one version the last."""
    taken = RecallDecision.objects.filter(recall=OuterRef("pk"), fate__in=(Fate.WITHDRAWN, Fate.REPLACED))
    recalls = list(
        Recall.objects.filter(Exists(taken), state=Recall.State.COMPLETE, ended_at__isnull=False).order_by("ended_at")
    )
    if not recalls:
        return {}
    choices = Amendment.objects.filter(kind=Amendment.Kind.RETAIN, figure__in={one.figure for one in recalls})
    chosen = list(choices.order_by("at").values_list("figure", "at"))
    found: dict[tuple[str, int], Retirement] = {}
    for one in recalls:
        ended = one.ended_at or one.opened_at
        again = next((at for figure, at in chosen if figure == one.figure and at > ended), None)
        until = timezone.localdate(again) if again is not None else None
        found[one.figure, one.version] = Retirement(timezone.localdate(ended), until)
    return found


def list_figures_under_recall() -> frozenset[str]:
    """The figures whose recall is open: what cites them may be false, and its fate is not decided yet."""
    return frozenset(Recall.objects.filter(state=Recall.State.OPEN).values_list("figure", flat=True))
