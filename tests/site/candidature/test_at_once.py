"""Twelve who answer the same question at the same moment: one comes first, the others are told, no answer is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from support.harness.at_once import on_a_file
from support.scenes.candidature_sample import all_at_once


def _holds(found: dict[str, Any]) -> None:
    """Whatever the order: one version of the shared answer, eleven people told, twelve answers of their own."""
    assert found["told"] == ["first"] + ["told"] * 11
    assert (found["own"], found["versions"]) == (12, 1)
    assert found["differing"] == []


def test_twelve_answer_at_once_on_a_file(fresh: Path) -> None:
    _holds(on_a_file(fresh, "candidature_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_twelve_answer_at_once_on_postgresql() -> None:
    assert connection.vendor == "postgresql"
    _holds(all_at_once())
