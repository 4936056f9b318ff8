"""What the journal tells of votes, compared with the tables: what was changed afterwards shows.

The payloads hold fingerprints of what people wrote, never the words; a ballot is told by its commitment alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core import Text, seal
from filiere.site.accounts.site_key_status import key_is_lost
from filiere.site.committee.ballot_sealing import to_sealed_ballot
from filiere.site.committee.models import (
    Ballot,
    BusinessLink,
    Dissent,
    ExceptionAct,
    Hearing,
    Interest,
    Item,
    Note,
    NoTieStatement,
    Recusal,
    Session,
)
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields
from filiere.site.journal.sealed_rows import SealedRow, get_key


def ballot_payload(row: Ballot) -> dict[str, Any]:
    """A ballot: its commitment binds its choice, its reasons and its person; told again if these are changed."""
    return {"item": row.item.key, "round": row.round, "commitment": row.commitment}


def decision_payload(row: Item) -> dict[str, Any]:
    """A decided item."""
    return {
        "snapshot": row.snapshot_sha256,
        "release": row.release_sha256,
        "minutes": row.minutes_sha256,
        "minutes_body": seal(row.minutes),
        "reasons": seal(row.reasons),
        "plan": seal(row.plan),
        "event": row.event,
        "outcome": seal(row.outcome),
        "seats": seal(row.seats),
        "rounds": seal(
            [
                [
                    one.number,
                    one.opened_by.key,
                    one.opened_at.isoformat(),
                    one.counted_by.key if one.counted_by else None,
                    one.counted_at.isoformat() if one.counted_at else None,
                ]
                for one in row.rounds.select_related("opened_by", "counted_by").order_by("number")
            ]
        ),
    }


def session_payload(row: Session) -> dict[str, Any]:
    """A closed session."""
    came = row.attendances.select_related("user").order_by("user__key")
    return {
        "minutes": row.minutes_sha256,
        "minutes_body": seal(row.minutes),
        "attendance": seal(
            [
                [
                    one.user.key,
                    one.seat,
                    one.college,
                    one.arrived_at.isoformat(),
                    one.left_at.isoformat() if one.left_at else None,
                ]
                for one in came
            ]
        ),
    }


def interest_payload(row: Interest) -> dict[str, Any]:
    """A declared interest."""
    return {
        "user": row.user.key,
        "organisation": row.organisation.key,
        "ground": row.ground,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "note": seal(row.note),
    }


def no_tie_payload(row: NoTieStatement) -> dict[str, Any]:
    """A statement that nothing ties a member to a company."""
    return {"item": row.item.key, "user": row.user.key, "made_on": row.made_on.isoformat()}


def recusal_payload(row: Recusal) -> dict[str, Any]:
    """A recusal noted by hand."""
    return {
        "dossier": row.dossier.key,
        "user": row.user.key,
        "grade": row.grade,
        "ground": seal(row.ground),
        "since": row.since.isoformat(),
        "confirmed_by": row.confirmed_by.key if row.confirmed_by is not None else None,
        "confirmed_on": row.confirmed_on.isoformat() if row.confirmed_on else None,
    }


def business_link_payload(row: BusinessLink) -> dict[str, Any]:
    """A client and its supplier."""
    return {
        "client": row.client.key,
        "supplier": row.supplier.key,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        **({"annulled_on": row.annulled_on.isoformat()} if row.annulled_on else {}),
    }


def hearing_payload(row: Hearing) -> dict[str, Any]:
    """A hearing as it stands."""
    return {
        "dossier": row.dossier.key,
        "snapshot": row.snapshot_sha256,
        "offered_for": row.offered_for.isoformat(),
        "outcome": row.outcome,
        "outcome_on": row.outcome_on.isoformat() if row.outcome_on else None,
        "record": seal(row.record),
    }


def exception_payload(row: ExceptionAct) -> dict[str, Any]:
    """An exception as it stands."""
    return {
        "dossier": row.dossier.key,
        "action": row.action,
        "reasons": seal(row.reasons),
        "first": row.first.key,
        "second": row.second.key if row.second is not None else None,
        "done_on": row.done_on.isoformat() if row.done_on else None,
        "lapsed_on": row.lapsed_on.isoformat() if row.lapsed_on else None,
    }


def dissent_payload(row: Dissent) -> dict[str, Any]:
    """A minority opinion."""
    return {"item": row.item.key, "college": row.college, "text": seal(row.text), "named": row.named}


def note_payload(row: Note) -> dict[str, Any]:
    """A word of the debate: its fingerprint, and who said it."""
    return {"note": row.pk, "user": row.user.key, "text": seal(row.text)}


def counts_payload(row: Item, number: int) -> dict[str, Any]:
    """What the opening of a round counted."""
    return {"round": number, "counts": row.first_counts if number == 1 else row.second_counts}


def compare_annulled_links() -> Iterator[Difference]:
    """Business links that are said to be annulled, of which no act tells."""
    acts = {entry.subject for entry in entries_for("link", ("link.annul",))}
    for row in BusinessLink.objects.filter(annulled_on__isnull=False).order_by("pk"):
        if str(row.pk) not in acts:
            name = Text(fr=f"Lien d’affaires {row.pk}", en=f"Business link {row.pk}")
            yield Difference("changed", BusinessLink._meta.db_table, str(row.pk), name, None, ("annulled_on",))


def compare_notes() -> Iterator[Difference]:
    """Words of the debate that were changed, that are gone, or that no act made; an erasure is an act."""
    found = {row.pk: row for row in Note.objects.select_related("user").order_by("pk")}

    def say(kind: DifferenceKind, key: int, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
        name = Text(fr=f"Contribution au débat {key}", en=f"Debate contribution {key}")
        return Difference(kind, Note._meta.db_table, str(key), name, entry, fields)

    last = {int(entry.body["note"]): entry for entry in entries_for("item", ("note.add", "note.erase")) if entry.body}
    for key, entry in last.items():
        row = found.pop(key, None)
        if row is None:
            yield say("missing", key, entry.number)
        elif fields := list_changed_fields(dict(entry.body or {}), note_payload(row)):
            yield say("changed", key, entry.number, fields)
    for key in found:
        yield say("stray", key)


def compare_counts() -> Iterator[Difference]:
    """Counts that are not what the opening of the ballots told."""
    last = {
        (entry.subject, int(entry.body["round"])): entry
        for entry in entries_for("item", ("ballots.open",))
        if entry.body
    }
    for row in Item.objects.order_by("pk"):
        for number, field in ((1, "first_counts"), (2, "second_counts")):
            entry = last.get((row.key, number))
            now = getattr(row, field)
            name = Text(fr=f"Décompte {number} de {row.key}", en=f"Count {number} of {row.key}")
            table = Item._meta.db_table
            if entry is None and now is not None:
                yield Difference("stray", table, row.key, name, None, (field,))
            elif entry is not None and list_changed_fields(
                {"counts": (entry.body or {}).get("counts")}, counts_payload(row, number)
            ):
                yield Difference("changed", table, row.key, name, entry.number, (field,))


def format_ballot_name(row: Ballot) -> str:
    """A ballot as the journal calls it."""
    return f"{row.item.key}:{row.round}:{row.seat}"


def recompute_commitment(row: Ballot) -> str:
    """The commitment that a ballot's row makes now."""
    # What is sealed under a lost key can be compared with nothing, which is told elsewhere.
    return row.commitment if row.closed and key_is_lost() else to_sealed_ballot(row).commitment


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(
        Ballot,
        "ballot",
        ("ballot.cast",),
        ballot_payload,
        Text(fr="Bulletin", en="Ballot"),
        key=format_ballot_name,
        rows=lambda: Ballot.objects.select_related("item", "user"),
        now=lambda row: ballot_payload(row) | {"commitment": recompute_commitment(row)},
    ),
    SealedRow(
        Item,
        "item",
        ("item.decide",),
        decision_payload,
        Text(fr="Décision", en="Decision"),
        key=get_key,
        rows=lambda: Item.objects.filter(status=Item.Status.DECIDED),
    ),
    SealedRow(
        Session,
        "session",
        ("session.close",),
        session_payload,
        Text(fr="Séance", en="Session"),
        key=get_key,
        rows=lambda: Session.objects.filter(closed_at__isnull=False),
    ),
    SealedRow(
        Interest,
        "interest",
        ("interest.declare", "interest.end", "interest.erase"),
        interest_payload,
        Text(fr="Intérêt déclaré", en="Declared interest"),
        rows=lambda: Interest.objects.select_related("user", "organisation"),
    ),
    SealedRow(
        NoTieStatement,
        "no-tie",
        ("tie.deny",),
        no_tie_payload,
        Text(fr="Déclaration d’absence de lien", en="Statement of no link"),
        rows=lambda: NoTieStatement.objects.select_related("item", "user"),
    ),
    SealedRow(
        Recusal,
        "recusal",
        ("recusal.note", "recusal.confirm"),
        recusal_payload,
        Text(fr="Récusation", en="Recusal"),
        rows=lambda: Recusal.objects.select_related("user", "dossier", "confirmed_by"),
    ),
    SealedRow(
        BusinessLink,
        "link",
        ("link.note", "link.end", "link.annul"),
        business_link_payload,
        Text(fr="Lien d’affaires", en="Business link"),
        rows=lambda: BusinessLink.objects.select_related("client", "supplier"),
    ),
    SealedRow(
        Hearing,
        "hearing",
        ("hearing.offer", "hearing.note"),
        hearing_payload,
        Text(fr="Entretien", en="Hearing"),
        rows=lambda: Hearing.objects.select_related("dossier"),
    ),
    SealedRow(
        ExceptionAct,
        "exception",
        ("exception.ask", "exception.lapse", "exception.confirm"),
        exception_payload,
        Text(fr="Exception", en="Exception"),
        rows=lambda: ExceptionAct.objects.select_related("dossier", "first", "second"),
    ),
    SealedRow(
        Dissent,
        "dissent",
        ("dissent.sign",),
        dissent_payload,
        Text(fr="Avis minoritaire", en="Minority opinion"),
        rows=lambda: Dissent.objects.select_related("item"),
    ),
)
"""Rows that the last act on them sealed whole; what only a part of tells is compared by the functions above."""
