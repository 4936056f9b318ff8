"""A workbook sent back after answers changed on the site: what differs is shown; a choice holds for what was seen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from support.scenes.answer_workbooks import edit_workbook, fill_cells
from support.scenes.dossier_sample import make_person
from support.scenes.survey_wave import make_link, open_collection

from filiere.site.survey.waves.models import Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(db: None) -> str:
    """The secret of a centre that was written to."""
    unit = open_collection(make_person("statistician")).units.first()
    assert unit is not None
    return make_link(unit)


def answer_staff(client: Client, token: str, staff: str) -> None:
    """Say on the site how many work there."""
    client.post(reverse("survey:respond-screen", args=(token, "staff")), {"staff": staff, "staff_before": ""})


def download(client: Client, token: str) -> bytes:
    """The workbook, as it is given."""
    return b"".join(client.get(reverse("survey:respond-workbook", args=(token,))))  # type: ignore[arg-type]


def send(client: Client, token: str, content: bytes, **said: str) -> Any:
    """Send a workbook back."""
    return client.post(
        reverse("survey:respond-excel", args=(token,)), {"file": SimpleUploadedFile("a.xlsx", content), **said}
    )


def read_staff() -> str:
    """What the reply holds."""
    return str(Reply.objects.get().answers["values"]["staff"])


def test_a_conflict_says_its_question_and_where_each_answer_stands(client: Client, token: str) -> None:
    """Number and words of the question; here, with the last time of saving; there, with sheet, cell and day."""
    answer_staff(client, token, "40")
    content = edit_workbook(download(client, token), fill_cells({"staff": 45}))
    answer_staff(client, token, "42")
    asked = send(client, token, content)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert 'data-conflict="staff"' in page
    shown = asked.context["conflicts"][0]
    assert (shown["before"], shown["here"], shown["there"]) == ("40", "42", "45")
    assert shown["cell"].startswith("F")
    for words in (shown["number"], shown["screen"].get("fr"), shown["sheet"], shown["cell"], "dernier enregistrement"):
        assert words in page
    assert read_staff() == "42"
    assert 'name="winner"' in page
    assert 'name="winner"' not in client.get(reverse("survey:respond-excel", args=(token,))).content.decode()


def test_the_workbook_replaces_only_what_was_seen(client: Client, token: str) -> None:
    """An answer given on the site after the choice was offered is shown again before anything replaces it."""
    answer_staff(client, token, "40")
    content = edit_workbook(download(client, token), fill_cells({"staff": 45}))
    answer_staff(client, token, "42")
    assert send(client, token, content, winner="workbook").status_code == 422, "nobody saw what would be replaced"
    seen = send(client, token, content).context["seen"]
    answer_staff(client, token, "43")
    again = send(client, token, content, winner="workbook", seen=seen)
    assert again.status_code == 422
    assert "data-changed-again" in again.content.decode()
    assert read_staff() == "43"
    assert send(client, token, content, winner="workbook", seen=again.context["seen"]).status_code == 302
    assert read_staff() == "45"


def test_the_answer_given_here_may_be_kept(client: Client, token: str) -> None:
    """Nothing is replaced by keeping."""
    answer_staff(client, token, "40")
    content = edit_workbook(download(client, token), fill_cells({"staff": 45}))
    answer_staff(client, token, "42")
    assert send(client, token, content, winner="site").status_code == 302
    assert read_staff() == "42"


def test_a_comment_changed_on_both_sides_is_shown(client: Client, token: str) -> None:
    """The values are alike: what differs is the explanation."""
    answer_staff(client, token, "9000")
    content = edit_workbook(download(client, token), fill_cells({"staff": "Deux sites"}, column=7))
    address = reverse("survey:respond-screen", args=(token, "staff"))
    client.post(address, {"staff": "9000", "staff_before": "", "comment.staff": "Un seul site"})
    page = send(client, token, content).content.decode()
    assert "Deux sites" in page
    assert "Un seul site" in page


def test_what_was_not_read_is_told_on_the_page_that_follows(client: Client, token: str) -> None:
    """An answer typed in the column of last time is taken by nobody, and whoever typed it reads that."""
    content = edit_workbook(download(client, token), fill_cells({"staff": "45"}, column=4))
    page = client.get(send(client, token, content)["Location"]).content.decode()
    assert "n’a pas été lu" in page
    assert "45" in page


@pytest.mark.parametrize(
    ("said", "told"), [({}, ("warning", [])), ({"staff": 45, "staff_before": 40}, ("success", ["2"]))]
)
def test_the_page_that_follows_says_how_many_answers_were_read(
    client: Client, token: str, said: dict[str, Any], told: tuple[str, list[str]]
) -> None:
    """None is no success: whoever sent it back typed elsewhere, or sent the wrong file."""
    page = client.get(send(client, token, edit_workbook(download(client, token), fill_cells(said)))["Location"])
    found = [(one.level_tag, re.findall(r"[0-9]+", str(one))) for one in page.context["messages"]]
    assert found == [told]
