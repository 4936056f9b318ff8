"""A release as one file, to be kept inside and read again before the next release.

Everything is whole numbers and names in JSON of canonical form, so that the same release has the same fingerprint
everywhere, and so that another program can read it in many years.
"""

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np

from filiere.core import Faults
from filiere.core.bounded_json import load_json
from filiere.core.seals import canonical_bytes
from filiere.disclosure.faults import fault
from filiere.disclosure.ledger.releases import Release, Subject
from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.system import Additions, Cut, Holdings, Ints, System

RELEASE_FORMAT = "filiere-release-1"


def serialize_release(release: Release) -> bytes:
    """Return the content of the file of a release."""
    system, needs = release.system, release.needs
    held = system.holdings
    return canonical_bytes(
        {
            "format": RELEASE_FORMAT,
            "key": release.key,
            "day": release.day.isoformat(),
            "subject": [release.subject.response, release.subject.population, release.subject.period],
            "scale": system.scale,
            "negative": system.negative,
            "cuts": [[cut.column, list(cut.codes), list(cut.parents)] for cut in system.cuts],
            "cells": {name: _to_strings(getattr(system, name)) for name in _CELL_KEYS},
            "equations": {name: _to_strings(getattr(system.additions, name)) for name in _EQUATION_KEYS},
            "holdings": held
            and {
                "names": list(held.names),
                **{name: _to_strings(getattr(held, name)) for name in _HOLDING_KEYS},
                **({} if held.noughts is None else {"noughts": _to_strings(held.noughts)}),
            },
            "hidden": _to_strings(release.hidden),
            "needs": {
                **{name: _to_strings(getattr(needs, name)) for name in ("primary", "upper", "lower")},
                "reasons": {name: _to_strings(found) for name, found in sorted(needs.reasons.items())},
            },
        }
    )


_CELL_KEYS = ("keys", "values", "counts", "largest", "second", "sizes")
_EQUATION_KEYS = ("starts", "cells", "signs")
_HOLDING_KEYS = ("starts", "owners", "amounts", "groups")


def _to_strings(array: Any) -> list[Any]:
    # Text, since canonical JSON holds whole numbers exactly to 2^53 only.
    return [str(int(one)) for one in np.ravel(array)]


def _to_array(written: Sequence[str]) -> Ints:
    return np.array([int(one) for one in written], dtype=np.int64)


def parse_release(content: bytes) -> Release:
    """Read the file of a release; raise :class:`Faults` when it is none."""
    try:
        read = load_json(content)
        if read["format"] != RELEASE_FORMAT:
            raise _malformed_release()
        return _build_release(read)
    except (ValueError, KeyError, TypeError) as cause:
        raise _malformed_release() from cause


def _build_release(read: dict[str, Any]) -> Release:
    cuts = tuple(Cut(column, tuple(codes), tuple(parents)) for column, codes, parents in read["cuts"])
    cells = {name: _to_array(read["cells"][name]) for name in _CELL_KEYS}
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
                _to_array(read["equations"]["starts"]),
                _to_array(read["equations"]["cells"]),
                _to_array(read["equations"]["signs"]).astype(np.int8),
            ),
            holdings=held
            and Holdings(
                names=tuple(held["names"]),
                **{name: _to_array(held[name]) for name in _HOLDING_KEYS},
                noughts=_to_array(held["noughts"]) if "noughts" in held else None,
            ),
            **cells,
        ),
        ProtectionLevels(
            _to_array(needs["primary"]).astype(np.bool_),
            _to_array(needs["upper"]),
            _to_array(needs["lower"]),
            MappingProxyType({name: _to_array(found).astype(np.bool_) for name, found in needs["reasons"].items()}),
        ),
        _to_array(read["hidden"]).astype(np.bool_),
    )


def _malformed_release() -> Faults:
    return Faults([fault("release-unreadable")])
