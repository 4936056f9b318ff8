"""The store of contacts: Parquet by organisation and month, and one record that says which files are in force.

``store.json`` is the only file that ever changes. An import writes new files beside the old ones, then puts the new
record in place by one rename: a reader sees the store before the delivery or after it, never half of it, and an import
that is killed leaves files that no record names. Read the files that :meth:`Store.files` gives, not the folders.

Nothing here needs a database engine: the record is read with the standard library, so that any of them may follow.
"""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote, unquote

from pydantic import ValidationError

from filiere.contacts.faults import fault
from filiere.contacts.store_fingerprints import StoreCheck, check_files, write_fingerprints
from filiere.core import DamagedFiles, Fault, Faults, StrictModel, Text
from filiere.core.secret_files import add_secret_file

FORMAT = 1
RECORD_FILE = "store.json"
CUBES_FOLDER = "cubes"
"""The folder of what was added up of the rows (:mod:`filiere.contacts.cube_store`), which may be deleted at any
time."""
KEY_FILE = "secret.key"
KEY_VARIABLE = "FILIERE_CONTACTS_KEY"


class Delivery(StrictModel):
    """One table of one file, as it was imported; the order of the deliveries is the order of loading.

    ``rows`` = ``accepted`` + ``repaired`` + ``rejected`` + ``duplicates`` + ``superseded``. ``superseded`` counts its
    own rows that the same file corrects, or of which the store had a later version; ``supersedes`` the rows of earlier
    deliveries that it corrects, which are counted there. ``loaded_on`` is the day that the caller gave; ``zone`` the
    one its days are counted in; ``report`` the path of its report in the store.
    """

    id: str
    sha256: str
    name: str
    source: str
    mapping_sha256: str | None = None
    organisation: str | None = None
    table: str
    zone: str
    loaded_on: str
    rows: int
    accepted: int
    repaired: int
    rejected: int
    duplicates: int
    superseded: int
    supersedes: int = 0
    report: str
    erased_on: str | None = None

    @property
    def reconciles(self) -> bool:
        """Whether every row read has exactly one verdict."""
        found = self.accepted + self.repaired + self.rejected + self.duplicates + self.superseded
        return self.rows == found


class Erasure(StrictModel):
    """Rows of one delivery that left one table: why, on what day, and how many.

    ``rule`` is ``retention`` (what happened before the day ``before`` is no longer kept), ``delivery`` (a file was
    taken back) or ``person`` (a customer asked). ``restored`` counts the rows of earlier deliveries that the file had
    corrected and that are in force again. The rows of a table in force are at all times its accepted and repaired
    ones, less those superseded, less those erased, plus those restored.
    """

    rule: Literal["retention", "delivery", "person"]
    on: str
    table: str
    delivery: str
    rows: int
    restored: int = 0
    before: str | None = None


class _StoreRecord(StrictModel):
    format: int
    zone: str
    deliveries: tuple[Delivery, ...] = ()
    erasures: tuple[Erasure, ...] = ()
    files: Mapping[str, Mapping[str, int]] = {}


