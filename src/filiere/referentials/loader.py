"""From folders to releases, referentials and mappings; nothing half read ever leaves here.

Every function raises :class:`~filiere.core.Faults` with all that is wrong at once. A sealed release of which one
letter changed does not load.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault, Faults
from filiere.referentials.addenda import apply_adopted_addenda
from filiere.referentials.emission_factors import FactorTable, load_factors
from filiere.referentials.faults import FORM_FAULTS, find_close_words
from filiere.referentials.procedure_name_checks import find_procedure_name_faults
from filiere.referentials.reader import (
    REFERENTIAL,
    read_document,
    read_referential,
    read_release,
    read_state_groups,
)
from filiere.referentials.record_reader import read_record
from filiere.referentials.records import Mapping, Procedure, Referential
from filiere.referentials.release import Release
from filiere.referentials.release_seal import HEAD, compute_fingerprints, write_seal

REFERENTIALS = "referentials"
MAPPINGS = "mappings"
FACTORS = "factors"


def load_release(folder: Path, *, on: date | None = None) -> Release:
    """Return the release of a folder such as ``referentials/lrs/releases/2027.1``.

    With a day, the release as it stands ``on`` it: with the addenda adopted and in effect. Without, as it was sealed.
    """
    reading = read_release(folder)
    if reading.faults or reading.release is None:
        raise Faults(reading.faults)
    return reading.release if on is None else apply_adopted_addenda(reading.release, on)


def load_referential(folder: Path) -> Referential:
    """Return the referential of a folder such as ``referentials/lrs``, without its releases."""
    faults: list[Fault] = []
    referential, _ = read_referential(folder / REFERENTIAL, faults)
    if referential is None or faults:
        raise Faults(faults)
    return referential


def load_mapping(path: Path) -> Mapping:
    """Return the mapping of a file, its ends not looked up."""
    faults: list[Fault] = []
    document = read_document(path, faults)
    mapping = read_record(document, Mapping, (), faults) if document is not None else None
    if mapping is None or faults:
        raise Faults(faults)
    return mapping


def seal_release(folder: Path) -> Release:
    """Write the seal of a release and return it; refused with faults, or when already sealed and no longer a draft."""
    reading = read_release(folder)
    broken = [one for one in reading.faults if not one.code.startswith("seal-")]
    if broken or reading.release is None:
        raise Faults(broken or reading.faults)
    head = reading.release.head
    path = folder / HEAD
    document, _ = reading.places["referential", ""]
    prints = compute_fingerprints(reading.documents, document)
    old = head.seal
    if old is not None and (head.status != "draft" or old.adoption is not None):
        more = any(number not in old.addenda for number in prints["addenda"]) or old.adoption != prints["adoption"]
        same = (old.files, old.referential) == (prints["files"], prints["referential"])
        same = same and all(prints["addenda"].get(number) == value for number, value in old.addenda.items())
        if not (more and same and old.adoption in (None, prints["adoption"])):
            raise Faults([FORM_FAULTS.build("already-sealed", status=head.status).at(file=str(path))])
    write_seal(path, prints)
    return load_release(folder)


class Library:
    """The referentials, releases, mappings and factors of a content folder, each read once when first asked for."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or content_path()
        self._releases: dict[str, Release] = {}
        self._amended: dict[tuple[str, tuple[int, ...]], Release] = {}
        self._mappings: dict[str, Mapping] | None = None
        self._factors: dict[str, FactorTable] | None = None

    def folders(self) -> Iterator[tuple[str, Path]]:
        """Yield the name (``lrs@2027.1``) and folder of every release, in the order of names."""
        for head in sorted((self.root / REFERENTIALS).glob(f"*/releases/*/{HEAD}")):
            yield f"{head.parts[-4]}@{head.parts[-2]}", head.parent

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of all releases."""
        return tuple(name for name, _ in self.folders())

    def referential(self, key: str) -> Referential:
        """Return a referential by its name."""
        folder = self.root / REFERENTIALS / key
        if not (folder / REFERENTIAL).is_file():
            known = [path.parent.name for path in (self.root / REFERENTIALS).glob(f"*/{REFERENTIAL}")]
            raise Faults([FORM_FAULTS.build("unknown-release", value=key, near=find_close_words(key, known))])
        return load_referential(folder)

    def release(self, name: str, *, on: date | None = None) -> Release:
        """Return the release of that name; raise :class:`Faults` when there is none or it is not sound.

        With a day, it comes with the addenda adopted and in effect ``on`` it; without, as it was sealed.
        """
        if name not in self._releases:
            folders = dict(self.folders())
            if name not in folders:
                raise Faults([FORM_FAULTS.build("unknown-release", value=name, near=find_close_words(name, folders))])
            self._releases[name] = load_release(folders[name])
        release = self._releases[name]
        numbers = tuple(one.number for one in release.head.addenda if on is not None and one.holds(on))
        if on is None or not numbers:
            return release
        if (name, numbers) not in self._amended:
            self._amended[name, numbers] = apply_adopted_addenda(release, on)
        return self._amended[name, numbers]

    def procedures(self, faults: list[Fault]) -> Iterator[tuple[str, Procedure, dict[str, tuple[str, ...]]]]:
        """Yield each release whose procedure can be read, with it and its groups of states; nothing else is read.

        What is wrong in a file of groups is noted in ``faults``, once for the releases that share it. So is what is
        wrong in a procedure that ships, or that a release has none where an earlier one of its referential has. One of
        another folder that cannot be read is left out without a word: its release is, too, and `load_release` says why.
        """
        ships, governed = self.root == content_path(), set[str]()
        for name, folder in self.folders():
            referential = name.partition("@")[0]
            found, met = _read_procedure(folder / "procedure.yaml")
            if found is not None:
                governed.add(referential)
            elif referential in governed and not met:
                absent = FORM_FAULTS.build("missing-procedure", value=name)
                met.append(absent.at(file=str(folder / "procedure.yaml")))
            if not ships:
                met.clear()
            groups = read_state_groups(folder, found, met) if found is not None else {}
            faults += [fault for fault in met if fault not in faults]
            if found is not None:
                yield name, found, groups

    @property
    def mappings(self) -> dict[str, Mapping]:
        """Every mapping by its name."""
        if self._mappings is None:
            paths = sorted((self.root / MAPPINGS).glob("*.yaml"))
            self._mappings = {mapping.id: mapping for mapping in map(load_mapping, paths)}
        return self._mappings

    @property
    def factors(self) -> dict[str, FactorTable]:
        """Every table of emission factors by its version, the oldest first."""
        if self._factors is None:
            paths = sorted((self.root / REFERENTIALS / FACTORS).glob("*.yaml"))
            self._factors = {table.version: table for table in map(load_factors, paths)}
        return self._factors

    def factor_table(self, version: str | None = None) -> FactorTable:
        """Return a table of emission factors, the latest by default; raise :class:`Faults` when there is none."""
        tables = self.factors
        version = version or max(tables, default="")
        if version not in tables:
            known = ", ".join(tables) or "–"
            raise Faults([FORM_FAULTS.build("unknown-factors", value=version, known=known)])
        return tables[version]


def _read_procedure(path: Path) -> tuple[Procedure | None, list[Fault]]:
    """Return the procedure of a file, if there is one that can be read, and what is wrong in it."""
    faults: list[Fault] = []
    document = read_document(path, faults) if path.is_file() else None
    procedure = read_record(document, Procedure, ("procedure",), faults) if document is not None else None
    if document is not None and procedure is not None:
        faults += [
            document.place_fault(("procedure", *at), fault) for at, fault in find_procedure_name_faults(procedure)
        ]
    return procedure, faults
