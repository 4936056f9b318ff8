"""The minutes of a committee: one record, printed in full for its members or in public without what is theirs.

What the public does not read is left out here, by one rule, and not by whoever calls: names of those present, the
debate, and anything that says how a person voted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.text import Lang, Text
from filiere.publication.documents.frame import Stamp, drawn
from filiere.publication.documents.markup import Markup, Part, join, prose, tag
from filiere.publication.documents.parts import facts, section, table
from filiere.publication.documents.words import day, grouped, listed, said, two


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
        facts(
            (two(lang, "Séance du", "Session of"), day(minutes.session, lang)),
            (two(lang, "Lieu", "Place"), said(minutes.place, lang)),
            (two(lang, "Présidence", "Chair"), chair),
            (two(lang, "Quorum", "Quorum"), said(minutes.quorum, lang)),
            (two(lang, "Approuvé le", "Approved on"), day(minutes.approved, lang) if minutes.approved else None),
        ),
        section(two(lang, "Les présents", "Those present"), _presence(minutes, lang, public)),
        section(
            two(lang, "Exceptions à l’indépendance", "Exceptions to independence"),
            tag("ul", *(tag("li", said(one, lang)) for one in minutes.exceptions))
            if minutes.exceptions
            else tag("p", two(lang, "Aucune.", "None.")),
        ),
        *(_item(item, lang, public) for item in minutes.items),
    )
    instance = said(minutes.instance, lang)
    kind = two(lang, "Compte rendu public", "Public minutes") if public else two(lang, "Compte rendu", "Minutes")
    session = day(minutes.session, lang)
    return drawn(
        minutes.stamp,
        lang,
        title=two(lang, f"{kind} du {session}", f"{kind} of {session}"),
        kicker=instance,
        body=body,
        lead=None if public else two(lang, "Réservé aux membres de l’instance.", "For the members of the body only."),
    )


def _presence(minutes: Minutes, lang: Lang, public: bool) -> Markup:
    heads = [
        (two(lang, "Collège", "College"), False),
        (two(lang, "Sièges", "Seats"), True),
        (two(lang, "Présents", "Present"), True),
        (two(lang, "Requis", "Needed"), True),
    ]
    if not public:
        heads.insert(1, (two(lang, "Membres présents", "Members present"), False))
    rows: list[list[Part]] = []
    for one in minutes.presence:
        cells: list[Part] = [said(one.college, lang), str(one.seats), str(one.present), str(one.needed)]
        if not public:
            cells.insert(1, listed(one.names) or "–")
        rows.append(cells)
    return table(heads, rows)


def _item(item: MinutesItem, lang: Lang, public: bool) -> Markup:
    return section(
        f"{item.number}. {item.subject}",
        tag("p", said(item.asked, lang)),
        facts(
            (two(lang, "Audition", "Hearing"), said(item.heard, lang) if item.heard else None),
            (
                two(lang, "Pièces votées, SHA-256", "Papers voted on, SHA-256"),
                tag("code", grouped(item.snapshot_sha256)) if item.snapshot_sha256 else None,
            ),
            (two(lang, "Tirage des sites", "Site draw"), said(item.sampling, lang) if item.sampling else None),
        ),
        _recusals(item, lang),
        _votes(item, lang),
        tag("p", tag("b", said(item.outcome, lang)), class_="outcome"),
        join(tag("h3", two(lang, "Motifs", "Reasons")), prose(item.reasons)) if item.reasons else None,
        join(
            tag("h3", two(lang, "Avis minoritaire", "Minority opinion")),
            tag("div", prose(item.minority), class_="quoted"),
        )
        if item.minority
        else None,
        join(tag("h3", two(lang, "Débat", "Debate")), prose(item.debate)) if item.debate and not public else None,
        tag("ul", *(tag("li", said(one, lang)) for one in item.exceptions)) if item.exceptions else None,
    )


def _recusals(item: MinutesItem, lang: Lang) -> Markup:
    if not item.recusals:
        return tag("p", two(lang, "Aucun déport.", "No recusal."), class_="note")
    return table(
        [
            (two(lang, "Membre déporté", "Recused member"), False),
            (two(lang, "Collège", "College"), False),
            (two(lang, "Degré", "Grade"), False),
            (two(lang, "Raison", "Reason"), False),
        ],
        [[one.who, said(one.college, lang), said(one.grade, lang), said(one.reason, lang)] for one in item.recusals],
        caption=two(
            lang,
            "Sans pièces, sans débat et sans vote ; non comptés dans le quorum.",
            "No papers, no debate and no vote; not counted in the quorum.",
        ),
    )


def _votes(item: MinutesItem, lang: Lang) -> Markup | None:
    if not item.votes:
        return None
    sums = [
        two(lang, "Ensemble", "All"),
        *(
            str(sum(getattr(one, name) for one in item.votes))
            for name in ("in_favour", "against", "abstained", "recused")
        ),
    ]
    return table(
        [
            (two(lang, "Collège", "College"), False),
            (two(lang, "Pour", "For"), True),
            (two(lang, "Contre", "Against"), True),
            (two(lang, "Abstention", "Abstained"), True),
            (two(lang, "Déports", "Recused"), True),
        ],
        [
            [said(one.college, lang), str(one.in_favour), str(one.against), str(one.abstained), str(one.recused)]
            for one in item.votes
        ],
        sums=[sums],
    )
