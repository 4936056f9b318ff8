"""Faults as an interface: what is wrong, where, why, and what to do, in the reader's language.

A checker never stops at the first fault. It gathers all of them and raises :class:`Faults` once, so that whoever
mends a file mends it in one go::

    Faults                  an exception that carries every fault of a file
    ├── Fault               one fault: code, place, message and remedy
    ├── FaultCatalogue      the words of faults by their code, filled in when one is found
    └── DamagedFiles        the same for files that the house keeps, and that only a backup mends
    FaultLog                the same for files too large to keep every fault in memory
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TextIO

from filiere.core.text import LANGUAGES, Lang, Text, make_legible

KEPT_PER_CODE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong, at one place.

    ``code`` is a stable kebab-case word, for tools; ``message`` says what is wrong and why; ``remedy`` says what to
    do. ``file``, ``line`` and ``column`` (both from 1) and ``key`` (a dotted path) say where, as far as it is known.
    """

    code: str
    message: Text
    remedy: Text
    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None

    @property
    def place(self) -> str:
        """The place as ``file:line:column``: the file alone when it is about all of it, empty when no file is known."""
        if not self.file:
            return ""
        parts = (self.file, self.line, self.column if self.line else None)
        # A path may hold bytes that are no text: they are told by their escapes, here and in every file of faults.
        return make_legible(":".join(str(part) for part in parts if part))

    def render(self, lang: Lang | None = None) -> str:
        """Return the fault on one line: ``file:line:column: code: message``, with as much of the place as is known; in
        the reader's language, or in ``lang``."""
        words = f"{self.code}: {self.message.get(lang) if lang else self.message}"
        return f"{self.place}: {words}" if self.place else words

    def as_json(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return the fault as a JSON object, its texts in the reader's language, or in ``lang``."""
        return {
            "file": self.file and make_legible(self.file),
            "line": self.line,
            "column": self.column,
            "key": self.key and make_legible(self.key),
            "code": self.code,
            "message": self.message.get(lang) if lang else str(self.message),
            "remedy": self.remedy.get(lang) if lang else str(self.remedy),
        }

    def at(
        self, *, file: str | None = None, line: int | None = None, column: int | None = None, key: str | None = None
    ) -> "Fault":
        """Return the same fault with its place filled in where it was not known."""
        return replace(
            self,
            file=self.file or file,
            line=self.line or line,
            column=self.column or column,
            key=self.key or key,
        )

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The sort key of a reader who goes through the file from top to bottom."""
        return (self.file or "", self.line or 0, self.column or 0, self.code)


FaultEntry = tuple[str, str, str, str]
"""Under a code: the fault in French and in English, then the remedy in both, with braces for what is filled in."""


class FaultCatalogue(dict[str, FaultEntry]):
    """The words of faults by their code, kept apart from the rules so that they are read and mended together."""

    def build(self, code: str, /, **values: object) -> Fault:
        """Return the fault of a code, without a place yet, its braces filled with ``values``.

        A :class:`Text` is filled in each language in its own words, and several values with commas between them.
        ``near``, the words that look like a wrong one, fills ``{near_fr}`` and ``{near_en}`` with a sentence, blank
        when there are none.
        """
        near = values.pop("near", None)
        close = ", ".join(str(word) for word in near) if isinstance(near, (list, tuple)) else ""
        values["near_fr"] = f" Proches : {close}." if close else ""
        values["near_en"] = f" Closest matches: {close}." if close else ""
        french, english = ({name: write_value(value, lang) for name, value in values.items()} for lang in LANGUAGES)
        fr, en, remedy_fr, remedy_en = self[code]
        return Fault(
            code=code,
            message=Text(fr=fr.format_map(french), en=en.format_map(english)),
            remedy=Text(fr=remedy_fr.format_map(french), en=remedy_en.format_map(english)),
        )


def write_value(value: object, lang: Lang) -> object:
    """Return a value as a sentence of one language has it: a text in that language, several with commas between."""
    if isinstance(value, Text):
        return value.fr if lang == "fr" else value.en
    if isinstance(value, (tuple, list)):
        return ", ".join(str(write_value(part, lang)) for part in value) or "–"
    return value


class Faults(Exception):
    """Every fault of a reading, together; raised once, when the reading has ended.

    ``counts`` gives how many there are by code, those that are no longer listed among them.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(faults, key=lambda fault: fault.order))
        if not self.faults:
            raise ValueError("Faults needs at least one fault")
        self.counts: dict[str, int] = dict(Counter(fault.code for fault in self.faults))
        super().__init__(self.render("fr"))

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is copied by its words unless it says of what it is made.
        return type(self), (self.faults,), {"counts": self.counts}

    @property
    def total(self) -> int:
        """How many faults there are, listed or not."""
        return sum(self.counts.values())

    def shorten(self, most: int) -> Self:
        """List the first ``most`` faults only; those that are left out stay counted."""
        if len(self.faults) > most:
            self.faults = self.faults[:most]
            self.args = (self.render("fr"),)
        return self

    def render(self, lang: Lang) -> str:
        """Return one line a fault."""
        return "\n".join(fault.render(lang) for fault in self.faults)

    @classmethod
    def one(cls, **parts: Any) -> Self:
        """Return the exception for a single fault, given the parts of :class:`Fault`."""
        return cls([Fault(**parts)])


