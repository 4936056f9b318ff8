"""``filiere referentials sample`` and ``sample-verify``: from a sealed list to a record that anyone does again."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = "referentials"
SEED = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
# A small release with the sampling rules of lrs@2027.1: reading the whole label for each of sixty commands takes 30 s.
EXAMPLE = Path(__file__).parents[1] / "referentials" / "fixtures" / "lrse"
CONTENT = ("--content", str(EXAMPLE))
DRAW = ("--release", "lrse@2027.1", *CONTENT)
WHEN = ("--seed", SEED, "--seed-time", "2027-03-02T09:00:00Z")
SEEDED = (*DRAW, *WHEN)
LIST = """\
candidate: Exemple (fictif)
sealed_at: 2027-03-01T09:00:00Z
beacon: {source: made-up beacon, round: 12345}
last_audit: 2026-01-01
facts: {headcount: 900}
sites:
  - {key: paris, activity: care, country: fr, size_class: large, headcount: 300, opened: 2015-01-01, head_office: true}
  - {key: lille, activity: care, country: fr, size_class: large, headcount: 200, opened: 2015-01-01, risky: true}
  - {key: lyon, activity: care, country: fr, size_class: large, headcount: 200, opened: 2015-01-01}
  - {key: brest, activity: sales, country: fr, size_class: small, headcount: 2, opened: 2026-05-01}
  - {key: tunis, activity: sales, country: tn, size_class: small, headcount: 50, opened: 2016-05-01}
kind: renewal
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """A list of sites of a fictitious candidate."""
    path = tmp_path / "sites.yaml"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def minutes(run: Run, sites: Path) -> Path:
    """The record of a draw, as the command writes it."""
    path = sites.with_name("record.json")
    status, out, _ = run("sample", str(sites), *SEEDED, "--format", "json")
    assert status == 0
    path.write_text(out, encoding="utf-8")
    return path


def test_before_the_beacon_speaks_the_fingerprint_is_told(run: Run, sites: Path, minutes: Path) -> None:
    """The very one that the record holds afterwards."""
    status, out, _ = run("sample", str(sites), *DRAW, "--lang", "en")
    fingerprint = json.loads(minutes.read_text(encoding="utf-8"))["population_sha256"]
    assert (status, out) == (0, f"To be published before round 12345 of made-up beacon: {fingerprint}\n")
    told = json.loads(run("sample", str(sites), *DRAW, "--format", "json")[1])
    assert told == {
        "population_sha256": fingerprint,
        "sealed_at": "2027-03-01T09:00:00Z",
        "beacon": {"source": "made-up beacon", "round": "12345"},
    }


def test_a_draw_is_shown_with_the_reason_of_each_site(run: Run, sites: Path) -> None:
    """In French as in English."""
    status, out, _ = run("sample", str(sites), *SEEDED, "--lang", "en")
    assert status == 0
    assert "Sites visited: 3, of which 2 always visited; the others are drawn by lot." in out
    assert re.search(r"paris +care/fr/large +yes +head office, always visited +9\n", out)
    assert re.search(r"brest +sales/fr/small +yes +opened since the last audit, always visited +2\n", out)
    assert re.search(r"tunis +sales/tn/small +yes +drawn by lot, rank 1 +3\n", out)
    assert re.search(r"lyon +care/fr/large +no +no place left to draw in its stratum, rank 2\n", out)
    assert re.search(
        r"lyon +care/fr/large +non +aucune place à tirer dans sa strate, rang 2\n",
        run("sample", str(sites), *SEEDED)[1],
    )


def test_anyone_does_the_draw_again(run: Run, sites: Path, minutes: Path) -> None:
    """From the record and the list alone; with another order of the list too."""
    status, out, _ = run("sample-verify", str(minutes), str(sites), *CONTENT, "--lang", "en")
    assert (status, out) == (0, "Repeating the draw gives the same result: 3 sites of 5.\n")
    head, _, lines = LIST.partition("sites:\n")
    *rows, kind = lines.splitlines(keepends=True)
    sites.write_text(head + "sites:\n" + "".join(reversed(rows)) + kind, encoding="utf-8")
    assert json.loads(run("sample-verify", str(minutes), str(sites), *CONTENT, "--format", "json")[1]) == {
        "verified": True,
        "faults": [],
    }


def test_a_list_sealed_for_a_renewal_is_drawn_for_nothing_else(run: Run, sites: Path) -> None:
    """The option repeats what the list says, or is refused at its line."""
    assert run("sample", str(sites), *DRAW, "--kind", "renewal", "--lang", "en")[0] == 0
    status, _, error = run("sample", str(sites), *DRAW, "--kind", "initial", "--lang", "en")
    assert (status, "sites.yaml:12:1: sampling-other-kind" in error) == (1, True)


def test_the_label_shipped_with_the_command_is_drawn_and_verified_the_same_way(run: Run, sites: Path) -> None:
    """Without a folder of content, the rules are those of the label itself."""
    sites.write_text(LIST.replace("kind: renewal\n", ""), encoding="utf-8")
    status, out, _ = run(
        "sample", str(sites), "--release", "lrs@2027.1", "--kind", "initial", *WHEN, "--format", "json"
    )
    path = sites.with_name("label.json")
    path.write_text(out, encoding="utf-8")
    assert (status, json.loads(out)["size"]["rule"]) == (0, "ceil(sqrt(n))")
    assert run("sample-verify", str(path), str(sites))[0] == 0


