"""The demonstration and the commands, run as a person runs them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.harness.started_once import Commands, as_new
from support.scenes.story_ends import STANDS

from filiere.site.quality.benchmarks import RULE, read_benchmark


def environment(home: Path) -> dict[str, str]:
    """The environment of a command in a data folder."""
    kept = {key: value for key, value in os.environ.items() if key not in {"FILIERE_DATABASE_URL", "FILIERE_LANG"}}
    return kept | {"FILIERE_HOME": str(home)}


def filiere(home: Path, *arguments: str, lang: str = "fr") -> subprocess.CompletedProcess[str]:
    """Run the command in a data folder."""
    return subprocess.run(
        [sys.executable, "-m", "filiere", *arguments],
        env=environment(home) | {"FILIERE_LANG": lang},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, demonstration: tuple[Path, str]) -> tuple[Path, str]:
    """A data folder with the demonstration, and what the command said."""
    home, said = demonstration
    return Path(shutil.copytree(home, tmp_path_factory.mktemp("demo") / "home")), said


@pytest.fixture(scope="module")
def run(built: tuple[Path, str]) -> Iterator[Run]:
    """Run commands in that data folder, of one start of Python and Django that has read the content."""
    ready = "from filiere.site.served_referentials import load_content; load_content()"
    commands = Commands(environment(built[0]), built[0].parent, ready)
    yield lambda *words, lang="fr": commands.run(*words, lang=lang)
    commands.close()


def test_the_demo_is_built_once(built: tuple[Path, str]) -> None:
    """The first run says the password; the second does nothing."""
    folder, said = built
    assert "mot de passe" in said
    assert "password" in said
    assert list(folder.glob("demo-*/")) == []

    def written() -> dict[Path, tuple[int, int]]:
        return {one: (one.stat().st_size, one.stat().st_mtime_ns) for one in folder.rglob("*") if one.is_file()}

    before = written()
    again = filiere(folder, "demo", "--no-serve")
    assert again.returncode == 0
    assert "déjà construite" in again.stdout
    assert "mot de passe" not in again.stdout
    assert written() == before


def test_two_months_are_compared_between_centres(built: tuple[Path, str]) -> None:
    """Published of two indicators, among six; the seventh took part, and is left out for having too few calls."""
    with sqlite3.connect(built[0] / "filiere.sqlite3") as database:
        kept = database.execute("SELECT month, fictitious, content FROM quality_edition ORDER BY month").fetchall()
        joined = database.execute("SELECT count(*) FROM quality_participation WHERE until IS NULL").fetchone()
    assert joined == (7,)
    assert [fictitious for _, fictitious, _ in kept] == [1, 1]
    for month, _, content in kept:
        found = json.loads(content)
        assert {name for name, one in found.items() if one["publish"]} == {"service_level_20", "resolution_7_days"}
        centre = max(found["service_level_20"]["members"], key=lambda one: one["contacts"])["organisation"]
        few = min(found["service_level_20"]["members"], key=lambda one: one["contacts"])["organisation"]
        for name in found:
            shown = read_benchmark(month, RULE, found, name, centre)
            assert shown is not None
            assert shown.organisations == 6
            assert all(one and one.interval for one in (shown.q1, shown.median, shown.q3, shown.own))
            assert shown.own is not None
            assert shown.own.band is not None
            left_out = read_benchmark(month, RULE, found, name, few)
            assert left_out is not None
            assert left_out.own is not None
            assert left_out.own.left_out == "effectif"


def test_every_company_stands_where_its_story_ends(built: tuple[Path, str]) -> None:
    """A dossier a stage; a provisional certificate starts its renewal, which is a dossier of its own."""
    with sqlite3.connect(built[0] / "filiere.sqlite3") as database:
        found = database.execute("SELECT state, label FROM dossiers_dossier WHERE renews_id IS NULL").fetchall()
        renewed = (
            "SELECT first.state FROM dossiers_dossier again JOIN dossiers_dossier first ON first.id = again.renews_id"
        )
        assert database.execute(renewed).fetchall() == [("provisional",)]
    assert Counter(found) == Counter(STANDS.values())


def test_public_minutes_hold_no_headcount(built: tuple[Path, str]) -> None:
    """What sessions sealed for anybody to read, of every company of the demonstration."""

    def keys(found: object) -> set[str]:
        if isinstance(found, dict):
            return set(found).union(*map(keys, found.values()))
        return set[str]().union(*map(keys, found)) if isinstance(found, list) else set()

    with sqlite3.connect(built[0] / "filiere.sqlite3") as database:
        kept = [json.loads(body) for (body,) in database.execute("SELECT minutes FROM committee_session") if body]
    assert any(item["sampling"] for minutes in kept for item in minutes["items"])
    assert not {key for minutes in kept for key in keys(minutes)} & {
        "population",
        "record",
        "facts",
        "headcount",
        "sites",
    }


def test_another_content_is_built_again(built: tuple[Path, str], run: Run) -> None:
    """A stamp of other content is not believed, and building again doubles nothing."""
    folder, _ = built
    with sqlite3.connect(folder / "filiere.sqlite3") as database:
        before = database.execute("SELECT count(*) FROM observatory_aggregate").fetchone()
    (folder / "demo-stamp").write_text("other\n")
    again = run("demo", "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "filiere users password demo@filiere.invalid" in again.stdout
    with sqlite3.connect(folder / "filiere.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM observatory_aggregate").fetchone() == before
        assert database.execute("SELECT count(*), min(fictitious) FROM observatory_sourceversion").fetchone() == (1, 1)
        assert database.execute("SELECT min(fictitious) FROM accounts_user").fetchone() == (1,)


@pytest.fixture
def spoilt(built: tuple[Path, str], tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The database, put back as it was after the test."""
    kept = Path(shutil.copytree(built[0], tmp_path / "kept"))
    with closing(sqlite3.connect(built[0] / "filiere.sqlite3")) as database:
        yield database
    as_new(built[0], kept)


