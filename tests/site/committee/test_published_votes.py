"""Nobody outside a body reads who voted what, wherever they look: minutes, files, letters, pages (H3)."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.test import Client
from support.scenes.committee_sample import decided, differing, scene, vote
from support.scenes.dossier_sample import make_person

from filiere.core import Faults, seal
from filiere.referentials.voting import Ballot, VotedPapers, recount_minutes
from filiere.site.committee.actions.conclude_item import conclude_item
from filiere.site.committee.actions.sessions import close_session
from filiere.site.committee.actions.votes import sign_dissent
from filiere.site.committee.models import Item, Session
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Snapshot

pytestmark = pytest.mark.django_db

MIXED = ["granted_24", "granted_24", "refuse", "granted_24", "granted_12", "granted_24", *["granted_24"] * 2, "abstain"]


def as_(user: Any) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client


def printed(body: bytes) -> str:
    """The words of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(body)).pages).split())


def address(place: Any) -> str:
    """The address of the item."""
    return f"/fr/dossiers/{place.dossier.key}/committee/{place.item.key}/"


def told(public: Any) -> set[str]:
    """The colleges whose ballots a reader of public minutes takes for certain, of either format."""
    found = set()
    for one in public["items"]:
        vote_ = one["minutes"]
        parts = [(vote_.get(part) or {}).get("counts", {}) for part in ("first", "second")]
        counts = [((key,), mine) for part in parts for key, mine in part.items()]
        counts += [(tuple(group["colleges"]), group["counts"]) for group in vote_.get("votes") or ()]
        for keys, mine in counts:
            if max(mine.values()) == sum(mine.values()):
                found.update(keys)
    return found


def base(place: Any) -> str:
    """The address of the session."""
    return f"/fr/committee/sessions/{place.session.key}"


def everything_public(place: Any) -> str:
    """All words that the public, the company and the staff read of the session, once it is closed."""
    paths = [f"{base(place)}/", f"{base(place)}/minutes.json", "/fr/committee/", "/fr/label/"]
    found = [Client().get(path).content.decode() for path in paths]
    found.append(printed(Client().get(f"{base(place)}/minutes.pdf").content))
    found.append(printed(as_(place.candidate).get(f"{address(place)}decision.pdf").content))
    found.append(as_(place.staff).get(address(place)).content.decode())
    return "\n".join(found)


def test_a_vote_that_all_cast_alike_is_published_by_its_result() -> None:  # H3
    place = decided(scene(), first="refuse")
    close_session(place.session, actor=place.members[0])
    file = Client().get(f"{base(place)}/minutes.json").json()
    assert told(file["minutes"]) == set()
    assert file["sha256"] == seal(file["minutes"])
    item = file["minutes"]["items"][0]["minutes"]
    assert item["outcome"]["carried"] == "granted_24"
    assert len(item["commitments"]) == 9
    assert recount_minutes(item, load_release(place.dossier)).basis == "result"
    words = everything_public(place)
    assert "9 pour" not in words
    assert "Votes par collège" not in words
    assert "Les voix ne sont pas publiées" in words
    assert differing() == []


def test_counts_are_published_where_they_tell_nobody_s_vote() -> None:  # H3
    place = decided(scene(), MIXED, first="refuse")
    closed = close_session(place.session, actor=place.members[0])
    assert told(closed.minutes) == set()
    votes = closed.minutes["items"][0]["minutes"]["votes"]
    assert [one["colleges"] for one in votes] == [["employees"], ["employers"], ["state", "consumers", "experts"]]
    shown = Client().get(f"{base(place)}/").content.decode()
    assert "Votes par collège" in shown
    assert "6 pour" in shown
    assert "6 pour" in printed(as_(place.candidate).get(f"{address(place)}decision.pdf").content)


def test_until_the_session_closes_only_its_members_read_counts() -> None:  # H3
    """A minority opinion may still be signed, which takes away what the counts may tell."""
    place = decided(scene(), MIXED)
    letter = printed(as_(place.candidate).get(f"{address(place)}decision.pdf").content)
    staff = as_(place.staff).get(address(place)).content.decode()
    for words in (letter, staff):
        assert "6 pour" not in words
        assert "Premier vote" not in words
    assert "Décompte du vote" not in staff
    assert "6 pour" in as_(place.members[0]).get(address(place)).content.decode()


