"""People with two and three hats: what keeps one of them out of a dossier takes every hat away, on every address.

Guard of a class (H2): a recusal once took a seat away and left the roles of the site, so that a member of the committee
who was also of the label's staff, or of the public authority, kept all the papers. The hats are put on straight in the
tables, those that may no longer be held together too: old databases have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations, cycle
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.harness.rights_addresses import address, kind, parameters, undone
from support.harness.rights_reading import Matrix
from support.harness.view_calls import ViewCaller
from support.scenes.dossier_sample import accept_letter, at, make_mandate, make_member, make_organisation, make_person
from support.scenes.rights_parts import PARTS

from filiere.core import Faults
from filiere.site.accounts.actions.approvals import approve_request
from filiere.site.accounts.models import Grant, User
from filiere.site.accounts.rights import OPERATOR
from filiere.site.committee.models import BusinessLink, Interest, Recusal
from filiere.site.kit.rights import RightRefused, allowed
from filiere.site.members.actions.memberships import end_membership, give_membership
from filiere.site.members.actions.save_organisation import change_organisation
from filiere.site.members.directory import write_csv
from filiere.site.members.import_export import export_directory, import_directory
from filiere.site.members.invitations import invite_to_organisation
from filiere.site.members.models import Mandate, Membership
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties

# What a database answers for a right is tried by the tests of each app, on PostgreSQL too.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

INSIDE = {"candidat": "edit", "lecteur": "read", "personnel": "staff_representative"}
ROLES = {"équipe": "label_staff", "état": "state", "auditeur": "auditor"}
SEATS = {"comité": ("committee", "state"), "recours": ("appeal_panel", "state")}
HATS = (*INSIDE, *ROLES, *SEATS)
SETS = [hats for size in (2, 3) for hats in combinations(HATS, size) if len(set(hats) & set(INSIDE)) < 2]
OUTSIDE = [hats for hats in SETS if not set(hats) & set(INSIDE)]


def put_on(scene: Any, user: Any, hats: tuple[str, ...]) -> None:
    """Give a person these hats, in the tables."""
    now = timezone.now()
    for hat in hats:
        if hat in INSIDE:
            given = {"user": user, "organisation": scene.organisation, "right": INSIDE[hat], "since": now.date()}
            Membership.objects.create(**given)
        elif hat in ROLES:
            Grant.objects.create(user=user, role=ROLES[hat], since=now)
        else:
            make_mandate(*SEATS[hat], user=user)


def recusal(scene: Any, user: Any) -> None:
    """A recusal that is in force."""
    day = timezone.localdate()
    given = {"dossier": scene.dossier, "grade": "declared", "ground": "Un lien", "since": day, "confirmed_on": day}
    Recusal.objects.create(user=user, noted_by=user, confirmed_by=user, **given)


def interest(scene: Any, user: Any) -> None:
    """A declared interest."""
    day = timezone.localdate()
    Interest.objects.create(user=user, organisation=scene.organisation, ground="shares", since=day, declared_on=day)


def old_member(scene: Any, user: Any) -> None:
    """Acted for the company until last year."""
    day = timezone.localdate()
    given = {"since": day - timedelta(days=900), "until": day - timedelta(days=400)}
    Membership.objects.create(user=user, organisation=scene.organisation, right="read", **given)


def of_a_client(scene: Any, user: Any) -> None:
    """Acts for a client of the company."""
    day, buyer = timezone.localdate(), make_organisation("Acheteuse fictive", kind="client_company")
    BusinessLink.objects.create(client=buyer, supplier=scene.organisation, since=day, source="Déclaré")
    Membership.objects.create(user=user, organisation=buyer, right="read", since=day)


def of_a_sister(scene: Any, user: Any) -> None:
    """Sits, somewhere, for a company of the same group."""
    type(scene.organisation).objects.filter(pk=scene.organisation.pk).update(group="Groupe Fictif")
    sister = make_organisation("Sœur fictive", group="groupe fictif")
    make_mandate("scientific", "experts", user=user, organisation=sister)


WAYS: tuple[Callable[[Any, Any], None], ...] = (recusal, interest, old_member, of_a_client, of_a_sister)


@pytest.fixture
def person(scene: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody without any hat; that of an auditor is a mission in the dossier as soon as they hold the role."""
    from filiere.site.workflow import parties

    user = make_person()

    def gives(asked: Any, _dossier: Any, _day: Any) -> tuple[str, ...]:
        return ("auditor", "auditor_named") if asked.pk == user.pk and "auditor" in asked.roles() else ()

    monkeypatch.setattr(parties, "party_providers", [*parties.party_providers, gives])
    return user


def own_side(hats: tuple[str, ...]) -> frozenset[str]:
    """The parties of the company's own side that these hats give."""
    side = {"candidat": {"candidate", "candidate_reader", "holder"}, "lecteur": {"candidate_reader"}}
    return frozenset(party for hat in hats if hat in INSIDE for party in side.get(hat, {"staff_representatives"}))


