"""What comes back from a child, read without trusting it: hostile bytes may have taken it over.

An answer is one of three things, pickled: a value, faults, or the way in which the reading failed with the kind of
the error and its place in the program. Reading it makes records of the house and values of a few plain classes, and
calls nothing else.
"""

from __future__ import annotations

import importlib
import io
import logging
import pickle
from dataclasses import is_dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from filiere.core import Faults
from filiere.site.child_process.faults import ChildStopped, StopReason

log = logging.getLogger(__name__)
VALUE_ANSWER, FAULTS_ANSWER, FAILURE_ANSWER = "value", "faults", "failed"
_PLAIN = frozenset(
    {
        "builtins.bytearray",
        "builtins.complex",
        "builtins.frozenset",
        "builtins.set",
        "collections.OrderedDict",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
        "decimal.Decimal",
        "fractions.Fraction",
        "numpy.dtype",
        "numpy.ndarray",
        "pathlib.Path",
        "pathlib.PosixPath",
        "pathlib._local.PosixPath",
        "zoneinfo.ZoneInfo._unpickle",
        # How NumPy writes an array and one of its numbers.
        "numpy._core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar",
        "numpy._core.numeric._frombuffer",
        # How Python writes an object without its constructor, and the copy of an instance.
        "copyreg.__newobj__",
        "copyreg._reconstructor",
        "builtins.object",
        "filiere.site.child_process.serialization.freeze_mapping",
    }
)


_RECORDS = (BaseModel, Enum, Faults, tuple)


class _UnknownName(pickle.UnpicklingError):
    """A name that no answer may hold."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name[:100]


class _AnswerUnpickler(pickle.Unpickler):
    """A reader of answers that knows few names."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of records of the house, or one of the plain names; refuse any other."""
        if f"{module}.{name}" in _PLAIN:
            return super().find_class(module, name)
        if module.partition(".")[0] == "filiere":
            found: Any = importlib.import_module(module)
            for part in name.split("."):
                found = getattr(found, part)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, _RECORDS)):
                return found
        raise _UnknownName(f"{module}.{name}")


class _AnswerPickler(pickle.Pickler):
    """A writer that knows the mappings that nobody changes, which Python's own does not."""

    def reducer_override(self, obj: Any) -> Any:
        """Write such a mapping as what makes it again."""
        return (freeze_mapping, (dict(obj),)) if isinstance(obj, MappingProxyType) else NotImplemented


def freeze_mapping(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that nobody changes."""
    return MappingProxyType(content)


def pickle_content(content: Any) -> bytes:
    """Anything as it goes from a process to another."""
    stream = io.BytesIO()
    _AnswerPickler(stream, protocol=pickle.HIGHEST_PROTOCOL).dump(content)
    return stream.getvalue()


def encode_answer(kind: str, content: Any) -> bytes:
    """An answer as a child sends it."""
    return pickle_content((kind, content))


def decode_answer(content: bytes) -> Any:
    """The value that an answer holds; raise the ``Faults`` that it holds, or `ChildStopped` when it is none."""
    try:
        kind, found = _AnswerUnpickler(io.BytesIO(content)).load()
    except Exception as error:
        # Whatever a broken answer raises, it is no answer.
        log.warning("an answer could not be read: %s", error.name if isinstance(error, _UnknownName) else type(error))
        raise ChildStopped(StopReason.CRASH) from None
    if kind == VALUE_ANSWER:
        return found
    if kind == FAULTS_ANSWER and isinstance(found, Faults):
        raise found
    if kind == FAILURE_ANSWER and isinstance(found, tuple) and len(found) == 2 and found[0] in set(StopReason):
        log.warning("a child failed: %s", str(found[1])[:200])
        raise ChildStopped(StopReason(found[0]))
    raise ChildStopped(StopReason.CRASH)