def test_an_opinion_is_read_with_the_name_of_who_gave_it_and_else_without_college() -> None:  # H3
    place = scene()
    vote(place, "abstain", number=1)
    vote(place, MIXED)
    sign_dissent(place.item, "Temps de pause oubliés.", actor=place.members[2], named=True)
    conclude_item(place.item, "Écarts levés.", actor=place.members[0])
    (opinion,) = close_session(place.session, actor=place.members[0]).minutes["items"][0]["minority"]
    assert opinion == {"college": "employees", "name": place.members[2].name, "text": "Temps de pause oubliés."}
    vote_ = Session.objects.get().minutes["items"][0]["minutes"]
    assert vote_["signed"] == {"employees": 1}
    # Two of three employees are left, who voted alike: they are not counted by themselves.
    assert ["employees"] not in [one["colleges"] for one in vote_["votes"] or ()]
    recount_minutes(vote_, load_release(place.dossier))


def test_members_prove_every_ballot_and_nobody_else_gets_them() -> None:  # H3
    from filiere.referentials.voting import prove_ballots

    place = decided(scene(), MIXED)
    close_session(place.session, actor=place.members[0])
    path = f"{base(place)}/minutes-full.json"
    assert Client().get(path).status_code == 302
    for stranger in (place.staff, place.candidate):
        assert as_(stranger).get(path).status_code == 404
    file = as_(place.members[1]).get(path).json()
    assert file["sha256"] == seal(file["minutes"])
    (item,) = file["minutes"]["items"]
    full = item["minutes"]
    papers = VotedPapers(full["papers"]["snapshot"], full["papers"]["release"])
    ballots = [Ballot(papers=papers, **one) for one in item["ballots"]]
    assert len(ballots) == 18
    recount_minutes(full, load_release(place.dossier))
    prove_ballots(full, ballots, item["colleges"])
    public = Session.objects.get().minutes["items"][0]["minutes"]
    assert public["commitments"] == full["second"]["commitments"]


def test_sessions_closed_under_an_earlier_version_are_served_by_the_rule() -> None:  # H3
    """What they sealed stays, and still verifies; what is served of it from now on tells nobody's vote."""
    place = scene()
    vote(place, "refuse", number=1)
    vote(place, ["refuse"] + ["granted_24"] * 8)
    sign_dissent(place.item, "Temps de pause oubliés.", actor=place.members[0])
    conclude_item(place.item, "Écarts levés.", actor=place.members[0])
    close_session(place.session, actor=place.members[0])
    session, item = Session.objects.get(), Item.objects.get()
    (one,) = session.minutes["items"]
    one |= {"minutes": item.minutes, "explained": item.outcome["reasons"]}
    one["minority"] = [{"college": "employees", "text": "Temps de pause oubliés.", "name": None}]
    del session.minutes["sealed_as"]
    session.minutes["format"] = "filiere-session-1"
    assert told(session.minutes)
    session.minutes_sha256 = seal(session.minutes)
    session.save()
    recount_minutes(session.minutes["items"][0]["minutes"], load_release(place.dossier))
    file = Client().get(f"{base(place)}/minutes.json").json()
    assert file["sha256"] == seal(file["minutes"])
    assert file["minutes"]["sealed_as"] == session.minutes_sha256
    assert told(file["minutes"]) == set()
    (served,) = file["minutes"]["items"]
    assert served["minority"] == [{"college": None, "text": "Temps de pause oubliés.", "name": None}]
    assert served["minutes"]["votes"] is None
    assert "8 pour" not in json.dumps(served["explained"], ensure_ascii=False)
    shown = Client().get(f"{base(place)}/").content.decode()
    assert session.minutes_sha256 in shown
    assert file["sha256"] in shown
    assert "pause oubliés" in printed(Client().get(f"{base(place)}/minutes.pdf").content)
    assert as_(place.members[1]).get(f"{base(place)}/minutes-full.pdf").status_code == 200


