"""Before an account: eligibility as the rules say it, the price as the grid says it, and nothing kept of either."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from math import ceil, isqrt
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import content_path, use_language
from filiere.site.candidature.application_timeline import OTHERS_DELAYS, OWN_DELAYS, STAGES, list_stages
from filiere.site.candidature.self_check import EligibilityForm
from filiere.site.journal.models import Entry
from filiere.site.served_referentials import load_content

DAY = date(2027, 3, 1)
CATEGORIES = ("in_house", "outsourcer", "small_outsourcer", "client_company")
ANSWERS = st.sampled_from(["yes", "no", ""])


@pytest.fixture(scope="module")
def release() -> Any:
    return load_content().release("lrs@2027.1", DAY)


def judged_by_hand(given: dict[str, str]) -> bool | None:
    """The rules of the label in three values, written again without the engine."""
    said = {"yes": True, "no": False, "": None}
    share, headcount = given["share"], given["headcount"]
    rules = [said[given["active"]]]
    rules += [None if said[given[name]] is None else not said[given[name]] for name in ("convicted", "withdrawn")]
    if given["category"] == "in_house":
        rules.append(Decimal(share) >= 60 if share else None)
    if given["category"] == "small_outsourcer":
        rules.append(int(headcount) < 300 if headcount else None)
    return False if False in rules else None if None in rules else True


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            "category": st.sampled_from(CATEGORIES),
            "active": ANSWERS,
            "convicted": ANSWERS,
            "withdrawn": ANSWERS,
            "share": st.sampled_from(["", "59.99", "60", "100"]),
            "headcount": st.sampled_from(["", "299", "300"]),
        }
    )
)
def test_the_self_check_says_what_the_rules_say(given: dict[str, str]) -> None:
    form = EligibilityForm(load_content().release("lrs@2027.1", DAY), DAY, given)
    assert form.is_valid(), form.errors
    assert form.judge().eligible is judged_by_hand(given)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "eligible", "unmet"),
    [
        ("category=outsourcer&active=yes&convicted=no&withdrawn=no", "yes", []),
        ("category=outsourcer&active=yes&convicted=no&withdrawn=", "unknown", []),
        ("category=outsourcer&active=yes&convicted=yes&withdrawn=no", "no", ["court_conviction"]),
        (
            "category=in_house&active=no&convicted=no&withdrawn=no&share=59,9",
            "no",
            ["active_long_enough", "jobs_in_france"],
        ),
    ],
)
def test_the_page_gives_the_answer_rule_by_rule(client: Any, answers: str, eligible: str, unmet: list[str]) -> None:
    content = client.get(f"/fr/label/apply/?{answers}").content.decode()
    assert re.findall(r'data-eligible="(\w+)"', content) == [eligible]
    rules = re.findall(r'<li data-rule="(\w+)">\s*<span class="state (\w+)"', content)
    assert [key for key, state in rules if state == "no"] == unmet


@pytest.mark.django_db
@pytest.mark.parametrize("category", CATEGORIES)
def test_only_the_conditions_of_the_category_are_judged(client: Any, category: str) -> None:
    query = {"category": category, "active": "yes", "convicted": "no", "withdrawn": "no"}
    content = client.get("/fr/label/apply/", query).content.decode()
    own = {"in_house": {"jobs_in_france"}, "small_outsourcer": {"right_size"}}.get(category, set())
    common = {"active_long_enough", "no_recent_withdrawal", "court_conviction"}
    assert set(re.findall(r'data-rule="(\w+)"', content)) == common | own


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("category", "headcount", "smaller"),
    [
        ("outsourcer", 50, ["small_outsourcer"] * 2),
        ("outsourcer", 299, ["small_outsourcer"] * 2),
        ("outsourcer", 300, []),
        ("small_outsourcer", 50, []),
        ("in_house", 50, []),
    ],
)
def test_a_small_outsourcer_is_told_of_its_questionnaire(
    client: Any, category: str, headcount: int, smaller: list[str]
) -> None:
    query = {"category": category, "headcount": headcount, "sites": 1, "active": "yes"}
    content = client.get("/fr/label/apply/", query).content.decode()
    assert re.findall(r'data-smaller="(\w+)"', content) == smaller


@pytest.mark.django_db
def test_the_page_tells_the_whole_length_and_asks_for_an_account_at_both_ends(client: Any, release: Any) -> None:
    content = client.get("/fr/label/apply/").content.decode()
    after = {one.id: one.after for one in release.procedure.transitions if one.after is not None}
    days = {"day": 1, "working_day": 1.4, "month": 365.25 / 12}
    spans = [
        sum(after[name].count * days[after[name].unit] for name in names)
        for names in (OTHERS_DELAYS, (*OTHERS_DELAYS, *OWN_DELAYS))
    ]
    months = [str(ceil(span / days["month"])) for span in spans]
    assert re.findall(r'data-least="(\d+)" data-most="(\d+)"', content) == [tuple(months)]
    buttons = re.findall(r'<a class="button"\s+href="([^"]+)"', content)
    assert buttons == [f"{reverse('account-request')}?purpose=label"] * 2
    form = client.get(buttons[0]).content.decode()
    assert re.search(r'value="label"[^>]*(selected|checked)', form)


def priced_by_hand(category: str, headcount: int, sites: int) -> Decimal:
    """The grid of the content added up by hand, with the audit days of the release: 1.5, a half by site, a half."""
    grid = yaml.safe_load(content_path("prices", "lrs.yaml").read_text(encoding="utf-8"))["grids"][-1]
    line = {one["key"]: one for one in grid["lines"]}
    visited = isqrt(sites - 1) + 1
    days = Decimal("1.5") + Decimal("0.5") * visited + (Decimal("0.5") if headcount > 300 else 0)
    size = [one["amount"] for one in line["size"]["steps"] if one["from"] <= headcount][-1]
    total = line["file"]["amount"] + line["reading"]["by_category"][category] + size + line["committee"]["amount"]
    return total + line["sites"]["amount"] * (sites - 1) + line["audit"]["amount"] * days


@pytest.mark.django_db
@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize(("headcount", "sites"), [(1, 1), (299, 2), (300, 4), (301, 5), (420, 3), (8000, 36)])
def test_the_price_is_that_of_the_grid(client: Any, category: str, headcount: int, sites: int) -> None:
    query = {"category": category, "headcount": str(headcount), "sites": str(sites)}
    content = client.get("/en/label/apply/", query).content.decode()
    found = re.search(r'data-net="([0-9.]+)" data-gross="([0-9.]+)"', content)
    assert found is not None
    net = priced_by_hand(category, headcount, sites)
    assert (Decimal(found[1]), Decimal(found[2])) == (net, net * Decimal("1.2"))
    assert ("data-wrong-size" in content) is (category == "small_outsourcer" and headcount >= 300)
    assert ceil(sites**0.5) == isqrt(sites - 1) + 1


@pytest.mark.django_db
def test_nothing_of_what_is_tried_is_kept(client: Any) -> None:
    """No write, no cookie, no journal; each form carries in the address what was tried in the other."""
    before = Entry.objects.count()
    query = "category=outsourcer&active=yes&convicted=no&withdrawn=no&share=&headcount=420&sites=3"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(f"/fr/label/apply/?{query}")
    assert [one["sql"] for one in asked if not one["sql"].lstrip().upper().startswith("SELECT")] == []
    assert response.cookies == {}
    assert Entry.objects.count() == before
    content = response.content.decode()
    assert 'type="hidden" name="sites" value="3"' in content
    assert 'type="hidden" name="active" value="yes"' in content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "sites=-1&headcount=10&category=outsourcer",
        "sites=3&headcount=1e9&category=outsourcer",
        "sites=3&headcount=٣&category=outsourcer",
        "sites=2.5&headcount=10&category=outsourcer",
        "sites=3&headcount=10&category=nobody",
        "sites=3&headcount=&category=outsourcer",
        "active=maybe&category=outsourcer",
        "active=yes",
        "share=101&category=in_house",
        "share=NaN&category=in_house",
    ],
)
def test_an_answer_that_cannot_be_is_said_at_its_field(client: Any, query: str) -> None:
    response = client.get(f"/fr/label/apply/?{query}")
    assert response.status_code == 422
    content = response.content.decode()
    assert 'role="alert"' in content
    assert "data-eligible" not in content
    assert "data-net" not in content


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_stages_tell_the_delays_of_the_release(release: Any, lang: Any) -> None:
    """Every delay that a stage names is one of the procedure, so that no sentence is left out, and none is a place."""
    with use_language(lang):
        shown = list_stages(release)
    assert len(shown) == len(STAGES)
    for one, stage in zip(shown, STAGES, strict=True):
        assert one.title
        assert "{" not in one.text + one.due
        assert one.text.count(".") == stage.text.get(lang).count(".")
        assert one.due
    spans = {one.id: one.after for one in release.procedure.transitions if one.after}
    assert str(spans["check_due"].count) in shown[1].due
    assert str(spans["decision_stands"].count) in shown[6].due
