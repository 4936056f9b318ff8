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
from filiere.site.accounts.decorators import page
from filiere.site.kit.forms import show_faults
from filiere.site.observatory.actions.correct_figure import correct_figure
from filiere.site.observatory.actions.drop_retained_figure import drop_retained_figure
from filiere.site.observatory.actions.figure_amendment import MOVED_FAULT, figure_standing
from filiere.site.observatory.actions.retain_figure import retain_figure
from filiere.site.observatory.correction_narrative import describe_amendments
from filiere.site.observatory.extension_points import figure_notices
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.models import Amendment
from filiere.site.observatory.rights import allowed_acts
from filiere.site.observatory.staff.forms import CorrectForm, ReasonForm, RetainForm

MAX_FOUND_SHOWN = 50


@page("source:read")
@require_safe
def search_figures(request: HttpRequest) -> HttpResponse:
    """Search the register; without a search, the figures retained."""
    register = current_register()
    text = request.GET.get("q", "").strip()[:200]
    found = register.search(Query(text=text) if text else Query(retained=True))
    context = {
        "nav": "staff",
        "text": text,
        "total": len(found),
        "rows": [_figure_row(register, figure) for figure in found[:MAX_FOUND_SHOWN]],
    }
    return render(request, "staff/figures.html", context)


@page("source:read")
@require_safe
def show_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """One figure: what it says, what it is retained for, its history, and the acts allowed."""
    register, found = _find_figure(figure)
    return _render_figure(request, register, found)


@page("figure:retain")
@require_POST
def retain_page(request: HttpRequest, figure: str) -> HttpResponse:
    """Retain the figure for a use."""
    register, found = _find_figure(figure)
    form = RetainForm(register, request.POST, prefix="retain")

    def act() -> None:
        use, label = form.read_use()
        retain_figure(
            found.id, use=use, label=label, reason=form.reason(), actor=request.user, seen=form.cleaned_data["seen"]
        )

    done = Text(fr="Chiffre retenu.", en="Figure retained.")
    return _perform_act(request, register, found, "retain", form, act, done)


@page("figure:release")
@require_POST
def release_page(request: HttpRequest, figure: str) -> HttpResponse:
    """Cease to retain the figure for a use."""
    register, found = _find_figure(figure)
    use = request.POST.get("use", "")
    form = ReasonForm(request.POST, prefix=f"release-{use}" if use in found.retained else "release")

    def act() -> None:
        seen = form.cleaned_data["seen"]
        drop_retained_figure(found.id, use=use, reason=form.reason(), actor=request.user, seen=seen)

    done = Text(fr="Ce chiffre n’est plus retenu pour cet usage.", en="Figure no longer retained for this use.")
    return _perform_act(request, register, found, "release", form, act, done, use=use)


@page("figure:correct")
@require_POST
def correct_page(request: HttpRequest, figure: str) -> HttpResponse:
    """Correct the figure."""
    register, found = _find_figure(figure)
    form = CorrectForm(register, found, request.POST, prefix="correct")

    def act() -> None:
        seen = form.cleaned_data["seen"]
        correct_figure(
            found.id,
            changes=form.changes(),
            reason=form.reason(),
            actor=request.user,
            seen=seen,
            confirmed=form.cleaned_data.get("confirmed", False),
        )

    done = Text(
        fr="Chiffre corrigé ; la version précédente reste lisible.",
        en="Figure corrected; the previous version remains available.",
    )
    return _perform_act(request, register, found, "correct", form, act, done)


def _perform_act(
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
            if faults.faults[0].code != "figure-leap":
                # Nobody is asked to agree to a number that is refused.
                form.fields.pop("confirmed", None)
            if faults.faults[0].code == MOVED_FAULT:
                register, figure = _find_figure(figure.id)
                _show_current_state(register, figure, name, form)
                return _render_figure(request, register, figure, {name: form}, use, status=409)
        else:
            messages.success(request, str(done))
            return redirect("staff:figure", figure=figure.id)
    return _render_figure(request, register, figure, {name: form}, use, status=422)


def _show_current_state(register: Register, figure: Figure, name: str, form: ReasonForm) -> None:
    """Show, in the form of someone who decided upon what no longer stands, what stands now."""
    seen = figure_standing(register, figure.id, name)
    if not isinstance(form, CorrectForm):
        form.show_again(seen)
    elif (written := form.present(figure, seen)) is not None:
        form.add_error(None, str(written))


def _find_figure(key: str) -> tuple[Register, Figure]:
    register = current_register()
    if key not in register:
        raise Http404
    return register, register[key]


def _figure_row(register: Register, figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "title": register.title(figure),
        "amount": register.amount(figure),
        "source": register.name("source", figure.source),
        "confidence": register.name("confidence", figure.confidence),
        "retained": [register.retention(use) for use in figure.retained],
    }


def _render_figure(
    request: HttpRequest,
    register: Register,
    figure: Figure,
    bound: dict[str, ReasonForm] | None = None,
    use: str = "",
    status: int = 200,
) -> HttpResponse:
    bound = bound or {}
    releases = []
    for indicator in figure.retained:
        form = bound.get("release") if indicator == use else None
        fresh = ReasonForm(
            prefix=f"release-{indicator}", initial={"seen": figure_standing(register, figure.id, "release")}
        )
        releases.append((register.retention(indicator), form or fresh))
    retain_form = RetainForm(
        register, prefix="retain", initial={"seen": figure_standing(register, figure.id, "retain")}
    )
    correct_form = CorrectForm(register, figure, prefix="correct", seen=figure_standing(register, figure.id, "correct"))
    context = {
        "nav": "staff",
        "row": _figure_row(register, figure),
        "figure": figure,
        "acts": allowed_acts(request.user),
        "notices": [notice for announce in figure_notices for notice in announce(request.user, figure.id)],
        "retain_form": bound.get("retain") or retain_form,
        "correct_form": bound.get("correct") or correct_form,
        "releases": releases,
        "stray_form": bound.get("release") if use not in figure.retained else None,
        "history": [
            {"number": one.number, "amount": register.amount(one.figure), "amendment": one.amendment}
            for one in register.history(figure.id)
        ],
        "amendments": describe_amendments(
            register, Amendment.objects.visible_to(request.user).of(figure.id).select_related("by")
        ),
    }
    return render(request, "staff/figure.html", context, status=status)
