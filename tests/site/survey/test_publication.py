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
from filiere.site.survey.results.published_results import list_results
from filiere.site.survey.waves import wave_estimates
from filiere.site.survey.waves.actions import corrections, results, waves
from filiere.site.survey.waves.models import Reply, ResultPublication, Wave
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
    waves.close_wave(wave, early=True, actor=actor)
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


def correct(wave: Wave, actor: Any, count: int, *, segment: str = "outsourced") -> None:
    """Of so many centres of a segment that saw activity rise, the desk notes that it falls."""
    replies = Reply.objects.filter(unit__wave=wave, answers__values__outlook="up", answers__values__segment=segment)
    for reply in replies.order_by("pk")[:count]:
        corrections.correct_answer(reply, question="outlook", answer="down", reason="Relu", actor=actor)


def give_reason(actor: Any) -> dict[str, Any]:
    return {"reason_fr": "Double compte", "reason_en": "Counted twice", "actor": actor}


def test_a_correction_of_answers_is_computed_with_its_own_interval(statistician: Any, client: Client) -> None:
    """The page shows the new number and its interval, by how much it changed and why; the register keeps both."""
    wave = publish_wave(statistician)
    before = find_line(wave, "outlook-up")
    correct(wave, statistician, 5)
    made = results.recompute_results(wave, **give_reason(statistician))
    wave.refresh_from_db()
    line, fresh = find_line(wave, "outlook-up"), wave_estimates.estimate_wave(wave).results["outcomes"]
    computed = next(one for one in fresh if one["key"] == "outlook-up")
    assert line["value"] < before["value"]
    assert [line[name] for name in ("value", "low", "high", "se", "n")] == [
        computed[name] for name in ("value", "low", "high", "se", "n")
    ]
    revision = next(one for one in made if one.result == "outlook-up")
    assert (revision.before, revision.after, revision.recomputed) == (before["value"], line["value"], True)
    assert revision.interval_before == [before["low"], before["high"]]
    assert revision.interval_after == [line["low"], line["high"]]
    assert not any(one.result.startswith("hired") for one in made), "other questions do not move"
    figure = current_register()[FIGURE]
    assert (float(figure.value), figure.version) == (round(line["value"] * 100, 1), 2)
    assert (float(figure.low), float(figure.high)) == (round(line["low"] * 100, 1), round(line["high"] * 100, 1))
    page = client.get(reverse("survey:barometer")).content.decode()
    assert "data-revision" in page
    assert "Double compte" in page
    assert "Recalculé d’après les réponses corrigées" in page
    with pytest.raises(Faults, match="survey-results-unchanged"):
        results.recompute_results(wave, **give_reason(statistician))
    assert [one for one in check_integrity().differences if one.table.startswith(("survey_", "observatory_"))] == []


def test_a_correction_of_a_single_centre_waits(statistician: Any, client: Client) -> None:
    """Its page says that one is awaited, and shows no new number; with those of others, it goes out."""
    wave = publish_wave(statistician)
    before = find_line(wave, "outlook-up")
    correct(wave, statistician, 1)
    assert results.recompute_results(wave, **give_reason(statistician)) == []
    wave.refresh_from_db()
    line = find_line(wave, "outlook-up")
    assert (line["value"], line["high"], line["awaited"]) == (before["value"], before["high"], True)
    assert current_register()[FIGURE].version == 1
    page = client.get(reverse("survey:barometer")).content.decode()
    assert "data-awaited" in page
    assert "data-revision" not in page
    correct(wave, statistician, 4)
    assert "outlook-up" in {one.result for one in results.recompute_results(wave, **give_reason(statistician))}
    wave.refresh_from_db()
    line = find_line(wave, "outlook-up")
    assert "awaited" not in line
    assert line["value"] < before["value"]


def test_a_number_typed_by_hand_has_no_interval(statistician: Any, client: Client) -> None:
    """Nobody computed it here: neither the page nor the register nor a file gives it bounds."""
    wave = publish_wave(statistician)
    results.revise_result(wave, result="outlook-up", value=0.25, **give_reason(statistician))
    wave.refresh_from_db()
    line = find_line(wave, "outlook-up")
    assert [line[name] for name in ("value", "low", "high", "se")] == [0.25, None, None, None]
    shown = next(one for one in present_results(wave)["lines"] if one["key"] == "outlook-up")
    assert (shown["half_width"], shown["typed"], shown["change"]) == ("–", True, None)
    figure = current_register()[FIGURE]
    assert (float(figure.value), figure.low, figure.high) == (25, None, None)
    assert "à la main" in figure.method.fr
    found = next(one for one in list_results(wave) if one.key == "outlook-up")
    assert (found.low, found.high) == (None, None)
    assert "Nombre donné à la main" in client.get(reverse("survey:barometer")).content.decode()
    correct(wave, statistician, 5)
    with pytest.raises(Faults, match="survey-result-to-recompute"):
        results.revise_result(wave, result="outlook-up@segment=outsourced", value=0.25, **give_reason(statistician))
    assert [one for one in check_integrity().differences if one.table.startswith(("survey_", "observatory_"))] == []


