"""Several processes writing to one journal: they queue, and the chain has no gap and no fork."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# Each writer is a process of its own, forked from one in which Python and Django were started.
WRITERS = """
import os, sys
from filiere.site.django_startup import start_django
start_django()
from filiere.site.journal.writer import record
children = []
for _ in range(3):
    children.append(os.fork())
    if not children[-1]:
        for number in range(25):
            record(actor_key="u-1", act="test.act", subject_kind="thing", subject_id=str(number))
        sys.exit()
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))
"""


def test_three_writers_at_once(fresh: Path) -> None:
    """Seventy-five entries by three processes make one chain."""
    kept = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    environment = kept | {"FILIERE_HOME": str(fresh), "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    subprocess.run([sys.executable, "-c", WRITERS], env=environment, check=True, timeout=240)
    verify = [sys.executable, "-m", "filiere", "journal", "verify"]
    told = subprocess.run(verify, env=environment, capture_output=True, text=True, check=True, timeout=240)
    assert "75 entries" in told.stdout
