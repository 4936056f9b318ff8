"""Words for the states of a wave and of a sampled centre, with the mark that goes with each."""

from __future__ import annotations

import re
from typing import Final

from filiere.core import Text
from filiere.site.survey.waves.models import SampledUnit, Wave
from filiere.site.survey.waves.sample_draws import STRATUM_MARK

STATE_LABELS: dict[str, tuple[Text, str]] = {
    Wave.State.PLANNED: (Text(fr="Prévue", en="Planned"), "sil"),
    Wave.State.DRAWN: (Text(fr="Tirée, à inviter", en="Drawn, to invite"), "part"),
    Wave.State.OPEN: (Text(fr="En collecte", en="Collecting"), "part"),
    Wave.State.CLOSED: (Text(fr="Close, à estimer", en="Closed, to estimate"), "part"),
    Wave.State.PREPARED: (Text(fr="Sous embargo", en="Under embargo"), "part"),
    Wave.State.PUBLISHED: (Text(fr="Parue", en="Published"), "ok"),
}

UNIT_STATE_LABELS: dict[str, tuple[Text, str]] = {
    SampledUnit.State.DRAWN: (Text(fr="Tiré", en="Drawn"), "sil"),
    SampledUnit.State.INVITED: (Text(fr="Rien reçu", en="Nothing received"), "sil"),
    SampledUnit.State.STARTED: (Text(fr="Commencé", en="Begun"), "part"),
    SampledUnit.State.SUBMITTED: (Text(fr="Reçu", en="Received"), "ok"),
    SampledUnit.State.REFUSED: (Text(fr="Refuse", en="Refuses"), "no"),
    SampledUnit.State.OUT_OF_SCOPE: (Text(fr="Hors champ", en="Out of scope"), "sil"),
}

WITHHELD_LABELS: dict[str, Text] = {
    "minimum": Text(fr="moins de dix réponses", en="fewer than ten replies"),
    "cv": Text(fr="trop imprécis", en="too imprecise"),
    "few": Text(fr="trop peu de centres", en="too few centres"),
    "dominated": Text(fr="un centre y pèse presque tout", en="one centre makes up nearly all of it"),
    "complement": Text(
        fr="une soustraction en révélerait un autre, non publié", en="a subtraction would reveal another one, kept back"
    ),
    "earlier": Text(
        fr="soustrait d’une publication antérieure, il donnerait la réponse de quelques centres",
        en="subtracted from an earlier publication, it would give the answer of a few centres",
    ),
}

_STRATUM_PARTS: dict[str, Text] = {
    "in_house": Text(fr="intégrés", en="in-house"),
    "outsourced": Text(fr="prestataires", en="outsourcers"),
    "take-all": Text(fr="les plus grands, tous tirés", en="the largest, all drawn"),
}


_SIZE_CLASS: Final = re.compile(r"(\d+)(?:\+|–(\d+))", re.ASCII)
"""A class of size as the engine names it; it holds its lower bound, not the upper one."""


def _name_part(part: str) -> Text:
    found = _SIZE_CLASS.fullmatch(part)
    if found is None:
        return _STRATUM_PARTS.get(part, Text.same(part))
    low, high = found[1], found[2]
    if high is None:
        return Text(fr=f"{low} salariés ou plus", en=f"{low} employees or more")
    if low == "0":
        return Text(fr=f"moins de {high} salariés", en=f"fewer than {high} employees")
    return Text(fr=f"de {low} à {int(high) - 1} salariés", en=f"{low} to {int(high) - 1} employees")


def name_stratum(stratum: str) -> Text:
    """A stratum in words; a part that has none as it is kept."""
    parts = [_name_part(part) for part in stratum.split(STRATUM_MARK)]
    return Text(fr=", ".join(one.fr for one in parts), en=", ".join(one.en for one in parts))
