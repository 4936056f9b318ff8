"""The public pages: every proposal with its consultation, its votes by college and its minority opinions."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from filiere.core import Faults
from filiere.referentials import Release, group_text
from filiere.site.accounts.decorators import sign_in_required
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.kit.file_responses import PUBLIC, ReadingRecord, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.label import code_labels
from filiere.site.label.visible_releases import visible_catalogue
from filiere.site.science import proposal_folder
from filiere.site.science.actions.common import PROPOSAL_STATE_LABELS
from filiere.site.science.actions.vote_proposal import (
    build_ballots_record,
    read_public_minutes,
    votes_for_yaml,
    write_adoption_yaml,
)
from filiere.site.science.adoption_vote import members_at_opening, rules_of_round
from filiere.site.science.forms import AnswerForm, AsideForm, CommentForm, ConsultForm, OpenForm, VoteForm
from filiere.site.science.models import Comment, Proposal
from filiere.site.science.rights import PREPARE_RIGHT, VOTE_RIGHT
from filiere.site.science.vote_deadlines import find_announced_day, is_countable, is_over

PAGE_SIZE = 50
"""Comments on one page: visitors write them, as many and as long as they are let."""
MOVEMENTS = ("gains", "same", "loses", "open")


def find_proposal(request: HttpRequest, key: str) -> Proposal:
    """The proposal, when the reader may see it."""
    row = Proposal.objects.visible_to(request.user).for_key(key)
    if row is None:
        refuse_hidden(request.user, "proposal:read", subject_kind="proposal", subject_id=key, rows=Proposal, key=key)
    return row


@never_cache
@require_safe
def list_proposals(request: HttpRequest) -> HttpResponse:
    """All proposals that the reader sees, the latest first."""
    rows = [(one, str(PROPOSAL_STATE_LABELS[one.state])) for one in Proposal.objects.visible_to(request.user)]
    return render(
        request,
        "science/home.html",
        {"nav": "label", "rows": rows, "may_propose": allowed(request.user, PREPARE_RIGHT)},
    )


@never_cache
@require_safe
def show_proposal(request: HttpRequest, key: str) -> HttpResponse:
    """One proposal."""
    return render_proposal(request, find_proposal(request, key))


def render_proposal(
    request: HttpRequest, row: Proposal, sent: Mapping[Any, Any] = MappingProxyType({}), *, status: int = 200
) -> HttpResponse:
    """Its page, with the forms that the reader may fill; ``sent`` are those that were refused, by their act,
    and by the number of their comment."""
    today = timezone.localdate()
    read = proposal_folder.load_for_page(row.key, row.release)
    preparing = allowed(request.user, PREPARE_RIGHT)
    running = row.state == row.State.CONSULTED and row.consultation_until is not None
    open_now = running and today <= row.consultation_until  # type: ignore[operator]
    may_vote = row.state == row.State.VOTED_ON and not is_over(row) and allowed(request.user, VOTE_RIGHT)
    voted = {one.seat for one in row.ballots.all() if one.round == row.round}
    mine = next((one.seat for one in members_at_opening(row) if one.person == getattr(request.user, "key", "")), None)
    votes = votes_for_yaml(row)
    comments = Paginator(Comment.objects.visible_to(request.user, row), PAGE_SIZE).get_page(request.GET.get("page"))
    served = visible_catalogue(request.user).releases.get(row.release)
    context = {
        "nav": "label",
        "proposal": row,
        # The questions on the site are those of the proposal as long as nothing of the content changed.
        "on_site": served is not None and served.sha256 == row.sha256,
        "title": str(read.title),
        "state": str(PROPOSAL_STATE_LABELS[row.state]),
        "trials": [trial_table(one.result, read) | {"trial": one} for one in row.trials.all()[:3]],
        "page": comments,
        "comments": [
            (
                one,
                code_labels.label_of(code_labels.COLLEGE_LABELS, one.college) if one.college else "",
                sent.get(("answer", one.pk)) or AnswerForm(one.pk, prefix=str(one.pk)),
                sent.get(("set-aside", one.pk)) or AsideForm(one.pk),
            )
            for one in comments
        ],
        "set_aside": Comment.objects.for_those_set_aside(row),
        "preparing": preparing,
        "consult_form": sent.get("consult")
        or (
            ConsultForm(prefix="consult")
            if preparing and row.state in (row.State.PROPOSED, row.State.CONSULTED)
            else None
        ),
        "comment_form": sent.get("comment") or (CommentForm() if open_now else None),
        "open_form": sent.get("open") or (OpenForm(prefix="open") if preparing and running and not open_now else None),
        "last_day": find_announced_day(row),
        "closing": preparing and row.state == row.State.VOTED_ON,
        "may_close": row.state == row.State.VOTED_ON and (find_announced_day(row) is None or is_countable(row, voted)),
        "may_seal": preparing and row.state == row.State.ADOPTED and not row.sealed,
        "vote_form": sent.get("vote") or (VoteForm() if may_vote and mine is not None and mine not in voted else None),
        "has_voted": may_vote and mine in voted,
        "turnout": turnout_rows(row),
        "votes": [
            (
                ", ".join(
                    code_labels.label_of(code_labels.COLLEGE_LABELS, key)
                    for key in one.get("colleges") or [one["college"]]
                ),
                one,
            )
            for one in votes
            if "for" in one
        ],
        "alone": bool(votes) and "for" not in votes[0],
        "sat": may_read_ballots(request, row),
        "opinions": [one["opinion"] for one in (read_public_minutes(row) or {}).get("dissent", ())],
        "valid": (row.minutes or {}).get("vote", {}).get("outcome", {}).get("valid"),
    }
    return render(request, "science/proposal.html", context, status=status)


def turnout_rows(row: Proposal) -> list[tuple[str, int, int, int]]:
    """By college: seats that voted, seats held, quorum. While the vote runs, nothing else of it is known."""
    if not row.round:
        return []
    try:
        rules = rules_of_round(row)
    except Faults:
        return []
    seats = row.electorate.get("seats", ())
    cast = [one for one in row.ballots.all() if one.round == row.round]
    return [
        (
            str(one.text),
            sum(ballot.college == one.key for ballot in cast),
            sum(seat["college"] == one.key for seat in seats),
            rules.per_college,
        )
        for one in rules.colleges
    ]


def may_read_ballots(request: HttpRequest, row: Proposal) -> bool:
    """Whether the reader held a seat of the round that decided: they get its ballots."""
    decided = row.state in (row.State.ADOPTED, row.State.REJECTED)
    return decided and getattr(request.user, "key", "") in {one.person for one in members_at_opening(row)}


def trial_table(result: dict[str, Any], read: Release) -> dict[str, Any]:
    """A simulation as rows: group, dossiers, then how many gain, keep, lose or stay undecided."""
    rows = [
        (
            ", ".join(str(group_text(part, read)) for part in one["group"]),
            one["dossiers"],
            [one["movements"].get(name, 0) for name in MOVEMENTS],
        )
        for one in result.get("groups", ())
    ]
    return {"rows": rows}


@never_cache
@require_safe
def adoption_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The lines to write in `release.yaml`: status, day and votes."""
    row = find_proposal(request, key)
    if row.state != row.State.ADOPTED or row.closed_at is None:
        raise Http404
    day = timezone.localdate(row.closed_at).isoformat()
    text = f'status: adopted\ndates: {{adopted: "{day}"}}\nadoption: {write_adoption_yaml(row)}\n'
    return _give_file(request, text, "text/yaml; charset=utf-8", f"{row.release}-adoption.yaml")


