"""What was published leaves as files and for programs with the same numbers; of what is kept back, nothing more."""

from __future__ import annotations

import csv
import io
import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import answer_barometer, open_collection

from filiere.publication.documents import method_note_pdf, survey_sheet_pdf
from filiere.site.kit.exported_tables import TableRequest, build_table
from filiere.site.survey.results.method_notes import build_method_note
from filiere.site.survey.results.press_sheets import build_press_sheet
from filiere.site.survey.results.published_results import list_results
from filiere.site.survey.results.tables import FORMER, WAVES
from filiere.site.survey.waves.actions import results, waves
from filiere.site.survey.waves.models import Wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Wave:
    """A wave of the barometer, published."""
    return publish_wave(make_person("statistician"))


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


def ask(client: Client, path: str, status: int = 200) -> Any:
    """What the interface answers."""
    response = client.get(f"/api/v1/survey/{path}", {"lang": "en"})
    assert response.status_code == status, response.content
    return response.json()


def test_files_and_programs_say_what_the_page_says(client: Client, wave: Wave) -> None:
    """The same results, in the same order, with the same bounds; what is kept back has no number anywhere."""
    rows = build_table(WAVES, TableRequest(params={"wave": wave.key})).rows
    told = ask(client, f"waves/{wave.key}")["results"]
    found = list_results(wave)
    assert [row["key"] for row in rows] == [one["key"] for one in told] == [one.key for one in found]
    assert any(one.withheld for one in found)
    for row, one in zip(rows, told, strict=True):
        assert (None if row["value"] is None else float(row["value"])) == one["value"]
        if one["withheld"]:
            assert (one["value"], one["n"], one["low"], row.get("n")) == (None,) * 4
        else:
            assert one["low"] <= one["value"] <= one["high"]
    assert [one["key"] for one in ask(client, "waves")["waves"]] == [wave.key]
    page = client.get(reverse("survey:barometer")).content.decode()
    assert f"/export/{WAVES}.parquet" in page
    assert f"/export/{FORMER}.csv" in page


def test_a_wave_that_is_not_published_is_given_to_nobody(client: Client, wave: Wave) -> None:
    """Neither to programs nor in files, before its hour."""
    Wave.objects.update(state=Wave.State.PREPARED)
    assert ask(client, "waves")["waves"] == []
    assert ask(client, f"waves/{wave.key}", 404)["errors"][0]["code"] == "survey-wave-unknown"
    assert client.get(f"/export/{WAVES}.csv", {"wave": wave.key}).status_code == 404
    assert build_table(WAVES, TableRequest()).rows == ()


def test_a_correction_is_in_the_files(wave: Wave) -> None:
    """A corrected result is given with what it was, and its change is told no more."""
    actor = make_person("statistician")
    before = {one.key: one for one in list_results(wave)}["outlook-up"]
    results.revise_result(wave, result="outlook-up", value=0.25, reason_fr="Double", reason_en="Twice", actor=actor)
    after = {one.key: one for one in list_results(Wave.objects.get())}["outlook-up"]
    assert (after.corrected_from, after.value, after.change) == (before.value, 25, None)


def test_the_barometer_of_2011_is_a_file_with_its_intervals(client: Client) -> None:
    """The share of optimists falls from 50 to 41% with 153 interviews: the file holds the interval and the test."""
    response = client.get(f"/export/{FORMER}.csv", {"lang": "en"})
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len({row["Period"] for row in rows}) >= 2
    assert any(row["Replies"] == "153" and row["Low"] for row in rows)
    assert any(row["Conclusion at 95%"] == "not established" for row in rows)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_press_sheet_is_one_page_and_a_note_tells_the_method(wave: Wave, lang: Any) -> None:
    """The sheet holds results, what may not be said and how to cite, on one page; the note tells draw to version."""
    sheet, note = build_press_sheet(wave, "https://filiere.invalid/barometer/"), build_method_note(wave)
    pages = PdfReader(BytesIO(survey_sheet_pdf(sheet, lang))).pages
    assert len(pages) == 1
    words = pages[0].extract_text()
    assert "https://filiere.invalid/barometer/" in words
    assert len(sheet.results) + sheet.more == sum(not one.withheld and not one.domain for one in list_results(wave))
    told = "".join(page.extract_text() for page in PdfReader(BytesIO(method_note_pdf(note, lang))).pages)
    assert wave.draw_seal[:12] in "".join(told.split())
    assert str(wave.seed) not in {value.fr for part in note.sections for _, value in part.facts}


def test_papers_are_those_of_published_waves(client: Client, wave: Wave) -> None:
    """The page of the note and both files answer once the wave is published, and are found from the barometer."""
    page = client.get(reverse("survey:barometer")).content.decode()
    addresses = [reverse(f"survey:wave-{name}", args=(wave.key,)) for name in ("press-sheet", "method", "method-pdf")]
    assert all(address in page for address in addresses[:2])
    assert [client.get(address).status_code for address in addresses] == [200] * 3
    Wave.objects.update(state=Wave.State.PREPARED)
    assert [client.get(address).status_code for address in addresses] == [404] * 3


def read_headers(client: Client, wave: Wave) -> list[str]:
    """The columns of the table of results of a published wave."""
    page = client.get(reverse("survey:published-wave", args=(wave.key,))).content.decode()
    table = page[page.index('data-wave="') :]
    head = table[table.index("<thead") : table.index("</thead>")]
    return [re.sub(r"<[^>]*>", "", one).strip() for one in re.findall(r"<th[ >].*?</th>", head, re.DOTALL)]


def test_a_first_wave_shows_no_column_that_holds_nothing(client: Client) -> None:
    """No change, hence neither its interval, nor its chance, nor a conclusion; a later wave shows them."""
    actor = make_person("statistician")
    first = publish_wave(actor, period="2026-04")
    headers = read_headers(client, first)
    assert headers[:2] == ["Question", "Résultat"]
    assert not {"Écart", "Intervalle de l’écart", "p", "Conclusion"} & set(headers)
    page = client.get(reverse("survey:published-wave", args=(first.key,))).content.decode()
    row = page[page.index('data-outcome="outlook-up"') :]
    assert "–" not in row[: row.index("</tr>")]
    assert "Pas de vague précédente" not in page
    later = read_headers(client, publish_wave(actor, period="2026-10", previous=first))
    assert {"Écart", "Intervalle de l’écart", "p", "Conclusion"} <= set(later)


def test_a_corrected_result_of_a_first_wave_says_so(client: Client) -> None:
    """What there is to say of one result brings the column back."""
    actor = make_person("statistician")
    wave = publish_wave(actor)
    said = {"result": "outlook-up", "value": 0.5, "reason_fr": "Double compte", "reason_en": "Counted twice"}
    results.revise_result(wave, **said, actor=actor)
    headers = read_headers(client, wave)
    assert "Conclusion" in headers
    assert "Écart" not in headers
