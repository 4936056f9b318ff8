"""The seal of a release: what it covers, how it is verified, how it is written.

Each file is sealed by the SHA-256 of its canonical JSON, so that comments and line breaks are free and one letter is
not. Of ``release.yaml`` the seal leaves out what the life of a release still writes: its status, its votes and day of
adoption, its addenda (sealed one by one) and the seal itself. Of ``referential.yaml``, shared by all releases, it
covers what this release uses: its categories, facts, derived names and scales.

Votes come after the seal, so they have one of their own: written when a release is sealed as adopted, it holds the
votes, the day of adoption and the files of minority opinions, and keeps the release from being a draft again. It is
no part of the fingerprint of the release, which dossiers pinned before.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filiere.core.faults import Fault
from filiere.core.seals import seal
from filiere.core.yaml_documents import Document
from filiere.referentials.faults import FORM_FAULTS
from filiere.referentials.records.release import ReleaseSeal

HEAD = "release.yaml"
_UNSEALED_KEYS = frozenset({"seal", "status", "adoption", "addenda"})
# Before its adoption a release may be written again, and its votes are not those of anything yet.
_NOT_ADOPTED = frozenset({"draft", "consulted"})
_FACT = re.compile(r"\bfact\.([a-z][a-z0-9_]*)")
_WORD = re.compile(r"\b[a-z][a-z0-9_]*")
_SEALED_FORM = {"algorithm": "sha256", "canonical": "yaml-1.2-json-rfc8785"}


def sealable_head(data: Any) -> Any:
    """Return the part of ``release.yaml`` that nothing may change after the seal."""
    if not isinstance(data, dict):
        return data
    kept = {key: value for key, value in data.items() if key not in _UNSEALED_KEYS}
    if isinstance(dates := kept.get("dates"), dict):
        kept["dates"] = {key: value for key, value in dates.items() if key != "adopted"}
    return kept


def used_referential_part(referential: Any, documents: Mapping[str, Document]) -> dict[str, Any]:
    """Return the part of ``referential.yaml`` on which the results of a release rest.

    That is, of categories, facts, derived names and scales, those its files name; of colleges, nothing.
    """
    if not isinstance(referential, dict):
        return {}
    words: set[str] = set()
    facts: set[str] = set()
    for document in documents.values():
        _collect_names(document.data, words, facts)
    derived = {key: value for key, value in _mapping_section(referential, "derived").items() if key in words}
    _collect_names(derived, words, facts)
    named = {"categories": words, "facts": facts | words, "scales": words}
    return {"derived": derived} | {
        section: {key: value for key, value in _mapping_section(referential, section).items() if key in names}
        for section, names in named.items()
    }


def _mapping_section(data: dict[str, Any], name: str) -> dict[str, Any]:
    section = data.get(name)
    return section if isinstance(section, dict) else {}


def _collect_names(data: Any, words: set[str], facts: set[str]) -> None:
    """Gather the words of a content, texts aside, and the facts its expressions name."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("fr", "en"):
                continue
            words.add(key)
            _collect_names(value, words, facts)
    elif isinstance(data, list):
        for value in data:
            _collect_names(value, words, facts)
    elif isinstance(data, str):
        facts.update(_FACT.findall(data))
        words.update(_WORD.findall(data))


def adoption_fingerprint(head: Document) -> str | None:
    """Return the fingerprint of the votes, of the day of adoption and of the minority opinions; None without votes."""
    data = head.data if isinstance(head.data, dict) else {}
    votes, dates = data.get("adoption"), data.get("dates")
    if not isinstance(votes, list) or not votes:
        return None
    names = {vote.get("dissent") for vote in votes if isinstance(vote, dict)}
    opinions = {name: _opinion_fingerprint(head.path.parent / name) for name in names if isinstance(name, str)}
    adopted = dates.get("adopted") if isinstance(dates, dict) else None
    return seal({"votes": votes, "adopted": adopted, "dissent": opinions})


def _opinion_fingerprint(path: Path) -> str | None:
    # Line ends are those of whoever checked the file out.
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest() if path.is_file() else None


