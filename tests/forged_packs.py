"""Packs changed by somebody who then makes every hash and the seal anew, and what a verification finds in them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filiere.contacts.sealed.archive import Archive, ArchiveWriter
from filiere.contacts.sealed.figures import CSV_NAME, JSON_NAME, as_csv, as_json, read_json
from filiere.contacts.sealed.manifest import NAME, seal_of
from filiere.contacts.sealed.verifying import verify_pack
from filiere.core.errors import Faults
from filiere.core.sealing import canonical


def remade(pack: Path, out: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """A pack whose contents were changed by somebody who then made every hash and the seal anew."""
    with Archive(pack) as archive:
        contents = {name: archive.read(name) for name in archive.entries if name != NAME}
        manifest = json.loads(archive.read(NAME))
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
        manifest["seal"] = seal_of(manifest)
        archive.add(NAME, canonical(manifest))
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
    levels = read_json(contents[JSON_NAME])
    change(levels)
    contents[JSON_NAME], contents[CSV_NAME] = as_json(levels), as_csv(levels)
