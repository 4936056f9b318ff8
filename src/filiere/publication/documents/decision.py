"""The letter of a decision: what was decided, why, on which papers, and how to appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.text import Lang, Text
from filiere.publication.documents.frame import Stamp, drawn
from filiere.publication.documents.markup import join, prose, tag
from filiere.publication.documents.minutes import CollegeVotes
from filiere.publication.documents.parts import Organisation, about, facts, section, table
from filiere.publication.documents.words import day, said, two


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
        facts(
            *about(organisation, lang),
            (two(lang, "Instance", "Body"), said(decision.instance, lang)),
            (two(lang, "Décision du", "Decision of"), day(decision.decided, lang)),
        ),
        tag("p", tag("b", said(decision.outcome, lang)), class_="outcome"),
        section(two(lang, "Les motifs", "The reasons"), prose(decision.reasons)),
        section(
            two(lang, "Ce que cela change", "What this changes"),
            tag("ul", *(tag("li", said(one, lang)) for one in decision.effects)),
        )
        if decision.effects
        else None,
        section(
            two(lang, "Les votes par collège", "The votes by college"),
            table(
                [
                    (two(lang, "Collège", "College"), False),
                    (two(lang, "Pour", "For"), True),
                    (two(lang, "Contre", "Against"), True),
                    (two(lang, "Abstention", "Abstained"), True),
                ],
                [
                    [said(one.college, lang), str(one.in_favour), str(one.against), str(one.abstained)]
                    for one in decision.votes
                ],
            ),
        )
        if decision.votes
        else None,
        section(
            two(lang, "Avis minoritaire", "Minority opinion"), tag("div", prose(decision.minority), class_="quoted")
        )
        if decision.minority
        else None,
        section(two(lang, "Le recours", "Appeal"), tag("p", _appeal(decision, lang))),
        tag("p", said(decision.signed_by, lang), class_="signed") if decision.signed_by else None,
    )
    return drawn(
        stamp,
        lang,
        title=two(lang, f"Décision : {organisation.name}", f"Decision: {organisation.name}"),
        kicker=two(lang, f"Décision {stamp.reference}", f"Decision {stamp.reference}"),
        body=body,
    )


def _appeal(decision: Decision, lang: Lang) -> str:
    if decision.appeal_until is None:
        return two(
            lang,
            "Cette décision n’est pas de celles dont un recours est prévu par la procédure.",
            "This decision is not one that the procedure lets be appealed.",
        )
    to = (
        said(decision.appeal_to, lang) if decision.appeal_to else two(lang, "l’instance de recours", "the appeal panel")
    )
    until = day(decision.appeal_until, lang)
    return two(
        lang,
        f"Un recours peut être formé devant {to} jusqu’au {until} inclus, depuis les pages du dossier.",
        f"An appeal may be made to {to} until {until} included, from the pages of the dossier.",
    )
