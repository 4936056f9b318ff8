"""Releases of official sources of occupations: read from what a user brings, compared, checked against the bridges, and
kept as one file of our own.

Nothing here opens the network, and the product works without any release: what is shipped is the profession’s own
layer.
"""

from filiere.careers.imports.bridge_checks import BridgeCheck, OrphanedBridge, OrphanedCode, check_bridges
from filiere.careers.imports.changes import Changes, compare_releases
from filiere.careers.imports.reader import ReadingOptions, read_delivery
from filiere.careers.imports.records import (
    CodePair,
    HiringNeed,
    ListedCertification,
    ObservedMove,
    Release,
    ReleaseKind,
)
from filiere.careers.imports.release_file import (
    find_newest,
    fingerprint_release,
    name_file,
    pack_release,
    read_nomenclature_file,
    read_release_file,
    write_release,
)

__all__ = [
    "BridgeCheck",
    "Changes",
    "CodePair",
    "HiringNeed",
    "ListedCertification",
    "ObservedMove",
    "OrphanedBridge",
    "OrphanedCode",
    "ReadingOptions",
    "Release",
    "ReleaseKind",
    "check_bridges",
    "compare_releases",
    "find_newest",
    "fingerprint_release",
    "name_file",
    "pack_release",
    "read_delivery",
    "read_nomenclature_file",
    "read_release_file",
    "write_release",
]
