"""The folder of a proposal on the disk: unpacked from the archive that somebody sent, and checked, without Django.

Each function is given the folders; what an archive holds is taken apart in a process of its own (see
`proposal_folder`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from filiere.core import Fault, Faults, Text, seal
from filiere.core.yaml_documents import scan_text
from filiere.inspection.file_kinds import Limits
from filiere.inspection.zip_archives import ArchiveEntry, read_entries, unpack_entry
from filiere.referentials import Library, Release, YamlEditor, seal_release
from filiere.referentials.checker import check_path
from filiere.site.label.simulation_aggregates import compute_aggregates

LIMITS = Limits(size=20 * 1024**2, entries=600, unpacked=8 * 1024**2, ratio=300)
"""Six times what the largest release of the house takes: pages read a proposal again."""
HEAD = "release.yaml"
_FILE_NAME = re.compile(r"(?:[A-Za-z0-9_.-]+/){0,2}[A-Za-z0-9_.-]+\.(?:yaml|md)")
_RELEASE_NUMBER = re.compile(r"[0-9]{4}(?:\.[0-9]{1,4}){0,2}")
_REFERENTIAL_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")


def release_folder(root: Path, release: str) -> Path:
    """The folder of a release under a root."""
    referential, _, number = release.partition("@")
    return root / "referentials" / referential / "releases" / number


def unpack_release(path: Path, root: Path, content: Path, taken: Collection[str]) -> Release:
    """Stage a release under ``root`` from an archive of its folder, beside what ``content`` holds of its referential;
    raise `Faults` with all that the checker finds.

    A release that is in service under the same number, one of ``taken``, is refused: another text needs another number.
    """
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            raise archive_fault(
                "not-an-archive", "Ce fichier n’est pas une archive ZIP.", "This file is not a ZIP archive."
            )
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as packed:
        parts = [part for part in read_entries(packed, LIMITS) if not part.name.endswith("/")]
        top = _wrapping_folder(parts)
        head = next((part for part in parts if part.name == f"{top}{HEAD}"), None)
        if head is None or head.size > 1 << 20:
            raise archive_fault(
                "no-release-file",
                "L’archive ne contient pas de fichier release.yaml.",
                "The archive contains no release.yaml file.",
            )
        referential, number = _release_name(b"".join(unpack_entry(packed, head)))
        release = f"{referential}@{number}"
        if release in taken:
            raise archive_fault(
                "release-exists",
                f"La version {release} existe déjà : elle ne se modifie pas.",
                f"The release {release} already exists and cannot be changed.",
                remedy=("Donnez un autre numéro à la vôtre.", "Give yours another number."),
            )
        copy_referential(content, referential, root)
        target = release_folder(root, release)
        target.mkdir(parents=True)
        for part in parts:
            name = part.name.removeprefix(top)
            if not _FILE_NAME.fullmatch(name):
                raise archive_fault(
                    "stray-file",
                    f"« {name[:80]} » n’a pas sa place dans une version.",
                    f"“{name[:80]}” does not belong in a release.",
                )
            out = target / name
            out.parent.mkdir(parents=True, exist_ok=True)
            with out.open("xb") as written:
                for block in unpack_entry(packed, part):
                    written.write(block)
    return check_release(root, release)


def copy_referential(content: Path, referential: str, root: Path) -> None:
    """Copy a referential of the content under a root; raise `Faults` for one that is not there."""
    source = content / "referentials" / referential
    if not _REFERENTIAL_KEY.fullmatch(referential) or not source.is_dir():
        raise archive_fault(
            "unknown-referential",
            f"Aucun référentiel « {referential[:40]} ».",
            f"There is no referential “{referential[:40]}”.",
        )
    shutil.copytree(source, root / "referentials" / referential)


def check_release(root: Path, release: str) -> Release:
    """The release under a root; raise `Faults` with all that the checker finds."""
    faults = find_faults(root, release)
    if faults:
        raise Faults(faults)
    return load_release(root, release)


def load_release(root: Path, release: str) -> Release:
    """A release under a root; raise `Faults` when there is none or it is not sound."""
    return Library(root).release(release)


def edit_yaml(path: Path, values: Mapping[str, str]) -> str:
    """The text of a YAML file with other values, each YAML on one line under the keys to it, written ``a/b``."""
    editor = YamlEditor(path.read_text(encoding="utf-8"))
    for name, value in values.items():
        editor.set(tuple(name.split("/")), value)
    return editor.text()


def run_trial(root: Path, before: str, release: str, number: int, seed: int, min_group: int) -> dict[str, Any]:
    """Return the aggregates of made-up dossiers judged under two releases of a root: each dossier works out the
    formulas of both, whatever they cost."""
    return compute_aggregates(load_release(root, before), load_release(root, release), number, seed, min_group)


@dataclass(frozen=True, slots=True)
class SealedRelease:
    """A release that was checked and sealed on a copy: its fingerprint, that of its votes, its files as ``written``,
    and the fingerprint of what the copy was made from."""

    sha256: str
    adoption: str
    written: dict[str, str]
    was: str


def seal_release_copy(root: Path, copy: Path, release: str, written: Mapping[str, str]) -> SealedRelease:
    """Write files in a copy of a root, check the release there and seal it; raise `Faults` with all that is wrong."""
    shutil.copytree(root, copy, dirs_exist_ok=True)
    was = tree_fingerprint(copy)
    folder = release_folder(copy, release)
    for name, text in written.items():
        replace_file(folder / name, text)
    if faults := [one for one in find_faults(copy, release) if not one.code.startswith("seal-")]:
        raise Faults(faults)
    made = seal_release(folder)
    adoption = made.head.seal.adoption if made.head.seal is not None else None
    read = {name: (folder / name).read_text(encoding="utf-8") for name in written}
    return SealedRelease(made.sha256, adoption or "", read, was)


def tree_fingerprint(root: Path) -> str:
    """The SHA-256 of the names and bytes of all files under a root."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return seal([[str(path.relative_to(root)), sha256(path.read_bytes()).hexdigest()] for path in files])