def letters_reach(scene: Any, user: Any, day: Any) -> frozenset[str]:
    """The parties under which a letter about the dossier would come to that person."""
    return frozenset(
        party for party, reach in recipient_lookups.items() if user.pk in {one.pk for one in reach(scene.dossier, day)}
    )


def worn(scene: Any, person: Any, state: str, hats: tuple[str, ...], way: Any) -> Iterator[tuple[Any, ...]]:
    """What is wrong with a person of these hats whom something keeps out."""
    day = timezone.localdate()
    put_on(scene, person, hats)
    way(scene, person)
    user = User.objects.get(pk=person.pk)
    expected = own_side(hats)
    # What ties an auditor is asked of them on one page, once they are named, and nothing else is open.
    if (found := find_parties(user, scene.dossier) - {"auditor_named"}) != expected:
        yield state, hats, way.__name__, "parties", sorted(found - expected)
    if way is recusal and "auditor_named" in find_parties(user, scene.dossier):
        yield state, hats, way.__name__, "named"
    if Dossier.objects.visible_to(User.objects.get(pk=person.pk)).exists() != bool(expected):
        yield state, hats, way.__name__, "list"
    reached = letters_reach(scene, person, day) - {"candidate", "holder", "staff_representatives"}
    if reached:
        yield state, hats, way.__name__, "letters", sorted(reached)


# H2
@pytest.mark.parametrize("state", ["before_committee", "award_appeal"])
def test_whoever_is_kept_out_is_nothing_there_or_their_own_side_alone(scene: Any, person: Any, state: str) -> None:
    """Every two and three hats, each kept out in one way, every way in its turn: parties, lists and letters agree."""
    at(scene.dossier, state)
    wrong: list[tuple[Any, ...]] = []
    ways = cycle(WAYS)
    for hats in SETS:
        with undone():
            wrong += worn(scene, person, state, hats, next(ways))
    for hats in OUTSIDE:
        with undone():
            wrong += worn(scene, person, state, hats, recusal)
    assert wrong == []


def addresses(scene: Any, written: Matrix) -> list[tuple[str, str]]:
    """Every address that a right in the dossier opens, and those of things that stand in it."""
    about, doors = dict(parameters()), written.doors | written.operations
    named = [name for name, door in doors.items() if door in written.lines and name in about]
    made = {make: make(scene) for make in dict.fromkeys(PARTS.values())}
    parts = [(name, {"key": scene.dossier.key, **part}) for name, make in PARTS.items() for part in made[make]]
    found = [(name, address(name, about[name], scene)) for name in named]
    return found + [(name, reverse(name, kwargs=values)) for name, values in parts]


def list_answers(caller: ViewCaller, asked: list[tuple[str, str]]) -> dict[tuple[str, str, str], str]:
    """What a person gets at each of these addresses, by GET and by POST."""
    found = {}
    for name, url in asked:
        for method in ("get", "post"):
            with undone():
                found[name, url, method] = kind(getattr(caller, method)(url))
    return found


