"""Fixtures of the site's tests: a data folder of their own, people with given roles, a figure to work on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key
from support.harness.questions import Asked, enough, noted
from support.scenes import frozen_scenes
from support.scenes.dossier_sample import give_role

from filiere.core.journal import GENESIS
from filiere.site.kit.languages import use_page_language

MakeUser = Callable[..., Any]


ASKED = os.environ.get("FILIERE_ASKED")
PASSED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of the site that asks for no database finds the same whatever the database: it is run once.

    So is one whose questions others ask PostgreSQL, where a run on SQLite noted them: see :mod:`questions`.
    """
    here = Path(__file__).parent
    known = list(noted(Path(ASKED))) if ASKED and connection.vendor == "postgresql" else []
    spared = {one.test for one in known} - enough(known)
    for item in items:
        if here not in item.path.parents:
            continue
        asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if not asked and item.get_closest_marker("django_db") is None:
            item.add_marker("once")
        elif item.nodeid in spared and item.get_closest_marker("engines") is None:
            item.add_marker("once")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tell the scenes that a test begins, before any of its fixtures writes."""
    frozen_scenes.begin(item.nodeid)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tell the scenes how an empty database stands."""
    with django_db_blocker.unblock():
        frozen_scenes.learn_empty()


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    """Begin in the language that the site begins in: Django leaves the one of the last page that was asked for."""
    with use_page_language("fr"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Remember that a test was run and passed: of any other, nothing is noted."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """Give the database back what its migrations wrote: tests of whole transactions leave it empty after them."""
    result = yield
    marker = item.get_closest_marker("django_db")
    flushed = marker is not None and marker.kwargs.get("transaction") and connection.vendor == "postgresql"
    if flushed and nextitem is not None:
        from filiere.site.journal.models import Head

        with item.config.stash[blocking_manager_key].unblock():
            Head.objects.get_or_create(pk=1, defaults={"number": 0, "hash": GENESIS})
            connection.close()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Note what a test asks of SQLite, where ``FILIERE_ASKED`` names a folder for it."""
    if not ASKED or connection.vendor != "sqlite":
        return (yield)
    asked = Asked()
    with connection.execute_wrapper(asked):
        result = yield
    if item.stash.get(PASSED, False):
        asked.write(Path(ASKED), item.nodeid)
    return result


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Every test writes in its own data folder, and no amendment of one test is remembered by the next."""
    settings.FILIERE_HOME = tmp_path / "home"
    settings.UPLOADS = settings.FILIERE_HOME / "uploads"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Jobs are done by the test itself, in its own database.
    settings.FILIERE_WORKERS = False
    settings.FILIERE_HOME.mkdir()
    yield settings.FILIERE_HOME
    from filiere.site.observatory.figure_register import forget_register
    from filiere.site.programme.plan.plan_state import forget_states

    forget_register()
    forget_states()


@pytest.fixture(autouse=True)
def shown_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """`client.force_login` stands for the whole of signing in, second factor included, as a test of a page wants it.

    `client.force_login(user, shown=False)` stops after the password.
    """
    from filiere.site.accounts.session_proofs import SESSION_MARK

    plain = Client.force_login

    def force_login(self: Client, user: Any, backend: str | None = None, *, shown: bool = True) -> None:
        plain(self, user, backend)
        user.unproven = False
        session, now = self.session, timezone.now().isoformat()
        session["password_at"] = now
        if shown:
            session["factor_at"] = now
            session[SESSION_MARK] = {"user": user.key, "how": "test", "at": ""}
        session.save()

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """`make_user("staff", "statistician")` gives a person with these roles, whose password is `.plain`."""
    from filiere.site.accounts.actions.create_account import create_account
    from filiere.site.accounts.rights import OPERATOR

    def make(*roles: str, email: str | None = None, name: str = "Camille Fictif", language: str = "fr") -> Any:
        user, password = create_account(
            actor=OPERATOR,
            email=email or f"{secrets.token_hex(4)}@example.org",
            name=name,
            language="en" if language == "en" else "fr",
        )
        for role in roles:
            give_role(user, role)
        user.plain = password
        return user

    return make


@pytest.fixture(scope="module")
def answered() -> set[str]:
    """Addresses that have answered in this file: those of the masthead and of the foot are asked once."""
    return set()