def replace_file(path: Path, text: str | None) -> str | None:
    """Write a file whole, or remove it for None; return what it was."""
    before = path.read_text(encoding="utf-8") if path.exists() else None
    if text is None:
        path.unlink(missing_ok=True)
        return before
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
    return before


def find_faults(root: Path, release: str) -> list[Fault]:
    """What `filiere referentials check` says of the release, its places told from its own folder."""
    folder = release_folder(root, release)
    found = check_path(folder, library=Library(root)).faults
    return list(_relative_places(found, folder.resolve()))


def _relative_places(faults: Iterable[Fault], folder: Path) -> Iterable[Fault]:
    for fault in faults:
        if not fault.file:
            yield fault
            continue
        path = Path(fault.file)
        yield replace(fault, file=str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name)


def _wrapping_folder(parts: list[ArchiveEntry]) -> str:
    """The one folder that the archive wraps the release in, if it does."""
    if any(part.name == HEAD for part in parts):
        return ""
    tops = {part.name.partition("/")[0] for part in parts}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def _release_name(head: bytes) -> tuple[str, str]:
    """The referential and number that a head says, both fit to be names of folders."""
    try:
        # An alias would unfold without end when written out: the strict reader takes none.
        document, _ = scan_text(head.decode("utf-8"), Path(HEAD))
    except UnicodeDecodeError:
        document = None
    data = document.data if document is not None and isinstance(document.data, dict) else {}
    referential, number = (str(data.get(name, "")) for name in ("referential", "release"))
    if not _REFERENTIAL_KEY.fullmatch(referential) or not _RELEASE_NUMBER.fullmatch(number):
        raise archive_fault(
            "no-release-name",
            "release.yaml ne dit pas de quel référentiel et de quel numéro il est.",
            "release.yaml does not state its referential and number.",
        )
    return referential, number


def archive_fault(code: str, fr: str, en: str, remedy: tuple[str, str] | None = None) -> Faults:
    mend = remedy or (
        "Envoyez le dossier de la version en ZIP, tel que « filiere referentials check » l’accepte.",
        "Upload the release folder as a ZIP, in the form accepted by “filiere referentials check”.",
    )
    return Faults.one(code=code, message=Text(fr=fr, en=en), remedy=Text(fr=mend[0], en=mend[1]))
