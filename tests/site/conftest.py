"""Fixtures of the site's tests: a data folder of their own, people with given roles, a figure to work on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

MakeUser = Callable[..., Any]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Every test writes in its own data folder, and no amendment of one test is remembered by the next."""
    settings.FILIERE_HOME = tmp_path / "home"
    settings.UPLOADS = settings.FILIERE_HOME / "uploads"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.FILIERE_HOME.mkdir()
    yield settings.FILIERE_HOME
    from filiere.site.observatory.register import forget_register

    forget_register()


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
