"""Commands run one after the other, each in a process of its own, without starting Python and Django anew for each."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

# Everything is imported once; each command then runs in a fork, which changes nothing of the process that it came from,
# and copies none of its memory to look for garbage there. Its number is told when it begins, its status when it ends.
_WAITING = """
import gc, json, os, sys
from filiere.cli import main
from filiere.site.django_startup import start_django
start_django()
exec(sys.argv[1])
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
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Commands:
    """The command line in one environment, where ``prepare`` is run before the first command; :meth:`close` ends it.

    The process that waits begins with the first command: it reads the settings and the key of the data folder, which
    must be whole by then.
    """

    def __init__(self, environment: Mapping[str, str], folder: Path, prepare: str = "") -> None:
        self._environment = {**environment, "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
        self._places = [str(folder / name) for name in ("stdout", "stderr")]
        self._prepare = prepare

    @cached_property
    def _waiting(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _WAITING, self._prepare]
        return subprocess.Popen(
            command, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(self, *words: str, lang: str) -> int:
        """Begin a command, in a language; give the number of its process, for :meth:`end` to wait for."""
        assert self._waiting.stdin is not None
        self._words = list(words)
        self._waiting.stdin.write(json.dumps([words, lang, self._places]) + "\n")
        self._waiting.stdin.flush()
        return self._read_number()

    def end(self) -> subprocess.CompletedProcess[str]:
        """Wait for the end of the command that was begun; give what it printed and its status."""
        status = self._read_number()
        out, errors = (Path(place).read_text(encoding="utf-8") for place in self._places)
        return subprocess.CompletedProcess(self._words, status, out, errors)

    def run(self, *words: str, lang: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, in a language; give what it printed and its status."""
        self.begin(*words, lang=lang)
        return self.end()

    def _read_number(self) -> int:
        assert self._waiting.stdout is not None
        return int(self._waiting.stdout.readline())

    def close(self) -> None:
        """End the process that waits, if one does."""
        if "_waiting" in vars(self):
            self._waiting.communicate(timeout=60)


@contextmanager
def commands_at_home(folder: Path, prepare: str = "") -> Iterator[tuple[Path, Commands]]:
    """The command line in a data folder of its own on SQLite, which is not there yet: see :func:`as_new`."""
    environment = {**os.environ, "FILIERE_HOME": str(folder / "home")}
    environment.pop("FILIERE_DATABASE_URL", None)
    commands = Commands(environment, folder, prepare)
    try:
        yield folder / "home", commands
    finally:
        commands.close()


def as_new(home: Path, made: Path) -> None:
    """Put a data folder that was made once, empty or not, where the test before has left its own."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(made, home)
