"""Views of acts: a form bound, an act run, each fault put at its field, and the page of the thing shown again.

:func:`act_view` makes the view of one act, or of several that one address tells apart by a slug or a page by its
buttons. What was typed is never lost: a form that is refused answers 422 with the page, the form in it as it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from filiere.core import Faults, Text
from filiere.site.kit.forms import flash_faults, show_faults, tell_in_frame
from filiere.site.kit.rights import require


def _make_no_arguments(_thing: Any) -> tuple[Any, ...]:
    return ()


def _show_nothing(*_: Any, **__: Any) -> HttpResponse:
    raise Http404


def _make_no_options(_request: HttpRequest, _thing: Any) -> Mapping[str, Any]:
    return {}


def _get_thing(_request: HttpRequest, thing: Any) -> Any:
    return thing


@dataclass(frozen=True, slots=True)
class PageAct:
    """An act that a page offers.

    ``act`` takes the thing of the page, or what ``row`` finds from it; ``actor``; and what the form holds, by the names
    of its fields. ``done`` is what is said once it is done, or tells it from what was made. ``form`` is none for an act
    that asks for no words, whose faults are said on the page that follows; a bare ``forms.Form``, like a ``RowForm``,
    has them told by the frame of the page itself. ``form_arguments`` returns what its class takes before the data,
    ``form_options`` what it takes by name; ``given`` are further arguments of the act; ``back`` is the address that
    follows once it is done, where it is not that of the page; ``answer(request, thing, made)`` answers by more than an
    address, as by a file.
    """

    act: Callable[..., Any]
    done: Text | Callable[[Any], Text | None] | None = None
    form: type[forms.BaseForm] | None = None
    form_arguments: Callable[[Any], tuple[Any, ...]] = _make_no_arguments
    given: Mapping[str, Any] | Callable[[HttpRequest, Any], Mapping[str, Any]] = field(default_factory=dict)
    row: Callable[[HttpRequest, Any], Any] = _get_thing
    back: str | Callable[[Any, Any], str] | None = None
    answer: Callable[[HttpRequest, Any, Any], HttpResponseBase] | None = None
    prefix: str | None = None
    form_options: Callable[[HttpRequest, Any], Mapping[str, Any]] = _make_no_options

    def make_form(self, request: HttpRequest, thing: Any, *sent: Any, prefix: str | None = None) -> Any:
        """Return the form of the act, empty or with what was sent; None for an act without one."""
        if self.form is None:
            return None
        make: Any = self.form
        options = {"prefix": prefix or self.prefix, **self.form_options(request, thing)}
        return make(*self.form_arguments(thing), *sent, **options)

    def collect_arguments(
        self, request: HttpRequest, thing: Any, form: forms.BaseForm | None, keys: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return what the act is given: its row, if any, and the rest by name."""
        row = self.row(request, thing)
        given = self.given(request, thing) if callable(self.given) else self.given
        said = form.cleaned_data if form is not None else {}
        return () if row is None else (row,), {"actor": request.user, **keys, **given, **said}

    def say_done(self, request: HttpRequest, made: Any) -> None:
        """Say on the next page that the act was done."""
        words = self.done(made) if callable(self.done) else self.done
        if words is not None:
            messages.success(request, str(words))


def act_view(
    acts: Mapping[str, PageAct] | PageAct,
    *,
    back: str | Callable[[Any], str],
    show: Callable[..., HttpResponse] = _show_nothing,
    find: Callable[..., Any] | None = None,
    send_right: str | None = None,
) -> Callable[..., HttpResponseBase]:
    """Return the view that runs one of these acts: by the ``act`` of its address, of its form, or the button pressed.

    An act of the address has its slug as the prefix of its form. The last act is that of a button without a name; one
    that is alone has no slug. ``find(request, *things, *keys)`` returns the thing of the address, from what the door of
    the page found and the other keys; without it, the thing is the last that the door found, if any, and the acts are
    given the other keys.
    ``show(request, *things, thing, {slug: form}, status=422)`` answers with the page, the thing given if it was looked
    for, to whoever asks for it and when a form is refused; acts without forms need none. ``back(thing)`` is the address
    that follows, or its name. ``send_right``, on what the door found, is asked of whoever sends a form, before it is
    read. `Http404` for an act that the page does not offer.
    """
    table = {"": acts} if isinstance(acts, PageAct) else acts

    def run(request: HttpRequest, *things: Any, act: str | None = None, **keys: Any) -> HttpResponseBase:
        def find_things() -> tuple[Any, ...]:
            return things if find is None else (*things, find(request, *things, *keys.values()))

        if request.method != "POST":
            return show(request, *find_things(), {}, status=200)
        slug = act or request.POST.get("act") or next((one for one in table if one in request.POST), [*table][-1])
        offered = table.get(slug)
        if offered is None:
            raise Http404
        thing = found[-1] if (found := find_things()) else None
        if send_right is not None:
            require(request.user, send_right, *things[:1])
        form = offered.make_form(request, thing, request.POST, request.FILES, prefix=offered.prefix or act)

        def refuse(form: forms.BaseForm) -> HttpResponse:
            tell_in_frame(request, form)
            return show(request, *find_things(), {slug: form}, status=422)

        if form is not None and not form.is_valid():
            return refuse(form)
        try:
            row, given = offered.collect_arguments(request, thing, form, keys if find is None else {})
            made = offered.act(*row, **given)
            offered.say_done(request, made)
        except Faults as faults:
            if form is not None:
                show_faults(form, faults)
                return refuse(form)
            flash_faults(request, faults)
        else:
            if offered.answer is not None:
                return offered.answer(request, thing, made)
            if offered.back is not None:
                return redirect(offered.back if isinstance(offered.back, str) else offered.back(thing, made))
        return redirect(back if isinstance(back, str) else back(thing))

    return run


def show_form(offered: PageAct, render: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the ``show`` of a page with one form: ``render(request, *things, form, status)``, the form empty or as it
    was sent."""

    def show(request: HttpRequest, *things: Any, status: int) -> HttpResponse:
        *found, sent = things
        form = sent.get("") or offered.make_form(request, found[-1] if found else None)
        return render(request, *found, form, status)

    return show
