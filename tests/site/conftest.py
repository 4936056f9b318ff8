"""Fixtures of the site's tests: a data folder of their own, people with given roles, a figure to work on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

MakeUser = Callable[..., Any]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of the site that asks for no database finds the same whatever the database: it is run once."""
    here = Path(__file__).parent
    for item in items:
        asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if here in item.path.parents and not asked and item.get_closest_marker("django_db") is None:
            item.add_marker("once")


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
    from filiere.site.observatory.register import forget_register

    forget_register()


@pytest.fixture(autouse=True)
def shown_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """`client.force_login` stands for the whole of signing in, second factor included, as a test of a page wants it.

    `client.force_login(user, shown=False)` stops after the password.
    """
    from filiere.site.accounts.second_factor import MARK

    plain = Client.force_login

    def force_login(self: Client, user: Any, backend: str | None = None, *, shown: bool = True) -> None:
        plain(self, user, backend)
        user.unproven = False
        if shown:
            session = self.session
            session[MARK] = {"user": user.key, "how": "test", "at": ""}
            session.save()

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """`make_user("staff", "statistician")` gives a person with these roles, whose password is `.plain`."""
    from filiere.site.accounts.actions.create_account import create_account
    from filiere.site.accounts.actions.grant_role import grant_role
    from filiere.site.accounts.permissions import OPERATOR, Role

    def make(*roles: str, email: str | None = None, name: str = "Camille Fictif", language: str = "fr") -> Any:
        user, password = create_account(
            actor=OPERATOR,
            email=email or f"{secrets.token_hex(4)}@example.org",
            name=name,
            language="en" if language == "en" else "fr",
        )
        for role in roles:
            grant_role(actor=OPERATOR, user=user, role=Role(role))
        user.plain = password
        return user

    return make
