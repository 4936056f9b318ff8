"""Names in the order of a dictionary, whichever the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from filiere.core.language import use_language
from filiere.site.accounts.models import User
from filiere.site.pages.name_order import by_name


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_rows_come_in_alphabetical_order(make_user: Callable[..., Any], lang: str) -> None:
    """École after Echo, Île under I, neither after Z."""
    names = ["Echo", "École", "Île-de-Bréhat", "Illiers", "Zoé"]
    for name in reversed(names):
        User.objects.filter(pk=make_user().pk).update(name=name)
    with use_language(lang):
        found = list(User.objects.filter(name__in=names).order_by(by_name()).values_list("name", flat=True))
    assert found == names
