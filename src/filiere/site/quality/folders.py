"""Where the logs of a centre stand on the disk: one folder a centre, read by nobody but through its pages.

::

    FILIERE_HOME/contacts/o-…/          mode 700
        raw/<sha256>                    a file received and not yet imported, under its fingerprint
        store/                          the contacts, as `filiere.contacts.store` keeps them
        figures/<run>/                  tables of a run
        explained/<seal>/               what stands behind a figure or a gap (see `explanation_files`)
        packs/<sha256>                  sealed packs
        verifying/, verified/           packs received, and what verifications found (see `pack_verifications`)
    FILIERE_HOME/contacts/auditors/     the same two, of auditors, who belong to no centre
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from filiere.site.quality.models import Centre

_CENTRE_KEY_FORM = re.compile(r"o-[0-9a-f]{10}")
_SHA256_FORM = re.compile(r"[0-9a-f]{64}")
_RUN_KEY_FORM = re.compile(r"r-[0-9a-f]{12}")


def _ensure_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def centre_folder(centre: Centre) -> Path:
    """The folder of a centre, made if it was not there. Its name is a key of ours, never a word that somebody typed."""
    if not _CENTRE_KEY_FORM.fullmatch(centre.key):
        raise ValueError(centre.key)
    _ensure_folder(Path(settings.FILIERE_HOME) / "contacts")
    return _ensure_folder(Path(settings.FILIERE_HOME) / "contacts" / centre.key)


def auditors_folder() -> Path:
    """Where packs that auditors sent are verified, made if it was not there."""
    return _ensure_folder(_ensure_folder(Path(settings.FILIERE_HOME) / "contacts") / "auditors")


def store_folder(centre: Centre) -> Path:
    """Where its contacts are."""
    return centre_folder(centre) / "store"


def raw_path(centre: Centre, sha256: str) -> Path:
    """Where a received file waits for its import; a fingerprint is its only name, so no path can be asked for."""
    if not _SHA256_FORM.fullmatch(sha256):
        raise ValueError(sha256)
    return _ensure_folder(centre_folder(centre) / "raw") / sha256


def make_figures_folder(centre: Centre) -> Path:
    """Where the tables of runs are, made if it was not there."""
    return _ensure_folder(centre_folder(centre) / "figures")


def run_folder(centre: Centre, key: str) -> Path:
    """Where the tables of a run are."""
    if not _RUN_KEY_FORM.fullmatch(key):
        raise ValueError(key)
    return _ensure_folder(make_figures_folder(centre) / key)


def pack_path(centre: Centre, sha256: str) -> Path:
    """Where the file of a pack is."""
    if not _SHA256_FORM.fullmatch(sha256):
        raise ValueError(sha256)
    return _ensure_folder(centre_folder(centre) / "packs") / sha256
