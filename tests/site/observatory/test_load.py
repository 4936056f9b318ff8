"""Loading a source: once, whole, and never half, whatever happens to the process."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from support.harness.started_once import as_new
from support.scenes.small_files import BAD_ROWS, urssaf_csv

from filiere.core import Faults, seal_file
from filiere.geography import territories
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.observatory import accepted_sources
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.models import Aggregate, SourceVersion
from filiere.sources.gazetteer import known_codes

NAME = "urssaf-commune-ape"

# Processes of their own, each a fork of one in which Python and Django are started: those that load may kill themselves
# at a named stage, or be killed from outside at any moment; another tells what is in the data folder afterwards.
WAITING = """
import json, os, signal, sys
from pathlib import Path
from filiere.site.django_startup import start_django
start_django()
from filiere.site.accounts.rights import OPERATOR
from filiere.site.journal.integrity import check_integrity
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.models import Aggregate, SourceVersion
KEY = ("version", "kind", "ape", "year", "territory")

def load(file, last):
    def stage(name):
        print(name, flush=True)
        if name == last:
            os.kill(os.getpid(), signal.SIGKILL)

    print(load_source("urssaf-commune-ape", Path(file), actor=OPERATOR, stage=stage).outcome, flush=True)

def read():
    report = check_integrity()
    read = Aggregate.objects.accepted("urssaf-commune-ape").values_list("version__sha256", flat=True).distinct()
    print(json.dumps({
        "whole": report.is_whole,
        "entries": report.entries,
        "versions": list(SourceVersion.objects.order_by("id").values_list("sha256", "state")),
        "aggregates": Aggregate.objects.count(),
        "doubled": Aggregate.objects.count() - Aggregate.objects.values(*KEY).distinct().count(),
        "read": list(read),
    }))

