"""From a published wave to the register: what a figure says, what a revision changes, what breaks a series."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import answer_barometer, open_collection

from filiere.core import Faults
from filiere.site.journal.integrity import check_integrity
from filiere.site.observatory.figure_register import current_register
from filiere.site.survey.results.made_up_totals import give_made_up_jobs
from filiere.site.survey.results.presenters import present_results
from filiere.site.survey.waves import wave_estimates
from filiere.site.survey.waves.actions import results, waves
from filiere.site.survey.waves.models import Wave
from filiere.site.survey.waves.result_figures import find_figure_ids, list_figures
from filiere.survey.questionnaires import DefinitionChange

pytestmark = pytest.mark.django_db

FIGURE = "survey-barometer-2026-10-outlook-up"


@pytest.fixture
def statistician(db: None) -> Any:
    """Who conducts surveys."""
    return make_person("statistician")


def publish_wave(actor: Any, **said: Any) -> Wave:
    """A wave from its draw to its publication."""
    wave = open_collection(actor, **said)
    answer_barometer(wave)
    waves.close_wave(wave, actor=actor)
    results.prepare_results(wave, actor=actor)
    wave.refresh_from_db()
    results.publish_results(wave, actor=actor, now=wave.publish_at)
    wave.refresh_from_db()
    return wave


def find_line(wave: Wave, key: str) -> dict[str, Any]:
    """A line of the results."""
    return next(one for one in wave.results["outcomes"] if one["key"] == key)


def test_only_a_made_up_annual_survey_stands_beside_the_answer_on_jobs(statistician: Any) -> None:
    """A barometer has no total of jobs; the total shown is that of the latest made-up survey that was published."""
    assert give_made_up_jobs() is None
    wave = publish_wave(statistician, fictitious=True)
    assert give_made_up_jobs() is None
    line = {"question": "staff", "statistic": "total", "option": "", "domain": None, "withheld": []}
    line |= {"low": 900.0, "value": 1000.0, "high": 1100.0}
    Wave.objects.filter(pk=wave.pk).update(questionnaire="centres", results=wave.results | {"outcomes": [line]})
    given = give_made_up_jobs()
    assert given is not None
    assert (given.low, given.high) == (900, 1100)
    assert given.url == reverse("survey:wave-method", args=(wave.key,))
    Wave.objects.filter(pk=wave.pk).update(fictitious=False)
    assert give_made_up_jobs() is None


def test_a_published_result_is_a_figure_that_says_how_it_was_made(statistician: Any) -> None:
    """Definition, questionnaire and version, wave, replies, non-response, interval, method; computed from its base."""
    wave = publish_wave(statistician)
    register, line = current_register(), find_line(wave, "outlook-up")
    figure, base = register[FIGURE], register["survey-barometer-2026-10-replies"]
    assert float(figure.value) == round(line["value"] * 100, 1)
    assert figure.low < figure.value < figure.high
    assert (figure.mark, figure.source, str(figure.period)) == ("C", "filiere-surveys", "2026-10")
    assert figure.derived.sources == (base.id,)
    assert base.value == wave.results["replies"]
    for said in ("barometer@1", f"n = {line['n']}", line["definition"][:16], wave.results["method"][:16]):
        assert said in figure.method.fr
    for shown in wave.results["outcomes"]:
        for entered in find_figure_ids(wave, shown["key"]):
            assert (entered in register) is not bool(shown["withheld"])


def test_a_made_up_panel_enters_no_figure(statistician: Any) -> None:
    """Its results are read on its page, where they are said to be made up, and nowhere else."""
    before = len(current_register())
    wave = publish_wave(statistician, fictitious=True)
    assert list_figures(wave, wave.closes_on) == {}
    assert len(current_register()) == before


def test_the_table_of_2011_is_not_lengthened_by_our_waves(statistician: Any, client: Client) -> None:
    """Other words and other weights: our waves stand below, each number with its page in the register."""
    publish_wave(statistician)
    page = client.get(reverse("survey:barometer")).content.decode()
    assert reverse("observatory:figure", args=(FIGURE,)) in page
    assert page.count('data-line="outlook-up"') == 1
    head = page[: page.index("data-wave=")]
    assert FIGURE not in head


def test_a_revision_changes_the_table_and_amends_the_figure(statistician: Any, client: Client) -> None:
    """The page shows the new number, by how much it changed and why; the register keeps the former version."""
    wave = publish_wave(statistician)
    before = find_line(wave, "outlook-up")
    after = round(before["value"] - 0.05, 3)
    results.revise_result(
        wave,
        outcome="outlook-up",
        value=after,
        reason_fr="Double compte",
        reason_en="Counted twice",
        actor=statistician,
    )
    wave.refresh_from_db()
    line = find_line(wave, "outlook-up")
    assert line["value"] == after
    assert line["high"] - line["low"] == pytest.approx(before["high"] - before["low"])
    shown = next(one for one in present_results(wave)["lines"] if one["key"] == "outlook-up")
    assert (shown["revised"], shown["change"]) == (True, None)
    register = current_register()
    assert float(register[FIGURE].value) == round(after * 100, 1)
    assert register[FIGURE].version == 2
    page = client.get(reverse("survey:barometer")).content.decode()
    assert "data-revision" in page
    assert "Double compte" in page
    report = check_integrity()
    assert [one for one in report.differences if one.table.startswith(("survey_", "observatory_"))] == []


@pytest.mark.parametrize(
    ("outcome", "value", "code"),
    [
        ("outlook-up", 50.0, "survey-result-not-a-share"),
        ("outlook-up@segment=nowhere", 0.5, "survey-result-unknown"),
        ("outlook-up", None, "survey-result-unchanged"),
    ],
)
def test_what_a_revision_refuses(statistician: Any, outcome: str, value: float | None, code: str) -> None:
    """A share in per cent, a result that was not published, the number that stands already: nothing changes."""
    wave = publish_wave(statistician)
    given = find_line(wave, "outlook-up")["value"] if value is None else value
    with pytest.raises(Faults) as caught:
        results.revise_result(
            wave, outcome=outcome, value=given, reason_fr="Essai", reason_en="Trial", actor=statistician
        )
    assert [one.code for one in caught.value.faults] == [code]
    assert current_register()[FIGURE].version == 1


def test_a_definition_that_changes_breaks_its_series(statistician: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No change is tested across it, and the figure says what differs; other questions go on."""
    first = publish_wave(statistician, period="2026-04")
    changed = DefinitionChange("outlook", "changed", ("text", "options"))
    monkeypatch.setattr(
        wave_estimates,
        "compare_definitions",
        lambda _older, newer: tuple(
            changed if key == "outlook" else DefinitionChange(key, "same") for key in newer.questions
        ),
    )
    wave = publish_wave(statistician, previous=first)
    line = find_line(wave, "outlook-up")
    assert "change" not in line
    assert line["broken"] == ["text", "options"]
    assert "change" in find_line(wave, "hired-yes")
    note = current_register()[FIGURE].note
    assert note is not None
    assert "depuis la vague d’avril 2026" in note.fr
    assert "réponses proposées" in note.fr
    assert current_register()["survey-barometer-2026-10-hired"].note is None
    shown = next(one for one in present_results(wave)["lines"] if one["key"] == "outlook-up")
    assert shown["broken"] == note


def test_no_change_is_told_since_a_result_that_was_kept_back(statistician: Any) -> None:
    """A result and its change since the wave before give that of the wave before."""
    first = publish_wave(statistician, period="2026-04")
    kept = dict(first.results)
    kept["outcomes"] = [
        {**one, "withheld": ["complement"]} if one["key"] == "hired-yes" else one for one in kept["outcomes"]
    ]
    Wave.objects.filter(pk=first.pk).update(results=kept)
    first.refresh_from_db()
    second = open_collection(statistician, previous=first)
    answer_barometer(second)
    lines = {one["key"]: one for one in results.compute_results(second)["outcomes"]}
    assert "change" not in lines["hired-yes"]
    assert "change" in lines["outlook-up"]
