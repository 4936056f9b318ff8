"""The clock held in the year of the release, for every test of the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.scenes.audit_sample import Clock

from filiere.site.kit.languages import use_page_language


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, db: Any) -> Clock:
    """The clock of the site."""
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """Each test starts in French, whatever language the pages of the test before were asked in."""
    with use_page_language("fr"):
        yield