for line in sys.stdin:
    asked = json.loads(line)
    if isinstance(asked, int):
        print(os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1]), flush=True)
        continue
    child = os.fork()
    if not child:
        place, *words = asked
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        load(*words) if words else read()
        sys.exit()
    print(child, flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small file in the official layout."""
    path = tmp_path / "urssaf.csv"
    path.write_bytes(urssaf_csv())
    return path


def environment(home: Path) -> dict[str, str]:
    """The environment of a process that works in a data folder of its own."""
    kept = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    return kept | {"FILIERE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}


class Loader:
    """Loads in processes of their own, in a data folder that is there by the first of them."""

    def __init__(self, home: Path, said: Path) -> None:
        self.home = home
        self._said = said

    @cached_property
    def _waiting(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", WAITING],
            env=environment(self.home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _ask(self, asked: object) -> int:
        assert self._waiting.stdin is not None
        assert self._waiting.stdout is not None
        self._waiting.stdin.write(json.dumps(asked) + "\n")
        self._waiting.stdin.flush()
        return int(self._waiting.stdout.readline())

    def start(self, file: Path, *, until: str = "never", number: int = 0) -> int:
        """Begin to load a file, up to a stage at which the process kills itself; return its number."""
        return self._ask([str(self._said / f"loader-{number}"), str(file), until])

    def wait(self, process: int, *, number: int = 0) -> tuple[int, list[str]]:
        """How a process ended, and the stages that it told, with what came of the load."""
        status = self._ask(process)
        return status, (self._said / f"loader-{number}").read_text(encoding="utf-8").split()

    def run(self, file: Path, *, until: str = "never") -> tuple[int, list[str]]:
        """Load a file to the end."""
        return self.wait(self.start(file, until=until))

    def read(self) -> dict[str, Any]:
        """What a process that loads nothing reads of the folder."""
        place = self._said / "reader"
        assert self._ask(self._ask([str(place)])) == 0
        found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        return found

    def close(self) -> None:
        """End the process that waits."""
        if "_waiting" in vars(self):
            self._waiting.communicate(timeout=120)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loader]:
    """What loads, started once for all the tests."""
    folder = tmp_path_factory.mktemp("loads")
    made = Loader(folder / "home", folder)
    yield made
    made.close()


@pytest.fixture
def loader(started: Loader, empty_home: Path) -> Loader:
    """What loads in a data folder that has no rows."""
    as_new(started.home, empty_home)
    return started


@pytest.mark.django_db
def test_a_load_is_recorded(file: Path) -> None:
    """Version, aggregates and journal come together, and pages read the new version."""
    result = load_source(NAME, file, actor=OPERATOR)
    version = result.version
    assert result.outcome == "loaded"
    assert accepted_sources.accepted_version(NAME) == version
    assert version.folder.is_dir()
    assert [entry.act for entry in Entry.objects.order_by("number")] == ["source.load", "source.accept"]
    entry = Entry.objects.get(number=1)
    assert entry.subject_id == f"{NAME}/{version.version}"
    assert entry.payload.body["sha256"] == version.sha256
    assert entry.payload.body["rows"] == version.rows == 2
    rows = (
        accepted_sources.aggregates_of(version).filter(territory="DEP-76").order_by("ape", "year").select_public_rows()
    )
    read = [(row["ape"], row["year"], row["jobs"], row["kept"], row["unknown_cells"]) for row in rows]
    # Two establishments in 2021, in all the ten employees that the file knows; three in 2022, beside a lone other one.
    assert read[:2] == [("8220Z", 2021, None, True, 0), ("8220Z", 2022, None, True, 0)]
    assert [row[4] for row in read[2:]] == [1, 0]


@pytest.mark.django_db
def test_the_same_file_again_adds_nothing(file: Path) -> None:
    """A second load says so, and neither rows nor journal grow."""
    load_source(NAME, file, actor=OPERATOR)
    before = (SourceVersion.objects.count(), Aggregate.objects.count(), Entry.objects.count())
    again = load_source(NAME, file, actor=OPERATOR)
    assert again.outcome == "same"
    assert "Rien n’a été ajouté" in again.sentence().fr
    assert (SourceVersion.objects.count(), Aggregate.objects.count(), Entry.objects.count()) == before


@pytest.mark.django_db
def test_an_old_file_comes_back(file: Path, tmp_path: Path) -> None:
    """Loading again a file that was superseded restores its version, without a double."""
    first = load_source(NAME, file, actor=OPERATOR).version
    other = tmp_path / "other.csv"
    other.write_bytes(urssaf_csv(employees=99))
    load_source(NAME, other, actor=OPERATOR)
    assert load_source(NAME, file, actor=OPERATOR).outcome == "restored"
    assert accepted_sources.accepted_version(NAME) == first
    assert SourceVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_bad_file_changes_nothing(file: Path, tmp_path: Path) -> None:
    """All faults come at once; the version in use, its rows and its files stay."""
    version = load_source(NAME, file, actor=OPERATOR).version
    count = Aggregate.objects.count()
    bad = tmp_path / "bad.csv"
    bad.write_bytes(urssaf_csv(BAD_ROWS))
    with pytest.raises(Faults) as found:
        load_source(NAME, bad, actor=OPERATOR)
    assert len({fault.line for fault in found.value.faults}) == len(BAD_ROWS)
    assert accepted_sources.accepted_version(NAME) == version
    assert Aggregate.objects.count() == count
    assert check_integrity().is_whole


@pytest.mark.django_db
def test_a_file_replaced_during_its_load_changes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked up under one hash, read under another: it is refused, and no folder is left."""
    from filiere.site.observatory.actions import load_source as module

    def replaced(path: Path) -> str:
        sha256 = seal_file(path)
        path.write_bytes(urssaf_csv(employees=77))
        return sha256

    monkeypatch.setattr(module, "seal_file", replaced)
    with pytest.raises(Faults) as refused:
        load_source(NAME, file, actor=OPERATOR)
    assert [fault.code for fault in refused.value.faults] == ["file-changed"]
    assert not SourceVersion.objects.exists()
    monkeypatch.undo()
    result = load_source(NAME, file, actor=OPERATOR)
    assert result.version.sha256 == seal_file(file)
    assert [path.name for path in result.version.folder.parent.iterdir()] == [result.version.version]


@pytest.mark.django_db
def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A path that leads nowhere is a fault with its remedy, not an error of the machine."""
    with pytest.raises(Faults) as caught:
        load_source(NAME, tmp_path / "none.csv", actor=OPERATOR)
    (fault,) = caught.value.faults
    assert (fault.code, fault.file) == ("missing-file", str(tmp_path / "none.csv"))


@pytest.mark.django_db
def test_rejects_are_never_accepted_in_passing(tmp_path: Path) -> None:
    """A version that waits without its faulty rows is accepted only by saying again that they are left out."""
    bad = tmp_path / "bad.csv"
    bad.write_bytes(urssaf_csv(BAD_ROWS))
    waiting = load_source(NAME, bad, actor=OPERATOR, accept=False, allow_rejects=True)
    assert waiting.version.rejected > 0
    with pytest.raises(Faults) as caught:
        load_source(NAME, bad, actor=OPERATOR)
    assert [fault.code for fault in caught.value.faults] == ["rejects-left-out"]
    assert accepted_sources.accepted_version(NAME) is None
    accepted = load_source(NAME, bad, actor=OPERATOR, allow_rejects=True)
    assert accepted.outcome == "restored"
    assert accepted_sources.accepted_version(NAME) == accepted.version


def test_a_load_needs_its_right(file: Path, make_user: Any) -> None:
    """Without the right nothing is read, not even the file."""
    with pytest.raises(RightRefused):
        load_source(NAME, file.with_name("absent.csv"), actor=make_user("administrator"))
    with pytest.raises(Faults):
        load_source("no-such-source", file, actor=OPERATOR)


@pytest.mark.django_db
def test_lost_files_are_loaded_again(file: Path) -> None:
    """A version whose folder was lost is filled anew by its file, in the same row."""
    version = load_source(NAME, file, actor=OPERATOR).version
    shutil.rmtree(version.folder)
    again = load_source(NAME, file, actor=OPERATOR)
    assert (again.outcome, again.version.pk) == ("loaded", version.pk)
    assert version.folder.is_dir()
    assert Aggregate.objects.values("version", "kind", "ape", "year", "territory").distinct().count() == (
        Aggregate.objects.count()
    )


STAGES = ("locked", "prepared", "published", "begun", "inserted", "recorded", "committed")


def test_killed_at_every_stage(tmp_path: Path, file: Path, loader: Loader) -> None:
    """Kill −9 at each of seven moments: the state before stays until the very commit, and the next load succeeds."""
    assert loader.run(file) == (0, [*STAGES, "loaded"])
    before = loader.read()
    assert before["whole"]
    other = tmp_path / "other.csv"
    for number, stage in enumerate(STAGES):
        other.write_bytes(urssaf_csv(employees=1000 + number))
        status, told = loader.run(other, until=stage)
        assert (status, told[-1]) == (-signal.SIGKILL, stage)
        after = loader.read()
        if stage == "committed":
            assert after["read"] == [seal_file(other)]
        else:
            assert after == before, stage
    assert loader.run(other)[1][-1] == "same"
    final = loader.read()
    assert final["whole"]
    assert final["doubled"] == 0
    folders = [path for path in (loader.home / "sources" / NAME).iterdir() if path.is_dir()]
    assert len(folders) == len(final["versions"]) == 2


def test_killed_at_random_moments(tmp_path: Path, loader: Loader) -> None:
    """Killed from outside at moments drawn by a seeded die, a larger load leaves old or new, never between."""
    places = [one.insee for one in territories("commune") if "DEP-76" in one.parents and one.insee != "76540"][:9]
    activities = sorted(known_codes()["ape"] - {"8220Z"})
    rows = tuple(
        (place, f"Commune {place}", activity, f"1;{number};1;{number}")
        for place in places
        for number, activity in enumerate(activities, 100)
    )
    file = tmp_path / "large.csv"
    file.write_bytes(urssaf_csv(rows))
    started = time.monotonic()
    loader.run(file, until="recorded")
    base = time.monotonic() - started
    die = random.Random(20_261_124)  # noqa: S311  Moments to kill at, not secrets.
    for _ in range(5):
        process = loader.start(file)
        time.sleep(base * die.uniform(0.1, 1.3))
        os.kill(process, signal.SIGKILL)
        loader.wait(process)
        after = loader.read()
        assert after["whole"]
        assert after["doubled"] == 0
        assert after["read"] in ([], [seal_file(file)])
        assert bool(after["aggregates"]) == bool(after["versions"])
    assert loader.run(file)[1][-1] in {"loaded", "same"}
    final = loader.read()
    assert (final["read"], len(final["versions"]), final["entries"]) == ([seal_file(file)], 1, 2)


def test_two_loads_at_once(tmp_path: Path, file: Path, loader: Loader) -> None:
    """Two processes with the same file make one version; with two files, two versions of which one is accepted."""
    other = tmp_path / "other.csv"
    other.write_bytes(urssaf_csv(employees=77))
    processes = [loader.start(path, number=number) for number, path in enumerate((file, file, other))]
    ended = [loader.wait(process, number=number) for number, process in enumerate(processes)]
    assert [status for status, _ in ended] == [0, 0, 0]
    outcomes = [told[-1] for _, told in ended]
    final = loader.read()
    assert final["whole"]
    assert final["doubled"] == 0
    assert outcomes.count("loaded") == 2
    assert sorted(name for _, name in final["versions"]) == ["accepted", "superseded"]
