"""What the journal says of each row of the dialogue: fingerprints of what people wrote, never the words.

An amendment is told with its versions and its events, a vote with its ballots, a meeting with who was there and its
minutes: what was changed, added or lost beside the journal shows.
"""

from __future__ import annotations

from typing import Any

from filiere.core import Text, seal
from filiere.programme.paragraphs import hash_wording
from filiere.site.journal.sealed_rows import SealedRow, get_key, name_acts
from filiere.site.programme.dialogue.models import (
    AmendmentReasons,
    DepositedAgreement,
    DialogueRoom,
    DiscussedText,
    DissentNote,
    MinutesApproval,
    PositionSubject,
    RoomMeeting,
    RoomSeat,
    StatedPosition,
    TextAmendment,
    WordingVote,
)


def room_payload(row: DialogueRoom) -> dict[str, Any]:
    """A room with its colleges."""
    return {
        "name": seal([row.name, row.name_en]),
        "confidentiality": row.confidentiality,
        "majority": row.majority,
        "quorum": row.quorum,
        "colleges": [[one.key, one.title, one.title_en, one.quorum] for one in row.colleges.all()],
    }


def seat_payload(row: RoomSeat) -> dict[str, Any]:
    """A seat: who, for whom, where, between which days."""
    return {
        "room": row.room.key,
        "college": row.college.key if row.college is not None else None,
        "person": row.person.key,
        "organisation": row.organisation.key,
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
    }


def meeting_payload(row: RoomMeeting) -> dict[str, Any]:
    """A meeting, who was there, and its minutes."""
    there = row.attendances.select_related("seat").order_by("pk")
    papers = [
        [one.number, one.title, hash_wording(one.words), one.address, one.file_sha256, one.by.key]
        for one in row.papers.select_related("by")
    ]
    approval = MinutesApproval.objects.filter(meeting=row).select_related("seat", "version").first()
    return {
        "room": row.room.key,
        "called_for": seal([row.day.isoformat(), row.time.isoformat(), row.place, row.agenda]),
        "state": row.state,
        "attendance": seal(
            [[one.seat.key, one.arrived_at.isoformat(), one.left_at and one.left_at.isoformat()] for one in there]
        ),
        "proxies": seal([[one.seat.key, one.holder.key] for one in row.proxies.select_related("seat", "holder")]),
        "minutes": seal([[one.number, hash_wording(one.text), one.by.key] for one in row.minutes.select_related("by")]),
        **({"papers": seal(papers)} if papers else {}),
        "approval": [approval.version.number, approval.sha256, approval.seat.key] if approval is not None else None,
    }


def text_payload(row: DiscussedText) -> dict[str, Any]:
    """A text under discussion."""
    return {
        "room": row.room.key,
        "code": row.code,
        "title": seal([row.title, row.title_en]),
        "base": hash_wording(row.base),
        "target": [row.release, row.release_sha256, row.criterion, row.field],
        "until": [row.amend_until.isoformat(), row.subamend_until.isoformat()],
        **({"reasons": [row.reasons.amendment.key, row.reasons.number]} if row.reasons is not None else {}),
    }


def amendment_payload(row: TextAmendment) -> dict[str, Any]:
    """An amendment with the versions of its words and of its reasons, and what became of it."""
    wordings = [
        [one.number, one.op, one.paragraph, one.words, one.to, one.old, one.new, one.by.key]
        for one in row.wordings.select_related("by")
    ]
    events = [
        [one.state, one.why, one.why_en, one.by.key if one.by is not None else None, one.on.isoformat()]
        for one in row.events.select_related("by")
    ]
    return {
        "text": row.text.key,
        "number": row.number,
        "seat": row.seat.key,
        "state": row.state,
        "wordings": seal(wordings),
        "reasons": seal([_list_reasons(one) for one in row.reasons.select_related("by", "vote")]),
        "events": seal(events),
    }


def _list_reasons(row: AmendmentReasons) -> list[Any]:
    """A version of reasons, and who wrote it or which vote made it."""
    author = row.by.key if row.by is not None else row.vote.key if row.vote is not None else None
    return [row.number, row.title, row.words, author]


def vote_payload(row: WordingVote) -> dict[str, Any]:
    """A vote with its ballots and what they decided."""
    return {
        "text": row.text.key,
        "amendment": row.amendment.key if row.amendment is not None else None,
        "meeting": row.meeting.key,
        "state": row.state,
        "words": row.words_sha256,
        "words_body": hash_wording(row.words),
        "base": row.base_sha256,
        "ballots": seal(
            [
                # Of a secret vote its commitment, which says nothing: a fingerprint of few choices would tell them.
                [one.seat.key, one.commitment or one.choice, one.proxy, one.by.key]
                for one in row.ballots.select_related("seat", "by").order_by("pk")
            ]
        ),
        "counts": seal(row.counts),
        "outcome": seal(row.outcome),
        "seats": seal(row.seats),
        "decision": row.decision_sha256,
        **({"secret": True} if row.secret else {}),
        **({"void": seal(row.void_reason)} if row.void_reason else {}),
    }


