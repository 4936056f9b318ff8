"""A site that lives, and its clock in the hands of a test: what a clock that jumps must leave as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from support.scenes.audit_sample import Clock
from support.scenes.dossier_sample import make_dossier, make_person
from support.scenes.holder_sample import Held
from support.scenes.quality_sample import deliver, legs_csv, make_centre, make_manager


class Life:
    """A valid label, a candidature under way, a centre with contacts, letters of a year, a form kept, staff.

    ``clock`` is that of the site, ``true`` the moment that it really is. The first sweep has been done.
    """

    def __init__(self, monkeypatch: Any) -> None:
        from filiere.site.mail.models import Letter

        self.clock = Clock(monkeypatch)
        self.held = Held(self.clock)
        self.clock.on(self.held.granted + timedelta(days=30))
        self.true = self.clock.now
        self.candidate = make_dossier(self.held.organisation, opened=self.clock.day)
        self.staff = make_person("label_staff", email="staff@example.org")
        self.centre = make_centre(keep_days=365)
        self.centre.manager = make_manager(self.centre)
        begun = self.true - timedelta(days=20)
        log = legs_csv(60, start=datetime(begun.year, begun.month, begun.day, 9, tzinfo=UTC))
        deliver(self.centre, log, figures=False)
        self.letter = Letter.objects.create(
            to=self.staff, language="fr", kind="test", subject="S", body="B", written_at=self.true - timedelta(days=364)
        )
        assert sweep()

    def jump(self, **span: float) -> None:
        """Set the clock that far from the true moment."""
        self.clock.now = self.true + timedelta(**span)

    def live(self, days: int) -> None:
        """Let days really pass, with a server that sweeps on each."""
        for _ in range(days):
            self.true += timedelta(days=1)
            self.clock.now = self.true
            assert sweep()

    def stands(self) -> dict[str, Any]:
        """What a wrong clock could end, erase or publish, as it stands."""
        from filiere.contacts.store import Store
        from filiere.site.jobs.models import Job
        from filiere.site.mail.models import Letter
        from filiere.site.quality.folders import store_folder
        from filiere.site.register.models import HalfYear
        from filiere.site.workflow.models import Dossier, Event

        return {
            "labels": {one.key: (one.state, one.public_status) for one in Dossier.objects.order_by("pk")},
            "events": Event.objects.count(),
            "contacts": Store.open(store_folder(self.centre)).rows("contact_leg"),
            "letters kept": Letter.objects.filter(pk=self.letter.pk).count(),
            "half-years": HalfYear.objects.count(),
            "editions asked for": Job.objects.filter(kind="run").count(),
        }


def sweep() -> bool:
    """One hourly sweep of the server; whether it was done, for a clock that is not trusted holds it."""
    from filiere.core import Faults
    from filiere.site.workflow import scheduler

    try:
        return scheduler.sweep_unless_running() is not None
    except Faults:
        return False
