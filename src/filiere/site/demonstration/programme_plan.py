"""A made-up plan of three years, with what a plan must show: gaps, silence, a range, a limit, a value out of date.

Days are counted back from the day of the demonstration, so that the same actions are late whenever it is built.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import DemoPeople
from filiere.site.programme.plan import actions
from filiere.site.programme.plan.models import Action, Axis, Plan

BEGUN = 330
"""Days since the general assembly of the plan."""

_AXES = (
    ("A", "L’État et le dialogue", "The State and dialogue"),
    ("B", "Le label", "The label"),
    ("C", "La mesure de la filière", "Measuring the sector"),
    ("D", "L’accès aux emplois", "Access to jobs"),
    ("E", "La qualité et la parole publique", "Quality and public statements"),
)

_ORIENTATION = (
    "Que chaque promesse ait un pilote et un chiffre",
    "Let every promise have an owner and a figure",
    "L’assemblée décide que toute action du plan a un pilote, une échéance et, quand c’est possible, un chiffre du "
    "registre qui la mesure ; que l’état déclaré et l’avancement calculé sont publiés ensemble.",
)

# axis, French, English, owner, days until due, what is counted (fr), unit, direction, base, goal
_ACTIONS: tuple[tuple[str, str, str, str, int, dict[str, Any], dict[str, Any]], ...] = (
    (
        "A",
        "Signer une convention emploi et compétences dans chaque région",
        "Sign an agreement on jobs and skills in each region",
        "Délégation générale",
        210,
        {
            "measure": "Conventions signées",
            "measure_en": "Agreements signed",
            "unit": "régions",
            "unit_en": "regions",
            "base": 0,
            "goal": 13,
        },
        {"state_part": "L’État signe chaque convention et en paie la moitié.", "budget": [("État", 0, 900_000)]},
    ),
    (
        "A",
        "Faire examiner chaque texte par les organisations syndicales avant décision",
        "Have each text examined by unions before a decision",
        "Commission sociale",
        40,
        {
            "measure": "Textes examinés à temps",
            "measure_en": "Texts examined in time",
            "unit": "% des textes",
            "unit_en": "% of texts",
            "base": 40,
            "goal": 100,
        },
        {},
    ),
    (
        "B",
        "Doubler le nombre de labels en cours de validité",
        "Double the number of labels in force",
        "Association du label",
        400,
        {"reads": "label-holders", "base": 4, "goal": 12},
        {},
    ),
    (
        "B",
        "Diviser par deux le délai entre dépôt et décision",
        "Halve the time between filing and decision",
        "Association du label",
        220,
        {
            "measure": "Délai de décision, médiane",
            "measure_en": "Time to decision, median",
            "unit": "semaines",
            "unit_en": "weeks",
            "direction": "down",
            "base": 20,
            "goal": 10,
        },
        {"risks": "Les audits de l’été retardent deux séances du comité."},
    ),
    (
        "B",
        "Recueillir les réponses sur l’environnement",
        "Collect answers on the environment",
        "Comité scientifique",
        60,
        {
            "measure": "Dossiers complets sur l’environnement",
            "measure_en": "Complete dossiers on the environment",
            "unit": "dossiers",
            "unit_en": "dossiers",
            "base": 0,
            "goal": 25,
        },
        {},
    ),
    (
        "C",
        "Porter à 50 % la réponse à l’enquête annuelle",
        "Raise the response rate of the annual survey to 50%",
        "Observatoire",
        300,
        {
            "measure": "Taux de réponse",
            "measure_en": "Response rate",
            "unit": "% de réponses",
            "unit_en": "% of responses",
            "base": 22,
            "goal": 50,
        },
        {},
    ),
    (
        "C",
        "Connaître l’emploi des centres intégrés par l’enquête",
        "Survey the jobs of in-house centres",
        "Observatoire",
        400,
        {
            "measure": "Emploi intégré couvert",
            "measure_en": "In-house jobs covered",
            "unit": "milliers d’emplois",
            "unit_en": "thousand jobs",
            "base": 0,
            "goal": 150,
        },
        {},
    ),
    (
        "C",
        "Publier les fiches des métiers, certifications vérifiées",
        "Publish occupation sheets with verified certifications",
        "Mission nationale",
        120,
        {
            "measure": "Fiches publiées",
            "measure_en": "Sheets published",
            "unit": "fiches",
            "unit_en": "sheets",
            "base": 0,
            "goal": 18,
        },
        {},
    ),
    (
        "D",
        "Faire entrer en formation des personnes en reconversion",
        "Get people changing careers into training",
        "Mission nationale",
        580,
        {
            "measure": "Entrées en formation",
            "measure_en": "Training starts",
            "unit": "personnes",
            "unit_en": "people",
            "direction": "cumulative",
            "base": 0,
            "goal": 1200,
        },
        {"state_part": "L’État finance les formations préalables à l’embauche."},
    ),
    (
        "D",
        "Accompagner les télévendeurs touchés par la règle du 11 août 2026",
        "Support telesales workers affected by the rule of 11 August 2026",
        "Délégation générale",
        260,
        {
            "measure": "Télévendeurs accompagnés",
            "measure_en": "Telesales workers supported",
            "unit": "personnes",
            "unit_en": "people",
            "base": 0,
            "goal": 2000,
            "period_months": 3,
        },
        {},
    ),
    (
        "E",
        "Mesurer les centres selon la définition commune",
        "Measure centres under the common definition",
        "Commission qualité",
        -30,
        {
            "measure": "Indicateurs rapprochés",
            "measure_en": "Indicators aligned",
            "unit": "indicateurs",
            "unit_en": "indicators",
            "base": 4,
            "goal": 18,
        },
        {},
    ),
    (
        "E",
        "Ne citer en public que des chiffres à jour",
        "Quote only current figures in public",
        "Communication",
        30,
        {
            "measure": "Citations à jour",
            "measure_en": "Quotations up to date",
            "unit": "% des citations",
            "unit_en": "% of quotations",
            "base": 60,
            "goal": 100,
        },
        {},
    ),
    (
        "E",
        "Tenir les réponses du public sous deux jours",
        "Answer the public within two days",
        "Communication",
        200,
        {
            "measure": "Délai moyen de réponse",
            "measure_en": "Average response time",
            "unit": "jours",
            "unit_en": "days",
            "direction": "at_most",
            "goal": 2,
        },
        {},
    ),
)

# action, days ago, value or ends
_READINGS: tuple[tuple[str, int, Any], ...] = (
    ("A1", 200, 2), ("A1", 25, 5), ("A2", 20, 70), ("B2", 160, 19), ("B2", 18, 25), ("B3", 12, 28), ("C1", 30, 31),
    ("C2", 40, (66, 78)), ("C3", 9, 11), ("D1", 150, 190), ("D1", 15, 410), ("D2", 147, 120), ("E1", 45, 12),
    ("E2", 14, 90), ("E3", 7, Decimal("1.6")),
)  # fmt: skip
# action, days ago, state
_DECLARED: tuple[tuple[str, int, str], ...] = (
    ("A1", 25, "on_time"), ("A2", 20, "watch"), ("B1", 33, "on_time"), ("B2", 18, "on_time"), ("B3", 12, "on_time"),
    ("C1", 30, "watch"), ("C2", 40, "on_time"), ("C3", 9, "on_time"), ("D1", 15, "on_time"), ("E1", 45, "watch"),
    ("E2", 14, "on_time"), ("E3", 7, "on_time"),
)  # fmt: skip


def plan_scenarios(cast: DemoPeople) -> list[Scenario]:
    """The plan; none where one was begun already."""
    return [] if Plan.objects.exists() else [_play_plan(cast)]


def _play_plan(cast: DemoPeople) -> Scenario:
    lead = cast.people["presidente"]
    yield BEGUN
    today = timezone.localdate() + timedelta(days=BEGUN)
    _begin_plan(lead, today)
    for ago, act in sorted(_list_acts(lead), key=lambda one: one[0], reverse=True):
        yield ago
        act()


def _begin_plan(lead: Any, today: date) -> None:
    start = timezone.localdate()
    plan = actions.create_plan(
        None,
        actor=lead,
        title=f"Plan {start.year}–{start.year + 2}",
        title_en=f"Plan {start.year}–{start.year + 2}",
        starts=start,
        ends=start + timedelta(days=1095),
    )
    title, title_en, text = _ORIENTATION
    orientation = actions.record_orientation(
        plan,
        actor=lead,
        title=title,
        title_en=title_en,
        text=text,
        assembly="Assemblée générale ordinaire",
        adopted_on=start,
    )
    axes: dict[str, Axis] = {
        letter: actions.create_axis(plan, actor=lead, letter=letter, title=fr, title_en=en) for letter, fr, en in _AXES
    }
    made: dict[str, Action] = {}
    for letter, fr, en, owner, days, said, more in _ACTIONS:
        target = {"reads": "readings", "figure": "", "measure": "", "unit": "", "direction": "up", "base": None}
        row = actions.create_action(
            plan,
            actor=lead,
            axis=axes[letter],
            orientation=orientation,
            title=fr,
            title_en=en,
            owner=owner,
            start=start,
            due=today + timedelta(days=days),
            target=target | {"goal": None, "goal_high": None, "period_months": 12} | said,
            depends_on=[made["C1"].key] if "intégrés" in fr else [],
            **more,
        )
        made[row.code] = row


def _list_acts(lead: Any) -> list[tuple[int, Any]]:
    def read(code: str, value: Any) -> None:
        low, high = value if isinstance(value, tuple) else (value, None)
        actions.record_reading(
            _find(code),
            actor=lead,
            on=timezone.localdate(),
            low=Decimal(low),
            high=None if high is None else Decimal(high),
            source="Tableau de bord de la délégation générale",
        )

    def declare(code: str, state: str) -> None:
        actions.declare_state(_find(code), actor=lead, on=timezone.localdate(), state=state)

    acts: list[tuple[int, Any]] = [
        (ago, lambda code=code, value=value: read(code, value)) for code, ago, value in _READINGS
    ]
    return [*acts, *((ago, lambda code=code, state=state: declare(code, state)) for code, ago, state in _DECLARED)]


def _find(code: str) -> Action:
    return Action.objects.select_related("axis__plan").get(axis__letter=code[0], number=int(code[1:]))
