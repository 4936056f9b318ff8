"""The territories themselves: all that Filière can name, by code and by kind, with their parents.

Read once a process from the shipped tables, and frozen. Communes are kept apart (see
:mod:`filiere.geography.communes`): they are only read when a commune's code is asked for.
"""

import csv
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from babel import Locale

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import StrictModel, Text
from filiere.core.yaml_documents import read_yaml
from filiere.geography.communes import Commune, communes
from filiere.geography.name_inflection import commune_forms, country_forms, department_forms, typeset_apostrophes
from filiere.geography.territory import KIND_LABELS, Territory, TerritoryKind, split_code, territory_code

# Entries of the CLDR list of territories that ISO 3166-1 does not assign to a country.
_NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "FR", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)


class _Region(StrictModel):
    code: str
    label: Text
    at: Text
    of: Text
    since_2016: str | None = None
    departments: tuple[str, ...] = ()


@functools.cache
def _load_atlas() -> Mapping[str, Territory]:
    regions = read_yaml(content_path("geography", "regions.yaml")).data
    forms = read_yaml(content_path("geography", "forms.yaml")).data
    old = [_Region.model_validate(row) for row in regions["regions_before_2016"]]
    new = [_Region.model_validate(row) for row in regions["regions_since_2016"]]
    found: list[Territory] = []
    for row in read_yaml(content_path("geography", "areas.yaml")).data["areas"]:
        label, at, of = (Text.model_validate(row[key]) for key in ("label", "at", "of"))
        parents = ("FR",) if row["code"] == "FR-M" else ()
        found.append(Territory(row["code"], row["kind"], label, at, of, row["code"], row["code"], parents))
    times: tuple[tuple[TerritoryKind, list[_Region]], ...] = (("region22", old), ("region13", new))
    for kind, rows in times:
        for region in rows:
            since = region.since_2016
            merged = (territory_code("region13", since),) if since is not None else ()
            found.append(
                Territory(
                    territory_code(kind, region.code),
                    kind,
                    region.label,
                    region.at,
                    region.of,
                    region.code,
                    region.code,
                    parents=(*merged, *_region_parents(region.code)),
                    current=kind == "region13",
                )
            )
    found += _read_departments(old, forms)
    found += _read_countries(forms)
    return MappingProxyType({territory.code: territory for territory in found})


def _region_parents(region: str) -> tuple[str, ...]:
    """Return what holds a region: the five overseas regions, whose codes begin with 0, are not metropolitan."""
    return ("FR",) if region.startswith("0") else ("FR-M", "FR")


