"""The releases and mappings that the site serves, read once a process.

They come from the package, or from the folder that `FILIERE_REFERENTIALS` names. Reading them all takes longer than a
page may, so the server asks for them before it forks. What cannot be read is left out and logged, since one faulty
release must not close the pages of the others.

Nobody outside `visibility` should take a release from here: this module knows no reader.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from filiere.core import Faults
from filiere.referentials import FactorTable, Library, Mapping, Release

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServedContent:
    """What was read: sound releases by name, the mappings whose two ends are among them, the emission factors."""

    library: Library
    names: tuple[str, ...]
    mappings: tuple[Mapping, ...]
    factors: dict[str, FactorTable]

    def release(self, name: str, day: date) -> Release:
        """Return a sound release with the addenda in effect on a day."""
        return self.library.release(name, on=day)


def load_content() -> ServedContent:
    """Return what the site serves, read at the first call of the process."""
    return _read_content(settings.REFERENTIALS)


@cache
def _read_content(root: Path | None) -> ServedContent:
    library = Library(root)
    sound = []
    for name in library.ids:
        try:
            library.release(name)
        except Faults as faults:
            log.error("release %s is left out: %s", name, faults.faults[0].message.en)
        else:
            sound.append(name)
    try:
        mappings = tuple(library.mappings.values())
    except Faults as faults:
        log.error("mappings are left out: %s", faults.faults[0].message.en)
        mappings = ()
    try:
        factors = library.factors
    except Faults as faults:
        log.error("emission factors are left out: %s", faults.faults[0].message.en)
        factors = {}
    known = set(sound)
    ends = {one.id: {one.direction.source.id, one.direction.target.id} for one in mappings}
    return ServedContent(library, tuple(sound), tuple(one for one in mappings if ends[one.id] <= known), factors)