def test_the_journal_command(spoilt: sqlite3.Connection, run: Run) -> None:
    """`verify` says whole in both languages; where it was tampered with, it names the entry and exits 1."""
    whole = run("journal", "verify")
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.startswith("Chaîne intacte, ")
    assert "Chain intact, " in whole.stdout
    head = whole.stdout.split()[-1]
    shown = json.loads(run("journal", "show", "--last", "2", "--format", "json").stdout)
    assert len(shown) == 2
    assert shown[-1]["hash"] == head
    french, english = (run("journal", "verify", "--lang", lang).stdout for lang in ("fr", "en"))
    assert french.startswith("Chaîne intacte, ")
    assert "Chain" not in french
    assert french.splitlines()[-1] == f"Empreinte de la dernière entrée\u00a0: {head}"
    assert english.startswith("Chain intact, ")
    assert english.splitlines()[-1] == f"Hash of the last entry: {head}"
    assert shown[-1]["act"] in run("journal", "show", "--last", "1", "--lang", "en").stdout
    spoilt.execute("DROP TRIGGER journal_entry_no_update")
    spoilt.execute("UPDATE journal_entry SET act = 'source.forged' WHERE number = 2")
    spoilt.commit()
    broken = run("journal", "verify")
    assert broken.returncode == 1
    assert "Chaîne rompue à l’entrée 2" in broken.stdout
    assert "Chain broken at entry 2" in broken.stdout
    found = json.loads(run("journal", "verify", "--format", "json").stdout)
    assert (found["whole"], found["broken_at"]) == (False, 2)


def test_the_users_command(run: Run) -> None:
    """Open, list, give, withdraw, renew, erase; an unknown account is a sentence, not a traceback."""
    made = run("users", "create", "One@Example.org", "--name", "Une Personne", "--role", "staff")
    assert "one@example.org" in made.stdout
    run("users", "grant", "one@example.org", "statistician")
    run("users", "grant", "one@example.org", "staff", "--withdraw")
    listed = json.loads(run("users", "list", "--format", "json").stdout)
    assert [one["roles"] for one in listed if one["email"] == "one@example.org"] == [["statistician"]]
    assert "shown once" in run("users", "password", "one@example.org").stdout
    assert "person erased" in run("users", "erase", "one@example.org").stdout
    assert "Une Personne" not in run("users", "list").stdout
    unknown = run("users", "erase", "one@example.org", lang="en")
    assert unknown.returncode == 1
    assert "No account for" in unknown.stderr
    assert "Traceback" not in unknown.stderr


@pytest.fixture
def address(built: tuple[Path, str]) -> Iterator[str]:
    """The site, served by `filiere serve`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "filiere", "serve", "--port", str(port)],
        env=os.environ | {"FILIERE_HOME": str(built[0])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    said = ""
    for line in server.stdout:
        said += line
        if "is running at" in line:
            break
    assert f"http://localhost:{port}/" in said, said
    yield f"http://127.0.0.1:{port}"
    server.send_signal(signal.SIGTERM)
    rest, _ = server.communicate(timeout=120)
    assert "Traceback" not in rest, rest
    assert server.returncode == 0


def test_the_site_is_served(address: str, run: Run) -> None:
    """Once the address is printed, pages answer; uploads and the database are not among them."""
    with urllib.request.urlopen(f"{address}/fr/", timeout=10) as response:  # noqa: S310  Our own server.
        assert response.status == 200
        assert 'lang="fr"' in response.read().decode()
    for private in ("/uploads/", "/static/../filiere.sqlite3", "/sources/", "/secret-key"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}{private}", timeout=10)  # noqa: S310  Our own server.
        assert refused.value.code == 404
    port = address.rsplit(":", 1)[1]
    second = run("serve", "--port", port)
    assert second.returncode == 1
    assert f"--port {int(port) + 1}" in second.stderr
