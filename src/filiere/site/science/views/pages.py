"""The public pages: every proposal with its consultation, its votes by college and its minority opinions."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from filiere.core import Faults, Lang
from filiere.referentials import Release
from filiere.referentials.groups import group_text
from filiere.site.accounts.access import signed_in
from filiere.site.accounts.refusals import refuse_unseen
from filiere.site.attachments import PUBLIC, Reading, give_file
from filiere.site.label import words
from filiere.site.science import staging
from filiere.site.science.actions.comment import REASONS
from filiere.site.science.actions.common import STATES
from filiere.site.science.actions.vote import adoption_yaml, ballots_record, told_of, votes_of
from filiere.site.science.deciding import members_of, rules_for
from filiere.site.science.forms import AnswerForm, CommentForm, ConsultForm, OpenForm, VoteForm
from filiere.site.science.models import Comment, Proposal
from filiere.site.science.rights import prepares, sits
from filiere.site.science.rounds import announced, is_over, may_be_counted
from filiere.site.templatetags.filiere import lang as current_lang

A_PAGE = 50
"""Comments on one page: visitors write them, as many and as long as they are let."""
MOVEMENTS = ("gains", "same", "loses", "open")


def found_or_404(request: HttpRequest, key: str) -> Proposal:
    """The proposal, when the reader may see it."""
    row = Proposal.objects.visible_to(request.user).for_key(key)
    if row is None:
        refuse_unseen(request.user, "proposal:read", subject_kind="proposal", subject_id=key, rows=Proposal, key=key)
    return row


@never_cache
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """All proposals that the reader sees, the latest first."""
    rows = [(one, str(STATES[one.state])) for one in Proposal.objects.visible_to(request.user)]
    return render(request, "science/home.html", {"nav": "label", "rows": rows, "may_propose": prepares(request.user)})


@never_cache
@require_safe
def proposal(request: HttpRequest, key: str) -> HttpResponse:
    """One proposal."""
    return page(request, found_or_404(request, key))


def page(request: HttpRequest, row: Proposal, status: int = 200, **forms: Any) -> HttpResponse:
    """Its page, with the forms that the reader may fill, faulty ones given in `forms`."""
    lang, today = current_lang(), timezone.localdate()
    read = staging.load(row.key, row.release)
    preparing = prepares(request.user)
    running = row.state == row.State.CONSULTED and row.consultation_until is not None
    open_now = running and today <= row.consultation_until  # type: ignore[operator]
    may_vote = row.state == row.State.VOTED_ON and not is_over(row) and sits(request.user)
    voted = {one.seat for one in row.ballots.all() if one.round == row.round}
    mine = next((one.seat for one in members_of(row) if one.person == getattr(request.user, "key", "")), None)
    votes = votes_of(row)
    comments = Paginator(Comment.objects.visible_to(request.user, row), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "label",
        "proposal": row,
        "title": str(words.title(read)),
        "state": str(STATES[row.state]),
        "trials": [trial_table(one.result, read, lang) | {"trial": one} for one in row.trials.all()[:3]],
        "page": comments,
        "comments": [
            (one, words.said(words.COLLEGES, one.college, lang) if one.college else "", AnswerForm(prefix=str(one.pk)))
            for one in comments
        ],
        "reasons": [(name, str(why)) for name, why in REASONS.items()] if preparing else [],
        "set_aside": Comment.objects.for_those_set_aside(row),
        "preparing": preparing,
        "consult_form": forms.get("consult_form")
        or (ConsultForm() if preparing and row.state in (row.State.PROPOSED, row.State.CONSULTED) else None),
        "comment_form": forms.get("comment_form") or (CommentForm() if open_now else None),
        "open_form": forms.get("open_form") or (OpenForm() if preparing and running and not open_now else None),
        "last_day": announced(row),
        "closing": preparing and row.state == row.State.VOTED_ON,
        "may_close": row.state == row.State.VOTED_ON and (announced(row) is None or may_be_counted(row, voted)),
        "may_seal": preparing and row.state == row.State.ADOPTED and not row.sealed,
        "vote_form": forms.get("vote_form")
        or (VoteForm() if may_vote and mine is not None and mine not in voted else None),
        "has_voted": may_vote and mine in voted,
        "turnout": turnout(row, lang),
        "votes": [
            (", ".join(words.said(words.COLLEGES, key, lang) for key in one.get("colleges") or [one["college"]]), one)
            for one in votes
            if "for" in one
        ],
        "alone": bool(votes) and "for" not in votes[0],
        "sat": may_count(request, row),
        "opinions": [one["opinion"] for one in (told_of(row) or {}).get("dissent", ())],
        "valid": (row.minutes or {}).get("vote", {}).get("outcome", {}).get("valid"),
    }
    return render(request, "science/proposal.html", context, status=status)


def turnout(row: Proposal, lang: Lang) -> list[tuple[str, int, int, int]]:
    """By college: seats that voted, seats held, quorum. While the vote runs, nothing else of it is known."""
    if not row.round:
        return []
    try:
        rules = rules_for(row)
    except Faults:
        return []
    seats = row.electorate.get("seats", ())
    cast = [one for one in row.ballots.all() if one.round == row.round]
    return [
        (
            one.text.get(lang),
            sum(ballot.college == one.key for ballot in cast),
            sum(seat["college"] == one.key for seat in seats),
            rules.per_college,
        )
        for one in rules.colleges
    ]


def may_count(request: HttpRequest, row: Proposal) -> bool:
    """Whether the reader held a seat of the round that decided: they get its ballots."""
    decided = row.state in (row.State.ADOPTED, row.State.REJECTED)
    return decided and getattr(request.user, "key", "") in {one.person for one in members_of(row)}


def trial_table(result: dict[str, Any], read: Release, lang: Lang) -> dict[str, Any]:
    """A simulation as rows: group, dossiers, then how many gain, keep, lose or stay undecided."""
    rows = [
        (
            ", ".join(group_text(part, read).get(lang) for part in one["group"]),
            one["dossiers"],
            [one["movements"].get(name, 0) for name in MOVEMENTS],
        )
        for one in result.get("groups", ())
    ]
    return {"rows": rows}


@never_cache
@require_safe
def adoption(request: HttpRequest, key: str) -> HttpResponseBase:
    """The lines to write in `release.yaml`: status, day and votes."""
    row = found_or_404(request, key)
    if row.state != row.State.ADOPTED or row.closed_at is None:
        raise Http404
    day = timezone.localdate(row.closed_at).isoformat()
    text = f'status: adopted\ndates: {{adopted: "{day}"}}\nadoption: {adoption_yaml(row)}\n'
    return _file(request, text, "text/yaml; charset=utf-8", f"{row.release}-adoption.yaml")


@never_cache
@require_safe
def minutes(request: HttpRequest, key: str) -> HttpResponseBase:
    """The public minutes, which anybody can check as far as the votes are told."""
    row = found_or_404(request, key)
    told = told_of(row)
    if told is None:
        raise Http404
    content = json.dumps(told, ensure_ascii=False, indent=2)
    return _file(request, content, "application/json", f"{row.release}-minutes.json")


@signed_in
@require_safe
def full_minutes(request: HttpRequest, key: str) -> HttpResponseBase:
    """The full counts and the ballots of the round that decided, for those who held a seat of it."""
    row = found_or_404(request, key)
    if not may_count(request, row):
        refuse_unseen(request.user, "proposal:vote", subject_kind="proposal", subject_id=key)
    content = json.dumps(ballots_record(row), ensure_ascii=False, indent=2)
    reading = Reading("minutes.open", "proposal", row.key)
    name = f"{row.release}-minutes-full.json"
    return give_file(request, content, name=name, media_type="application/json", reading=reading)


@never_cache
@require_safe
def archive(request: HttpRequest, key: str) -> HttpResponseBase:
    """The folder of the release, as proposed or as sealed: what a reader comments on is what is voted."""
    row = found_or_404(request, key)
    folder = staging.folder_of(row.key, row.release)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(str(path.relative_to(folder)), (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(info, path.read_bytes())
    return _file(request, out.getvalue(), "application/zip", f"{row.release}.zip")


def _file(request: HttpRequest, content: bytes | str, media_type: str, name: str) -> HttpResponseBase:
    return give_file(request, content, name=name, media_type=media_type, reading=PUBLIC)
