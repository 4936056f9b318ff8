"""Territories of France and beyond: codes, names, changes, conversions and outlines.

Every number of the product stands somewhere, and France renumbered itself in the middle of the sector's history:
22 regions became 13 in 2016, and communes merge every January. This package knows what a code meant when, what can
be converted into what without inventing, and how to draw it.
"""

from filiere.geography.atlas import (
    children,
    commune_territory,
    kind_label,
    known_code,
    near_codes,
    territories,
    territory,
    unknown_territory,
    zone_territory,
)
from filiere.geography.communes import Commune, Communes, communes
from filiere.geography.territory import (
    KIND_LABELS,
    KINDS,
    PREFIXES,
    Kind,
    Territory,
    code_of,
    department_of_commune_code,
    split_code,
)

__all__ = [
    "KINDS",
    "KIND_LABELS",
    "PREFIXES",
    "Commune",
    "Communes",
    "Kind",
    "Territory",
    "children",
    "code_of",
    "commune_territory",
    "communes",
    "department_of_commune_code",
    "kind_label",
    "known_code",
    "near_codes",
    "split_code",
    "territories",
    "territory",
    "unknown_territory",
    "zone_territory",
]
