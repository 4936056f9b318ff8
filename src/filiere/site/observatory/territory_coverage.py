"""How much of each territory a loaded file covers, so that a part is never shown as the whole.

A file of one employment zone holds some communes of a department, and their sum is not the department's. A commune
without any salaried job has no row even in a full national file, so a missing row proves nothing by itself:

- a file that has every metropolitan department is national, and each of its territories is whole;
- in any other file, a region or a department is whole when the communes of the file hold nearly all its inhabitants;
- a zone is judged in the same way once INSEE's table of zones is loaded; until then nothing says which communes it
  has, and it counts as a part.

Calling a whole a part costs a rate that could have been given; calling a part a whole would be false.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from filiere.core.numbers import format_number, format_percent
from filiere.geography import EDITION, communes, territories
from filiere.site.kit.bilingual_text import localize
from filiere.site.observatory import accepted_sources
from filiere.site.observatory.models import SourceVersion

ZONES_SOURCE = "insee-employment-zones"
WHOLE_PERCENT = Decimal(99)
"""Per cent of the inhabitants from which a territory is whole: the rest is left to communes without any employer."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The communes of a territory that a file has, ``among`` those of the official code, and the share of the
    territory's inhabitants who live there, in per cent. None is unknown.
    """

    communes: int | None = None
    among: int | None = None
    inhabitants: Decimal | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the file may be read as covering the territory."""
        return self.inhabitants is not None and self.inhabitants >= WHOLE_PERCENT


UNKNOWN_COVERAGE = Coverage()


@dataclass(frozen=True, slots=True)
class VersionCoverage:
    """What a version covers: everything when it is ``national``, else what is said of each territory."""

    national: bool
    places: Mapping[str, Coverage]

    def of(self, code: str) -> Coverage | None:
        """The coverage of a territory, None when it is whole by nature: any in a national file, and a commune."""
        if self.national or code.startswith("COM-"):
            return None
        return self.places.get(code, UNKNOWN_COVERAGE)

    def is_partial(self, code: str) -> bool:
        """Whether the sum of the file is only a part of the territory's."""
        found = self.of(code)
        return found is not None and not found.is_whole


NATIONAL_COVERAGE = VersionCoverage(True, {})


def coverage_of_version(version: SourceVersion, national: bool) -> VersionCoverage:
    """What a version covers; read once a process, for versions never change."""
    if national:
        return NATIONAL_COVERAGE
    zones = accepted_sources.accepted_version(ZONES_SOURCE)
    return _cached_coverage(version.pk, version.sha256, zones.pk if zones else None, zones.sha256 if zones else "")


@lru_cache(maxsize=4)
def _cached_coverage(key: int, sha256: str, zones_key: int | None, zones_sha256: str) -> VersionCoverage:  # noqa: ARG001 - the hashes are part of the key: a database may be replaced
    file = _communes_of_version(key)
    zones = _communes_of_version(zones_key) if zones_key is not None else None
    return VersionCoverage(False, compute_coverages(file, zones) if file else {})


def _communes_of_version(key: int) -> dict[str, str]:
    """The communes of a version's file with their zones; empty when its folder was moved or pruned."""
    version = SourceVersion.objects.get(pk=key)
    if not version.folder.is_dir():
        return {}
    return {row["commune"]: row["zone"] for row in accepted_sources.read_counts(version, by=["commune", "zone"])}


def compute_coverages(file: Mapping[str, str], zones: Mapping[str, str] | None = None) -> dict[str, Coverage]:
    """The coverage of every region, department and zone that a file touches.

    ``file`` maps the codes of its communes to its zones, ``zones`` those of INSEE's table when it is loaded. Codes of
    former communes count for the commune of today, and a district of Paris, Lyon or Marseille for its own inhabitants.
    """
    official = communes()
    reached = _resolve_communes(file)
    above = {one.insee: one.parents for one in territories("department")}
    zone_of: dict[str, str] = {}
    for code, zone in (zones or {}).items():
        if (now := official.current(code)) is not None:
            # A new commune that keeps the code of one of its parts lies in the zone of that part.
            zone_of[now.code] = zone if code == now.code else zone_of.get(now.code, zone)
    has: dict[str, list[int]] = {}
    whole: dict[str, list[int]] = {}
    for commune in official:
        places = [f"DEP-{commune.department}"] if commune.department in above else []
        places += [code for code in above.get(commune.department, ()) if code.startswith(("REG-", "R22-"))]
        if commune.code in zone_of:
            places.append(f"ZE-{zone_of[commune.code]}")
        for code in places:
            _add_commune(whole, code, commune.population or 0)
            if commune.code in reached:
                _add_commune(has, code, reached[commune.code])
    found = {
        code: Coverage(count, whole[code][0], Decimal(100) * inhabitants / whole[code][1] if whole[code][1] else None)
        for code, (count, inhabitants) in has.items()
    }
    for zone in set(file.values()):
        count = sum(one == zone for one in file.values())
        found.setdefault(f"ZE-{zone}", Coverage(count))
    return found


def _resolve_communes(codes: Iterable[str]) -> dict[str, int]:
    """Today's communes that codes of a file lead to, each with its inhabitants there."""
    official = communes()
    reached: dict[str, int] = {}
    for code in codes:
        now = official.current(code)
        if now is None:
            continue
        part = official.part(code)
        here = (part.population if part is not None and part.kind == "district" else now.population) or 0
        reached[now.code] = min(now.population or 0, reached.get(now.code, 0) + here)
    return reached


def _add_commune(sums: dict[str, list[int]], code: str, inhabitants: int) -> None:
    count = sums.setdefault(code, [0, 0])
    count[0] += 1
    count[1] += inhabitants


def extent_phrase(coverage: Coverage) -> str:
    """How far the file goes in a territory, as the end of a sentence: "218 of its 707 communes, 49% of …"."""
    if coverage.communes is None:
        return localize("une partie inconnue de ses communes", "an unknown share of its communes")
    many = format_number(coverage.communes)
    if coverage.among is None or coverage.inhabitants is None:
        return localize(
            f"{many} de ses communes (combien elle en a n’est pas connu ici : la table des zones d’emploi de l’Insee "
            "n’est pas chargée)",
            f"{many} of its communes (how many it has is not known here: INSEE’s table of employment zones is not "
            "loaded)",
        )
    among, share = format_number(coverage.among), format_percent(coverage.inhabitants, digits=0)
    return localize(
        f"{many} de ses {among} communes (code officiel de {EDITION}), où vivent {share} de ses habitants",
        f"{many} of its {among} communes (official code of {EDITION}), home to {share} of its inhabitants",
    )


def caution_sentence(coverage: Coverage) -> str:
    """What a page says of a territory that the file covers in part."""
    return localize(
        f"Le fichier chargé couvre {extent_phrase(coverage)}. Les nombres sont donc des minimums : ni taux, ni "
        f"indice, "
        "ni rang n’en sont tirés.",
        f"The loaded file covers {extent_phrase(coverage)}. The numbers are therefore lower bounds: no rate, "
        f"index or "
        f"rank is derived from them.",
    )
