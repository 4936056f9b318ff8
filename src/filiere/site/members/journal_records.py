"""What the journal tells of organisations, memberships and mandates, compared with their rows now.

Each act seals the whole row as it left it, so the last entry about a row is what the row must say. Contacts are left
out: they open no right, and their words go when a person asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.site.journal.reconciliation import Difference, entries_for
from filiere.site.journal.sealed_rows import SealedRow, get_key, name_acts
from filiere.site.members.models import FormerGroup, Mandate, Membership, Organisation, Site
from filiere.site.members.organisation_groups import fold_group

ORGANISATION_SUBJECT, SITE_SUBJECT, MEMBERSHIP_SUBJECT, MANDATE_SUBJECT = (
    "organisation",
    "site",
    "membership",
    "mandate",
)
FORMER_GROUP_SUBJECT = "former-group"
ACTS = ("create", "change", "end", "import")


def _format_day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def organisation_payload(one: Organisation) -> dict[str, Any]:
    """What the journal seals of an organisation."""
    return {
        "name": one.name,
        "siren": one.siren,
        "country": one.country,
        "kind": str(one.kind),
        "group": one.group,
        "fictitious": one.fictitious,
        "since": _format_day(one.since),
        "until": _format_day(one.until),
        "fee_paid_until": _format_day(one.fee_paid_until),
    }


def site_payload(one: Site) -> dict[str, Any]:
    """What the journal seals of a site."""
    return {
        "organisation": one.organisation.key,
        "name": one.name,
        "siret": one.siret,
        "commune": one.commune,
        "country": one.country,
        "activity": one.activity,
        "headcount": one.headcount,
        "positions": one.positions,
        "is_head_office": one.is_head_office,
        "opened": _format_day(one.opened),
        "closed": _format_day(one.closed),
    }


def membership_payload(one: Membership) -> dict[str, Any]:
    """What the journal seals of a membership."""
    return {
        "user": one.user.key,
        "organisation": one.organisation.key,
        "right": str(one.right),
        "since": _format_day(one.since),
        "until": _format_day(one.until),
    }


def mandate_payload(one: Mandate) -> dict[str, Any]:
    """What the journal seals of a mandate."""
    return {
        "user": one.user.key,
        "instance": str(one.instance),
        "college": one.college,
        "seat": one.seat,
        "organisation": one.organisation.key if one.organisation is not None else None,
        "since": _format_day(one.since),
        "until": _format_day(one.until),
        "substitute_of": one.substitute_of_id,
    }


def former_group_payload(one: FormerGroup) -> dict[str, Any]:
    """What the journal seals of a group that was annulled."""
    return {
        "organisation": one.organisation.key,
        "group": one.group,
        "until": _format_day(one.until),
        "annulled_on": _format_day(one.annulled_on),
    }


def compare_former_groups() -> Iterator[Difference]:
    """Groups that organisations left: each change of a group in the journal left one row, and nothing else did."""
    words = Text(fr="Ancien groupe", en="Former group")
    table = FormerGroup._meta.db_table
    group: dict[str, str] = {}
    expected: dict[str, list[int]] = {}
    for entry in entries_for(ORGANISATION_SUBJECT, [f"{ORGANISATION_SUBJECT}.{act}" for act in ACTS]):
        if entry.body is None:
            continue
        before, now = group.get(entry.subject, ""), str(entry.body.get("group") or "")
        if fold_group(before) and fold_group(before) != fold_group(now):
            key = f"{entry.subject}:{before}:{timezone.localdate(entry.at).isoformat()}"
            expected.setdefault(key, []).append(entry.number)
        group[entry.subject] = now
    for row in FormerGroup.objects.select_related("organisation").order_by("pk").iterator(chunk_size=500):
        key = f"{row.organisation.key}:{row.group}:{row.until.isoformat()}"
        if expected.get(key):
            expected[key].pop()
        else:
            yield Difference("stray", table, key, Text(fr=f"{words.fr} {key}", en=f"{words.en} {key}"))
    yield from _compare_annulled_groups(words)
    for key, numbers in expected.items():
        for number in numbers:
            yield Difference("missing", table, key, Text(fr=f"{words.fr} {key}", en=f"{words.en} {key}"), number)


def _compare_annulled_groups(words: Text) -> Iterator[Difference]:
    """Groups annulled without an act, or that an act annulled and that count again."""

    def key(body: dict[str, Any]) -> str:
        return ":".join(str(body[name]) for name in ("organisation", "group", "until", "annulled_on"))

    acts = {
        key(entry.body): entry.number
        for entry in entries_for(FORMER_GROUP_SUBJECT, [f"{FORMER_GROUP_SUBJECT}.annul"])
        if entry.body
    }
    rows = FormerGroup.objects.filter(annulled_on__isnull=False).select_related("organisation").order_by("pk")
    found = {key(former_group_payload(row)): row for row in rows}
    for one in sorted(acts.keys() ^ found.keys()):
        name = Text(fr=f"{words.fr} {one}", en=f"{words.en} {one}")
        yield Difference("changed", FormerGroup._meta.db_table, one, name, acts.get(one), ("annulled_on",))


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        Organisation,
        ORGANISATION_SUBJECT,
        name_acts(ORGANISATION_SUBJECT, *ACTS),
        organisation_payload,
        Text(fr="Organisation", en="Organisation"),
        key=get_key,
    ),
    SealedRow(
        Site,
        SITE_SUBJECT,
        name_acts(SITE_SUBJECT, *ACTS),
        site_payload,
        Text(fr="Site", en="Site"),
        key=get_key,
        rows=lambda: Site.objects.select_related("organisation"),
    ),
    SealedRow(
        Membership,
        MEMBERSHIP_SUBJECT,
        name_acts(MEMBERSHIP_SUBJECT, *ACTS),
        membership_payload,
        Text(fr="Appartenance", en="Membership"),
        rows=lambda: Membership.objects.select_related("user", "organisation"),
    ),
    SealedRow(
        Mandate,
        MANDATE_SUBJECT,
        name_acts(MANDATE_SUBJECT, *ACTS),
        mandate_payload,
        Text(fr="Mandat", en="Mandate"),
        rows=lambda: Mandate.objects.select_related("user", "organisation"),
    ),
)
"""Rows that the last act on them seals whole: memberships open dossiers, mandates open votes."""
