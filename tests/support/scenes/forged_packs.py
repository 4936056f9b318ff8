"""Packs changed by somebody who then makes every hash and the seal anew, and what a verification finds in them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filiere.contacts.sealed.archive import Archive, ArchiveWriter
from filiere.contacts.sealed.figure_files import CSV_NAME, JSON_NAME, figures_as_csv, figures_as_json, read_figures_json
from filiere.contacts.sealed.manifest import MANIFEST_NAME, compute_seal
from filiere.contacts.sealed.verification import verify_pack
from filiere.core.faults import Faults
from filiere.core.seals import canonical_bytes


def remade(pack: Path, out: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """A pack whose contents were changed by somebody who then made every hash and the seal anew."""
    with Archive(pack) as archive:
        contents = {name: archive.read(name) for name in archive.entries if name != MANIFEST_NAME}
        manifest = json.loads(archive.read(MANIFEST_NAME))
    change(contents, manifest)
    about = {one["name"]: one for one in manifest["files"]}
    with ArchiveWriter(out) as archive:
        files = []
        for name, content in contents.items():
            done = archive.add(name, content)
            old = about.get(name, {"table": None, "rows": None})
            files.append(
                {"name": name, "size": done.size, "sha256": done.sha256, "table": old["table"], "rows": old["rows"]}
            )
        manifest["files"] = files
        manifest["seal"] = compute_seal(manifest)
        archive.add(MANIFEST_NAME, canonical_bytes(manifest))
    return out


def codes(path: Path, **options: Any) -> dict[str, str]:
    """The faults of a pack: their codes, each with the words of its first one."""
    try:
        faults = verify_pack(path, **options).faults
    except Faults as caught:
        faults = caught.faults
    found: dict[str, str] = {}
    for one in faults:
        found.setdefault(one.code, one.message.en)
    return found


def figures_of(contents: dict[str, bytes], change: Callable[[list[list[Any]]], None]) -> None:
    """Change the figures, in both files."""
    levels = read_figures_json(contents[JSON_NAME])
    change(levels)
    contents[JSON_NAME], contents[CSV_NAME] = figures_as_json(levels), figures_as_csv(levels)
