"""From files to sets of definitions; nothing half read and nothing edited after its seal ever leaves here.

A file is called after its set and version, ``common-v1@1.yaml``. The older versions of a set stay beside the newest,
so that what was computed under them can be computed again::

    definitions = load_definitions()
    definitions["common-v1"]            # the newest version
    definitions["common-v1@1"]          # that version
    load_set("icmi-2"), load_set("my-centre.yaml")
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from filiere.contacts.definitions.faults import build_fault, find_close_words
from filiere.contacts.definitions.records import DefinitionSet
from filiere.contacts.definitions.validation import check_document, check_version
from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.core.yaml_documents import Document, read_yaml, scan_yaml

SHIPPED_FOLDER = ("contacts", "definitions")


class Definitions(Mapping[str, DefinitionSet]):
    """Sets of definitions by id, each id giving its newest version; ``id@version`` gives an older one.

    Iterating gives the ids, in alphabetical order; ``named`` has every version by its name.
    """

    def __init__(self, sets: Mapping[str, DefinitionSet]) -> None:
        """Take every version by its name, ``id@version``."""
        self.named = dict(sets)
        self._newest: dict[str, DefinitionSet] = {}
        for definition_set in sorted(sets.values(), key=lambda one: (one.id, one.version)):
            self._newest[definition_set.id] = definition_set

    def __getitem__(self, name: str) -> DefinitionSet:
        return self.named[name] if "@" in name else self._newest[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest)

    def __len__(self) -> int:
        return len(self._newest)

    def versions(self, key: str) -> tuple[DefinitionSet, ...]:
        """Return every version of a set, the oldest first."""
        return tuple(sorted((one for one in self.named.values() if one.id == key), key=lambda one: one.version))

    def on(self, key: str, day: date) -> DefinitionSet | None:
        """Return the version of a set that holds on a day, or None when none does.

        A version ends on the eve of the next one, or on its own last day where it names one.
        """
        for version in reversed(self.versions(key)):
            if version.valid.start <= day:
                return version if version.valid.to is None or day <= version.valid.to else None
        return None


def load_definitions(folder: Path | None = None) -> Definitions:
    """Return the sets of a folder, by default those that are shipped; raise :class:`Faults` with all that is wrong."""
    return _load_shipped() if folder is None else _read_folder(folder, shipped=False)


def load_set(name: str | Path) -> DefinitionSet:
    """Return a shipped set by ``id`` or ``id@version``, or the set of a file; raise :class:`Faults`."""
    path = Path(name)
    if isinstance(name, Path) or path.suffix in {".yaml", ".yml"} or path.is_file():
        return read_set(path)
    definitions = load_definitions()
    try:
        return definitions[name]
    except KeyError:
        known = [*definitions, *(one.name for key in definitions for one in definitions.versions(key))]
        raise Faults([build_fault("definition-unknown", value=name, near=find_close_words(name, known))]) from None


def read_set(path: Path, *, kept: bool = False) -> DefinitionSet:
    """Return the set of a file; raise :class:`Faults` with all that is wrong in it.

    A file that says it is a shipped version and holds something else is refused. ``kept``: it stands beside figures
    that were made by it, and may say what has no effect on them.
    """
    return _require_sound(*_check_beside_versions(read_yaml(path), _load_shipped().named, kept=kept))


def check_file(path: Path) -> list[Fault]:
    """Return all that is wrong with a file, in its order; an empty list is a set that computes.

    The other versions of the set are looked for among the shipped ones and beside the file.
    """
    document, faults = scan_yaml(path)
    if document is not None:
        faults += _check_beside_versions(
            document, _load_shipped().named | _read_sibling_versions(document), versions=True
        )[1]
    return sorted(faults, key=lambda one: one.order)


def _check_beside_versions(
    document: Document, others: Mapping[str, DefinitionSet], *, versions: bool = False, kept: bool = False
) -> tuple[DefinitionSet | None, list[Fault]]:
    record, faults = check_document(document, kept=kept)
    if record is not None:
        found = check_version(record, others, document)
        faults += [one for one in found if versions or one.code == "definition-name-taken"]
    return record, faults


def _read_sibling_versions(document: Document) -> dict[str, DefinitionSet]:
    """Return the other files of the same folder that hold versions of the same set, the readable ones by name."""
    key = document.data.get("id") if isinstance(document.data, dict) else None
    found: dict[str, DefinitionSet] = {}
    for path in sorted(document.path.parent.glob("*.yaml")) if isinstance(key, str) else ():
        # A folder may hold any YAML, large ones too: only what names the set is read.
        if path == document.path or f"id: {key}" not in path.read_text(encoding="utf-8", errors="replace")[:4096]:
            continue
        other, _ = scan_yaml(path)
        this = check_document(other)[0] if other is not None else None
        if this is not None and this.id == key:
            found[this.name] = this
    return found


@lru_cache(maxsize=1)
def _load_shipped() -> Definitions:
    # The package does not change while it runs; two dozen files are read once.
    return _read_folder(content_path(*SHIPPED_FOLDER), shipped=True)


def _read_folder(folder: Path, *, shipped: bool) -> Definitions:
    faults: list[Fault] = []
    found: dict[str, DefinitionSet] = {}
    places: dict[str, Document] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read_yaml(path)
            definition = _require_sound(*check_document(document, shipped=shipped))
        except Faults as wrong:
            faults += wrong.faults
            continue
        found[definition.name] = definition
        places[definition.name] = document
    for name, definition_set in found.items():
        faults += check_version(definition_set, found, places[name])
    if faults:
        raise Faults(faults)
    return Definitions(found)


def _require_sound(record: DefinitionSet | None, faults: list[Fault]) -> DefinitionSet:
    if faults or record is None:
        raise Faults(faults)
    return record
