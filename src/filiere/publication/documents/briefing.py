"""A briefing for a meeting, on two pages: figures that are safe to say, commitments that fall due, what is asked for,
and what others say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeFigure:
    """A figure of the register as it may be said: its amount with its unit, what it counts, its source.

    ``reservation`` is what is to be said with it, such as that nobody has counted it; empty when there is none.
    """

    amount: Text | str
    scope: Text | str
    source: Text | str
    reservation: Text | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCommitment:
    """What somebody is to do by a day, and where it stands in words."""

    who: str
    what: Text | str
    due: date
    state: Text | str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPosition:
    """What an organisation says of each subject of a briefing, in words, in the same order."""

    organisation: str
    stances: tuple[Text | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """The briefing; ``disputed`` is a figure that is never to be said alone, with why."""

    stamp: Stamp
    meeting: date
    place: str
    about: str
    present: str
    figures: tuple[SafeFigure, ...]
    asks: tuple[str, ...]
    disputed: Text | str | None = None
    commitments: tuple[DueCommitment, ...] = ()
    subjects: tuple[Text | str, ...] = ()
    positions: tuple[StatedPosition, ...] = ()
    start: str = ""


def briefing_pdf(briefing: Briefing, lang: Lang) -> bytes:
    """Return the briefing as a PDF in that language; the second page begins with the commitments."""
    day = format_day(briefing.meeting, lang)
    body = join(
        fact_list(
            (choose_words(lang, "Pour l’association", "For the association"), briefing.present or None),
        ),
        section(
            choose_words(lang, "Ce que l’on peut dire, avec sa source", "What may be said, with its source"),
            *(_draw_figure(one, lang) for one in briefing.figures),
        ),
        section(
            choose_words(lang, "Un chiffre à ne pas avancer seul", "A figure not to be given alone"),
            prose(localize_text(briefing.disputed, lang)),
        )
        if briefing.disputed
        else None,
        section(choose_words(lang, "D’où l’on part", "Where we start from"), prose(briefing.start))
        if briefing.start
        else None,
        tag("div", _draw_second_page(briefing, lang), class_="next-page"),
    )
    return render_document(
        briefing.stamp,
        lang,
        title=briefing.about,
        kicker=choose_words(
            lang, f"Note de rendez-vous · {day} · {briefing.place}", f"Briefing · {day} · {briefing.place}"
        ),
        lead=choose_words(lang, f"Confidentiel jusqu’au {day}.", f"Confidential until {day}."),
        body=body,
    )


def _draw_figure(figure: SafeFigure, lang: Lang) -> Markup:
    return join(
        tag("p", localize_text(figure.amount, lang), class_="large"),
        tag("p", localize_text(figure.scope, lang)),
        tag("p", localize_text(figure.reservation, lang)) if figure.reservation else Markup(),
        tag("p", localize_text(figure.source, lang), class_="note"),
    )


def _draw_second_page(briefing: Briefing, lang: Lang) -> Markup:
    heads = (("De qui", "Whose"), ("Quoi", "What"), ("Échéance", "Due"), ("État", "State"))
    due = [
        [one.who, localize_text(one.what, lang), format_day(one.due, lang), localize_text(one.state, lang)]
        for one in briefing.commitments
    ]
    said = [[one.organisation, *(localize_text(word, lang) for word in one.stances)] for one in briefing.positions]
    return join(
        section(
            choose_words(lang, "Engagements qui arrivent à échéance", "Commitments that fall due"),
            table([(choose_words(lang, *words), False) for words in heads], due)
            if due
            else prose(choose_words(lang, "Aucun n’est inscrit.", "None is recorded.")),
        ),
        section(
            choose_words(lang, "Ce que l’on demande", "What we ask for"),
            tag("ol", *(tag("li", one) for one in briefing.asks)),
        ),
        section(
            choose_words(lang, "Ce que disent les autres", "What others say"),
            table(
                [(choose_words(lang, "Organisation", "Organisation"), False)]
                + [(localize_text(subject, lang), False) for subject in briefing.subjects],
                said,
            ),
        )
        if said
        else None,
        section(
            choose_words(lang, "Après le rendez-vous", "After the meeting"),
            *(
                tag("p", words, class_="line")
                for words in (
                    choose_words(lang, "Ce qui est promis, par qui, pour quand", "What is promised, by whom, by when"),
                    choose_words(lang, "Ce qui est refusé, et pourquoi", "What is refused, and why"),
                    choose_words(lang, "Prochaine date", "Next date"),
                )
            ),
        ),
    )
