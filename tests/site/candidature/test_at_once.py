"""Twelve who answer the same question at the same moment: one comes first, the others are told, no answer is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from candidature_sample import all_at_once
from django.db import connection

SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[1:]
from filiere.site.boot import boot, migrate
migrate(); boot()
from candidature_sample import all_at_once
print(json.dumps(all_at_once()))
"""


def _holds(found: dict[str, Any]) -> None:
    """Whatever the order: one version of the shared answer, eleven people told, twelve answers of their own."""
    assert found["told"] == ["first"] + ["told"] * 11
    assert (found["own"], found["versions"]) == (12, 1)
    assert found["differing"] == []


def test_twelve_answer_at_once_on_a_file(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    environment = kept | {"FILIERE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    tests = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-c", SCRIPT, tests]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=500)
    assert said.returncode == 0, said.stderr[-2000:]
    _holds(json.loads(said.stdout.splitlines()[-1]))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_twelve_answer_at_once_on_postgresql() -> None:
    assert connection.vendor == "postgresql"
    _holds(all_at_once())
