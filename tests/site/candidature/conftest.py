"""A candidature on the way: an organisation, its sites, its people, and a questionnaire opened."""

from __future__ import annotations

from typing import Any

import pytest
from support.scenes import candidature_sample, dossier_sample


@pytest.fixture
def organisation(db: None) -> Any:
    """An outsourcer of two sites."""
    return candidature_sample.make_outsourcer()


@pytest.fixture
def editor(organisation: Any) -> Any:
    """Who edits for it."""
    return dossier_sample.make_member(organisation, "edit", name="Édith Fictive")


@pytest.fixture
def second(organisation: Any) -> Any:
    """Another who edits for it."""
    return dossier_sample.make_member(organisation, "edit", name="Sacha Fictif")


@pytest.fixture
def representative(organisation: Any) -> Any:
    """A staff representative of it."""
    return dossier_sample.make_member(organisation, "staff_representative", name="Renée Fictive")


@pytest.fixture
def dossier(organisation: Any) -> Any:
    """Its candidature, in preparation."""
    return candidature_sample.make_candidature(organisation)


@pytest.fixture
def written(dossier: Any, editor: Any) -> Any:
    """The candidature with perimeter and facts, not filed."""
    candidature_sample.perimeter(dossier, editor)
    candidature_sample.facts(dossier, editor)
    return dossier


@pytest.fixture
def declaring(written: Any) -> Any:
    """The candidature with its questionnaire open."""
    return dossier_sample.at(written, "declaring")
