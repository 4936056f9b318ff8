"""Minutes: full ones of an item, for the members of its body; public ones of a session, by the rule of publication.

Nothing here names who voted what. A company is named only where the procedure itself makes the outcome public; of any
other item the public reads neither the company nor its dossier nor the fingerprint of its papers, by which another page
would tell whose they are. Of the draw of sites the public reads what was announced and what the beacon said; the list,
which holds headcounts, is for the company, its auditor and the members, who draw again from it. Sessions that closed
under an earlier version sealed more than is now published: what is served of them is made from what they sealed, by the
same rule, and what was sealed stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from filiere.core import Faults, Text, seal
from filiere.referentials import Release
from filiere.referentials.voting import (
    MinorityOpinions,
    PlacedSeat,
    Seat,
    build_full_minutes,
    build_public_minutes,
    compute_quorum,
    conceal_company,
    decide_counts,
    disclose_votes,
    explain_publicly,
    read_outcome,
)
from filiere.site.accounts.rights import Actor
from filiere.site.committee.agenda import Sitting, find_item_hearing, load_current_rules
from filiere.site.committee.ballot_sealing import to_sealed_ballot
from filiere.site.committee.models import Dissent, ExceptionAct, Item, Session
from filiere.site.committee.seat_composition import load_composition
from filiere.site.workflow.engine_adapter import load_release, load_rules
from filiere.site.workflow.models import Dossier, Event, Snapshot
from filiere.site.workflow.parties import find_parties

PUBLIC_FORMAT = "filiere-session-3"
_RULED_VOTES_FORMAT = "filiere-session-2"
_PUBLIC_DRAW_KEYS = ("population_sha256", "source", "beacon_round", "value")
FULL_FORMAT = "filiere-session-full-1"


@dataclass(frozen=True, slots=True)
class PublicMinutes:
    """What anyone reads of a closed session.

    ``sealed_as`` is the fingerprint that the minutes were sealed under at the close, where more was published then.
    """

    body: Mapping[str, Any]
    sha256: str
    sealed_as: str = ""

    def item(self, key: str) -> Mapping[str, Any] | None:
        """Return what is told of an item; None when it is not of this session."""
        return next((one for one in self.body["items"] if one["item"] == key), None)


def load_public_minutes(session: Session) -> PublicMinutes | None:
    """Return the public minutes of a session; None before it closes."""
    if not session.minutes:
        return None
    if session.minutes.get("format") == PUBLIC_FORMAT:
        return PublicMinutes(session.minutes, session.minutes_sha256)
    return _apply_publication_rule(session.pk, session.minutes_sha256)


def find_published_item(item: Item) -> Mapping[str, Any] | None:
    """Return what is told of a decided item outside its body; None as long as its session is open.

    Until then the result alone is told: an opinion signed meanwhile would take away what the counts may tell.
    """
    minutes = load_public_minutes(item.session)
    return minutes.item(item.key) if minutes is not None else None


def list_published_reasons(item: Item) -> list[dict[str, str]]:
    """Return why a vote came out so, as far as it is told outside its body."""
    told = find_published_item(item)
    if told is not None:
        return list(told["explained"])
    if item.outcome is None or item.second_counts is None:
        return []
    sitting = Sitting(item, item.decided_on or item.session.day)
    outcome = decide_counts(sitting.rules, sitting.question, item.second_counts, _compute_quorum(item, sitting))
    return [_text_as_dict(one) for one in explain_publicly(sitting.rules, outcome, None)]


def build_item_minutes(item: Item, day: date) -> dict[str, Any]:
    """Return the full minutes of an item from what was kept when its ballots were opened."""
    sitting = Sitting(item, day)
    rows = list(item.ballots.values_list("round", "commitment"))
    counts = item.second_counts or {}
    outcome = decide_counts(sitting.rules, sitting.question, counts, _compute_quorum(item, sitting))
    return build_full_minutes(
        sitting.rules,
        sitting.papers,
        _load_places(item),
        outcome,
        counts,
        first=item.first_counts,
        commitments={n: [mark for number, mark in rows if number == n] for n in (1, 2)},
        put_off_before=item.put_off_before,
    )


def _load_places(item: Item) -> tuple[PlacedSeat, ...]:
    return tuple(
        PlacedSeat(Seat(one["seat"], one["college"]), one["place"], grades=tuple(one["grades"]))
        for one in item.seats or ()
    )


def _compute_quorum(item: Item, sitting: Sitting) -> Any:
    voted = set(item.ballots.filter(round=2).values_list("seat", flat=True))
    return compute_quorum(sitting.rules, _load_places(item), voted)


def build_session_minutes(session: Session, day: date) -> dict[str, Any]:
    """Return the public minutes of a session; exceptions not yet published are taken in."""
    body = load_composition(load_current_rules(session.instance), day)
    came = Counter(session.attendances.values_list("college", flat=True))
    taken = {one.seat for one in body.members}
    colleges = {
        college.key: {
            "seats": sum(seat.college == college.key for seat in body.seats),
            "held": sum(seat.college == college.key and seat.key in taken for seat in body.seats),
            "came": came.get(college.key, 0),
        }
        for college in load_current_rules(session.instance).colleges
    }
    exceptions = []
    if session.instance == "committee":
        fresh = ExceptionAct.objects.filter(done_on__isnull=False, published_in__isnull=True)
        for exception_act in fresh.select_related("dossier"):
            exceptions.append(_build_exception(exception_act))
            exception_act.published_in = session
            exception_act.save(update_fields=["published_in"])
    return {
        "format": PUBLIC_FORMAT,
        "session": session.key,
        "instance": session.instance,
        "day": session.day.isoformat(),
        "place": session.place,
        "colleges": colleges,
        "items": [_build_item(one) for one in session.items.select_related("dossier__organisation")],
        "exceptions": exceptions,
        "sealed_as": None,
    }


def build_ballots_record(session: Session, reader: Actor) -> dict[str, Any]:
    """Return the full minutes of a closed session with every ballot opened, for a member of its body.

    What the reader is recused from is left out.
    """
    items = []
    for item in session.items.select_related("dossier").prefetch_related("ballots__user"):
        item.session = session
        if item.minutes is None or session.instance not in find_parties(reader, item.dossier):
            continue
        voted = {one["seat"]: one["college"] for one in item.seats or () if one["place"] == "votes"}
        ballots = [to_sealed_ballot(one) for one in item.ballots.all()]
        items.append(
            {
                "number": item.number,
                "item": item.key,
                "dossier": item.dossier.key,
                "minutes": item.minutes,
                "sampling": load_sampling(item.dossier, item.snapshot_sha256),
                "colleges": voted,
                "ballots": [
                    {
                        "seat": one.seat,
                        "person": one.person,
                        "choice": one.choice,
                        "round": one.round,
                        "reasons": one.reasons,
                        "nonce": one.nonce,
                    }
                    for one in ballots
                ],
            }
        )
    return {"format": FULL_FORMAT, "session": session.key, "minutes": session.minutes_sha256, "items": items}


def is_named_publicly(item: Item) -> bool:
    """Whether the outcome is one that the procedure tells the public."""
    event = Event.objects.filter(dossier=item.dossier, number=item.event).first() if item.event else None
    if event is None:
        return False
    tells = load_rules(item.dossier).steps[event.step].tells
    return "register" in tells or "minutes" in tells


def load_snapshot_body(dossier: Dossier, snapshot: str) -> dict[str, Any] | None:
    """Return what was frozen under a fingerprint; None once erased."""
    row = Snapshot.objects.filter(dossier=dossier, sha256=snapshot).order_by("-pk").first()
    return row.body if row is not None and isinstance(row.body, dict) else None


def load_sampling(dossier: Dossier, snapshot: str) -> dict[str, Any] | None:
    """Return what it takes to draw the audited sites again, from the papers that were voted on."""
    body = load_snapshot_body(dossier, snapshot) or {}
    report = body.get("final_report")
    found = report.get("sampling") if isinstance(report, dict) else body.get("sampling")
    return found if isinstance(found, dict) else None


def _build_exception(exception_act: ExceptionAct) -> dict[str, Any]:
    words = load_rules(exception_act.dossier).words("act", exception_act.action)
    return {
        "action": exception_act.action,
        "words": {"fr": words.fr, "en": words.en},
        "colleges": [exception_act.first_college, exception_act.second_college],
        "day": exception_act.done_on.isoformat() if exception_act.done_on else None,
        "reasons": exception_act.reasons,
    }


def _build_item(item: Item) -> dict[str, Any]:
    named = is_named_publicly(item)
    hearing = find_item_hearing(item)
    decided = item.status == Item.Status.DECIDED
    sitting = Sitting(item)
    dissents = list(item.dissents.select_related("user"))
    opinions = [
        {"college": one.college, "text": one.text, "name": one.user.name} if one.named else {"text": one.text}
        for one in dissents
    ]
    return {
        "number": item.number,
        "item": item.key,
        "dossier": item.dossier.key if named else None,
        "organisation": item.dossier.organisation.name if named else None,
        "question": _text_as_dict(sitting.question.title),
        "status": item.status,
        "fallen_why": item.fallen_why,
        "heard": hearing.outcome if hearing is not None else "",
        "reasons": item.reasons if decided and named else None,
        "plan_asked": bool(item.plan),
        "sampling": _build_public_draw(load_sampling(item.dossier, item.snapshot_sha256))
        if decided and named
        else None,
        **_build_vote(item, item.minutes, opinions if named else [{} for _ in dissents], sitting.release, named=named),
    }


def _build_public_draw(sampling: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what the public reads of a draw: the fingerprint of the list, and what the beacon said."""
    return None if sampling is None else {key: sampling.get(key) for key in _PUBLIC_DRAW_KEYS}


