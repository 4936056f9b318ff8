"""The rules of independence of a release, applied to a declaration on a day."""

from collections.abc import Iterator
from datetime import date, timedelta

from filiere.core.faults import Fault
from filiere.core.text import Text
from filiere.referentials.independence.declarations import (
    DeclaredTie,
    DependenceReason,
    IndependenceVerdict,
    TieDeclaration,
)
from filiere.referentials.records.audit_and_award import Independence
from filiere.referentials.records.field_types import TimeSpan

CYCLES_KEY = "cycles"
"""The name under which audits in a row are told among the kinds of ties."""

_TIE_KIND_LABELS = {
    "employment": Text(
        fr="emploi chez le candidat ou dans son groupe", en="employment with the applicant or its group"
    ),
    "shares": Text(fr="parts, actions ou options du candidat", en="shares, stock or options in the applicant"),
    "family": Text(
        fr="proche qui dirige ou représente le candidat", en="relative who runs or represents the applicant"
    ),
    "advice": Text(fr="conseil ou formation donnés au candidat", en="advice or training given to the applicant"),
    CYCLES_KEY: Text(fr="audits du même candidat à la suite", en="consecutive audits of the same applicant"),
}


def describe_tie_kind(kind: str) -> Text:
    """Return the words of a kind of tie; the key itself for one that only a later release knows."""
    return _TIE_KIND_LABELS.get(kind, Text.same(kind.replace("_", " ")))


def assess_independence(
    rules: Independence | None, declaration: TieDeclaration, day: date, *, cycles_known: int = 0
) -> IndependenceVerdict:
    """Return whether the auditor is independent on a day, with the reasons.

    ``cycles_known`` is how many audits in a row whoever asks knows of: the greater of it and of what is declared
    counts. A release without rules bars nobody and asks nothing.
    """
    if rules is None:
        return IndependenceVerdict((), ())
    within = rules.no_advice_to_candidate_within
    bars: list[DependenceReason] = []
    missing: list[str] = []
    for kind in rules.declares:
        tie = declaration.ties.get(kind)
        if tie is None or (tie.held == "ended" and tie.ended is None):
            missing.append(kind)
        elif reason := _tie_reason(kind, tie, within, day):
            bars.append(reason)
    cycles = max(declaration.cycles_before or 0, cycles_known)
    if cycles + 1 > rules.max_consecutive_cycles:
        bars.append(_cycles_reason(cycles, rules.max_consecutive_cycles))
    elif declaration.cycles_before is None:
        missing.append(CYCLES_KEY)
    return IndependenceVerdict(tuple(bars), tuple(missing))


def declaration_faults(rules: Independence, declaration: TieDeclaration, day: date) -> Iterator[Fault]:
    """Yield what a declaration says that cannot be: a kind not asked, an end to come, an end of what did not end."""
    for kind, tie in declaration.ties.items():
        if kind not in rules.declares:
            yield Fault(
                code="independence-unknown-kind",
                message=Text(
                    fr=f"La version ne demande pas de lien de type « {kind} ».",
                    en=f"The version does not ask about links of the kind “{kind}”.",
                ),
                remedy=Text(
                    fr=f"Types attendus : {', '.join(rules.declares)}.",
                    en=f"Kinds expected: {', '.join(rules.declares)}.",
                ),
                key=f"ties.{kind}",
            )
        if tie.held == "ended" and (tie.ended is None or tie.ended > day):
            yield Fault(
                code="independence-end",
                message=Text(
                    fr=f"Un lien terminé ({describe_tie_kind(kind).fr}) a besoin du jour de sa fin, passé ou présent.",
                    en=(
                        f"A link that has ended ({describe_tie_kind(kind).en}) needs its end date, which "
                        "cannot be in the "
                        "future."
                    ),
                ),
                remedy=Text(
                    fr="Indiquez cette date, ou que le lien dure encore.",
                    en="Give that date, or state that the link still exists.",
                ),
                key=f"ties.{kind}.ended",
            )
        if tie.held != "ended" and tie.ended is not None:
            yield Fault(
                code="independence-stray-end",
                message=Text(
                    fr=(
                        f"Une date de fin est indiquée pour un lien non déclaré terminé ({describe_tie_kind(kind).fr})."
                    ),
                    en=f"An end date is given for a link that is not marked as ended ({describe_tie_kind(kind).en}).",
                ),
                remedy=Text(fr="Retirez le jour, ou choisissez « terminé ».", en="Remove the date, or choose “over”."),
                key=f"ties.{kind}.ended",
            )


def _tie_reason(kind: str, tie: DeclaredTie, within: TimeSpan, day: date) -> DependenceReason | None:
    words = describe_tie_kind(kind)
    if tie.held == "lasting":
        return DependenceReason(kind, Text(fr=f"Lien en cours : {words.fr}.", en=f"Current link: {words.en}."))
    if tie.held == "none" or tie.ended is None:
        return None
    # Counted as the procedure counts: the day it ended is not counted, and the last day of the length still bars.
    last = within.shift_day(tie.ended)
    if day > last:
        return None
    free = last + timedelta(days=1)
    return DependenceReason(
        kind,
        Text(
            fr=f"Lien terminé depuis trop peu de temps, le {tie.ended} : {words.fr}. Libre à partir du {free}.",
            en=f"A link that ended too recently, on {tie.ended}: {words.en}. Eligible from {free}.",
        ),
    )


def _cycles_reason(cycles: int, most: int) -> DependenceReason:
    return DependenceReason(
        CYCLES_KEY,
        Text(
            fr=f"Ce serait l’audit n° {cycles + 1} de ce candidat à la suite ; {most} au plus.",
            en=f"This would be consecutive audit no. {cycles + 1} of this applicant; at most {most} are allowed.",
        ),
    )
