"""The sheet that a person takes home: one page in plain words, in large type; what they can do, what they will learn,
how long it takes, what they gain and lose, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, Part, join, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document

MOST_LINES = 8
"""Lines of a list on the sheet: it stays on one page, and says how many more there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLine:
    """Something to learn, and the weeks that it takes at most; None where nobody has estimated them."""

    words: Text
    weeks: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What comes next: what, which day, when, where, with whom; blank where it is not said."""

    what: str
    on: date | None
    hour: time | None = None
    where: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSheet:
    """The sheet. ``weeks`` are full-time weeks, lowest and highest, None where they are not known; ``chosen`` is why a
    counsellor put this occupation in the place of the computed one."""

    stamp: Stamp
    origin: Text
    target: Text
    known: tuple[Text, ...]
    learned: tuple[LearnedLine, ...]
    weeks: tuple[float, float] | None
    gained: tuple[Text, ...]
    lost: tuple[Text, ...]
    next_step: NextStep | None
    measure: Text | None = None
    chosen: str = ""

    @property
    def summary(self) -> Text:
        """How much is known, and how much is left, in one sentence."""
        known, left = len(self.known), len(self.learned)
        every = known + left
        if not every:
            return Text(
                fr="Nous n’avons pas encore fait le point ensemble.", en="We have not taken stock together yet."
            )
        if not left:
            return Text(
                fr=f"Je sais déjà faire les {every} choses demandées.", en=f"I can already do all {every} things asked."
            )
        return Text(
            fr=f"Je sais déjà faire {known} choses sur {every}. Il en reste {left} à apprendre.",
            en=f"I can already do {known} things out of {every}. There {'is' if left == 1 else 'are'} {left} left to learn.",
        )

    @property
    def duration(self) -> Text | None:
        """The weeks in words; None where they are not known."""
        if self.weeks is None:
            return None
        low, high = (max(0, round(one)) for one in self.weeks)
        if high == 0:
            return Text(fr="Tout de suite", en="At once")
        if low == high:
            many = "s" if high > 1 else ""
            return Text(fr=f"{high} semaine{many}", en=f"{high} week{many}")
        return Text(fr=f"{low} à {high} semaines", en=f"{low} to {high} weeks")


def path_sheet_pdf(sheet: PathSheet, lang: Lang) -> bytes:
    """Return the sheet as a PDF in that language, on one page."""
    body = join(
        _columns(
            (choose_words(lang, "Je sais déjà", "I can already"), [localize_text(one, lang) for one in sheet.known]),
            (
                choose_words(lang, "Je vais apprendre", "I will learn"),
                [_write_learned(one, lang) for one in sheet.learned],
            ),
            lang,
        ),
        section(
            choose_words(lang, "Combien de temps", "How long"),
            tag(
                "p",
                localize_text(sheet.duration, lang)
                if sheet.duration is not None
                else choose_words(lang, "À voir ensemble", "To be seen together"),
                class_="large",
            ),
        ),
        _columns(
            (choose_words(lang, "Ce que je gagne", "What I gain"), [localize_text(one, lang) for one in sheet.gained]),
            (choose_words(lang, "Ce que je perds", "What I lose"), [localize_text(one, lang) for one in sheet.lost]),
            lang,
        )
        if sheet.gained or sheet.lost
        else None,
        section(choose_words(lang, "Ma prochaine étape", "My next step"), _write_next(sheet.next_step, lang)),
        tag("p", localize_text(RIGHTS_NOTE, lang), class_="note"),
    )
    return render_document(
        sheet.stamp,
        lang,
        title=choose_words(lang, f"Mon chemin : {sheet.target.fr}", f"My path: {sheet.target.en}"),
        kicker=choose_words(lang, f"Je viens de : {sheet.origin.fr}", f"I come from: {sheet.origin.en}"),
        lead=localize_text(sheet.summary, lang),
        body=body,
    )


RIGHTS_NOTE = Text(
    fr="Je peux demander à tout moment une copie, la correction ou l’effacement de ce dossier.",
    en="I may ask at any time for a copy, the correction or the erasure of this file.",
)


def _columns(left: tuple[str, list[str]], right: tuple[str, list[str]], lang: Lang) -> Markup:
    return join(*(section(title, _list_lines(lines, lang)) for title, lines in (left, right)))


def _list_lines(lines: list[str], lang: Lang) -> Part:
    if not lines:
        return tag("p", choose_words(lang, "À voir ensemble.", "To be seen together."))
    more = len(lines) - MOST_LINES
    return join(
        tag("ul", *(tag("li", one) for one in lines[:MOST_LINES])),
        tag("p", choose_words(lang, f"Et {more} de plus.", f"And {more} more."), class_="note") if more > 0 else None,
    )


def _write_learned(line: LearnedLine, lang: Lang) -> str:
    words = localize_text(line.words, lang)
    if line.weeks is None or not round(line.weeks):
        return words
    weeks = round(line.weeks)
    many = "s" if weeks > 1 else ""
    return f"{words} ({choose_words(lang, f'{weeks} semaine{many}', f'{weeks} week{many}')})"


def _write_next(step: NextStep | None, lang: Lang) -> Part:
    if step is None:
        return tag(
            "p",
            choose_words(lang, "À décider avec ma conseillère ou mon conseiller.", "To be decided with my counsellor."),
        )
    hour = step.hour.isoformat("minutes") if step.hour is not None else ""
    day = format_day(step.on, lang) if step.on is not None else ""
    return fact_list(
        (choose_words(lang, "Quoi", "What"), step.what),
        (choose_words(lang, "Quand", "When"), ", ".join(filter(None, [day, hour])) or None),
        (choose_words(lang, "Où", "Where"), step.where or None),
        (choose_words(lang, "Avec qui", "With whom"), step.who or None),
    )