def _build_vote(
    item: Item, full: Mapping[str, Any] | None, opinions: list[dict[str, Any]], release: Release, *, named: bool
) -> dict[str, Any]:
    """Return what is told of the vote on an item: its public minutes, why it came out so, and minority opinions."""
    if full is None:
        return {"minutes": None, "explained": [], "minority": []}
    rules, outcome = read_outcome(full, release)
    signed: dict[str, Counter[str]] = {}
    dissents = Dissent.objects.filter(item=item)
    ballots = dict(item.ballots.filter(round=2).values_list("user", "choice"))
    for dissent in dissents.filter(named=True):
        signed.setdefault(dissent.college, Counter())[ballots[dissent.user_id]] += 1
    said = MinorityOpinions(signed, dissents.filter(named=False).count())
    told = disclose_votes(rules, outcome, full["second"]["counts"], said)
    absent = {"college": None, "text": None, "name": None}
    return {
        "minutes": build_public_minutes(full, rules, told, said, company_named=named),
        "explained": [_text_as_dict(one) for one in explain_publicly(rules, outcome, told.votes)],
        "minority": [absent | one for one in opinions] if told.opinions else [],
    }


@lru_cache(maxsize=256)
def _apply_publication_rule(pk: int, sealed_as: str) -> PublicMinutes:
    """Return the public minutes of a session that sealed more than is now published; made once for what it sealed."""
    session = Session.objects.get(pk=pk)
    rows = {one.key: one for one in session.items.select_related("dossier__organisation")}
    before: Mapping[str, Any] = session.minutes or {}
    items = []
    for item in before["items"]:
        named = item["organisation"] is not None
        told = {"sampling": _build_public_draw(item["sampling"]), "dossier": item["dossier"] if named else None}
        if before.get("format") == _RULED_VOTES_FORMAT:
            vote = item["minutes"]
            told["minutes"] = vote if named or vote is None else conceal_company(vote)
        else:
            told |= _build_ruled_votes(rows[item["item"]], item, named=named)
        items.append(item | told)
    exceptions = [{key: value for key, value in one.items() if key != "dossier"} for one in before["exceptions"]]
    body = {**before, "format": PUBLIC_FORMAT, "items": items, "exceptions": exceptions, "sealed_as": sealed_as}
    return PublicMinutes(body, seal(body), sealed_as)


def _build_ruled_votes(item: Item, sealed: Mapping[str, Any], *, named: bool) -> dict[str, Any]:
    """Return what is now told of a vote whose full minutes were sealed with those of the session."""
    opinions = [said if said["name"] else said | {"college": None} for said in sealed["minority"]]
    try:
        return _build_vote(item, sealed["minutes"], opinions, load_release(item.dossier), named=named)
    except Faults:
        # The release of then is no longer on this site: nothing of its votes is told.
        return {"minutes": None, "explained": [], "minority": []}


def _text_as_dict(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
