"""Keeping the register: find a figure, retain it for a use, release it, correct it, read its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Faults, Text
from filiere.figures import Figure, Query, Register
from filiere.site.accounts.permissions import Permission
from filiere.site.observatory.actions.amend import MOVED, standing
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.actions.release_figure import release_figure
from filiere.site.observatory.actions.retain_figure import retain_figure
from filiere.site.observatory.models import Amendment
from filiere.site.observatory.permissions import acts_of
from filiere.site.observatory.register import current_register
from filiere.site.observatory.staff.access import needs
from filiere.site.observatory.staff.amendments import with_changes
from filiere.site.observatory.staff.forms import CorrectForm, ReasonForm, RetainForm, show_faults
from filiere.site.templatetags.filiere import lang

FOUND_SHOWN = 50


@needs(Permission.SOURCE_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search the register; without a search, the figures retained."""
    register = current_register()
    text = request.GET.get("q", "").strip()[:200]
    found = register.search(Query(text=text) if text else Query(retained=True))
    context = {
        "nav": "staff",
        "text": text,
        "total": len(found),
        "rows": [_row(register, figure) for figure in found[:FOUND_SHOWN]],
    }
    return render(request, "staff/figures.html", context)


@needs(Permission.SOURCE_READ)
@require_safe
def figure(request: HttpRequest, figure: str) -> HttpResponse:
    """One figure: what it says, what it is retained for, its history, and the acts allowed."""
    register, found = _found(figure)
    return _page(request, register, found)


@needs(Permission.FIGURE_RETAIN)
@require_POST
def retain(request: HttpRequest, figure: str) -> HttpResponse:
    """Retain the figure for a use."""
    register, found = _found(figure)
    form = RetainForm(register, request.POST, prefix="retain")

    def act() -> None:
        use, label = form.chosen()
        retain_figure(
            found.id, use=use, label=label, reason=form.reason(), actor=request.user, seen=form.cleaned_data["seen"]
        )

    done = Text(fr="Chiffre retenu.", en="Figure retained.")
    return _act(request, register, found, "retain", form, act, done)


@needs(Permission.FIGURE_RELEASE)
@require_POST
def release(request: HttpRequest, figure: str) -> HttpResponse:
    """Cease to retain the figure for a use."""
    register, found = _found(figure)
    use = request.POST.get("use", "")
    form = ReasonForm(request.POST, prefix=f"release-{use}" if use in found.retained else "release")

    def act() -> None:
        seen = form.cleaned_data["seen"]
        release_figure(found.id, use=use, reason=form.reason(), actor=request.user, seen=seen)

    done = Text(fr="Chiffre relâché : il n’est plus retenu pour cet usage.", en="Figure released from this use.")
    return _act(request, register, found, "release", form, act, done, use=use)


@needs(Permission.FIGURE_CORRECT)
@require_POST
def correct(request: HttpRequest, figure: str) -> HttpResponse:
    """Correct the figure."""
    register, found = _found(figure)
    form = CorrectForm(register, found, request.POST, prefix="correct")

    def act() -> None:
        seen = form.cleaned_data["seen"]
        correct_figure(found.id, changes=form.changes(), reason=form.reason(), actor=request.user, seen=seen)

    done = Text(
        fr="Chiffre corrigé ; la version précédente reste lisible.",
        en="Figure corrected; the previous version remains available.",
    )
    return _act(request, register, found, "correct", form, act, done)


def _act(
    request: HttpRequest,
    register: Register,
    figure: Figure,
    name: str,
    form: ReasonForm,
    act: Callable[[], None],
    done: Text,
    use: str = "",
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Faults as faults:
            show_faults(form, faults)
            if faults.faults[0].code == MOVED:
                register, figure = _found(figure.id)
                _present(register, figure, name, form)
                return _page(request, register, figure, {name: form}, use, status=409)
        else:
            messages.success(request, str(done))
            return redirect("staff:figure", figure=figure.id)
    return _page(request, register, figure, {name: form}, use, status=422)


def _present(register: Register, figure: Figure, name: str, form: ReasonForm) -> None:
    """Show, in the form of someone who decided upon what no longer stands, what stands now."""
    seen = standing(register, figure.id, name)
    if not isinstance(form, CorrectForm):
        form.renew(seen)
    elif (written := form.present(figure, seen)) is not None:
        form.add_error(None, str(written))


def _found(key: str) -> tuple[Register, Figure]:
    register = current_register()
    if key not in register:
        raise Http404
    return register, register[key]


def _row(register: Register, figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "title": register.title(figure),
        "amount": register.amount(figure, lang()),
        "source": register.name("source", figure.source),
        "confidence": register.name("confidence", figure.confidence),
        "retained": [register.retention(use) for use in figure.retained],
    }


def _page(
    request: HttpRequest,
    register: Register,
    figure: Figure,
    bound: dict[str, ReasonForm] | None = None,
    use: str = "",
    status: int = 200,
) -> HttpResponse:
    bound = bound or {}
    releases = []
    for one in figure.retained:
        form = bound.get("release") if one == use else None
        fresh = ReasonForm(prefix=f"release-{one}", initial={"seen": standing(register, figure.id, "release")})
        releases.append((register.retention(one), form or fresh))
    retain_form = RetainForm(register, prefix="retain", initial={"seen": standing(register, figure.id, "retain")})
    correct_form = CorrectForm(register, figure, prefix="correct", seen=standing(register, figure.id, "correct"))
    context = {
        "nav": "staff",
        "row": _row(register, figure),
        "figure": figure,
        "acts": acts_of(request.user),
        "retain_form": bound.get("retain") or retain_form,
        "correct_form": bound.get("correct") or correct_form,
        "releases": releases,
        "stray_form": bound.get("release") if use not in figure.retained else None,
        "history": [
            {"number": one.number, "amount": register.amount(one.figure, lang()), "amendment": one.amendment}
            for one in register.history(figure.id)
        ],
        "amendments": with_changes(
            register, Amendment.objects.visible_to(request.user).of(figure.id).select_related("by")
        ),
    }
    return render(request, "staff/figure.html", context, status=status)
