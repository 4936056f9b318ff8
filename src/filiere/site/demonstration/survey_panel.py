"""A fictitious panel of 400 centres, two waves of the barometer and an annual survey published, and one under way.

Every centre, and every answer, is drawn from its key alone: the demonstration built twice says the same. Two centres in
five do not reply, the small ones more often, so that every page has something to weigh. Replies are kept as the form
would have kept them, all at once: four hundred forms filled in one by one would take a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from random import Random
from typing import Any, Final

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import EMAIL_DOMAIN, DemoPeople
from filiere.site.survey.waves.actions import results, waves
from filiere.site.survey.waves.models import Reply, SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import find_questionnaire
from filiere.survey.questionnaires import AnswerState

FRAME_SIZE: Final = 1_100
SEED: Final = 20_260_408
DRAW_SEED: Final = 20_260_409
"""One by which the centre of which pages speak is drawn."""
SEGMENTS: Final = ("in_house", "outsourced")
SIZES: Final = ((20, 49, 430), (50, 199, 420), (200, 499, 180), (500, 1_400, 70))
"""Least and greatest headcount of a class, and how many centres of the frame are in it."""
REPLYING: Final = (0.52, 0.62, 0.68, 0.8)
_PLACES: Final = (
    "Vienne", "Armor", "Garonne", "Ardenne", "Berry", "Cévennes", "Dombes", "Forez", "Jura", "Landes",
    "Maine", "Nivernais", "Ouche", "Perche", "Quercy", "Rouergue", "Sologne", "Trégor", "Velay", "Yonne",
)  # fmt: skip
_WORDS: Final = ("Relais", "Contact", "Écho", "Liaison", "Dialogue", "Présence", "Voix", "Réponse")
_KINDS: Final = ("Services", "Clients", "Assistance", "Mutuelle", "Énergie", "Voyages", "Conseil")
REMARKS: Final = ("", "", "", "Réponse préparée avec la comptabilité.")
TOLD_CENTRE: Final = "0417"
"""The centre of which pages and guides speak."""


@cache
def build_frame() -> tuple[dict[str, Any], ...]:
    """The list that samples are drawn from: centres by key, with a name, a segment and a headcount."""
    rows, random = [], Random(SEED)  # noqa: S311  Made-up centres, the same each time.
    sizes = [(rank, random.randint(low, high)) for rank, (low, high, count) in enumerate(SIZES) for _ in range(count)]
    random.shuffle(sizes)
    for number, (rank, size) in enumerate(sizes, start=1):
        segment = SEGMENTS[number % 2]
        name = f"{random.choice(_WORDS)} {random.choice(_PLACES)} {random.choice(_KINDS)}"
        key = f"{number:04}"
        rows.append(
            {
                "unit": key,
                "name": "Relais Vienne Services" if key == TOLD_CENTRE else name,
                "email": f"centre-{key}@{EMAIL_DOMAIN}" if key == TOLD_CENTRE else "",
                "segment": segment,
                "size": size,
                "rank": rank,
            }
        )
    return tuple(rows)


def build_design() -> dict[str, Any]:
    """Four hundred centres, by segment and size; all the largest, and more of those whose sizes vary."""
    return {
        "sample_size": 400,
        "strata": ["segment"],
        "size_bounds": [50, 200],
        "take_all_from": 500,
        "least": 40,
    }


def survey_scenarios(cast: DemoPeople, today: date) -> list[Scenario]:
    """The waves, told from their first day; none where some were planned already."""
    if Wave.objects.exists():
        return []
    return [_tell_barometer(cast, today), _tell_centres(cast, today)]


def _tell_barometer(cast: DemoPeople, today: date) -> Scenario:
    statistician, previous = cast.people["statistique"], None
    for start, shift in ((222, 0.0), (42, 0.07)):
        yield start
        wave = _open(statistician, "barometer", today, start, previous, published=32)
        waves.draw_units(wave, actor=statistician)
        wave.refresh_from_db()
        yield start - 1
        waves.send_invitations(wave, actor=statistician)
        wave.refresh_from_db()
        fill_replies(wave, partial(_answer_barometer, shift=shift))
        yield start - 22
        waves.close_wave(wave, actor=statistician)
        wave.refresh_from_db()
        results.prepare_results(wave, actor=statistician)
        wave.refresh_from_db()
        yield start - 33
        results.publish_results(wave, actor=statistician, now=wave.publish_at)
        previous = wave
    yield 3
    _open(statistician, "barometer", today, -120, previous, published=50)


def _tell_centres(cast: DemoPeople, today: date) -> Scenario:
    statistician = cast.people["statistique"]
    yield 392
    earlier = _open(statistician, "centres", today, 392, None, published=70)
    waves.draw_units(earlier, actor=statistician)
    earlier.refresh_from_db()
    waves.send_invitations(earlier, actor=statistician)
    earlier.refresh_from_db()
    fill_replies(earlier, partial(_answer_centre, growth=1.0))
    yield 340
    waves.close_wave(earlier, actor=statistician)
    earlier.refresh_from_db()
    results.prepare_results(earlier, actor=statistician)
    earlier.refresh_from_db()
    yield 392 - 70
    results.publish_results(earlier, actor=statistician, now=earlier.publish_at)
    yield 27
    wave = _open(statistician, "centres", today, 27, earlier, published=100, days=45)
    waves.draw_units(wave, actor=statistician)
    wave.refresh_from_db()
    yield 25
    waves.send_invitations(wave, actor=statistician)
    wave.refresh_from_db()
    fill_replies(wave, partial(_answer_centre, growth=0.98), share=0.7)
    yield 11
    waves.send_reminders(wave, actor=statistician)


def _open(
    actor: User, questionnaire: str, today: date, ago: int, previous: Wave | None, *, published: int, days: int = 20
) -> Wave:
    opens = today - timedelta(days=ago)
    publish = timezone.make_aware(datetime.combine(opens + timedelta(days=published), time(8, 45)))
    return waves.open_wave(
        "new",
        actor=actor,
        questionnaire=questionnaire,
        period=f"{opens:%Y-%m}" if questionnaire == "barometer" else f"{opens:%Y}",
        opens_on=opens,
        closes_on=opens + timedelta(days=days),
        publish_at=publish,
        frame=build_frame(),
        design=build_design(),
        seed=DRAW_SEED,
        previous=previous,
        fictitious=True,
    )


def fill_replies(wave: Wave, answer: Callable[[Random, dict[str, Any]], dict[str, Any]], *, share: float = 1.0) -> None:
    """Keep the replies of those who reply, at once; ``share`` is how much of them has come so far."""
    rows, identifier, now = (
        {row["unit"]: row for row in wave.frame},
        find_questionnaire(wave).identifier,
        timezone.now(),
    )
    replies, sent = [], []
    for unit in wave.units.all():
        row = rows[unit.unit]
        random = Random(f"{wave.questionnaire} {wave.period} {unit.unit}")  # noqa: S311  Who replies, made up.
        if unit.unit == TOLD_CENTRE and wave.previous_id is not None and wave.questionnaire == "centres":
            continue
        if random.random() >= REPLYING[row["rank"]] * share and unit.unit != TOLD_CENTRE:
            continue
        values = {place: value for place, value in answer(random, row).items() if value != ""}
        state = AnswerState(identifier, values=values)
        replies.append(Reply(unit=unit, answers=state.as_json(), saved_at=now, submitted_at=now))
        sent.append(unit.pk)
    Reply.objects.bulk_create(replies, batch_size=200)
    SampledUnit.objects.filter(pk__in=sent).update(state=SampledUnit.State.SUBMITTED)


def _answer_barometer(random: Random, row: dict[str, Any], shift: float) -> dict[str, Any]:
    """What a centre says: large ones hire more; ``shift`` is how much more work at home there is than at first."""
    outsourced, staff = row["segment"] == "outsourced", max(5, round(row["size"] * random.uniform(0.92, 1.08)))
    hired = random.random() < (0.55 + 0.1 * row["rank"]) - shift
    telework = random.random() < 0.6 + shift * 2
    hires = max(1, round(staff * random.uniform(0.03, 0.2)))
    brakes = [
        key
        for key, rate in (("image", 0.4), ("pay", 0.5), ("career", 0.35), ("hours", 0.3), ("place", 0.2))
        if random.random() < rate
    ]
    return {
        "segment": row["segment"],
        "staff": str(staff),
        "staff_before": str(max(5, round(staff * random.uniform(0.9, 1.06)))),
        "activity_past": random.choices(("up", "stable", "down"), (45, 38, 17))[0],
        "outlook": random.choices(("up", "stable", "down"), (58 if outsourced else 50, 34, 12))[0],
        "management_priority": "yes" if random.random() < 0.7 else "no",
        "headcount_trend": random.choices(("up", "stable", "down"), (36, 46, 18))[0],
        "headcount_plans": random.choices(("up", "stable", "down"), (42, 45, 13))[0],
        "hired": "yes" if hired else "no",
        "hires": str(hires) if hired else "",
        "permanent_hires": str(round(hires * random.uniform(0.2, 0.8))) if hired else "",
        "hard_to_fill": str(random.randint(0, 2 + row["rank"] * 4)),
        "brakes": tuple(brakes or ["nothing"]),
        "image_trend": random.choices(("better", "same", "worse"), (22, 55, 23))[0],
        "telework": "yes" if telework else "no",
        "telework_share": str(random.randint(10, 80)) if telework else "",
        "telework_days": random.choices(("up_to_one", "two", "more_than_two"), (30, 45, 25))[0] if telework else "",
        "remarks": random.choice(REMARKS),
    }


def _answer_centre(random: Random, row: dict[str, Any], growth: float) -> dict[str, Any]:
    """What a centre counts in a year, every part within its total."""
    staff = max(6, round(row["size"] * growth * random.uniform(0.95, 1.05)))
    if row["unit"] == TOLD_CENTRE:
        staff = 142
    advisers, women = round(staff * random.uniform(0.72, 0.88)), round(staff * random.uniform(0.6, 0.78))
    permanent = round(staff * random.uniform(0.7, 0.9))
    fixed = round((staff - permanent) * 0.7)
    ages = [round(staff * part) for part in (0.22, 0.3, 0.33)]
    hires = round(staff * random.uniform(0.1, 0.4))
    working = staff * 218
    outsourced = row["segment"] == "outsourced"
    return {
        "segment": row["segment"],
        "channels": ("calls_in", "email"),
        "contacts:calls_in": str(staff * random.randint(4_000, 9_000)),
        "contacts:email": str(staff * random.randint(800, 2_000)),
        "handled_in_france": "100" if not outsourced else str(random.randint(60, 100)),
        "entrusted_share": "" if outsourced else str(random.choice((0, 10, 25, 40))),
        "revenue": str(staff * random.randint(38_000, 52_000)) if outsourced else "",
        "positions": str(round(staff * random.uniform(0.6, 0.95))),
        "opening_hours": str(random.choice((45, 50, 60, 72, 84))),
        "telework": random.choice(("yes", "yes", "no")),
        "staff": str(staff),
        "advisers": str(advisers),
        "women": str(women),
        "permanent": str(permanent),
        "agency_workers": str(random.randint(0, staff // 10)),
        "outsourced_people": "0" if outsourced else str(random.randint(0, staff // 8)),
        "fixed_term": str(fixed),
        "work_study": str(staff - permanent - fixed),
        "part_time": str(round(staff * random.uniform(0.1, 0.3))),
        "under_26": str(ages[0]),
        "from_26_to_34": str(ages[1]),
        "from_35_to_49": str(ages[2]),
        "from_50": str(staff - sum(ages)),
        "hires": str(hires),
        "hires_permanent": str(round(hires * random.uniform(0.3, 0.7))),
        "departures": str(round(hires * random.uniform(0.7, 1.1))),
        "vacancies": str(random.randint(0, 1 + staff // 25)),
        "absence_days": str(round(working * random.uniform(0.05, 0.12))),
        "working_days": str(working),
        "payroll": str(staff * random.randint(24_000, 31_000)),
        "starting_pay": str(random.randint(1_830, 2_050)),
        "trained": str(round(staff * random.uniform(0.3, 0.9))),
        "training_hours": str(staff * random.randint(6, 30)),
        "first_training_days": str(random.randint(5, 30)),
        "certified": str(random.randint(0, 1 + staff // 20)),
    }
