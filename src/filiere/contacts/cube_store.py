"""The cubes that stand beside a store, each sealed by what it was made of: a stale one is never used.

A cube is made again whenever anything that it rests on differs: the files in force, a byte of any of them as far as
their footers and the file system tell, the calendars, the zones, the code that decides what a cell is. The seal is in a
small record beside the cube, which is put in place last, by one rename: whoever finds no record, another seal or other
bytes than those that were sealed has no cube, and reads the rows.

    cubes/<clock>.json                  the record: seal, bounds, units, the files in force and their SHA-256
    cubes/<clock>-<token>/*.parquet     the cells of days, and those of months

The folder may be deleted at any time: nothing is lost but the time to make it again.
"""

import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from filiere.contacts import day_cube
from filiere.contacts.computation_context import Context, StoreFiles
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.fact_signatures import condition_bounds
from filiere.contacts.schema import CONTACT_EVENT, TABLES
from filiere.contacts.store import CUBES_FOLDER, Store, write_atomically
from filiere.contacts.unit_classification import UnitClock
from filiere.core import StrictModel

DAYS_FILE, MONTHS_FILE = "days.parquet", "months.parquet"
LEAST_UNITS_FOR_CUBE = 1_000_000
"""A store of as many contacts is worth a cube: below, its rows are read in less than a second."""


class _CubeRecord(StrictModel):
    seal: str
    bounds: tuple[int, ...]
    units: int
    folder: str
    sha256: Mapping[str, str]
    before: str | None = None


@dataclass(slots=True, kw_only=True)
class CubeStore:
    """The cubes of a store; ``making`` lets one that is missing be made, else only those that are there serve."""

    folder: Path
    seal: str
    making: bool = False
    _found: dict[UnitClock, _CubeRecord | None] = field(default_factory=dict)
    _sound: dict[Path, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store, *, making: bool | None = None) -> Self:
        """Return the cubes of a store; those that are missing are made where it is ``making``, which unless it is said
        is where the store is large."""
        worth = store.rows("contact") >= LEAST_UNITS_FOR_CUBE if making is None else making
        return cls(folder=store.folder / CUBES_FOLDER, seal=compute_store_seal(store), making=worth)

    def cells(self, clock: UnitClock, indicators: Iterable[Indicator], *, monthly: bool) -> Path | None:
        """Return the file of the cells under a clock, of days or of months, if they answer some indicators; None where
        rows must be read."""
        record = self._record(clock)
        if record is None or not set(condition_bounds(indicators)) <= set(record.bounds):
            return None
        file = self.folder / record.folder / (MONTHS_FILE if monthly else DAYS_FILE)
        if file not in self._sound:
            self._sound[file] = _hash_file(file) == record.sha256[file.name]
        return file if self._sound[file] else None

    def make(self, context: Context, clock: UnitClock, indicators: Sequence[Indicator]) -> None:
        """Make the cube of a clock where there is none that answers indicators, with the bounds of an older one too.

        Where the folder cannot be written there will be no cube; where the bounds are too many, none either.
        """
        if not self.making or self.cells(clock, indicators, monthly=day_cube.can_answer_by_month(context)) is not None:
            return
        old = self._record(clock)
        bounds = sorted({*day_cube.choose_bounds(indicators), *(old.bounds if old else ())})
        if len(bounds) > day_cube.MOST_BOUNDS:
            return
        draft = self.folder / f"{_clock_file_name(clock)}-{secrets.token_hex(4)}"
        try:
            draft.mkdir(parents=True)
            units = day_cube.write_day_cube(context, clock, bounds, draft / DAYS_FILE)
            day_cube.write_month_cube(context, draft / DAYS_FILE, draft / MONTHS_FILE)
            record = _CubeRecord(
                seal=self.seal,
                bounds=tuple(bounds),
                units=units,
                folder=draft.name,
                sha256={name: _hash_file(draft / name) or "" for name in (DAYS_FILE, MONTHS_FILE)},
                before=_read_recorded_folder(self._path(clock)),
            )
            write_atomically(self._path(clock), record.model_dump_json(indent=1))
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
            return
        # Another process may be reading the files that these replace: they stay until the next, and go then.
        for path in self.folder.glob(f"{_clock_file_name(clock)}-*"):
            if path.name not in {record.folder, record.before}:
                shutil.rmtree(path, ignore_errors=True)
        self._found[clock] = record

    def _path(self, clock: UnitClock) -> Path:
        return self.folder / f"{_clock_file_name(clock)}.json"

    def _record(self, clock: UnitClock) -> _CubeRecord | None:
        if clock not in self._found:
            self._found[clock] = self._read(clock)
        return self._found[clock]

    def _read(self, clock: UnitClock) -> _CubeRecord | None:
        try:
            record = _CubeRecord.model_validate_json(self._path(clock).read_bytes())
        except (OSError, ValidationError):
            return None
        return record if record.seal == self.seal else None


def compute_store_seal(store: StoreFiles) -> str:
    """Return what the cubes of a store are sealed by: its files, its zones and the code that makes cells."""
    mark = sha256(_read_code())
    mark.update(repr((store.zone, sorted(store.zones()))).encode())
    for table in sorted({"contact", *TABLES} - {CONTACT_EVENT.name}):
        for path in store.files(table):
            about = path.stat()
            mark.update(repr((table, path.parts[-3:], about.st_size, about.st_mtime_ns)).encode())
            mark.update(_read_footer(path, about.st_size))
    return mark.hexdigest()


def _read_footer(path: Path, size: int) -> bytes:
    """Return the end of a Parquet file, which says where each of its columns lies and what it spans."""
    with path.open("rb") as stream:
        stream.seek(max(size - 8, 0))
        length = int.from_bytes(stream.read(4), "little")
        stream.seek(max(size - 8 - length, 0))
        return stream.read(length + 8)


@cache
def _read_code() -> bytes:
    """Return the code that decides what a cell is, which is all that lies beside this module."""
    return b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))


def _clock_file_name(clock: UnitClock) -> str:
    # No cube is of shared durations: a clock without any keeps the name that it had before there were some.
    said = {name: value for name, value in asdict(clock).items() if name != "shared"}
    return sha256(repr(sorted(said.items())).encode()).hexdigest()[:16]


def _read_recorded_folder(path: Path) -> str | None:
    """Return the folder that a record names, whatever its seal."""
    try:
        return _CubeRecord.model_validate_json(path.read_bytes()).folder
    except (OSError, ValidationError):
        return None


def _hash_file(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
