"""The desk: a draw that can be made again, letters and reminders, whom to call, corrections, results at their hour."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import FRAME, answer_barometer, open_collection, plan_wave

from filiere.core import Faults
from filiere.core.dates import spell_day
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.kit.rights import RightRefused
from filiere.site.survey.waves.actions import corrections, results, waves
from filiere.site.survey.waves.follow_up import list_priorities
from filiere.site.survey.waves.models import Correction, Reply, SampledUnit, Wave
from filiere.site.survey.waves.presenters import describe_missing_replies
from filiere.site.survey.waves.questionnaires import name_wave
from filiere.site.survey.waves.sample_draws import make_units
from filiere.site.survey.waves.todo_items import list_survey_tasks
from filiere.site.survey.waves.wave_estimates import LEAST_REPLIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def statistician(db: None) -> Any:
    """Who conducts surveys."""
    return make_person("statistician")


def codes(caught: Any) -> list[str]:
    """The codes of the faults raised."""
    return [one.code for one in caught.value.faults]


def differences() -> list[Any]:
    """What the journal finds changed in these tables."""
    report = check_integrity()
    assert report.is_chained
    return [one for one in report.differences if one.table.startswith("survey_")]


def test_a_draw_is_made_again_and_keeps_its_centres(statistician: Any) -> None:
    """The same seed gives the same sample, to the centre; a large stratum is taken whole; weights sum to the frame."""
    wave = plan_wave(statistician)
    waves.draw_units(wave, actor=statistician)
    wave.refresh_from_db()
    drawn = [(unit.unit, unit.stratum, unit.weight) for unit in wave.units.all()]
    assert drawn == [(unit.unit, unit.stratum, unit.weight) for unit in make_units(wave)]
    assert len(drawn) == 56
    assert sum(weight == 1 for _, _, weight in drawn) == 20
    assert sum(weight for _, _, weight in drawn) == pytest.approx(60)
    with pytest.raises(Faults) as caught:
        waves.draw_units(wave, actor=statistician)
    assert codes(caught) == ["survey-wave-state"]


def test_all_faults_of_a_wave_are_told_at_once(statistician: Any) -> None:
    """A wave that exists, dates out of order and an empty frame are three faults."""
    plan_wave(statistician)
    with pytest.raises(Faults) as caught:
        plan_wave(statistician, closes_on=timezone.localdate() + timedelta(days=80), frame=())
    assert set(codes(caught)) == {"survey-wave-exists", "survey-dates-out-of-order", "survey-frame-empty"}


def test_nobody_else_conducts_a_survey() -> None:
    """The team of the observatory itself holds no such right."""
    with pytest.raises(RightRefused):
        plan_wave(make_person("staff"))


def test_reminders_are_two_and_a_week_apart(statistician: Any) -> None:
    """Only those who sent nothing are written to again."""
    today = timezone.localdate()
    wave = open_collection(statistician, closes_on=today + timedelta(days=30))
    answer_barometer(wave)
    with pytest.raises(Faults) as caught:
        waves.send_reminders(wave, actor=statistician)
    assert codes(caught) == ["survey-reminder-too-soon"]
    silent = wave.units.awaited().count()
    assert waves.send_reminders(wave, actor=statistician, day=today + timedelta(days=7)) == silent
    assert waves.send_reminders(wave, actor=statistician, day=today + timedelta(days=14)) == silent
    with pytest.raises(Faults) as caught:
        waves.send_reminders(wave, actor=statistician, day=today + timedelta(days=21))
    assert codes(caught) == ["survey-reminders-spent"]


def test_no_invitation_leaves_before_the_opening_day(statistician: Any, client: Client) -> None:
    """The day is said, nothing is sent, and the page offers the button from that day on."""
    opens = timezone.localdate() + timedelta(days=3)
    wave = plan_wave(statistician, opens_on=opens)
    waves.draw_units(wave, actor=statistician)
    wave.refresh_from_db()
    with pytest.raises(Faults) as caught:
        waves.send_invitations(wave, actor=statistician, day=opens - timedelta(days=1))
    assert codes(caught) == ["survey-invitations-too-early"]
    assert str(spell_day(opens)) in str(caught.value.faults[0].message)
    assert not wave.units.exclude(state=SampledUnit.State.DRAWN).exists()
    client.force_login(statistician)
    page = client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    assert "data-opens-later" in page
    assert 'data-act="invite"' not in page
    waves.send_invitations(wave, actor=statistician, day=opens)
    assert wave.units.awaited().count() == 56


def test_no_link_is_made_after_the_last_day(statistician: Any, client: Client) -> None:
    """It would open nothing: no reminder, no form by phone; the page says that the collection has ended."""
    wave = open_collection(statistician)
    over = wave.closes_on + timedelta(days=1)
    unit = wave.units.awaited().first()
    for act in (
        lambda: waves.send_reminders(wave, actor=statistician, day=over),
        lambda: waves.open_form_by_phone(wave, unit=unit, actor=statistician, day=over),
    ):
        with pytest.raises(Faults) as caught:
            act()
        assert codes(caught) == ["survey-collection-over"]
    Wave.objects.filter(pk=wave.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    client.force_login(statistician)
    page = client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    assert "data-over" in page
    assert 'data-act="remind"' not in page
    assert 'data-act="close"' in page


def test_closing_before_the_promised_day_takes_a_word(statistician: Any, client: Client) -> None:
    """No button closes a collection at once; the form says what is lost, and refuses without its box."""
    wave = open_collection(statistician)
    with pytest.raises(Faults) as caught:
        waves.close_wave(wave, actor=statistician, day=wave.closes_on)
    assert codes(caught) == ["survey-closing-early"]
    client.force_login(statistician)
    closing = reverse("survey:wave-closing", args=(wave.key,))
    page = client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    assert closing in page
    assert 'data-act="close"' not in page
    assert client.post(closing, {}).status_code == 422
    wave.refresh_from_db()
    assert wave.state == Wave.State.OPEN
    assert client.post(closing, {"early": "on"}).status_code == 302
    wave.refresh_from_db()
    assert wave.state == Wave.State.CLOSED


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_collection_with_too_few_replies_says_so_before_it_is_closed(
    statistician: Any, client: Client, lang: str
) -> None:
    """Once closed it does not reopen: that nothing could be published stands where it may be closed, and no longer."""
    wave = open_collection(statistician)
    client.force_login(statistician)
    desk, closing = (
        reverse(name, args=(wave.key,)).replace("/fr/", f"/{lang}/") for name in ("survey:wave", "survey:wave-closing")
    )
    lacking = describe_missing_replies(wave)
    assert lacking is not None
    words = lacking.get(lang)
    assert str(LEAST_REPLIES) in words
    assert "data-replies-missing" in client.get(desk).content.decode()
    assert client.get(closing).context["note"] == words
    answer_barometer(wave)
    assert "data-replies-missing" not in client.get(desk).content.decode()
    assert not client.get(closing).context["note"]


@pytest.mark.parametrize("without", [0, 3, 60])
def test_centres_without_an_address_are_counted_before_and_after_the_letters(
    statistician: Any, client: Client, without: int
) -> None:
    """Whoever conducts the wave learns that nothing was written to them, from the page and once letters have left."""
    frame = tuple({**row, "email": "" if rank < without else row["email"]} for rank, row in enumerate(FRAME))
    wave = plan_wave(statistician, frame=frame)
    client.force_login(statistician)
    desk = reverse("survey:wave", args=(wave.key,))
    waves.draw_units(wave, actor=statistician)
    silent = wave.units.filter(email="").count()
    page = client.get(desk).content.decode()
    assert (f'data-without-address="{silent}"' in page) is bool(silent)
    sent = client.post(reverse("survey:wave-act", args=(wave.key, "invite")), follow=True)
    said = " ".join(str(one) for one in sent.context["messages"])
    assert re.findall(r"[0-9]+", said) == [str(one) for one in (56 - silent, silent) if one or one == 56 - silent]
    assert "data-without-address" not in sent.content.decode()


def test_a_wave_is_named_in_words_wherever_it_is_chosen_or_awaited(statistician: Any, client: Client) -> None:
    """By its survey and its month, in the list of waves to take up as in what awaits its statistician."""
    wave = plan_wave(statistician)
    name = name_wave(wave)
    assert wave.period not in name.fr + name.en
    (task,) = (one for one in list_survey_tasks(statistician, wave.opens_on) if wave.key in one.key)
    assert name.fr in task.words.fr
    assert name.en in task.words.en
    client.force_login(statistician)
    form = client.get(reverse("survey:wave-new")).context["form"]
    assert (wave.key, name.fr) in form.fields["previous"].choices


def test_a_closed_wave_has_nobody_to_call(statistician: Any, client: Client) -> None:
    """The list of calls says that collection is closed, and names no centre, silent as some are."""
    wave = open_collection(statistician)
    client.force_login(statistician)
    address = reverse("survey:wave-follow-up", args=(wave.key,))
    assert "data-unit=" in client.get(address).content.decode()
    waves.close_wave(wave, early=True, actor=statistician)
    page = client.get(address).content.decode()
    assert "data-unit=" not in page
    assert "La collecte est close" in page


def test_the_desk_finds_a_centre_and_reads_its_name(statistician: Any, client: Client) -> None:
    """By its key, from the page of the wave, whether it replied or not; who replied is not noted as refusing."""
    wave = open_collection(statistician)
    answer_barometer(wave, every=100)
    unit = wave.units.get(unit="012")
    client.force_login(statistician)
    page = client.get(reverse("survey:wave", args=(wave.key,)), {"centre": "012"}).content.decode()
    address = reverse("survey:wave-unit", args=(wave.key, unit.key))
    assert 'data-found="1"' in page
    assert address in page
    assert 'data-found="0"' in client.get(reverse("survey:wave", args=(wave.key,)), {"centre": "zz"}).content.decode()
    shown = client.get(address).content.decode()
    assert "<h1>Centre 12" in shown
    answer = client.post(address, {"act": "aside", "state": "refused"})
    assert (answer.status_code, "Ce centre a envoyé ses réponses" in answer.content.decode()) == (422, True)
    unit.refresh_from_db()
    assert unit.state == SampledUnit.State.SUBMITTED


def test_the_list_of_calls_is_ordered_and_sums_to_all(statistician: Any) -> None:
    """The first can change most; the share said is reached by the number said, and by no fewer."""
    wave = open_collection(statistician)
    answer_barometer(wave)
    found = list_priorities(wave)
    shares = [line.percent for line in found.lines]
    assert all(later <= before + 1e-9 for before, later in pairwise(shares))
    assert sum(shares) == pytest.approx(100)
    assert found.lines[found.settled_by - 1].cumulative_percent == found.settled_percent >= 90
    assert found.settled_by == 1 or found.lines[found.settled_by - 2].cumulative_percent < 90


def test_a_correction_keeps_both_answers_and_goes_with_the_reply(statistician: Any) -> None:
    """The desk corrects a question that the centre does not see; in five years the reply goes, and its fingerprint."""
    wave = open_collection(statistician)
    answer_barometer(wave)
    reply = next(one for one in Reply.objects.all() if one.answers["values"]["hired"] == "no")
    made = corrections.correct_answer(
        reply, question="hires", answer="4", reason="Dit au téléphone", actor=statistician
    )
    assert (made.before, made.after) == ("3", "4")
    with pytest.raises(Faults) as caught:
        corrections.correct_answer(reply, question="outlook", answer="sideways", reason="?", actor=statistician)
    assert codes(caught) == ["survey-answer-unreadable"]
    assert differences() == []
    later = timezone.now() + timedelta(days=find_retention_days("survey-replies") + 12)
    removed = apply_retention(now=later)
    assert removed["survey-replies"] > 0
    assert not Reply.objects.exists()
    assert not Correction.objects.exists()
    assert not SampledUnit.objects.exclude(email="").exists()
    assert differences() == []


def test_results_wait_for_their_hour(statistician: Any, client: Client) -> None:
    """Prepared under embargo, read early by whoever was named and by nobody else, published at the announced hour."""
    wave = open_collection(statistician)
    answer_barometer(wave)
    waves.close_wave(wave, early=True, actor=statistician)
    results.prepare_results(wave, actor=statistician)
    wave.refresh_from_db()
    reader, stranger = make_person(), make_person()
    results.name_early_reader(
        wave, email=reader.email, reads_from=timezone.now() - timedelta(hours=1), reason="Presse", actor=statistician
    )
    address = reverse("survey:early-reading", args=(wave.key,))
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(reader)
    assert client.get(address).status_code == 200
    assert Entry.objects.filter(act="results.read-early", actor_key=reader.key).count() == 1
    client.logout()
    barometer = reverse("survey:barometer")
    assert f'data-wave="{wave.key}"' not in client.get(barometer).content.decode()
    assert f'data-coming="{wave.key}"' in client.get(barometer).content.decode()
    with pytest.raises(Faults) as caught:
        results.publish_results(wave, actor=statistician)
    assert codes(caught) == ["survey-publication-too-early"]
    results.publish_results(wave, actor=statistician, now=wave.publish_at)
    assert f'data-wave="{wave.key}"' in client.get(barometer).content.decode()
    results.revise_result(
        wave, result="outlook-up", value=0.5, reason_fr="Double compte", reason_en="Counted twice", actor=statistician
    )
    assert "data-revision" in client.get(barometer).content.decode()
    assert differences() == []


def test_an_estimate_of_too_few_centres_is_kept_back(statistician: Any) -> None:
    """What fewer than ten answered is told to nobody: neither its value nor its interval."""
    wave = open_collection(statistician)
    answer_barometer(wave)
    asked = [reply for reply in Reply.objects.all() if reply.answers["values"]["telework"] == "yes"][4:]
    for reply in asked:
        del reply.answers["values"]["telework"]
        reply.save()
    Reply.objects.filter(answers__values__telework="no").delete()
    waves.close_wave(wave, early=True, actor=statistician)
    wave.refresh_from_db()
    lines = results.compute_results(wave)["outcomes"]
    few = [line for line in lines if line["n"] < 10]
    assert few
    assert all(line["withheld"] and "value" not in line for line in few)


def test_a_wave_needs_enough_replies(statistician: Any) -> None:
    """Nothing is estimated of a handful."""
    wave = open_collection(statistician)
    waves.close_wave(wave, early=True, actor=statistician)
    with pytest.raises(Faults) as caught:
        results.prepare_results(wave, actor=statistician)
    assert codes(caught) == ["survey-too-few-replies"]


def test_a_wave_closed_with_too_few_replies_asks_nothing_more(statistician: Any, client: Client) -> None:
    """It does not reopen: its page says why it has no result, and neither it nor one's space offers to compute any."""
    wave = open_collection(statistician)
    waves.close_wave(wave, early=True, actor=statistician)
    client.force_login(statistician)
    page = client.get(reverse("survey:wave", args=(wave.key,)))
    assert "data-replies-missing" in page.content.decode()
    assert page.context["acts"] == []
    day = timezone.localdate(wave.publish_at)
    assert [task for task in list_survey_tasks(statistician, day) if wave.key in task.key] == []


