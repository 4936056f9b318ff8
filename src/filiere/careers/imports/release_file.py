"""A release kept as one file of our own: JSON lines, compressed, the same bytes for the same content.

The first line says what it is, which version, from whom and of which day, what was read (with its SHA-256) and the
SHA-256 of all the lines that follow. Each of those is one record, and bears the name and the version of its release.
The fingerprint is that of the lines and not of the compressed bytes, which another version of the compressor may write
otherwise.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.records import (
    KIND_LABELS,
    CodePair,
    DateOrigin,
    FlatRecord,
    HiringNeed,
    ListedCertification,
    ObservedMove,
    Publisher,
    ReadFile,
    Release,
    ReleaseKind,
)
from filiere.careers.nomenclature import (
    Item,
    ItemKind,
    Job,
    JobTitle,
    MoveKind,
    Nomenclature,
    OfficialMove,
    Requirement,
    SheetPart,
)
from filiere.core.bounded_json import load_json
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text

FORMAT = "filiere-careers-release/1"
SUFFIX = ".jsonl.gz"
MOST_BYTES = 512 * 1024 * 1024
MOST_LINES = 2_000_000
"""A whole ROME has some twenty thousand; lines of nothing would take fifty times the memory of their bytes."""
_LEVEL = 6
_FLAT = {
    ReleaseKind.CODE_PAIRS: CodePair,
    ReleaseKind.CERTIFICATIONS: ListedCertification,
    ReleaseKind.HIRING_NEEDS: HiringNeed,
    ReleaseKind.OBSERVED_MOVES: ObservedMove,
}


def name_file(release: Release) -> str:
    """Return the name under which a release is kept: ``rome-4-4.61.jsonl.gz``."""
    return f"{release.system}-{release.version}{SUFFIX}"


def write_release(release: Release, folder: Path) -> Path:
    """Write a release in a folder, by one rename once it is whole, and return its path; raises :class:`Faults`."""
    path = folder / name_file(release)
    part = path.with_name(f"{path.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(pack_release(release))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise Faults([CATALOGUE.build("release-not-written", why=error.strerror).at(file=str(path))]) from None
    return path


def pack_release(release: Release) -> bytes:
    """Return the bytes of a release."""
    body = _write_body(release)
    header = _describe_header(release) | {"sha256": hashlib.sha256(body).hexdigest()}
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=_LEVEL, mtime=0) as stream:
        stream.write(_write_line(header))
        stream.write(body)
    return packed.getvalue()


def fingerprint_release(release: Release) -> str:
    """Return the SHA-256 of the records of a release, as its file says it."""
    return hashlib.sha256(_write_body(release)).hexdigest()


def _write_body(release: Release) -> bytes:
    return b"".join(_write_line({"release": release.label, **one}) for one in _iter_records(release))


def read_release_file(path: Path) -> Release:
    """Return the release of a file that :func:`write_release` wrote.

    Raises :class:`Faults` for what is no such file, was cut or altered, or holds records of two releases.
    """
    lines = _unpack(path)
    try:
        header = load_json(lines[0])
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise ValueError(FORMAT)
        found = hashlib.sha256(b"".join(lines[1:])).hexdigest()
        if found != header["sha256"]:
            altered = CATALOGUE.build("release-altered", found=found[:12], expected=str(header["sha256"])[:12])
            raise Faults([altered.at(file=str(path))])
        records = [load_json(line) for line in lines[1:]]
        release = _build_release(header, records)
        if any(one["release"] != release.label for one in records):
            raise ValueError("two releases")
    except Faults:
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Faults([_unreadable(path, str(error)[:80] or type(error).__name__)]) from None
    return release


def read_nomenclature_file(path: Path) -> Nomenclature:
    """Return the nomenclature of a kept release; raise :class:`Faults` where it holds another kind of data."""
    release = read_release_file(path)
    if release.nomenclature is None:
        words = {"found": KIND_LABELS[release.kind], "wanted": KIND_LABELS[ReleaseKind.NOMENCLATURE]}
        raise Faults([CATALOGUE.build("release-other-kind", **words).at(file=str(path))])
    return release.nomenclature


def find_newest(folder: Path, name: str) -> Nomenclature | None:
    """Return the nomenclature of a name (``rome``) whose release is the newest of those kept in a folder, if any is."""
    found = sorted(folder.glob(f"{name}-*{SUFFIX}"), key=lambda path: [*map(int, re.findall(r"[0-9]+", path.name))])
    return read_nomenclature_file(found[-1]) if found else None


def _unpack(path: Path) -> list[bytes]:
    if not path.is_file():
        raise Faults([CATALOGUE.build("import-not-found").at(file=str(path))])
    try:
        with gzip.open(path) as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Faults([_unreadable(path, str(error)[:80])]) from None
    if len(content) > MOST_BYTES:
        raise Faults(
            [CATALOGUE.build("import-file-too-large", size=f">{MOST_BYTES}", most=MOST_BYTES).at(file=str(path))]
        )
    lines = content.count(b"\n")
    if lines > MOST_LINES:
        raise Faults([CATALOGUE.build("release-too-many-lines", count=lines, most=MOST_LINES).at(file=str(path))])
    return io.BytesIO(content).readlines()


def _unreadable(path: Path, why: str) -> Fault:
    return CATALOGUE.build("release-unreadable", why=why).at(file=str(path))


def _write_line(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _describe_header(release: Release) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": release.kind.value,
        "name": release.name,
        "system": release.system,
        "version": release.version,
        "publisher": asdict(release.publisher),
        "date": release.date,
        "date_origin": release.date_origin.value,
        "files": [asdict(one) for one in release.files],
        "counts": release.count_records(),
        "gaps": [_describe_gap(one) for one in release.gaps],
    }


def _describe_gap(gap: Fault) -> dict[str, Any]:
    return {"code": gap.code, "message": gap.message.model_dump(), "remedy": gap.remedy.model_dump()}


def _iter_records(release: Release) -> Iterator[dict[str, Any]]:
    held = release.nomenclature
    if held is None:
        yield from (asdict(one) for one in release.records)
        return
    for code in sorted(held.jobs):
        yield _describe_job(held.jobs[code])
    for key in sorted(held.items):
        item = held.items[key]
        yield {"record": "item", "key": key, "label": item.label, "kind": item.kind.value}
    for move in sorted(held.moves, key=lambda one: (one.origin, one.rank, one.target)):
        yield {"record": "move", "from": move.origin, "to": move.target, "kind": move.kind.value, "rank": move.rank}


def _describe_job(job: Job) -> dict[str, Any]:
    return {
        "record": "job",
        "code": job.code,
        "title": job.title,
        "titles": [[one.key, one.label] for one in job.titles],
        "requirements": [[one.item, one.base] for one in job.requirements],
        "environments": list(job.environments),
        "sheet": {part.value: list(lines) for part, lines in job.sheet.items()},
        "interests": job.interests,
        "parent": job.parent,
    }


def _build_release(header: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> Release:
    kind = ReleaseKind(header["kind"])
    release = Release(
        kind=kind,
        name=header["name"],
        system=header["system"],
        version=header["version"],
        publisher=Publisher(**header["publisher"]),
        date=header["date"],
        date_origin=DateOrigin(header["date_origin"]),
        files=tuple(ReadFile(**one) for one in header["files"]),
        nomenclature=_build_nomenclature(header, records) if kind is ReleaseKind.NOMENCLATURE else None,
        records=() if kind is ReleaseKind.NOMENCLATURE else tuple(_build_flat(kind, one) for one in records),
        gaps=tuple(_build_gap(one) for one in header["gaps"]),
    )
    if release.count_records() != header["counts"]:
        raise ValueError("counts")
    return release


def _build_gap(said: Mapping[str, Any]) -> Fault:
    return Fault(code=said["code"], message=Text(**said["message"]), remedy=Text(**said["remedy"]))


def _build_flat(kind: ReleaseKind, said: Mapping[str, Any]) -> FlatRecord:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    values.pop("release")
    built: FlatRecord = _FLAT[kind](**values)
    return built


def _build_nomenclature(header: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> Nomenclature:
    jobs, items, moves = {}, {}, []
    for one in records:
        if one["record"] == "job":
            jobs[one["code"]] = _build_job(one)
        elif one["record"] == "item":
            items[one["key"]] = Item(one["key"], one["label"], ItemKind(one["kind"]))
        else:
            moves.append(OfficialMove(one["from"], one["to"], MoveKind(one["kind"]), one["rank"]))
    return Nomenclature(header["name"], header["version"], jobs, items, tuple(moves))


def _build_job(said: Mapping[str, Any]) -> Job:
    return Job(
        code=said["code"],
        title=said["title"],
        titles=tuple(JobTitle(key, label) for key, label in said["titles"]),
        requirements=tuple(Requirement(item, base) for item, base in said["requirements"]),
        environments=tuple(said["environments"]),
        sheet={SheetPart(part): tuple(lines) for part, lines in said["sheet"].items()},
        interests=said["interests"],
        parent=said["parent"],
    )
