"""What people read of a wave: every published one has its page, what is late is said, papers and pages agree."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import answer_barometer, open_collection, plan_wave

from filiere.core import Text
from filiere.site.journal.models import Entry
from filiere.site.survey.results.presenters import _describe_measure, _present_change, present_results
from filiere.site.survey.results.press_sheets import MOST_RESULTS, choose_results
from filiere.site.survey.results.published_results import PublishedChange, PublishedResult, list_results
from filiere.site.survey.waves.actions import results, waves
from filiere.site.survey.waves.models import Wave

pytestmark = pytest.mark.django_db


def test_every_published_wave_has_its_page_and_a_late_one_is_said(client: Client) -> None:
    """The statistician reads results through before anybody; once out, an older wave stays reachable; none is hidden
    from the calendar for being late."""
    statistician = make_person("statistician")
    wave = open_collection(statistician)
    answer_barometer(wave)
    waves.close_wave(wave, early=True, actor=statistician)
    results.prepare_results(wave, actor=statistician)
    early = reverse("survey:early-reading", args=(wave.key,))
    own, barometer = reverse("survey:published-wave", args=(wave.key,)), reverse("survey:barometer")
    client.force_login(make_person())
    assert client.get(early).status_code == 404
    client.force_login(statistician)
    assert early in client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    assert 'data-wave="' in client.get(early).content.decode()
    assert Entry.objects.filter(act="results.read-early", actor_key=statistician.key).count() == 1
    client.logout()
    assert client.get(own).status_code == 404
    Wave.objects.update(publish_at=timezone.now() - timedelta(days=1))
    assert f'data-late="{wave.key}"' in client.get(barometer).content.decode()
    wave.refresh_from_db()
    results.publish_results(wave, actor=statistician)
    later = plan_wave(statistician, "2027-04")
    Wave.objects.filter(pk=wave.pk).update(questionnaire="centres", period="2026")
    page = client.get(barometer).content.decode()
    assert f'href="{own}"' in page
    assert f'data-coming="{later.key}"' in page
    Wave.objects.filter(pk=wave.pk).update(questionnaire="barometer")
    shown = client.get(own).content.decode()
    assert f'data-wave="{wave.key}"' in shown
    assert 'class="cite"' in shown
    lines = present_results(Wave.objects.get(pk=wave.pk))["domain_lines"]
    line = {"question": "staff_before", "option": "", "statistic": "mean"}
    measure = _describe_measure(wave, line)
    assert measure is not None
    assert measure.en.endswith("six months ago? · mean per centre · employees")
    assert _describe_measure(wave, line | {"option": "up"}) is None
    centres = Wave(key=wave.key, questionnaire="centres", version=1, period="2026")
    measure = _describe_measure(centres, line | {"question": "handled_in_france"})
    assert measure is not None
    assert measure.en.endswith("mean per centre · %")
    sizes = [line["domain"] for line in lines if line["outcome"] == "outlook-up" and "size" in line["domain"]]
    order = ["under-50", "50-499", "500-plus"]
    assert [size for key in order for size in sizes if size.endswith(key)] == sizes
    assert all(one.key for one in list_results(wave))


def make_result(key: str, verdict: Any) -> PublishedResult:
    """A result whose change proves this."""
    change = PublishedChange(
        difference=Decimal(1), low=Decimal(0), high=Decimal(2), p_value=Decimal(0), verdict=verdict
    )
    return PublishedResult(
        key=key, question=key, option="", statistic="mean", domain="", label=Text.same(key), is_share=False,
        withheld=False, change=change,
    )  # fmt: skip


def test_the_press_sheet_never_leaves_out_what_changed_for_certain() -> None:
    """A change that is established comes in from the end of the questionnaire, in its place."""
    said = [make_result(str(number), "not-established") for number in range(10)] + [make_result("last", "rise")]
    kept = [one.key for one in choose_results(said)]
    assert kept == [*(str(number) for number in range(MOST_RESULTS - 1)), "last"]


def test_a_page_and_a_paper_round_the_same_number() -> None:
    """−1.3451 points are −1.35 in files, hence −1.4 on the page as on the press sheet; no chance is ever zero."""

    change = {"difference": -0.0134501, "low": -0.09, "high": 0.06, "p_value": 0.0000001, "verdict": "not-established"}
    told = _present_change(change, is_share=True)
    assert (told["points"], told["p"]) == ("−1,4", "<\u00a00,001")
