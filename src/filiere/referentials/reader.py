"""Reading a release's folder: every file, every record, every fault of form, in one pass.

A record that cannot be read is left out and its faults are kept, so that the rules that follow can still judge all
the others; its key is remembered, so that no rule calls it unknown as well.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel
from filiere.core.yaml_documents import Document, Key, read_yaml
from filiere.referentials.faults import FORM_FAULTS
from filiere.referentials.golden_case_inheritance import CaseAssembler
from filiere.referentials.record_reader import ReleaseReading, claim_key, note_unread_record, read_record
from filiere.referentials.records import (
    Audit,
    Award,
    Evidence,
    GoldenCase,
    Indicator,
    Migration,
    Procedure,
    Referential,
    ReleaseHead,
    StateGroups,
    Total,
)
from filiere.referentials.release import Release
from filiere.referentials.release_seal import HEAD, compute_fingerprints, release_sha256, seal_faults
from filiere.referentials.state_group_checks import find_state_group_faults
from filiere.referentials.theme_assembly import ThemeAssembler
from filiere.referentials.yaml_booleans import bare_word_faults

REFERENTIAL = "referential.yaml"
STATE_GROUPS = "state-groups.yaml"
LISTS: dict[str, type[StrictModel]] = {"indicators": Indicator, "evidence": Evidence, "cases": GoldenCase}
SINGLES: dict[str, type[StrictModel]] = {"total": Total, "audit": Audit, "award": Award, "procedure": Procedure}
MIGRATION = "migration-from-"
_ALLOWED_FILES = (
    "release.yaml, tree.yaml, tree/, total.yaml, indicators.yaml, indicators/, evidence.yaml, evidence/, audit.yaml, "
    "award.yaml, procedure.yaml, cases.yaml, cases/, migration-from-….yaml, ….md"
)


def read_document(path: Path, faults: list[Fault]) -> Document | None:
    """Return a document, or None after noting why it cannot be read; bare words of YAML 1.1 are noted too."""
    try:
        document = read_yaml(path)
    except Faults as found:
        faults += found.faults
        return None
    faults += bare_word_faults(document)
    return document


def read_referential(path: Path, faults: list[Fault]) -> tuple[Referential | None, Document | None]:
    """Read ``referential.yaml``."""
    if not path.is_file():
        faults.append(FORM_FAULTS.build("missing-file", name=path.name).at(file=str(path)))
        return None, None
    document = read_document(path, faults)
    if document is None:
        return None, None
    return read_record(document, Referential, (), faults), document


def read_release(folder: Path) -> ReleaseReading:
    """Read a whole release, with the referential two folders above it."""
    reading = ReleaseReading(folder)
    referential, shelf = read_referential(folder.parent.parent / REFERENTIAL, reading.faults)
    for name, path in _list_files(folder, reading.faults):
        document = read_document(path, reading.faults)
        if document is None:
            reading.partial = True
        else:
            reading.documents[name] = document
    if not (folder / HEAD).is_file():
        reading.faults.append(FORM_FAULTS.build("missing-file", name=HEAD).at(file=str(folder / HEAD)))
    document = reading.documents.get(HEAD)
    head = read_record(document, ReleaseHead, (), reading.faults) if document else None
    parts = _ReleaseParts(reading)
    for name, document in reading.documents.items():
        parts.read(name, document)
    themes = parts.themes.merge_themes(reading)
    cases = parts.cases.merge_cases(reading)
    procedure = parts.get_single_part("procedure", Procedure)
    groups = read_state_groups(folder, procedure, reading.faults) if procedure is not None else {}
    if head is None or referential is None or document is None or shelf is None:
        return reading
    reading.places["head", ""] = reading.documents[HEAD], ()
    reading.places["referential", ""] = shelf, ()
    prints = compute_fingerprints(reading.documents, shelf)
    reading.faults += _identity_faults(head, referential, reading)
    if head.seal is not None:
        reading.faults += seal_faults(head.seal, prints, reading.documents)
    elif head.status != "draft":
        missing = FORM_FAULTS.build("seal-missing", status=head.status, folder=str(folder))
        reading.faults.append(reading.documents[HEAD].place_fault(("status",), missing))
    reading.release = Release(
        folder=folder,
        referential=referential.known_by(head.release),
        head=head,
        themes=themes,
        total=parts.get_single_part("total", Total),
        indicators=parts.lists["indicators"],
        evidence=parts.lists["evidence"],
        audit=parts.get_single_part("audit", Audit),
        award=parts.get_single_part("award", Award),
        procedure=procedure,
        state_groups=groups,
        cases=tuple(cases.values()),
        migrations=tuple(parts.migrations),
        sha256=release_sha256(prints),
        documents=dict(reading.documents),
        places=dict(reading.places),
    )
    return reading


def read_state_groups(folder: Path, procedure: Procedure, faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    """Return the groups of states of the release of a folder, its procedure's and those written beside it.

    All that is wrong in the file is noted; one that cannot be read leaves the groups of the procedure alone. A folder
    of content without such a file has those that ship: it may be a copy made before they were written.
    """
    shelf = folder.parent.parent
    paths = (shelf / STATE_GROUPS, content_path("referentials", shelf.name, STATE_GROUPS))
    document = next((read_document(path, faults) for path in paths if path.is_file()), None)
    groups = read_record(document, StateGroups, (), faults) if document is not None else None
    if document is None or groups is None:
        return dict(procedure.groups)
    faults += find_state_group_faults(document, groups, folder.name, procedure)
    return groups.expand(folder.name, procedure)


def _list_files(folder: Path, faults: list[Fault]) -> Iterator[tuple[str, Path]]:
    """Yield name and path of each file of a release, in the order of names; note the strays."""
    singles = {HEAD, "tree.yaml", *(f"{name}.yaml" for name in (*LISTS, *SINGLES))}
    for path in sorted(folder.iterdir()):
        migration = path.name.startswith(MIGRATION) and path.suffix == ".yaml"
        if path.is_dir() and path.name in {"tree", *LISTS}:
            for inner in sorted(path.iterdir()):
                if inner.suffix == ".yaml" and inner.is_file():
                    yield f"{path.name}/{inner.name}", inner
                elif not inner.name.startswith("."):
                    faults.append(_stray_file_fault(inner))
        elif path.is_file() and (path.name in singles or migration):
            yield path.name, path
        elif not path.name.startswith(".") and path.suffix != ".md":
            faults.append(_stray_file_fault(path))


def _stray_file_fault(path: Path) -> Fault:
    return FORM_FAULTS.build("stray-file", name=path.name, allowed=_ALLOWED_FILES).at(file=str(path))


class _ReleaseParts:
    """The parts of a release as its files are read, one after the other."""

    def __init__(self, reading: ReleaseReading) -> None:
        self.reading = reading
        self.themes = ThemeAssembler()
        self.cases = CaseAssembler()
        self.lists: dict[str, dict[str, Any]] = {name: {} for name in LISTS}
        self.singles: dict[str, StrictModel] = {}
        self.migrations: list[Migration] = []

    def get_single_part[M: StrictModel](self, name: str, model: type[M]) -> M | None:
        """Return a part that a release has once."""
        found = self.singles.get(name)
        return found if isinstance(found, model) else None

    def read(self, name: str, document: Document) -> None:
        """Read one file into the parts."""
        kind = name.partition("/")[0].removesuffix(".yaml")
        if name == HEAD:
            return
        if kind.startswith(MIGRATION):
            self._migration(document)
            return
        expected = ("total", "themes", "theme") if kind == "tree" else (kind,)
        data = document.data if isinstance(document.data, dict) else {}
        if not any(one in data for one in expected):
            absent = FORM_FAULTS.build("missing-list", name="theme" if kind == "tree" else kind)
            self.reading.faults.append(document.place_fault((), absent))
            self.reading.partial = True
        for key in data:
            if key not in expected:
                unknown = FORM_FAULTS.build("unknown-list", name=key, allowed=", ".join(expected))
                self.reading.faults.append(document.place_fault((key,), unknown))
            elif key == "theme":
                self.themes.read(document, (key,), self.reading)
            elif key in SINGLES:
                self._single(document, key)
            else:
                self._list(document, key)

    def _single(self, document: Document, name: str) -> None:
        if (name, "") in self.reading.places:
            where = self.reading.places[name, ""][0].path.name
            taken = FORM_FAULTS.build("taken-key", key=name, where=where)
            self.reading.faults.append(document.place_fault((name,), taken))
            return
        self.reading.places[name, ""] = document, (name,)
        record = read_record(document, SINGLES[name], (name,), self.reading.faults)
        if record is None:
            self.reading.partial = True
        else:
            self.singles[name] = record

    def _list(self, document: Document, name: str) -> None:
        items = document.data[name]
        if not isinstance(items, list):
            self.reading.faults.append(document.place_fault((name,), FORM_FAULTS.build("not-a-list", name=name)))
            self.reading.partial = True
            return
        for index, item in enumerate(items):
            at: Key = (name, index)
            if name == "themes":
                self.themes.read(document, at, self.reading)
                continue
            if name == "cases":
                self.cases.read(document, at, self.reading)
                continue
            record = read_record(document, LISTS[name], at, self.reading.faults)
            if record is None:
                note_unread_record(item, self.reading)
            else:
                key = str(getattr(record, "key", ""))
                if claim_key("indicator" if name == "indicators" else name, key, document, at, self.reading):
                    self.lists[name][key] = record

    def _migration(self, document: Document) -> None:
        record = read_record(document, Migration, (), self.reading.faults)
        if record is not None:
            self.migrations.append(record)
            self.reading.places["migration", record.migration.start] = document, ()


def _identity_faults(head: ReleaseHead, referential: Referential, reading: ReleaseReading) -> Iterator[Fault]:
    """Yield a fault where the names in the files are not those of the folders."""
    document = reading.documents[HEAD]
    for key, said, folder in (
        ("release", head.release, reading.folder.name),
        ("referential", head.referential, referential.key),
    ):
        if said != folder:
            yield document.place_fault((key,), FORM_FAULTS.build("wrong-folder", said=said, folder=folder))


__all__ = [
    "LISTS",
    "MIGRATION",
    "REFERENTIAL",
    "read_document",
    "read_referential",
    "read_release",
    "read_state_groups",
]
