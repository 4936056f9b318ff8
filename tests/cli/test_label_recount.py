"""``filiere label recount``: published minutes counted and drawn again by anyone, and forged ones told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.scenes.sampling_sample import lrs, population, seed, site
from support.scenes.voting_sample import AWARD, PAPERS, RULES, SEATS, ballot, sitting

from filiere.core import seal
from filiere.referentials.sampling import population_sha256, run_draw
from filiere.referentials.voting import (
    build_full_minutes,
    build_public_minutes,
    count_votes,
    decide_ballots,
    disclose_votes,
)

COMMAND = "label"
Run = Callable[..., tuple[int, str, str]]


def session(choice: str = "granted_12") -> dict[str, Any]:
    """The minutes of a session of one item."""
    places, ballots = sitting(), [ballot(seat.key, choice) for seat in SEATS]
    counts = count_votes(AWARD, places, ballots)
    marks = {2: [one.commitment for one in ballots]}
    outcome = decide_ballots(RULES, AWARD, places, ballots)
    item = build_full_minutes(RULES, PAPERS, places, outcome, counts, commitments=marks)
    return {"format": "filiere-session-1", "items": [{"number": 1, "minutes": item}, {"number": 2, "minutes": None}]}


def published_session(*choices: str) -> dict[str, Any]:
    """What the public reads of a session of one item, its members voting so in turn."""
    places = sitting()
    ballots = [ballot(seat.key, choices[rank % len(choices)]) for rank, seat in enumerate(SEATS)]
    counts, outcome = count_votes(AWARD, places, ballots), decide_ballots(RULES, AWARD, places, ballots)
    marks = {2: [one.commitment for one in ballots]}
    full = build_full_minutes(RULES, PAPERS, places, outcome, counts, commitments=marks)
    item = build_public_minutes(full, RULES, disclose_votes(RULES, outcome, counts))
    return {"format": "filiere-session-2", "items": [{"number": 1, "minutes": item}]}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (
            ("granted_24",),
            "quorum, ballots and rule checked; the counts are not published; only members can recount them",
        ),
        (("granted_24", "granted_24", "refuse"), "combined votes recounted"),
    ],
)
def test_public_minutes_say_how_far_they_were_checked(
    run: Run, tmp_path: Path, choices: tuple[str, ...], words: str
) -> None:  # H3
    """What the file tells is counted; what it does not is said to be for the members, not passed over."""
    path = written(tmp_path / "minutes.json", published_session(*choices))
    status, out, error = run("recount", str(path), "--lang", "en")
    assert (status, error) == (0, "")
    assert words in out
    assert "Label granted for 24 months" in out


def members_file() -> dict[str, Any]:
    """The full minutes of that session with its ballots, as the members get them."""
    places, ballots = sitting(), [ballot(seat.key, "granted_12") for seat in SEATS]
    opened = [
        {name: getattr(one, name) for name in ("seat", "person", "choice", "round", "reasons", "nonce")}
        for one in ballots
    ]
    colleges = {one.seat.key: one.seat.college for one in places}
    item = {"number": 1, "minutes": session()["items"][0]["minutes"], "ballots": opened, "colleges": colleges}
    return {"format": "filiere-session-full-1", "session": "s-1", "minutes": "0" * 64, "items": [item]}


def test_members_count_every_ballot_again(run: Run, tmp_path: Path) -> None:
    status, out, error = run("recount", str(written(tmp_path / "full.json", members_file())), "--lang", "en")
    assert (status, error) == (0, "")
    assert "recounted ballot by ballot, Label granted for 12 months" in out
    wrong = members_file()
    wrong["items"][0]["ballots"][3]["choice"] = "refuse"
    status, out, _ = run("recount", str(written(tmp_path / "full.json", wrong)), "--lang", "en")
    assert status == 1
    assert "second.commitments" in out
    wrong["items"][0]["ballots"] = [{"seat": "employees-1"}]
    assert run("recount", str(written(tmp_path / "full.json", wrong)))[0] == 1


def written(path: Path, minutes: Any) -> Path:
    """The file as the site publishes it."""
    path.write_text(json.dumps({"sha256": seal(minutes), "minutes": minutes}), encoding="utf-8")
    return path


def test_minutes_are_counted_again_from_the_file_alone(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "minutes.json", session())
    status, out, error = run("recount", str(path))
    assert (status, error) == (0, "")
    first, second = out.splitlines()
    assert first == "Point 1\N{NO-BREAK SPACE}: décompte refait, Label accordé pour 12 mois."
    assert seal(session()) in second
    assert "recounted, Label granted for 12 months" in run("recount", str(path), "--lang", "en")[1]


def test_an_outcome_that_the_votes_do_not_give_is_told(run: Run, tmp_path: Path) -> None:
    minutes = session()
    body = {key: value for key, value in minutes["items"][0]["minutes"].items() if key != "seal"}
    body["outcome"] = {**body["outcome"], "carried": "granted_24"}
    minutes["items"][0]["minutes"] = {**body, "seal": seal(body)}
    status, out, _ = run("recount", str(written(tmp_path / "minutes.json", minutes)))
    assert status == 1
    assert "minutes-differ" in out


@pytest.mark.parametrize("change", ["emptied", "one more", "twice", "first"])
def test_commitments_that_are_not_those_of_the_counts_are_told(run: Run, tmp_path: Path, change: str) -> None:
    """Whoever publishes seals anew what they forged: each ballot counted or set aside has its commitment."""
    minutes = session()
    body = {key: value for key, value in minutes["items"][0]["minutes"].items() if key != "seal"}
    second = body["second"]
    marks = second["commitments"]
    if change == "first":
        body["first"] = {**second, "counts": {**second["counts"], "state": {"granted_12": 9}}}
    else:
        found = {"emptied": [], "one more": [*marks, "0" * 64], "twice": [*marks[:-1], marks[0]]}[change]
        body["second"] = {**second, "commitments": found}
    minutes["items"][0]["minutes"] = {**body, "seal": seal(body)}
    status, out, _ = run("recount", str(written(tmp_path / "minutes.json", minutes)))
    assert status == 1
    assert "minutes-differ" in out


def test_ballots_set_aside_are_told(run: Run, tmp_path: Path) -> None:
    minutes = session()
    body = {key: value for key, value in minutes["items"][0]["minutes"].items() if key != "seal"}
    body["second"] = {**body["second"], "commitments": [*body["second"]["commitments"], "0" * 64], "aside": 1}
    minutes["items"][0]["minutes"] = {**body, "seal": seal(body)}
    status, out, _ = run("recount", str(written(tmp_path / "minutes.json", minutes)), "--lang", "en")
    assert status == 0
    assert "One ballot set aside" in out


def test_a_file_that_was_changed_or_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "minutes.json", session())
    path.write_text(path.read_text().replace('"number": 1', '"number": 3'))
    assert "minutes-seal" in run("recount", str(path))[2]
    for words in ("", "[]", "{}", '{"minutes": [], "sha256": "x"}'):
        path.write_text(words)
        status, _, error = run("recount", str(path))
        assert (status, bool(error)) == (1, True)
    assert run("recount", str(tmp_path / "absent.json"))[0] == 2


def drawn() -> dict[str, Any]:
    """What the minutes tell of a draw: the sealed list, and the record of what was drawn from it."""
    sealed = population([site(f"s{number}", headcount=40 + number) for number in range(12)])
    record = run_draw(sealed, lrs(), sealed.kind, seed())
    return {
        "population_sha256": population_sha256(sealed),
        "population": sealed.model_dump(mode="json"),
        "record": record.model_dump(mode="json"),
    }


def test_the_sites_are_drawn_again_from_the_minutes_alone(run: Run, tmp_path: Path) -> None:
    minutes = session()
    minutes["items"][0]["sampling"] = drawn()
    status, out, _ = run("recount", str(written(tmp_path / "minutes.json", minutes)), "--lang", "en")
    assert status == 0
    assert "Item 1: draw repeated" in out


@pytest.mark.parametrize("part", ["list", "record", "fingerprint"])
def test_a_draw_that_was_changed_is_told(run: Run, tmp_path: Path, part: str) -> None:
    minutes = session()
    said = minutes["items"][0]["sampling"] = drawn()
    if part == "list":
        said["population"]["sites"][0]["headcount"] += 1
    elif part == "record":
        first = said["record"]["sites"][0]
        first["included"] = not first["included"]
    else:
        said["population_sha256"] = "0" * 64
    status, out, _ = run("recount", str(written(tmp_path / "minutes.json", minutes)))
    assert status == 1
    assert "sampling" in out
