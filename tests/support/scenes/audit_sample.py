"""A made-up dossier at its audit, for tests: sites, answers, an auditor let in, sites drawn, a plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from support.scenes.dossier_sample import at, make_dossier, make_member, make_organisation, make_person, make_site
from support.scenes.frozen_scenes import frozen

from filiere.referentials import Library, Release
from filiere.site.label.code_labels import questions_in_order

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
VALUE = "ab" * 32
NO_TIE = {"held": "none"}
KINDS = ("employment", "shares", "family", "advice")
ANSWERED = "leading"


class Clock:
    """The clock of the site, held by a test; the machine counts no seconds, which would tell that it is held."""

    def __init__(self, monkeypatch: Any) -> None:
        from django.utils import timezone

        self.now = NOW
        monkeypatch.setattr(timezone, "now", lambda: self.now)
        monkeypatch.setattr("filiere.site.journal.clock_trust.read_beat", lambda: None)

    def on(self, day: date) -> None:
        """Go to the morning of a day."""
        self.now = datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    @property
    def day(self) -> date:
        """Today."""
        return self.now.date()


@cache
def _release() -> Release:
    """The release that dossiers of the tests follow: reading it takes a third of a second, and most tests ask."""
    return Library().release("lrs@2027.1")


def answers(category: str = "outsourcer") -> dict[str, str]:
    """An answer to each question with levels: the highest."""
    release = _release()
    return {
        one.key: release.scales[one.key].levels[-1].key
        for one in questions_in_order(release, category)
        if one.key in release.scales
    }


def some_questions(count: int, category: str = "outsourcer") -> list[str]:
    """The keys of the first questions answered by a level."""
    return list(answers(category))[:count]


def body(organisation: Any) -> dict[str, Any]:
    """What the company handed in."""
    return {
        "category": "outsourcer",
        "facts": {"headcount": 900, "fte_france": "700.5", "fte_total": 880, "months_active": 120, "has_cse": True},
        "answers": {key: {"value": level, "reason": "", "note": ""} for key, level in answers().items()},
        "evidence": [{"key": "works_council_minutes", "sha256": "c" * 64, "criteria": some_questions(1)}],
        "perimeter": [
            {
                "key": one.key,
                "name": one.name,
                "activity": one.activity,
                "country": one.country,
                "headcount": one.headcount,
                "opened": one.opened.isoformat(),
                "head_office": one.is_head_office,
            }
            for one in organisation.sites.all()
        ],
    }


def make_sites(organisation: Any, count: int = 9) -> list[Any]:
    """Sites of a company, the first its head office."""
    return [
        make_site(
            organisation,
            name=f"Site {number}",
            activity="care" if number % 3 else "sales",
            headcount=40 + 60 * number,
            opened=date(2015, 1, 1),
            is_head_office=number == 0,
        )
        for number in range(count)
    ]


@frozen
def to_audit(state: str = "naming_auditor", *, siren: str | None = None, **fields: Any) -> Any:
    """A dossier in a state of the audit; the walk of a state after the naming has no mission of this app."""
    organisation = make_organisation("Voix Claire (fictif)", siren=siren)
    make_sites(organisation)
    dossier = make_dossier(organisation, **fields)
    return at(dossier, state, bodies={"audit": body(organisation)})


def declaration(cycles: int = 0, **ties: Any) -> Any:
    """A declaration without any tie but those given."""
    from filiere.referentials.independence import TieDeclaration

    given = dict.fromkeys(KINDS, NO_TIE) | ties
    return TieDeclaration.model_validate({"ties": given, "cycles_before": cycles})


def name_and_accept(dossier: Any, auditor: Any = None, staff: Any = None) -> Any:
    """An auditor named and let in; return them."""
    from filiere.site.audit.actions.declare_independence import declare_independence
    from filiere.site.audit.actions.name_auditor import name_auditor

    auditor = auditor or make_person("auditor", name="Dominique Auditeur")
    name_auditor(actor=staff or make_person("label_staff"), dossier=dossier, auditor=auditor, firm="Cabinet Fictif")
    declare_independence(actor=auditor, dossier=dossier, declared=declaration())
    dossier.refresh_from_db()
    return auditor


def drawn(dossier: Any, clock: Clock, staff: Any = None) -> Any:
    """The sites of the dossier drawn by lot, an hour after the list was sealed."""
    from filiere.referentials.sampling import Beacon
    from filiere.site.audit.actions.sample_sites import draw_sites, seal_sites
    from filiere.site.audit.randomness_beacons import compute_next_round

    staff = staff or make_person("label_staff")
    source = "drand quicknet"
    number = compute_next_round(Beacon(source=source, round="1"), clock.now)
    sampling = seal_sites(actor=staff, dossier=dossier, source=source, round_=str(number))
    clock.forward(hours=2)
    return draw_sites(actor=staff, dossier=dossier, sampling=sampling, value=VALUE, time=None)


def planned(dossier: Any, auditor: Any, clock: Clock) -> Any:
    """A plan that opens today."""
    from filiere.site.audit.actions.plan_audit import plan_audit

    sampling = dossier.audits.last().samplings.last()
    keys = [one["key"] for one in sampling.record["sites"] if one["included"]]
    return plan_audit(actor=auditor, dossier=dossier, opening=clock.day, visits=dict.fromkeys(keys, clock.day))


def write(dossier: Any, auditor: Any, field: str, value: str, *seen: str, id_: str | None = None) -> Any:
    """One change of the form."""
    from filiere.referentials.form_merge import FieldChange
    from filiere.site.audit.actions.save_changes import save_changes

    made = FieldChange(
        id_ or f"{field}-{value}-{auditor.key}".replace(":", "-").replace("@", "-").replace(" ", "-")[-60:],
        field,
        value,
        seen,
    )
    return save_changes(actor=auditor, dossier=dossier, changes=[made])


def assess_all(dossier: Any, auditor: Any, **levels: str) -> None:
    """Every question that nobody assessed yet: the level handed in, or that given by its key; numbers found again."""
    from filiere.referentials.form_merge import FieldChange
    from filiere.site.audit.actions.save_changes import save_changes
    from filiere.site.audit.assessment import FOUND_AGAIN, is_assessed, list_asked_questions
    from filiere.site.audit.audit_form import build_form

    given = answers(dossier.category) | levels
    written = build_form(dossier.audits.last())
    values = {
        field: FOUND_AGAIN if one.places else given[one.key]
        for one in list_asked_questions(dossier)
        if not is_assessed(one, written)
        for field in one.needs
        if field not in written
    }
    made = [FieldChange(f"all-{number:05}", field, value, ()) for number, (field, value) in enumerate(values.items())]
    save_changes(actor=auditor, dossier=dossier, changes=made)


def company(dossier: Any) -> Any:
    """Somebody who edits for the company."""
    return make_member(dossier.organisation, "edit")


@frozen
def audited(clock: Clock) -> tuple[Any, Any]:
    """A dossier under audit, its sites drawn and its plan open, and its auditor."""
    dossier = to_audit()
    auditor = name_and_accept(dossier)
    drawn(dossier, clock)
    planned(dossier, auditor, clock)
    return dossier, auditor


@frozen
def reported(clock: Clock, *kinds: str) -> tuple[Any, Any]:
    """A dossier whose report was handed, with one finding of each kind given."""
    from filiere.site.audit.actions.submit_report import submit_report

    dossier, auditor = audited(clock)
    for key, kind in zip(some_questions(len(kinds)), kinds, strict=True):
        write(dossier, auditor, f"{key}:finding", kind)
        write(dossier, auditor, f"{key}:finding_text", f"Constat {kind} sur {key}")
    assess_all(dossier, auditor)
    submit_report(actor=auditor, dossier=dossier)
    dossier.refresh_from_db()
    return dossier, auditor
