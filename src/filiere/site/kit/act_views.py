"""Views of acts: a form bound, an act run, each fault put at its field, and the page of the thing shown again.

:func:`act_view` makes the view of one act, or of several that one address tells apart by a slug. What was typed is
never lost: a form that is refused answers 422 with the page, the form in it as it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from filiere.core import Faults, Text
from filiere.site.kit.forms import flash_faults, show_faults


def _make_no_arguments(_thing: Any) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class PageAct:
    """An act that a page offers.

    ``act`` takes the thing of the page, ``actor`` and what the form holds, by the names of its fields; ``done`` is what
    is said once it is done, or tells it from what was made. ``form`` is none for an act that asks for no words;
    ``form_arguments`` returns what its class takes before the data. ``given`` are further arguments of the act.
    """

    act: Callable[..., Any]
    done: Text | Callable[[Any], Text]
    form: type[forms.Form] | None = None
    form_arguments: Callable[[Any], tuple[Any, ...]] = _make_no_arguments
    given: Mapping[str, Any] | None = None

    def bind(self, request: HttpRequest, thing: Any, prefix: str) -> forms.Form | None:
        """Return the form of the act with what was sent; None for an act without one."""
        if self.form is None:
            return None
        make: Any = self.form
        bound: forms.Form = make(*self.form_arguments(thing), request.POST, request.FILES, prefix=prefix)
        return bound

    def say_done(self, request: HttpRequest, made: Any) -> None:
        """Say on the next page that the act was done."""
        messages.success(request, str(self.done if isinstance(self.done, Text) else self.done(made)))


def act_view(
    acts: Mapping[str, PageAct],
    *,
    find: Callable[..., Any],
    show: Callable[..., HttpResponse],
    back: Callable[[Any], str],
) -> Callable[..., HttpResponse]:
    """Return the view that runs one of these acts, by the ``act`` of its address.

    ``find(request, *things, *keys)`` returns the thing of the address, from what the door of the page found and the
    other keys; ``show(request, *things, thing, {slug: form}, status=422)`` answers with its page when a form is
    refused; ``back(thing)`` is the address that follows. `Http404` for an act that the page does not offer.
    """

    def run(request: HttpRequest, *things: Any, act: str, **keys: str) -> HttpResponse:
        offered = acts.get(act)
        if offered is None:
            raise Http404
        thing = find(request, *things, *keys.values())
        form = offered.bind(request, thing, act)
        if form is not None and not form.is_valid():
            return show(request, *things, find(request, *things, *keys.values()), {act: form}, status=422)
        given = {**(offered.given or {}), **(form.cleaned_data if form is not None else {})}
        try:
            made = offered.act(thing, actor=request.user, **given)
        except Faults as faults:
            if form is not None:
                show_faults(form, faults)
                return show(request, *things, find(request, *things, *keys.values()), {act: form}, status=422)
            flash_faults(request, faults)
        else:
            offered.say_done(request, made)
        return redirect(back(thing))

    return run
