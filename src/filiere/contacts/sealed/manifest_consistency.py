"""What a manifest says of itself: its maker, its levels, its definitions, its zones and its files must agree."""

from collections.abc import Iterator

from filiere import __version__
from filiere.contacts.sealed.faults import fault
from filiere.contacts.sealed.manifest import FigureLevel, Manifest
from filiere.contacts.sealed.verdicts import MAKERS
from filiere.core.faults import Fault

WHOLE_LEVEL = FigureLevel(by=(), interval="all")
"""The first level of every pack."""


def verify_manifest(manifest: Manifest, file: str) -> Iterator[Fault]:
    """Give a fault for each thing that no pack says of itself."""
    maker = manifest.software
    if maker.name != "filiere" or maker.version not in MAKERS:
        yield fault("pack-unknown-maker", file=file, name=f"{maker.name} {maker.version}", expected=__version__)
    levels = manifest.levels
    if not levels or levels[0] != WHOLE_LEVEL or len(levels) > 2 or WHOLE_LEVEL in levels[1:]:
        told = [" · ".join([*one.by, one.interval]) for one in levels]
        yield fault("pack-other-levels", file=file, found=", ".join(told) or "–")
    names = [f"{one.id}@{one.version}" for one in manifest.definitions]
    if not names or len(set(names)) != len(names):
        yield fault("pack-other-definitions", file=file, found=", ".join(names) or "–")
    zones = sorted({manifest.zone, *(one.zone for one in manifest.sources)})
    if list(manifest.zones) != zones:
        words = {"fr": "Fuseaux", "en": "Time zones"}
        yield fault("pack-other-list", file=file, expected=", ".join(manifest.zones), found=", ".join(zones), **words)
    for pack_file in manifest.files:
        # Rows are read from files that say which table they are of; one that lies elsewhere would be read by nobody.
        if pack_file.name.startswith("data/") != (pack_file.table is not None) or (pack_file.table is None) != (
            pack_file.rows is None
        ):
            yield fault("pack-other-place-of-data", file=file, name=pack_file.name)
