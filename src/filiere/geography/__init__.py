"""Territories of France and beyond: codes, names, changes, conversions and outlines.

Every number of the product stands somewhere, and France renumbered itself in the middle of the sector's history:
22 regions became 13 in 2016, and communes merge every January. This package knows what a code meant when, what can
be converted into what without inventing, and how to draw it.
"""

from filiere.geography.commune_changes import CommuneChanges, CommuneLocation, CommuneStep
from filiere.geography.communes import EDITION, Commune, Communes, communes
from filiere.geography.conversion import (
    ConvertedTable,
    ValueNature,
    aggregate,
    compute_ratios,
    to_new_regions,
    to_old_regions,
)
from filiere.geography.employment_zones import Zones
from filiere.geography.outlines import CREDIT, OutlineInset, OutlineKind, Outlines, TerritoryShape, outlines
from filiere.geography.territory import (
    KIND_LABELS,
    KINDS,
    PREFIXES,
    Territory,
    TerritoryKind,
    department_of_commune_code,
    split_code,
    territory_code,
)
from filiere.geography.territory_catalogue import (
    children,
    commune_territory,
    is_known_code,
    kind_label,
    near_codes,
    territories,
    territory,
    unknown_territory_fault,
    zone_territory,
)
from filiere.geography.tile_grid import Tile, Tiles, tiles

__all__ = [
    "CREDIT",
    "EDITION",
    "KINDS",
    "KIND_LABELS",
    "PREFIXES",
    "Commune",
    "CommuneChanges",
    "CommuneLocation",
    "CommuneStep",
    "Communes",
    "ConvertedTable",
    "OutlineInset",
    "OutlineKind",
    "Outlines",
    "Territory",
    "TerritoryKind",
    "TerritoryShape",
    "Tile",
    "Tiles",
    "ValueNature",
    "Zones",
    "aggregate",
    "children",
    "commune_territory",
    "communes",
    "compute_ratios",
    "department_of_commune_code",
    "is_known_code",
    "kind_label",
    "near_codes",
    "outlines",
    "split_code",
    "territories",
    "territory",
    "territory_code",
    "tiles",
    "to_new_regions",
    "to_old_regions",
    "unknown_territory_fault",
    "zone_territory",
]
