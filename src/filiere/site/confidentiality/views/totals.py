"""Totals that others publish: those declared, declaring one beside a table, withdrawing what was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.confidentiality import outside_totals, table_dimensions, wizard
from filiere.site.confidentiality.actions.declare_outside_total import declare_total
from filiere.site.confidentiality.actions.withdraw_outside_total import withdraw_total
from filiere.site.confidentiality.forms import TotalForm, WithdrawForm
from filiere.site.confidentiality.models import OutsideTotal, Release
from filiere.site.confidentiality.views.common import find_draft_or_404, find_protection_or_404
from filiere.site.confidentiality.views.decisions import confirmation_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import run_form_act
from filiere.site.kit.rights import allowed
from filiere.site.observatory.figure_register import current_register


@dataclass(frozen=True, slots=True)
class MetRelease:
    """A release that a total is set beside."""

    release: Release
    cells: int
    withheld: int


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A total as the list shows it."""

    row: OutsideTotal
    words: Text
    met: tuple[MetRelease, ...]


@page("release:read-inside")
@require_safe
def list_totals(request: HttpRequest) -> HttpResponse:
    """The totals that tables are judged with, each beside the releases that it is about; then those withdrawn."""
    rows = list(OutsideTotal.objects.visible_to(request.user))
    try:
        lines = [_build_total_line(one) for one in rows if not hasattr(one, "withdrawal")]
    except Faults as faults:
        # A file that changed is told; nothing is read from the others either, which would say less than there is.
        broken = {"nav": "staff", "faults": faults.faults}
        return render(request, "confidentiality/totals_broken.html", broken, status=409)
    context: dict[str, Any] = {
        "nav": "staff",
        "lines": lines,
        "withdrawn": [(one, outside_totals.total_label(one.parts)) for one in rows if hasattr(one, "withdrawal")],
        "prepares": allowed(request.user, "release:protect"),
    }
    return render(request, "confidentiality/totals.html", context)


def _build_total_line(row: OutsideTotal) -> TotalLine:
    near = outside_totals.releases_met(row)
    releases = {one.key: one for one in Release.objects.for_keys([one.key for one in near])}
    met = tuple(MetRelease(releases[one.key], one.cells, one.withheld) for one in near)
    return TotalLine(row, outside_totals.total_label(row.parts), met)


@page("release:protect")
@require_http_methods(["GET", "HEAD", "POST"])
def declare_total_page(request: HttpRequest, protection_key: str) -> HttpResponse:
    """Declare a total that others publish of what a prepared table speaks of."""
    row = find_protection_or_404(request, protection_key)
    try:
        known = table_dimensions.dimensions_of_table(row)
    except Faults as faults:
        context = {"nav": "staff", "row": row, "faults": faults.faults}
        return render(request, "confidentiality/broken.html", context, status=409)
    back = reverse("confidentiality:table", kwargs={"protection_key": row.key})
    return _handle_declaration(request, known, back=back, after=reverse("confidentiality:totals"))


@page("release:protect")
@require_http_methods(["GET", "HEAD", "POST"])
def declare_total_for_draft(request: HttpRequest, draft_key: str) -> HttpResponse:
    """The same for a table about to be prepared, which is then judged with it at once."""
    draft = find_draft_or_404(request, draft_key)
    check = reverse("confidentiality:check", kwargs={"draft_key": draft.key})
    if wizard.next_step(draft) is not None:
        raise Http404
    try:
        known = table_dimensions.dimensions_of_draft(draft)
    except Faults:
        # The page of the answers tells what is wrong with the rows, with the lines to mend.
        return redirect(check)
    return _handle_declaration(request, known, back=check, after=check)


def _handle_declaration(
    request: HttpRequest, known: table_dimensions.TableDimensions, *, back: str, after: str
) -> HttpResponse:
    form = TotalForm(known, request.POST if request.method == "POST" else None)

    def act() -> None:
        told, register = form.cleaned_data, current_register()
        figure = told["figure"].strip()
        if told["source_fr"] and told["source_en"]:
            source = Text(fr=told["source_fr"], en=told["source_en"])
        else:
            # The form lets a source be left out only where a figure of the register says it.
            source = register.title(register.find(figure))
        declare_total(known.subject, actor=signed_in_user(request), parts=form.parts(), source=source, figure=figure)

    said = Text(
        fr="Le total est déclaré : chaque tableau à venir sera contrôlé avec lui.",
        en="Total declared: all future tables will be assessed against it.",
    )
    given: list[Text] = []
    if form.is_valid():
        # What it gives away is told once here, and beside each later table that meets it.
        given = outside_totals.disclosed_cells(known, form.parts())
    if request.method == "POST" and run_form_act(request, form, act, said):
        if given:
            messages.warning(request, str(_disclosed_cells_warning(given)))
        return redirect(after)
    context = {"nav": "staff", "form": form, "subject": known.subject, "back": back}
    return render(request, "confidentiality/total.html", context, status=422 if form.errors else 200)


def _disclosed_cells_warning(given: Sequence[Text]) -> Text:
    named = given[: outside_totals.MAX_NAMED]
    fr, en = " ; ".join(one.fr for one in named), "; ".join(one.en for one in named)
    if (more := len(given) - len(named)) > 0:
        fr, en = f"{fr} ; et {more} autres", f"{en}; and {more} more"
    return Text(
        fr=(
            f"Ce total révèle exactement des cases que la règle protège : {fr}. Masquer n’y change rien : elles "
            "restent masquées ici, et les autres sont protégées en les supposant connues."
        ),
        en=(
            f"This total exactly reveals cells that the rule protects: {en}. Withholding cannot undo that: they "
            "stay withheld here, and the others are protected against people who know them."
        ),
    )


def _find_total(request: HttpRequest, total_key: str) -> OutsideTotal:
    row = OutsideTotal.objects.for_key(request.user, total_key)
    if row is None or hasattr(row, "withdrawal"):
        raise Http404
    return row


withdraw_total_page = confirmation_page(
    "release:protect",
    PageAct(withdraw_total, Text(fr="Le total est retiré.", en="Total withdrawn."), WithdrawForm),
    "confidentiality/total_withdraw.html",
    find=_find_total,
    back="confidentiality:totals",
    context=lambda row: {"words": outside_totals.total_label(row.parts)},
)
"""Withdraw a total that was declared wrongly, once it is said why."""
