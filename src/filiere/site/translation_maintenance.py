"""Catalogues of translations against the texts of the project: written out, brought up to date, examined."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, write_po
from django.template import TemplateSyntaxError

import filiere
from filiere.core import Fault, Text
from filiere.core.translation_catalogues import iter_messages, read_catalogue, read_po_file
from filiere.core.translation_extraction import Pair, iter_content_pairs, iter_python_pairs
from filiere.site.template_translation_pairs import find_passages, iter_template_pairs

Key = tuple[str, str]
PACKAGE = Path(filiere.__file__).parent
TEMPLATES = PACKAGE / "site" / "templates"
HEADER = """Texts of Filière.
The msgid is the English text and the msgctxt the French one. Repeat every {name} and every tag as it is.
An entry marked fuzzy had another source: translate it again, then remove the mark."""


@dataclass(frozen=True, slots=True)
class StaleText:
    """A translation whose text has changed, or is gone: then there is no pair."""

    before: Key
    now: Pair | None


@dataclass(frozen=True, slots=True)
class Examination:
    """A catalogue beside the texts of today."""

    language: str
    texts: int
    translated: int
    missing: list[Pair]
    stale: list[StaleText]
    faults: list[Fault]


def find_pairs() -> dict[Key, list[Pair]]:
    """Return every pair of texts of the code, the templates and the content, with the places where it is written."""
    found: dict[Key, list[Pair]] = {}
    content = PACKAGE / "content"
    for pair in (*iter_python_pairs(PACKAGE), *iter_template_pairs(TEMPLATES), *iter_content_pairs(content)):
        found.setdefault(pair.key, []).append(pair)
    return found


def update_catalogue(path: Path, pairs: dict[Key, list[Pair]]) -> Catalog:
    """Return the catalogue of a language with every pair of today, and the translations that the file has already.

    The translation of a text that has changed is kept, marked fuzzy, with what its English was; that of a text that is
    gone is kept at the end, as obsolete. Raises `Faults` where there is a file that is no catalogue.
    """
    former = read_po_file(path) if path.is_file() else Catalog()
    known = {(one.context or "", str(one.id)): one for one in iter_messages(former)}
    changed = _list_changes(known.keys() - pairs.keys(), pairs, known)
    catalog = Catalog(_parse_locale(path.stem), project="Filière", version=filiere.__version__, fuzzy=False)
    if path.is_file():
        catalog.creation_date, catalog.revision_date = former.creation_date, former.revision_date
        catalog.last_translator, catalog.language_team = former.last_translator, former.language_team
    else:
        catalog.revision_date = catalog.creation_date
    catalog.header_comment = "\n".join(f"# {line}" for line in HEADER.splitlines())
    before = {one.now.key: known[one.before] for one in changed if one.now is not None}
    for key, places in pairs.items():
        _add_pair(catalog, key, places, known.get(key), before.get(key))
    gone = [known[one.before] for one in changed if one.now is None] + list(former.obsolete.values())
    for message in gone:
        if message.string:
            catalog.obsolete[str(message.id), message.context or ""] = Message(
                message.id, message.string, context=message.context
            )
    return catalog


def write_catalogue(catalog: Catalog, path: Path) -> None:
    """Write a catalogue as a PO file, whole or not at all."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, include_previous=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_bytes(out.getvalue())
    draft.replace(path)


def examine_catalogue(path: Path, pairs: dict[Key, list[Pair]]) -> Examination:
    """Compare a catalogue with the texts of today; raise `Faults` for a file that is no catalogue."""
    served = read_catalogue(path)
    known = {(one.context or "", str(one.id)): one for one in iter_messages(read_po_file(path))}
    done = {key for key in served.entries if key in pairs}
    fuzzy = [key for key, one in known.items() if key in pairs and one.fuzzy and one.string]
    stale = [StaleText(key, pairs[key][0]) for key in fuzzy]
    stale += [one for one in _list_changes(known.keys() - pairs.keys(), pairs, known) if known[one.before].string]
    # What is to be looked at again is stale rather than missing.
    said = done | {one.now.key for one in stale if one.now is not None}
    missing = [places[0] for key, places in pairs.items() if key not in said]
    return Examination(
        path.stem, len(pairs), len(done), missing, stale, [*served.faults, *_find_broken(path, served.entries)]
    )


def _add_pair(catalog: Catalog, key: Key, places: list[Pair], known: Message | None, before: Message | None) -> None:
    old = known or before
    comments, previous = _split_comments(old.user_comments if old is not None else [])
    if known is None and before is not None and before.string:
        previous = str(before.id)
    message = catalog.add(
        key[1],
        old.string if old is not None else "",
        locations=[(one.file, one.line) for one in places],
        user_comments=comments,
        previous_id=previous or (),
        context=key[0],
    )
    # A per cent sign before a letter is no place of a program.
    message.flags.discard("python-format")
    if (known is not None and known.fuzzy) or (known is None and before is not None and before.string):
        message.flags.add("fuzzy")


def _split_comments(comments: Iterable[str]) -> tuple[list[str], str]:
    """Return the comments of a translator and the former English, which is read as a comment among them."""
    former = [one.removeprefix("|").strip() for one in comments if one.startswith("|")]
    written = "\n".join(one.removeprefix("msgid ") for one in former)
    return [one for one in comments if not one.startswith("|")], denormalize(written) if former else ""


def _list_changes(gone: Iterable[Key], pairs: dict[Key, list[Pair]], known: dict[Key, Message]) -> list[StaleText]:
    """Tell what has become of the texts of a catalogue that are no more: the text of today with one of their halves."""
    by_half: dict[tuple[int, str], Pair] = {}
    for key, places in pairs.items():
        if key not in known:
            for half in (0, 1):
                by_half.setdefault((half, key[half]), places[0])
    return [StaleText(key, by_half.get((1, key[1])) or by_half.get((0, key[0]))) for key in sorted(gone)]


def _find_broken(path: Path, entries: dict[Key, str]) -> list[Fault]:
    """Tell the passages whose translation is no template."""
    faults = []
    for key, passage in find_passages(TEMPLATES).items():
        try:
            if key in entries:
                passage.compile(entries[key])
        except TemplateSyntaxError as error:
            faults.append(
                Fault(
                    code="translation-passage",
                    message=Text(
                        fr=f"Les balises de cette traduction ne se suivent pas bien : {error}.",
                        en=f"The tags of this translation are not in order: {error}.",
                    ),
                    remedy=Text(fr="Suivez l’ordre de l’anglais.", en="Follow the English order."),
                    file=str(path),
                    key=key[1][:60],
                )
            )
    return faults


def _parse_locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
