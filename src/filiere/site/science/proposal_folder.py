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
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed
from filiere.site.science import release_files
from filiere.site.served_referentials import load_content

HEAD = release_files.HEAD


def proposal_root(key: str) -> Path:
    """The folder of content of a proposal."""
    return Path(settings.FILIERE_HOME) / "proposals" / key


def release_folder(key: str, release: str) -> Path:
    """The folder of its release."""
    return release_files.release_folder(proposal_root(key), release)


def load_for_page(key: str, release: str, other: str = "") -> Release:
    """The release proposed, or another of its copy, for pages: read once, and again once the head of the one proposed
    is written. Raise `Faults` without it."""
    return _cached_release(key, other or release, (release_folder(key, release) / HEAD).stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _cached_release(key: str, release: str, _written: int) -> Release:
    return read_release(key, release)


def read_release(key: str, release: str) -> Release:
    """A release of a proposal, read anew from its folder, for the acts that rest on what stands there now.

    It was sent by somebody, and what it once took to read tells nothing of today: it is taken apart in a process of
    its own each time. Raises `Faults`, and `Stopped`.
    """
    return read_sandboxed(InputOrigin(None, "proposal", key), release_files.load_release, proposal_root(key), release)


def edit_head(key: str, release: str, values: Mapping[str, str], *, actor: User) -> str:
    """The head of the release proposed with other values, each YAML under the keys to it, written ``a/b``."""
    path = release_folder(key, release) / HEAD
    return read_sandboxed(InputOrigin(actor, "proposal", key), release_files.edit_yaml, path, values)


def list_open_releases() -> list[Release]:
    """The releases of the content that are drafts or under consultation, for those who prepare releases."""
    found = [load_content().library.release(name) for name in load_content().names]
    return [one for one in found if one.head.status in ("draft", "consulted")]


def stage_from_content(key: str, release: str) -> Release:
    """Stage a release of the content."""
    if release not in load_content().names:
        raise release_files.archive_fault(
            "unknown-release", f"Aucune version « {release[:80]} ».", f"There is no release “{release[:80]}”."
        )
    release_files.copy_referential(load_content().library.root, release.partition("@")[0], proposal_root(key))
    return release_files.check_release(proposal_root(key), release)


def stage_from_archive(key: str, path: Path, actor: User) -> Release:
    """Stage a release from an archive of its folder, which is taken apart by `release_files` in a process of its
    own."""
    here = load_content()
    sent = InputOrigin(actor, "proposal", key)
    return read_sandboxed(sent, release_files.unpack_release, path, proposal_root(key), here.library.root, here.names)


def run_trial(
    key: str, before: str, release: str, *, actor: User, number: int, seed: int, min_group: int
) -> dict[str, Any]:
    """What made-up dossiers come to under the release proposed and the one before, judged in a process of its own."""
    sent = InputOrigin(actor, "proposal", key)
    return read_sandboxed(sent, release_files.run_trial, proposal_root(key), before, release, number, seed, min_group)


def remove_folder(key: str) -> None:
    """Remove the folder of a proposal that was not made."""
    shutil.rmtree(proposal_root(key), ignore_errors=True)


def seal_copy(key: str, release: str, written: Mapping[str, str], *, actor: User) -> release_files.SealedRelease:
    """The release with the files ``written`` in it, checked and sealed on a copy, in a process of its own."""
    uploads = Path(settings.UPLOADS)
    uploads.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=uploads) as copy:
        return read_sandboxed(
            InputOrigin(actor, "proposal", key),
            release_files.seal_release_copy,
            proposal_root(key),
            Path(copy),
            release,
            written,
        )
