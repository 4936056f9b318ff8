"""The minutes of a committee: one record, printed in full for its members or in public without what is theirs.

What the public does not read is left out here, by one rule, and not by whoever calls: names of those present, the
debate, and anything that says how a person voted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section, table
from filiere.publication.documents.formatting import (
    choose_words,
    group_fingerprint,
    join_names,
    localize_text,
)
from filiere.publication.documents.markup import Markup, Part, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegePresence:
    """A college: its seats, how many were filled, how many are needed; ``names`` are printed in full minutes only."""

    college: Text | str
    seats: int
    present: int
    needed: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalLine:
    """A member who had no papers, no debate and no vote on an item. The interest is public, the person named too.

    Whoever sits on a committee has its recusals published with a name: that is the point of publishing them.
    """

    who: str
    college: Text | str
    grade: Text | str
    reason: Text | str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollegeVotes:
    """The votes of a college, as counts. ``recused`` members are not of the quorum."""

    college: Text | str
    in_favour: int
    against: int
    abstained: int
    recused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesItem:
    """One item: the company, what was asked, who was heard, the votes, the outcome with reasons, and the minority.

    ``snapshot_sha256`` is the fingerprint of the papers voted on, None when no vote was taken. ``debate`` is printed
    in full minutes only; ``sampling`` tells how to draw the audited sites again.
    """

    number: str
    subject: str
    asked: Text | str
    outcome: Text | str
    reasons: str = ""
    heard: Text | str | None = None
    snapshot_sha256: str | None = None
    recusals: tuple[RecusalLine, ...] = ()
    votes: tuple[CollegeVotes, ...] = ()
    minority: str | None = None
    debate: str | None = None
    sampling: Text | str | None = None
    exceptions: tuple[Text | str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The minutes of a session. ``exceptions`` are the exceptions to independence granted that day, always public."""

    stamp: Stamp
    instance: Text | str
    session: date
    place: Text | str
    presence: tuple[CollegePresence, ...]
    quorum: Text | str
    items: tuple[MinutesItem, ...]
    exceptions: tuple[Text | str, ...] = ()
    chair: str | None = None
    approved: date | None = None


def minutes_pdf(minutes: Minutes, lang: Lang, *, public: bool = False) -> bytes:
    """Return the minutes as a PDF; with ``public``, without names of those present, debate and chair."""
    chair = minutes.chair if not public else None
    body = join(
        fact_list(
            (choose_words(lang, "Séance du", "Session of"), format_day(minutes.session, lang)),
            (choose_words(lang, "Lieu", "Place"), localize_text(minutes.place, lang)),
            (choose_words(lang, "Présidence", "Chair"), chair),
            (choose_words(lang, "Quorum", "Quorum"), localize_text(minutes.quorum, lang)),
            (
                choose_words(lang, "Approuvé le", "Approved on"),
                format_day(minutes.approved, lang) if minutes.approved else None,
            ),
        ),
        section(choose_words(lang, "Les présents", "Those present"), _presence_table(minutes, lang, public)),
        section(
            choose_words(lang, "Exceptions à l’indépendance", "Exceptions to independence"),
            tag("ul", *(tag("li", localize_text(one, lang)) for one in minutes.exceptions))
            if minutes.exceptions
            else tag("p", choose_words(lang, "Aucune.", "None.")),
        ),
        *(_item_section(item, lang, public) for item in minutes.items),
    )
    instance = localize_text(minutes.instance, lang)
    kind = (
        choose_words(lang, "Compte rendu public", "Public minutes")
        if public
        else choose_words(lang, "Compte rendu", "Minutes")
    )
    session = format_day(minutes.session, lang)
    return render_document(
        minutes.stamp,
        lang,
        title=choose_words(lang, f"{kind} du {session}", f"{kind} of {session}"),
        kicker=instance,
        body=body,
        lead=None
        if public
        else choose_words(lang, "Réservé aux membres de l’instance.", "For the members of the body only."),
    )


