"""A verification told figure by figure, as data for pages and programs: what the pack says, what became of it.

`verification` judges; nothing is judged here. Figures are read from the pack once more, beside the faults found.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filiere.contacts.definitions import read_set
from filiere.contacts.definitions.choice_narrative import indicator_title
from filiere.contacts.sealed.archive import Archive
from filiere.contacts.sealed.figure_files import JSON_NAME, read_figures_json
from filiere.contacts.sealed.figure_verification import figure_name
from filiere.contacts.sealed.manifest import LONGEST_MANIFEST_BYTES, MANIFEST_NAME, Manifest, read_manifest
from filiere.contacts.sealed.verification import Verification, verify_pack
from filiere.core import Fault, Faults, Text
from filiere.core.text import shorten

MOST_FIGURES = 1_000
"""Figures told one by one: those of the whole and those that are not found again come first."""
MOST_FAULTS = 500
MAX_TEXT_LENGTH = 300
"""Signs of each text that is told: names and titles are those of whoever made the pack, a thousand times over."""
_LARGEST_DEFINITION = 1 << 20

VERDICT_BY_FAULT = {
    "pack-other-figure": "other",
    "pack-extra-figure": "extra",
    "pack-unproved-figure": "unproved",
}
"""What a fault of a figure makes of it; one that is missing has no row, and stands among the faults alone."""


VERDICT_LABELS: Mapping[str, Text] = {
    "found": Text(fr="concordant", en="matches"),
    "other": Text(fr="autre valeur", en="another value"),
    "extra": Text(fr="en trop", en="extra"),
    "unknown": Text(fr="pas comparé", en="not compared"),
    "unproved": Text(fr="non recalculé", en="not recomputed"),
}
"""What became of a figure, in words."""


def build_verification_report(path: Path, *, seal: str | None = None) -> dict[str, Any]:
    """Verify a pack and return all that is found, in both languages, as JSON holds it.

    ``table`` has a row a figure with its ``verdict``: ``found`` again, a word of :data:`VERDICT_BY_FAULT`, or
    ``unknown`` where the second computation could not be made whole;
    ``figures_told`` of ``figures_in_pack`` are in it. A pack whose form is not one has faults alone.
    """
    try:
        done = verify_pack(path, seal=seal)
    except Faults as faults:
        found = _build_answer(None, faults.faults, {})
    else:
        found = _build_answer(done, done.faults, read_pack_content(path, done))
    return {key: _shorten_text(value) for key, value in found.items()}


def _shorten_text(found: Any) -> Any:
    """The same with every text cut that is longer than is told."""
    if isinstance(found, str):
        return shorten(found, MAX_TEXT_LENGTH)
    if isinstance(found, dict):
        return {_shorten_text(key): _shorten_text(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_shorten_text(one) for one in found]
    return found


def _build_answer(done: Verification | None, faults: tuple[Fault, ...], content: dict[str, Any]) -> dict[str, Any]:
    return {
        "verdict": done.verdict if done is not None else "broken",
        "holds": done is not None and done.holds,
        "sealed": done is not None and done.sealed,
        "seal": done.seal if done is not None else None,
        "files": done.files if done is not None else 0,
        "rows": done.rows if done is not None else 0,
        "figures": done.figures if done is not None else 0,
        "other_version": done.other_version if done is not None else None,
        "faults": [_fault(one) for one in faults[:MOST_FAULTS]],
        "faults_in_all": len(faults),
        **content,
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "code": fault.code,
        "key": fault.key,
        "message": fault.message.model_dump(),
        "remedy": fault.remedy.model_dump(),
    }


def read_pack_content(path: Path, done: Verification, *, most: int | None = MOST_FIGURES) -> dict[str, Any]:
    """Return what a verified pack says of itself, and its figures with their verdict: ``most`` of them, None for all.

    Those not found again come first, then those of the whole, then the detail.
    """
    wrong = {one.key: one.code for one in done.faults if one.key}
    otherwise = "found" if done.figures else "unknown"
    with Archive(path) as archive:
        manifest = read_manifest(archive.read(MANIFEST_NAME), str(path))
        known = archive.entries.get(JSON_NAME)
        try:
            levels = (
                read_figures_json(archive.read(JSON_NAME))
                if known is not None and known.size <= LONGEST_MANIFEST_BYTES
                else []
            )
        except (ValueError, KeyError, TypeError):
            levels = []
        titles = _read_titles(archive, manifest)
    # The first level of a pack is the whole.
    ranked = [(figure_name(row) not in wrong, place, row) for place, level in enumerate(levels) for row in level]
    ranked.sort(key=lambda one: one[:2])
    table = []
    for _, _, row in ranked[:most]:
        verdict = VERDICT_BY_FAULT.get(wrong.get(figure_name(row), ""), otherwise)
        title = titles.get((row.definition, str(row.version), row.indicator))
        table.append({**row.as_json(), "verdict": verdict, "title": title})
    return {
        "organisations": list(manifest.organisations[:MOST_FIGURES]),
        "definitions": [
            {"name": f"{one.id}@{one.version}", "sha256": one.sha256} for one in manifest.definitions[:MOST_FIGURES]
        ],
        "sources": len(manifest.sources),
        "software": manifest.software.version,
        "table": table,
        "figures_told": len(table),
        "figures_in_pack": len(ranked),
    }


def _read_titles(archive: Archive, manifest: Manifest) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return the titles of indicators, as the definitions of the pack give them; none of one that cannot be read."""
    found: dict[tuple[str, str, str], dict[str, str]] = {}
    with TemporaryDirectory(prefix="filiere-titles-") as folder:
        for place, pack_definition in enumerate(manifest.definitions):
            entry = archive.entries.get(pack_definition.file)
            if entry is None or entry.size > _LARGEST_DEFINITION:
                continue
            file = Path(folder) / f"{place}.yaml"
            file.write_bytes(archive.read(pack_definition.file))
            try:
                definition = read_set(file, kept=True)
            except Faults:
                continue
            for indicator in definition.indicators:
                key = (definition.id, str(definition.version), indicator.key)
                found[key] = indicator_title(indicator).model_dump()
    return found
