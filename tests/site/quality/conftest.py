"""A centre, its editor, its quality manager, a reader, and people who are nothing to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.scenes.quality_sample import make_peopled_centre

from filiere.site.kit.languages import use_page_language


@pytest.fixture
def centre(db: None) -> Any:
    """A centre; `.editor`, `.manager` and `.reader` are its people."""
    return make_peopled_centre()


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Addresses are those of the French pages, whatever page another test read last."""
    with use_page_language("fr"):
        yield


FEW = frozenset({"contacts", "abandonment", "service_level_20", "speed_of_answer"})


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few indicators are computed, for a test that is not about how many there are: each costs a tenth of a second."""
    from filiere.site.quality.actions import compute_figures

    every = compute_figures.list_computable_indicators
    monkeypatch.setattr(
        compute_figures,
        "list_computable_indicators",
        lambda *args: tuple(one for one in every(*args) if one.key in FEW),
    )
