"""Compute the example of the page “What the sector brings” from the British table of 2010, and write it as content.

The table is that of the shipped layout “ons”. It is not shipped itself.

    compute_economic_weight.py TABLE.parquet
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import yaml

from filiere.economy.effects import compute_effects
from filiere.economy.published_layouts import read_published_layouts, read_published_table
from filiere.economy.split_draws import draw_columns
from filiere.economy.split_systems import build_split_system
from filiere.economy.splits import SplitSpecification

TARGET = Path(__file__).resolve().parents[1] / "src" / "filiere" / "content" / "economy" / "worked_example.yaml"
# Assumptions of the editors: no source gives them, and the page says so.
SPLIT = {
    "code": "82.20Z",
    "parent": "82",
    "share": 0.1,
    "purchases": {"low": 0.15, "mode": 0.25, "high": 0.35},
    "factor": {"low": 0.5, "high": 2.0},
    "concentration": 50.0,
    "compensation": {"low": 0.45, "mode": 0.6, "high": 0.75},
}
DRAWS, SEED, BINS = 10_000, 1, 17


def compute_example(path: Path) -> dict[str, object]:
    """Return what the file holds beside its words."""
    table, split = read_published_table(path, read_published_layouts()["ons"]), SplitSpecification.model_validate(SPLIT)
    effects = compute_effects(table, split, draws=DRAWS, seed=SEED)
    system = build_split_system(table, split, split.code)
    drawn = np.concatenate(
        [
            system.results["output", "I", "domestic"].evaluate(block)
            for block in draw_columns(table, system, DRAWS, SEED, is_own=False)
        ]
    )
    counts, edges = np.histogram(drawn, BINS)
    shown = ("point", "low", "high", "p2_5", "p97_5")
    return {
        "split": SPLIT,
        "draws": DRAWS,
        "seed": SEED,
        "effects": [
            {"stage": one.stage, "kind": one.kind} | {name: round(float(getattr(one, name)), 6) for name in shown}
            for one in effects
        ],
        "edges": [round(float(one), 6) for one in edges],
        "bins": [int(one) for one in counts],
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "industries": table.size,
    }


def main() -> None:
    """Write the results under the words that the file has already."""
    found = compute_example(Path(sys.argv[1]))
    held = yaml.safe_load(TARGET.read_text(encoding="utf-8"))
    held["source"] |= {name: found.pop(name) for name in ("sha256", "industries")}
    held |= found
    head = "# Written by tools/compute_economic_weight.py: results only, the table itself is not shipped.\n"
    words = yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=110)
    TARGET.write_text(head + words, encoding="utf-8")


if __name__ == "__main__":
    main()
