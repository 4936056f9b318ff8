"""What the statistician's pages do alike: who asks, the table of an address, an act whose faults are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.confidentiality.models import Protection
from filiere.site.observatory.staff.forms import show_faults
from filiere.site.templatetags.filiere import lang


def person(request: HttpRequest) -> User:
    """Who asks: an account, since the door let nobody else in."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  The door let nobody else in; this only tells the type checker.
    return user


def found(request: HttpRequest, key: str) -> Protection:
    """The prepared table of that key; `Http404` for whoever does not read the inside."""
    row = Protection.objects.for_key(request.user, key)
    if row is None:
        raise Http404
    return row


def done(request: HttpRequest, form: forms.Form, act: Callable[[], Any], words: Text) -> bool:
    """Run an act with a valid form; show its faults in the form, or its success on the next page."""
    if not form.is_valid():
        return False
    try:
        act()
    except Faults as faults:
        show_faults(form, faults)
        return False
    messages.success(request, words.get(lang()))
    return True
