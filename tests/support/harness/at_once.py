"""People who act at one moment on a SQLite file, in a process of its own: the database of tests is in memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = """
import json, sys
from importlib import import_module
sys.path.insert(0, sys.argv[1])
from filiere.site.django_startup import start_django
start_django()
from django.conf import settings
settings.FILIERE_WORKERS = False
# Passwords are not what is tried here, and dozens of them would take longer than it does.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
print(json.dumps(import_module(sys.argv[2]).all_at_once()))
"""


def on_a_file(home: Path, sample: str) -> dict[str, Any]:
    """What ``all_at_once`` of a module of samples finds in the data folder ``home``, whose database is made."""
    kept = {key: value for key, value in os.environ.items() if key != "FILIERE_DATABASE_URL"}
    environment = kept | {"FILIERE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parents[2]), f"support.scenes.{sample}"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=500)
    assert said.returncode == 0, said.stderr[-2000:]
    found: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return found
