"""What is not public comes out of the running site at no address, however the code that would print it is written.

The site is filled with amounts that are recognised anywhere (see `ways_out`). A visitor then asks every public page,
file and operation of the matrix, and those that these pages lead to; people who may read no dossier ask every address.
Leaking views of many styles are planted to show that the net holds what it is meant to hold.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import path
from django.utils import timezone
from support.harness.rights_addresses import address, parameters
from support.harness.rights_reading import Matrix
from support.oracles.leaking_views import LEAKS, leak
from support.oracles.planted import plant
from support.oracles.ways_out import AMOUNTS, PRIME, Reads, amount, body_of, columns_of, text_of, told, walk

# What is told does not depend on the database, and on SQLite the walk takes ten seconds of processor.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

OPEN = "ouvertes à tous"
READERS = ("observatory/territory_counts.py",)
"""The one module that public pages read amounts by: through `Aggregate.objects.select_public_rows`, which leaves out
what is withheld or undecided. The statistics of the register read what was judged in a dossier, by `holdings`."""


@pytest.fixture
def planted(scene: Any) -> list[Any]:
    """The people of the matrix, on a site full of amounts."""
    return plant(scene)


def test_every_amount_is_planted_and_nothing_of_it_may_be_published(planted: list[Any]) -> None:
    """Each field of amounts holds some, and the gate withholds all of the statistics: any amount told is a leak."""
    from filiere.site.register.statistics import statistics_on

    assert planted
    for label, names in AMOUNTS.items():
        for name in names:
            kept = apps.get_model(label).objects.filter(**{f"{name}__isnull": False}).values_list(name, flat=True)
            assert told(" ; ".join(map(str, kept))), f"{label}.{name}"
    found = statistics_on(timezone.localdate()).tables["employees"]
    assert found.cells
    assert {cell.value for cell in found.cells} <= {None}


def test_no_public_address_tells_an_amount(scene: Any, planted: list[Any], written: Matrix) -> None:
    """Pages, exports in every format, feeds, operations: what they answer, and what they ask the database for."""
    about, reads = dict(parameters()), Reads(columns_of(AMOUNTS), READERS)
    doors = written.doors | written.operations
    starts = [address(name, about[name], scene) for name, door in doors.items() if door == OPEN]
    leaking, answered = {}, []
    with connection.execute_wrapper(reads):
        for url, answer in walk(scene.browser("visiteur"), starts):
            if answer.status_code == 200:
                answered.append(url)
            if found := told(text_of(body_of(answer))):
                leaking[url] = found
    assert leaking == {}
    assert reads.stray == set()
    # The walk has been where the amounts are nearest: at the holders’ pages, and at each file of the statistics.
    for near in (*(one.organisation.key for one in planted), "/label-statistics.xlsx", "/territories/", "/feed.xml"):
        assert any(near in url for url in answered), near
    assert len(answered) > 250


@pytest.mark.parametrize("person", ["inconnu", "administrateur"])
def test_no_address_tells_an_amount_to_who_reads_no_dossier(
    person: str, scene: Any, planted: list[Any], written: Matrix
) -> None:
    """Whatever the door that is written for it."""
    about, browser = dict(parameters()), scene.browser(person)
    assert planted
    leaking = {}
    for name in written.doors | written.operations:
        if found := told(text_of(body_of(browser.get(address(name, about[name], scene))))):
            leaking[name] = found
    assert leaking == {}


def test_a_view_that_leaks_is_seen_whatever_its_style(
    scene: Any, planted: list[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each leaking view is caught by its answer; and, but one, by what it asks the database for."""
    from filiere.site import urls

    assert planted
    module = ModuleType("leaking_site")
    module.urlpatterns = [path("leaks/<int:place>/", leak), *urls.urlpatterns]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "leaking_site", module)
    settings.ROOT_URLCONF = "leaking_site"
    browser, told_by, read_by = scene.browser("visiteur"), [], []
    for place, name in enumerate(LEAKS):
        reads = Reads(columns_of(AMOUNTS), READERS)
        with connection.execute_wrapper(reads):
            answer = browser.get(f"/leaks/{place}/")
        assert answer.status_code == 200
        if told(text_of(body_of(answer))):
            told_by.append(name)
        if reads.stray:
            read_by.append(name)
    assert told_by == list(LEAKS)
    # The judged headcounts of a dossier are in the body of a snapshot, which holds much that is public besides.
    assert read_by == list(LEAKS)[:-1]


@pytest.mark.parametrize(
    "text",
    [
        "{0}",
        "<td>{0:,}</td>",
        "<td>{0:_}</td>",
        '{{"x": {0}.0}}',
        "a;{0};b",
        "12,{0},7",
        '<path data-v="{0}"/>',
    ],
)
def test_an_amount_is_recognised_in_any_writing(text: str) -> None:
    """Alone, in groups of three, in JSON, in CSV, in an attribute; sums, differences and means as well."""
    one, other = amount(0), amount(3)
    for number in (one, other, one + other, other - one, (one + other) // 2, (one + other + amount(1)) // 3):
        said = text.format(number)
        assert told(said) >= {number}
        for mark in (" ", "\u202f", "\u00a0", "&nbsp;", ".", "’"):
            assert told(f"{number:,}".replace(",", mark)) >= {number}
    assert told(f"{PRIME + 1} 2026-11-27 {PRIME * 3 + 7:,}") == set()