@never_cache
@require_safe
def minutes_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The public minutes, which anybody can check as far as the votes are told."""
    row = find_proposal(request, key)
    told = find_or_404(read_public_minutes(row))
    content = json.dumps(told, ensure_ascii=False, indent=2)
    return _give_file(request, content, "application/json", f"{row.release}-minutes.json")


@sign_in_required
@require_safe
def full_minutes_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The full counts and the ballots of the round that decided, for those who held a seat of it."""
    row = find_proposal(request, key)
    if not may_read_ballots(request, row):
        refuse_hidden(request.user, "proposal:vote", subject_kind="proposal", subject_id=key)
    content = json.dumps(build_ballots_record(row), ensure_ascii=False, indent=2)
    reading = ReadingRecord("minutes.open", "proposal", row.key)
    name = f"{row.release}-minutes-full.json"
    return serve_file(request, content, name=name, media_type="application/json", reading=reading)


@never_cache
@require_safe
def archive_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The folder of the release, as proposed or as sealed: what a reader comments on is what is voted."""
    row = find_proposal(request, key)
    folder = proposal_folder.release_folder(row.key, row.release)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(str(path.relative_to(folder)), (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(info, path.read_bytes())
    return _give_file(request, out.getvalue(), "application/zip", f"{row.release}.zip")


def _give_file(request: HttpRequest, content: bytes | str, media_type: str, name: str) -> HttpResponseBase:
    return serve_file(request, content, name=name, media_type=media_type, reading=PUBLIC)
