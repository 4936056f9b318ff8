"""Whatever chart an open page shows may stand in the frame of another site, with its words, and nothing else may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = (
    "", "weight/", "map/", "map/?year=2008", "outsourced/", "abroad/", "international/",
    "figures/jobs-outsourced-2008-unedic/", "quality/", "quality/staffing/",
    "label/releases/lrs@2027.1/questions/hr_newcomers_kept/",
)  # fmt: skip


def figures(html: str) -> list[str]:
    """The figures of a page that hold a drawing."""
    found = re.findall(r'<figure class="fig.*?</figure>', html, re.DOTALL)
    return [one for one in found if '<svg class="chart' in one]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_chart_of_an_open_page_gives_the_code_of_a_frame_that_answers(
    client: Client, lang: str, path: str
) -> None:
    drawn = figures(client.get(f"/{lang}/{path}").content.decode())
    assert drawn
    for figure in drawn:
        code = re.search(r"&lt;iframe src=&quot;([^&]*(?:&amp;amp;[^&]*)*)&quot;|&lt;iframe src=\"([^\"]+)\"", figure)
        assert code is not None, figure[:200]
        address = (code[1] or code[2]).replace("&amp;", "&")
        assert address in figure.replace("&amp;", "&").partition("data-embed")[2].partition("<pre")[0], (
            "the code and the link lead to the same frame"
        )
        response = client.get(address.removeprefix("http://testserver"))
        assert response.status_code == 200, address
        frame = response.content.decode()
        assert "X-Frame-Options" not in response
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert len(figures(frame)) == 1
        assert frame.count("<h1") == 1
        assert '<base target="_top">' in frame
        assert f'href="http://testserver/{lang}/{path}#'.replace("&", "&amp;") in frame
        assert not re.search(r"<(?:form|details|input|nav)\b", frame)
        assert re.findall(r'<script[^>]* src="[^"]*/([a-z-]+)\.js', frame) == ["chart"]
        assert 'href="#' not in frame


def test_a_frame_shows_what_a_stranger_may_read_and_no_more(client: Client, make_user: Any) -> None:
    """A session changes nothing; what is no chart, or asks for an account, is not found."""
    anonymous = client.get("/fr/embed/charts/points/weight/").content
    client.force_login(make_user("administrator"))
    assert client.get("/fr/embed/charts/points/weight/").content == anonymous
    for path in (
        "points/",
        "none/weight/",
        "points/embed/charts/points/weight/",
        "points/staff/",
        "points/export/a.csv",
        "points/sign-in/",
        "points/password/new/a/b/",
        "points/mail/",
    ):
        response = client.get(f"/fr/embed/charts/{path}")
        assert response.status_code == (200 if path == "points/" else 404), path
    assert client.get("/fr/embed/charts/grid/organisations/").status_code == 404
