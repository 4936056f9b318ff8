"""The sample that the seed, the frame and the design of a wave give: drawn again, it is the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from filiere.site.survey.waves.models import SampledUnit, Wave
from filiere.survey.samples import Design, DrawnSample, Frame, Stratum, allocate_sample, draw_sample, read_frame

STRATUM_MARK: Final = " · "
"""What stands between the parts of the key of a stratum, as it is kept."""
VARIABLES: Final = ("segment",)
"""What every frame tells of its centres; the strata of a wave may be other columns."""


def read_wave_frame(wave: Wave) -> Frame:
    """The frame of a wave; raises `Faults` with all that is wrong in it."""
    variables = tuple(dict.fromkeys([*VARIABLES, *wave.design.get("strata", ())]))
    return read_frame(wave.frame, id_column="unit", name_column="name", size_column="size", variables=variables)


def read_design(wave: Wave) -> Design:
    """The design of a wave, from the data that is kept."""
    said: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in wave.design.items()
    }
    return Design(**said)


def replay_sample(wave: Wave) -> DrawnSample:
    """Draw the sample of a wave, as often as one likes; raises `Faults` for a frame or a design that is wrong."""
    return draw_sample(read_wave_frame(wave), read_design(wave), seed=str(wave.seed))


def list_strata(wave: Wave) -> tuple[Stratum, ...]:
    """The strata of a wave with how many are drawn in each; raises `Faults` for a frame or a design that is wrong."""
    return allocate_sample(read_wave_frame(wave), read_design(wave))


def count_strata(wave: Wave) -> dict[str, int]:
    """How many centres of the frame each stratum has, those that are cut off left out."""
    return {STRATUM_MARK.join(one.key): one.population for one in list_strata(wave) if one.sample}


def make_units(wave: Wave) -> list[SampledUnit]:
    """The centres drawn, in the order of their keys, not yet kept."""
    rows: Mapping[str, Mapping[str, Any]] = {str(row["unit"]): row for row in wave.frame}
    return [
        SampledUnit(
            wave=wave,
            unit=drawn.unit.id,
            name=drawn.unit.name,
            email=str(rows[drawn.unit.id].get("email", "")),
            language=str(rows[drawn.unit.id].get("language", "fr")),
            stratum=STRATUM_MARK.join(drawn.stratum),
            size=round(drawn.unit.size),
            weight=drawn.weight,
            traits=dict(drawn.unit.variables),
        )
        for drawn in replay_sample(wave).units
    ]
