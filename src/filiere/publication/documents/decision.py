"""The letter of a decision: what was decided, why, on which papers, and how to appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import Organisation, fact_list, organisation_facts, section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import join, prose, tag
from filiere.publication.documents.minutes import CollegeVotes
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision. ``reasons`` are the committee's own words; ``appeal_until`` is None when no appeal is open.

    ``votes`` are counts by college; ``minority`` is the opinion of those who did not follow, attached to the letter.
    """

    stamp: Stamp
    organisation: Organisation
    instance: Text | str
    decided: date
    outcome: Text | str
    reasons: str
    effects: tuple[Text | str, ...] = ()
    votes: tuple[CollegeVotes, ...] = ()
    minority: str | None = None
    appeal_until: date | None = None
    appeal_to: Text | str | None = None
    signed_by: Text | str | None = None


def decision_pdf(decision: Decision, lang: Lang) -> bytes:
    """Return the letter as a PDF in that language."""
    organisation, stamp = decision.organisation, decision.stamp
    address = [organisation.name, *organisation.address]
    lines = [part for line in address for part in (line, tag("br"))][:-1]
    body = join(
        tag("p", *lines, class_="address"),
        fact_list(
            *organisation_facts(organisation, lang),
            (choose_words(lang, "Instance", "Body"), localize_text(decision.instance, lang)),
            (choose_words(lang, "Décision du", "Decision of"), format_day(decision.decided, lang)),
        ),
        tag("p", tag("b", localize_text(decision.outcome, lang)), class_="outcome"),
        section(choose_words(lang, "Les motifs", "The reasons"), prose(decision.reasons)),
        section(
            choose_words(lang, "Ce que cela change", "What this changes"),
            tag("ul", *(tag("li", localize_text(one, lang)) for one in decision.effects)),
        )
        if decision.effects
        else None,
        section(
            choose_words(lang, "Les votes par collège", "The votes by college"),
            table(
                [
                    (choose_words(lang, "Collège", "College"), False),
                    (choose_words(lang, "Pour", "For"), True),
                    (choose_words(lang, "Contre", "Against"), True),
                    (choose_words(lang, "Abstention", "Abstained"), True),
                ],
                [
                    [localize_text(one.college, lang), str(one.in_favour), str(one.against), str(one.abstained)]
                    for one in decision.votes
                ],
            ),
        )
        if decision.votes
        else None,
        section(
            choose_words(lang, "Avis minoritaire", "Minority opinion"),
            tag("div", prose(decision.minority), class_="quoted"),
        )
        if decision.minority
        else None,
        section(choose_words(lang, "Le recours", "Appeal"), tag("p", _appeal_words(decision, lang))),
        tag("p", localize_text(decision.signed_by, lang), class_="signed") if decision.signed_by else None,
    )
    return render_document(
        stamp,
        lang,
        title=choose_words(lang, f"Décision : {organisation.name}", f"Decision: {organisation.name}"),
        kicker=choose_words(lang, f"Décision {stamp.reference}", f"Decision {stamp.reference}"),
        body=body,
    )


def _appeal_words(decision: Decision, lang: Lang) -> str:
    if decision.appeal_until is None:
        return choose_words(
            lang,
            "Cette décision n’est pas de celles dont un recours est prévu par la procédure.",
            "This decision is not one that the procedure lets be appealed.",
        )
    to = (
        localize_text(decision.appeal_to, lang)
        if decision.appeal_to
        else choose_words(lang, "l’instance de recours", "the appeal panel")
    )
    until = format_day(decision.appeal_until, lang)
    return choose_words(
        lang,
        f"Un recours peut être formé devant {to} jusqu’au {until} inclus, depuis les pages du dossier.",
        f"An appeal may be made to {to} until {until} included, from the pages of the dossier.",
    )
