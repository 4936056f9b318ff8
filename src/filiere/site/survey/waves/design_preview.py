"""What a draw would give, before it is made: its strata, and the centres that the seed leads to."""

from __future__ import annotations

from typing import Any, Final

from filiere.core import Faults
from filiere.site.survey.waves.code_labels import name_stratum
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.sample_draws import STRATUM_MARK, make_units, replay_sample

MOST_SHOWN: Final = 50
"""Centres of the sample that the page lists: all of them stand in the draw."""


def present_preview(wave: Wave) -> dict[str, Any]:
    """The strata of a planned wave with what is drawn in each, and the first centres of the sample; how many of these
    have no address, as long as nobody was written to. Nothing for any other wave, nor for a frame that no longer
    draws."""
    if wave.state == Wave.State.DRAWN:
        return {"without_address": wave.units.filter(email="").count()}
    if wave.state != Wave.State.PLANNED:
        return {}
    try:
        strata, units = replay_sample(wave).strata, make_units(wave)
    except Faults as faults:
        return {"preview_faults": faults.faults}
    return {
        "preview": [
            {
                "stratum": STRATUM_MARK.join(one.key),
                "name": name_stratum(STRATUM_MARK.join(one.key)),
                "population": one.population,
                "sample": one.sample,
                "weight": one.weight,
                "size": one.size,
            }
            for one in strata
        ],
        "preview_units": [(unit, name_stratum(unit.stratum)) for unit in units[:MOST_SHOWN]],
        "preview_count": len(units),
        "preview_population": sum(one.population for one in strata),
        "without_address": sum(not unit.email for unit in units),
    }
