"""What the pages of the directory share: finding an organisation, running an act from a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest

from filiere.core import Faults, Text
from filiere.site.members.models import Organisation
from filiere.site.members.scope import require_there
from filiere.site.observatory.staff.forms import show_faults
from filiere.site.templatetags.filiere import lang


def find_organisation(request: HttpRequest, key: str, right: str = "organisation:read") -> Organisation:
    """Return an organisation to whoever holds the right about it; to a stranger it does not exist."""
    found = Organisation.objects.for_key(key)
    if found is None:
        raise Http404
    require_there(request.user, right, found)
    return found


def done(request: HttpRequest, form: forms.Form, act: Callable[[], Any], words: Text) -> bool:
    """Run an act with a valid form; show its faults in the form, or the words of its success on the next page."""
    if not form.is_valid():
        return False
    try:
        act()
    except Faults as faults:
        show_faults(form, faults)
        return False
    messages.success(request, words.get(lang()))
    return True
