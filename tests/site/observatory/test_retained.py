"""The value retained for the weight of the sector: all that is said of it comes from one and the same figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from filiere.core import Period, Text
from filiere.figures import Amendment
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.actions.drop_retained_figure import drop_retained_figure
from filiere.site.observatory.actions.retain_figure import retain_figure
from filiere.site.observatory.figure_register import current_register, shipped_register
from filiere.site.observatory.page_figures import current_weight

pytestmark = pytest.mark.django_db

BECAUSE = Text(fr="Parce que 2012.", en="Because 2012.")
TODAY = "jobs-whole-2025-sp2c"


@pytest.fixture
def statistician(make_user: Callable[..., Any]) -> Any:
    """Somebody who may retain."""
    return make_user("statistician")


def page(client: Client, address: str) -> str:
    """The text of a page, tags left out and spaces made plain."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", unescape(response.content.decode()), flags=re.DOTALL)
    return re.sub(r"\s+([.;,)])", r"\1", re.sub(r"[\s\u00a0\u202f]+", " ", text)).replace("( ", "(")


def is_marked(client: Client, address: str, number: str) -> bool:
    """Whether the scale of a page labels a number as the retained one; the chart of years puts a colon after it."""
    labels = re.findall(r"<text[^>]*note key[^>]*>([^<]*)", unescape(client.get(address).content.decode()))
    return any(label.startswith(number) and ":" not in label for label in labels)


def retain(figure: str, actor: Any, use: str = "weight-today", label: Text | None = None) -> None:
    """Retain a figure."""
    retain_figure(figure, use=use, reason=BECAUSE, actor=actor, label=label)


@pytest.mark.parametrize("address", ["/en/", "/en/weight/"])
def test_a_retained_figure_of_other_years_is_shown_whole(client: Client, statistician: Any, address: str) -> None:
    """Number, year, author, confidence and reason are those of 2018, and nothing of 2025 is called retained."""
    retain(TODAY, statistician)
    before = page(client, address)
    assert "Retained value: 290,000, in 2025 (SP2C; confidence low)." in before
    assert is_marked(client, address, "290,000")
    retain("jobs-whole-2018-deputy", statistician)
    after = page(client, address)
    assert "Retained value: 264,000 employees, in 2018 (NosDéputés.fr; confidence low). Because 2012." in after
    assert "neither in the range nor on the scale: outside the years covered, 2021 to 2025." in after
    assert not is_marked(client, address, "290,000")
    assert "Retained value: 290,000" not in after


def test_the_methods_page_agrees_with_the_home_page(client: Client, statistician: Any) -> None:
    """The value of a year that nobody retained is called a default, and what is retained for today is told."""
    retain("jobs-whole-2018-deputy", statistician)
    text = page(client, "/en/methods/?year=2025")
    assert "Default value" not in text
    assert (
        "For the sector today, the register retains 264,000 employees, in 2018 (NosDéputés.fr; confidence low)." in text
    )
    assert "Retained value: 290,000" not in text
    assert not is_marked(client, "/en/methods/?year=2025", "280,000")
    of_2018 = page(client, "/en/methods/?year=2018")
    assert "Retained value for “Jobs of the sector today”: 264,000 (2018). Because 2012." in of_2018
    assert "For the sector today, the register retains" not in of_2018


def test_a_figure_of_another_scope_is_told_apart(client: Client, statistician: Any) -> None:
    """A figure of the outsourced segment is no total of the sector, whatever it was retained for."""
    retain("jobs-outsourced-2025-sp2c", statistician)
    text = page(client, "/fr/")
    assert "Valeur retenue : 55 000, en 2025" in text
    assert "ni dans la fourchette ni sur l’échelle : autre segment" in text
    assert not is_marked(client, "/fr/", "55\u202f000")


