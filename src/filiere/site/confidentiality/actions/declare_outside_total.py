"""Declaring a total that others publish, so that no table of ours gives a hidden cell by subtraction from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Max
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.disclosure import ExternalTotal, Subject
from filiere.site.accounts.models import User
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.journal_reconciliation import DECLARE_ACT
from filiere.site.confidentiality.models import OutsideTotal
from filiere.site.journal.act_decorator import ActTarget, act, lock_journal
from filiere.site.observatory.figure_register import current_register

TOTAL: ActTarget[OutsideTotal] = ActTarget("outside-total", lock=lock_journal, refusals=False)
NEW_TOTAL: ActTarget[Subject] = ActTarget("outside-total", lambda _subject: "new", lock_journal, refusals=False)
"""Acts on totals that others publish, declared about a subject."""


@act(DECLARE_ACT, on=NEW_TOTAL, right="release:protect", clock=False)
def declare_total(
    subject: Subject, *, actor: User, parts: Sequence[Mapping[str, str]], source: Text, figure: str = ""
) -> OutsideTotal:
    """Declare that others publish the sum of ``parts`` (cells, each a mapping from column to code; ``{}`` the whole).

    ``figure`` is the id of the figure of the register that says it, if one does. Raises ``RightRefused``, and
    ``Faults`` without parts, for a figure that the register does not have, or for a total that is declared already.
    """
    if not parts:
        raise Faults([fault("total-of-nothing")])
    if figure:
        current_register().find(figure)
    _require_new(subject, parts)
    return OutsideTotal.objects.create(
        number=(OutsideTotal.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        response=subject.response,
        population=subject.population,
        period=subject.period,
        parts=[dict(part) for part in parts],
        figure=figure,
        source_fr=source.fr,
        source_en=source.en,
        by=actor,
        at=timezone.now(),
    )


def _require_new(subject: Subject, parts: Sequence[Mapping[str, str]]) -> None:
    asked = ExternalTotal.of("", subject, parts).parts
    for outside_total in OutsideTotal.objects.in_force().about(subject):
        if ExternalTotal.of(outside_total.key, outside_total.subject, outside_total.parts).parts == asked:
            raise Faults([fault("total-declared-already", key=outside_total.key)])
