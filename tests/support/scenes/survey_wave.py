"""A small wave of the barometer: a frame of sixty centres in two strata, drawn, invited, answered by some."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from filiere.site.survey.waves.access_links import make_links
from filiere.site.survey.waves.actions import waves
from filiere.site.survey.waves.models import Reply, SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import find_questionnaire
from filiere.survey.questionnaires import AnswerState

FRAME = tuple(
    {
        "unit": f"{number:03}",
        "name": f"Centre {number}",
        "email": f"centre-{number}@filiere.invalid",
        "segment": "in_house" if number % 2 else "outsourced",
        "size": 300 + number if number % 3 == 0 else 20 + number,
    }
    for number in range(1, 61)
)
DESIGN = {"sample_size": 56, "strata": ["segment"], "take_all_from": 300}


def plan_wave(actor: Any, period: str = "2026-10", **said: Any) -> Wave:
    """A wave whose collection is under way today, nothing drawn."""
    today = timezone.localdate()
    publish = timezone.make_aware(datetime.combine(today + timedelta(days=40), time(8, 45)))
    given = {
        "questionnaire": "barometer",
        "period": period,
        "opens_on": today - timedelta(days=10),
        "closes_on": today + timedelta(days=10),
        "publish_at": publish,
        "frame": FRAME,
        "design": DESIGN,
        "seed": 7,
    }
    return waves.open_wave("new", actor=actor, **given | said)


def open_collection(actor: Any, **said: Any) -> Wave:
    """A wave that was drawn, and whose centres were written to."""
    wave = plan_wave(actor, **said)
    waves.draw_units(wave, actor=actor)
    wave.refresh_from_db()
    waves.send_invitations(wave, actor=actor)
    wave.refresh_from_db()
    return wave


def make_link(unit: SampledUnit) -> str:
    """The secret of a link to the form of a centre."""
    return make_links([unit], unit.wave.closes_on)[unit.pk]


def answer_barometer(wave: Wave, *, every: int = 5) -> None:
    """All centres but one in so many reply, each as its key says."""
    identifier, now = find_questionnaire(wave).identifier, timezone.now()
    for number, unit in enumerate(wave.units.all()):
        if number % every == 0:
            continue
        random = Random(f"{unit.unit} {wave.period}")  # noqa: S311  Made-up answers, the same each time.
        values = {
            "segment": str(unit.traits["segment"]),
            "staff": str(unit.size),
            "activity_past": random.choice(("up", "stable", "down")),
            "outlook": random.choice(("up", "up", "stable", "down")),
            "hired": random.choice(("yes", "no")),
            "hires": "3",
            "telework": random.choice(("yes", "no")),
        }
        state = AnswerState(identifier, values=values)
        Reply.objects.create(unit=unit, answers=state.as_json(), saved_at=now, submitted_at=now)
        unit.state = SampledUnit.State.SUBMITTED
        unit.save()
