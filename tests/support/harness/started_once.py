"""Commands run one after the other, each in a process of its own, without starting Python and Django anew for each."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# Everything is imported once; each command then runs in a fork, which changes nothing of the process that it came from,
# and copies none of its memory to look for garbage there.
_WAITING = """
import gc, json, os, sys
from filiere.cli import main
from filiere.site.django_startup import start_django
start_django()
gc.freeze()
for line in sys.stdin:
    words, lang, places = json.loads(line)
    child = os.fork()
    if not child:
        for number, place in enumerate(places, 1):
            os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.environ["FILIERE_LANG"] = lang
        sys.argv = ["filiere", *words]
        main()
        sys.exit()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Commands:
    """The command line in one environment; :meth:`close` ends it."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._places = [str(folder / name) for name in ("stdout", "stderr")]
        self._waiting = subprocess.Popen(
            [sys.executable, "-c", _WAITING],
            env={**environment, "DJANGO_SETTINGS_MODULE": "filiere.site.settings"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, lang: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, in a language; give what it printed and its status."""
        assert self._waiting.stdin is not None
        assert self._waiting.stdout is not None
        self._waiting.stdin.write(json.dumps([words, lang, self._places]) + "\n")
        self._waiting.stdin.flush()
        status = int(self._waiting.stdout.readline())
        out, errors = (Path(place).read_text(encoding="utf-8") for place in self._places)
        return subprocess.CompletedProcess(list(words), status, out, errors)

    def close(self) -> None:
        """End the process that waits."""
        self._waiting.communicate(timeout=60)


@contextmanager
def commands_at_home(folder: Path) -> Iterator[tuple[Path, Commands]]:
    """The command line in a data folder of its own on SQLite, which is not there yet: see :func:`as_new`."""
    environment = {**os.environ, "FILIERE_HOME": str(folder / "home")}
    environment.pop("FILIERE_DATABASE_URL", None)
    commands = Commands(environment, folder)
    try:
        yield folder / "home", commands
    finally:
        commands.close()


def as_new(home: Path, empty: Path) -> None:
    """Put an empty database, of a data folder made once, where the test before has left its own."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(empty, home)
