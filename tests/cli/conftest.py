"""What the tests of commands share: a terminal in French, and a command run in this very process."""

from collections.abc import Callable
from functools import cache

import pytest

from filiere.cli import app, figures_register_loader
from filiere.figures import Register, load_register

Ran = tuple[int, str, str]


@pytest.fixture(autouse=True)
def french_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an option, commands speak the language of the terminal: not that of whoever runs the tests."""
    monkeypatch.setenv("FILIERE_LANG", "fr")


@cache
def _shipped_register() -> Register:
    return load_register()


@pytest.fixture(autouse=True)
def shipped_register_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command reads the shipped register, half a second of processor; the commands run here share one reading."""
    monkeypatch.setattr(figures_register_loader, "load_register", _shipped_register)


@pytest.fixture
def run(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the ``COMMAND`` that the test's module names; give its status, output and error output."""

    def command(*words: str) -> Ran:
        status = 0
        try:
            app([request.module.COMMAND, *words], result_action="return_value")
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command
