"""What every test shares: the real data beside the checkout, an empty database, and the demonstration."""

import atexit
import gc
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from support.harness.built_demonstration import build, building, copy_empty, is_built, kept_folder, migrate
from support.harness.processor_time import set_apart, wait_for
from support.harness.shared_folders import held, shared_folder

from filiere.core.language import use_language

# A busy machine must not fail a property: speed is measured in benchmarks, never in a test.
# Where a run says that it is of a CI, Hypothesis draws the same each time: what it refuses can be run again elsewhere.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_finish() -> None:
    """Modules and parameters live as long as the process: garbage is looked for among what tests make, and less often.

    It takes some five per cent off the time of a whole run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    # Nor is it looked for at the end, in all that the tests have left.
    atexit.register(gc.freeze)


@pytest.fixture(autouse=True)
def _begin_in_french() -> Iterator[None]:
    """Begin in the language that a process begins in: a command that a test calls leaves its own."""
    with use_language("fr"):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; the test is skipped, saying so, on a machine without it."""
    if not (SHARED_DATA / "manifest.json").is_file():
        pytest.skip("real data (../shared/data) is absent on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose SQLite database is made and has no rows.

    It takes twenty seconds of processor: it is made once for all the processes of a run, and kept for the next as the
    demonstration is. Copy it; never write to it.
    """
    with shared_folder(tmp_path_factory, "empty") as folder:
        home = folder / "home"
        if not home.exists():
            shutil.rmtree(folder / "copying", ignore_errors=True)
            copy_empty(folder / "copying")
            (folder / "copying").rename(home)
    return home


def _forget_key(ask: Callable[[str], Any]) -> None:
    """A database that was made under the key of another folder is that of no key yet."""
    ask("DELETE FROM accounts_keyproof")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_use_migrations: bool,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[None]:
    """The database of each process of a run begins as a copy of one that is migrated once for all of them.

    What is then migrated in it is nothing, and takes a tenth of a second where all the migrations take six.
    """
    from django.db import connection

    if not django_db_use_migrations:
        yield
    elif connection.vendor == "sqlite":
        # The tests' database is in memory, and lives as long as a connection to it: this one, until the end.
        with closing(sqlite3.connect(connection.creation._get_test_db_name(), uri=True)) as copy:
            # Read as a file that nobody changes: no log stands beside it, which another process would copy half gone.
            path = f"file:{request.getfixturevalue('empty_home') / 'filiere.sqlite3'}?immutable=1"
            with closing(sqlite3.connect(path, uri=True)) as made:
                made.backup(copy)
            _forget_key(copy.execute)
            copy.commit()
            yield
    else:
        with shared_folder(tmp_path_factory, "template") as folder:
            told = folder / "name"
            if not told.exists():
                name = f"test_template_{secrets.token_hex(4)}"
                with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
                    cursor.execute(f'CREATE DATABASE "{name}"')
                address = os.environ["FILIERE_DATABASE_URL"].rpartition("/")[0]
                home = str(folder / "home")
                migrate(os.environ | {"FILIERE_DATABASE_URL": f"{address}/{name}", "FILIERE_HOME": home})
                import psycopg

                with psycopg.connect(f"{address}/{name}") as made:
                    _forget_key(made.execute)
                told.write_text(name, encoding="utf-8")
            connection.settings_dict["TEST"]["TEMPLATE"] = told.read_text(encoding="utf-8")
        yield


@pytest.fixture
def fresh(tmp_path: Path, empty_home: Path) -> Path:
    """A data folder of the test's own, whose database is made and has no rows."""
    return Path(shutil.copytree(empty_home, tmp_path / "fresh"))


@pytest.fixture(scope="session", autouse=True)
def _begun(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where several processes share the tests, one of them has the demonstration built while all of them work.

    They would else come to it at the same time, and all but one wait for a minute.
    """
    wanted = any("demonstration" in getattr(item, "fixturenames", ()) for item in request.session.items)
    if not wanted or os.environ.get("PYTEST_XDIST_WORKER") != "gw0":
        yield
        return
    process = None
    # Under its own name, and not under that of the demonstration.
    request.getfixturevalue("empty_home")
    with held(kept_folder()) as lock:
        if not is_built(kept_folder()):
            process = subprocess.Popen(**building(kept_folder()), stderr=subprocess.DEVNULL, pass_fds=(lock,))
            set_apart(process)
    yield
    if process is not None:
        wait_for(process, "the demonstration, built")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> tuple[Path, str]:
    """A data folder built by `filiere demo --no-serve`, and what the command said.

    It is built once for all the processes of a run, and kept for the next: see :mod:`built_demonstration`. What is
    given is the run's own copy, for what is kept must stay as it was built. Copy it again; never write to it.
    """
    with shared_folder(tmp_path_factory, "demonstration") as folder:
        if not is_built(folder):
            kept = kept_folder()
            with held(kept):
                if not is_built(kept):
                    build(kept)
                shutil.rmtree(folder / "home", ignore_errors=True)
                shutil.copytree(kept / "home", folder / "home")
                shutil.copy(kept / "said", folder / "said")
    return folder / "home", (folder / "said").read_text(encoding="utf-8")