def test_the_pages_of_the_desk_answer(statistician: Any, client: Client) -> None:
    """From the list to whom to call and to one centre; each act of a wave is offered at its moment only."""
    wave = open_collection(statistician)
    answer_barometer(wave)
    client.force_login(statistician)
    listed = client.get(reverse("survey:waves")).content.decode()
    assert reverse("survey:wave-follow-up", args=(wave.key,)) in listed
    page = client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    assert 'data-act="remind"' in page
    assert 'data-act="draw"' not in page
    unit = wave.units.filter(state=SampledUnit.State.SUBMITTED).first()
    assert unit is not None
    address = reverse("survey:wave-unit", args=(wave.key, unit.key))
    shown = client.get(address).content.decode()
    assert 'data-place="staff"' in shown
    assert f"<h1>{unit.name}" in shown
    planned = plan_wave(statistician, period="2027-04")
    preview = client.get(reverse("survey:wave", args=(planned.key,))).content.decode()
    assert make_units(planned)[0].name in preview.partition("data-preview")[2]
    sent = {"act": "correct", "question": "staff", "answer": "77", "reason": "Relu avec le centre"}
    assert client.post(address, sent).status_code == 302
    assert Reply.objects.get(unit=unit).answers["values"]["staff"] == "77"
    silent = wave.units.awaited().first()
    assert silent is not None
    called = client.post(reverse("survey:wave-unit", args=(wave.key, silent.key)), {"act": "phone"})
    assert client.get(called.headers["Location"]).status_code == 200


def test_nobody_is_to_be_called_before_the_letters(statistician: Any, client: Client) -> None:
    """The page of a sample that is drawn does not say that every centre has replied."""
    wave = plan_wave(statistician)
    waves.draw_units(wave, actor=statistician)
    client.force_login(statistician)
    page = client.get(reverse("survey:wave-follow-up", args=(wave.key,))).content.decode()
    assert "Aucune invitation" in page
    assert "Tous les centres ont répondu" not in page
