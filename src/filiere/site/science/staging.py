"""The text of a proposal, in a folder of its own: copied from the content or unpacked from an archive, and checked.

The copy holds the whole referential, so that the checker finds the release before, and so that what is sealed at the
end is a copy: the releases in service are only read.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from filiere.referentials import Release
from filiere.site.accounts.models import User
from filiere.site.label.content import content
from filiere.site.science import archive
from filiere.site.untrusted import Sent, read

HEAD = archive.HEAD


def root_of(key: str) -> Path:
    """The folder of content of a proposal."""
    return Path(settings.FILIERE_HOME) / "proposals" / key


def folder_of(key: str, release: str) -> Path:
    """The folder of its release."""
    return archive.folder_in(root_of(key), release)


def load(key: str, release: str, other: str = "") -> Release:
    """The release proposed, or another of its copy, for pages: read once, and again once the head of the one proposed
    is written. Raise `Faults` without it."""
    return _kept(key, other or release, (folder_of(key, release) / HEAD).stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _kept(key: str, release: str, _written: int) -> Release:
    return fresh(key, release)


def fresh(key: str, release: str) -> Release:
    """A release of a proposal, read anew from its folder, for the acts that rest on what stands there now.

    It was sent by somebody, and what it once took to read tells nothing of today: it is taken apart in a process of
    its own each time. Raises `Faults`, and `Stopped`.
    """
    return read(Sent(None, "proposal", key), archive.loaded, root_of(key), release)


def head_with(key: str, release: str, values: Mapping[str, str], *, actor: User) -> str:
    """The head of the release proposed with other values, each YAML under the keys to it, written ``a/b``."""
    path = folder_of(key, release) / HEAD
    return read(Sent(actor, "proposal", key), archive.edited, path, values)


def still_open() -> list[Release]:
    """The releases of the content that are drafts or under consultation, for those who prepare releases."""
    found = [content().library.release(name) for name in content().names]
    return [one for one in found if one.head.status in ("draft", "consulted")]


def copied(key: str, release: str) -> Release:
    """Stage a release of the content."""
    if release not in content().names:
        raise archive.one_fault(
            "unknown-release", f"Aucune version « {release[:80]} ».", f"There is no release “{release[:80]}”."
        )
    archive.copy_referential(content().library.root, release.partition("@")[0], root_of(key))
    return archive.checked(root_of(key), release)


def unpacked(key: str, path: Path, actor: User) -> Release:
    """Stage a release from an archive of its folder, which is taken apart by `archive` in a process of its own."""
    here = content()
    sent = Sent(actor, "proposal", key)
    return read(sent, archive.unpacked, path, root_of(key), here.library.root, here.names)


def tried(
    key: str, before: str, release: str, *, actor: User, number: int, seed: int, min_group: int
) -> dict[str, Any]:
    """What made-up dossiers come to under the release proposed and the one before, judged in a process of its own."""
    sent = Sent(actor, "proposal", key)
    return read(sent, archive.tried, root_of(key), before, release, number, seed, min_group)


def forget(key: str) -> None:
    """Remove the folder of a proposal that was not made."""
    shutil.rmtree(root_of(key), ignore_errors=True)


def sealed(key: str, release: str, written: Mapping[str, str], *, actor: User) -> archive.Sealed:
    """The release with the files ``written`` in it, checked and sealed on a copy, in a process of its own."""
    uploads = Path(settings.UPLOADS)
    uploads.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=uploads) as copy:
        return read(Sent(actor, "proposal", key), archive.sealed, root_of(key), Path(copy), release, written)