def _presence_table(minutes: Minutes, lang: Lang, public: bool) -> Markup:
    heads = [
        (choose_words(lang, "Collège", "College"), False),
        (choose_words(lang, "Sièges", "Seats"), True),
        (choose_words(lang, "Présents", "Present"), True),
        (choose_words(lang, "Requis", "Needed"), True),
    ]
    if not public:
        heads.insert(1, (choose_words(lang, "Membres présents", "Members present"), False))
    rows: list[list[Part]] = []
    for college_presence in minutes.presence:
        cells: list[Part] = [
            localize_text(college_presence.college, lang),
            str(college_presence.seats),
            str(college_presence.present),
            str(college_presence.needed),
        ]
        if not public:
            cells.insert(1, join_names(college_presence.names) or "–")
        rows.append(cells)
    return table(heads, rows)


def _item_section(item: MinutesItem, lang: Lang, public: bool) -> Markup:
    return section(
        f"{item.number}. {item.subject}",
        tag("p", localize_text(item.asked, lang)),
        fact_list(
            (choose_words(lang, "Audition", "Hearing"), localize_text(item.heard, lang) if item.heard else None),
            (
                choose_words(lang, "Pièces votées, SHA-256", "Papers voted on, SHA-256"),
                tag("code", group_fingerprint(item.snapshot_sha256)) if item.snapshot_sha256 else None,
            ),
            (
                choose_words(lang, "Tirage des sites", "Site draw"),
                localize_text(item.sampling, lang) if item.sampling else None,
            ),
        ),
        _recusal_table(item, lang),
        _vote_table(item, lang),
        tag("p", tag("b", localize_text(item.outcome, lang)), class_="outcome"),
        join(tag("h3", choose_words(lang, "Motifs", "Reasons")), prose(item.reasons)) if item.reasons else None,
        join(
            tag("h3", choose_words(lang, "Avis minoritaire", "Minority opinion")),
            tag("div", prose(item.minority), class_="quoted"),
        )
        if item.minority
        else None,
        join(tag("h3", choose_words(lang, "Débat", "Debate")), prose(item.debate))
        if item.debate and not public
        else None,
        tag("ul", *(tag("li", localize_text(one, lang)) for one in item.exceptions)) if item.exceptions else None,
    )


def _recusal_table(item: MinutesItem, lang: Lang) -> Markup:
    if not item.recusals:
        return tag("p", choose_words(lang, "Aucun déport.", "No recusal."), class_="note")
    return table(
        [
            (choose_words(lang, "Membre déporté", "Recused member"), False),
            (choose_words(lang, "Collège", "College"), False),
            (choose_words(lang, "Degré", "Grade"), False),
            (choose_words(lang, "Raison", "Reason"), False),
        ],
        [
            [one.who, localize_text(one.college, lang), localize_text(one.grade, lang), localize_text(one.reason, lang)]
            for one in item.recusals
        ],
        caption=choose_words(
            lang,
            "Sans pièces, sans débat et sans vote ; non comptés dans le quorum.",
            "No papers, no debate and no vote; not counted in the quorum.",
        ),
    )


def _vote_table(item: MinutesItem, lang: Lang) -> Markup | None:
    if not item.votes:
        return None
    sums = [
        choose_words(lang, "Ensemble", "All"),
        *(
            str(sum(getattr(one, name) for one in item.votes))
            for name in ("in_favour", "against", "abstained", "recused")
        ),
    ]
    return table(
        [
            (choose_words(lang, "Collège", "College"), False),
            (choose_words(lang, "Pour", "For"), True),
            (choose_words(lang, "Contre", "Against"), True),
            (choose_words(lang, "Abstention", "Abstained"), True),
            (choose_words(lang, "Déports", "Recused"), True),
        ],
        [
            [
                localize_text(one.college, lang),
                str(one.in_favour),
                str(one.against),
                str(one.abstained),
                str(one.recused),
            ]
            for one in item.votes
        ],
        sums=[sums],
    )
