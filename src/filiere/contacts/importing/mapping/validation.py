"""What no single key of a mapping can say: that the columns exist, that the words are known, that the kinds fit."""

import codecs
from collections.abc import Iterator, Sequence
from functools import lru_cache

import duckdb

from filiere.contacts.importing.faults import suggest_word
from filiere.contacts.importing.mapping.records import ISO_FORMAT, ColumnRule, Mapping
from filiere.contacts.schema import TABLES, Column, Table
from filiere.core import Document, Fault, Key, Text
from filiere.core.spelling import close_words
from filiere.core.time_zone_names import known_zones

_INSTANT_KINDS = {"time", "epoch"}
_FITTING_KINDS = {
    "time": _INSTANT_KINDS,
    "day": {"day", "text"},
    "count": {"count", "text", "duration"},
    "number": {"number", "count", "text"},
}
"""Kinds of fields that may fill a kind of canonical column; any other takes a text, a count or a number as written."""


def _is_text_encoding(encoding: str) -> bool:
    """Whether bytes can be read as text in an encoding, any byte that it does not know left to the reader."""
    try:
        codecs.getincrementaldecoder(encoding)("surrogateescape").decode(b"a;1\n", final=True).encode("utf-8")
    except (LookupError, ValueError, AttributeError, TypeError, AssertionError):
        return False
    return True


def check_mapping(document: Document, mapping: Mapping) -> list[Fault]:
    """Return every fault of a mapping whose keys are sound one by one."""
    return list(_MappingCheck(document, mapping).all())


