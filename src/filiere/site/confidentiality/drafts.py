"""Tables that somebody is asking for, page by page: the rows sent, and what was answered so far.

`FILIERE_HOME/disclosure/drafts/n-…` holds a draft, mode 700: the rows as they were sent, never served, erased once the
table is prepared, and after a day in any case. A draft exists for whoever opened it and for nobody else.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from filiere.core.json_files import read_json
from filiere.site import sandboxed_reading
from filiere.site.accounts.models import User
from filiere.site.confidentiality import content_store
from filiere.site.confidentiality.uploaded_rows import Column, read_columns
from filiere.site.kit.hourly_tasks import register_hourly_task

KEPT_SECONDS = 24 * 3600
"""Seconds after which a draft that nobody finished is erased."""
ANSWERS_FILE, COLUMNS_FILE, SPECIFICATION_FILE, KEEP_FILE = "answers.json", "columns.json", "spec.yaml", "keep.csv"
_RESERVED_NAMES = frozenset({ANSWERS_FILE, COLUMNS_FILE})
_KEY_FORM = re.compile(r"n-[0-9a-f]{10}")
_FILE_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


@dataclass(frozen=True)
class Draft:
    """A draft in its folder."""

    key: str
    folder: Path
    actor: User
    in_job: bool = False

    def read[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what a function makes of the files sent: apart, unless a job does it, which is apart already."""
        if self.in_job:
            return function(*args, **kwargs)
        return sandboxed_reading.read_sandboxed(
            sandboxed_reading.InputOrigin(self.actor, "draft", self.key), function, *args, **kwargs
        )

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What was answered, by question."""
        found: dict[str, Any] = read_json(self.folder / ANSWERS_FILE)
        return found

    @property
    def data(self) -> Path:
        """The rows, under a name of ours."""
        return next(path for path in self.folder.iterdir() if path.stem == "data")

    @property
    def file_name(self) -> str:
        """The name under which the rows were sent."""
        return str(self.answers["file"])

    @property
    def spec(self) -> Path:
        """Where the specification is, or is to be."""
        return self.folder / SPECIFICATION_FILE

    @property
    def files(self) -> list[str]:
        """The files sent beside the rows, the specification among them."""
        return sorted(
            path.name for path in self.folder.iterdir() if path.stem != "data" and path.name not in _RESERVED_NAMES
        )

    def answer(self, given: Mapping[str, Any]) -> None:
        """Keep some answers."""
        self.answers.update(given)
        (self.folder / ANSWERS_FILE).write_text(json.dumps(self.answers, ensure_ascii=False), encoding="utf-8")

    def forget(self, keys: Iterable[str]) -> None:
        """Drop answers that an earlier one changed."""
        for key in keys:
            self.answers.pop(key, None)

    def add(self, path: Path, name: str) -> bool:
        """Take a file that the specification names, or the specification itself; False for a name of ours or a path."""
        plain = Path(name).name
        if not _FILE_FORM.fullmatch(plain) or Path(plain).stem == "data" or plain in _RESERVED_NAMES:
            return False
        target = SPECIFICATION_FILE if plain.lower().endswith((".yaml", ".yml")) else plain
        shutil.copyfile(path, self.folder / target)
        return True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the rows, which are read for them once; raise ``Faults`` when they cannot be."""
        path = self.folder / COLUMNS_FILE
        if not path.is_file():
            path.write_text(json.dumps([asdict(one) for one in self.read(read_columns, self.data)]), encoding="utf-8")
        told = read_json(path)
        return tuple(Column(one["name"], one["numeric"], one["values"], tuple(one["first"])) for one in told)

    def erase(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _drafts_folder() -> Path:
    return content_store.content_folder() / "drafts"


def open_draft(actor: User, path: Path, name: str) -> Draft:
    """Open a draft with the rows sent, a ``.csv`` or ``.parquet``, as their name ends."""
    key = f"n-{secrets.token_hex(5)}"
    folder = _drafts_folder() / key
    folder.mkdir(parents=True, mode=0o700)
    shutil.copyfile(path, folder / f"data{Path(name).suffix.lower()}")
    content = json.dumps({"by": actor.key, "file": Path(name).name}, ensure_ascii=False)
    (folder / ANSWERS_FILE).write_text(content, encoding="utf-8")
    return Draft(key, folder, actor)


def find_draft(actor: User, key: str, *, in_job: bool = False) -> Draft | None:
    """Return the draft of that key, when the actor opened it; ``in_job`` when a job takes it up."""
    folder = _drafts_folder() / key
    if not _KEY_FORM.fullmatch(key) or not (folder / ANSWERS_FILE).is_file():
        return None
    found = Draft(key, folder, actor, in_job)
    return found if found.answers.get("by") == actor.key else None


def draft_exists(key: str) -> bool:
    """Whether somebody opened a draft of that key, whoever it was."""
    return bool(_KEY_FORM.fullmatch(key)) and (_drafts_folder() / key / ANSWERS_FILE).is_file()


@register_hourly_task
def erase_old_drafts(_day: date) -> int:
    """Erase what nobody finished; return how many drafts went."""
    due = [
        one
        for one in (_drafts_folder().iterdir() if _drafts_folder().is_dir() else ())
        if time.time() - one.stat().st_mtime > KEPT_SECONDS
    ]
    for folder in due:
        shutil.rmtree(folder, ignore_errors=True)
    return len(due)
