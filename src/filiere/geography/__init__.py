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
from filiere.geography.changes import CommuneChanges, Step, Whereabouts
from filiere.geography.communes import EDITION, Commune, Communes, communes
from filiere.geography.convert import Converted, Nature, aggregate, ratio, to_new_regions, to_old_regions
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
from filiere.geography.zones import Zones

__all__ = [
    "CREDIT",
    "EDITION",
    "KINDS",
    "KIND_LABELS",
    "PREFIXES",
    "Commune",
    "CommuneChanges",
    "Communes",
    "Converted",
    "Inset",
    "Kind",
    "Nature",
    "OutlineKind",
    "Outlines",
    "Shape",
    "Step",
    "Territory",
    "Tile",
    "Tiles",
    "Whereabouts",
    "Zones",
    "aggregate",
    "children",
    "code_of",
    "commune_territory",
    "communes",
    "department_of_commune_code",
    "kind_label",
    "known_code",
    "near_codes",
    "outlines",
    "ratio",
    "split_code",
    "territories",
    "territory",
    "tiles",
    "to_new_regions",
    "to_old_regions",
    "unknown_territory",
    "zone_territory",
]
