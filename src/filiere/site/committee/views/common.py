"""What the pages of an item have in common: the item of a dossier, acts that answer on its page, faults said there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest

from filiere.core import Faults, Text
from filiere.site.accounts.refusals import refuse_hidden
from filiere.site.committee.models import Item
from filiere.site.kit.forms import flash_faults, show_faults
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties


def find_item(request: HttpRequest, dossier: Dossier, key: str) -> Item:
    """Return an item of this dossier; `Http404` for another’s, and for a member of the other body."""
    item = Item.objects.for_key(key)
    if item is None or item.dossier_id != dossier.pk:
        raise Http404
    held = find_parties(request.user, dossier)
    if held.isdisjoint({"staff", item.session.instance}):
        refuse_hidden(request.user, "committee:papers", subject_kind="item", subject_id=item.key)
    item.dossier = dossier
    return item


def flash_done(request: HttpRequest, text: Text) -> None:
    """Say that an act was done."""
    messages.success(request, str(text))


def try_act(request: HttpRequest, act: Callable[[], Any], said: Text | Callable[[Any], Text]) -> bool:
    """Do an act that asks for no words, and say that it was done, or what it made, or why not."""
    try:
        made = act()
    except Faults as faults:
        flash_faults(request, faults)
        return False
    flash_done(request, said if isinstance(said, Text) else said(made))
    return True


def submit_form(form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Do an act with what a form holds; its faults go back to the form, where nothing that was written is lost."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Faults as faults:
        show_faults(form, faults)
        return False
    return True
