"""The method note of a survey wave: how it was drawn, who replied, how it is weighted, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, join, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTable:
    """A table of a section: its caption, its heads with whether they are of numbers, and its rows, in words."""

    caption: Text
    heads: tuple[tuple[Text, bool], ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSection:
    """A section: paragraphs, then names and values, then a table."""

    title: Text
    paragraphs: tuple[Text, ...] = ()
    facts: tuple[tuple[Text, Text], ...] = ()
    table: NoteTable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodNote:
    """The note: its title, a sentence that sums it up, and its sections."""

    stamp: Stamp
    title: Text
    lead: Text
    sections: tuple[NoteSection, ...]


def method_note_pdf(note: MethodNote, lang: Lang) -> bytes:
    """Return the note as a PDF."""
    return render_document(
        note.stamp,
        lang,
        title=localize_text(note.title, lang),
        kicker=choose_words(lang, "Note de méthode", "Method note"),
        lead=localize_text(note.lead, lang),
        body=join(*(_write_section(one, lang) for one in note.sections)),
    )


def _write_section(part: NoteSection, lang: Lang) -> Markup:
    told = part.table
    return section(
        localize_text(part.title, lang),
        *(tag("p", localize_text(one, lang)) for one in part.paragraphs),
        fact_list(*((localize_text(name, lang), localize_text(value, lang)) for name, value in part.facts))
        if part.facts
        else None,
        table(
            [(localize_text(head, lang), number) for head, number in told.heads],
            [[localize_text(cell, lang) for cell in row] for row in told.rows],
            caption=localize_text(told.caption, lang),
        )
        if told is not None
        else None,
    )