def test_results_that_answers_have_left_are_not_published(statistician: Any) -> None:
    """An answer corrected between the computation and the hour: they are computed again first."""
    wave = open_collection(statistician)
    answer_barometer(wave)
    waves.close_wave(wave, early=True, actor=statistician)
    results.prepare_results(wave, actor=statistician)
    wave.refresh_from_db()
    correct(wave, statistician, 1)
    with pytest.raises(Faults, match="survey-results-outdated"):
        results.publish_results(wave, actor=statistician, now=wave.publish_at)
    results.prepare_results(wave, actor=statistician)
    wave.refresh_from_db()
    results.publish_results(wave, actor=statistician, now=wave.publish_at)


def test_a_wave_that_differs_by_one_centre_does_not_tell_it(statistician: Any) -> None:
    """The same panel, one centre changed its mind: the results that moved by it alone are kept back, the others not."""
    first = publish_wave(statistician, period="2026-04")
    wave = open_collection(statistician, previous=first)
    answer_barometer(wave)
    for reply in Reply.objects.filter(unit__wave=wave):
        former = Reply.objects.filter(unit__wave=first, unit__unit=reply.unit.unit).get()
        reply.answers = former.answers
        reply.save()
    correct(wave, statistician, 1)
    lines = {one["key"]: one for one in wave_estimates.compute_results(wave)["outcomes"]}
    assert lines["outlook-up"]["withheld"] == ["earlier"]
    assert "value" not in lines["outlook-up"]
    assert lines["hired-yes"]["withheld"] == []
    # Waves published before answers were kept are judged by their replies.
    ResultPublication.objects.all().delete()
    again = {one["key"]: one for one in wave_estimates.compute_results(wave)["outcomes"]}
    assert again["outlook-up"]["withheld"] == ["earlier"]


def test_what_a_revision_refuses(statistician: Any) -> None:
    """A share in per cent, a result that was not published, the number that stands already: nothing changes."""
    wave = publish_wave(statistician)
    for result, value, code in (
        ("outlook-up", 50.0, "survey-result-not-a-share"),
        ("outlook-up@segment=nowhere", 0.5, "survey-result-unknown"),
        ("outlook-up", find_line(wave, "outlook-up")["value"], "survey-result-unchanged"),
    ):
        with pytest.raises(Faults) as caught:
            results.revise_result(wave, result=result, value=value, **give_reason(statistician))
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


def test_centres_that_carry_a_variance_are_named_to_the_statistician_alone(statistician: Any, client: Client) -> None:
    """Everybody reads that few do; which ones, only who reads every answer anyway: neither page, file nor program."""
    wave = publish_wave(statistician)
    unit = wave.units.filter(state="submitted").first()
    assert unit is not None
    line = find_line(wave, "outlook-up")
    line["concentration"] = {"half": 1, "units": 40, "effective": 1.5, "carriers": [[unit.key, 0.81]]}
    wave.save()
    pages = [
        client.get(reverse("survey:barometer")),
        client.get(f"/api/v1/survey/waves/{wave.key}"),
        client.get("/export/survey-results.csv"),
        client.get(reverse("survey:wave-method", args=(wave.key,))),
    ]
    told = [b"".join(one.streaming_content if one.streaming else [one.content]).decode() for one in pages]
    assert [one.status_code for one in pages] == [200] * 4
    for secret in (unit.name, unit.key, "0.81", "81"):
        assert not any(f">{secret}<" in one or f'"{secret}"' in one for one in told)
    assert unit.name not in "".join(told)
    assert "data-fragile-note" in told[0]
    assert '"few_carry_variance": true' in told[1].replace('":true', '": true')
    client.force_login(statistician)
    page = client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    assert 'data-fragile="outlook-up"' in page
    assert reverse("survey:wave-unit", args=(wave.key, unit.key)) in page
    assert "data-unregistered" in page
