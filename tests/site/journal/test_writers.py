"""Several processes writing to one journal: they queue, and the chain has no gap and no fork."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

WRITER = """
from filiere.site.boot import boot
boot()
from filiere.site.journal.record import record
for number in range(25):
    record(actor_key="u-1", act="test.act", subject_kind="thing", subject_id=str(number))
"""


def test_three_writers_at_once(fresh: Path) -> None:
    """Seventy-five entries by three processes make one chain."""
    kept = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    environment = kept | {"FILIERE_HOME": str(fresh), "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER], env=environment) for _ in range(3)]
    assert [writer.wait(timeout=240) for writer in writers] == [0, 0, 0]
    verify = [sys.executable, "-m", "filiere", "journal", "verify"]
    told = subprocess.run(verify, env=environment, capture_output=True, text=True, check=True, timeout=240)
    assert "75 entries" in told.stdout
