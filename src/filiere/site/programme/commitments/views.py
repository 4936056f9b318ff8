"""The register of commitments, the charter and the calls: read by all, each person acting for themselves."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_form_page, act_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.programme.commitments.actions import calls, charter, commitments
from filiere.site.programme.commitments.forms import (
    CALL_LABELS,
    ORIGIN_LABELS,
    CallForm,
    CharterForm,
    CommitmentForm,
    CorrectionForm,
    JoinForm,
    OutcomeForm,
    OwnCommitmentForm,
    SignForm,
)
from filiere.site.programme.commitments.label_plans import count_plan_promises, list_plan_promises
from filiere.site.programme.commitments.models import (
    Call,
    CharterSignature,
    CharterVersion,
    Commitment,
    CommitmentEvent,
    Volunteer,
)
from filiere.site.programme.commitments.standing import (
    STATE_LABELS,
    choose_shown_state,
    compare_commitments,
    count_states,
    read_commitment,
    read_commitments,
)
from filiere.site.programme.reading_dates import ReadingDates, read_dates
from filiere.site.programme.titled_rows import pair_words

LEAD = "programme:edit"
FRAME = {"nav": "programme", "here": "programme:commitments"}
PAGE = 30
FILTERS = {state: words for state, (words, _) in STATE_LABELS.items()} | {"late": Text(fr="en retard", en="late")}


@require_safe
def list_commitments(request: HttpRequest) -> HttpResponse:
    """The commitments that a person sees, those that come due first; ``?state=`` those of one state."""
    today = timezone.localdate()
    dates, form = read_dates(request.GET, today, compared=True)
    seen = list(Commitment.objects.visible_to(request.user).for_listing())
    rows = read_commitments(seen, dates)
    counts, wanted = count_states(rows), request.GET.get("state", "")
    shown = Counter(map(choose_shown_state, rows))
    if wanted in FILTERS:
        rows = [one for one in rows if choose_shown_state(one) == wanted]
    rows.sort(key=lambda one: (one.state not in ("open", "revised"), one.due, one.row.pk))
    context = {
        **FRAME,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "title": _describe_register(counts, sum(counts[state] for state in STATE_LABELS)),
        "total": sum(counts[state] for state in STATE_LABELS),
        "filters": [(state, FILTERS[state], shown[state]) for state in FILTERS if shown[state]],
        "wanted": wanted,
        "dates_form": form,
        "past": (dates.on, dates.known) != (today, today),
        "back": reverse("programme:commitments"),
        "changes": compare_commitments(seen, dates),
        "plans": count_plan_promises(today),
        "plan_promises": list(list_plan_promises(request.user, today)),
        "calls": [(one, CALL_LABELS[Call.Kind(one.kind)]) for one in Call.objects.for_day(today)],
        "charter": CharterVersion.objects.current(today),
        "may_edit": allowed(request.user, LEAD),
        "signed": CharterSignature.objects.for_person(request.user).exists(),
    }
    return render(request, "programme/commitments/list.html", context, status=422 if form.errors else 200)


def _describe_register(counts: Counter[str], total: int) -> str:
    """What the register finds: how many are kept, broken and late."""
    if not total:
        return localize("Aucun engagement n’est encore inscrit", "No commitment has been entered yet")
    kept, broken, late = counts["kept"], counts["broken"], counts["late"]
    more_fr = [f"{broken} rompu{'s' if broken > 1 else ''}" if broken else "aucun rompu"]
    more_en = [f"{broken or 'none'} broken"]
    if late:
        more_fr.append(f"{late} en retard")
        more_en.append(f"{late} late")
    many = "s" if kept > 1 else ""
    return localize(
        f"{kept} engagement{many} tenu{many} sur {total}, {', '.join(more_fr)}",
        f"{kept} of {total} commitments kept, {', '.join(more_en)}",
    )


@require_safe
def show_commitment(request: HttpRequest, key: str) -> HttpResponse:
    """A commitment, what became of it, and the form that says so for whoever may."""
    row = find_or_404(Commitment.objects.visible_to(request.user).for_key(key))
    today = timezone.localdate()
    dates, form = read_dates(request.GET, today, compared=True)
    standing = read_commitment(row, dates)
    context = {
        **FRAME,
        "standing": standing,
        "row": row,
        "dates_form": form,
        "past": (dates.on, dates.known) != (today, today),
        "back": reverse("programme:commitment", args=(row.key,)),
        "changes": compare_commitments([row], dates),
        "made": dates.holds(row.made_on, row.known_at),
        "origin": ORIGIN_LABELS[Commitment.Origin(row.origin)],
        "events": _list_history(row, dates),
        "last": standing.last,
        "may_settle": commitments.may_settle(request.user, row),
    }
    return render(request, "programme/commitments/commitment.html", context, status=422 if form.errors else 200)


def _list_history(row: Commitment, dates: ReadingDates) -> list[tuple[CommitmentEvent, tuple[Text, str], Any]]:
    """Each word said of a commitment by the dates of a page, and what took it back, if anything had by then."""
    said = [one for one in row.events.all() if dates.holds(one.on, one.known_at)]
    mistakes = {one.corrects_id: one for one in row.events.all() if one.corrects_id and dates.is_known(one.known_at)}
    return [(one, STATE_LABELS[one.kind], mistakes.get(one.pk)) for one in said if one.corrects_id is None]


@require_safe
def show_charter(request: HttpRequest) -> HttpResponse:
    """The charter, who signed it, and the form to sign."""
    version = CharterVersion.objects.current(timezone.localdate())
    return _render_charter(request, version, {}, status=200)


def _render_charter(
    request: HttpRequest, version: CharterVersion | None, sent: dict[str, Any], status: int
) -> HttpResponse:
    user: Any = request.user
    standing = list(version.signatures.filter(withdrawn_at__isnull=True)) if version is not None else []
    left = []
    if version is not None and user.is_authenticated:
        left = charter.list_unsigned(version, user, timezone.localdate())
    context = {
        **FRAME,
        "here": "programme:charter",
        "version": version,
        "text": pair_words(version.text, version.text_en) if version is not None else None,
        "signatures": [one for one in standing if one.public_name],
        "hidden": sum(not one.public_name for one in standing),
        "count": len(standing),
        "mine": CharterSignature.objects.for_person(user),
        "form": sent.get("") or (SignForm(person=user, left=left) if left else None),
        "signed": user.is_authenticated and not left,
        "may_edit": allowed(user, LEAD),
    }
    return render(request, "programme/commitments/charter.html", context, status=status)


def _find_charter(_request: HttpRequest) -> CharterVersion:
    return find_or_404(CharterVersion.objects.current(timezone.localdate()))


sign_charter = act_page(
    None,
    PageAct(
        charter.sign_charter,
        Text(fr="Vous avez signé la charte.", en="You have signed the charter."),
        SignForm,
        form_options=lambda request, _version: {"person": request.user},
    ),
    find=_find_charter,
    show=lambda request, version, sent, status: _render_charter(request, version, sent, status),
    back="programme:charter",
)
"""Sign the charter."""

withdraw_signature = act_page(
    None,
    PageAct(
        charter.withdraw_signature,
        Text(fr="Signature retirée ; le nom n’est plus publié.", en="Signature withdrawn; the name is hidden."),
    ),
    find=lambda request, key: find_or_404(CharterSignature.objects.for_person(request.user).filter(key=key).first()),
    back="programme:charter",
)
"""Take one’s signature back."""


def _frame(request: HttpRequest, _things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "programme/commitments/form.html", {**FRAME, **context}, status=status)


def _find_new(_request: HttpRequest) -> str:
    return "new"


def _lead_to_commitment(_new: Any, made: Any) -> str:
    row = made if isinstance(made, Commitment) else made.commitment
    return reverse("programme:commitment", args=(row.key,))


publish_charter = act_form_page(
    LEAD,
    PageAct(charter.publish_charter, Text(fr="Charte publiée.", en="Charter published."), CharterForm),
    Text(fr="Publier une version de la charte", en="Publish a version of the charter"),
    frame=_frame,
    find=_find_new,
    back="programme:charter",
)
"""Publish the charter."""

record_commitment = act_form_page(
    LEAD,
    PageAct(
        commitments.record_commitment,
        Text(fr="Engagement inscrit.", en="Commitment entered."),
        CommitmentForm,
        back=_lead_to_commitment,
    ),
    Text(fr="Inscrire un engagement", en="Record a commitment"),
    frame=_frame,
    find=_find_new,
    back="programme:commitments",
)
"""Record a commitment."""

make_own_commitment = act_form_page(
    None,
    PageAct(
        commitments.make_own_commitment,
        Text(fr="Engagement pris : nous vous le rappellerons.", en="Commitment made: you will be reminded of it."),
        OwnCommitmentForm,
        form_options=lambda request, _new: {"person": request.user},
        back=_lead_to_commitment,
    ),
    FormWords(
        Text(fr="Prendre un engagement", en="Make a commitment"),
        Text(fr="Au titre de la charte que vous avez signée.", en="Under the charter that you have signed."),
    ),
    frame=_frame,
    find=_find_new,
    back="programme:commitments",
)
"""Commit oneself."""


def _find_commitment(request: HttpRequest, key: str) -> Commitment:
    return find_or_404(Commitment.objects.visible_to(request.user).for_key(key))


record_outcome = act_form_page(
    None,
    PageAct(
        commitments.record_outcome, Text(fr="C’est inscrit.", en="Recorded."), OutcomeForm, back=_lead_to_commitment
    ),
    lambda row: FormWords(Text(fr="Dire où en est l’engagement", en="Say how the commitment is going"), row.words),
    frame=_frame,
    find=_find_commitment,
    back="programme:commitments",
)
"""Say what became of a commitment."""

correct_outcome = act_form_page(
    None,
    PageAct(
        commitments.correct_outcome,
        Text(
            fr="C’est corrigé ; ce qui avait été dit reste lisible.", en="Corrected; what was said can still be read."
        ),
        CorrectionForm,
        form_options=lambda _request, row: {
            "initial": {"event": last.pk if (last := commitments.find_last_event(row)) is not None else None}
        },
        back=_lead_to_commitment,
    ),
    lambda row: FormWords(
        Text(fr="Corriger ce qui a été dit par erreur", en="Correct what was said by mistake"), row.words
    ),
    frame=_frame,
    find=_find_commitment,
    back="programme:commitments",
)
"""Take back what was said of a commitment."""

open_call = act_form_page(
    LEAD,
    PageAct(
        calls.open_call,
        Text(fr="Appel ouvert.", en="Call opened."),
        CallForm,
        back=lambda _new, made: reverse("programme:call", args=(made.key,)),
    ),
    Text(fr="Ouvrir un appel", en="Open a call"),
    frame=_frame,
    find=_find_new,
    back="programme:commitments",
)
"""Open a call."""


@require_safe
def show_call(request: HttpRequest, key: str) -> HttpResponse:
    """A call; who joined, for the lead of the programme alone."""
    return _render_call(request, find_or_404(Call.objects.for_key(key)), {}, status=200)


def _render_call(request: HttpRequest, row: Call, sent: dict[str, Any], status: int) -> HttpResponse:
    joined = Volunteer.objects.for_person(request.user).filter(call=row).first()
    leads = allowed(request.user, LEAD)
    context = {
        **FRAME,
        "row": row,
        "kind": CALL_LABELS[Call.Kind(row.kind)],
        "what": pair_words(row.what, row.what_en),
        "count": row.volunteers.count(),
        "volunteers": Volunteer.objects.for_call(row) if leads else None,
        "joined": joined,
        "open": row.opened_on <= timezone.localdate() <= row.until,
        "form": sent.get("") or JoinForm(),
    }
    return render(request, "programme/commitments/call.html", context, status=status)


def _find_call(_request: HttpRequest, key: str) -> Call:
    return find_or_404(Call.objects.for_key(key))


def _lead_to_call(row: Call) -> str:
    return reverse("programme:call", args=(row.key,))


join_call = act_page(
    None,
    PageAct(calls.join_call, Text(fr="Vous avez répondu à l’appel.", en="You have joined the call."), JoinForm),
    find=_find_call,
    show=lambda request, row, sent, status: _render_call(request, row, sent, status),
    back=_lead_to_call,
)
"""Join a call."""

leave_call = act_page(
    None,
    PageAct(calls.leave_call, Text(fr="Vous avez quitté l’appel.", en="You have left the call.")),
    find=_find_call,
    back=_lead_to_call,
)
"""Leave it."""
