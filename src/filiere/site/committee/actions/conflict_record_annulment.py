"""Annulling a tie that was noted by mistake: it takes two people, and then it never kept anybody out.

A link between companies, a group that an organisation no longer has, or the organisation that a seat outside the bodies
that judge names. An end would bar for three years more; here the tie goes from the day it was noted, and the journal
keeps both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.core.dates import format_day
from filiere.site.accounts.approval_rules import require_approval
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.committee import journal_reconciliation, letters
from filiere.site.committee.electorate_guards import guard_running_votes
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import BusinessLink
from filiere.site.journal.act_decorator import ActTarget, act
from filiere.site.journal.writer import record_act
from filiere.site.members.extension_points import list_tie_objections
from filiere.site.members.journal_reconciliation import (
    FORMER_GROUP_SUBJECT,
    MANDATE_SUBJECT,
    former_group_payload,
    mandate_payload,
)
from filiere.site.members.letters import describe_seat, describe_signers
from filiere.site.members.models import FormerGroup, Mandate
from filiere.site.members.organisation_groups import find_group_members
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES
from filiere.site.workflow.parties import QUARANTINE_PERIOD

ANNUL_KIND = "tie-annul"
"""The request that takes two people (see `tie_requests`)."""


TieRow = BusinessLink | FormerGroup | Mandate


@dataclass(frozen=True, slots=True)
class NotedTie:
    """A tie as it was noted: of a kind (`link`, `group`, `seat`), and its row."""

    kind: str
    row: TieRow

    @property
    def number(self) -> int:
        """The primary key of its row."""
        return self.row.pk

    @property
    def payload(self) -> dict[str, str | int]:
        """What a request to annul it holds."""
        return {"tie": self.kind, "number": self.number}

    @property
    def stands(self) -> bool:
        """Whether it keeps anybody out: it was not annulled."""
        return self.row.organisation_id is not None if isinstance(self.row, Mandate) else self.row.annulled_on is None

    @property
    def organisation_keys(self) -> frozenset[int]:
        """The organisations that it ties, by number."""
        row = self.row
        if isinstance(row, BusinessLink):
            return frozenset({row.client_id, row.supplier_id})
        if isinstance(row, FormerGroup):
            return find_group_members(row.group) | {row.organisation_id}
        return frozenset() if row.organisation_id is None else frozenset({row.organisation_id})

    @property
    def words(self) -> Text:
        """What it says."""
        return _describe_row(self.row)


def list_standing_ties(kind: str, day: date) -> list[NotedTie]:
    """Return the ties of a kind that still count on a day, the newest first."""
    return [noted_tie for row in _ROWS[kind](_lasting_condition(day)) if (noted_tie := NotedTie(kind, row)).stands]


def find_tie(kind: str, number: int) -> NotedTie:
    """Return a tie, standing or annulled; raises `Faults` for one that never was."""
    row = _ROWS[kind](Q(pk=number)).first() if kind in _ROWS else None
    if row is None:
        raise refuse("tie-annulled")
    return NotedTie(kind, row)


def check_annulment(tie: NotedTie, actor: Actor) -> None:
    """Raise `Faults` with what stands against annulling a tie."""
    if not tie.stands:
        raise refuse("tie-annulled")
    if faults := list_tie_objections(actor, tie.organisation_keys, timezone.localdate()):
        raise Faults(faults)


def _name_tie(tie: NotedTie, **_: object) -> tuple[str, str]:
    return SUBJECTS[tie.kind], str(tie.number)


def _lock_tie(tie: NotedTie, _at: tuple[str, ...], _day: date) -> NotedTie:
    _ROWS[tie.kind](Q(pk=tie.number)).select_for_update(of=("self",)).get()
    return find_tie(tie.kind, tie.number)


@act("tie.annul", on=ActTarget("tie", str, _lock_tie), right="session:call", clock=False, subject=_name_tie)
def annul_tie(tie: NotedTie, *, actor: Actor, approval: Approval | None = None) -> None:
    """Annul a tie, by a signed request for exactly this.

    Not while a vote is on that it would move, nor by who owes something to one of the organisations that it ties. Those
    who judge and are tied to these are told, and the staff. Raises `RightRefused` and `Faults`.
    """
    with guard_running_votes():
        check_annulment(tie, actor)
        require_approval(approval, actor=actor, kind=ANNUL_KIND, payload=tie.payload)
        # Before it is done: afterwards nothing tells whom it kept out.
        letters.notify_tie_annulled(tie.organisation_keys, describe_signers(actor, approval), tie.words)
        _annul_row(tie.row, actor)


def _annul_row(row: TieRow, actor: Actor) -> None:
    if isinstance(row, Mandate):
        row.organisation = None
        row.save(update_fields=["organisation"])
        record_act(actor, f"{MANDATE_SUBJECT}.change", MANDATE_SUBJECT, str(row.pk), mandate_payload(row))
        return
    row.annulled_on = timezone.localdate()
    row.save(update_fields=["annulled_on"])
    if isinstance(row, BusinessLink):
        record_act(actor, "link.annul", "link", str(row.pk), journal_reconciliation.business_link_payload(row))
    else:
        record_act(actor, f"{FORMER_GROUP_SUBJECT}.annul", FORMER_GROUP_SUBJECT, str(row.pk), former_group_payload(row))


def _describe_row(row: TieRow) -> Text:
    if isinstance(row, BusinessLink):
        return Text(
            fr=f"{row.client.name} est cliente de {row.supplier.name} depuis le {format_day(row.since, 'fr')}, "
            f"d’après : "
            f"« {row.source} ».",
            en=(
                f"{row.client.name} has bought from {row.supplier.name} since {row.since:%d %B %Y}, according to: “"
                f"{row.source}”."
            ),
        )
    if isinstance(row, FormerGroup):
        return Text(
            fr=f"{row.organisation.name} appartenait au groupe « {row.group} » jusqu’au {format_day(row.until, 'fr')}.",
            en=f"{row.organisation.name} belonged to the group “{row.group}” until {row.until:%d %B %Y}.",
        )
    name, what = row.organisation.name if row.organisation is not None else "", describe_seat(row)
    return Text(
        fr=f"Le siège de {row.user.name} est celui de {name or 'cette organisation'} ({what.fr}).",
        en=f"{row.user.name}’s seat is that of {name or 'that organisation'} ({what.en}).",
    )


def _lasting_condition(day: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=day - QUARANTINE_PERIOD)


def _list_links(which: Q) -> QuerySet[BusinessLink]:
    return BusinessLink.objects.filter(which).select_related("client", "supplier")


def _list_groups(which: Q) -> QuerySet[FormerGroup]:
    return FormerGroup.objects.filter(which).select_related("organisation").order_by("-until", "-pk")


def _list_seats(which: Q) -> QuerySet[Mandate]:
    return Mandate.objects.for_staff().filter(which).exclude(instance__in=JUDGING_BODIES).order_by("-since", "-pk")


SUBJECTS: Mapping[str, str] = {"link": "link", "group": FORMER_GROUP_SUBJECT, "seat": MANDATE_SUBJECT}
_ROWS: Mapping[str, Callable[[Q], QuerySet[Any]]] = {"link": _list_links, "group": _list_groups, "seat": _list_seats}