def dissent_payload(row: DissentNote) -> dict[str, Any]:
    """A note of disagreement, by the hash of its words and that of its decision."""
    return {
        "vote": row.vote.key,
        "decision": row.decision_sha256,
        "seat": row.seat.key,
        "organisation": seal(row.organisation_name),
        "text": hash_wording(row.text),
        "by": row.by.key,
    }


def subject_payload(row: PositionSubject) -> dict[str, Any]:
    """A subject."""
    return {"title": [row.title, row.title_en], "about": seal([row.about, row.about_en])}


def position_payload(row: StatedPosition) -> dict[str, Any]:
    """A position."""
    return {
        "room": row.room.key,
        "organisation": row.organisation.key,
        "subject": row.subject.key,
        "stance": row.stance,
        "text": hash_wording(row.text),
        "on": row.on.isoformat(),
        "source": seal([row.source, row.source_url]),
        "by": row.by.key,
    }


def agreement_payload(row: DepositedAgreement) -> dict[str, Any]:
    """A deposited agreement."""
    return {
        "room": row.room.key,
        "title": seal([row.title, row.title_en]),
        "parties": seal(row.parties),
        "days": [row.signed_on.isoformat(), row.deposited_on.isoformat(), row.ends_on and row.ends_on.isoformat()],
        "file": row.file_sha256,
        "kept": row.blob_id is not None and row.file_erased_at is None,
    }


SEALED_ROWS: tuple[SealedRow[Any], ...] = (
    SealedRow(DialogueRoom, "room", ("room.open",), room_payload, Text(fr="Instance", en="Body"), key=get_key),
    SealedRow(
        RoomSeat,
        "room-seat",
        name_acts("seat", "give", "end"),
        seat_payload,
        Text(fr="Siège du dialogue", en="Dialogue seat"),
        key=get_key,
        rows=lambda: RoomSeat.objects.select_related("room", "college", "person", "organisation"),
    ),
    SealedRow(
        RoomMeeting,
        "room-meeting",
        (
            *name_acts("meeting", "call", "add-paper", "open", "close"),
            *name_acts("minutes", "write", "approve"),
            "attendance.note",
            "proxy.note",
        ),
        meeting_payload,
        Text(fr="Réunion du dialogue", en="Dialogue meeting"),
        key=get_key,
        rows=lambda: RoomMeeting.objects.select_related("room"),
    ),
    SealedRow(
        DiscussedText,
        "discussed-text",
        name_acts("text", "put", "postpone"),
        text_payload,
        Text(fr="Texte en discussion", en="Text under discussion"),
        key=get_key,
        rows=lambda: DiscussedText.objects.select_related("room", "reasons__amendment"),
    ),
    SealedRow(
        TextAmendment,
        "text-amendment",
        name_acts("amendment", "file", "file-on-reasons", "rewrite", "reason", "judge", "withdraw", "decide", "fall"),
        amendment_payload,
        Text(fr="Amendement à un texte", en="Amendment to a text"),
        key=get_key,
        rows=lambda: TextAmendment.objects.select_related("text", "seat"),
    ),
    SealedRow(
        WordingVote,
        "wording-vote",
        (*name_acts("vote", "open", "close", "lapse", "void"), "ballot.cast-in-room"),
        vote_payload,
        Text(fr="Vote sur des mots", en="Vote on words"),
        key=get_key,
        rows=lambda: WordingVote.objects.select_related("text", "amendment", "meeting"),
    ),
    SealedRow(
        DissentNote,
        "dissent-note",
        ("dissent.attach",),
        dissent_payload,
        Text(fr="Note de désaccord", en="Note of disagreement"),
        key=get_key,
        rows=lambda: DissentNote.objects.select_related("vote", "seat", "by"),
    ),
    SealedRow(
        PositionSubject,
        "position-subject",
        ("subject.add",),
        subject_payload,
        Text(fr="Sujet de positions", en="Subject of positions"),
        key=get_key,
    ),
    SealedRow(
        StatedPosition,
        "stated-position",
        ("position.state",),
        position_payload,
        Text(fr="Prise de position", en="Stated position"),
        key=get_key,
        rows=lambda: StatedPosition.objects.select_related("room", "organisation", "subject", "by"),
    ),
    SealedRow(
        DepositedAgreement,
        "deposited-agreement",
        ("agreement.deposit", "agreement.attach", "agreement.erase"),
        agreement_payload,
        Text(fr="Accord déposé", en="Deposited agreement"),
        key=get_key,
        rows=lambda: DepositedAgreement.objects.select_related("room"),
    ),
)
"""Rows that the last act on them sealed whole."""
