"""A vote and what it decided, as a page draws it and as minutes, files and the API tell it; never without its notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.programme.dialogue.actions.votes import write_counts
from filiere.site.programme.dialogue.models import DissentNote, WordingVote
from filiere.site.programme.dialogue.names import CHOICE_LABELS, name_votable
from filiere.site.programme.dialogue.secret_ballots import CAST
from filiere.site.programme.dialogue.voting_rooms import title_text

CHOICE_KEYS = ("adopt", "reject", "blank", "abstain", "absent")
MOST_DRAWN = 13
"""Seats of a college beyond which its vote is told by the table alone."""


@dataclass(frozen=True, slots=True)
class SeatMark:
    """A seat in the drawing of a vote: how it voted, for whom, and where it stands on a wide and on a narrow page."""

    choice: str
    organisation: str
    wide: int
    narrow: int


@dataclass(frozen=True, slots=True)
class CollegeVote:
    """A college: its seats, what they voted by choice, in words, and whether it gave a majority.

    Of a secret vote, colleges that are counted together are one.
    """

    key: str
    title: Text
    marks: tuple[SeatMark, ...]
    counts: tuple[int | None, ...]
    """None for what a secret vote does not tell."""
    majority: bool | None
    """None where it said neither yes nor no, which stops nothing, or where that is not told."""
    wide_y: int
    narrow_y: int

    @property
    def is_told(self) -> bool:
        """Whether its votes are told."""
        return None not in self.counts

    @property
    def words(self) -> str:
        """What it voted, in words: “4 pour, 1 abstention”."""
        lang = current_lang()
        return ", ".join(
            f"{count} {_pluralise(CHOICE_LABELS[key].get(lang), key, count)}"
            for key, count in zip(CHOICE_KEYS, self.counts, strict=True)
            if count
        )


def _pluralise(word: str, key: str, count: int) -> str:
    return (
        f"{word}s"
        if count > 1 and (key == "abstain" or (key in ("blank", "absent") and current_lang() == "fr"))
        else word
    )


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """A closed vote."""

    vote: WordingVote
    colleges: tuple[CollegeVote, ...]
    dissents: tuple[DissentNote, ...]

    @property
    def caption(self) -> str:
        """What the table of its votes is called: a page of minutes has several."""
        code = name_votable(self.vote)
        return localize(f"Vote par collège : {code}", f"Vote by college: {code}")

    @property
    def totals(self) -> list[int | None]:
        """What the whole room voted, by choice; None for what is not told."""
        columns = zip(*(one.counts for one in self.colleges), strict=True)
        return [None if None in column else sum(one for one in column if one is not None) for column in columns]

    @property
    def is_valid(self) -> bool:
        """Whether there was a quorum."""
        return bool((self.vote.outcome or {}).get("valid"))

    @property
    def is_adopted(self) -> bool:
        """Whether the words were adopted."""
        return bool((self.vote.outcome or {}).get("adopted"))

    @property
    def result(self) -> Text:
        """What was decided, in a word."""
        if not self.is_valid:
            return Text(fr="Sans quorum", en="No quorum")
        return Text(fr="Adopté", en="Adopted") if self.is_adopted else Text(fr="Rejeté", en="Rejected")

    @property
    def counts_words(self) -> Text:
        """How many were for and against."""
        return write_counts(self.vote)

    @property
    def finding(self) -> Text:
        """What was decided, and by how many as far as that is told: what a page is titled by."""
        result, counts = self.result, self.counts_words
        if self.vote.secret and not self.vote.counts:
            return Text(fr=f"{result.fr} {counts.fr}", en=f"{result.en} {counts.en}")
        return Text(fr=f"{result.fr} : {counts.fr}", en=f"{result.en}: {counts.en}")

    @property
    def is_told(self) -> bool:
        """Whether any college’s votes are told."""
        return any(one.is_told for one in self.colleges)

    @property
    def reasons(self) -> list[Text]:
        """Why, as the engine of votes says it."""
        return [Text(**one) for one in (self.vote.outcome or {}).get("reasons", ())]

    @property
    def present_count(self) -> int:
        """Seats that voted."""
        return sum(mark.choice != "absent" for one in self.colleges for mark in one.marks)

    @property
    def seats(self) -> int:
        """Seats in all."""
        return sum(len(one.marks) for one in self.colleges)

    @property
    def is_drawn(self) -> bool:
        """Whether each seat is drawn, with what it voted."""
        return not self.vote.secret and all(len(one.marks) <= MOST_DRAWN for one in self.colleges)

    @property
    def words_at(self) -> int:
        """Where the words of a college begin in the wide drawing; 0 where they have no room."""
        most = max((len(one.marks) for one in self.colleges), default=0)
        return 145 + 34 * most if most <= 7 else 0

    @property
    def height(self) -> int:
        """The height of the wide drawing."""
        return 48 * len(self.colleges) + 6

    @property
    def narrow_height(self) -> int:
        """The height of the narrow drawing."""
        return 58 * len(self.colleges) + 24

    @property
    def label(self) -> str:
        """What the drawing shows, for who does not see it."""
        return " ".join(f"{one.title}{' :' if current_lang() == 'fr' else ':'} {one.words}." for one in self.colleges)

    @property
    def named_votes(self) -> list[tuple[Text, list[str]]]:
        """Who voted what: a choice, and the organisations that made it."""
        found = []
        for choice in (*CHOICE_KEYS, CAST):
            names = [mark.organisation for one in self.colleges for mark in one.marks if mark.choice == choice]
            if names:
                found.append((CHOICE_LABELS[choice], count_names(names)))
        return found


def count_names(names: list[str]) -> list[str]:
    """Return names once each, with how many times they come beyond once."""
    return [f"{name} ({names.count(name)})" if names.count(name) > 1 else name for name in dict.fromkeys(names)]


def read_vote(vote: WordingVote) -> VoteRecord:
    """Return a closed vote with all its notes of disagreement: there is no reading without them."""
    if vote.secret:
        return VoteRecord(vote, tuple(_list_told_groups(vote)), tuple(vote.dissents.all()))
    stopped = (vote.outcome or {}).get("stopped_by", ())
    colleges = []
    for rank, college in enumerate(vote.text.room.colleges.all()):
        seats = [one for one in vote.seats or () if one["college"] == college.key]
        seats.sort(key=lambda one: CHOICE_KEYS.index(one["choice"]))
        marks = tuple(
            SeatMark(one["choice"], one["organisation"], 145 + 34 * place, 11 + 26 * place)
            for place, one in enumerate(seats)
        )
        counts = tuple(sum(one.choice == key for one in marks) for key in CHOICE_KEYS)
        majority = college.key not in stopped if counts[0] or counts[1] else None
        colleges.append(
            CollegeVote(college.key, title_text(college), marks, counts, majority, 21 + 48 * rank, 35 + 58 * rank)
        )
    return VoteRecord(vote, tuple(colleges), tuple(vote.dissents.all()))


def _list_told_groups(vote: WordingVote) -> Iterator[CollegeVote]:
    """Give the colleges of a secret vote, together where they are counted together, with what is told of them."""
    outcome, told = vote.outcome or {}, vote.counts or {}
    colleges = {one.key: title_text(one) for one in vote.text.room.colleges.all()}
    groups = {key: join for join in told for key in join.split("+")}
    for join in dict.fromkeys(groups.get(key, key) for key in colleges):
        keys = join.split("+")
        marks = tuple(
            SeatMark(one["choice"], one["organisation"], 0, 0) for one in vote.seats or () if one["college"] in keys
        )
        mine = told.get(join)
        counts = [mine[key] if mine is not None else None for key in CHOICE_KEYS[:-1]]
        absent = sum(one.choice == "absent" for one in marks)
        sided = mine is not None and len(keys) == 1 and bool(mine["adopt"] or mine["reject"])
        majority = join not in outcome.get("stopped_by", ()) and outcome.get("adopted") if sided else None
        title = Text(fr=" + ".join(colleges[key].fr for key in keys), en=" + ".join(colleges[key].en for key in keys))
        yield CollegeVote(join, title, marks, (*counts, absent), majority, 0, 0)


def build_decision_json(record: VoteRecord) -> dict[str, Any]:
    """Return a decision as programs read it: words, hashes, ballots by organisation, result, and its notes."""
    vote = record.vote
    return {
        "key": vote.key,
        "code": name_votable(vote),
        "text": vote.text.key,
        "title": title_text(vote.text).model_dump(include={"fr", "en"}),
        "room": title_text(vote.text.room).model_dump(include={"fr", "en"}),
        "fictitious": vote.text.room.fictitious,
        "decided_on": vote.closed_on.isoformat() if vote.closed_on else None,
        "before": vote.before,
        "words": vote.words,
        "words_sha256": vote.words_sha256,
        "base_sha256": vote.base_sha256,
        "decision_sha256": vote.decision_sha256,
        "secret": vote.secret,
        "valid": record.is_valid,
        "adopted": record.is_adopted,
        "reasons": [one.model_dump(include={"fr", "en"}) for one in record.reasons],
        "colleges": [
            {
                "college": one.key,
                "title": one.title.model_dump(include={"fr", "en"}),
                **dict(zip(CHOICE_KEYS, one.counts, strict=True)),
                "majority": one.majority,
            }
            for one in record.colleges
        ],
        "ballots": [
            {name: one[name] for name in ("organisation", "college", "choice", "proxy")} for one in vote.seats or ()
        ],
        "dissents": [
            {
                "key": one.key,
                "organisation": one.organisation_name,
                "signed_at": one.signed_at.isoformat(),
                "text": one.text,
                "decision_sha256": one.decision_sha256,
            }
            for one in record.dissents
        ],
    }


def _list_ballot_rows(record: VoteRecord) -> Iterator[dict[str, Any]]:
    vote = record.vote
    notes = " / ".join(f"{one.organisation_name} : {one.text}" for one in record.dissents)
    titles = {one.key: title_text(one) for one in vote.text.room.colleges.all()}
    for one in vote.seats or ():
        yield {
            "decision": vote.key,
            "code": name_votable(vote),
            "on": vote.closed_on.isoformat() if vote.closed_on else None,
            "words_sha256": vote.words_sha256,
            "decision_sha256": vote.decision_sha256,
            "result": record.result,
            "college": titles.get(one["college"]),
            "organisation": one["organisation"],
            "choice": CHOICE_LABELS[one["choice"]],
            "dissent": notes or None,
        }


def build_votes_table(votes: list[WordingVote], *, fictitious: bool) -> Table:
    """Return the ballots of votes, seat by seat, each row with its decision and the disagreement bound to it."""
    return Table(
        id="dialogue-votes",
        title=Text(fr="Votes du dialogue, siège par siège", en="Votes of the dialogue, seat by seat"),
        columns=(
            Column("decision", Text(fr="Décision", en="Decision")),
            Column("code", Text(fr="Objet", en="Item")),
            Column("on", Text(fr="Décidé le", en="Decided on")),
            Column("words_sha256", Text(fr="Empreinte des mots votés", en="Hash of the words voted")),
            Column("decision_sha256", Text(fr="Empreinte de la décision", en="Hash of the decision")),
            Column("result", Text(fr="Résultat", en="Result")),
            Column("college", Text(fr="Collège", en="College")),
            Column("organisation", Text(fr="Organisation", en="Organisation")),
            Column("choice", Text(fr="Vote", en="Vote")),
            Column("dissent", Text(fr="Désaccord attaché à la décision", en="Disagreement bound to the decision")),
        ),
        rows=tuple(row for vote in votes for row in _list_ballot_rows(read_vote(vote))),
        source=Text(
            fr="Bulletins déposés sur ce site ; d’un vote à bulletin secret, qui a voté et non dans quel sens",
            en="Ballots cast on this site; of a secret ballot, who voted and not how",
        ),
        fictitious=fictitious,
    )
