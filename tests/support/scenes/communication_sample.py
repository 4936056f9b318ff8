"""Operations, messages and recalls for tests, by the site's own acts, on figures that ship and are retained here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.core import Text

JOBS, REVENUE, WOMEN = "jobs-whole-2025-sp2c", "revenue-outsourced-2024", "women-outsourced-2019-insee"
OLD = "jobs-whole-2009-government"
SENTENCES = {
    JOBS: ("La relation client, ce sont 290 000 emplois en France.", "Customer relations are 290,000 jobs in France."),
    REVENUE: (
        "Les prestataires réalisent 3,56 milliards d’euros de chiffre d’affaires.",
        "Outsourcers have a revenue of €3.56 billion.",
    ),
    WOMEN: ("Chez les prestataires, 67 % des salariés sont des femmes.", "At outsourcers, 67% of employees are women."),
    OLD: ("La filière, ce sont 250 000 emplois.", "The sector is 250,000 jobs."),
}
REASON = Text(fr="Pour les messages (essai).", en="For messages (test).")


@dataclass
class Cast:
    """Who speaks, who approves, who keeps the figures."""

    officer: Any = field(default_factory=lambda: make_person("communication", name="Ulysse Fictif"))
    lead: Any = field(default_factory=lambda: make_person("programme", name="Solange Fictive"))
    statistician: Any = field(default_factory=lambda: make_person("statistician", name="Mathilde Fictive"))


def retain(cast: Cast, *figures: str) -> None:
    """Retain each of these figures for a use of its own."""
    from filiere.site.observatory.actions.retain_figure import retain_figure

    for figure in figures:
        label = Text(fr=f"Message : {figure}", en=f"Message: {figure}")
        retain_figure(figure, use=f"message-{figure}", label=label, reason=REASON, actor=cast.statistician)


def plan(cast: Cast, *, title: str = "Portes ouvertes fictives", days: int = 30, **said: Any) -> Any:
    """Plan an operation so many days from now."""
    from filiere.site.programme.communication.actions.operations import plan_operation

    told: dict[str, Any] = {
        "title_en": "Made-up open days",
        "day": timezone.localdate() + timedelta(days=days),
        "starts_at": time(9),
        "ends_at": time(18),
        "place": "Lille",
        "lead": "Association fictive",
    }
    return plan_operation(title, actor=cast.officer, **(told | said))


def ask_office(*, rule: str, asked: int = 10, left: timedelta = timedelta(days=5)) -> dict[str, Any]:
    """What an operation says of its request to an office."""
    return {
        "office": "Cabinet fictif",
        "office_asked_on": timezone.localdate() - timedelta(days=asked),
        "office_deadline": timezone.now() + left,
        "silence_rule": rule,
    }


def write(cast: Cast, figure: str = JOBS, operation: Any = None, **said: Any) -> Any:
    """Write a message on a figure."""
    from filiere.site.programme.communication.actions.messages import write_message

    fr, en = SENTENCES.get(figure, SENTENCES[JOBS])
    told: dict[str, Any] = {"sentence_en": en, "figure": figure, "operation": operation}
    return write_message(said.pop("sentence", fr), actor=cast.officer, **(told | said))


def approve(cast: Cast, message: Any) -> Any:
    """Submit a message and approve it."""
    from filiere.site.programme.communication.actions.messages import approve_message, submit_message

    submit_message(message, actor=cast.officer)
    message.refresh_from_db()
    return approve_message(message, actor=cast.lead)


def say(cast: Cast, figure: str = JOBS, operation: Any = None, **said: Any) -> Any:
    """Write a message and approve it."""
    return approve(cast, write(cast, figure, operation, **said))


def correct(cast: Cast, figure: str, value: int) -> None:
    """Correct the value of a figure."""
    from filiere.site.observatory.actions.correct_figure import correct_figure

    correct_figure(figure, changes={"value": value}, reason=REASON, actor=cast.statistician, confirmed=True)
