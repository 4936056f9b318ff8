"""The demonstration as a visitor meets it: built by its own command, served by its own server, read in Chromium."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from support.harness.built_demonstration import copy_kept, environment_of
from support.harness.served_home import ready_server, serve_again, serve_home
from support.harness.shared_folders import shared_folder
from support.harness.started_once import Commands, as_new
from support.harness.walks import Walks
from support.scenes.small_files import tensions_csv

# The shell without windows takes a fifth less of processor; whoever has only the browser itself tests with that.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
# The browser must not call its own home: only pages of the site may be asked for.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # What the engine of scripts compiles at length for one page is thrown away with it.
    "--js-flags=--no-opt",
]
# Pages are laid out, measured and pressed, and painted for nobody, for a third to a half less of processor: what waits
# for a frame, as a click or a tap of the framework's own, never ends there (see ``support.harness.pointer``).
UNPAINTED = [] if os.environ.get("FILIERE_SCREENSHOTS") else ["--disable-threaded-compositing"]

# What a page does by itself it does within the second; a machine that others use may take ten, which is no fault.
expect.set_options(timeout=30_000)


VERIFY = """
from filiere.site.django_startup import start_django
start_django()
from filiere.site.journal.verification_process import verify_unless_running
verify_unless_running()
"""


@pytest.fixture(scope="session")
def verified_home(tmp_path_factory: pytest.TempPathFactory, demonstration: tuple[Path, str]) -> Path:
    """A copy of the demonstration whose journal was read today; copy it again, and never write to it.

    A server reads the journal when nobody has for a day: each of those that tests start would, for seven seconds of
    processor.
    """

    def verify(folder: Path) -> None:
        shutil.copytree(demonstration[0], folder)
        subprocess.run([sys.executable, "-c", VERIFY], env=environment_of(folder), check=True)

    with shared_folder(tmp_path_factory, "verified") as folder:
        if not (folder / "home").exists():
            copy_kept("verified", verify, folder / "home")
    return folder / "home"


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, verified_home: Path) -> Path:
    """A data folder built by `filiere demo --no-serve`, with a made-up file of tensions that the demo does not load.

    The file takes three seconds of processor.
    """
    content = tensions_csv()

    def load_tensions(folder: Path) -> None:
        shutil.copytree(verified_home, folder)
        tensions = folder / "tensions.csv"
        tensions.write_text(content, encoding="utf-8")
        load = [sys.executable, "-m", "filiere", "sources", "load", "dares-tensions", str(tensions)]
        subprocess.run(load, env=environment_of(folder), check=True)

    home = tmp_path_factory.mktemp("demo") / "home"
    copy_kept(f"tensions-{sha256(content.encode()).hexdigest()[:16]}", load_tensions, home)
    return home


@pytest.fixture(scope="session")
def site(demo_home: Path) -> Iterator[str]:
    """The address of the demonstration, served by `filiere serve` as in real life."""
    with serve_home(demo_home) as address:
        yield address


@pytest.fixture(scope="session")
def server_apart(verified_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Commands]]:
    """A demonstration that stories change, one file after the other, and what serves it anew to each of them."""
    home = Path(shutil.copytree(verified_home, tmp_path_factory.mktemp("apart") / "home"))
    with ready_server(home) as server:
        yield home, server


@pytest.fixture(scope="module")
def home_apart(server_apart: tuple[Path, Commands], verified_home: Path) -> Path:
    """A demonstration that the stories of a file change: what those of the file before changed is put back."""
    as_new(server_apart[0], verified_home)
    return server_apart[0]


@pytest.fixture(scope="module")
def site_apart(home_apart: Path, server_apart: tuple[Path, Commands]) -> Iterator[str]:
    """Its address."""
    with serve_again(server_apart[1]) as address:
        yield address


_ACTING = """
import json, sys
from filiere.site.django_startup import start_django
start_django()
for line in sys.stdin:
    exec(json.loads(line), {})
    print("done", flush=True)
"""


@pytest.fixture(scope="module")
def act_elsewhere(home_apart: Path) -> Iterator[Callable[[str], None]]:
    """Let other people act in the data folder that stories change: one process for all that they do in a file."""
    command = [sys.executable, "-c", _ACTING]
    with subprocess.Popen(
        command, env=environment_of(home_apart), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as others:
        told, done = others.stdin, others.stdout
        assert told is not None
        assert done is not None

        def act(script: str) -> None:
            told.write(json.dumps(script) + "\n")
            told.flush()
            assert done.readline() == "done\n"

        yield act
        told.close()


@pytest.fixture
def walks(browser: Browser, site_apart: str, request: pytest.FixtureRequest) -> Iterator[Walks]:
    """People who walk through it; the clicks of each are told at the end, and none has more than their budget."""
    made = Walks(browser, site_apart)
    yield made
    told = made.close()
    for name, clicks, budget, steps in told:
        request.node.user_properties.append(("walk", (name or request.node.name, clicks, budget, steps)))
    assert [one for one in told if one[1] > one[2]] == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """One Chromium for all the files that a process reads pages for, and the event loop of what drives it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *UNPAINTED])
        loop = asyncio.get_running_loop()
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture(scope="module")
def browser(chromium: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """That Chromium for the pages of a file; each page gets a context of its own.

    Where a thread has an event loop that runs, the framework refuses to touch a database: it is put aside with the
    file, for whatever test comes next in the same process.
    """
    found, loop = chromium
    asyncio._set_running_loop(loop)
    yield found
    for context in found.contexts:
        context.close()
    asyncio._set_running_loop(None)


@pytest.fixture(scope="module")
def painting_browser(browser: Browser) -> Iterator[Browser]:
    """A Chromium that paints, for a finger: its touch waits for a frame."""
    found = browser.browser_type.launch(executable_path=CHROMIUM, args=FLAGS)
    yield found
    found.close()
