"""Attack every published headcount of the demonstration by linear programs, year by year.

A line a year: how many numbers a page shows, how many of one or two establishments are tried, and how many of these a
reader finds, exactly or within ten per cent: anybody, then the only establishment of a commune, which knows itself.
Nothing found, by anybody, exactly or within ten per cent, is the goal, which makes the exit status. All years are
attacked, and ``benchmarks/headcounts.md`` keeps what was found. ``FILIERE_HOME`` names another data folder than one
built for the occasion.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.oracles.headcount_attack import Attack, attacks

HERE = Path(__file__).resolve().parent
WORDS = """# Results of `./dev bench headcounts`

Every published headcount of the demonstration, attacked year by year by linear programs that share no code with what
withholds (`tests/support/oracles/headcount_attack.py`). *Tried*: numbers of one or two establishments, of a place, of
what two places share, of one without another. *Found*: exactly / within ten per cent. *Alone*: the only establishment
of a commune, which knows itself, against the numbers of others near it. Goal: nothing found.

"""
HEADS = ("Year", "Shown", "Tried", "Found by anybody", "Found by one alone", "CPU, s")


@dataclass(frozen=True)
class YearResult:
    """What readers find in the headcounts of a year: pairs are (exactly, within ten per cent)."""

    year: int
    shown: int
    tried: int
    anybody: tuple[int, int]
    alone: tuple[int, int]
    seconds: float

    @property
    def cells(self) -> tuple[str, ...]:
        """The words of a row."""
        found = ("{} / {}".format(*pair) for pair in (self.anybody, self.alone))
        return (str(self.year), str(self.shown), str(self.tried), *found, f"{self.seconds:.1f}")


def main() -> int:
    """Print the table and keep it; the status says whether anything was found."""
    with tempfile.TemporaryDirectory() as folder:
        home = os.environ.get("FILIERE_HOME") or _built(Path(folder) / "home")
        print(*HEADS, sep=" | ")
        results = []
        for year, attack in attacks(Path(home)):
            results.append(_attack_year(year, attack))
            print(*results[-1].cells, sep=" | ", flush=True)
    lines = [HEADS, ("---:",) * len(HEADS), *(one.cells for one in results)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    found = [one.year for one in results if any((*one.anybody, *one.alone))]
    said = f"Found in {', '.join(map(str, found))}." if found else f"Nothing found in {len(results)} years."
    day = datetime.now(UTC).date().isoformat()
    (HERE / "headcounts.md").write_text(f"{WORDS}{day}\n\n{table}\n\n{said}\n", encoding="utf-8")
    print(said)
    return int(bool(found) or not results)


def _built(home: Path) -> str:
    command = [sys.executable, "-m", "filiere", "demo", "--no-serve"]
    subprocess.run(command, env=os.environ | {"FILIERE_HOME": str(home)}, check=True, stdout=subprocess.DEVNULL)
    return str(home)


def _attack_year(year: int, attack: Attack) -> YearResult:
    began = time.process_time()
    counts = []
    for found in (list(attack.findings()), list(attack.insiders())):
        exact = sum(one.exact for one in found)
        counts.append((exact, len(found) - exact))
    tried = sum(1 for _ in attack.targets())
    return YearResult(year, attack.shown, tried, counts[0], counts[1], time.process_time() - began)


if __name__ == "__main__":
    sys.exit(main())
