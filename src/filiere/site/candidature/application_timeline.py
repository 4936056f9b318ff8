"""The stages of an application in sentences, with the time limits that the procedure of the release gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from filiere.core import Text
from filiere.referentials import Release
from filiere.site.label.code_labels import format_duration

_PLACE = re.compile(r"\{([a-z_0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what happens, in which time; `{name}` is the delay of a passage of the procedure."""

    title: Text
    text: Text
    due: Text


@dataclass(frozen=True, slots=True)
class ShownStage:
    """A stage ready to print."""

    title: str
    text: str
    due: str


STAGES = (
    Stage(
        Text(fr="Vous préparez la candidature", en="You prepare the application"),
        Text(
            fr="Catégorie, sites, quelques faits. Vous voyez l’éligibilité, le prix et le travail demandé avant de "
            "déposer : vous ne vous engagez pas encore.",
            en="Category, sites, a few facts. You see eligibility, price and the work required before filing: nothing "
            "is committed yet.",
        ),
        Text(fr="À votre rythme, {preparing_forgotten} au plus", en="At your pace, {preparing_forgotten} at most"),
    ),
    Stage(
        Text(fr="Vous déposez, l’équipe du label vérifie", en="You file, the label staff check"),
        Text(
            fr="Ce qui manque vous est demandé : vous avez {returned_forgotten} pour compléter. En cas de doute sur "
            "l’éligibilité, vous êtes entendu. Si l’équipe ne vérifie pas en {check_missed}, le comité s’en saisit.",
            en="You are asked for whatever is missing and have {returned_forgotten} to complete it. If eligibility is "
            "in doubt, you are heard. If the staff do not check within {check_missed}, the committee takes it up.",
        ),
        Text(fr="Objectif : vérification sous {check_due}", en="Checked within {check_due}"),
    ),
    Stage(
        Text(fr="Vous payez et vous répondez", en="You pay and fill in the questionnaire"),
        Text(
            fr="Réponses, nombres par site, preuves. Les représentants du personnel donnent leur avis, rubrique par "
            "rubrique. Sans paiement au bout de {quote_lapsed}, la candidature est close.",
            en="Answers, figures by site, evidence. Staff representatives give their opinion, theme by theme. Without "
            "payment after {quote_lapsed}, the application is closed.",
        ),
        Text(
            fr="Un rappel tous les {declaring_due} ; candidature close après {declaring_forgotten}",
            en="A reminder every {declaring_due}, {declaring_forgotten} at most",
        ),
    ),
    Stage(
        Text(fr="Un auditeur indépendant vient sur place", en="An independent auditor comes on site"),
        Text(
            fr="Les sites sont tirés au sort, de façon que chacun puisse refaire le tirage. L’auditeur entend des "
            "conseillers et les représentants du personnel, sans la direction.",
            en="Sites are drawn at random, in a way that anyone can check. The auditor hears advisers and staff "
            "representatives, without management.",
        ),
        Text(
            fr="Objectif : désignation sous {naming_due}, rapport sous {audit_late}",
            en="Appointed within {naming_due}, report within {audit_late}",
        ),
    ),
    Stage(
        Text(fr="Vous répondez au rapport", en="You answer the report"),
        Text(
            fr="L’auditeur réplique sous {reply_silence}. Pour lever un écart majeur avant le vote, vous avez "
            "{lifting_over}.",
            en="The auditor replies within {reply_silence}. A major finding can be lifted before the vote: you have "
            "{lifting_over}.",
        ),
        Text(fr="Réponse sous {answer_silence}", en="Answer within {answer_silence}"),
    ),
    Stage(
        Text(fr="Le comité vous entend, puis vote", en="The committee hears you, then votes"),
        Text(
            fr="Il réunit salariés, employeurs, État, consommateurs et personnes qualifiées. Il peut suivre la "
            "proposition, l’abaisser ou refuser ; il ne peut pas accorder plus. S’il ne décide pas en "
            "{committee_missed}, l’instance de recours est saisie.",
            en="Employees, employers, State, consumers, qualified experts. It may follow the proposal, lower it or "
            "refuse; it cannot grant more. If it does not decide within {committee_missed}, the appeal panel acts.",
        ),
        Text(
            fr="Passé {committee_due}, inscrit à la séance suivante",
            en="After {committee_due}, put on the next agenda",
        ),
    ),
    Stage(
        Text(fr="Vous recevez la décision et ses motifs", en="You receive the decision and its reasons"),
        Text(
            fr="Label de {end_24}, label de {end_12} ou refus. Un recours est ouvert devant une autre instance que le "
            "comité.",
            en="Label for {end_24}, label for {end_12}, or refusal. You can appeal to a body other than the committee.",
        ),
        Text(fr="Recours sous {decision_stands}", en="Appeal within {decision_stands}"),
    ),
    Stage(
        Text(fr="Vous faites vivre le label", en="You maintain the label"),
        Text(
            fr="Un label de {end_24} est contrôlé au bout de {follow_up_due}. Le renouvellement s’ouvre "
            "{renewal_opens} avant la fin. Après une fusion, le comité peut donner un certificat provisoire de "
            "{end_provisional}, le temps d’un nouvel audit.",
            en="A label for {end_24} is checked after {follow_up_due}. Renewal opens {renewal_opens} before the end. "
            "After a merger, the committee may give a provisional certificate for {end_provisional}, the time of a "
            "new audit.",
        ),
        Text(fr="{end_24} ou {end_12}", en="{end_24} or {end_12}"),
    ),
)


