"""Full text in the words of each engine: FTS5 of SQLite and the vectors of PostgreSQL, behind one question.

Words arrive folded, as letters and digits alone, so that the engines cut nothing, stem nothing, and cannot be told
anything by what a visitor types.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from filiere.core.search_words import PREFIX_LENGTH

TABLE = "search_indexeddocument"

_INSTALL = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE search_fulltext USING fts5(title_words, body_words, content='{TABLE}', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple', title_words), 'A') || setweight(to_tsvector('simple', body_words), 'D')"
        ") STORED",
        f"CREATE INDEX search_fulltext ON {TABLE} USING gin (vector)",
    ),
}
_REMOVE = {
    "sqlite": ("DROP TABLE search_fulltext",),
    "postgresql": ("DROP INDEX search_fulltext", f"ALTER TABLE {TABLE} DROP COLUMN vector"),
}
_REBUILD = {"sqlite": ("INSERT INTO search_fulltext(search_fulltext) VALUES ('rebuild')",), "postgresql": ()}
_FIND = {
    "sqlite": (
        f"SELECT d.id, d.kind, d.source, d.weight, d.title_words, bm25(search_fulltext, 8.0, 1.0) "  # noqa: S608
        f"FROM search_fulltext JOIN {TABLE} d ON d.id = search_fulltext.rowid "
        "WHERE search_fulltext MATCH %s AND d.lang = %s"
    ),
    "postgresql": (
        f"SELECT d.id, d.kind, d.source, d.weight, d.title_words, -ts_rank(d.vector, q.words, 1) "  # noqa: S608
        f"FROM {TABLE} d, (SELECT %s::tsquery AS words) q WHERE d.vector @@ q.words AND d.lang = %s"
    ),
}


class FoundRow(NamedTuple):
    """A row found; the lower its ``distance``, the nearer it is."""

    id: int
    kind: str
    source: str
    weight: int
    title_words: str
    distance: float


def install_index(connection: Any) -> None:
    """Make the index of an empty table."""
    _run(connection, _INSTALL)


def remove_index(connection: Any) -> None:
    """Undo :func:`install_index`."""
    _run(connection, _REMOVE)


def rebuild_index(connection: Any) -> None:
    """Bring the index to the rows of its table, where the engine does not do so by itself."""
    _run(connection, _REBUILD)


def find_rows(connection: Any, words: Sequence[Sequence[str]], lang: str, *, every: bool = True) -> list[FoundRow]:
    """Return the rows that hold every one of these folded words, or any of them, in no order.

    Each word comes with those that stand for it, which a row holds whole.
    """
    quote, mark, both, either = (
        ('"', "*", " AND ", " OR ") if connection.vendor == "sqlite" else ("'", ":*", " & ", " | ")
    )
    groups = (
        either.join(
            f"{quote}{one}{quote}{mark if place == 0 and len(one) >= PREFIX_LENGTH else ''}"
            for place, one in enumerate(group)
        )
        for group in words
    )
    asked = (both if every else either).join(f"({group})" for group in groups)
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor], [asked, lang])
        return [FoundRow(*row) for row in cursor.fetchall()]


def _run(connection: Any, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
