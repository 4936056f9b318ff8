"""The sample that the seed, the frame and the design of a wave give: drawn again, it is the same.

Every centre has a number of its own, from the seed and its key; the lowest of a stratum are drawn. A wave of the same
seed therefore keeps most of the centres of the one before. A stratum without a number of its own is taken whole.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from filiere.site.survey.waves.models import SampledUnit, Wave


def draw_sample(wave: Wave) -> list[SampledUnit]:
    """Return the centres drawn, in the order of their keys, not yet kept; ``weight`` is the size of the stratum over
    the number drawn from it."""
    strata: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in wave.frame:
        strata[str(row["stratum"])].append(row)
    units = []
    for stratum, rows in strata.items():
        wanted = min(int(wave.design.get("sizes", {}).get(stratum, len(rows))), len(rows))
        drawn = sorted(rows, key=lambda row: _draw_number(wave.seed, str(row["unit"])))[:wanted]
        units += [_make_unit(wave, row, len(rows) / wanted) for row in drawn]
    return sorted(units, key=lambda unit: unit.unit)


def _draw_number(seed: int, unit: str) -> bytes:
    return hashlib.sha256(f"{seed}:{unit}".encode()).digest()


def _make_unit(wave: Wave, row: Mapping[str, Any], weight: float) -> SampledUnit:
    return SampledUnit(
        wave=wave,
        unit=str(row["unit"]),
        name=str(row["name"]),
        email=str(row.get("email", "")),
        language=str(row.get("language", "fr")),
        stratum=str(row["stratum"]),
        size=int(row["size"]),
        weight=weight,
        traits={key: row[key] for key in ("segment", "region") if key in row},
    )
