#!/usr/bin/env python3
"""Keep the demonstration's database of this version as a fixture, so that every later version migrates it in its tests.

Usage: keep_version.py VERSION (such as v0.1). The database is built by the demonstration itself, from the fictitious
national file; its one account loses its password, and sessions go, before it is compressed.
"""

import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "fixtures" / "versions"

SCRUB = """
from filiere.site.django_startup import start_django
start_django()
from django.contrib.sessions.models import Session
from django.db import connection
from filiere.site.accounts.models import User
Session.objects.all().delete()
for user in User.objects.all():
    user.set_unusable_password()
    user.save(update_fields=["password"])
with connection.cursor() as cursor:
    cursor.execute("PRAGMA journal_mode=DELETE")
    cursor.execute("VACUUM")
"""


def main() -> int:
    """Write ``tests/fixtures/versions/VERSION.sqlite3.xz``."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"FILIERE_HOME": home}
        command = [sys.executable, "-m", "filiere", "demo", "--no-serve"]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, "-c", SCRUB], env=environment, check=True)
        content = (Path(home) / "filiere.sqlite3").read_bytes()
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{sys.argv[1]}.sqlite3.xz"
    path.write_bytes(lzma.compress(content, preset=9))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
