"""Briefings: frozen on the day they are made, read by those who go to meetings, printed on two pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person

from filiere.core import Faults
from filiere.core.seals import seal
from filiere.figures.reservations import find_reservation
from filiere.publication.documents import briefing_pdf
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.briefings.actions import make_briefing
from filiere.site.programme.briefings.content import is_disputed
from filiere.site.programme.briefings.models import Briefing
from filiere.site.programme.briefings.views import to_printed
from filiere.site.programme.plan import actions

from .conftest import TYPED, Leading

pytestmark = pytest.mark.django_db


def brief(leading: Leading, **other: Any) -> Briefing:
    """A briefing for next week with the figure of jobs of 2009."""
    said: dict[str, Any] = {
        "meeting_on": leading.today + timedelta(days=7),
        "place": "Cabinet",
        "about": "La convention",
        "present": "",
        "figures": ["programme-2009-jobs"],
        "asks": ["Signer"],
    }
    return make_briefing(None, actor=leading.lead, **said | other)


def test_a_briefing_keeps_what_the_register_and_the_plan_said(leading: Leading) -> None:
    """With the commitments that fall due, and one fingerprint for all of it."""
    row = leading.add(target=TYPED, due=20)
    actions.record_reading(row, actor=leading.lead, on=leading.ago(3), low=Decimal(4))
    made = brief(leading)
    figure = made.body["figures"][0]
    register = current_register()
    assert figure["amount"]["fr"] == register.amount(register["programme-2009-jobs"], "fr")
    assert [one["due"] for one in made.body["commitments"]] == [str(leading.today + timedelta(days=20))]
    assert made.sha256 == seal(made.body)
    assert len(briefing_pdf(to_printed(made), "fr")) > 5000


def test_a_figure_that_others_contradict_is_said_with_them(leading: Leading) -> None:
    """Never alone."""
    register = current_register()
    torn = next(one for one in register if register.contradictions_of(one) and register.concurrent(one))
    said = brief(leading, figures=[torn.id]).body["disputed"]
    assert all(register.amount(one, "fr") in said["fr"] for one in (torn, *register.concurrent(torn)))


def test_a_figure_that_nobody_counted_says_so(leading: Leading, client: Client) -> None:
    """As the home page does, on the page and on the sheets; a counted one that nothing contradicts says nothing."""
    register = current_register()
    plain = next(one for one in register if find_reservation(one) is None and not is_disputed(register, one))
    made = brief(leading, figures=["jobs-whole-2025-sp2c", plain.id])
    stated, counted = made.body["figures"]
    assert "nobody has counted" in stated["reservation"]["en"]
    assert "reservation" not in counted
    client.force_login(make_person("programme"))
    page = client.get(reverse("programme:briefing", args=[made.key])).content.decode()
    assert page.count("data-reservation") == 1
    assert [bool(one.reservation) for one in to_printed(made).figures] == [True, False]


def test_every_unknown_figure_is_named(leading: Leading) -> None:
    """At once, and nothing is made."""
    with pytest.raises(Faults) as faults:
        brief(leading, figures=["no-such", "programme-2009-jobs", "nor-this"])
    assert [one.code for one in faults.value.faults] == ["briefing-figure-unknown"] * 2
    assert not Briefing.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("programme", 200), ("communication", 200), ("state", 403)])
def test_who_reads_a_briefing(leading: Leading, client: Client, role: str, status: int) -> None:
    """The association’s own people: not whom they meet."""
    made = brief(leading)
    client.force_login(make_person(role))
    assert client.get(reverse("programme:briefing", args=[made.key])).status_code == status


def test_who_came_to_a_meeting_is_forgotten_after_two_years(leading: Leading) -> None:
    """What was said of the sector stays, and the journal still tells the row."""
    made = brief(leading, present="La présidente")
    Briefing.objects.filter(pk=made.pk).update(meeting_on=leading.ago(731))
    recent = brief(leading, present="La présidente")
    apply_retention(now=timezone.now())
    assert [Briefing.objects.get(pk=one.pk).body["present"] for one in (made, recent)] == ["", "La présidente"]
    assert Briefing.objects.get(pk=made.pk).body["figures"]