class DamagedFiles(Faults):
    """Files that the house itself keeps are missing, or are not what they were when they were written.

    Nothing that a reader sends mends it: whoever keeps the machine puts the files back from a backup.
    """


_ENGINE_PACKAGES = {"duckdb", "_duckdb", "pyarrow", "polars"}
_DAMAGE_ERRORS = {"IOException", "InvalidInputException", "SerializationException", "ArrowInvalid", "ArrowIOError"}


def is_damage(error: BaseException) -> bool:
    """Whether an engine of files raised this on one that is cut, altered or missing.

    Their other errors are mistakes in a question. They are known by name, so that no engine is loaded to ask.
    """
    return type(error).__module__.split(".")[0] in _ENGINE_PACKAGES and type(error).__name__ in _DAMAGE_ERRORS


class FaultLog:
    """The faults of a file of any size, in bounded memory.

    The count of each code is exact. The first ``keep`` faults of each code stay in memory, in :attr:`kept`; the
    others go to the ``spill`` file, one JSON object a line, texts in both languages, when a path is given.
    """

    def __init__(self, spill: Path | None = None, keep: int = KEPT_PER_CODE) -> None:
        self.counts: dict[str, int] = {}
        self.kept: list[Fault] = []
        self._spill_path = spill
        self._spill: TextIO | None = None
        self._keep = keep

    def add(self, fault: Fault) -> None:
        """Count a fault, and keep it or spill it."""
        seen = self.counts.get(fault.code, 0)
        self.counts[fault.code] = seen + 1
        if seen < self._keep:
            self.kept.append(fault)
        elif self._spill_path is not None:
            if self._spill is None:
                self._spill = self._spill_path.open("w", encoding="utf-8")
            fields = fault.as_json("fr") | {
                "message": fault.message.model_dump(),
                "remedy": fault.remedy.model_dump(),
            }
            self._spill.write(json.dumps(fields, ensure_ascii=False) + "\n")

    def count(self, code: str, more: int) -> None:
        """Add to the count of a code without a fault of its own, when a set operation counted them."""
        self.counts[code] = self.counts.get(code, 0) + more

    @property
    def total(self) -> int:
        """How many faults there are, kept or not."""
        return sum(self.counts.values())

    def close(self) -> None:
        """Close the spill file; what was spilled is on disk afterwards."""
        if self._spill is not None:
            self._spill.close()
            self._spill = None

    def __enter__(self) -> "FaultLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