def test_each_disagreement_stands_at_its_line_of_the_record(run: Run, sites: Path, minutes: Path) -> None:
    """In the language asked for, with status 1."""
    text = minutes.read_text(encoding="utf-8")
    lines = text.splitlines()
    line = next(index for index, one in enumerate(lines) if '"key": "lyon"' in one)
    place = next(index for index in range(line, len(lines)) if '"included"' in lines[index])
    lines[place] = lines[place].replace("false", "true")
    minutes.write_text("\n".join(lines), encoding="utf-8")
    status, out, _ = run("sample-verify", str(minutes), str(sites), *CONTENT, "--lang", "en")
    assert status == 1
    assert f"record.json:{place + 1}:7: sampling-differs: The record says yes at “sites[2].included”" in out
    assert "Le procès-verbal indique oui à" in run("sample-verify", str(minutes), str(sites), *CONTENT)[1]
    sites.write_text(LIST.replace("headcount: 300", "headcount: 301"), encoding="utf-8")
    status, out, _ = run("sample-verify", str(minutes), str(sites), *CONTENT, "--format", "json")
    found = json.loads(out)
    assert (status, found["verified"]) == (1, False)
    assert found["faults"][0]["code"] == "sampling-other-population"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("key: lyon", "key: lille", ":9:6: sampling-site-twice: The site “lille” is given twice (sites 2 and 3)."),
        ("key: lyon", "key: l yon", ":9:6: wrong-value: “l yon” is not a site key"),
        ("headcount: 300", "headcount: -3", ":7:"),
        ("activity: sales", "activty: sales", "unknown-key: The key “activty” is not recognised here."),
        ("2027-03-01T09:00:00Z", "2027-03-01T09:00:00", ":2:1: wrong-value: “2027-03-01T09:00:00” is not a date"),
        ("2027-03-01T09:00:00Z", "1772355600", ":2:1: wrong-value: “1772355600” is not a date and time with an offset"),
        ("last_audit: 2026-01-01\n", "", ":1:1: sampling-last-audit: Without the date of the last audit"),
        ("opened: 2026-05-01", "opened: 2027-05-01", ":10:"),
        ("facts: {headcount: 900}", "facts: {people: 900}", ":5:9: sampling-unknown-fact"),
        ("facts: {headcount: 900}", "facts: {}", ":5:1: sampling-undecided"),
        ("round: 12345", "round: 12346", None),
    ],
)
def test_what_is_wrong_in_the_list_is_told_at_its_place(
    run: Run, sites: Path, before: str, after: str, expected: str | None
) -> None:
    """Already before the seal is published, and in both languages; another round is only another list."""
    assert before in LIST
    sites.write_text(LIST.replace(before, after), encoding="utf-8")
    status, _, error = run("sample", str(sites), *DRAW, "--lang", "en")
    if expected is None:
        assert (status, error) == (0, "")
        return
    assert status == 1
    assert f"sites.yaml{expected}" in error or expected in error
    french = run("sample", str(sites), *DRAW)[2]
    assert french.count("\n") == error.count("\n")
    assert french != error


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--seed", SEED), "sampling-no-seed-time: "),
        (
            ("--seed", "zz", "--seed-time", "2027-03-02T09:00:00Z"),
            "wrong-value: The seed must be the beacon value",
        ),
        (("--seed", SEED, "--seed-time", "tomorrow"), "wrong-value: “tomorrow” is not a date and time with an offset"),
        (("--seed", SEED, "--seed-time", "2027-02-01T09:00:00Z"), "sites.yaml:2:1: sampling-early-seed: "),
        ((*WHEN, "--seed-round", "9"), "sites.yaml:3:34: sampling-other-beacon: "),
        ((*WHEN, "--seed-source", "dice"), "sites.yaml:3:10: sampling-other-beacon: "),
    ],
)
def test_a_seed_that_may_not_decide_is_refused(run: Run, sites: Path, words: tuple[str, ...], expected: str) -> None:
    """With the reason, and nothing drawn."""
    status, out, error = run("sample", str(sites), *DRAW, *words, "--lang", "en")
    assert (status, out) == (1, "")
    assert expected in error


def test_files_that_are_not_there_or_are_no_record_are_told(run: Run, sites: Path, minutes: Path) -> None:
    """By their names, with the keys that are missing."""
    assert "missing-file" in run("sample", "nowhere.yaml", *DRAW)[2]
    assert "missing-file" in run("sample-verify", "nowhere.json", str(sites))[2]
    status, _, error = run("sample-verify", str(sites), str(sites), "--lang", "en")
    assert status == 1
    assert "missing-key: The key “population_sha256” is missing." in error
    minutes.write_text("{", encoding="utf-8")
    assert "yaml-syntax" in run("sample-verify", str(minutes), str(sites), *CONTENT)[2]
