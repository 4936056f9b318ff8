"""The example label of the fixtures, served with one of its releases made a draft, and people to read it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from support.scenes.label_site import FIXTURE, LATER, simulated


@pytest.fixture
def served(settings: Any) -> Path:
    """The fixtures as they are: every release is public."""
    settings.REFERENTIALS = FIXTURE
    return FIXTURE


@pytest.fixture
def with_draft(settings: Any, tmp_path: Path) -> Path:
    """A copy in which the later release is a draft. Its rules are the same, hence its mapping and migration too."""
    root = tmp_path / "content"
    shutil.copytree(FIXTURE, root)
    head = root / "referentials" / "lrse" / "releases" / "2027.1" / "release.yaml"
    text = head.read_text(encoding="utf-8")
    assert "status: adopted" in text
    # A draft takes no seal to load; that of the fixture would no longer hold.
    head.write_text(text.replace("status: adopted", "status: draft").partition("seal:")[0], encoding="utf-8")
    settings.REFERENTIALS = root
    return root


@pytest.fixture
def as_role(make_user: Callable[..., Any]) -> Callable[[str], Client]:
    """`as_role("staff")` gives a browser in which a person of that role is signed in; `visitor` is nobody."""

    def sign_in(role: str) -> Client:
        client = Client()
        if role != "visitor":
            client.force_login(make_user(*([] if role == "none" else [role])))
        return client

    return sign_in


@pytest.fixture
def simulation(db: None, served: Path) -> Any:
    """A small simulation on the later release of the fixtures."""
    return simulated(LATER)
