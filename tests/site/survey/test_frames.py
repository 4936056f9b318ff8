"""A wave from a frame that is sent: every fault by its line and column, strata and sample before any draw."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import answer_barometer, open_collection, plan_wave

from filiere.core import Faults
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.accounts.retention_rules import apply_retention
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Entry
from filiere.site.survey.waves.actions import waves
from filiere.site.survey.waves.frame_files import read_sent_frame
from filiere.site.survey.waves.models import Reply, SampledUnit, Wave

HEADER = "Clé;Nom;E-mail;Segment;Effectif;Région\n"
ROWS = "".join(
    f"{number:03};Centre {number};c{number}@filiere.invalid;{'in_house' if number % 2 else 'outsourced'};{20 + number};"
    f"{'Nord' if number % 3 else 'Sud'}\n"
    for number in range(1, 41)
)


def plan(client: Client, content: bytes, **said: Any) -> Any:
    """Send a frame with the form of its wave."""
    today = timezone.localdate()
    given = {
        "questionnaire": "barometer",
        "period": "2027-03",
        "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=20)).isoformat(),
        "day": (today + timedelta(days=40)).isoformat(),
        "hour": "08:45",
        "sample_size": "20",
        "take_all_from": "55",
        "strata": "segment, région",
        "seed": "11",
        "file": SimpleUploadedFile("base.csv", content),
    }
    return client.post(reverse("survey:wave-frame"), given | said)


@pytest.mark.django_db
def test_a_first_wave_is_planned_from_a_page_and_seen_before_its_draw(client: Client) -> None:
    """The empty desk leads to the form; the wave shows strata and centres, which the draw then takes; more may be asked
    for, with the same seed."""
    actor = make_person("statistician")
    client.force_login(actor)
    assert reverse("survey:wave-frame") in client.get(reverse("survey:waves")).content.decode()
    page = client.get(reverse("survey:wave-frame"))
    assert page.status_code == 200
    assert "<code>in_house</code>" in page.content.decode()
    assert plan(client, (HEADER + ROWS).encode()).status_code == 302
    wave = Wave.objects.get()
    assert wave.frame[0] == {
        "unit": "001", "name": "Centre 1", "email": "c1@filiere.invalid", "segment": "in_house", "size": 21,
        "region": "Nord",
    }  # fmt: skip
    page = client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    assert "data-preview" in page
    assert 'data-stratum="in_house · Sud"' in page
    design = reverse("survey:wave-design", args=(wave.key,))
    assert client.post(design, {"sample_size": "2", "take_all_from": "55"}).status_code == 422
    assert client.post(design, {"sample_size": "24", "take_all_from": "55"}).status_code == 302
    wave.refresh_from_db()
    waves.draw_units(wave, actor=actor)
    assert wave.units.count() == 24
    assert "data-preview" not in client.get(reverse("survey:wave", args=(wave.key,))).content.decode()
    with pytest.raises(Faults, match="survey-wave-state"):
        waves.change_design(wave, sample_size=30, take_all_from=None, actor=actor)


@pytest.mark.django_db
def test_a_refused_frame_plans_nothing(client: Client) -> None:
    """The page tells the lines; a stratum that the frame lacks, or a draw that cannot be made, is told at the form."""
    client.force_login(make_person("statistician"))
    told = plan(client, (HEADER + "1;A;x;in_house;12;Nord\n1;B;;elsewhere;many;Sud\n").encode())
    assert told.status_code == 422
    assert {"survey-frame-email", "survey-frame-segment", "frame-size"} <= set(told.context["counts"])
    assert plan(client, (HEADER + ROWS).encode(), strata="département").status_code == 422
    assert plan(client, (HEADER + ROWS).encode(), sample_size="400").status_code == 422
    assert not Wave.objects.exists()


def write_workbook(rows: list[list[Any]]) -> bytes:
    """A workbook of one sheet."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_fault_has_its_line_and_column(kind: str, tmp_path: Path) -> None:
    """A CSV and a workbook tell the same faults at the same cells; a blank line is counted, and is no centre."""
    rows: list[list[Any]] = [
        ["unit", "name", "email", "segment", "size"],
        ["1", "A", "a@b.fr", "in-house", 12],
        [],
        ["1", "B", "nobody", "outsourced", 13],
        ["3", "", "", "somewhere", 1.5],
        ["", "D", "", "outsourced", "dix"],
        ["5", "E" * 161, "", "outsourced", 9],
    ]
    path = tmp_path / f"frame.{kind}"
    text = "\n".join(",".join(map(str, row)) for row in rows)
    path.write_bytes(write_workbook(rows) if kind == "xlsx" else text.encode())
    with pytest.raises(Faults) as caught:
        read_sent_frame(str(path), questionnaire="barometer", version=1)
    assert {(one.code, one.line, one.column) for one in caught.value.faults} == {
        ("frame-repeated-unit", 4, 1),
        ("survey-frame-email", 4, 3),
        ("survey-frame-name-blank", 5, 2),
        ("survey-frame-segment", 5, 4),
        ("survey-frame-size-whole", 5, 5),
        ("frame-blank", 6, 1),
        ("frame-size", 6, 5),
        ("text-too-long", 7, 2),
    }


@pytest.mark.django_db
def test_addresses_leave_the_frame_in_their_time_and_its_seal_holds() -> None:
    """The frame keeps its centres without their addresses, and the journal finds nothing changed."""
    wave = plan_wave(make_person("statistician"))
    assert any(row.get("email") for row in wave.frame)
    apply_retention(now=timezone.now() + timedelta(days=find_retention_days("survey-addresses") + 15))
    wave.refresh_from_db()
    assert len(wave.frame) == 60
    assert not any("email" in row for row in wave.frame)
    assert [one for one in check_integrity().differences if one.table.startswith("survey_")] == []
    assert Entry.objects.filter(act="wave.open").exists()


@pytest.mark.django_db
def test_an_answer_of_several_choices_is_corrected_by_boxes(client: Client) -> None:
    """The desk ticks the words of the choices, and reads both answers in words."""
    actor = make_person("statistician")
    wave = open_collection(actor)
    answer_barometer(wave)
    unit = wave.units.filter(state=SampledUnit.State.SUBMITTED).first()
    assert unit is not None
    client.force_login(actor)
    address = reverse("survey:wave-unit", args=(wave.key, unit.key))
    page = client.get(address, {"question": "brakes"}).content.decode()
    assert 'type="checkbox" name="answer" value="image"' in page
    sent = {"act": "correct", "question": "brakes", "answer": ["image", "pay"], "reason": "Au téléphone"}
    assert client.post(address, sent).status_code == 302
    assert Reply.objects.get(unit=unit).answers["values"]["brakes"] == ["image", "pay"]
    assert 'type="radio" name="answer" value="yes"' in client.get(address, {"question": "hired"}).content.decode()
    page = client.get(address).content.decode()
    assert 'data-correction="brakes"' in page
    assert "image, pay" not in page
    assert client.post(address, sent | {"question": "nothing"}).status_code == 422
