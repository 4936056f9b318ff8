"""A release as one file, to be kept inside and read again before the next release.

Everything is whole numbers and names in JSON of canonical form, so that the same release has the same fingerprint
everywhere, and so that another program can read it in many years.
"""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np

from filiere.core import Faults, Text
from filiere.core.nesting import load_json
from filiere.core.sealing import canonical
from filiere.disclosure.ledger.releases import Release, Subject
from filiere.disclosure.needs import Needs
from filiere.disclosure.system import Additions, Cut, Holdings, Ints, System

FORMAT = "filiere-release-1"


def as_bytes(release: Release) -> bytes:
    """Return the content of the file of a release."""
    system, needs = release.system, release.needs
    held = system.holdings
    return canonical(
        {
            "format": FORMAT,
            "key": release.key,
            "day": release.day.isoformat(),
            "subject": [release.subject.response, release.subject.population, release.subject.period],
            "scale": system.scale,
            "negative": system.negative,
            "cuts": [[cut.column, list(cut.codes), list(cut.parents)] for cut in system.cuts],
            "cells": {name: _plain(getattr(system, name)) for name in _CELLS},
            "equations": {name: _plain(getattr(system.additions, name)) for name in _EQUATIONS},
            "holdings": held
            and {
                "names": list(held.names),
                **{name: _plain(getattr(held, name)) for name in _HELD},
                **({} if held.noughts is None else {"noughts": _plain(held.noughts)}),
            },
            "hidden": _plain(release.hidden),
            "needs": {
                **{name: _plain(getattr(needs, name)) for name in ("primary", "upper", "lower")},
                "reasons": {name: _plain(found) for name, found in sorted(needs.reasons.items())},
            },
        }
    )


_CELLS = ("keys", "values", "counts", "largest", "second", "sizes")
_EQUATIONS = ("starts", "cells", "signs")
_HELD = ("starts", "owners", "amounts", "groups")


def _plain(array: Any) -> list[Any]:
    # Text, since canonical JSON holds whole numbers exactly to 2^53 only.
    return [str(int(one)) for one in np.ravel(array)]


def _ints(written: Sequence[str]) -> Ints:
    return np.array([int(one) for one in written], dtype=np.int64)


def from_bytes(content: bytes) -> Release:
    """Read the file of a release; raise :class:`Faults` when it is none."""
    try:
        read = load_json(content)
        if read["format"] != FORMAT:
            raise _no_release()
        return _release(read)
    except (ValueError, KeyError, TypeError) as cause:
        raise _no_release() from cause


def _release(read: dict[str, Any]) -> Release:
    cuts = tuple(Cut(column, tuple(codes), tuple(parents)) for column, codes, parents in read["cuts"])
    cells = {name: _ints(read["cells"][name]) for name in _CELLS}
    held = read["holdings"]
    needs = read["needs"]
    return Release(
        read["key"],
        Subject(*read["subject"]),
        date.fromisoformat(read["day"]),
        System(
            cuts=cuts,
            keys=cells.pop("keys").reshape(-1, len(cuts)),
            scale=read["scale"],
            negative=read["negative"],
            additions=Additions(
                _ints(read["equations"]["starts"]),
                _ints(read["equations"]["cells"]),
                _ints(read["equations"]["signs"]).astype(np.int8),
            ),
            holdings=held
            and Holdings(
                names=tuple(held["names"]),
                **{name: _ints(held[name]) for name in _HELD},
                noughts=_ints(held["noughts"]) if "noughts" in held else None,
            ),
            **cells,
        ),
        Needs(
            _ints(needs["primary"]).astype(np.bool_),
            _ints(needs["upper"]),
            _ints(needs["lower"]),
            MappingProxyType({name: _ints(found).astype(np.bool_) for name, found in needs["reasons"].items()}),
        ),
        _ints(read["hidden"]).astype(np.bool_),
    )


def _no_release() -> Faults:
    return Faults.one(
        code="release-unreadable",
        message=Text(
            fr="Ce contenu n’est pas celui d’une publication gardée.", en="This content is not that of a kept release."
        ),
        remedy=Text(
            fr="Rien n’est publié tant que ce qui l’a été n’est pas relu : remettez le fichier depuis une sauvegarde.",
            en="Nothing is published until what was published is read again: put the file back from a backup.",
        ),
    )
