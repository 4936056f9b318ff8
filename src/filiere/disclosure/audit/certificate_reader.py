"""The certificate of a run folder read strictly: whose files it speaks of, vectors, and what each is said to show."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from filiere.core import Fault, Faults, Text, seal_file
from filiere.disclosure.audit.faults import fault
from filiere.disclosure.audit.rebuilt_table import Ints
from filiere.disclosure.audit.resolved_spec import Level, read_json, unreadable_faults

CERTIFICATE_FILE = "certificate.json"
CERTIFICATE_FORMAT = "filiere-disclosure-certificate/1"
CERTIFICATE_KEYS = ("format", "level", "files", "circulations", "claims", "spanning", "seal")


@dataclass(frozen=True, eq=False)
class SparseVectors:
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
class ProofCertificate:
    """What certificate.json says. ``claims`` has rows ``(cell, side, circulation, turn)``."""

    level: Level
    files: Mapping[str, str]
    circulations: SparseVectors
    claims: Ints
    spanning: SparseVectors


def read_certificate(folder: Path) -> tuple[ProofCertificate, list[Fault]]:
    """Read the certificate and compare the files with it; raise :class:`Faults` when it cannot be read."""
    content, text = read_json(folder / CERTIFICATE_FILE)
    if not isinstance(content, dict) or tuple(content) != CERTIFICATE_KEYS:
        wanted = ", ".join(CERTIFICATE_KEYS)
        raise unreadable_faults(
            CERTIFICATE_FILE, Text(fr=f"il faut les clés {wanted}", en=f"the keys {wanted} are needed")
        )
    if content["format"] != CERTIFICATE_FORMAT:
        raise _malformed_key("format")
    if content["level"] not in get_args(Level):
        raise _malformed_key("level")
    faults = []
    unsealed = json.dumps({key: content[key] for key in CERTIFICATE_KEYS[:-1]}, ensure_ascii=False)
    seal = hashlib.sha256(unsealed.encode()).hexdigest()
    # A file with other spaces or another order would read the same: it must be what was written, to the byte.
    if content["seal"] != seal or text != f'{unsealed[:-1]}, "seal": {json.dumps(content["seal"])}}}\n':
        faults.append(fault("disclosure-certificate-broken", file=CERTIFICATE_FILE))
    certificate = ProofCertificate(
        level=content["level"],
        files=_parse_files(content["files"]),
        circulations=_parse_vectors("circulations", content["circulations"]),
        claims=_parse_claims(content["claims"]),
        spanning=_parse_vectors("spanning", content["spanning"]),
    )
    return certificate, faults + _compare_files(folder, certificate.files)


def _malformed_key(key: str) -> Faults:
    return unreadable_faults(
        CERTIFICATE_FILE, Text(fr="ce n’est pas ce qui s’y écrit", en="this is not what is written there"), key=key
    )


def _parse_files(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(digest, str) for digest in value.values()):
        raise _malformed_key("files")
    return value


def _compare_files(folder: Path, files: Mapping[str, str]) -> list[Fault]:
    faults = []
    there = {path.name: path for path in sorted(folder.iterdir()) if path.name != CERTIFICATE_FILE}
    for name, digest in files.items():
        if name not in there:
            faults.append(fault("disclosure-file-missing", file=name, name=name))
        elif not _matches_digest(there[name], digest):
            faults.append(fault("disclosure-file-changed", file=name, name=name))
    faults += [fault("disclosure-file-added", file=name, name=name) for name in there if name not in files]
    return faults


def _matches_digest(path: Path, digest: str) -> bool:
    try:
        return path.is_file() and seal_file(path) == digest
    except OSError:
        return False


def _parse_integers(name: str, value: Any) -> list[int]:
    # A boolean counts as a whole number for Python, and 1.0 would for numpy; neither does here.
    if not isinstance(value, list) or not set(map(type, value)) <= {int}:
        raise _malformed_key(name)
    return value


def _parse_vectors(name: str, value: Any) -> SparseVectors:
    if not isinstance(value, dict) or tuple(value) != ("starts", "cells", "amounts"):
        raise _malformed_key(name)
    starts, cells, amounts = (_parse_integers(f"{name}.{key}", value[key]) for key in ("starts", "cells", "amounts"))
    length = len(cells)
    sound = starts[:1] == [0] and starts[-1:] == [length] and len(amounts) == length and starts == sorted(starts)
    if not sound or any(not 0 <= cell < 2**31 for cell in cells):
        raise _malformed_key(name)
    large = max(map(abs, amounts), default=0) >= 2**40
    return SparseVectors(
        np.array(starts, dtype=np.int64),
        np.array(cells, dtype=np.int64),
        np.array(amounts, dtype=object if large else np.int64),
    )


def _parse_claims(value: Any) -> Ints:
    if not isinstance(value, list) or not all(isinstance(row, list) and len(row) == 4 for row in value):
        raise _malformed_key("claims")
    flat = _parse_integers("claims", [number for row in value for number in row])
    if any(abs(number) >= 2**31 for number in flat):
        raise _malformed_key("claims")
    return np.array(flat, dtype=np.int64).reshape(-1, 4)
