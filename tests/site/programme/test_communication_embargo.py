"""Under embargo an operation exists nowhere: each way out is asked before and after; calendars keep its history."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from support.scenes import communication_sample as sample
from support.scenes.communication_sample import JOBS, Cast

from filiere.core import Faults
from filiere.site.journal.integrity import check_integrity
from filiere.site.programme.communication.actions import operations as acts
from filiere.site.programme.communication.embargo import visible_operations

pytestmark = pytest.mark.django_db

TITLE, NUMBER = "Opération sous silence", "290"


@pytest.fixture
def cast() -> Cast:
    """Who speaks, with the figure of the message retained."""
    made = Cast()
    sample.retain(made, JOBS)
    return made


@pytest.fixture
def hushed(cast: Cast) -> Any:
    """An operation under embargo, with an approved message."""
    operation = sample.plan(
        cast, title=TITLE, title_en=TITLE, campaign="Été silencieux", embargo_until=timezone.now() + timedelta(days=2)
    )
    sample.say(cast, JOBS, operation)
    return operation


def lift(operation: Any) -> None:
    """End the embargo of an operation."""
    operation.embargo_until = timezone.now() - timedelta(minutes=1)
    operation.save()


def read_ways_out(operation: Any, client: Client) -> dict[str, bool]:
    """Whether each way out tells of the operation to this reader."""
    message = operation.messages.get()
    pages = {
        "home": "/fr/programme/operations/",
        "operation": f"/fr/programme/operations/{operation.key}/",
        "message": f"/fr/programme/messages/{message.key}/",
        "kit": f"/fr/programme/operations/{operation.key}/kit/",
        "campaign": "/fr/programme/operations/campaigns/ete-silencieux/",
        "search": "/fr/search/?q=silence",
        "calendar": "/fr/programme/operations.ics",
        "feed": "/fr/programme/operations/feed.xml",
        "sitemap": "/sitemap.xml",
        "api": "/api/v1/programme/messages",
        "search-api": "/api/v1/search?q=silence",
        "table": f"/export/programme-kit.csv?id={operation.key}",
        "image": f"/fr/programme/operations/{operation.key}/chart.svg",
        "image-frame": f"/fr/embed/charts/series-whole-jobs-published/programme/operations/{operation.key}/kit/",
    }
    found = {}
    for name, url in pages.items():
        answer = client.get(url)
        body = b"".join(answer).decode() if answer.status_code == 200 else ""
        found[name] = any(one in body for one in (operation.key, message.key, TITLE)) or (
            name.startswith(("image", "table")) and answer.status_code == 200
        )
    sheet = client.get(f"/fr/programme/operations/{operation.key}/press-sheet.pdf")
    found["press-sheet"] = sheet.status_code == 200
    points = client.get(f"/fr/programme/operations/{operation.key}/talking-points.odt")
    found["talking-points"] = points.status_code == 200
    return found


PRIVATE = frozenset(
    {"home", "operation", "campaign", "message", "kit", "table", "image", "press-sheet", "talking-points"}
)
"""What whoever prepares an operation reads of it before everybody; what is the same for all says nothing to them."""


def test_every_way_out_keeps_an_embargo(cast: Cast, hushed: Any) -> None:
    told = read_ways_out(hushed, Client())
    assert [name for name, tells in told.items() if tells] == []
    client = Client()
    client.force_login(cast.officer)
    assert {name for name, tells in read_ways_out(hushed, client).items() if tells} >= PRIVATE
    other = Client()
    other.force_login(cast.statistician)
    assert not any(read_ways_out(hushed, other).values())
    lift(hushed)
    told = read_ways_out(hushed, Client())
    assert [name for name, tells in told.items() if not tells and name != "image-frame"] == []


def test_a_campaign_tells_of_its_operations_and_adds_no_counts(cast: Cast, hushed: Any, client: Client) -> None:
    address = "/en/programme/operations/campaigns/ete-silencieux/"
    assert client.get(address).status_code == 404
    lift(hushed)
    other = sample.plan(cast, title="Une autre", title_en="Another", campaign="Été silencieux")
    shown = client.get(address).content.decode()
    assert all(f'data-operation="{one.key}"' in shown for one in (hushed, other))
    assert "data-campaign" in client.get(f"/en/programme/operations/{other.key}/").content.decode()


def test_a_file_under_embargo_is_kept_by_no_cache(cast: Cast, hushed: Any, client: Client) -> None:
    client.force_login(cast.officer)
    for name in ("press-sheet.pdf", "talking-points.odt"):
        url = f"/fr/programme/operations/{hushed.key}/{name}"
        assert "no-store" in client.get(url)["Cache-Control"]


def test_what_is_cancelled_under_embargo_never_becomes_public(cast: Cast, hushed: Any) -> None:
    acts.cancel_operation(hushed, reason="Salle perdue.", actor=cast.officer)
    later = timezone.now() + timedelta(days=30)
    assert not visible_operations(None, later).filter(pk=hushed.pk).exists()
    assert visible_operations(cast.officer, later).filter(pk=hushed.pk).exists()


def test_the_press_sheet_speaks_both_languages(cast: Cast, hushed: Any, client: Client) -> None:
    client.force_login(cast.officer)
    content = b"".join(client.get(f"/en/programme/operations/{hushed.key}/press-sheet.pdf"))
    words = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    assert "290,000 jobs in France" in words
    assert "290 000 emplois en France" in words
    assert words.index("Press sheet") < words.index("Ce qui peut être dit")


def test_talking_points_are_a_text_to_rewrite_in_both_languages(cast: Cast, hushed: Any, client: Client) -> None:
    client.force_login(cast.officer)
    answer = client.get(f"/en/programme/operations/{hushed.key}/talking-points.odt")
    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    with ZipFile(BytesIO(b"".join(answer))) as archive:
        words = archive.read("content.xml").decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert words.index("290,000 jobs in France") < words.index("290 000 emplois en France")
    assert f"/en/programme/operations/{hushed.key}/" in words


def read_calendar(client: Client) -> list[str]:
    """The lines of the calendar, unfolded."""
    answer = client.get("/fr/programme/operations.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def test_a_calendar_learns_changes_by_a_higher_revision_and_is_told_of_a_cancellation(cast: Cast) -> None:
    operation = sample.plan(cast, day=date.today() + timedelta(days=20))
    before = read_calendar(Client())
    uid = next(line for line in before if line.startswith("UID:"))
    assert "SEQUENCE:0" in before
    acts.change_operation(operation, place="Roubaix; salle A, étage 2", actor=cast.officer)
    operation.refresh_from_db()
    changed = read_calendar(Client())
    assert uid in changed
    assert "SEQUENCE:1" in changed
    assert "LOCATION:Roubaix\\; salle A\\, étage 2" in changed
    acts.cancel_operation(operation, reason="Grève.", actor=cast.officer)
    ended = read_calendar(Client())
    assert uid in ended
    assert {"SEQUENCE:2", "STATUS:CANCELLED"} <= set(ended)
    with pytest.raises(Faults):
        acts.change_operation(operation, place="Lille", actor=cast.officer)
    assert check_integrity().differences == ()


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2027, 3, 25), "Europe/Paris", datetime(2027, 3, 25, 8, tzinfo=UTC)),
        (date(2027, 3, 29), "Europe/Paris", datetime(2027, 3, 29, 7, tzinfo=UTC)),
        (date(2027, 3, 29), "Indian/Reunion", datetime(2027, 3, 29, 5, tzinfo=UTC)),
    ],
)
def test_hours_are_those_of_the_place(cast: Cast, day: date, zone: str, expected: datetime) -> None:
    operation = sample.plan(cast, day=day, zone=zone, starts_at=time(9))
    assert operation.compute_start().astimezone(UTC) == expected
    assert f"DTSTART:{expected:%Y%m%dT%H%M%SZ}" in read_calendar(Client())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"starts_at": time(18), "ends_at": time(9)}, "operation-hours"),
        ({"office": "Cabinet fictif"}, "operation-request"),
        (sample.ask_office(rule="waits", asked=-10), "operation-deadline"),
    ],
)
def test_an_operation_that_does_not_hold_is_not_planned(cast: Cast, said: dict[str, Any], code: str) -> None:
    with pytest.raises(Faults) as raised:
        sample.plan(cast, **said)
    assert [fault.code for fault in raised.value.faults] == [code]


def test_results_come_after_the_day_and_go_to_the_register(cast: Cast, client: Client) -> None:
    coming, past = sample.plan(cast, days=3), sample.plan(cast, days=-3)
    count: dict[str, Any] = {"measure": "visitors", "count": 504, "method": "Compteur.", "method_en": "Counter."}
    with pytest.raises(Faults) as raised:
        acts.record_result(coming, actor=cast.officer, **count)
    assert [fault.code for fault in raised.value.faults] == ["operation-not-yet"]
    result = acts.record_result(past, actor=cast.officer, **count)
    past.refresh_from_db()
    assert past.state == "held"
    client.force_login(cast.officer)
    page = f"/fr/programme/operations/{past.key}/"
    assert client.post(f"{page}results/{result.pk}/propose/").status_code == 302
    client.force_login(cast.statistician)
    entries = b"".join(client.get(f"{page}results.yaml")).decode()
    assert f"value: {count['count']}" in entries
    assert "indicator: event-visitors" in entries
    with pytest.raises(Faults):
        acts.cancel_operation(past, reason="Trop tard.", actor=cast.officer)
    assert check_integrity().differences == ()


def test_the_form_of_an_operation_reads_days_and_hours_on_the_clock_of_its_place(cast: Cast, client: Client) -> None:
    from filiere.site.programme.communication.models import Operation

    client.force_login(cast.officer)
    sent = {
        "title": "Fête fictive",
        "title_en": "Made-up fair",
        "day": "2027-06-10",
        "zone": "Indian/Reunion",
        "place": "Saint-Denis",
        "lead": "Association fictive",
        "embargo_day": "2027-06-01",
    }
    made = client.post("/fr/programme/operations/new/", sent)
    assert made.status_code == 302, made.text
    operation = Operation.objects.get()
    assert operation.embargo_until == datetime(2027, 6, 1, 2, tzinfo=UTC)
    page = client.get(f"{made['Location']}change/").text
    assert 'value="2027-06-01"' in page
    assert 'value="06:00"' in page


def test_a_statistician_enters_a_proposed_count_in_the_register_or_refuses_it(cast: Cast, client: Client) -> None:
    from filiere.site.observatory.figure_register import current_register

    past = sample.plan(cast, days=-3)
    count: dict[str, Any] = {"measure": "visitors", "count": 504, "method": "Compteur.", "method_en": "Counter."}
    result = acts.record_result(past, actor=cast.officer, **count)
    page = f"/fr/programme/operations/{past.key}/"
    told = {"source": "rcm-12174", "territory": "DEP-59", "reason": "Compte relu.", "reason_en": "Count checked."}
    with pytest.raises(Faults) as raised:
        acts.enter_result(result, actor=cast.statistician, **told)
    assert [fault.code for fault in raised.value.faults] == ["result-not-proposed"]
    client.force_login(cast.officer)
    client.post(f"{page}results/{result.pk}/propose/")
    assert client.post(f"{page}results/{result.pk}/enter/", told).status_code == 403
    client.force_login(cast.statistician)
    assert client.post(f"{page}results/{result.pk}/decline/", {"reason": "Méthode à dire."}).status_code == 302
    assert "Méthode à dire." not in client.get(page).text
    client.force_login(cast.officer)
    assert "Méthode à dire." in client.get(page).text
    client.post(f"{page}results/{result.pk}/propose/")
    client.force_login(cast.statistician)
    assert f"results/{result.pk}/enter/" in client.get(page).text
    # An unknown source and an unknown place are told at once, on the form, and nothing is entered.
    wrong = client.post(f"{page}results/{result.pk}/enter/", told | {"source": "nulle-part", "territory": "DEP-999"})
    assert wrong.status_code == 422
    assert client.post(f"{page}results/{result.pk}/enter/", told).status_code == 302
    result.refresh_from_db()
    figure = current_register()[result.figure]
    assert (figure.value, figure.indicator, figure.source, figure.territory) == (
        504, "event-visitors", "rcm-12174", "DEP-59",
    )  # fmt: skip
    assert figure.method is not None
    assert figure.method.en == "Counter."
    assert f"/fr/figures/{figure.id}/" in client.get(page).text
    assert client.get(f"/fr/figures/{figure.id}/").status_code == 200
    with pytest.raises(Faults) as raised:
        acts.enter_result(result, actor=cast.statistician, **told)
    assert [fault.code for fault in raised.value.faults] == ["result-not-proposed"]
    assert check_integrity().differences == ()


def test_an_operation_put_back_under_embargo_is_called_off_in_calendars(cast: Cast, client: Client) -> None:
    operation = sample.plan(cast, title=TITLE, title_en=TITLE)
    day = operation.day
    said = {"day": day + timedelta(days=9), "embargo_until": timezone.now() + timedelta(days=2)}
    acts.change_operation(operation, actor=cast.officer, **said)
    feed = client.get("/fr/programme/operations.ics").content.decode()
    assert {"SEQUENCE:1", "STATUS:CANCELLED", f"DTSTART;VALUE=DATE:{day:%Y%m%d}"} <= set(feed.split("\r\n"))
    assert f"UID:{operation.key}@" in feed
    assert TITLE not in feed
    assert "Lille" not in feed
    operation.refresh_from_db()
    assert f"{operation.day:%Y%m%d}" not in feed
    acts.change_operation(operation, actor=cast.officer, embargo_until=None)
    back = client.get("/fr/programme/operations.ics").content.decode()
    assert {"SEQUENCE:3", "STATUS:CONFIRMED"} <= set(back.split("\r\n"))
    assert TITLE in back
    assert check_integrity().differences == ()
