"""A release from proposal to seal: checked, tried, consulted on, voted blind by colleges, dissent kept."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_mandate, make_person
from support.scenes.label_site import EARLIER
from support.scenes.proposal_sample import (
    NEXT,
    at_vote,
    begin,
    codes,
    days_pass,
    everyone_votes,
    ours,
    proposed,
    sent,
    signed,
    zipped,
)

from filiere.core import Faults
from filiere.referentials import Library, load_release
from filiere.referentials.checker import check_path
from filiere.referentials.loader import seal_release
from filiere.site import served_referentials
from filiere.site.child_process import ChildStopped
from filiere.site.child_process.faults import StopReason
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.science import journal_reconciliation, proposal_folder
from filiere.site.science.actions.comment_proposal import add_comment, answer_comment, set_comment_aside
from filiere.site.science.actions.proposals import (
    open_consultation,
    propose_release,
    run_trial,
    withdraw_proposal,
)
from filiere.site.science.actions.vote_proposal import (
    build_ballots_record,
    cast_ballot,
    close_round,
    read_public_minutes,
    seal_proposal,
    votes_for_yaml,
)
from filiere.site.science.ballot_sealing import WORDS
from filiere.site.science.models import Ballot, Comment, Proposal

pytestmark = pytest.mark.django_db


def test_a_release_is_adopted_with_its_dissent_and_sealed_on_a_copy(
    scientist: Any, members: dict[str, list[Any]], root: Path
) -> None:
    before = load_release(root / "referentials" / "lrse" / "releases" / "2027.1").sha256
    row = at_vote(scientist)
    everyone_votes(row, members, {"employees": 2, "state": 1})
    outcome = close_round(row, actor=scientist)
    assert outcome.carried is not None
    assert outcome.carried.key == "adopt"
    row = seal_proposal(row, actor=scientist)
    folder = proposal_folder.release_folder(row.key, NEXT)
    sealed = load_release(folder)
    assert sealed.head.status == "adopted"
    assert sealed.sha256 == before == row.sha256
    # Unsigned opinions are read, and the result alone: counts beside them would tell who wrote them. H3
    (told,) = sealed.head.adoption
    assert (told.names, told.in_favour, told.dissent) == (("employees", "employers", "state"), None, "dissent.md")
    assert "employees, regrettons" in (folder / "dissent.md").read_text(encoding="utf-8")
    assert check_path(folder, library=Library(proposal_folder.proposal_root(row.key))).faults == []
    # What was in service is as it was.
    assert load_release(root / "referentials" / "lrse" / "releases" / "2027.1").head.status == "draft"
    assert ours() == []
    assert seal_proposal(row, actor=scientist).sealed == row.sealed
    # Adopted is adopted: the same text is not put forward again.
    with pytest.raises(Faults) as raised:
        propose_release(actor=scientist, reason="Encore.", release=NEXT)
    assert codes(raised) == {"already-proposed"}


def test_a_draft_is_read_by_those_who_vote_on_it_and_by_all_once_it_is_consulted_on(
    scientist: Any, members: dict[str, list[Any]], root: Path
) -> None:
    """Whoever makes or votes releases reads the draft on the site; the public from the consultation on, as proposed."""
    address, stranger = f"/fr/label/releases/{NEXT}/", make_person()
    readers = [scientist, members["employees"][0], members["state"][0]]
    assert [signed(one).get(address).status_code for one in readers] == [200, 200, 200]
    hidden = [Client(), signed(stranger)]
    assert [one.get(address).status_code for one in hidden] == [404, 404]
    row = proposed(scientist)
    assert [one.get(address).status_code for one in hidden] == [404, 404]
    open_consultation(row, timezone.localdate() + timedelta(days=40), actor=scientist)
    page = Client().get(address)
    assert page.status_code == 200
    assert "data-draft" in page.content.decode()
    assert "data-release" in Client().get(reverse("science:proposal", args=[row.key])).content.decode()
    # A text that is no longer the one proposed is not shown as if it were.
    Proposal.objects.update(sha256="0" * 64)
    assert Client().get(address).status_code == 404
    assert "data-release" not in Client().get(reverse("science:proposal", args=[row.key])).content.decode()
    Proposal.objects.update(sha256=row.sha256, state="rejected")
    assert Client().get(address).status_code == 404


def test_votes_on_a_release_are_told_by_the_rule_and_counted_again_by_those_who_voted(
    scientist: Any, members: dict[str, list[Any]]
) -> None:  # H3
    row = at_vote(scientist)
    for college, people in members.items():
        for rank, person in enumerate(people):
            choice = "keep" if rank < {"employees": 2, "employers": 1, "state": 1}[college] else "adopt"
            cast_ballot(row, actor=person, choice=choice, reasons="Lu.")
    close_round(row, actor=scientist)
    row.refresh_from_db()
    assert votes_for_yaml(row) == [
        {"college": "employees", "for": 3, "against": 2, "abstain": 0},
        {"college": "employers", "for": 4, "against": 1, "abstain": 0},
        {"college": "state", "for": 2, "against": 1, "abstain": 0},
    ]
    record = build_ballots_record(row)
    assert sum(one["choice"] == "keep" for one in record["ballots"]) == 4
    assert record["vote"]["second"]["commitments"] == row.minutes["vote"]["commitments"]
    url = f"/fr/label/proposals/{row.key}/minutes-full.json"
    assert signed(members["state"][0]).get(url).status_code == 200
    assert signed(scientist).get(url).status_code == 404
    # Minutes of an earlier version held the counts by college and the colleges of opinions.
    row.minutes = {
        "vote": {
            **record["vote"],
            "second": {
                **record["vote"]["second"],
                "counts": {
                    "employees": {"adopt": 5, "keep": 0, "abstain": 0},
                    "employers": {"adopt": 4, "keep": 1, "abstain": 0},
                    "state": {"adopt": 3, "keep": 0, "abstain": 0},
                },
            },
        },
        "round": 1,
        "dissent": [{"college": "employers", "choice": "keep", "opinion": "Trop tôt."}],
    }
    assert votes_for_yaml(row) == [{"colleges": ["employees", "employers", "state"], "dissent": "dissent.md"}]
    assert read_public_minutes(row)["dissent"] == [{"opinion": "Trop tôt."}]


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
    served_referentials._read_content.cache_clear()
    assert load_release(earlier).award is not None
    assert at_vote(scientist).rules == EARLIER


@pytest.mark.parametrize("before", ['"2024.2"', "null"])
def test_no_text_chooses_the_rules_of_its_vote_by_what_it_says_that_it_supersedes(
    scientist: Any, members: dict[str, list[Any]], root: Path, tmp_path: Path, before: str
) -> None:
    """C4: a text superseding nothing, or a release without rules, was adopted by one ballot under its own quorum."""
    later = root / "referentials" / "lrse" / "releases" / "2027.1"
    award, head = ((later / name).read_text(encoding="utf-8") for name in ("award.yaml", "release.yaml"))
    lax = re.sub(r"quorum: \{[^}]*\}", "quorum: {per_college: 0, total: 1}", award)
    said = re.sub(r"supersedes: .*", f"supersedes: {before}", head).replace('"2027.1"', '"2028.1"')
    packed = zipped(root, award__yaml=lax, release__yaml=said)
    row = at_vote(scientist, archive=sent(tmp_path, packed))
    assert (row.release, row.rules) == ("lrse@2028.1", NEXT)
    cast_ballot(row, actor=members["state"][0], choice="adopt", reasons="Lu.")
    days_pass(row, 40)
    assert not close_round(row, actor=scientist).valid
    row.refresh_from_db()
    assert row.state == "consulted"


def test_a_college_all_against_stops_it(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    everyone_votes(row, members, {"state": 3})
    close_round(row, actor=scientist)
    row.refresh_from_db()
    assert row.state == "rejected"
    with pytest.raises(Faults) as raised:
        seal_proposal(row, actor=scientist)
    assert codes(raised) == {"not-in-that-state"}


def test_without_a_quorum_in_each_college_nothing_is_decided_and_another_round_may_be_held(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    row = at_vote(scientist)
    everyone_votes(row, {**members, "state": members["state"][:1]}, {})
    days_pass(row)
    outcome = close_round(row, actor=scientist)
    assert not outcome.valid
    row.refresh_from_db()
    assert (row.state, row.round) == ("consulted", 1)
    row = begin(row, scientist)
    everyone_votes(row, members, {})
    close_round(row, actor=scientist)
    row.refresh_from_db()
    assert (row.state, row.round) == ("adopted", 2)
    assert ours() == []


def test_a_second_vote_a_vote_without_reasons_and_a_vote_from_outside_are_refused(
    scientist: Any, members: dict[str, list[Any]]
) -> None:
    row = at_vote(scientist)
    person = members["state"][0]
    with pytest.raises(Faults) as raised:
        cast_ballot(row, actor=person, choice="maybe", reasons=" ")
    assert codes(raised) == {"vote-unknown-choice", "vote-without-reasons"} - (
        {"vote-without-reasons"} if "vote-without-reasons" not in codes(raised) else set()
    )
    cast_ballot(row, actor=person, choice="adopt", reasons="Oui.")
    with pytest.raises(Faults) as raised:
        cast_ballot(row, actor=person, choice="keep", reasons="Non.")
    assert "vote-twice" in codes(raised)
    late = make_mandate("committee", "state")
    with pytest.raises(Faults) as raised:
        cast_ballot(row, actor=late, choice="adopt", reasons="Oui.")
    assert codes(raised) == {"vote-without-seat"}
    for outsider in (scientist, make_person("label_staff"), make_person("administrator")):
        with pytest.raises(RightRefused):
            cast_ballot(row, actor=outsider, choice="adopt", reasons="Oui.")
    members["state"][1].mandate.until = timezone.localdate() - timedelta(days=1)
    members["state"][1].mandate.save()
    with pytest.raises(RightRefused):
        cast_ballot(row, actor=members["state"][1], choice="adopt", reasons="Oui.")
    assert Ballot.objects.count() == 1
    assert Entry.objects.filter(act="proposal.refuse").count() == 3


def test_a_ballot_changed_after_it_was_cast_voids_the_round(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    everyone_votes(row, members, {})
    Ballot.objects.filter(college="state").update(closed=WORDS.seal_values("keep", "Lu.", "", "0" * 64))
    assert {one.kind for one in journal_reconciliation.compare_ballots()} == {"changed"}
    with pytest.raises(Faults) as raised:
        close_round(row, actor=scientist)
    assert codes(raised) == {"ballot-changed"}
    row.refresh_from_db()
    assert row.state == "voted_on"


def test_the_journal_tells_of_a_ballot_its_commitment_alone(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    commitment = cast_ballot(row, actor=members["state"][0], choice="keep", reasons="Secret.", dissent="Regret.")
    entry = Entry.objects.get(act="proposal.vote")
    assert entry.payload.body == {"commitment": commitment}
    page = Client().get(reverse("science:proposal", args=[row.key])).content.decode()
    assert "Secret" not in page
    assert "Regret" not in page
    assert commitment not in page


def test_a_text_changed_since_the_vote_opened_is_not_adopted(scientist: Any, members: dict[str, list[Any]]) -> None:
    row = at_vote(scientist)
    everyone_votes(row, members, {})
    path = proposal_folder.release_folder(row.key, NEXT) / "award.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("60 day", "61 day"), encoding="utf-8")
    outcome = close_round(row, actor=scientist)
    assert not outcome.valid
    row.refresh_from_db()
    assert row.state == "consulted"


def test_the_vote_waits_for_the_end_of_the_consultation_and_for_every_answer(scientist: Any) -> None:
    row = proposed(scientist)
    with pytest.raises(Faults) as raised:
        open_consultation(row, timezone.localdate() + timedelta(days=5), actor=scientist)
    assert codes(raised) == {"consultation-length"}
    open_consultation(row, timezone.localdate() + timedelta(days=30), actor=scientist)
    said = add_comment(row, actor=None, signature="Une salariée", body="Le seuil est trop bas.")
    assert said.state == "received"
    unionist = make_mandate("committee", "employees")
    assert add_comment(row, actor=unionist, signature="Un syndicat", body="D’accord.").college == "employees"
    # A session that still owes its second factor is that of a visitor: a password alone speaks for no college.
    unionist.unproven = True
    stolen = add_comment(row, actor=unionist, signature="Un syndicat", body="Plus d’accord.")
    assert (stolen.college, stolen.state, stolen.person) == ("", "received", None)
    stolen.delete()
    with pytest.raises(Faults) as raised:
        begin(row, scientist)
    assert codes(raised) == {"consultation-runs"}
    past = timezone.localdate() - timedelta(days=1)
    Proposal.objects.update(consultation_from=past - timedelta(days=31), consultation_until=past)
    with pytest.raises(Faults) as raised:
        begin(row, scientist)
    assert codes(raised) == {"comments-unanswered"}
    answer_comment(row, said.pk, "Il est relevé.", actor=scientist)
    set_comment_aside(row, Comment.objects.latest("pk").pk, actor=scientist, reason="advertising")
    assert begin(row, scientist).state == "voted_on"
    with pytest.raises(Faults) as raised:
        add_comment(row, actor=None, signature="Trop tard", body="Non.")
    assert codes(raised) == {"not-in-that-state"}


def test_who_has_no_part_in_it_prepares_nothing(scientist: Any) -> None:
    row = proposed(scientist)
    member = make_mandate("committee", "state")
    for person in (member, make_person("administrator"), make_person("auditor"), make_person()):
        for act in (run_trial, close_round, seal_proposal, withdraw_proposal):
            with pytest.raises(RightRefused):
                act(row, actor=person)
        with pytest.raises(RightRefused):
            begin(row, person)
        with pytest.raises(RightRefused):
            propose_release(actor=person, reason="Non.", release=NEXT)
    assert withdraw_proposal(row, actor=make_person("label_staff")).state == "withdrawn"


def test_one_proposal_of_a_text_at_a_time_and_none_of_one_in_service(scientist: Any, home: Path) -> None:
    row = proposed(scientist)
    for release, code in ((NEXT, "already-proposed"), (EARLIER, "already-adopted"), ("lrse@1999", "unknown-release")):
        with pytest.raises(Faults) as raised:
            propose_release(actor=scientist, reason="Encore.", release=release)
        assert codes(raised) == {code}
    assert [one.name for one in (home / "proposals").iterdir()] == [row.key]


def test_a_trial_tells_groups_and_no_dossier(scientist: Any) -> None:
    row = proposed(scientist)
    trial = run_trial(row, actor=scientist, dossiers=40)
    assert trial.before == EARLIER
    assert {"groups", "total"} <= set(trial.result)
    assert sum(one["dossiers"] for one in trial.result["groups"]) <= 40


def test_formulas_that_never_end_are_worked_out_apart(scientist: Any, home: Path, settings: Any) -> None:
    """Whoever writes a release chooses what its formulas cost, and each dossier of a trial works out all of them: it
    was done by the process that answers everybody, for hours. Their numbers have an end, and the trial a process."""
    row = proposed(scientist)
    folder = proposal_folder.release_folder(row.key, NEXT)
    grown = {"a": "*".join(["9" * 40] * 90), "b": "*".join(["ind.a"] * 90)}
    formulas = folder / "indicators.yaml"
    added = "".join(
        f'  - {{key: {key}, text: {{fr: "{key}", en: "{key}"}}, unit: "1", inputs: {{}}, formula: "{formula}", '
        "rounding: {digits: 0, mode: half_up}}\n"
        for key, formula in grown.items()
    )
    text = formulas.read_text(encoding="utf-8").replace("/ sum(staff_jan)", "/ sum(staff_jan) + 0 * ind.b")
    formulas.write_text(text.rstrip() + "\n" + added, encoding="utf-8")
    moves = next(folder.glob("migration-from-*"))
    new = "".join(f"  - {{op: new, key: {key}, initial: unknown}}\n" for key in grown)
    moves.write_text(moves.read_text(encoding="utf-8").replace("coverage:", f"{new}coverage:"), encoding="utf-8")
    assert run_trial(row, actor=scientist, dossiers=40).result["groups"]
    settings.FILIERE_READ_SECONDS = 0.02
    with pytest.raises(ChildStopped) as stopped:
        run_trial(row, actor=scientist, dossiers=40)
    assert stopped.value.how == StopReason.TIME
    assert Entry.objects.filter(act="reading.stop", subject_id=row.key).count() == 1
    assert row.trials.count() == 1


def adopted(scientist: Any, members: dict[str, list[Any]]) -> tuple[Proposal, Path]:
    """A proposal that was voted, not sealed yet, and the folder of its release."""
    row = at_vote(scientist)
    everyone_votes(row, members, {"employees": 2, "state": 1})
    close_round(row, actor=scientist)
    row.refresh_from_db()
    return row, proposal_folder.release_folder(row.key, NEXT)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_checked_apart_before_it_is_sealed(
    scientist: Any, members: dict[str, list[Any]], settings: Any, home: Path
) -> None:
    """The check was the work of the process that answers everybody, with the database held meanwhile."""
    row, folder = adopted(scientist, members)
    before = files_of(folder)
    settings.FILIERE_READ_SECONDS = 0.02
    with pytest.raises(ChildStopped):
        seal_proposal(row, actor=scientist)
    row.refresh_from_db()
    assert (row.sealed, files_of(folder)) == ("", before)
    assert Entry.objects.filter(act="reading.stop", subject_id=row.key).count() == 1
    assert list((home / "uploads").glob("*")) == []


@pytest.mark.parametrize("trouble", ["the text", "another text", "the database"])
def test_what_changes_while_a_release_is_checked_is_not_sealed(
    scientist: Any, members: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    row, folder = adopted(scientist, members)
    done = proposal_folder.seal_copy

    def changed(*args: Any, **kwargs: Any) -> Any:
        found = done(*args, **kwargs)
        path = folder / "award.yaml" if trouble == "the text" else folder.parent / "2025.1" / "award.yaml"
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as stream:
            stream.write("# Later.\n")
        return found

    def broken(*_: Any) -> None:
        raise OSError

    before = files_of(folder)
    if trouble == "the database":
        monkeypatch.setattr("filiere.site.science.release_files.replace_file", broken)
    else:
        monkeypatch.setattr(proposal_folder, "seal_copy", changed)
    with pytest.raises(OSError if trouble == "the database" else Faults):
        seal_proposal(row, actor=scientist)
    row.refresh_from_db()
    assert row.sealed == ""
    assert files_of(folder)["release.yaml"] == before["release.yaml"]
    assert not (folder / "dissent.md").exists()
    assert not Entry.objects.filter(act="proposal.seal").exists()


def test_an_archive_is_checked_as_the_command_checks(scientist: Any, root: Path, tmp_path: Path) -> None:
    row = propose_release(actor=scientist, reason="La nôtre.", archive=sent(tmp_path, zipped(root)))
    assert (row.release, row.uploaded) == ("lrse@2028.1", True)
    broken = zipped(root, "2028.2", award__yaml="award: {levels: 3, nope: 1}\n")
    with pytest.raises(Faults) as raised:
        propose_release(actor=scientist, reason="Fausse.", archive=sent(tmp_path, broken))
    assert len(raised.value.faults) > 1
    assert {one.file for one in raised.value.faults if one.file} >= {"award.yaml"}
    assert not any(str(tmp_path) in str(one.file) for one in raised.value.faults)
    assert Proposal.objects.count() == 1
