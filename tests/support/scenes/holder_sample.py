"""A label in the hands of a made-up company, granted by the real procedure; the votes are answered by the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

from support.scenes.dossier_sample import at, make_dossier, make_mandate, make_member, make_organisation, make_site
from support.scenes.frozen_scenes import frozen

from filiere.core.company_numbers import fictitious_siren

DECISION = {
    "findings": [
        {"number": "1.1", "kind": "minor", "text": "Plannings affichés la veille.", "lifted": None, "withdrawn": False},
        {"number": "1.2", "kind": "minor", "text": "Constat levé.", "lifted": "2027-02-01", "withdrawn": False},
    ],
    "facts": {"fte_france": "350", "fte_total": "400"},
    "perimeter": [
        {"key": "s1", "name": "Tours Nord", "commune": "37261", "activity": "phone"},
        {"key": "s2", "name": "Poitiers", "commune": "86194", "country": "FR"},
        {"key": "s3", "name": "Rabat", "commune": "", "country": "MA"},
    ],
}
VOTE = ("heard", "vote_valid", "put_off", "adopted", "two_years", "maintained", "provisional_adopted")
SANCTIONS = ("suspension_adopted", "withdrawal_adopted", "majors_open", "visit_refused")


@contextmanager
def answering(**given: bool) -> Iterator[None]:
    """Answer inputs of the procedure that apps beside this one answer on the site."""
    from filiere.site.workflow.extension_points import input_answers

    with ExitStack() as stack:
        for name, value in given.items():
            stack.enter_context(input_answers.add_for_block(name, lambda _dossier, _day, value=value: value))
        yield


@partial(frozen, renewed=(0,))
def vote(dossier: Any, member: Any, day: date, *, party: str = "committee", **outcome: bool) -> Any:
    """Take the vote of a body on the papers as they are, with that outcome; what is not said is no."""
    from filiere.site.workflow.actions.perform_act import perform_act
    from filiere.site.workflow.engine_adapter import replay_with_due

    given = dict.fromkeys((*VOTE, *SANCTIONS), False) | {"heard": True, "vote_valid": True} | outcome
    with answering(**given):
        return perform_act(
            dossier, "decide", actor=member, party=party, on=replay_with_due(dossier, day).papers, day=day
        )


class Held:
    """A company with a label of 24 months, its editor, two members of the committee, one of the panel, the staff."""

    def __init__(self, clock: Any = None, *, two_years: bool = True) -> None:
        from support.scenes.dossier_sample import DAY, make_person

        if clock is not None:
            # The first day of the dossier: a clock that went back to it later would be refused by the journal.
            clock.on(DAY)
        self.organisation = make_organisation("Écoute fictive")
        make_site(self.organisation, "Siège fictif", commune="37261")
        self.editor = make_member(self.organisation)
        self.reader = make_member(self.organisation, "read")
        self.delegate = make_member(self.organisation, "staff_representative")
        self.employees = make_mandate("committee", "employees")
        self.employers = make_mandate("committee", "employers")
        self.panel = make_mandate("appeal_panel", "state")
        self.staff = make_person("label_staff")
        self.state = make_person("state")
        self.stranger = make_person()
        self.dossier = at(make_dossier(self.organisation), "before_committee", bodies={"decision": DECISION})
        self.granted = self.last + timedelta(days=1)
        if clock is not None:
            clock.on(self.granted)
        vote(self.dossier, self.employees, self.granted, adopted=True, two_years=two_years)

    @property
    def last(self) -> date:
        """The day of the last event."""
        day: date = self.dossier.events.order_by("-number").first().day
        return day

    @property
    def state_key(self) -> str:
        """The state in which it stands."""
        self.dossier.refresh_from_db()
        state: str = self.dossier.state
        return state

    @property
    def certificate(self) -> Any:
        """The certificate."""
        from filiere.site.holders.certificates import find_current_certificate

        return find_current_certificate(self.dossier)


GROUP = str(fictitious_siren(999))
"""The SIREN of the company that takes the holder over."""


def merge(held: Held, **changes: Any) -> Any:
    """Declare that another company takes the holder over, and closes one of its sites."""
    from filiere.site.holders.actions.declare_change import declare_change

    given: dict[str, Any] = {
        "what": "absorbed",
        "effective": held.granted + timedelta(days=30),
        "words": "La société est absorbée ; le site de Poitiers ferme.",
        "source": "Annonce légale",
        "name": "Groupe fictif",
        "siren": GROUP,
        "lost": ["s2"],
        "day": held.granted + timedelta(days=40),
    }
    return declare_change(held.dossier, actor=held.editor, **(given | changes))
