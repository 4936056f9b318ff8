"""Themes spread over several files: one file begins a theme, others continue it, and the release sees it whole."""

from dataclasses import dataclass, field
from typing import Any

from filiere.core.yaml_documents import Document, Key
from filiere.referentials.faults import FORM_FAULTS
from filiere.referentials.record_reader import ReleaseReading, claim_key, note_unread_record, read_record
from filiere.referentials.records.tree import Criterion, Section, Theme, ThemeDraft


@dataclass
class _ThemeFiles:
    """The files of one theme."""

    first: ThemeDraft | None = None
    sections: list[Section] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    where: tuple[Document, Key] | None = None


class ThemeAssembler:
    """The themes of a release as its files are read."""

    def __init__(self) -> None:
        self._books: dict[str, _ThemeFiles] = {}

    def read(self, document: Document, at: Key, reading: ReleaseReading) -> None:
        """Read one file of a theme, each criterion apart so that one fault does not hide the others."""
        item: Any = document.data
        for part in at:
            item = item[part]
        draft = read_record(document, ThemeDraft, at, reading.faults)
        if draft is None:
            if isinstance(item, dict):
                reading.unread.add(str(item.get("key")))
                for entry in item.get("criteria") or ():
                    note_unread_record(entry, reading)
            return
        book = self._books.setdefault(draft.key, _ThemeFiles())
        if not draft.continues:
            if book.first is not None and book.where is not None:
                where = f"{book.where[0].path.name}:{book.where[0].position(book.where[1])[0]}"
                twice = FORM_FAULTS.build("theme-twice", key=draft.key, where=where)
                reading.faults.append(document.place_fault((*at, "key"), twice))
            elif claim_key("theme", draft.key, document, at, reading):
                book.first = draft
                book.where = document, at
        elif book.where is None:
            book.where = document, at
        book.sections += draft.sections
        for index in range(len(draft.criteria)):
            place: Key = (*at, "criteria", index)
            criterion = read_record(document, Criterion, place, reading.faults)
            if criterion is None:
                note_unread_record(draft.criteria[index], reading)
            elif claim_key("criterion", criterion.key, document, place, reading):
                book.criteria.append(criterion)

    def merge_themes(self, reading: ReleaseReading) -> tuple[Theme, ...]:
        """Return the themes whole, in the order in which their first files were read."""
        themes = []
        for key, book in self._books.items():
            if book.first is None or book.first.text is None:
                # Its questions are left out with it, and must not be called unknown one by one.
                reading.unread.update((key, *(criterion.key for criterion in book.criteria)))
            if book.first is None:
                if book.where is not None:
                    document, at = book.where
                    orphan = FORM_FAULTS.build("theme-continues", key=key)
                    reading.faults.append(document.place_fault((*at, "key"), orphan))
                continue
            if book.first.text is None:
                if book.where is not None:
                    document, at = book.where
                    bare = FORM_FAULTS.build("theme-incomplete", key=key, name="text")
                    reading.faults.append(document.place_fault(at, bare))
                continue
            themes.append(
                Theme(
                    key=key,
                    number=book.first.number,
                    text=book.first.text,
                    intro=book.first.intro,
                    weight=book.first.weight,
                    weight_reasons=book.first.weight_reasons,
                    aggregation=book.first.aggregation,
                    sections=tuple(book.sections),
                    criteria=tuple(book.criteria),
                )
            )
        return tuple(themes)
