"""The sheet of a path between two jobs: one page in plain words and large type, that a person takes away on paper."""

from __future__ import annotations

from dataclasses import dataclass

from filiere.core.text import Lang, Text
from filiere.publication.documents.components import section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document

NEXT_STEP = (
    Text(fr="Quoi", en="What"),
    Text(fr="Quand", en="When"),
    Text(fr="Où", en="Where"),
    Text(fr="Avec qui", en="With whom"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line of a list, and its note in smaller type."""

    words: Text
    note: Text | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSheet:
    """The sheet; nobody is named on it. The fields ``more_…`` count lines that the page has no room for.

    ``next_step`` is what stands in each line of the table of the next step; empty lines are filled in by hand.
    """

    stamp: Stamp
    title: Text
    lead: Text
    known: tuple[SheetLine, ...]
    to_learn: tuple[SheetLine, ...]
    time: Text
    about_time: Text
    gains: tuple[SheetLine, ...]
    losses: tuple[SheetLine, ...]
    to_ask: tuple[SheetLine, ...]
    sources: Text
    more_known: int = 0
    more_to_learn: int = 0
    more_gains: int = 0
    more_losses: int = 0
    next_step: tuple[str, ...] = ("", "", "", "")


def path_sheet_pdf(sheet: PathSheet, lang: Lang) -> bytes:
    """Return the sheet as a PDF of one page."""
    words = localize_text
    body = join(
        _pair(
            section(choose_words(lang, "Je sais déjà", "I can already"), _list(sheet.known, sheet.more_known, lang)),
            section(
                choose_words(lang, "Je vais apprendre", "I will learn"),
                _list(sheet.to_learn, sheet.more_to_learn, lang),
            ),
        ),
        _pair(
            section(choose_words(lang, "Ce que je gagne", "What I gain"), _list(sheet.gains, sheet.more_gains, lang))
            if sheet.gains
            else None,
            section(choose_words(lang, "Ce que je perds", "What I lose"), _list(sheet.losses, sheet.more_losses, lang))
            if sheet.losses
            else None,
        )
        if sheet.gains or sheet.losses
        else None,
        _pair(
            section(
                choose_words(lang, "Combien de temps", "How long"),
                tag("p", words(sheet.time, lang), class_="large"),
                prose(words(sheet.about_time, lang)),
            ),
            section(
                choose_words(lang, "Ce que je demande avant de signer", "What I ask before I sign"),
                _list(sheet.to_ask, 0, lang),
            )
            if sheet.to_ask
            else None,
        ),
        section(
            choose_words(lang, "Ma prochaine étape", "My next step"),
            table(
                [(choose_words(lang, "À remplir", "To fill in"), False), ("", False)],
                [(words(head, lang), said or " ") for head, said in zip(NEXT_STEP, sheet.next_step, strict=True)],
            ),
        ),
        tag("p", words(sheet.sources, lang), class_="note"),
    )
    return render_document(
        sheet.stamp,
        lang,
        title=words(sheet.title, lang),
        kicker=choose_words(lang, "Fiche de passage", "Path sheet"),
        lead=words(sheet.lead, lang),
        body=tag("div", body, class_="easy"),
    )


def _pair(*parts: Markup | None) -> Markup:
    return tag("div", *(tag("div", part) for part in parts if part is not None), class_="pair")


def _list(lines: tuple[SheetLine, ...], more: int, lang: Lang) -> Markup:
    items = [
        tag(
            "li",
            localize_text(one.words, lang),
            tag("span", f" – {localize_text(one.note, lang)}", class_="aside") if one.note else None,
        )
        for one in lines
    ]
    if more:
        items.append(tag("li", choose_words(lang, f"… et {more} de plus", f"… and {more} more")))
    return tag("ul", *items)