def _read_departments(old: list[_Region], forms: dict[str, Any]) -> list[Territory]:
    before = {department: region.code for region in old for department in region.departments}
    found = []
    with content_path("geography", "departments.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            code, name = row["code"], typeset_apostrophes(row["name"])
            if code not in before:
                # What is neither a department nor a region: Saint-Barthélemy, New Caledonia and their like.
                label = Text.same(name)
                found.append(
                    Territory(
                        territory_code("collectivity", code),
                        "collectivity",
                        label,
                        at=Text(fr=f"à {name}", en=f"in {name}"),
                        of=Text(fr=f"de {name}", en=f"of {name}"),
                        short=code,
                        insee=code,
                        parents=("FR",),
                    )
                )
                continue
            english = forms["english_names"].get(code, name)
            at, of = department_forms(
                name,
                english,
                row["link"],
                in_the=code in forms["in_the_feminine"],
                at_place=code in forms["at_a_place"],
            )
            region = row["region"]
            found.append(
                Territory(
                    territory_code("department", code),
                    "department",
                    Text(fr=name, en=english),
                    at,
                    of,
                    code,
                    code,
                    parents=(
                        territory_code("region13", region),
                        territory_code("region22", before[code]),
                        *_region_parents(region),
                    ),
                )
            )
    return found


def _read_countries(forms: dict[str, Any]) -> list[Territory]:
    french, english = Locale.parse("fr").territories, Locale.parse("en").territories
    odd = {*forms["countries_masculine_in_e"], *forms["countries_feminine_otherwise"]}
    found = []
    for code in sorted(set(french) - _NOT_COUNTRIES):
        if not (len(code) == 2 and code.isalpha()):
            continue
        plain = forms["country_names"].get(code)
        label = Text.model_validate(plain) if plain else Text(fr=french[code], en=english[code])
        at, of = country_forms(
            label.fr,
            label.en,
            plural=code in forms["countries_plural"],
            bare=code in forms["countries_without_article"],
            other_gender=code in odd,
            the=code in forms["english_with_the"],
        )
        found.append(Territory(code, "country", label, at, of, short=code, insee=code))
    return found


def territory(code: str) -> Territory:
    """Return the territory of a code; raise :class:`Faults` (``unknown-territory``) with near matches otherwise.

    Employment zones have no list in the product: a user's list gives them (see
    :class:`filiere.geography.employment_zones.Zones`); here a well-formed zone code gets its code as its label.
    """
    found = _load_atlas().get(code)
    if found is not None:
        return found
    parts = split_code(code)
    if parts is not None and parts[0] == "commune":
        commune = communes().get(parts[1])
        if commune is not None:
            return commune_territory(commune)
    if parts is not None and parts[0] == "zone":
        return zone_territory(parts[1], None)
    raise Faults([unknown_territory_fault(code)])


def commune_territory(commune: Commune) -> Territory:
    """Return a commune as a territory, held by its department and by all that holds it."""
    at, of = commune_forms(commune.name, commune.link)
    department = _load_atlas().get(territory_code("department", commune.department)) or _load_atlas().get(
        territory_code("collectivity", commune.department)
    )
    above = (department.code, *department.parents) if department is not None else ("FR",)
    whole = (territory_code("commune", commune.parent),) if commune.parent != commune.code else ()
    return Territory(
        territory_code("commune", commune.code),
        "commune",
        Text.same(commune.name),
        at,
        of,
        short=commune.code,
        insee=commune.code,
        parents=(*whole, *above),
    )


def zone_territory(insee: str, name: str | None) -> Territory:
    """Return an employment zone as a territory; without a name, its label is its code."""
    label = (
        Text.same(typeset_apostrophes(name))
        if name
        else Text(fr=f"Zone d’emploi {insee}", en=f"Employment zone {insee}")
    )
    inside = label if name else Text.same(insee)
    return Territory(
        territory_code("zone", insee),
        "zone",
        label,
        at=Text(fr=f"dans la zone d’emploi {inside.fr}", en=f"in the employment zone {inside.en}"),
        of=Text(fr=f"de la zone d’emploi {inside.fr}", en=f"of the employment zone {inside.en}"),
        short=insee,
        insee=insee,
        parents=("FR",),
    )


def is_known_code(code: str) -> bool:
    """Say whether a code names a territory that Filière knows.

    An employment zone is known when its code is well formed, since no list of zones is shipped. The ``XX-`` areas
    are declared by the register of figures, not here.
    """
    if code in _load_atlas():
        return True
    parts = split_code(code)
    if parts is None:
        return False
    return parts[0] == "zone" or (parts[0] == "commune" and parts[1] in communes())


def territories(kind: TerritoryKind) -> tuple[Territory, ...]:
    """Return the territories of a kind, in the order of the official code.

    ``region22`` gives the 22 metropolitan regions of before 2016 and the five overseas ones; ``region13`` the 13 and
    the same five; ``department`` the 101; ``zone`` none, as no list is shipped.
    """
    if kind == "commune":
        return tuple(commune_territory(commune) for commune in communes())
    return _by_kind().get(kind, ())


@functools.cache
def _by_kind() -> Mapping[TerritoryKind, tuple[Territory, ...]]:
    kinds: dict[TerritoryKind, list[Territory]] = {}
    for found in _load_atlas().values():
        kinds.setdefault(found.kind, []).append(found)
    return {kind: tuple(members) for kind, members in kinds.items()}


@functools.cache
def children(code: str, kind: TerritoryKind) -> tuple[Territory, ...]:
    """Return the territories of ``kind`` that the territory ``code`` holds: ``children("REG-75", "region22")``."""
    territory(code)
    return tuple(member for member in territories(kind) if code in member.parents)


def unknown_territory_fault(
    code: str, *, file: str | None = None, line: int | None = None, key: str | None = None
) -> Fault:
    """Return the fault for a code that names nothing, with the nearest codes and names as its remedy."""
    near = near_codes(code)
    if near:
        names = ", ".join(f"{found.code} ({found.label.fr})" for found in near)
        english = ", ".join(f"{found.code} ({found.label.en})" for found in near)
        remedy = Text(fr=f"Vouliez-vous dire {names} ?", en=f"Did you mean {english}?")
    else:
        remedy = Text(
            fr="Écrivez le code avec son préfixe : REG-75, R22-54, DEP-86, ZE-2815, COM-76540, ou un code de pays.",
            en="Write the code with its prefix: REG-75, R22-54, DEP-86, ZE-2815, COM-76540, or a country code.",
        )
    return Fault(
        code="unknown-territory",
        message=Text(
            fr=f"« {code} » n’est le code d’aucun territoire connu.",
            en=f"“{code}” is not the code of any known territory.",
        ),
        remedy=remedy,
        file=file,
        line=line,
        key=key,
    )


def near_codes(code: str, limit: int = 3) -> tuple[Territory, ...]:
    """Return the territories whose official code, code or name comes nearest to what was written."""
    atlas = _load_atlas()
    wanted = code.strip()
    exact = [found for found in atlas.values() if found.insee.upper() == wanted.upper() and found.kind != "country"]
    exact += [found for found in atlas.values() if found.label.fr.casefold() == typeset_apostrophes(wanted).casefold()]
    names = {found.label.fr.casefold(): found for found in atlas.values()}
    close = [
        atlas[match]
        for match in close_words(wanted.upper(), atlas, most=limit, cutoff=0.75, among=len(atlas) + len(names))
    ]
    close += [
        names[match]
        for match in close_words(wanted.casefold(), names, most=limit, cutoff=0.75, among=len(atlas) + len(names))
    ]
    found = dict.fromkeys([*exact, *close])
    return tuple(found)[:limit]


def kind_label(kind: TerritoryKind) -> Text:
    """Return the words for a kind of territory."""
    return KIND_LABELS[kind]