def signed_in(user: Any, *, drawn: bool = False) -> ViewCaller:
    """Pages as they are for the person, signed in afresh; `test_pages` and `test_parts` ask them by requests."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return ViewCaller(client, drawn=drawn)


TRIED = (
    ("comité", "équipe"),
    ("comité", "état"),
    ("recours", "état", "auditeur"),
    ("équipe", "état", "auditeur"),
    ("candidat", "équipe", "comité"),
)


# H2
@pytest.mark.parametrize("hats", TRIED, ids=", ".join)
def test_every_address_answers_them_as_it_answers_a_stranger(
    scene: Any, person: Any, written: Matrix, hats: tuple[str, ...]
) -> None:
    """Or as it answers whoever is of the company and nothing else, when they are."""
    at(scene.dossier, "award_appeal" if "recours" in hats else "before_committee")
    asked = addresses(scene, written)
    inside = tuple(hat for hat in hats if hat in INSIDE)
    # A page that only one of the two may not ask for is 404 for one and 403 for the other: who is what is told apart.
    alike = make_person()
    put_on(scene, alike, inside)
    expected = list_answers(signed_in(alike), asked)
    put_on(scene, person, tuple(hat for hat in hats if hat not in INSIDE))
    if inside:
        Mandate.objects.filter(user=person).update(organisation=None)
        put_on(scene, person, inside)
    recusal(scene, person)
    found = list_answers(signed_in(person), asked)
    assert {one: (got, expected[one]) for one, got in found.items() if got != expected[one]} == {}


# H2
@pytest.mark.parametrize("hats", [("équipe", "état"), ("comité", "état", "équipe")], ids=", ".join)
def test_pages_of_no_dossier_tell_nothing_of_it_to_whom_it_is_closed(
    scene: Any, person: Any, written: Matrix, hats: tuple[str, ...]
) -> None:
    """Lists, agendas, sessions, complaints: no key and no name of it. Forms that offer the whole directory are left."""
    at(scene.dossier, "before_committee")
    put_on(scene, person, hats)
    recusal(scene, person)
    items = PARTS["committee:item"](scene)
    sessions = [f"/fr/committee/sessions/{one}/" for one in _sessions()]
    marks = [scene.dossier.key, scene.organisation.name, *(one["item"] for one in items)]
    about = dict(parameters())
    lists = [
        address(name, frozenset(), scene)
        for name, door in (written.doors | written.operations).items()
        if door not in written.lines
        and name in about
        and not about[name]
        # One’s own data tell one’s own recusals; the journal tells keys to whoever reads it, a party or not.
        and not name.startswith(
            ("members:", "data:", "accounts:data", "staff:journal", "committee:interests", "committee:links")
        )
    ]
    browser, wrong = signed_in(person, drawn=True), []
    stranger = signed_in(make_person(), drawn=True)
    for url in [*lists, *sessions, f"/api/v1/dossiers/{scene.dossier.key}"]:
        page = _page(browser, url)
        told = [mark for mark in marks if mark in page]
        if told and any(mark not in _page(stranger, url) for mark in told):
            wrong.append((url, told))
    assert wrong == []


def of_the_staff(scene: Any, way: Callable[[Any, Any], None]) -> User:
    """Somebody of the staff of the label whom this way keeps out of the company’s dossier."""
    user = make_person("label_staff")
    way(scene, user)
    return User.objects.get(pk=user.pk)


# H2
@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_whoever_is_kept_out_has_no_hand_in_the_company_itself(
    scene: Any, written: Matrix, way: Callable[[Any, Any], None]
) -> None:
    """Its people, record, sites and contacts: every right but that of reading, and every address under the company."""
    at(scene.dossier, "before_committee")
    member = make_member(scene.organisation, "edit").memberships.get()
    user = of_the_staff(scene, way)
    assert {name for name in written.organisation if allowed(user, name, scene.organisation)} == {"organisation:read"}
    browser, about, wrong = signed_in(user, drawn=True), dict(parameters()), []
    for name in sorted(about):
        if not name.startswith("members:") or "key" not in about[name] or name == "members:organisation":
            continue
        url = address(name, about[name], scene).replace("/people/1/", f"/people/{member.pk}/")
        wrong += [(name, method) for method in ("get", "post") if kind(getattr(browser, method)(url)) == "answered"]
    assert wrong == []
    page = _page(browser, f"/fr/organisations/{scene.organisation.key}/").partition("<main")[2]
    assert scene.organisation.name in page
    assert [link for link in ("/invite/", "/end/", "/change/", "/new/") if link in page] == []


# H2
@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
def test_whoever_is_kept_out_ends_and_gives_no_access_by_any_act(
    scene: Any, tmp_path: Path, way: Callable[[Any, Any], None]
) -> None:
    """Nor does a file, nor an invitation that was sent before they were kept out."""
    at(scene.dossier, "before_committee")
    one, held = scene.organisation, make_member(scene.organisation, "edit").memberships.get()
    user, puppet = make_person("label_staff"), make_person()
    made, _ = invite_to_organisation(
        actor=user, organisation=one, email=puppet.email, right="edit", reason="Demandé par elle"
    )
    approve_request(actor=make_person("label_staff"), approval=made.approval)
    way(scene, user)
    path = tmp_path / "directory.csv"
    with undone():
        type(one).objects.filter(pk=one.pk).update(name="Autre nom")
        path.write_bytes(write_csv(export_directory(actor=OPERATOR), "fr"))
    acts: dict[str, Callable[[], Any]] = {
        "end": lambda: end_membership(held, actor=user),
        "give": lambda: give_membership(one, actor=user, user=puppet, right="edit"),
        "invite": lambda: invite_to_organisation(
            actor=user, organisation=one, email="faux@example.org", right="edit", reason="Demandé par elle"
        ),
        "accept": lambda: accept_letter(puppet),
        "change": lambda: change_organisation(actor=user, organisation=one, name="Autre nom"),
        "file": lambda: import_directory(path, actor=user),
    }
    done = []
    for name, act in acts.items():
        try:
            with undone():
                act()
                done.append(name)
        except (RightRefused, Faults):
            continue
    assert done == []


def _sessions() -> list[str]:
    from filiere.site.committee.models import Session

    return list(Session.objects.values_list("key", flat=True))


def _page(browser: ViewCaller, url: str) -> str:
    answer = browser.get(url)
    return b"".join(answer).decode("utf-8", "replace") if answer.status_code == 200 else ""
