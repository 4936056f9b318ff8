"""The small invented nomenclature of ``tests/careers/small_rome`` as a folder or an archive, sound or damaged."""

import io
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SMALL_ROME = Path(__file__).parents[2] / "careers" / "small_rome"
_DAY = (2026, 6, 15, 12, 0, 0)
Edits = Mapping[str, tuple[tuple[str, str], ...]]
"""For a part of the name of a file, what is put in the place of what."""

EARLIER: Edits = {
    "version": (("4.61", "4.60"),),
    # Renamed since; an earlier title; gone since; other titles, of which one has moved since; another meaning.
    "code_rome": (
        ("Passeur / Passeuse de gué", "Passeur / Passeuse de gués"),
        ('"E9902","103","930013","Souffleur / Souffleuse de théâtre"', '"E9903","103","930013","Machiniste de toiles"'),
        ("Dompteur / Dompteuse de puces", "Ramoneur / Ramoneuse de toits"),
    ),
    "appellation": (
        ('"Livreur / Livreuse de lait","D9902"', '"Livreur / Livreuse de lait","D9901"'),
        ('"Souffleur / Souffleuse de théâtre","E9902"', '"Souffleur / Souffleuse de théâtre","E9903"'),
        ('"Répétiteur / Répétitrice","E9902"', '"Répétiteur / Répétitrice","E9903"'),
        ('"940025"', '"949925"'),
    ),
    "liens": (('"E9901","5","1","900002"', '"E9901","5","1","900009"'), ('"E9902"', '"E9903"')),
    "mobilite": (('"E9902"', '"E9903"'),),
    "texte": (('"E9902"', '"E9903"'),),
    "riasec": (('"E9902"', '"E9903"'),),
}
"""What makes the release before of this one."""


def read_files(edits: Edits | None = None, *, version: str = "461") -> dict[str, bytes]:
    """Return the files by name, with edits; each must find what it puts something in the place of."""
    files = {}
    for path in sorted(SMALL_ROME.iterdir()):
        if path.suffix in {".csv", ".txt"}:
            text = path.read_text(encoding="utf-8")
            for part, pairs in (edits or {}).items():
                if f"{part}_v461" in path.name or path.stem == part or (part in path.name and part not in _EXACT):
                    for before, after in pairs:
                        assert before in text, (path.name, before)
                        text = text.replace(before, after)
            files[path.name.replace("_v461", f"_v{version}")] = text.encode()
    return files


_EXACT = frozenset({"code_rome", "texte", "version"})


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files, the same bytes each time."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _DAY)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def write_archive(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write an archive of files."""
    path.write_bytes(pack(files))
    return path