SAMPLING = {
    "population_sha256": "a" * 64,
    "source": "drand",
    "beacon_round": "77",
    "value": "b" * 64,
    "sites": 9,
    "visited": 4,
    "record_sha256": "c" * 64,
    "population": {
        "facts": {"headcount": 340417, "union_delegate": True},
        "sites": [{"key": "s-1", "headcount": 340417}],
    },
    "record": {"size": {"majors_before": 3}},
}


def closed(place: Any, *, sampling: Any = None) -> Session:
    """The session of an item, decided and closed; the papers voted on hold that draw."""
    if sampling is not None:
        row = Snapshot.objects.get(dossier=place.dossier, sha256=place.item.snapshot_sha256)
        Snapshot.objects.filter(pk=row.pk).update(body={**(row.body or {}), "sampling": sampling})
    conclude_item(place.item, "Écarts levés.", actor=place.members[0])
    close_session(place.session, actor=place.members[0])
    return Session.objects.get(pk=place.session.pk)


def test_the_public_reads_no_list_of_sites() -> None:
    """Headcounts and facts of a candidature are for its company, its auditor and the members, who draw again."""
    place = scene()
    vote(place, "granted_24", number=1)
    vote(place, "granted_24")
    session = closed(place, sampling=SAMPLING)
    public = Client().get(f"{base(place)}/minutes.json").content.decode()
    assert "340417" not in public
    (item,) = json.loads(public)["minutes"]["items"]
    assert item["sampling"] == {key: SAMPLING[key] for key in ("population_sha256", "source", "beacon_round", "value")}
    (own,) = as_(place.members[0]).get(f"{base(place)}/minutes-full.json").json()["minutes"]["items"]
    assert own["sampling"] == SAMPLING
    # What a session sealed before is served without it, and names the fingerprint that was sealed.
    session.minutes["items"][0]["sampling"] = SAMPLING
    session.minutes["format"] = "filiere-session-2"
    session.minutes_sha256 = seal(session.minutes)
    session.save()
    served = Client().get(f"{base(place)}/minutes.json").json()
    assert "340417" not in json.dumps(served)
    assert served["minutes"]["sealed_as"] == session.minutes_sha256
    assert Client().get(f"{base(place)}/").status_code == 200


@pytest.mark.parametrize("sealed", ["filiere-session-3", "filiere-session-2"])
def test_nothing_in_public_minutes_leads_to_a_company_that_they_do_not_name(sealed: str) -> None:
    """A refusal is not public: neither the key of the dossier, which other pages bear, nor its papers are told."""
    place = scene()
    vote(place, "granted_24", number=1)
    vote(place, ["granted_24"] + ["refuse"] * 8)
    session = closed(place)
    if sealed != session.minutes["format"]:
        vote_ = session.minutes["items"][0]["minutes"]
        body = {key: value for key, value in vote_.items() if key != "seal"} | {
            "papers": Item.objects.get().minutes["papers"]
        }
        session.minutes["items"][0] |= {"dossier": place.dossier.key, "minutes": body | {"seal": seal(body)}}
        session.minutes["format"] = sealed
        session.minutes_sha256 = seal(session.minutes)
        session.save()
    hidden = (place.dossier.key, place.organisation.key, place.organisation.name, Item.objects.get().snapshot_sha256)
    answers = [Client().get(f"{base(place)}/{end}") for end in ("", "minutes.json")]
    for answer in answers:
        assert not [word for word in hidden if word in answer.content.decode()]
    recount_minutes(answers[1].json()["minutes"]["items"][0]["minutes"], load_release(place.dossier))
    assert place.dossier.key not in printed(Client().get(f"{base(place)}/minutes.pdf").content)


def test_the_journal_names_nobody_who_signed_an_opinion() -> None:
    """Only who voted otherwise may sign: with two rungs the name alone would be the vote."""
    place = scene()
    vote(place, "granted_24", number=1)
    vote(place, ["refuse"] + ["granted_24"] * 8)
    sign_dissent(place.item, "Temps de pause oubliés.", actor=place.members[0])
    with pytest.raises(Faults):
        sign_dissent(place.item, "Moi aussi.", actor=place.members[1])
    page = as_(make_person("statistician")).get("/fr/staff/journal/").content.decode()
    rows = [row for row in page.split("<tr>") if "<code>dissent.sign" in row]
    assert len(rows) == 2
    for member in place.members:
        assert not [row for row in rows if member.key in row or member.name in row]
