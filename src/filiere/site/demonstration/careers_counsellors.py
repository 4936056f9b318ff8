"""A counsellor of the demonstration and the people they help: one comes in, one moves up, one goes out.

All are made up and marked as such. Beside the three that the pages tell, files that say nothing but their steps give
the funnel something to tell, for it tells nothing of fewer than ten people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import islice

from filiere.site.careers.counsellors.actions import files, simulations, steps
from filiere.site.careers.counsellors.closed_lists import list_pseudonym_words
from filiere.site.careers.counsellors.jobs_offered import list_asked_skills, list_needed_skills
from filiere.site.careers.counsellors.models import PersonFile, Stage
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import DemoPeople

FUNCTION = "Conseil en évolution professionnelle"
OFFICE = "Agence de démonstration, Limoges"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A person: their pseudonym, where from and where to, and the days before today of each stage."""

    word: str
    number: int
    origin: str
    target: str
    stages: tuple[tuple[Stage, int], ...]
    said: tuple[str, ...]
    """What they answer of the skills asked, in the order in which they are."""
    next_what: str
    next_in: int
    measure: str = ""
    note: str = ""
    correction: tuple[str, str] = field(default=("", ""))
    """The job that the counsellor retained, and why."""


DEMO_FILES = (
    DemoFile(
        "Saule",
        14,
        "cashier",
        "customer-adviser",
        ((Stage.INFORMED, 18), (Stage.CAME, 9), (Stage.TESTED, 4)),
        ("yes", "yes", "no", "unknown", "yes", "no", "yes", "unknown"),
        "Réunion d’information, recrutement par simulation",
        5,
        measure="poe-individual",
        note="A tenu l’accueil d’un magasin, réclamations comprises.",
    ),
    DemoFile(
        "Héron",
        3,
        "customer-adviser",
        "team-leader",
        ((Stage.INFORMED, 150), (Stage.CAME, 145), (Stage.TESTED, 140), (Stage.TRAINED, 110), (Stage.HIRED, 95)),
        ("yes", "yes", "yes", "no", "unknown", "no", "yes", "yes"),
        "Point à trois mois avec l’employeur",
        3,
        measure="professionalisation",
    ),
    DemoFile(
        "Genêt",
        19,
        "customer-adviser",
        "",
        ((Stage.INFORMED, 40),),
        ("yes", "yes", "yes", "yes", "yes", "unknown", "no", "no"),
        "Rappeler pour choisir un métier",
        -4,
        correction=("sales-assistant", "Veut quitter le téléphone et aime le contact direct"),
    ),
)
LAST_STAGES: tuple[tuple[Stage, int], ...] = (
    (Stage.PRESCRIBED, 12),
    (Stage.INFORMED, 16),
    (Stage.TESTED, 10),
    (Stage.HIRED, 11),
)
"""How many others stopped at which stage."""


def counsellor_scenarios(cast: DemoPeople, today: date) -> list[Scenario]:
    """The files, told from their first day; none where some were opened already."""
    if PersonFile.objects.exists():
        return []
    return [
        *(_tell_file(cast, one, today) for one in DEMO_FILES),
        _tell_others(cast, today),
        _tell_session(cast, today),
    ]


def _tell_file(cast: DemoPeople, told: DemoFile, today: date) -> Scenario:
    counsellor, first = cast.people["conseil"], told.stages[0][1] + 7
    yield first
    file = files.open_file(
        "new",
        actor=counsellor,
        consent=True,
        origin=told.origin,
        target=told.target,
        department="87",
        note=told.note,
        word=told.word,
        number=told.number,
        fictitious=True,
    )
    for stage, ago in told.stages:
        yield ago
        steps.reach_stage(file, actor=counsellor, stage=stage, on=today - timedelta(days=ago))
        file.refresh_from_db()
    asked = list_needed_skills(told.target) or list_asked_skills(told.origin, "")
    yield min(ago for _, ago in told.stages) - 1
    files.answer_intake(file, actor=counsellor, answers=dict(zip(asked, told.said, strict=False)))
    file.refresh_from_db()
    result = files.compute_result(file, actor=counsellor)
    retained, reason = told.correction
    if retained and retained != result.body["paths"][0]["target"]:
        files.correct_result(
            file, actor=counsellor, retained=retained, reason=reason, function=FUNCTION,
        )  # fmt: skip
        file.refresh_from_db()
    if told.measure:
        files.change_file(
            file, actor=counsellor, origin=file.origin, target=file.target, department=file.department,
            measure=told.measure, note=file.note,
        )  # fmt: skip
        file.refresh_from_db()
    files.plan_next_step(
        file,
        actor=counsellor,
        next_what=told.next_what,
        next_on=today + timedelta(days=told.next_in),
        next_hour=time(9, 30),
        next_where=OFFICE,
        next_who="Ma conseillère",
    )


def _tell_others(cast: DemoPeople, today: date) -> Scenario:
    """Files that hold nothing but their steps, three quarters ago."""
    counsellor = cast.people["conseil"]
    drawn = _draw_pseudonyms()
    yield 240
    order = list(Stage)
    for last, count in LAST_STAGES:
        for word, number in islice(drawn, count):
            file = files.open_file(
                "new", actor=counsellor, consent=True, origin="cashier", word=word, number=number, fictitious=True
            )
            for stage in order[1 : order.index(last) + 1]:
                steps.add_step(file, actor=counsellor, stage=stage, on=today - timedelta(days=240))


def _draw_pseudonyms() -> Iterator[tuple[str, int]]:
    for number in (31, 52, 77):
        for word in list_pseudonym_words():
            yield word, number


def _tell_session(cast: DemoPeople, today: date) -> Scenario:
    counsellor = cast.people["conseil"]
    yield 1
    session = simulations.plan_simulation(
        "new",
        actor=counsellor,
        on=today + timedelta(days=5),
        hour=time(9, 30),
        place=OFFICE,
        employer="Dorvalise Appels",
        target="customer-adviser",
        seats=8,
        fictitious=True,
    )
    invited = PersonFile.objects.filter(pseudonym="Saule 14").first()
    if invited is not None:
        simulations.invite_file(session, actor=counsellor, file=invited, wishes=["quiet", "hours"])
