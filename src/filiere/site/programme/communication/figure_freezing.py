"""A figure as a message printed it: its value, scope and source, frozen under a fingerprint when it was approved.

The message stands as long as the register says the same. A correction of what is not printed, such as a note, changes
nothing of it; a figure that is retained for nothing any more can be said of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from filiere.core import LANGUAGES, Lang, Text, seal
from filiere.core.typography import lower_first_letter, raise_first_letter
from filiere.figures import Figure, Register
from filiere.figures.citation import publisher_words

PRINTED_FIELDS: Final = (
    "value",
    "low",
    "high",
    "unit",
    "category",
    "segment",
    "measure",
    "staff",
    "market",
    "territory",
    "period",
    "source",
    "nature",
)
"""Fields of a figure of which a reader sees a change."""


def freeze_figure(register: Register, figure: Figure) -> dict[str, Any]:
    """Return the figure as it is printed now, ready for JSON."""
    return {
        "figure": figure.id,
        "version": figure.version,
        **_read_printed_fields(figure),
        "title": _as_json(register.title(figure)),
        "amount": {lang: register.amount(figure, lang) for lang in LANGUAGES},
        "scope": _as_json(describe_scope(register, figure)),
        "source_name": _as_json(describe_source(register, figure)),
        "address": register.sources[figure.source].address or "",
    }


def hash_frozen(frozen: Mapping[str, Any]) -> str:
    """Return the fingerprint of a frozen figure."""
    return seal(frozen)


def is_current(register: Register, frozen: Mapping[str, Any]) -> bool:
    """Whether the register says of a frozen figure what was printed, and retains it for some use."""
    key = frozen.get("figure", "")
    if key not in register:
        return False
    figure = register[key]
    return bool(figure.retained) and all(
        frozen.get(name) == value for name, value in _read_printed_fields(figure).items()
    )


def describe_scope(register: Register, figure: Figure) -> Text:
    """Return what a figure covers, in words: who, where, when, and for which market."""

    def one(lang: Lang) -> str:
        axes = (
            ("category", figure.category and f"{figure.indicator}/{figure.category}"),
            ("segment", None if figure.segment == "none" else figure.segment),
            ("measure", figure.measure),
            ("market", figure.market),
            ("territory", figure.territory),
        )
        words = [
            label if axis == "territory" else lower_first_letter(label)
            for axis, code in axes
            if code
            for label in [register.name(axis, code).get(lang)]
        ]
        return raise_first_letter(", ".join([*words, figure.period.label(lang)]))

    return Text(fr=one("fr"), en=one("en"))


def describe_source(register: Register, figure: Figure) -> Text:
    """Return who says a figure and where it was read: *producer, published by publication*, or the publication."""
    source, named = register.sources[figure.source], register.name("source", figure.source)

    def one(lang: Lang) -> str:
        return publisher_words(figure, source.publisher, named.get(lang), lang)

    return Text(fr=one("fr"), en=one("en"))


def read_text(frozen: Mapping[str, Any], name: str) -> Text:
    """Return a text of a frozen figure in both languages; blank where it has none."""
    said = frozen.get(name) or {}
    return Text(fr=said.get("fr") or "–", en=said.get("en") or "–")


def _read_printed_fields(figure: Figure) -> dict[str, str | None]:
    return {name: _write_plainly(getattr(figure, name)) for name in PRINTED_FIELDS}


def _write_plainly(value: Any) -> str | None:
    if value is None:
        return None
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _as_json(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
