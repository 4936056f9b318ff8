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
from filiere.geography.outlines import CREDIT, Inset, OutlineKind, Outlines, Shape, outlines
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
from filiere.geography.tiles import Tile, Tiles, tiles

__all__ = [
    "CREDIT",
    "KINDS",
    "KIND_LABELS",
    "PREFIXES",
    "Commune",
    "Communes",
    "Inset",
    "Kind",
    "OutlineKind",
    "Outlines",
    "Shape",
    "Territory",
    "Tile",
    "Tiles",
    "children",
    "code_of",
    "commune_territory",
    "communes",
    "department_of_commune_code",
    "kind_label",
    "known_code",
    "near_codes",
    "outlines",
    "split_code",
    "territories",
    "territory",
    "tiles",
    "unknown_territory",
    "zone_territory",
]
