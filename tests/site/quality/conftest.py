"""A centre, its editor, its quality manager, a reader, and people who are nothing to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from dossier_sample import make_member, make_organisation
from quality_sample import make_centre, make_manager


@pytest.fixture
def centre(db: None) -> Any:
    """A centre; `.editor`, `.manager` and `.reader` are its people."""
    made = make_centre(make_organisation("Centre fictif"))
    made.manager = make_manager(made)
    made.reader = make_member(made.organisation, "read")
    return made


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Addresses are those of the French pages, whatever page another test read last."""
    with translation.override("fr"):
        yield
