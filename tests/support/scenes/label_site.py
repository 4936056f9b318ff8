"""The example label as the tests of the site serve it: its names, and a simulation on it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).resolve().parents[2] / "referentials" / "fixtures" / "lrse"
LATER = "lrse@2027.1"
EARLIER = "lrse@2024.2"
NORM = "iso18295-1@2017"
MAPPING = f"{LATER}--{NORM}"


def simulated(release: str) -> Any:
    """Run a simulation by the command line's actor: ten points from human-resource practice to social dialogue."""
    from filiere.site.accounts.rights import OPERATOR
    from filiere.site.label.actions.run_simulation import run_simulation
    from filiere.site.label.simulation_aggregates import WeightMove

    points = {"in_house": Decimal(10), "outsourcer": Decimal(10)}
    move = WeightMove("hr_practice", "social_dialogue", points)
    return run_simulation(release, actor=OPERATOR, move=move, dossiers=40)
