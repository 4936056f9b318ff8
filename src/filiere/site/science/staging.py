"""The text of a proposal, in a folder of its own: copied from the content or unpacked from an archive, and checked.

The copy holds the whole referential, so that the checker finds the release before, and so that what is sealed at the
end is a copy: the releases in service are only read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from django.conf import settings

from filiere.core import Fault, Faults, Text
from filiere.core.documents import scan_text
from filiere.inspection.archives import Part, read_parts, unpack
from filiere.inspection.kinds import Limits
from filiere.referentials import Library, Release
from filiere.referentials.checker import check
from filiere.site.label.content import content

LIMITS = Limits(size=20 * 1024**2, entries=600, unpacked=40 * 1024**2, ratio=300)
HEAD = "release.yaml"
_FILE = re.compile(r"(?:[A-Za-z0-9_.-]+/){0,2}[A-Za-z0-9_.-]+\.(?:yaml|md)")
_NUMBER = re.compile(r"[0-9]{4}(?:\.[0-9]{1,4}){0,2}")
_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")


def root_of(key: str) -> Path:
    """The folder of content of a proposal."""
    return Path(settings.FILIERE_HOME) / "proposals" / key


def folder_of(key: str, release: str) -> Path:
    """The folder of its release."""
    referential, _, number = release.partition("@")
    return root_of(key) / "referentials" / referential / "releases" / number


def load(key: str, release: str) -> Release:
    """The release proposed, for pages: read once, and again once its head is written. Raise `Faults` without it."""
    return library_of(key, release).release(release)


def fresh(key: str, release: str) -> Release:
    """The release proposed, read anew from its folder, for the acts that rest on what stands there now."""
    return Library(root_of(key)).release(release)


def library_of(key: str, release: str) -> Library:
    """The content of a proposal, each release of it read once."""
    return _library(root_of(key), (folder_of(key, release) / HEAD).stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _library(root: Path, _written: int) -> Library:
    return Library(root)


def still_open() -> list[Release]:
    """The releases of the content that are drafts or under consultation, for those who prepare releases."""
    found = [content().library.release(name) for name in content().names]
    return [one for one in found if one.head.status in ("draft", "consulted")]


def copied(key: str, release: str) -> Release:
    """Stage a release of the content."""
    if release not in content().names:
        raise _one("unknown-release", f"Aucune version « {release[:80]} ».", f"There is no release “{release[:80]}”.")
    _copy(key, release.partition("@")[0])
    return _checked(key, release)


def unpacked(key: str, path: Path) -> Release:
    """Stage a release from an archive of its folder; raise `Faults` with all that the checker finds.

    A release that is in service under the same number is refused: another text needs another number.
    """
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            raise _one("not-an-archive", "Ce fichier n’est pas une archive ZIP.", "This file is no ZIP archive.")
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as packed:
        parts = [part for part in read_parts(packed, LIMITS) if not part.name.endswith("/")]
        top = _top(parts)
        head = next((part for part in parts if part.name == f"{top}{HEAD}"), None)
        if head is None or head.size > 1 << 20:
            raise _one(
                "no-release-file",
                "L’archive ne contient pas de fichier release.yaml.",
                "The archive holds no file release.yaml.",
            )
        referential, number = _named(b"".join(unpack(packed, head)))
        release = f"{referential}@{number}"
        if release in content().names:
            raise _one(
                "release-exists",
                f"La version {release} existe déjà : elle ne se modifie pas.",
                f"The release {release} exists already: it is not changed.",
                remedy=("Donnez un autre numéro à la vôtre.", "Give yours another number."),
            )
        _copy(key, referential)
        target = folder_of(key, release)
        target.mkdir(parents=True)
        for part in parts:
            name = part.name.removeprefix(top)
            if not _FILE.fullmatch(name):
                raise _one(
                    "stray-file",
                    f"« {name[:80]} » n’a pas sa place dans une version.",
                    f"“{name[:80]}” has no place in a release.",
                )
            out = target / name
            out.parent.mkdir(parents=True, exist_ok=True)
            with out.open("xb") as written:
                for block in unpack(packed, part):
                    written.write(block)
    return _checked(key, release)


def forget(key: str) -> None:
    """Remove the folder of a proposal that was not made."""
    shutil.rmtree(root_of(key), ignore_errors=True)


def _copy(key: str, referential: str) -> None:
    source = content().library.root / "referentials" / referential
    if not _KEY.fullmatch(referential) or not source.is_dir():
        raise _one(
            "unknown-referential",
            f"Aucun référentiel « {referential[:40]} ».",
            f"There is no referential “{referential[:40]}”.",
        )
    shutil.copytree(source, root_of(key) / "referentials" / referential)


def _checked(key: str, release: str) -> Release:
    faults = faults_of(key, release)
    if faults:
        raise Faults(faults)
    return fresh(key, release)


def faults_of(key: str, release: str) -> list[Fault]:
    """What `filiere referentials check` says of the release, its places told from its own folder."""
    folder = folder_of(key, release)
    found = check(folder, library=Library(root_of(key))).faults
    return list(_nearby(found, folder.resolve()))


def _nearby(faults: Iterable[Fault], folder: Path) -> Iterable[Fault]:
    for one in faults:
        if not one.file:
            yield one
            continue
        path = Path(one.file)
        yield replace(one, file=str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name)


def _top(parts: list[Part]) -> str:
    """The one folder that the archive wraps the release in, if it does."""
    if any(part.name == HEAD for part in parts):
        return ""
    tops = {part.name.partition("/")[0] for part in parts}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def _named(head: bytes) -> tuple[str, str]:
    """The referential and number that a head says, both fit to be names of folders."""
    try:
        # An alias would unfold without end when written out: the strict reader takes none.
        document, _ = scan_text(head.decode("utf-8"), Path(HEAD))
    except UnicodeDecodeError:
        document = None
    data = document.data if document is not None and isinstance(document.data, dict) else {}
    referential, number = (str(data.get(name, "")) for name in ("referential", "release"))
    if not _KEY.fullmatch(referential) or not _NUMBER.fullmatch(number):
        raise _one(
            "no-release-name",
            "release.yaml ne dit pas de quel référentiel et de quel numéro il est.",
            "release.yaml does not say of which referential and number it is.",
        )
    return referential, number


def _one(code: str, fr: str, en: str, remedy: tuple[str, str] | None = None) -> Faults:
    mend = remedy or (
        "Envoyez le dossier de la version en ZIP, tel que « filiere referentials check » l’accepte.",
        "Send the folder of the release as ZIP, such as “filiere referentials check” accepts it.",
    )
    return Faults.one(code=code, message=Text(fr=fr, en=en), remedy=Text(fr=mend[0], en=mend[1]))
