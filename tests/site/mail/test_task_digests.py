"""The list of one's tasks by mail: asked for, in one's language, once a day, never for nothing, ended by one click."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.personal_data_registry import erase_personal_data, export_personal_data
from filiere.site.mail.models import Letter, TaskDigest
from filiere.site.mail.todo_digests import FIRST_HOUR, TASKS_TOLD, send_digests, set_digest
from filiere.site.pages.todo_list import Task, task_providers

pytestmark = pytest.mark.django_db
MakeUser = Callable[..., Any]

MONDAY = date(2030, 6, 3)


def at(day: date, hour: int = FIRST_HOUR) -> datetime:
    """An hour of a day, where the site is."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def waiting() -> Iterator[list[int]]:
    """How many made-up things wait for everybody: change the number in the list."""
    count = [0]

    def tell(_person: Any, day: date) -> Iterator[Task]:
        for number in range(count[0]):
            yield Task(
                key=f"made-up:{number}",
                words=Text(fr=f"Faire la chose {number}", en=f"Do thing {number}"),
                url=f"/fr/chose-{number}/",
                button=Text(fr="Faire", en="Do"),
                note=Text(fr="Une note qui reste sur le site.", en="A note that stays on the site."),
                due=day + timedelta(days=number),
            )

    with task_providers.add_for_block(tell):
        yield count


def asked(make_user: MakeUser, every: str, **how: Any) -> Any:
    """Somebody who asked for their tasks, on the Friday before."""
    user = make_user(**how)
    set_digest(user, every)
    TaskDigest.objects.filter(user=user).update(last_on=MONDAY - timedelta(days=3))
    return user


def test_nobody_gets_what_they_did_not_ask_for(make_user: MakeUser, waiting: list[int]) -> None:
    """Without a choice there is no letter; the choice made today begins with the next morning."""
    waiting[0] = 3
    user = make_user()
    assert send_digests(at(MONDAY)) == 0
    set_digest(user, "day")
    today = timezone.localdate()
    assert send_digests(at(today)) == 0
    assert send_digests(at(today + timedelta(days=1))) == 1
    set_digest(user, "")
    assert send_digests(at(today + timedelta(days=2))) == 0
    set_digest(user, "hourly")
    assert not TaskDigest.objects.exists()


@pytest.mark.parametrize(("every", "sent_on"), [("day", [0, 1, 2, 3, 4, 5, 6, 7]), ("week", [0, 7])])
def test_once_a_day_or_a_week(make_user: MakeUser, waiting: list[int], every: str, sent_on: list[int]) -> None:
    """From the first hour of the morning, whatever number of sweeps that day has."""
    waiting[0] = 1
    asked(make_user, every)
    found = []
    for number in range(8):
        day = MONDAY + timedelta(days=number)
        assert send_digests(at(day, FIRST_HOUR - 1)) == 0
        found += [number] * sum(send_digests(at(day, hour)) for hour in (FIRST_HOUR, FIRST_HOUR + 1, 23))
    assert found == sent_on


def test_a_missed_monday_is_made_up_for(make_user: MakeUser, waiting: list[int]) -> None:
    """A server that was down on Monday sends the week's list on Tuesday, and on the next Monday."""
    waiting[0] = 1
    asked(make_user, "week")
    assert [send_digests(at(MONDAY + timedelta(days=number))) for number in (1, 2, 7)] == [1, 0, 1]


def test_nothing_to_do_sends_nothing(make_user: MakeUser, waiting: list[int]) -> None:
    """No letter, that day or later for it."""
    asked(make_user, "day")
    assert send_digests(at(MONDAY)) == 0
    waiting[0] = 1
    assert send_digests(at(MONDAY, 12)) == 0
    assert not Letter.objects.exists()


def test_it_says_what_the_page_says(make_user: MakeUser, waiting: list[int], settings: Any) -> None:
    """How many, the first with their day and whole address, in the reader's language; notes stay on the site."""
    waiting[0] = TASKS_TOLD + 2
    for language in ("fr", "en"):
        user = asked(make_user, "day", language=language)
        send_digests(at(MONDAY))
        letter = Letter.objects.get(to=user)
        body = letter.whole_body()
        assert str(waiting[0]) in letter.subject
        words = "Faire la chose" if language == "fr" else "Do thing"
        assert [f"{words} {number}" in body for number in range(waiting[0])] == [True] * TASKS_TOLD + [False] * 2
        assert body.count(f"{settings.FILIERE_ADDRESS}/fr/chose-") == TASKS_TOLD
        assert ("3 juin" if language == "fr" else "3 June") in body
        assert "note" not in body
        TaskDigest.objects.all().delete()


def test_one_click_ends_it(make_user: MakeUser, waiting: list[int], settings: Any) -> None:
    """The link of the letter, without a session; opening it alone changes nothing, and a false one tells nothing."""
    waiting[0] = 1
    user = asked(make_user, "day")
    send_digests(at(MONDAY))
    link = next(one for one in Letter.objects.get(to=user).whole_body().split() if "/mail/digest/end/" in one)
    link = link.removeprefix(settings.FILIERE_ADDRESS)
    visitor = Client()
    assert visitor.get(link).status_code == 200
    assert TaskDigest.objects.exists()
    assert visitor.post(link).status_code == 200
    assert not TaskDigest.objects.exists()
    assert visitor.post(link).status_code == 404
    assert visitor.get("/fr/mail/digest/end/x/").status_code == 404


def test_it_is_chosen_in_the_account(client: Client, make_user: MakeUser, settings: Any) -> None:
    """By whoever is signed in, for themselves; where no letter leaves, it is not offered."""
    user, other = make_user(), make_user()
    assert client.post("/fr/mail/digest/", {"every": "day"})["Location"].startswith("/fr/sign-in/")
    client.force_login(user)
    assert client.post("/fr/mail/digest/", {"every": "week"})["Location"] == "/fr/account/"
    assert list(TaskDigest.objects.values_list("user", "every")) == [(user.pk, "week")]
    assert '<option value="week" selected>' in client.get("/fr/account/").content.decode()
    client.force_login(other)
    assert '<option value="week" selected>' not in client.get("/fr/account/").content.decode()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    assert 'id="digest"' not in client.get("/fr/account/").content.decode()


def test_it_goes_with_the_person(make_user: MakeUser, waiting: list[int]) -> None:
    """The choice is in the copy of one's data, and is erased with them; a closed account gets none."""
    waiting[0] = 1
    user = asked(make_user, "day")
    assert [one["every"] for one in export_personal_data(user)["task-digest"]] == ["day"]
    user.is_active = False
    user.save()
    assert send_digests(at(MONDAY)) == 0
    erase_personal_data(user)
    assert not TaskDigest.objects.exists()
