"""What the association of the demonstration says: an operation with four messages, one of which awaits an office.

The operation, its approvals and the people who received its kit are made up. The figures are those of the register, and
so are the results of the day of 2003; the recall of the 250,000 jobs of 2009 is under way, with nine uses.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.rights import Role
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import EMAIL_DOMAIN, DemoPeople
from filiere.site.observatory.actions.retain_figure import retain_figure
from filiere.site.programme.communication.actions.kits import give_kit
from filiere.site.programme.communication.actions.messages import (
    approve_message,
    record_use,
    submit_message,
    write_message,
)
from filiere.site.programme.communication.actions.operations import plan_operation, propose_result, record_result
from filiere.site.programme.communication.actions.recalls import decide_fates, list_awaited_uses, open_recall
from filiere.site.programme.communication.models import Message, Operation
from filiere.site.programme.figure_uses import Fate

JOBS, OLD_JOBS = "jobs-whole-2025-sp2c", "jobs-whole-2009-government"
REVENUE, WOMEN, APPLICATIONS = "revenue-outsourced-2024", "women-outsourced-2019-insee", "event-2003-lille-applications"
ZONE = ZoneInfo("Europe/Paris")

_RETAINED = {
    JOBS: Text(fr="Emplois de la filière, messages", en="Jobs in the sector, messages"),
    REVENUE: Text(fr="Chiffre d’affaires des prestataires, messages", en="Outsourcers’ revenue, messages"),
    WOMEN: Text(fr="Part des femmes chez les prestataires", en="Share of women at outsourcers"),
    APPLICATIONS: Text(fr="Candidatures d’une journée, à Lille", en="Applications on one day, in Lille"),
    OLD_JOBS: Text(fr="Emplois de la filière en 2009", en="Jobs in the sector in 2009"),
}
_WHY_RETAINED = Text(
    fr="Retenu pour être cité dans un message (démonstration).",
    en="Retained to be quoted in a message (demonstration).",
)
_LILLE = (
    "En 2003, la journée avait reçu 316 candidatures à Lille en un jour.",
    "In 2003, the day received 316 applications in Lille alone.",
)
_MESSAGES: tuple[tuple[str, str, str], ...] = (
    (
        JOBS,
        "La relation client, ce sont 290 000 emplois en France.",
        "Customer relations account for 290,000 jobs in France.",
    ),
    (
        REVENUE,
        "Les prestataires réalisent 3,56 milliards d’euros de chiffre d’affaires sur le marché français.",
        "Outsourcers earn €3.56 billion on the French market.",
    ),
    (
        WOMEN,
        "Chez les prestataires, 67 % des salariés sont des femmes.",
        "At outsourcers, 67% of employees are women.",
    ),
)
_ALWAYS_SAID: tuple[tuple[str, str, str], ...] = (
    (
        JOBS,
        "290 000 personnes travaillent dans la relation client en France.",
        "In France, 290,000 people work in customer relations.",
    ),
    (
        OLD_JOBS,
        "En 2009, le Gouvernement comptait 250 000 emplois dans la filière.",
        "In 2009, the Government counted 250,000 jobs in the sector.",
    ),
)
_RESULTS: tuple[tuple[str, int, str, str], ...] = (
    ("cities", 20, "France", "event-2003-cities"),
    ("visitors", 504, "Paris", "event-2003-paris-visitors"),
    ("visitors", 380, "Lille, plateaux", "event-2003-lille-centre-visitors"),
    ("visitors", 500, "Lille, stands", "event-2003-lille-stand-visitors"),
    ("applications", 316, "Lille", APPLICATIONS),
)
_USES: tuple[tuple[str, str, str, str, str, int, str], ...] = (
    # Kind, title in both languages, words, who answers for it, recipients, fate ("" while it is open).
    (
        "kit",
        "Kit de 2025, fiche presse",
        "2025 press kit, press sheet",
        "250 000 emplois",
        Role.COMMUNICATION,
        38,
        "replaced",
    ),
    ("speech", "Discours du congrès", "Speech at the congress", "un quart de million", Role.COMMUNICATION, 1, "dated"),
    (
        "agreement",
        "Convention, article 2",
        "Agreement, article 2",
        "base de l’objectif : 250 000",
        Role.PROGRAMME,
        2,
        "dated",
    ),
    ("poster", "Affiche A3", "A3 poster", "250 000", Role.COMMUNICATION, 112, "withdrawn"),
    (
        "report",
        "Rapport n° 1 à l’État",
        "Report no. 1 to the State",
        "ligne de contexte : 250 000",
        Role.PROGRAMME,
        4,
        "",
    ),
    ("plan", "Action C2, départ", "Action C2, baseline", "base du calcul : 250 000", Role.STATISTICIAN, 0, ""),
)
_SPEECH = (
    "Quand le Gouvernement a répondu à la représentation nationale, en 2010, la filière faisait travailler un quart de "
    "million de personnes. (Discours fictif.)"
)
_RECIPIENTS = (
    ("Anaïs Corbel", "Le Quotidien de l’Exemple"),
    ("Blaise Odin", "Radio Confluence fictive"),
    ("Cyprien Malaval", "Agence Esquisse"),
    ("Dalila Roche", "La Lettre des services"),
    ("Emma Vidalin", "Télé Exemple Nord"),
    ("Firmin Aubry", "L’Hebdo imaginaire"),
    ("Gwenola Tanguy", "Relation Demain"),
    ("Hélène Astier", "Emploi & Territoires"),
    ("Ismaël Cordier", "Le Courrier inventé"),
    ("Judith Pelletan", "Radio des Confins"),
    ("Kévin Lasserre", "La Gazette du Modèle"),
    ("Louna Brissac", "Revue des métiers"),
)


def communication_scenarios(cast: DemoPeople, today: date) -> list[Scenario]:
    """The story of communication; none where it was told already."""
    return [] if Operation.objects.exists() else [_tell(cast, today)]


def find_operation_day(today: date) -> date:
    """The 25th of March that comes at least two months from a day."""
    day = date(today.year, 3, 25)
    return day if day - today > timedelta(days=60) else day.replace(year=today.year + 1)


def _tell(cast: DemoPeople, today: date) -> Scenario:
    people = cast.people
    yield 60
    for figure, label in _RETAINED.items():
        use = f"message-{figure}"
        retain_figure(figure, use=use, label=label, reason=_WHY_RETAINED, actor=people["statistique"])
    _record_day_of_2003(cast)
    yield 45
    for figure, fr, en in _ALWAYS_SAID:
        _say(cast, figure, fr, en)
    for kind, title, title_en, said, owner, recipients, _fate in _USES:
        record_use(
            title,
            title_en=title_en,
            figure=OLD_JOBS,
            kind=kind,
            said=said,
            text=_SPEECH if kind == "speech" else "",
            owner=owner,
            recipients=recipients,
            on=timezone.localdate() - timedelta(days=90),
            actor=people["communication"],
        )
    yield 20
    operation = _plan_open_days(cast, today)
    yield 15
    for figure, fr, en in _MESSAGES:
        _say(cast, figure, fr, en, operation=operation, review_on=find_operation_day(today) + timedelta(days=97))
    _say(
        cast,
        APPLICATIONS,
        f"{_LILLE[0]} Le ministère de l’Emploi s’associe à celle-ci.",
        f"{_LILLE[1]} The Employment Ministry is taking part in this one.",
        operation=operation,
        cites_state=True,
        without_mention=_LILLE[0],
        without_mention_en=_LILLE[1],
    )
    yield 8
    lines = [f"{name} ; {paper} ; kit-{rank}@{EMAIL_DOMAIN}" for rank, (name, paper) in enumerate(_RECIPIENTS, 1)]
    give_kit(operation, lines="\n".join(lines), actor=people["communication"])
    yield 5
    _recall_old_jobs(cast)
    _hold_job_fair(cast)


def _say(cast: DemoPeople, figure: str, fr: str, en: str, **said: Any) -> Message:
    """Write a message, which the general delegate approves."""
    author = cast.people["communication"]
    message = write_message(fr, sentence_en=en, figure=figure, actor=author, **said)
    submit_message(message, actor=author)
    message.refresh_from_db()
    return approve_message(message, actor=cast.people["delegue"])


def _record_day_of_2003(cast: DemoPeople) -> None:
    """The day of 25 September 2003, whose results are real: the register has them, with their source."""
    operation = plan_operation(
        "Journée de la relation client 2003",
        title_en="Customer relations day 2003",
        day=date(2003, 9, 25),
        place="Vingt villes, dont Paris et Lille",
        lead="La profession, d’après la presse",
        fictitious=False,
        actor=cast.people["communication"],
    )
    for measure, count, place, figure in _RESULTS:
        record_result(
            operation,
            measure=measure,
            count=count,
            place=place,
            method="Rapporté par la presse, sans méthode dite.",
            method_en="Reported by the press, with no method stated.",
            figure=figure,
            actor=cast.people["communication"],
        )
        operation.refresh_from_db()


def _hold_job_fair(cast: DemoPeople) -> None:
    """A job fair that took place, and a count of its visitors that waits for a statistician."""
    officer = cast.people["communication"]
    operation = plan_operation(
        "Rencontre de l’emploi à Limoges",
        title_en="Limoges job fair",
        day=timezone.localdate() - timedelta(days=7),
        place="Limoges",
        lead="Association de démonstration",
        actor=officer,
    )
    result = record_result(
        operation,
        measure="visitors",
        count=640,
        place="Limoges",
        method="Compteur à l’entrée, de 9 h à 17 h ; une personne qui ressort et revient compte deux fois.",
        method_en="Counter at the door, 9 am to 5 pm; somebody who leaves and comes back counts twice.",
        actor=officer,
    )
    propose_result(result, actor=officer)


def _plan_open_days(cast: DemoPeople, today: date) -> Operation:
    day = find_operation_day(today)
    return plan_operation(
        f"Portes ouvertes {day.year} des centres de relation client",
        title_en=f"{day.year} open days of contact centres",
        campaign="Des métiers, des visages",
        day=day,
        starts_at=time(9),
        ends_at=time(18),
        place="Dix-huit centres, dans neuf régions",
        lead="Association de démonstration",
        partners="Syndicat fictif des prestataires\nUnion fictive des centres intégrés",
        guest="La ministre chargée de l’Emploi",
        office="Cabinet de la ministre chargée de l’Emploi",
        office_asked_on=timezone.localdate(),
        office_deadline=datetime.combine(today + timedelta(days=10), time(18), ZONE),
        silence_rule=Operation.Silence.MENTION,
        embargo_until=datetime.combine(day - timedelta(days=7), time(6), ZONE),
        actor=cast.people["communication"],
    )


def _recall_old_jobs(cast: DemoPeople) -> None:
    """Open the recall of the 250,000 jobs of 2009, and decide six of its nine uses."""
    people = cast.people
    recall = open_recall(
        OLD_JOBS,
        reason="Une réponse du Gouvernement à une question écrite, sans méthode : elle ne se cite plus au présent.",
        reason_en="An answer of the Government to a written question, with no method: not to be quoted as of today.",
        actor=people["statistique"],
    )
    titles = {title: fate for _kind, title, _en, _said, _owner, _count, fate in _USES}
    deciders = {
        Role.COMMUNICATION: people["communication"],
        Role.PROGRAMME: people["delegue"],
        Role.STATISTICIAN: people["statistique"],
    }
    for use in list_awaited_uses(OLD_JOBS):
        fate = {"retained": Fate.REPLACED, "series": Fate.DATED}.get(use.kind) or titles.get(use.where.fr, "")
        if fate:
            decide_fates(
                recall,
                uses=[use.key],
                fate=fate,
                replacement=JOBS if fate == Fate.REPLACED else "",
                actor=deciders[Role(use.owner)],
            )