class _MappingCheck:
    def __init__(self, document: Document, mapping: Mapping) -> None:
        self._document, self._mapping = document, mapping
        self._table: Table | None = TABLES.get(mapping.table)

    def all(self) -> Iterator[Fault]:
        mapping = self._mapping
        if mapping.zone not in known_zones():
            yield self._fault(
                "unknown-zone",
                ("zone",),
                Text(fr=f"« {mapping.zone} » n’est pas un fuseau IANA.", en=f"“{mapping.zone}” is not an IANA zone."),
                Text(fr="Écrivez par exemple Europe/Paris.", en="For example, write Europe/Paris."),
            )
        if not _is_text_encoding(mapping.file.encoding):
            yield self._fault(
                "unknown-encoding",
                ("file", "encoding"),
                Text(
                    fr=f"« {mapping.file.encoding} » n’est pas un encodage de texte connu.",
                    en=f"“{mapping.file.encoding}” is not a known text encoding.",
                ),
                Text(fr="Écrivez par exemple utf-8 ou cp1252.", en="For example, write utf-8 or cp1252."),
            )
        yield from self._formats()
        for rank, name in enumerate(mapping.ignored):
            if name in mapping.fields or name in mapping.ignored[:rank]:
                yield self._build_twice_fault(name, ("ignored", rank))
        for name in mapping.durations:
            key = ("durations", name)
            yield from self._is_field(name, key, {"duration"})
            yield from self._is_field(mapping.durations[name].start, (*key, "from"), {"clock", "time", "epoch"})
            yield from self._is_field(mapping.durations[name].end, (*key, "to"), {"clock", "time", "epoch"})
        for rank, order in enumerate(mapping.orders):
            for part in ("earlier", "later"):
                yield from self._is_field(getattr(order, part), ("orders", rank, part), {"clock", "time", "epoch"})
        if self._table is None:
            yield self._fault(
                "unknown-table",
                ("table",),
                Text(fr=f"Il n’y a pas de table « {mapping.table} ».", en=f"There is no table “{mapping.table}”."),
                Text(fr=f"Choix : {', '.join(TABLES)}.", en=f"Choices: {', '.join(TABLES)}."),
            )
            return
        for name, rule in mapping.columns.items():
            column = self._table.by_name.get(name)
            if column is None:
                yield self._no_column(name, self._table)
            else:
                yield from self._rule(rule, ("columns", name), column)
        for column in self._table.columns:
            if column.required and column.name not in mapping.columns and column.name != "organisation":
                yield self._fault(
                    "column-unmapped",
                    ("columns",),
                    Text(
                        fr=f"Rien ne donne « {column.meaning.fr} » ({self._table.title.fr}), qui est obligatoire.",
                        en=f"Nothing gives “{column.meaning.en}” ({self._table.title.en}), which is required.",
                    ),
                    Text(
                        fr=f"Choisissez la colonne du fichier qui le donne (en YAML, ajoutez la règle {column.name}).",
                        en=f"Choose the column of the file that gives it (in YAML, add the rule {column.name}).",
                    ),
                )

    def _formats(self) -> Iterator[Fault]:
        written = {
            (name, one) for name, spec in self._mapping.fields.items() for one in spec.format if one != ISO_FORMAT
        }
        unknown = _find_unknown_formats(frozenset(one for _, one in written))
        for name, column in sorted(written):
            if column in unknown:
                yield self._fault(
                    "unknown-format",
                    ("fields", name, "format"),
                    Text(fr=f"« {column} » n’est pas un format de date.", en=f"“{column}” is not a date format."),
                    Text(
                        fr="Écrivez-le comme pour strptime, par exemple %d/%m/%Y %H:%M:%S.",
                        en="Write it as for strptime, for example %d/%m/%Y %H:%M:%S.",
                    ),
                )

    def _rule(self, rule: ColumnRule, key: Key, column: Column) -> Iterator[Fault]:
        for name in rule.when:
            yield from self._is_field(name, (*key, "when", name))
        for part in ("plus", "minus"):
            for rank, name in enumerate(getattr(rule, part)):
                yield from self._is_field(name, (*key, part, rank), {"duration"})
        if rule.first_of is not None:
            for rank, column_rule in enumerate(rule.first_of):
                yield from self._rule(column_rule, (*key, "first_of", rank), column)
        elif rule.field is not None and rule.words is not None:
            yield from self._is_field(rule.field, (*key, "field"), {"text", "count"})
            for read, word in rule.words.items():
                yield from self._constant(word, (*key, "words", read), column)
        elif rule.field is not None:
            yield from self._is_field(rule.field, (*key, "field"), _FITTING_KINDS.get(column.kind))
            if rule.dated is not None:
                yield from self._is_field(rule.dated, (*key, "dated"), {"day", *_INSTANT_KINDS})
                if column.kind != "name":
                    yield self._misfit(key, column)
        elif rule.constant is not None:
            yield from self._constant(rule.constant, (*key, "constant"), column)
        elif rule.join is not None:
            for rank, name in enumerate(rule.join):
                yield from self._is_field(name, (*key, "join", rank))
        else:
            yield from self._is_field(rule.day or "", (*key, "day"), {"day"})
            yield from self._is_field(rule.clock or "", (*key, "clock"), {"clock"})
            if rule.not_before is not None:
                yield from self._is_field(rule.not_before, (*key, "not_before"), {"clock"})
        instant = rule.day is not None or bool(rule.plus or rule.minus)
        if instant and column.kind != "time":
            yield self._misfit(key, column)

    def _constant(self, word: str, key: Key, column: Column) -> Iterator[Fault]:
        if "\0" in word:
            yield self._fault(
                "nul-byte",
                key,
                Text(fr="Ce texte contient un octet nul.", en="This text contains a NUL byte."),
                Text(fr="Retirez cet octet.", en="Remove this byte."),
            )
        elif column.kind == "time":
            yield self._misfit(key, column)
        elif column.words and word not in column.words:
            near = close_words(word, column.words)
            hint_fr, hint_en = suggest_word(near)
            yield self._fault(
                "unknown-word",
                key,
                Text(
                    fr=f"« {word} » n’est pas un mot de « {column.meaning.fr} ».{hint_fr}",
                    en=f"“{word}” is not a value of “{column.meaning.en}”.{hint_en}",
                ),
                Text(fr=f"Choix : {', '.join(column.words)}.", en=f"Choices: {', '.join(column.words)}."),
            )

    def _is_field(self, name: str, key: Key, kinds: set[str] | None = None) -> Iterator[Fault]:
        fields = self._mapping.fields
        if name not in fields:
            near = close_words(name, fields)
            hint_fr, hint_en = suggest_word(near)
            yield self._fault(
                "unknown-field",
                key,
                Text(
                    fr=f"« {name} » n’est pas un champ de la correspondance.{hint_fr}",
                    en=f"“{name}” is not a field of the mapping.{hint_en}",
                ),
                Text(fr="Déclarez cette colonne du fichier sous « fields ».", en="Declare this column under “fields”."),
            )
        elif kinds is not None and fields[name].kind not in kinds:
            words = ", ".join(sorted(kinds))
            yield self._fault(
                "field-kind",
                key,
                Text(
                    fr=f"Le champ « {name} » est lu comme « {fields[name].kind} », et il faut ici : {words}.",
                    en=f"The field “{name}” is read as “{fields[name].kind}”, but this needs: {words}.",
                ),
                Text(
                    fr="Changez « kind » de ce champ, ou prenez-en un autre.",
                    en="Change its “kind”, or use another field.",
                ),
            )

    def _misfit(self, key: Key, column: Column) -> Fault:
        return self._fault(
            "rule-misfit",
            key,
            Text(
                fr=f"Cette règle ne donne pas ce que « {column.meaning.fr} » contient ({column.kind}).",
                en=f"This rule does not produce what “{column.meaning.en}” contains ({column.kind}).",
            ),
            Text(fr="Prenez un champ de la nature qu’il faut.", en="Use a field of the right kind."),
        )

    def _build_twice_fault(self, name: str, key: Key) -> Fault:
        return self._fault(
            "field-twice",
            key,
            Text(fr=f"La colonne « {name} » est déclarée deux fois.", en=f"The column “{name}” is declared twice."),
            Text(fr="Gardez-la sous « fields » ou sous « ignored ».", en="Keep it under “fields” or under “ignored”."),
        )

    def _no_column(self, name: str, table: Table) -> Fault:
        near: Sequence[str] = close_words(name, table.header)
        hint_fr, hint_en = suggest_word(near)
        return self._fault(
            "unknown-column",
            ("columns", name),
            Text(
                fr=f"La colonne « {name} » ne fait pas partie de la table « {table.title.fr} ».{hint_fr}",
                en=f"The column “{name}” does not belong to the table “{table.title.en}”.{hint_en}",
            ),
            Text(fr=f"Colonnes : {', '.join(table.header)}.", en=f"Columns: {', '.join(table.header)}."),
        )

    def _fault(self, code: str, key: Key, message: Text, remedy: Text) -> Fault:
        return self._document.fault(code, key, message, remedy)


@lru_cache(maxsize=64)
def _find_unknown_formats(formats: frozenset[str]) -> frozenset[str]:
    """Return the formats by which the database engine reads no date: to open it takes longer than the rest of a check.

    A page checks the same mapping again and again while it is being written.
    """
    if not formats:
        return formats
    unknown = set()
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for one in formats:
            try:
                connection.execute("SELECT try_strptime('', ?)", [one])
            except duckdb.Error:
                unknown.add(one)
    return frozenset(unknown)
