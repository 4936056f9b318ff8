"""The certificate of a run folder read strictly: whose files it speaks of, vectors, and what each is said to show."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from filiere.core import Fault, Faults, Text, seal_file
from filiere.disclosure.audit.rebuilt import Ints
from filiere.disclosure.audit.spec import Level, read_json, unreadable
from filiere.disclosure.audit.words import fault

NAME = "certificate.json"
FORMAT = "filiere-disclosure-certificate/1"
KEYS = ("format", "level", "files", "circulations", "claims", "spanning", "seal")


@dataclass(frozen=True, eq=False)
class Vectors:
    """Whole vectors over cells: entries of vector ``i`` from ``starts[i]`` to ``starts[i + 1]``.

    ``amounts`` are of whatever size: an array of Python’s whole numbers where they would not fit 40 bits.
    """

    starts: Ints
    cells: Ints
    amounts: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def numbers(self) -> Ints:
        """The vector of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


@dataclass(frozen=True, eq=False)
class Certificate:
    """What certificate.json says. ``claims`` has rows ``(cell, side, circulation, turn)``."""

    level: Level
    files: Mapping[str, str]
    circulations: Vectors
    claims: Ints
    spanning: Vectors


def read_certificate(folder: Path) -> tuple[Certificate, list[Fault]]:
    """Read the certificate and compare the files with it; raise :class:`Faults` when it cannot be read."""
    content, text = read_json(folder / NAME)
    if not isinstance(content, dict) or tuple(content) != KEYS:
        wanted = ", ".join(KEYS)
        raise unreadable(NAME, Text(fr=f"il faut les clés {wanted}", en=f"the keys {wanted} are needed"))
    if content["format"] != FORMAT:
        raise _wrong("format")
    if content["level"] not in get_args(Level):
        raise _wrong("level")
    faults = []
    unsealed = json.dumps({key: content[key] for key in KEYS[:-1]}, ensure_ascii=False)
    seal = hashlib.sha256(unsealed.encode()).hexdigest()
    # A file with other spaces or another order would read the same: it must be what was written, to the byte.
    if content["seal"] != seal or text != f'{unsealed[:-1]}, "seal": {json.dumps(content["seal"])}}}\n':
        faults.append(fault("disclosure-certificate-broken", file=NAME))
    certificate = Certificate(
        level=content["level"],
        files=_files(content["files"]),
        circulations=_vectors("circulations", content["circulations"]),
        claims=_claims(content["claims"]),
        spanning=_vectors("spanning", content["spanning"]),
    )
    return certificate, faults + _compared(folder, certificate.files)


def _wrong(key: str) -> Faults:
    return unreadable(NAME, Text(fr="ce n’est pas ce qui s’y écrit", en="this is not what is written there"), key=key)


def _files(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(digest, str) for digest in value.values()):
        raise _wrong("files")
    return value


def _compared(folder: Path, files: Mapping[str, str]) -> list[Fault]:
    faults = []
    there = {path.name: path for path in sorted(folder.iterdir()) if path.name != NAME}
    for name, digest in files.items():
        if name not in there:
            faults.append(fault("disclosure-file-missing", file=name, name=name))
        elif not _is_sealed(there[name], digest):
            faults.append(fault("disclosure-file-changed", file=name, name=name))
    faults += [fault("disclosure-file-added", file=name, name=name) for name in there if name not in files]
    return faults


def _is_sealed(path: Path, digest: str) -> bool:
    try:
        return path.is_file() and seal_file(path) == digest
    except OSError:
        return False


def _wholes(name: str, value: Any) -> list[int]:
    # A boolean counts as a whole number for Python, and 1.0 would for numpy; neither does here.
    if not isinstance(value, list) or not set(map(type, value)) <= {int}:
        raise _wrong(name)
    return value


def _vectors(name: str, value: Any) -> Vectors:
    if not isinstance(value, dict) or tuple(value) != ("starts", "cells", "amounts"):
        raise _wrong(name)
    starts, cells, amounts = (_wholes(f"{name}.{key}", value[key]) for key in ("starts", "cells", "amounts"))
    length = len(cells)
    sound = starts[:1] == [0] and starts[-1:] == [length] and len(amounts) == length and starts == sorted(starts)
    if not sound or any(not 0 <= cell < 2**31 for cell in cells):
        raise _wrong(name)
    large = max(map(abs, amounts), default=0) >= 2**40
    return Vectors(
        np.array(starts, dtype=np.int64),
        np.array(cells, dtype=np.int64),
        np.array(amounts, dtype=object if large else np.int64),
    )


def _claims(value: Any) -> Ints:
    if not isinstance(value, list) or not all(isinstance(row, list) and len(row) == 4 for row in value):
        raise _wrong("claims")
    flat = _wholes("claims", [number for row in value for number in row])
    if any(abs(number) >= 2**31 for number in flat):
        raise _wrong("claims")
    return np.array(flat, dtype=np.int64).reshape(-1, 4)