@dataclass(frozen=True)
class Store:
    """A store as its record stood when it was opened. ``listed`` gives each table's files and their rows."""

    folder: Path
    zone: str
    deliveries: tuple[Delivery, ...] = ()
    listed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    erasures: tuple[Erasure, ...] = ()

    @classmethod
    def create(cls, folder: Path, *, zone: str) -> Self:
        """Make an empty store whose days are counted in ``zone``, with a key of its own unless one is given by
        ``FILIERE_CONTACTS_KEY``; raise :class:`Faults` where there is one already."""
        if (folder / RECORD_FILE).exists():
            raise Faults([fault("store-exists").at(file=str(folder))])
        folder.mkdir(parents=True, exist_ok=True)
        made = cls(folder=folder, zone=zone)
        made.write()
        return made

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the record of a store; raise :class:`Faults` when ``folder`` is none, or of another format."""
        path = folder / RECORD_FILE
        try:
            content = json.loads(path.read_bytes())
            record = _StoreRecord.model_validate(content)
        except (OSError, ValueError, ValidationError) as error:
            kind = Faults if isinstance(error, FileNotFoundError) else DamagedFiles
            raise kind([_not_a_store_fault(folder, error)]) from None
        if record.format != FORMAT:
            raise Faults([_other_format_fault(path, record.format)])
        return cls(
            folder=folder,
            zone=record.zone,
            deliveries=record.deliveries,
            listed=record.files,
            erasures=record.erasures,
        )

    def files(self, table: str, *, organisation: str | None = None, month: str | None = None) -> list[Path]:
        """Return the Parquet files in force of a table (``contact``, the derived one, among them), sorted; of one
        organisation and of one month ``YYYY-MM`` if asked. Empty when nothing of it was delivered."""
        return [
            self.folder / path
            for path in sorted(self.listed.get(table, ()))
            if (organisation is None or organisation_of_path(path) == organisation)
            and (month is None or month_of_path(path) == month)
        ]

    def has(self, table: str) -> bool:
        """Whether the store holds any row of a table."""
        return bool(self.listed.get(table))

    def rows(self, table: str) -> int:
        """How many rows of a table are in force."""
        return sum(self.listed.get(table, {}).values())

    def zones(self) -> tuple[str, ...]:
        """The time zones in which rows of the store are counted, sorted: its own and those of its deliveries."""
        return tuple(sorted({self.zone, *(one.zone for one in self.deliveries)}))

    def organisations(self) -> tuple[str, ...]:
        """The organisations that have any row, sorted."""
        return tuple(sorted({organisation_of_path(path) for paths in self.listed.values() for path in paths}))

    def months(self, table: str) -> tuple[str, ...]:
        """The months, UTC, in which a table has rows, sorted; empty for a table without moment."""
        return tuple(sorted({month for path in self.listed.get(table, ()) if (month := month_of_path(path))}))

    def key(self) -> bytes:
        """Return the key of the hashes of people: that of ``FILIERE_CONTACTS_KEY``, else the store's own, made at the
        first call and readable by its owner only. It never leaves the store.

        An empty one, with which anybody could compute the hashes, raises `DamagedFiles`.
        """
        if given := os.environ.get(KEY_VARIABLE):
            return given.encode()
        path = self.folder / KEY_FILE
        if not path.exists():
            add_secret_file(path, secrets.token_hex(32))
        key = path.read_bytes().strip()
        if not key:
            raise DamagedFiles.one(
                code="contacts-key-empty",
                message=Text(
                    fr=f"La clé des empreintes de personnes est vide : {path}.",
                    en=f"The key used to hash people’s identities is empty: {path}.",
                ),
                remedy=Text(
                    fr=(
                        "Restaurez-la depuis l’endroit où les clés sont conservées ; si rien n’a été importé avec "
                        "elle, supprimez ce fichier : une nouvelle clé sera générée."
                    ),
                    en=(
                        "Restore it from wherever the keys are kept; if nothing was imported with it, delete this "
                        "file and a new key will be generated."
                    ),
                ),
                file=str(path),
            )
        return key

    def with_files(
        self,
        *,
        added: Mapping[str, Mapping[str, int]],
        removed: Iterable[str] = (),
        deliveries: Iterable[Delivery] = (),
        erasures: Iterable[Erasure] = (),
    ) -> Self:
        """Return the store with files added by table (path in the store and rows), and others no longer in force.

        Nothing is written: call :meth:`write` on the result, once the files are there.
        """
        gone = set(removed)
        tables = {*self.listed, *added}
        listed = {
            table: {path: rows for path, rows in self.listed.get(table, {}).items() if path not in gone}
            | dict(added.get(table, {}))
            for table in sorted(tables)
        }
        return type(self)(
            folder=self.folder,
            zone=self.zone,
            deliveries=(*self.deliveries, *deliveries),
            listed={table: files for table, files in listed.items() if files},
            erasures=(*self.erasures, *erasures),
        )

    def paths(self) -> tuple[str, ...]:
        """The paths in the store of every file in force, sorted."""
        return tuple(sorted(path for files in self.listed.values() for path in files))

    def check(self) -> StoreCheck:
        """Look at every file in force: whether it is there, and is what was written; see
        :mod:`filiere.contacts.store_fingerprints`."""
        return check_files(self.folder, self.paths())

    def mark(self) -> int:
        """Take the fingerprint of every file in force that has none yet, and return how many there were."""
        return write_fingerprints(self.folder, self.paths(), trusted=self.paths())

    def write(self) -> None:
        """Put the record in force by one rename, after it and the fingerprints of its files have reached the disk."""
        before = type(self).open(self.folder).paths() if (self.folder / RECORD_FILE).is_file() else ()
        write_fingerprints(self.folder, self.paths(), trusted=before)
        record = _StoreRecord(
            format=FORMAT, zone=self.zone, deliveries=self.deliveries, erasures=self.erasures, files=self.listed
        )
        write_atomically(self.folder / RECORD_FILE, record.model_dump_json(indent=1))


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all, even through a power cut."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


def partition_folder(table: str, organisation: str, month: str | None) -> str:
    """Return the folder of an organisation's rows of a month, as a path in the store."""
    # A key such as "a/b" or ".." must not leave the folder: what is no letter, digit or one of "_-.~" is escaped.
    folder = f"{table}/organisation={quote(organisation, safe='')}"
    return f"{folder}/month={month}" if month else folder


def organisation_of_path(path: str) -> str:
    """Return the organisation that a path in the store belongs to."""
    return unquote(_path_part(path, "organisation="))


def month_of_path(path: str) -> str:
    """Return the month ``YYYY-MM`` of a path in the store, empty when its table has none."""
    return _path_part(path, "month=")


def _path_part(path: str, prefix: str) -> str:
    return next((part.removeprefix(prefix) for part in path.split("/") if part.startswith(prefix)), "")


def _not_a_store_fault(folder: Path, error: Exception) -> Fault:
    missing = isinstance(error, FileNotFoundError)
    why: Any = Text(fr="il n’a pas de store.json", en="it has no store.json")
    if not missing:
        why = Text(fr="son store.json est illisible", en="its store.json cannot be read")
    return fault("not-a-store", why=why).at(file=str(folder))


def _other_format_fault(path: Path, found: int) -> Fault:
    return fault("store-format", found=found, format=FORMAT).at(file=str(path))
