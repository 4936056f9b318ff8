"""A release from proposal to seal: checked, tried, consulted on, voted blind by colleges, dissent kept."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from dossier_sample import make_mandate, make_person
from hostile_files import archive
from label_site import EARLIER, FIXTURE

from filiere.core import Faults
from filiere.referentials import Library, load_release
from filiere.referentials.checker import check
from filiere.referentials.loader import seal_release
from filiere.site.accounts.models import User
from filiere.site.journal.models import Entry
from filiere.site.label import content as served_content
from filiere.site.mail.models import Letter
from filiere.site.science import staging, told
from filiere.site.science.actions.comment import answer, comment, show
from filiere.site.science.actions.prepare import attempt, consult, propose, withdraw
from filiere.site.science.actions.vote import close_vote, open_vote, seal, vote
from filiere.site.science.models import Ballot, Comment, Proposal
from filiere.site.science.rights import RefusedToAdopt

pytestmark = pytest.mark.django_db

NEXT = "lrse@2027.1"
COLLEGES = {"employees": 5, "employers": 5, "state": 3}


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """The fixtures, their later release a draft without a seal."""
    folder = tmp_path / "content"
    shutil.copytree(FIXTURE, folder)
    release = folder / "referentials" / "lrse" / "releases" / "2027.1"
    head = release / "release.yaml"
    text = head.read_text(encoding="utf-8").partition("seal:")[0].replace("status: adopted", "status: draft")
    text = re.sub(r"adoption:.*?addenda", "addenda", text, flags=re.DOTALL).replace("adopted: 2026-11-12, ", "")
    head.write_text(text, encoding="utf-8")
    (release / "dissent-2026-11-12-a.md").unlink()
    award = release / "award.yaml"
    words = award.read_text(encoding="utf-8")
    award.write_text(words.replace('"no college unanimously against"', "no_college_unanimously_against"), "utf-8")
    settings.REFERENTIALS = folder
    served_content._read.cache_clear()
    return folder


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """A page in English leaves its language to the next test."""
    with translation.override("fr"):
        yield


@pytest.fixture
def scientist() -> Any:
    return make_mandate("scientific", "experts")


@pytest.fixture
def members() -> dict[str, list[Any]]:
    return {name: [make_mandate("committee", name) for _ in range(most)] for name, most in COLLEGES.items()}


def codes(raised: Any) -> set[str]:
    return {fault.code for fault in raised.value.faults}


def ours() -> list[Any]:
    return [*told.proposals(), *told.ballots()]


def proposed(scientist: Any) -> Proposal:
    return propose(actor=scientist, reason="Deux ans de retours.", release=NEXT)


def at_vote(scientist: Any) -> Proposal:
    """A proposal whose consultation is over and whose vote is open."""
    row = proposed(scientist)
    consult(row.key, timezone.localdate() + timedelta(days=40), actor=scientist)
    past = timezone.localdate() - timedelta(days=1)
    Proposal.objects.filter(pk=row.pk).update(consultation_from=past - timedelta(days=40), consultation_until=past)
    return open_vote(row.key, actor=scientist)


def everyone_votes(row: Proposal, members: dict[str, list[Any]], against: dict[str, int]) -> None:
    for college, people in members.items():
        for rank, person in enumerate(people):
            no = rank < against.get(college, 0)
            dissent = f"Nous, {college}, regrettons." if no and rank == 0 else ""
            vote(row.key, actor=person, choice="keep" if no else "adopt", reasons="Lu.", dissent=dissent)


def test_a_release_is_adopted_with_its_dissent_and_sealed_on_a_copy(
    scientist: Any, members: dict[str, list[Any]], root: Path
) -> None:
    before = load_release(root / "referentials" / "lrse" / "releases" / "2027.1").sha256
    row = at_vote(scientist)
    everyone_votes(row, members, {"employees": 2, "state": 1})
    outcome = close_vote(row.key, actor=scientist)
    assert outcome.carried is not None
    assert outcome.carried.key == "adopt"
    row = seal(row.key, actor=scientist)
    folder = staging.folder_of(row.key, NEXT)
    sealed = load_release(folder)
    assert sealed.head.status == "adopted"
    assert sealed.sha256 == before == row.sha256
    assert {one.college: (one.in_favour, one.against, one.dissent) for one in sealed.head.adoption} == {
        "employees": (3, 2, "dissent-employees.md"),
        "employers": (5, 0, None),
        "state": (2, 1, "dissent-state.md"),
    }
    assert "employees, regrettons" in (folder / "dissent-employees.md").read_text(encoding="utf-8")
    assert check(folder, library=Library(staging.root_of(row.key))).faults == []
    # What was in service is as it was.
    assert load_release(root / "referentials" / "lrse" / "releases" / "2027.1").head.status == "draft"
    assert ours() == []
    assert seal(row.key, actor=scientist).sealed == row.sealed


def test_the_rules_of_the_vote_are_those_of_the_release_before(scientist: Any, root: Path) -> None:
    """Nobody writes the quorum by which their own text passes; without rules before, its own are all there is."""
    assert at_vote(scientist).rules == NEXT
    Proposal.objects.update(state="withdrawn")
    earlier = root / "referentials" / "lrse" / "releases" / "2024.2"
    head = earlier / "release.yaml"
    head.write_text(head.read_text(encoding="utf-8").partition("seal:")[0], encoding="utf-8")
    later = earlier.parent / "2027.1"
    shutil.copy(later / "award.yaml", earlier / "award.yaml")
    shutil.copy(later / "audit.yaml", earlier / "audit.yaml")
    seal_release(earlier)
    served_content._read.cache_clear()
    assert load_release(earlier).award is not None
    assert at_vote(scientist).rules == EARLIER


def test_a_college_all_against_stops_it(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    everyone_votes(row, members, {"state": 3})
    close_vote(row.key, actor=scientist)
    row.refresh_from_db()
    assert row.state == "rejected"
    with pytest.raises(Faults) as raised:
        seal(row.key, actor=scientist)
    assert codes(raised) == {"not-in-that-state"}


def test_without_a_quorum_in_each_college_nothing_is_decided_and_another_round_may_be_held(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    row = at_vote(scientist)
    everyone_votes(row, {**members, "state": members["state"][:1]}, {})
    outcome = close_vote(row.key, actor=scientist)
    assert not outcome.valid
    row.refresh_from_db()
    assert (row.state, row.round) == ("consulted", 1)
    row = open_vote(row.key, actor=scientist)
    everyone_votes(row, members, {})
    close_vote(row.key, actor=scientist)
    row.refresh_from_db()
    assert (row.state, row.round) == ("adopted", 2)
    assert ours() == []


def test_a_second_vote_a_vote_without_reasons_and_a_vote_from_outside_are_refused(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    row = at_vote(scientist)
    person = members["state"][0]
    with pytest.raises(Faults) as raised:
        vote(row.key, actor=person, choice="maybe", reasons=" ")
    assert codes(raised) == {"vote-unknown-choice", "vote-without-reasons"} - (
        {"vote-without-reasons"} if "vote-without-reasons" not in codes(raised) else set()
    )
    vote(row.key, actor=person, choice="adopt", reasons="Oui.")
    with pytest.raises(Faults) as raised:
        vote(row.key, actor=person, choice="keep", reasons="Non.")
    assert "vote-twice" in codes(raised)
    late = make_mandate("committee", "state")
    with pytest.raises(Faults) as raised:
        vote(row.key, actor=late, choice="adopt", reasons="Oui.")
    assert codes(raised) == {"vote-without-seat"}
    for outsider in (scientist, make_person("label_staff"), make_person("administrator")):
        with pytest.raises(RefusedToAdopt):
            vote(row.key, actor=outsider, choice="adopt", reasons="Oui.")
    members["state"][1].mandate.until = timezone.localdate() - timedelta(days=1)
    members["state"][1].mandate.save()
    with pytest.raises(RefusedToAdopt):
        vote(row.key, actor=members["state"][1], choice="adopt", reasons="Oui.")
    assert Ballot.objects.count() == 1
    assert Entry.objects.filter(act="proposal.refuse").count() == 3


def test_a_ballot_changed_after_it_was_cast_voids_the_round(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    everyone_votes(row, members, {})
    Ballot.objects.filter(college="state").update(choice="keep")
    assert {one.kind for one in told.ballots()} == {"changed"}
    with pytest.raises(Faults) as raised:
        close_vote(row.key, actor=scientist)
    assert codes(raised) == {"ballot-changed"}
    row.refresh_from_db()
    assert row.state == "voted_on"


def test_the_journal_tells_of_a_ballot_its_commitment_alone(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    commitment = vote(row.key, actor=members["state"][0], choice="keep", reasons="Secret.", dissent="Regret.")
    entry = Entry.objects.get(act="proposal.vote")
    assert entry.payload.body == {"commitment": commitment}
    page = Client().get(reverse("science:proposal", args=[row.key])).content.decode()
    assert "Secret" not in page
    assert "Regret" not in page
    assert commitment not in page


def test_a_text_changed_since_the_vote_opened_is_not_adopted(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    everyone_votes(row, members, {})
    path = staging.folder_of(row.key, NEXT) / "award.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("60 day", "61 day"), encoding="utf-8")
    outcome = close_vote(row.key, actor=scientist)
    assert not outcome.valid
    row.refresh_from_db()
    assert row.state == "consulted"


def test_the_vote_waits_for_the_end_of_the_consultation_and_for_every_answer(scientist: Any) -> None:
    row = proposed(scientist)
    with pytest.raises(Faults) as raised:
        consult(row.key, timezone.localdate() + timedelta(days=5), actor=scientist)
    assert codes(raised) == {"consultation-length"}
    consult(row.key, timezone.localdate() + timedelta(days=30), actor=scientist)
    said = comment(row.key, actor=None, signature="Une salariée", body="Le seuil est trop bas.")
    assert said.state == "received"
    unionist = make_mandate("committee", "employees")
    assert comment(row.key, actor=unionist, signature="Un syndicat", body="D’accord.").college == "employees"
    with pytest.raises(Faults) as raised:
        open_vote(row.key, actor=scientist)
    assert codes(raised) == {"consultation-runs"}
    past = timezone.localdate() - timedelta(days=1)
    Proposal.objects.update(consultation_from=past - timedelta(days=31), consultation_until=past)
    with pytest.raises(Faults) as raised:
        open_vote(row.key, actor=scientist)
    assert codes(raised) == {"comments-unanswered"}
    answer(row.key, said.pk, "Il est relevé.", actor=scientist)
    show(row.key, Comment.objects.latest("pk").pk, actor=scientist, shown=False)
    assert open_vote(row.key, actor=scientist).state == "voted_on"
    with pytest.raises(Faults) as raised:
        comment(row.key, actor=None, signature="Trop tard", body="Non.")
    assert codes(raised) == {"not-in-that-state"}


def test_who_has_no_part_in_it_prepares_nothing(scientist: Any) -> None:
    row = proposed(scientist)
    member = make_mandate("committee", "state")
    for person in (member, make_person("administrator"), make_person("auditor"), make_person()):
        for act in (attempt, open_vote, close_vote, seal, withdraw):
            with pytest.raises(RefusedToAdopt):
                act(row.key, actor=person)
        with pytest.raises(RefusedToAdopt):
            propose(actor=person, reason="Non.", release=NEXT)
    assert withdraw(row.key, actor=make_person("label_staff")).state == "withdrawn"


def test_one_proposal_of_a_text_at_a_time_and_none_of_one_in_service(scientist: Any, home: Path) -> None:
    row = proposed(scientist)
    for release, code in ((NEXT, "already-proposed"), (EARLIER, "already-adopted"), ("lrse@1999", "unknown-release")):
        with pytest.raises(Faults) as raised:
            propose(actor=scientist, reason="Encore.", release=release)
        assert codes(raised) == {code}
    assert [one.name for one in (home / "proposals").iterdir()] == [row.key]


def test_a_trial_tells_groups_and_no_dossier(scientist: Any) -> None:
    row = proposed(scientist)
    trial = attempt(row.key, actor=scientist, dossiers=40)
    assert trial.before == EARLIER
    assert {"groups", "total"} <= set(trial.result)
    assert sum(one["dossiers"] for one in trial.result["groups"]) <= 40


def zipped(root: Path, number: str = "2028.1", top: str = "version/", **changed: str) -> bytes:
    """An archive of the later release under another number, with changed files."""
    folder = root / "referentials" / "lrse" / "releases" / "2027.1"
    parts = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            if path.name in ("release.yaml", "cases.yaml") or path.name.startswith("migration"):
                text = text.replace('"2027.1"', f'"{number}"').replace("@2027.1", f"@{number}")
            parts[top + str(path.relative_to(folder))] = text.encode()
    parts |= {top + name.replace("__", "."): text.encode() for name, text in changed.items()}
    return archive(parts)


def sent(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "sent.zip"
    path.write_bytes(content)
    return path


def test_an_archive_is_checked_as_the_command_checks(scientist: Any, root: Path, tmp_path: Path) -> None:
    row = propose(actor=scientist, reason="La nôtre.", archive=sent(tmp_path, zipped(root)))
    assert (row.release, row.uploaded) == ("lrse@2028.1", True)
    broken = zipped(root, "2028.2", award__yaml="award: {levels: 3, nope: 1}\n")
    with pytest.raises(Faults) as raised:
        propose(actor=scientist, reason="Fausse.", archive=sent(tmp_path, broken))
    assert len(raised.value.faults) > 1
    assert {one.file for one in raised.value.faults if one.file} >= {"award.yaml"}
    assert not any(str(tmp_path) in str(one.file) for one in raised.value.faults)
    assert Proposal.objects.count() == 1


def test_a_twisted_archive_is_refused_and_leaves_nothing(
    scientist: Any, root: Path, tmp_path: Path, home: Path
) -> None:
    tricks = {
        "not-an-archive": b"hello world",
        "file-bad-inner-path": archive({"../../release.yaml": b"x", "release.yaml": b"referential: lrse"}),
        "stray-file": zipped(root, "2028.3")
        and archive({"release.yaml": b'{referential: lrse, release: "2028.3"}', "run.sh": b"x"}),
        "no-release-file": archive({"a.yaml": b"a"}),
        "no-release-name": archive({"release.yaml": b'{referential: "../../x", release: "2028.1"}'}),
        "release-exists": zipped(root, "2024.2"),
        "unknown-referential": archive({"release.yaml": b'{referential: nowhere, release: "2028.1"}'}),
        "file-trailing-data": zipped(root) + b"x",
        "file-bomb": archive({"release.yaml": b" " * 50_000_000}),
    }
    for code, content in tricks.items():
        with pytest.raises(Faults) as raised:
            propose(actor=scientist, reason="Non.", archive=sent(tmp_path, content))
        assert codes(raised) == {code}, code
    assert list((home / "proposals").iterdir() if (home / "proposals").exists() else []) == []
    assert not Proposal.objects.exists()


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def test_a_proposal_shows_to_all_from_its_consultation_on(scientist: Any) -> None:
    row = proposed(scientist)
    url = reverse("science:proposal", args=[row.key])
    paths = ("archive", "minutes", "adoption")
    assert Client().get(url).status_code == 404
    assert signed(make_person("administrator")).get(url).status_code == 404
    assert [Client().get(reverse(f"science:{one}", args=[row.key])).status_code for one in paths] == [404] * 3
    assert signed(scientist).get(url).status_code == 200
    assert signed(make_mandate("committee", "state")).get(url).status_code == 200
    consult(row.key, timezone.localdate() + timedelta(days=30), actor=scientist)
    assert Letter.objects.filter(kind="proposal.consult").exists()
    page = Client().get(url)
    assert page.status_code == 200
    assert row.sha256 in page.content.decode()
    assert "Ouvrir la consultation" not in page.content.decode()
    assert "Comments" in Client().get(url.replace("/fr/", "/en/")).content.decode()
    with zipfile.ZipFile(io.BytesIO(Client().get(reverse("science:archive", args=[row.key])).content)) as opened:
        assert "release.yaml" in opened.namelist()


def test_a_visitor_comments_and_a_machine_is_stopped(scientist: Any) -> None:
    row = proposed(scientist)
    consult(row.key, timezone.localdate() + timedelta(days=30), actor=scientist)
    url, trick = reverse("science:comment", args=[row.key]), "<script>alert(1)</script>"
    data = {"signature": trick, "body": trick, "place": ""}
    assert Client().post(url, data).status_code == 302
    said = Comment.objects.get()
    page = reverse("science:proposal", args=[row.key])
    assert "alert(1)" not in Client().get(page).content.decode()
    handle = reverse("science:handle", args=[row.key, said.pk])
    assert signed(make_mandate("committee", "state")).post(handle, {"do": "show"}).status_code == 403
    assert signed(scientist).post(handle, {"do": "answer", f"{said.pk}-answer": "Merci."}).status_code == 302
    shown = Client().get(page).content.decode()
    assert "Merci." in shown
    assert "<script>alert" not in shown
    assert Client().post(url, {**data, "place": "nope"}).status_code == 422
    assert Client().post(url, {**data, "body": ""}).status_code == 422
    statuses = [Client().post(url, data).status_code for _ in range(12)]
    assert statuses[-1] == 429


def test_the_whole_way_by_the_pages(scientist: Any, members: dict[str, list[Any]]) -> None:
    desk = signed(scientist)
    answer_ = desk.post(reverse("science:new"), {"release": NEXT, "reason": "Retours de deux ans."})
    row = Proposal.objects.get()
    url = reverse("science:proposal", args=[row.key])
    assert answer_["Location"] == url

    def act(name: str, **data: Any) -> int:
        return desk.post(reverse("science:do", args=[row.key, name]), data).status_code

    assert act("consult", until="hier") == 422
    assert act("consult", until=str(timezone.localdate() + timedelta(days=31))) == 302
    past = timezone.localdate() - timedelta(days=1)
    Proposal.objects.update(consultation_from=past - timedelta(days=31), consultation_until=past)
    assert act("nonsense") == 404
    assert act("open") == 302
    for people in members.values():
        for person in people:
            voter = signed(person)
            assert "Déposer le bulletin" in voter.get(url).content.decode()
            data = {"choice": "adopt", "reasons": "Lu et approuvé."}
            assert voter.post(reverse("science:vote", args=[row.key]), data).status_code == 302
            assert voter.post(reverse("science:vote", args=[row.key]), data).status_code == 422
    assert "Déposer le bulletin" not in desk.get(url).content.decode()
    assert act("close") == 302
    assert act("seal") == 302
    row.refresh_from_db()
    assert len(row.sealed) == 64
    lines = yaml.safe_load(Client().get(reverse("science:adoption", args=[row.key])).content)
    assert lines["status"] == "adopted"
    assert {one["college"]: one["for"] for one in lines["adoption"]} == COLLEGES
    minutes = json.loads(Client().get(reverse("science:minutes", args=[row.key])).content)
    assert minutes["vote"]["papers"]["release"] == row.sha256
    assert row.sealed in Client().get(url).content.decode()
    assert NEXT in Client().get(reverse("science:home")).content.decode()


def test_the_form_tells_all_faults_of_an_archive(scientist: Any, root: Path, home: Path) -> None:
    broken = zipped(root, "2028.2", award__yaml="award: {levels: 3, nope: 1}\n")
    data = {"archive": SimpleUploadedFile("a.zip", broken), "reason": "La nôtre.", "release": ""}
    desk = signed(scientist)
    answer_ = desk.post(reverse("science:new"), data)
    assert answer_.status_code == 422
    assert "award.yaml" in answer_.content.decode()
    assert list((home / "uploads").iterdir()) == []
    assert desk.post(reverse("science:new"), {"reason": "x", "release": ""}).status_code == 422
    assert signed(make_person()).get(reverse("science:new")).status_code == 403
    assert Client().get(reverse("science:new")).status_code == 302
