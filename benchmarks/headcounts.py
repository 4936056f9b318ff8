"""Attack every published headcount of the demonstration by linear programs, year by year.

A line a year: how many numbers a page shows, how many of one or two establishments are tried, and how many of these a
reader finds, exactly or within ten per cent: anybody, then the only establishment of a commune, which knows itself.
Nothing found is the goal, which makes the exit status; what an establishment finds within ten per cent is told.
``FILIERE_HOME`` names another data folder than one built for the occasion.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from headcount_attack import Attack, attacks


def main() -> int:
    """Print the table; the status says whether anything was found."""
    with tempfile.TemporaryDirectory() as folder:
        home = os.environ.get("FILIERE_HOME") or _built(Path(folder) / "home")
        print("year shown tried anybody:exact,within alone:exact,within seconds")
        found = [_line(year, attack) for year, attack in attacks(Path(home))]
    return int(any(found))


def _built(home: Path) -> str:
    command = [sys.executable, "-m", "filiere", "demo", "--no-serve"]
    subprocess.run(command, env=os.environ | {"FILIERE_HOME": str(home)}, check=True, stdout=subprocess.DEVNULL)
    return str(home)


def _line(year: int, attack: Attack) -> bool:
    began = time.process_time()
    anybody, alone = list(attack.findings()), list(attack.insiders())
    tried = sum(1 for _ in attack.targets())
    exact = [sum(one.exact for one in found) for found in (anybody, alone)]
    within = [len(found) - count for found, count in zip((anybody, alone), exact, strict=True)]
    seconds = time.process_time() - began
    print(f"{year} {attack.shown} {tried} {exact[0]},{within[0]} {exact[1]},{within[1]} {seconds:.1f}", flush=True)
    return bool(anybody or exact[1])


if __name__ == "__main__":
    sys.exit(main())
