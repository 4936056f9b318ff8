"""Recording who sits where, from when to when, and who stands in; never two people on one seat on one day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.approval_rules import is_same_person, require_approval
from filiere.site.accounts.extension_points import guard_change
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.members import letters
from filiere.site.members.directory.columns import Column
from filiere.site.members.extension_points import (
    guard_bars_with_signature,
    list_seating_objections,
    list_tie_objections,
)
from filiere.site.members.field_checks import check_day_order, check_fields, fault
from filiere.site.members.journal_reconciliation import MANDATE_SUBJECT
from filiere.site.members.label_bodies import INSTANCES, count_seats, list_colleges
from filiere.site.members.models import Mandate, Organisation
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES, list_seat_objections

_SEAT_COLUMNS = (Column("seat", Text(fr="Siège", en="Seat"), longest=60, needed=True),)


SEAT_KIND, END_KIND = "mandate", "mandate-end"
"""The requests that take two people (see `approval_requests`)."""


@needs_clock
def record_mandate(
    *,
    actor: Actor,
    user: User,
    instance: str,
    college: str,
    seat: str,
    since: date,
    until: date | None = None,
    organisation: Organisation | None = None,
    substitute_of: Mandate | None = None,
    approval: Approval | None = None,
) -> Mandate:
    """Record a mandate; raises `RightRefused`, and `Faults` with everything that stands against it.

    A judge's seat takes two people, and so does one of the scientific committee for whoever votes on the releases that
    it prepares, and any that names an organisation and thereby keeps a judge out of an open dossier: it is recorded by
    a signed request for exactly this, or by the operator of the machine. A person takes no seat in a session that has
    begun, nor in past ones: the operator alone enters old mandates of a body that sat since, and nobody changes who
    votes while a vote is on. The person and the others of the body get a letter.
    """
    require(actor, "mandate:record", subject_kind=MANDATE_SUBJECT)
    row = Mandate(
        user=user,
        instance=instance,
        college=college,
        seat=seat,
        since=since,
        until=until,
        organisation=organisation,
        substitute_of=substitute_of,
    )
    asked = seat_payload(row)
    touched = frozenset() if organisation is None else frozenset({organisation.pk})
    day = max(since, timezone.localdate())

    def require_second() -> None:
        require_approval(approval, actor=actor, kind=SEAT_KIND, payload=asked)

    with transaction.atomic(), guard_bars_with_signature(actor, touched, day, require_second), guard_change():
        # One lock for all mandates, which are few: two records at once of one seat follow one another.
        list(Mandate.objects.select_for_update().filter(instance=instance).values_list("pk", flat=True))
        check_seat(row, actor)
        if is_judging_body(instance):
            require_second()
        elif _removes_release_vote(row):
            if faults := list_tie_objections(actor, touched, day):
                raise Faults(faults)
            require_second()
        row.save()
        record_row(actor, "mandate.create", row)
        letters.notify_seat_given(row, letters.describe_signers(actor, approval))
    return row


def check_seat(row: Mandate, actor: Actor) -> None:
    """Raise `Faults` with everything that stands against a mandate, which is not saved."""
    values, faults = check_fields(_SEAT_COLUMNS, {"seat": row.seat})
    row.seat = values.get("seat") or ""
    faults += [
        *check_day_order({"since": row.since, "until": row.until}, "since", "until"),
        *_list_objections(row, actor),
    ]
    if not isinstance(actor, Operator):
        faults += list_seating_objections(row, timezone.localdate())
    if faults:
        raise Faults(faults)


@needs_clock
def end_mandate(*, actor: Actor, mandate: Mandate, on: date, approval: Approval | None = None) -> Mandate:
    """End a mandate on a day, that day included, and those of its substitutes; ending twice changes nothing.

    The end of a judge's mandate takes two people, as its beginning did; signed after its day, it ends on that of the
    signature. The staff ends none before today: whoever voted since then would have voted without a seat. The operator,
    who enters what was kept elsewhere, may. The person and the others of the body get a letter. Raises
    `RightRefused`, and `Faults` for a day that cannot be, or without the second person.
    """
    require(actor, "mandate:record", subject_kind=MANDATE_SUBJECT, subject_id=str(mandate.pk))
    asked = end_payload(mandate, on)
    with transaction.atomic(), guard_change():
        row = Mandate.objects.for_staff().select_for_update(of=("self",)).get(pk=mandate.pk)
        if approval is not None:
            on = max(on, timezone.localdate())
        if row.until is not None and row.until <= on:
            return row
        if faults := list_end_faults(row, on, actor):
            raise Faults(faults)
        if is_judging_body(row.instance):
            require_approval(approval, actor=actor, kind=END_KIND, payload=asked)
        by = letters.describe_signers(actor, approval)
        later = row.substitutes.filter(Q(until__isnull=True) | Q(until__gt=on))
        for item in (*later.select_related("user", "organisation", "substitute_of__user"), row):
            item.until = max(item.since, on)
            item.save(update_fields=["until"])
            record_row(actor, "mandate.end", item)
            letters.notify_seat_ended(item, by)
    return row


def list_end_faults(row: Mandate, on: date, actor: Actor = None) -> list[Fault]:
    """What stands against ending a mandate on a day."""
    if on < row.since:
        return check_day_order({"since": row.since, "until": on}, "since", "until")
    if on >= timezone.localdate() or isinstance(actor, Operator):
        return []
    return [
        fault(
            "mandate-backdated",
            "Un mandat ne peut pas prendre fin avant le jour où sa fin est inscrite.",
            "A mandate cannot end before the day its end is recorded.",
            "Indiquez aujourd’hui ou un jour à venir.",
            "Enter today or a future date.",
            "on",
        )
    ]


def is_judging_body(instance: str) -> bool:
    """Whether the members of a body judge dossiers: their seats and ends take two people."""
    return instance in JUDGING_BODIES


def _removes_release_vote(row: Mandate) -> bool:
    """Whether a seat would take away, of a member of the committee, the vote on releases: who prepares has none."""
    if row.instance != Mandate.Instance.SCIENTIFIC:
        return False
    return _holds_seat_in(Mandate.objects.filter(overlap_condition(row), instance=Mandate.Instance.COMMITTEE), row.user)


def seat_payload(row: Mandate) -> dict[str, Any]:
    """What a request for a seat holds."""
    return {
        "user": row.user.key,
        "instance": str(row.instance),
        "college": row.college,
        "seat": row.seat,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until is not None else None,
        "organisation": row.organisation.key if row.organisation is not None else None,
        "substitute_of": row.substitute_of_id,
    }


def end_payload(row: Mandate, on: date) -> dict[str, Any]:
    """What a request for the end of a mandate holds."""
    return {"mandate": row.pk, "on": on.isoformat()}


def overlap_condition(row: Mandate) -> Q:
    """Mandates that run on a day on which this one does."""
    found = Q(until__isnull=True) | Q(until__gte=row.since)
    return found if row.until is None else found & Q(since__lte=row.until)


def _list_objections(row: Mandate, actor: Actor) -> list[Fault]:
    faults: list[Fault] = []
    if isinstance(actor, User) and is_same_person(actor, row.user):
        faults.append(
            fault(
                "not-for-oneself",
                "Vous ne pouvez pas inscrire votre propre mandat.",
                "You cannot record your own mandate.",
                "Un autre membre de l’équipe doit le faire.",
                "Another member of staff must do it.",
            )
        )
    faults += list_seat_objections(row, timezone.localdate())
    if row.instance not in INSTANCES:
        return [*faults, _unknown_body_fault("instance")]
    if row.college not in list_colleges(row.instance, row.since):
        faults.append(_unknown_body_fault("college"))
    same_body = Mandate.objects.filter(overlap_condition(row), instance=row.instance)
    titular = row.substitute_of
    if titular is not None:
        faults += _check_substitute(row, titular)
    elif same_body.filter(seat=row.seat, substitute_of__isnull=True).exists():
        faults.append(
            fault(
                "seat-taken",
                "Ce siège est occupé par une autre personne au moins un jour de cette période.",
                "This seat is held by someone else for at least one day of this period.",
                "Inscrivez d’abord la fin du mandat précédent, ou choisissez un autre siège.",
                "Record the end of the previous mandate first, or choose another seat.",
                "seat",
            )
        )
    else:
        faults += _check_seats_left(row, same_body.filter(college=row.college, substitute_of__isnull=True).count())
    if _holds_seat_in(same_body, row.user):
        faults.append(
            fault(
                "sits-already",
                "Cette personne siège déjà dans cette instance pendant cette période.",
                "This person already sits on this body during this period.",
                "Une personne n’y a qu’une seule place, titulaire ou suppléante.",
                "A person may hold only one place there, as holder or substitute.",
                "user",
            )
        )
    judges = {"committee": "appeal_panel", "appeal_panel": "committee"}
    if row.instance in judges and _holds_seat_in(
        Mandate.objects.filter(overlap_condition(row), instance=judges[row.instance]), row.user
    ):
        faults.append(
            fault(
                "two-judges",
                "L’instance de recours est distincte du comité : personne ne peut siéger dans les deux.",
                "The appeal panel is separate from the committee: no one may sit on both.",
                "Choisissez une autre personne.",
                "Choose another person.",
                "user",
            )
        )
    return faults


def _holds_seat_in(mandates: QuerySet[Mandate], user: User) -> bool:
    """Whether a person holds one of these seats, by this account or by an old one of the same mailbox."""
    return any(is_same_person(one.user, user) for one in mandates.select_related("user"))


def _check_substitute(row: Mandate, titular: Mandate) -> list[Fault]:
    faults = []
    if titular.substitute_of_id is not None or (titular.instance, titular.college, titular.seat) != (
        row.instance,
        row.college,
        row.seat,
    ):
        faults.append(
            fault(
                "substitute-of-another-seat",
                "Un suppléant remplace un titulaire du même collège.",
                "A substitute stands in for a seat holder in the same college.",
                "Choisissez le titulaire de ce siège.",
                "Choose the holder of this seat.",
                "substitute_of",
            )
        )
    if row.since < titular.since or (titular.until is not None and (row.until is None or row.until > titular.until)):
        faults.append(
            fault(
                "substitute-outlives",
                "La suppléance dépasse la période du titulaire.",
                "The substitute’s period extends beyond the holder’s.",
                "Choisissez des dates comprises dans celles du titulaire.",
                "Keep the dates within the holder’s.",
                "since",
            )
        )
    if titular.substitutes.filter(overlap_condition(row)).exists():
        faults.append(
            fault(
                "substitute-taken",
                "Ce titulaire a déjà un suppléant pendant cette période.",
                "This holder already has a substitute during this period.",
                "Inscrivez d’abord la fin de la suppléance précédente.",
                "Record the end of the previous one first.",
                "substitute_of",
            )
        )
    return faults


def _check_seats_left(row: Mandate, held: int) -> list[Fault]:
    seats = count_seats(row.instance, row.since).get(row.college)
    if seats is None or held < seats:
        return []
    return [
        fault(
            "college-full",
            f"Ce collège a {seats} sièges, tous occupés pendant cette période.",
            f"This college has {seats} seats, all held during this period.",
            "Le nombre de sièges est fixé par la version du label en vigueur.",
            "The number of seats is set by the version of the label in force.",
            "college",
        )
    ]


def _unknown_body_fault(key: str) -> Fault:
    return fault(
        f"{key}-unknown",
        "Cette instance ou ce collège n’existe pas.",
        "There is no such body or college.",
        "Choisissez-en un de la liste.",
        "Choose one from the list.",
        key,
    )
