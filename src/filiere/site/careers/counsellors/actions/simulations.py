"""Sessions of recruitment by simulation: planning one, inviting a file, noting who came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.http import Http404

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.careers.counsellors.actions.files import is_past_retention, require_alive, require_own
from filiere.site.careers.counsellors.actions.steps import add_step
from filiere.site.careers.counsellors.faults import refuse
from filiere.site.careers.counsellors.models import PersonFile, Simulation, SimulationPlace, Stage
from filiere.site.careers.counsellors.personal_words import refuse_personal_words
from filiere.site.careers.counsellors.querysets import KEEP
from filiere.site.careers.profession_content import find_job
from filiere.site.journal.act_decorator import TODAY, ActTarget, act, lock_journal, lock_row
from filiere.site.journal.sealed_rows import record_row

NEW: ActTarget[str] = ActTarget("simulation", str, lock_journal, refusals=False)
SIMULATION = ActTarget[Simulation]("simulation", lock=lock_row, refusals=False)
CAME = SimulationPlace.Attendance.CAME


@act("simulation.plan", on=NEW, right=KEEP)
def plan_simulation(
    _new: str,
    *,
    actor: User,
    on: date,
    hour: time,
    place: str,
    employer: str,
    target: str,
    seats: int,
    fictitious: bool = False,
) -> Simulation:
    """Plan a session with an employer, for an occupation and so many places."""
    if find_job(target) is None:
        raise refuse("file-job-unknown", "target", job=target[:64])
    for field, words in (("place", place), ("employer", employer)):
        refuse_personal_words(words, field)
    return Simulation.objects.create(
        owner=actor, on=on, hour=hour, place=place, employer=employer, target=target, seats=seats, fictitious=fictitious
    )


@act("simulation-place.invite", on=SIMULATION, right=require_own, record=False)
def invite_file(
    simulation: Simulation,
    *,
    actor: User,
    file: PersonFile,
    wishes: Sequence[str] = (),
    wishes_kept: bool = False,
    day: date = TODAY,
) -> SimulationPlace:
    """Invite a file of one’s own; its wishes go the day after the session unless the person agreed in writing."""
    require_own(file, actor=actor)
    # It may have been erased since the form was shown: to whoever invites it, it is then not there.
    held = PersonFile.objects.select_for_update().filter(pk=file.pk).first()
    if held is None:
        raise Http404
    require_alive(held, day)
    if simulation.on < day:
        raise refuse("simulation-past", on=spell_day(simulation.on))
    if simulation.places.filter(file=file).exists():
        raise refuse("simulation-invited", "file")
    if simulation.places.count() >= simulation.seats:
        raise refuse("simulation-full", seats=str(simulation.seats))
    made = SimulationPlace.objects.create(
        simulation=simulation,
        file=file,
        wishes=sorted(set(wishes)),
        wishes_kept=wishes_kept and bool(wishes),
        invited_on=day,
    )
    record_row(actor, "simulation-place.invite", made)
    return made


@act("simulation-place.attend", on=SIMULATION, right=require_own, record=False)
def record_attendance(simulation: Simulation, *, actor: User, came: Sequence[str], day: date = TODAY) -> Simulation:
    """Note who came, by key of their file; those not named were absent. Whoever came has reached that stage."""
    if simulation.on > day:
        raise refuse("simulation-to-come", on=spell_day(simulation.on))
    for place in simulation.places.select_related("file"):
        there = place.file.key in came
        place.attendance = CAME if there else SimulationPlace.Attendance.ABSENT
        if not place.wishes_kept:
            place.wishes = []
        place.save()
        record_row(actor, "simulation-place.attend", place)
        if there and not place.file.steps.filter(stage=Stage.CAME).exists():
            add_step(place.file, actor=actor, stage=Stage.CAME, on=simulation.on)
        if there and place.file.last_contact < simulation.on and not is_past_retention(place.file, day):
            place.file.last_contact = simulation.on
            place.file.save(update_fields=["last_contact"])
            record_row(actor, "person-file.attend", place.file)
    return simulation
