"""What a territory is, and how its code is written.

One string names a territory everywhere in Filière, whatever its kind, so that a figure, a page address and a
table column never have to say "region, of which nomenclature?" beside a number. The INSEE codes of old and new
regions overlap (24 is both Centre and Centre-Val de Loire), hence the prefix.
"""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from filiere.core.text import Lang, Text

TerritoryKind = Literal[
    "country", "metropole", "region22", "region13", "department", "collectivity", "zone", "commune", "group"
]
KINDS: tuple[TerritoryKind, ...] = get_args(TerritoryKind)

PREFIXES: dict[TerritoryKind, str] = {
    "region22": "R22-",
    "region13": "REG-",
    "department": "DEP-",
    "collectivity": "COL-",
    "zone": "ZE-",
    "commune": "COM-",
}

_SHAPES: dict[TerritoryKind, re.Pattern[str]] = {
    "region22": re.compile(r"R22-(\d{2})\Z"),
    "region13": re.compile(r"REG-(\d{2})\Z"),
    "department": re.compile(r"DEP-(\d{2}|2[AB]|97[12346])\Z"),
    "collectivity": re.compile(r"COL-(9[78]\d)\Z"),
    "zone": re.compile(r"ZE-(\d{4})\Z"),
    "commune": re.compile(r"COM-((?:\d{2}|2[AB])\d{3})\Z"),
}

KIND_LABELS: dict[TerritoryKind, Text] = {
    "country": Text(fr="Pays", en="Country"),
    "metropole": Text(fr="France métropolitaine", en="Metropolitan France"),
    "region22": Text(fr="Région d’avant 2016", en="Region before 2016"),
    "region13": Text(fr="Région", en="Region"),
    "department": Text(fr="Département", en="Department"),
    "collectivity": Text(fr="Collectivité d’outre-mer", en="Overseas collectivity"),
    "zone": Text(fr="Zone d’emploi", en="Employment zone"),
    "commune": Text(fr="Commune", en="Commune"),
    "group": Text(fr="Ensemble de pays", en="Group of countries"),
}


@dataclass(frozen=True, slots=True)
class Territory:
    """A named part of the world.

    ``code`` is Filière's code (``DEP-86``), ``insee`` the official one without prefix (``86``; the ISO code of a
    country). ``at`` and ``of`` are the forms a sentence needs: « dans la Vienne », « de la Vienne ». ``short`` is a
    mark of two or three signs, for tables. ``parents`` are the codes of the territories that hold it, nearest
    first; a department has two regions, the one before 2016 and the one since. ``current`` is false for what the
    reform of 2016 ended.
    """

    code: str
    kind: TerritoryKind
    label: Text
    at: Text
    of: Text
    short: str
    insee: str
    parents: tuple[str, ...] = ()
    current: bool = True

    def parent(self, kind: TerritoryKind) -> str | None:
        """Return the code of the territory of that kind which holds this one, or None."""
        prefix = PREFIXES.get(kind)
        for code in self.parents:
            if code.startswith(prefix) if prefix else code == {"country": "FR", "metropole": "FR-M"}.get(kind):
                return code
        return None

    @property
    def is_metropolitan(self) -> bool:
        """Whether it lies in metropolitan France."""
        return self.code == "FR-M" or "FR-M" in self.parents

    def name(self, lang: Lang) -> str:
        """Return the label in ``lang``."""
        return self.label.get(lang)


def territory_code(kind: TerritoryKind, insee: str) -> str:
    """Return Filière's code for an official code: ``territory_code("department", "86")`` is ``"DEP-86"``."""
    return PREFIXES.get(kind, "") + insee


def split_code(code: str) -> tuple[TerritoryKind, str] | None:
    """Return kind and official code of a well-formed code of a part of France, or None.

    Well formed is not known: ``DEP-96`` has the form of a department, and no department bears it.
    """
    for kind, shape in _SHAPES.items():
        if found := shape.match(code):
            return kind, found.group(1)
    return None


def department_of_commune_code(code: str) -> str:
    """Return the department code that a commune code begins with: ``76`` of ``76540``, ``974`` of ``97411``."""
    return code[:3] if code[:2] in {"97", "98"} else code[:2]
