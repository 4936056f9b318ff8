"""The minutes of a room of the dialogue: who was there, what was written, what was voted, and who disagrees.

A disagreement is part of the decision that it is bound to: no record of a decision is printed without its notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section, table
from filiere.publication.documents.formatting import choose_words, group_fingerprint, localize_text
from filiere.publication.documents.markup import Markup, Part, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPresence:
    """A college: its seats, how many were there, and for which organisations."""

    college: Text
    seats: int
    present: int
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomCollegeVotes:
    """The votes of a college, as counts, and whether it gave a majority: None where it said neither yes nor no.

    A count is None where a secret ballot does not tell it.
    """

    college: Text
    in_favour: int | None
    against: int | None
    blank: int | None
    abstained: int | None
    absent: int
    majority: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentRecord:
    """A note of disagreement, signed on a day for an organisation."""

    organisation: str
    signed: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDecision:
    """Words put to the vote, what was decided of them, and the disagreement bound to that decision.

    ``before`` is the text that they amend, blank for words added.
    """

    title: Text
    before: str
    words: str
    words_sha256: str
    decision_sha256: str
    result: Text
    colleges: tuple[RoomCollegeVotes, ...]
    reasons: tuple[Text, ...] = ()
    dissents: tuple[DissentRecord, ...] = ()
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidVote:
    """A vote that could not be counted, declared void on a day, and why: nothing was decided."""

    title: Text
    words: str
    declared: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMinutes:
    """The minutes of a meeting. ``approved`` is the day of their approval, ``version`` their number; None not yet."""

    stamp: Stamp
    room: Text
    day: date
    place: str
    presence: tuple[RoomPresence, ...]
    text: str
    decisions: tuple[RoomDecision, ...]
    void_votes: tuple[VoidVote, ...] = ()
    version: int | None = None
    approved: date | None = None
    public: bool = True


def room_minutes_pdf(minutes: RoomMinutes, lang: Lang) -> bytes:
    """Return the minutes of a meeting as a PDF."""
    approved = (
        format_day(minutes.approved, lang)
        if minutes.approved
        else choose_words(lang, "Pas encore : projet", "Not yet: draft")
    )
    body = join(
        fact_list(
            (choose_words(lang, "Réunion du", "Meeting of"), format_day(minutes.day, lang)),
            (choose_words(lang, "Lieu", "Place"), minutes.place),
            (choose_words(lang, "Version", "Version"), str(minutes.version) if minutes.version else None),
            (choose_words(lang, "Approuvé le", "Approved on"), approved),
        ),
        section(choose_words(lang, "Les présents", "Those present"), _presence_table(minutes, lang)),
        section(choose_words(lang, "Compte rendu", "Account"), prose(minutes.text)) if minutes.text else None,
        section(
            choose_words(lang, "Décisions", "Decisions"),
            *(_decision_part(one, lang) for one in minutes.decisions),
        )
        if minutes.decisions
        else None,
        section(
            choose_words(lang, "Votes déclarés nuls", "Votes declared void"),
            *(_void_part(one, lang) for one in minutes.void_votes),
        )
        if minutes.void_votes
        else None,
    )
    day = format_day(minutes.day, lang)
    return render_document(
        minutes.stamp,
        lang,
        title=choose_words(lang, f"Compte rendu du {day}", f"Minutes of {day}"),
        kicker=localize_text(minutes.room, lang),
        body=body,
        lead=None
        if minutes.public
        else choose_words(lang, "Réservé aux membres de l’instance.", "For the members of the body only."),
    )


def _presence_table(minutes: RoomMinutes, lang: Lang) -> Markup:
    heads = [
        (choose_words(lang, "Collège", "College"), False),
        (choose_words(lang, "Organisations présentes", "Organisations present"), False),
        (choose_words(lang, "Sièges", "Seats"), True),
        (choose_words(lang, "Présents", "Present"), True),
    ]
    rows: list[list[Part]] = [
        [localize_text(one.college, lang), ", ".join(one.organisations) or "–", str(one.seats), str(one.present)]
        for one in minutes.presence
    ]
    return table(heads, rows)


def _decision_part(one: RoomDecision, lang: Lang) -> Markup:
    return join(
        tag("h3", localize_text(one.title, lang)),
        fact_list(
            (choose_words(lang, "Texte en vigueur", "Text in force"), prose(one.before)) if one.before else None,
            (choose_words(lang, "Mots votés", "Words voted"), prose(one.words)),
            (
                choose_words(lang, "Leur empreinte, SHA-256", "Their fingerprint, SHA-256"),
                tag("code", group_fingerprint(one.words_sha256)),
            ),
            (
                choose_words(lang, "Empreinte de la décision", "Fingerprint of the decision"),
                tag("code", group_fingerprint(one.decision_sha256)),
            ),
        ),
        tag(
            "p",
            choose_words(
                lang,
                "Vote à bulletin secret : on sait qui a voté, jamais dans quel sens.",
                "Secret ballot: it is known who voted, never how.",
            ),
        )
        if one.secret
        else None,
        _votes_table(one, lang) if any(votes.in_favour is not None for votes in one.colleges) else None,
        tag("p", tag("b", localize_text(one.result, lang)), class_="outcome"),
        tag("ul", *(tag("li", localize_text(reason, lang)) for reason in one.reasons)) if one.reasons else None,
        *(_dissent_part(note, lang) for note in one.dissents),
    )


def _void_part(one: VoidVote, lang: Lang) -> Markup:
    day = format_day(one.declared, lang)
    return join(
        tag("h3", localize_text(one.title, lang)),
        tag(
            "p",
            choose_words(
                lang,
                f"Ce vote n’a pas pu être compté. Il a été déclaré nul le {day} : rien n’est décidé.",
                f"This vote could not be counted. It was declared void on {day}: nothing was decided.",
            ),
        ),
        fact_list(
            (choose_words(lang, "Mots mis au vote", "Words put to the vote"), prose(one.words)),
            (choose_words(lang, "Raison", "Reason"), prose(one.reason)),
        ),
    )


def _votes_table(one: RoomDecision, lang: Lang) -> Markup:
    heads = [
        (choose_words(lang, "Collège", "College"), False),
        (choose_words(lang, "Pour", "For"), True),
        (choose_words(lang, "Contre", "Against"), True),
        (choose_words(lang, "Blanc", "Blank"), True),
        (choose_words(lang, "Abst.", "Abst."), True),
        (choose_words(lang, "Absent", "Absent"), True),
        (choose_words(lang, "Majorité", "Majority"), False),
    ]
    yes, no = choose_words(lang, "Oui", "Yes"), choose_words(lang, "Non", "No")
    rows: list[list[Part]] = []
    sums: list[int | None] = [0] * 5
    for votes in one.colleges:
        counts = (votes.in_favour, votes.against, votes.blank, votes.abstained, votes.absent)
        sums = [None if None in pair else (pair[0] or 0) + (pair[1] or 0) for pair in zip(sums, counts, strict=True)]
        rows.append(
            [
                localize_text(votes.college, lang),
                *map(_count_words, counts),
                "–" if votes.majority is None else yes if votes.majority else no,
            ]
        )
    whole: list[Part] = [choose_words(lang, "Ensemble", "Overall"), *map(_count_words, sums), ""]
    return tag("div", table(heads, rows, sums=[whole]), class_="keep")


def _count_words(count: int | None) -> str:
    return "–" if count is None else str(count)


def _dissent_part(note: DissentRecord, lang: Lang) -> Markup:
    signed = format_day(note.signed, lang)
    return join(
        tag("h3", choose_words(lang, "Note de désaccord", "Note of disagreement")),
        tag("div", prose(note.text), tag("p", f"{note.organisation}, {signed}"), class_="quoted"),
    )