def test_a_range_is_shown_as_a_range(client: Client, statistician: Any) -> None:
    """The middle of a published range is nobody’s number."""
    retain("jobs-whole-2021-rcf", statistician)
    text = page(client, "/en/")
    assert "Retained value: 280,000 to 300,000, in 2021 (Magazine SFAM; confidence low). Because 2012." in text
    assert not is_marked(client, "/en/", "280,000")
    assert "neither in the range nor on the scale: it mixes other scopes" in text
    methods = page(client, "/en/methods/?year=2025")
    assert "Retained value for “Jobs of the sector today”: 280,000 to 300,000 (2021). Because 2012." in methods
    assert not is_marked(client, "/en/methods/?year=2025", "280,000")


def test_nothing_retained_is_said(client: Client, statistician: Any) -> None:
    """A released use leaves the range alone, and the drawing marks no value."""
    retain(TODAY, statistician)
    drop_retained_figure(TODAY, use="weight-today", reason=BECAUSE, actor=statistician)
    for address in ("/en/", "/en/weight/"):
        text = page(client, address)
        assert "No value is retained." in text
        assert "Retained value:" not in text
        assert not is_marked(client, address, "290,000")
    assert "Default value" not in page(client, "/en/methods/?year=2025")


def test_another_use_does_not_speak_for_the_sector(client: Client, statistician: Any) -> None:
    """A figure retained for a use of its own leaves what is retained for the weight as it was."""
    retain(TODAY, statistician)
    retain("jobs-whole-2021-rcf", statistician, "press", Text(fr="Presse", en="Press"))
    correct_figure("jobs-whole-2021-rcf", changes={"value": 281000}, reason=BECAUSE, actor=statistician)
    assert "Retained value: 290,000, in 2025 (SP2C; confidence low)." in page(client, "/en/")
    assert "Retained value for “Jobs of the sector today”: 290,000" in page(client, "/en/methods/?year=2025")


@pytest.mark.parametrize("period", ["2031", "2020/2031"])
def test_nothing_of_the_future_moves_the_answer(period: str) -> None:
    """Whatever let a figure of the future in, an older database for one, today stays today."""
    ahead = Amendment(
        kind="correct",
        figure="jobs-whole-2007-la-croix",
        changes={"period": period, "published": None},
        reason=BECAUSE,
        date=Period.parse("2026-11-24"),
        by="statistician",
        number=1,
    )
    weight = current_weight(shipped_register().with_amendments([ahead]), date(2026, 11, 24))
    assert weight.year <= 2026
    assert current_weight(shipped_register(), date(2024, 5, 1)).year == 2021


def test_a_released_use_can_be_chosen_again(client: Client, statistician: Any) -> None:
    """It stays in the list under its name, says that it retains nothing, and needs no new name."""
    retain(TODAY, statistician)
    client.force_login(statistician)
    address = f"/fr/staff/figures/{TODAY}"
    shown = client.get(f"{address}/").context["releases"][0][1]
    assert shown.prefix == "release-weight-today"
    form = {one.html_name: one.value() for one in shown if one.value()}
    form |= {"release-weight-today-reason_fr": "Doute.", "release-weight-today-reason_en": "Doubt."}
    assert client.post(f"{address}/release/", {"use": "weight-today", **form}).status_code == 302
    assert current_register().retention("weight-today") is None
    choices = dict(
        client.get("/fr/staff/figures/jobs-outsourced-2008-unedic/").context["retain_form"].fields["use"].choices
    )
    assert choices["weight-today"] == "Emplois de la filière aujourd’hui (plus aucun chiffre retenu)"
    assert choices["outsourced-2008"] == "Emplois des prestataires en 2008"
    again = {one.html_name: one.value() for one in client.get(f"{address}/").context["retain_form"] if one.value()}
    again |= {"retain-use": "weight-today", "retain-reason_fr": "Vérifié.", "retain-reason_en": "Checked."}
    assert client.post(f"{address}/retain/", again).status_code == 302
    chosen = current_register().retention("weight-today")
    assert chosen is not None
    assert (chosen.figure, chosen.label.en) == (TODAY, "Jobs of the sector today")
