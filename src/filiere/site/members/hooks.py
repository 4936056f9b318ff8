"""What the directory does for the others: invitations to an organisation, copies of one's data, and erasure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.extension_points import account_lines, opposition_rules
from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.accounts.rights import OPERATOR, Operator, Role
from filiere.site.accounts.second_factor_policy import seat_checks
from filiere.site.accounts.signer_independence import appointer_lookups
from filiere.site.journal.extension_points import comparisons
from filiere.site.journal.models import Entry
from filiere.site.journal.sealed_rows import record_row, sealed_rows
from filiere.site.kit.navigation import WorkspaceDoor, holds_right, workspace_doors
from filiere.site.kit.rights import Right, rights, scopes
from filiere.site.members import invitations, seat_incompatibilities, todo_items  # noqa: F401  They register there.
from filiere.site.members.actions.account_requests import UNANSWERED_RULE, end_unanswered_requests, forget_requests
from filiere.site.members.affiliation_predicates import is_plain_member
from filiere.site.members.affiliations import find_affiliations
from filiere.site.members.journal_reconciliation import (
    MANDATE_SUBJECT,
    MEMBERSHIP_SUBJECT,
    SEALED_ROWS,
    compare_former_groups,
)
from filiere.site.members.label_bodies import COLLEGE_LABELS, INSTANCES
from filiere.site.members.letters import notify_seat_ended
from filiere.site.members.models import AccountRequest, Contact, Mandate, Membership
from filiere.site.members.rights import ORGANISATION_RIGHTS, ORGANISATION_SCOPE, are_opposite_sides
from filiere.site.members.seat_requests import register_mandate_requests
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages

scopes.add(ORGANISATION_SCOPE)
rights.add(*ORGANISATION_RIGHTS)
rights.add(
    Right(
        "account-request:answer",
        by=(Role.LABEL_STAFF,),
        words=Text(fr="répondre aux demandes de compte", en="answer requests for an account"),
    ),
    Right(
        "directory:edit",
        by=(Role.LABEL_STAFF, Operator.key),
        words=Text(fr="tenir l’annuaire", en="manage the directory"),
    ),
    Right(
        "directory:read",
        by=(Role.LABEL_STAFF, Operator.key),
        words=Text(fr="lire tout l’annuaire", en="read the whole directory"),
    ),
    Right(
        "mandate:record",
        by=(Role.LABEL_STAFF, Operator.key),
        words=Text(
            fr="inscrire un mandat ou sa fin, jamais pour soi, et à deux pour un membre votant",
            en="record a mandate or its end, never your own, and with a second person for a voting member’s",
        ),
    ),
)


sealed_rows.add(*SEALED_ROWS)
comparisons.register(compare_former_groups)
register_mandate_requests()


@opposition_rules.register
def _are_on_two_sides(this: User, other: User) -> bool:
    """Whether they act for the two sides of one organisation today."""
    held = Membership.objects.current(timezone.localdate()).filter(user__in=(this, other)).order_by()
    rights: dict[int, list[str]] = {}
    for organisation, right in held.values_list("organisation", "right"):
        rights.setdefault(organisation, []).append(right)
    return any(len(both) == 2 and are_opposite_sides(*both) for both in rights.values())


@sitemap_pages.register("members")
def list_request_pages() -> list[PageAddress]:
    """The form by which anybody asks for an account."""
    return [("account-request", ())]


@data_exporters.register("account-requests")
def _export_account_requests(user: User) -> list[dict[str, Any]]:
    return [
        {
            "organisation": one.organisation_name,
            "siren": one.siren,
            "name": one.name,
            "purpose": one.purpose,
            "message": one.message,
            "state": one.state,
            "asked_at": format_moment(one.asked_at),
        }
        for one in AccountRequest.objects.filter(email=user.email).order_by("pk")
    ]


@data_erasers.register("account-requests")
def _erase_account_requests(user: User) -> None:
    forget_requests(AccountRequest.objects.filter(email=user.email))


@retention_rules.register("account-requests-unconfirmed")
def _remove_unconfirmed_requests(before: datetime, most: int) -> int:
    return forget_requests(AccountRequest.objects.filter(state="asked", asked_at__lt=before)[:most])


retention_rules.put(UNANSWERED_RULE, end_unanswered_requests)


@retention_rules.register("account-requests")
def _remove_answered_requests(before: datetime, most: int) -> int:
    return forget_requests(AccountRequest.objects.filter(decided_at__lt=before)[:most])


@data_exporters.register("directory")
def _export_directory(user: User) -> dict[str, Any]:
    return {
        "memberships": [
            {
                "organisation": one.organisation.name,
                "right": one.right,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in user.memberships.select_related("organisation")
        ],
        "mandates": [
            {
                "body": one.instance,
                "college": one.college,
                "seat": one.seat,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in user.mandates.all()
        ],
        "contacts": [
            {"organisation": one.organisation.name, "name": one.name, "job": one.job, "phone": one.phone}
            for one in Contact.objects.filter(email__iexact=user.email).select_related("organisation")
        ],
        "read_at": format_moment(timezone.now()),
    }


@data_erasers.register("directory")
def _erase_person_rows(user: User) -> None:
    """End what the person may do and forget how to write to them; who held a seat when stays, under their key."""
    today = timezone.localdate()
    running = Q(until__isnull=True) | Q(until__gt=today)
    yesterday = today - timedelta(days=1)
    for held in Membership.objects.filter(running, user=user).select_related("user", "organisation"):
        held.until = max(held.since, yesterday)
        held.save(update_fields=["until"])
        record_row(OPERATOR, "membership.end", held)
    for seat in Mandate.objects.filter(running, user=user).select_related("user", "organisation"):
        seat.until = max(seat.since, yesterday)
        seat.save(update_fields=["until"])
        record_row(OPERATOR, "mandate.end", seat)
        notify_seat_ended(seat, Text(fr="Son compte a été effacé.", en="Their account has been erased."), erased=True)
    Contact.objects.filter(email__iexact=user.email).delete()


workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Votre organisation", en="Your organisation"),
        Text(
            fr="Sa fiche, ses sites, ses contacts, et qui agit pour elle ici.",
            en="Its record, sites and contacts, and who acts for it here.",
        ),
        "members:home",
        is_plain_member,
    ),
    order=20,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Annuaire", en="Directory"),
        Text(
            fr="Organisations, sites, contacts, adhésions, import et export.",
            en="Organisations, sites, contacts, memberships, import and export.",
        ),
        "members:home",
        holds_right("directory:read"),
    ),
    order=80,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Demandes de compte", en="Account requests"),
        Text(
            fr="Les demandes de compte des entreprises et des centres, à accepter ou à refuser.",
            en="Account requests from companies and centres, to accept or refuse.",
        ),
        "account-requests",
        holds_right("account-request:answer"),
    ),
    order=85,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Mandats", en="Mandates"),
        Text(
            fr="Les sièges et leurs titulaires ; demander un siège ou sa fin.",
            en="Seats and their holders; request a seat or its end.",
        ),
        "members:mandates",
        holds_right("mandate:record"),
    ),
    order=90,
)


@seat_checks.register
def _holds_seat(user: User) -> bool:
    """A seat in a body of the label needs a second factor, as a role does, and from before it is taken."""
    # One to come too: else one administrator alone would close the account of a judge on the eve of their mandate.
    lasting = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    return Mandate.objects.filter(lasting, user=user).exists()


@appointer_lookups.register
def _find_seat_givers(people: Collection[User], since: datetime) -> Iterable[int]:
    """By the journal, since a moment: the two do not sign together for thirty days."""
    actors: set[str] = set()
    for kind, model in ((MANDATE_SUBJECT, Mandate), (MEMBERSHIP_SUBJECT, Membership)):
        rows = [str(pk) for pk in model.objects.filter(user__in=people).values_list("pk", flat=True)]
        made = Entry.objects.filter(subject_kind=kind, subject_id__in=rows, act=f"{kind}.create", at__gte=since)
        actors |= set(made.values_list("actor_key", flat=True))
    return User.objects.filter(key__in=actors - {one.key for one in people}).values_list("pk", flat=True)


_RIGHT_SENTENCES: Mapping[str, Text] = {
    "read": Text(fr="lit pour", en="reads for"),
    "edit": Text(fr="agit pour", en="acts for"),
    "staff_representative": Text(fr="représente le personnel de", en="represents the staff of"),
}


@account_lines.register
def list_memberships_held(user: User) -> Iterator[Text]:
    """Memberships and mandates that run today, in sentences: for the account page and the door of the demonstration."""
    today = timezone.localdate()
    held = find_affiliations(user, today)
    for membership in held.memberships:
        acts, name = _RIGHT_SENTENCES[membership.right], membership.organisation.name
        yield Text(fr=f"{acts.fr} {name}", en=f"{acts.en} {name}")
    for seat in held.mandates:
        body, college = INSTANCES[seat.instance], COLLEGE_LABELS.get(seat.college) or Text.same(seat.college)
        fr, en = (", suppléance", ", substitute") if seat.substitute_of_id else ("", "")
        yield Text(fr=f"{body.fr}, collège {college.fr}{fr}", en=f"{body.en}, college of {college.en}{en}")
