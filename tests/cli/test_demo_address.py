"""`filiere demo --port`: what is written while the demonstration is built leads to where it is served."""

import os

import pytest

from filiere.cli import demo as command
from filiere.site import demonstration_builder


@pytest.mark.parametrize(
    ("host", "given", "expected"),
    [
        ("127.0.0.1", None, "http://localhost:8123"),
        ("127.0.0.1", "https://example.org", "https://example.org"),
        ("192.0.2.1", None, None),
    ],
)
def test_letters_lead_to_the_port_asked_for(
    monkeypatch: pytest.MonkeyPatch, host: str, given: str | None, expected: str | None
) -> None:
    """An address that was given is never replaced, and nobody knows what the name of another machine is."""
    monkeypatch.setenv("FILIERE_ADDRESS", given or "")
    if given is None:
        monkeypatch.delenv("FILIERE_ADDRESS")
    seen = []
    monkeypatch.setattr(demonstration_builder, "is_built", lambda: False)
    monkeypatch.setattr(command, "_build_demonstration", lambda: seen.append(os.environ.get("FILIERE_ADDRESS")))
    command.demo(serve=False, port=8123, host=host)
    assert seen == [expected]
