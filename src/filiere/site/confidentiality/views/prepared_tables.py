"""The statistician's own: the tables prepared, one of them with all that it hides, and what other protections cost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Faults
from filiere.disclosure import read_folder, verify_folder
from filiere.site.accounts.decorators import act_page, page
from filiere.site.confidentiality import run_folders
from filiere.site.confidentiality.actions.request_job import WEIGH_JOB, last_job, request_tradeoff
from filiere.site.confidentiality.forms import PublishForm
from filiere.site.confidentiality.journal_reconciliation import PROTECTION_SUBJECT, READ_ACT
from filiere.site.confidentiality.models import OutsideTotal, Protection, Release, TradeOff
from filiere.site.confidentiality.outside_totals import total_label
from filiere.site.confidentiality.presenters.attacks import build_attacks, build_intervals
from filiere.site.confidentiality.presenters.loss import build_loss
from filiere.site.confidentiality.presenters.proof import build_proof
from filiere.site.confidentiality.presenters.rules import find_rule, list_parameters
from filiere.site.confidentiality.presenters.table import build_run_grid
from filiere.site.confidentiality.presenters.tradeoffs import build_tradeoff
from filiere.site.confidentiality.release_ledger import ledger_fingerprint
from filiere.site.confidentiality.views.common import find_protection_or_404
from filiere.site.jobs.models import Job
from filiere.site.jobs.presenters import JobView, build_job_view, job_state_response
from filiere.site.journal.writer import record_act
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404


@page("release:read-inside")
@require_safe
def list_prepared_tables(request: HttpRequest) -> HttpResponse:
    """The tables that wait, then those that are published or discarded."""
    rows = list(Protection.objects.visible_to(request.user).select_related("release"))
    context = {
        "nav": "staff",
        "waiting": [one for one in rows if one.state == Protection.State.PREPARED],
        "decided": [one for one in rows if one.state != Protection.State.PREPARED],
        "prepares": allowed(request.user, "release:protect"),
    }
    return render(request, "confidentiality/tables.html", context)


@page("release:read-inside")
@require_safe
def show_prepared_table(request: HttpRequest, protection_key: str) -> HttpResponse:
    """One table whole: values under the dashes, rules, losses, attackers, the past; each opening is in the journal."""
    row = find_protection_or_404(request, protection_key)
    if request.method == "GET":
        record_act(request.user, READ_ACT, PROTECTION_SUBJECT, row.key)
    context: dict[str, Any] = {"nav": "staff", "row": row, "fictitious_table": row.made_by.fictitious}
    try:
        context |= _table_context(request, row)
    except Faults as faults:
        # A file that changed is told; nothing of the table is shown, and nothing of it can be published.
        return render(request, "confidentiality/broken.html", context | {"faults": faults.faults}, status=409)
    job = last_job(WEIGH_JOB, row.key)
    context |= {
        # Curves that are drawn speak for themselves.
        "work": _job_progress(job, row) if job is not None and job.state != Job.State.DONE else None,
        "publishes": allowed(request.user, "release:publish"),
        "publishing": PublishForm(),
        "prepares": allowed(request.user, "release:protect"),
        "waits": row.state == Protection.State.PREPARED,
        "stale": row.state == Protection.State.PREPARED and ledger_fingerprint(row.subject) != row.before,
    }
    return render(request, "confidentiality/table.html", context)


def _table_context(request: HttpRequest, row: Protection) -> dict[str, Any]:
    with run_folders.open_run_folder(row) as folder:
        run = read_folder(folder)
        verified = verify_folder(folder)
        grid = build_run_grid(run, inside=True)
    day = row.decided_at or row.made_at
    met = run_folders.read_added_file(row, run_folders.OVERLAPS_FILE)
    titles = {one.key: one for one in Release.objects.for_keys([one["key"] for one in met["releases"]])}
    points = TradeOff.objects.for_table(request.user, row)
    return {
        "grid": grid,
        "rule": find_rule(row.rule, day.date()),
        "parameters": list(list_parameters(row.parameters, row.level)),
        "loss": build_loss(run),
        "attacks": build_attacks(row.report, row.level),
        "proof": build_proof(row.report, verified),
        "intervals": build_intervals(
            run_folders.read_added_file(row, run_folders.INTERVALS_FILE), row.parameters["totals"]
        ),
        "met": [(titles.get(one["key"]), one) for one in met["releases"]],
        "differences": met["differences"],
        "difference_count": met["count"],
        "outside": [
            (total_label(one.parts), one) for one in OutsideTotal.objects.for_keys(request.user, met["outside"])
        ],
        "trade": build_tradeoff(points.points, row) if points is not None else None,
        "trade_at": points.made_at if points is not None else None,
    }


request_tradeoff_page = act_page(
    "release:protect",
    PageAct(request_tradeoff),
    find=find_protection_or_404,
    back=lambda row: reverse("confidentiality:table", kwargs={"protection_key": row.key}),
)
"""Have what other protections would cost drawn, then go back to the table, which tells how far that is."""


@page("release:read-inside")
@require_safe
def tradeoff_state(request: HttpRequest, protection_key: str) -> HttpResponse:
    """How far the curves are, for the script of that page."""
    row = find_protection_or_404(request, protection_key)
    job = find_or_404(last_job(WEIGH_JOB, row.key))
    return job_state_response(_job_progress(job, row))


def _job_progress(job: Job, row: Protection) -> JobView:
    follow = reverse("confidentiality:weigh-state", kwargs={"protection_key": row.key})
    return build_job_view(job, follow=follow)
