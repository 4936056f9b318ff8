"""Words for the keys of a plan: declared states, what a target reads, which way it goes."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.core import Text

STATE_LABELS: Mapping[str, Text] = {
    "on_time": Text(fr="Dans les temps", en="On track"),
    "watch": Text(fr="À surveiller", en="Needs watching"),
    "late": Text(fr="En retard", en="Late"),
}
"""What an owner may declare."""

STATE_MARKS: Mapping[str, str] = {"on_time": "ok", "watch": "part", "late": "no"}
"""The shape that goes with each."""

READS_LABELS: Mapping[str, Text] = {
    "readings": Text(fr="Des relevés saisis par le pilote", en="Readings entered by the owner"),
    "figure": Text(fr="Un chiffre du registre", en="A figure from the register"),
}
"""What measures a target, beside the counts of the site (see `computed_counts`)."""

DIRECTION_LABELS: Mapping[str, Text] = {
    "up": Text(fr="à faire monter", en="raise"),
    "down": Text(fr="à faire baisser", en="lower"),
    "cumulative": Text(fr="à cumuler depuis le départ", en="add up from the start"),
    "band": Text(fr="à garder entre deux bornes", en="keep between two bounds"),
    "at_most": Text(fr="à ne pas dépasser", en="do not exceed"),
    "at_least": Text(fr="à ne pas laisser descendre sous", en="stay at or above"),
}
"""Which way a target goes."""

END_LABELS: Mapping[str, Text] = {
    "completed": Text(fr="Terminée", en="Completed"),
    "abandoned": Text(fr="Abandonnée", en="Dropped"),
}
"""How an action ends."""
