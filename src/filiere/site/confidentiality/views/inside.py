"""The statistician's own: the tables prepared, one of them with all that it hides, and what other protections cost."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Faults
from filiere.disclosure.audit import verify_folder
from filiere.disclosure.folder import read_folder
from filiere.site.accounts.access import needs
from filiere.site.accounts.permissions import Permission, actor_key, may
from filiere.site.confidentiality import folders
from filiere.site.confidentiality.actions.ask_work import WEIGH, ask_curves, job_of
from filiere.site.confidentiality.crossed import total_words
from filiere.site.confidentiality.ledger import fingerprint
from filiere.site.confidentiality.models import OutsideTotal, Protection, Release, TradeOff
from filiere.site.confidentiality.shown_attacks import attacks_of, intervals_of
from filiere.site.confidentiality.shown_loss import loss_of
from filiere.site.confidentiality.shown_proof import proof_of
from filiere.site.confidentiality.shown_rules import parameters_of, rule_at
from filiere.site.confidentiality.shown_table import grid_of
from filiere.site.confidentiality.shown_trade import trade_of
from filiere.site.confidentiality.told import PROTECTION, READ
from filiere.site.confidentiality.views.common import found, person
from filiere.site.journal.record import record
from filiere.site.quality.models import Job
from filiere.site.quality.views.progress import Shown, shown, state_of
from filiere.site.templatetags.filiere import lang


@needs(Permission.RELEASE_READ_INSIDE)
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """The tables that wait, then those that are published or discarded."""
    rows = list(Protection.objects.visible_to(request.user).select_related("release"))
    context = {
        "nav": "staff",
        "waiting": [one for one in rows if one.state == Protection.State.PREPARED],
        "decided": [one for one in rows if one.state != Protection.State.PREPARED],
        "prepares": may(request.user, Permission.RELEASE_PROTECT),
    }
    return render(request, "confidentiality/tables.html", context)


@needs(Permission.RELEASE_READ_INSIDE)
@require_safe
def table(request: HttpRequest, protection_key: str) -> HttpResponse:
    """One table whole: values under the dashes, rules, losses, attackers, the past; each opening is in the journal."""
    row = found(request, protection_key)
    if request.method == "GET":
        record(actor_key=actor_key(request.user), act=READ, subject_kind=PROTECTION, subject_id=row.key, payload={})
    context: dict[str, Any] = {"nav": "staff", "row": row, "fictitious_table": row.made_by.fictitious}
    try:
        context |= _shown(request, row)
    except Faults as faults:
        # A file that changed is told; nothing of the table is shown, and nothing of it can be published.
        return render(request, "confidentiality/broken.html", context | {"faults": faults.faults}, status=409)
    job = job_of(WEIGH, row.key)
    context |= {
        # Curves that are drawn speak for themselves.
        "work": _work(job, row) if job is not None and job.state != Job.State.DONE else None,
        "publishes": may(request.user, Permission.RELEASE_PUBLISH),
        "prepares": may(request.user, Permission.RELEASE_PROTECT),
        "waits": row.state == Protection.State.PREPARED,
        "stale": row.state == Protection.State.PREPARED and fingerprint(row.subject) != row.before,
    }
    return render(request, "confidentiality/table.html", context)


def _shown(request: HttpRequest, row: Protection) -> dict[str, Any]:
    code = lang()
    with folders.opened(row) as folder:
        run = read_folder(folder)
        verified = verify_folder(folder)
        grid = grid_of(run, code, inside=True)
    day = row.decided_at or row.made_at
    met = folders.added(row, folders.MET)
    titles = {one.key: one for one in Release.objects.for_keys([one["key"] for one in met["releases"]])}
    points = TradeOff.objects.for_table(request.user, row)
    return {
        "grid": grid,
        "rule": rule_at(row.rule, day.date()),
        "parameters": list(parameters_of(row.parameters, row.level, code)),
        "loss": loss_of(row.report, int(abs(run.values).sum()), run.scale),
        "attacks": attacks_of(row.report, row.level),
        "proof": proof_of(row.report, verified),
        "intervals": intervals_of(folders.added(row, folders.INTERVALS), row.parameters["totals"], code),
        "met": [(titles.get(one["key"]), one) for one in met["releases"]],
        "differences": met["differences"],
        "difference_count": met["count"],
        "outside": [
            (total_words(one.parts), one) for one in OutsideTotal.objects.for_keys(request.user, met["outside"])
        ],
        "trade": trade_of(points.points, row, code) if points is not None else None,
        "trade_at": points.made_at if points is not None else None,
    }


@needs(Permission.RELEASE_PROTECT)
@require_POST
def weigh(request: HttpRequest, protection_key: str) -> HttpResponse:
    """Have what other protections would cost drawn, then go back to the table, which tells how far that is."""
    row = found(request, protection_key)
    try:
        ask_curves(row, actor=person(request))
    except Faults as faults:
        for fault in faults.faults:
            messages.error(request, f"{fault.message} {fault.remedy}")
    return redirect("confidentiality:table", protection_key=row.key)


@needs(Permission.RELEASE_READ_INSIDE)
@require_safe
def weigh_state(request: HttpRequest, protection_key: str) -> HttpResponse:
    """How far the curves are, for the script of that page."""
    row = found(request, protection_key)
    job = job_of(WEIGH, row.key)
    if job is None:
        raise Http404
    return state_of(_work(job, row))


def _work(job: Job, row: Protection) -> Shown:
    follow = reverse("confidentiality:weigh-state", kwargs={"protection_key": row.key})
    return shown(job, None, may_stop=False, code=lang(), follow=follow)
