"""A committee of nine, a dossier before it, and the acts of a session up to a step, for tests of the committee."""

from __future__ import annotations

from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from support.scenes.dossier_sample import at, make_dossier, make_mandate, make_member, make_organisation, make_person
from support.scenes.frozen_scenes import frozen

COLLEGES = {"employees": 3, "employers": 3, "state": 1, "consumers": 1, "experts": 1}
PANEL = {"employees": 1, "employers": 1, "state": 1}


NOTICE = timedelta(days=5)
"""How long before a session it is called and its agenda fixed, where a release says nothing else."""


def call(staff: Any, instance: str = "committee", *, on: Any = None, at: time = time()) -> Any:
    """A session of today, or of another day, that was called in time."""
    from filiere.site.committee.actions.sessions import call_session

    day = on or timezone.localdate()
    return call_session(actor=staff, instance=instance, on=day, at=at, place="Paris", day=day - NOTICE)


def put(session: Any, dossier: Any, staff: Any) -> Any:
    """A dossier put on an agenda in time."""
    from filiere.site.committee.actions.sessions import put_on_agenda

    return put_on_agenda(session, dossier, actor=staff, day=session.day - NOTICE)


def make_body(instance: str = "committee", colleges: dict[str, int] | None = None) -> list[Any]:
    """The people of a body, each with a mandate, in the order of the colleges."""
    return [
        make_mandate(instance, college, f"{'panel-' if instance != 'committee' else ''}{college}-{number}")
        for college, count in (colleges or (COLLEGES if instance == "committee" else PANEL)).items()
        for number in range(1, count + 1)
    ]


@frozen
def before(state: str = "before_committee", *, level: str | None = "granted_24", **fields: Any) -> Any:
    """A dossier that came to a state a few days ago, with the level that the audit proposes."""
    dossier = make_dossier(opened=timezone.localdate() - timedelta(days=25), **fields)
    bodies = {"decision": {"proposed_level": level, "score": "67.4", "findings": []}}
    if state == "award_appeal":
        # By a refusal that is appealed, not by half a year of silence.
        dossier = at(dossier, "refused", bodies=bodies)
    return at(dossier, state, bodies=bodies)


@frozen
def scene(
    state: str = "before_committee",
    *,
    level: str | None = "granted_24",
    heard: bool = True,
    colleges: dict[str, int] | None = None,
) -> Any:
    """A session of today with one item, everybody there, and the company heard unless told otherwise."""
    from filiere.site.committee.actions.hearings import note_hearing, offer_hearing
    from filiere.site.committee.actions.sessions import note_presence, open_session

    organisation = make_organisation()
    candidate = make_member(organisation)
    dossier = before(state, level=level, organisation=organisation)
    instance = "appeal_panel" if state.endswith("_appeal") else "committee"
    members, staff = make_body(instance, colleges), make_person("label_staff")
    day = timezone.localdate()
    session = call(staff, instance)
    item = put(session, dossier, staff)
    if heard:
        offer_hearing(dossier, actor=staff, on=day, place="Paris")
        note_hearing(dossier, "held", "Deux personnes entendues.", actor=staff)
    session = open_session(session, actor=members[0])
    for member in members[1:]:
        note_presence(session, actor=member)
    item.refresh_from_db()
    return SimpleNamespace(
        organisation=organisation,
        candidate=candidate,
        dossier=dossier,
        members=members,
        staff=staff,
        session=session,
        item=item,
    )


def vote(place: Any, choices: Any = "granted_24", *, number: int = 2) -> Any:
    """Everybody votes; `choices` is one for all, or one a member (None: no ballot)."""
    chosen = [choices] * len(place.members) if isinstance(choices, str) else choices
    place.item = _hold_round(place.item, number, place.members, chosen)
    return place


@frozen
def _hold_round(item: Any, number: int, members: list[Any], chosen: list[Any]) -> Any:
    from filiere.site.committee.actions.votes import cast_ballot, open_ballots, start_round

    start_round(item, number, actor=members[0])
    for member, choice in zip(members, chosen, strict=True):
        if choice is not None:
            cast_ballot(item, choice, "Constat 12, critère gov-3", actor=member)
    return open_ballots(item, actor=members[0])


def decided(place: Any, choices: Any = "granted_24", *, first: str = "abstain", **given: Any) -> Any:
    """Both votes and the conclusion."""
    vote(place, first, number=1)
    vote(place, choices)
    place.item = _conclude(place.item, place.members[0], **given)
    place.dossier.refresh_from_db()
    return place


@frozen
def _conclude(item: Any, chair: Any, **given: Any) -> Any:
    from filiere.site.committee.actions.conclude_item import conclude_item

    return conclude_item(item, "Les deux écarts sont levés.", actor=chair, **given)


def differing() -> list[Any]:
    """What of this app's tables is not what the journal tells; the chain itself must hold."""
    from support.scenes.journal_sample import differences_of

    from filiere.site.journal.integrity import check_integrity

    assert check_integrity().is_chained
    return differences_of("committee")


THIRTEEN = {"employees": 4, "employers": 4, "state": 2, "consumers": 2, "experts": 1}


def all_at_once() -> dict[str, Any]:
    """Thirteen members send their ballot twice each at the same moment, while one tries to open them; what came of it.

    It needs a database that threads share: a file, or PostgreSQL.
    """
    from threading import Barrier, Thread

    from django.db import connection

    from filiere.core import Faults
    from filiere.site.committee.actions.votes import cast_ballot, open_ballots, start_round
    from filiere.site.committee.models import Ballot, Item

    place = scene(colleges=THIRTEEN)
    start_round(place.item, 1, actor=place.members[0])
    gate, told = Barrier(27), []

    def work(act: Any) -> None:
        gate.wait()
        try:
            act()
            told.append("done")
        except Faults as faults:
            told.append(faults.faults[0].code)
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def ballot(member: Any) -> Any:
        from filiere.site.accounts.models import User

        return lambda: cast_ballot(
            Item.objects.for_key(place.item.key), "granted_24", "Constat 12", actor=User.objects.get(pk=member.pk)
        )

    def opening() -> None:
        from filiere.site.accounts.models import User

        open_ballots(Item.objects.for_key(place.item.key), actor=User.objects.get(pk=place.members[0].pk))

    acts = [ballot(member) for member in place.members for _ in range(2)] + [opening]
    threads = [Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    place.item.refresh_from_db()
    counted = sum(number for mine in (place.item.first_counts or {}).values() for number in mine.values())
    return {
        "told": sorted(told),
        "ballots": Ballot.objects.count(),
        "seats": Ballot.objects.values("seat").distinct().count(),
        "status": place.item.status,
        "counted": counted,
        "differing": [str(one) for one in differing()],
    }


def linked(client: Any, supplier: Any, *, actor: Any, since: Any, source: str = "Déclaré au questionnaire") -> Any:
    """A link between companies that two people noted, as one takes that keeps a judge out of an open dossier."""
    from support.scenes.signing_sample import sign

    from filiere.site.committee.conflict_requests import request_link
    from filiere.site.committee.models import BusinessLink

    sign(request_link(client=client, supplier=supplier, actor=actor, since=since, until=None, source=source))
    return BusinessLink.objects.latest("pk")