def list_stages(release: Release) -> tuple[ShownStage, ...]:
    """Return the stages with the delays of a release; a sentence that names a delay it has not is left out."""
    delays = _list_delays(release)
    return tuple(
        ShownStage(str(one.title), _fill(str(one.text), delays), _fill(str(one.due), delays)) for one in STAGES
    )


@dataclass(frozen=True, slots=True)
class ApplicationLength:
    """Months from filing to decision: if others take all their time, and if the applicant does too."""

    least: int
    most: int


OTHERS_DELAYS = ("check_due", "naming_due", "audit_late", "answer_silence", "reply_silence", "committee_due")
OWN_DELAYS = ("quote_lapsed", "declaring_forgotten", "lifting_over")
_DAYS = {"day": 1.0, "working_day": 1.4, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


def estimate_length(release: Release) -> ApplicationLength | None:
    """Return the sums of the limits of the procedure, rounded up; None where it has not all of them.

    The first is of the checks, the audit, the answers to the report and the committee; the second adds the time that
    the applicant has to pay, to answer and to lift a major finding.
    """
    timed = [(one.id, one.after) for one in release.procedure.transitions if one.after] if release.procedure else []
    days = {name: after.count * _DAYS[after.unit] for name, after in timed}
    if not days.keys() >= {*OTHERS_DELAYS, *OWN_DELAYS}:
        return None
    others, own = (sum(days[name] for name in names) for names in (OTHERS_DELAYS, OWN_DELAYS))
    return ApplicationLength(ceil(others / _DAYS["month"]), ceil((others + own) / _DAYS["month"]))


def _list_delays(release: Release) -> Mapping[str, str]:
    procedure, validity = release.procedure, release.award.validity if release.award else None
    spans = [(one.id, one.after) for one in procedure.transitions if one.after is not None] if procedure else []
    found = {name: format_duration(span) for name, span in spans}
    if validity is not None:
        found["renewal_opens"] = format_duration(validity.renewal_opens)
    return found


def _fill(words: str, delays: Mapping[str, str]) -> str:
    sentences = re.split(r"(?<=\.) ", words)
    known = [one for one in sentences if all(name in delays for name in _PLACE.findall(one))]
    return _PLACE.sub(lambda found: delays[found[1]], " ".join(known))