def compute_fingerprints(documents: Mapping[str, Document], referential: Document | None) -> dict[str, Any]:
    """Return what the seal of these files would hold; ``adoption`` is None before votes and adoption."""
    head = documents[HEAD].data if HEAD in documents else None
    addenda = head.get("addenda") if isinstance(head, dict) else None
    adopted = isinstance(head, dict) and head.get("status") not in _NOT_ADOPTED
    return {
        **_SEALED_FORM,
        "files": {
            name: seal(sealable_head(document.data) if name == HEAD else document.data)
            for name, document in sorted(documents.items())
        },
        "referential": seal(used_referential_part(referential.data if referential else None, documents)),
        "addenda": {str(one.get("number")): seal(one) for one in addenda or () if isinstance(one, dict)},
        "adoption": adoption_fingerprint(documents[HEAD]) if adopted else None,
    }


def release_sha256(prints: Mapping[str, Any]) -> str:
    """Return the fingerprint of the whole release, from those of its parts; addenda and votes are apart."""
    return seal({"files": prints["files"], "referential": prints["referential"]})


def seal_faults(written: ReleaseSeal, prints: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Yield a fault for each part that is not as it was sealed; each stands at the top of the file that changed."""
    head = documents[HEAD]
    for name, expected in written.files.items():
        found = prints["files"].get(name)
        if found is None:
            yield head.place_fault(("seal", "files", name), FORM_FAULTS.build("seal-orphan", name=name))
        elif found != expected:
            broken = FORM_FAULTS.build("seal-broken", name=name, expected=expected[:12] + "…", found=found[:12] + "…")
            yield documents[name].place_fault((), broken)
    for name in prints["files"]:
        if name not in written.files:
            yield documents[name].place_fault((), FORM_FAULTS.build("seal-incomplete", name=name))
    if written.referential != prints["referential"]:
        yield head.place_fault(
            ("seal", "referential"),
            FORM_FAULTS.build(
                "seal-broken",
                name="referential.yaml",
                expected=(written.referential or "–")[:12] + "…",
                found=prints["referential"][:12] + "…",
            ),
        )
    for index, (number, found) in enumerate(prints["addenda"].items()):
        said = written.addenda.get(number)
        if said is None:
            yield head.place_fault(("addenda", index), FORM_FAULTS.build("seal-incomplete", name=f"addendum {number}"))
        elif said != found:
            broken = FORM_FAULTS.build(
                "seal-broken", name=f"addendum {number}", expected=said[:12] + "…", found=found[:12] + "…"
            )
            yield head.place_fault(("addenda", index), broken)
    yield from _adoption_faults(written, head)


def _adoption_faults(written: ReleaseSeal, head: Document) -> Iterator[Fault]:
    if written.adoption is None:
        return
    status = head.data.get("status")
    if status in _NOT_ADOPTED:
        yield head.place_fault(("status",), FORM_FAULTS.build("seal-adopted", status=status))
    found = adoption_fingerprint(head)
    if found != written.adoption:
        expected, now = written.adoption[:12] + "…", (found or "–")[:12] + "…"
        yield head.place_fault(
            ("adoption",), FORM_FAULTS.build("seal-broken", name="adoption", expected=expected, found=now)
        )


def write_seal(path: Path, prints: Mapping[str, Any]) -> None:
    """Write the seal at the end of ``release.yaml``, in the place of the one it may have; the rest is untouched."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept: list[str] = []
    inside = False
    for line in lines:
        if re.match(r"seal\s*:", line):
            inside = True
            continue
        if inside and (not line.strip() or line[0] in " \t#"):
            continue
        inside = False
        kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    kept += ["seal:", f"  algorithm: {prints['algorithm']}", f"  canonical: {prints['canonical']}"]
    kept += ["  files:", *(f'    {name}: "{value}"' for name, value in prints["files"].items())]
    kept.append(f'  referential: "{prints["referential"]}"')
    if prints["addenda"]:
        kept += ["  addenda:", *(f'    "{number}": "{value}"' for number, value in prints["addenda"].items())]
    if prints["adoption"]:
        kept.append(f'  adoption: "{prints["adoption"]}"')
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
