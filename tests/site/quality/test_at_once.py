"""Six people at the same moment: the same file is delivered once, and imported once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from quality_sample import all_at_once

SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[1:]
from filiere.site.boot import boot, migrate
migrate(); boot()
from django.conf import settings
settings.FILIERE_WORKERS = False
from quality_sample import all_at_once
print(json.dumps(all_at_once()))
"""


def _holds(found: dict[str, Any]) -> None:
    assert found == {"said": ["done"] * 6, "deliveries": 1, "jobs": 1, "differing": []}


def test_six_send_the_same_at_once_on_a_file(tmp_path: Path) -> None:
    """On SQLite, where writers queue up."""
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
def test_six_send_the_same_at_once_on_postgresql() -> None:
    """On PostgreSQL, where they run side by side."""
    _holds(all_at_once())
