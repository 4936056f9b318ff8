"""Complaining and following what comes of it, for anybody; the answer of the holder in its dossier.

The tracking number is never in an address, where it would stay in histories and logs: it is typed, and a sealed cookie
of the browser remembers which complaint it opened (see `tracking_cookie`), never the session of whoever is signed in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import form_page
from filiere.site.accounts.rate_limits import (
    RateLimit,
    give_attempt_back,
    minutes_left,
    reserve_attempt,
    too_many_attempts_text,
)
from filiere.site.accounts.site_key_status import describe_lost_key
from filiere.site.client_addresses import client_network
from filiere.site.kit import fields
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.forms import run_form_act, show_faults
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.register.actions.file_complaint import (
    add_author_message,
    complaint_by_tracking_number,
    file_complaint,
    forget_author,
)
from filiere.site.register.actions.handle_complaint import ANSWER_PERIOD_DAYS, OUTCOME_LABELS, answer_complaint
from filiere.site.register.label_records import LabelRecord, labels_of_dossiers
from filiere.site.register.models import Complaint, ComplaintStep
from filiere.site.register.projection import list_labelled_dossiers
from filiere.site.register.tracking_cookie import clear_tracking_cookie, complaint_in_cookie, set_tracking_cookie
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page

TRACKING_LIMIT = RateLimit("complaint-tracking", 10)

CAPACITY_LABELS: dict[str, Text] = {
    "employee": Text(fr="salarié ou ancien salarié", en="employee or former employee"),
    "union": Text(fr="syndicat", en="trade union"),
    "consumer": Text(fr="client ou usager", en="customer or user"),
    "buyer": Text(fr="acheteur", en="buyer"),
    "other": Text(fr="autre", en="other"),
}

STEP_LABELS: dict[str, Text] = {
    "received": Text(fr="Réclamation reçue", en="Complaint received"),
    "added": Text(fr="Vous avez ajouté", en="You added"),
    "admitted": Text(fr="Jugée recevable ; le titulaire doit répondre", en="Found admissible; the holder must answer"),
    "dismissed": Text(fr="Jugée irrecevable", en="Found inadmissible"),
    "answered": Text(fr="Le titulaire a répondu", en="The holder has answered"),
    "closed": Text(fr="Issue", en="Outcome"),
    "identity": Text(
        fr="Le nom donné a été ouvert par deux personnes de l’équipe, pour 24 heures, pour ce motif",
        en="The name given was opened by two members of staff, for 24 hours, for this reason",
    ),
}


class ComplaintForm(forms.Form):
    """What happened, what must stay between its author and the staff, and how to answer, if they wish."""

    capacity = fields.ChoiceField(Text(fr="Vous êtes", en="You are"))
    facts = fields.TextField(
        Text(fr="Ce qui s’est passé", en="What happened"),
        Text(
            fr=(
                "Le titulaire le lira si la réclamation est recevable. Mettez entre [[ et ]] tout mot ou toute "
                "date qui permettrait de vous identifier : ce passage lui sera masqué."
            ),
            en="The holder will read this if the complaint is admissible. Put [[ and ]] around any word or date that "
            "would identify you: that passage is hidden from the holder.",
        ),
        rows=8,
    )
    private = fields.TextField(
        Text(fr="Pour l’équipe du label seule", en="For label staff only"),
        Text(fr="Facultatif. Le titulaire ne le lira jamais.", en="Optional. The holder will never see this."),
        required=False,
        rows=4,
    )
    name = fields.CharField(
        Text(fr="Votre nom", en="Your name"),
        Text(
            fr="Facultatif. Le titulaire ne le saura jamais ; il est chiffré, et toute lecture laisse une trace.",
            en="Optional. The holder will never see it; it is encrypted, and every access is logged.",
        ),
        required=False,
        max_length=200,
    )
    email = fields.CharField(
        Text(fr="Votre adresse électronique", en="Your e-mail address"),
        Text(
            fr="Facultatif. Pour être prévenu des suites ; les e-mails n’indiquent rien du fond.",
            en="Optional. To be kept informed; e-mails disclose nothing about the matter.",
        ),
        required=False,
        max_length=254,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["capacity"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = [(key, str(words)) for key, words in CAPACITY_LABELS.items()]


class TrackingForm(forms.Form):
    """The number of a complaint; the view says what is wrong with it."""

    number = fields.CharField(
        Text(fr="Le numéro montré à l’envoi", en="The number shown when you sent it"),
        required=False,
        widget=forms.TextInput({"maxlength": 80, "required": True}),
    )


class AdditionForm(forms.Form):
    """What the author adds; the act judges it."""

    words = fields.CharField(
        Text(fr="L’équipe du label seule le lira", en="Only label staff will read it"),
        required=False,
        widget=forms.Textarea({"rows": 5, "maxlength": 20_000, "required": True}),
    )


def _find_label(key: str) -> LabelRecord:
    return find_or_404(labels_of_dossiers([key]).get(key))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file_complaint_page(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a complaint about a label; its receipt once it is sent."""
    label = _find_label(key)
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dossier = get_object_or_404(list_labelled_dossiers(), key=key)
        try:
            _, tracking = file_complaint(
                dossier, **form.cleaned_data, language=lang(), visitor=client_network(request.META)
            )
        except Faults as faults:
            show_faults(form, faults)
        else:
            return _render_page(request, "complaint_receipt", {"label": label, "tracking": tracking})
    return _render_page(request, "complaint_new", {"label": label, "form": form}, 422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track_complaint(request: HttpRequest) -> HttpResponse:
    """Open the follow-up of a complaint with its number, add words to it, have one's name removed, leave."""
    act = request.POST.get("act", "")
    if request.method == "POST" and act == "open":
        return _open_with_number(request)
    if act == "leave":
        left = redirect("register:complaints")
        clear_tracking_cookie(left)
        return left
    complaint = complaint_in_cookie(request)
    if complaint is None:
        # Who wrote for longer than the follow-up stays open reads their words again, and copies them.
        words = request.POST.get("words", "") if act == "add" else ""
        context = {"one": None, "form": TrackingForm(), "words": words}
        return _render_page(request, "complaint_track", context, 422 if words else 200)
    form = AdditionForm({"words": request.POST.get("words", "").replace("\0", "")} if act == "add" else None)
    if form.is_bound and run_form_act(
        request,
        form,
        lambda: add_author_message(complaint, **form.cleaned_data, visitor=client_network(request.META)),
    ):
        return redirect("register:complaints")
    if request.method == "POST" and act == "forget":
        forget_author(complaint)
        return redirect("register:complaints")
    context = _complaint_context(complaint) | {"add_form": form}
    shown = _render_page(request, "complaint_track", context, 422 if form.is_bound else 200)
    set_tracking_cookie(shown, complaint)
    return shown


def _open_with_number(request: HttpRequest) -> HttpResponse:
    now, visitor, form = timezone.now(), client_network(request.META), TrackingForm(request.POST)
    if until := reserve_attempt(TRACKING_LIMIT, visitor, now=now):
        form.add_error("number", str(too_many_attempts_text(minutes_left(until, now))))
        return _render_page(request, "complaint_track", {"one": None, "form": form}, 429)
    complaint = complaint_by_tracking_number(request.POST.get("number", ""))
    if complaint is None:
        words = Text(
            fr="Aucune réclamation n’a ce numéro. Recopiez-le entier ; les tirets ne comptent pas.",
            en="No complaint has this number. Copy it in full; hyphens do not matter.",
        )
        form.add_error("number", str(describe_lost_key("link-sealed") or words))
        return _render_page(request, "complaint_track", {"one": None, "form": form}, 422)
    give_attempt_back(TRACKING_LIMIT, visitor)
    opened = redirect("register:complaints")
    set_tracking_cookie(opened, complaint)
    return opened


def _complaint_context(complaint: Complaint) -> dict[str, Any]:
    steps = list(complaint.steps.order_by("number"))
    shown = [
        {"step": step, "words": STEP_LABELS[step.kind], "outcome": OUTCOME_LABELS.get(step.outcome)} for step in steps
    ]
    admitted = next((step.at for step in reversed(steps) if step.kind == ComplaintStep.Kind.ADMITTED), None)
    return {
        "one": complaint,
        "steps": shown,
        "due": timezone.localdate(admitted) + timedelta(days=ANSWER_PERIOD_DAYS) if admitted is not None else None,
        "named": hasattr(complaint, "complainant"),
        "open": complaint.state in Complaint.OPEN,
    }


class AnswerForm(forms.Form):
    """The answer of the holder."""

    words = fields.TextField(
        Text(fr="Votre réponse", en="Your answer"),
        Text(fr="L’équipe du label et l’auteur la liront.", en="The label staff and the author will read it."),
        rows=8,
    )


def _find_answered_complaint(request: HttpRequest, dossier: Dossier) -> Complaint:
    return find_or_404(Complaint.objects.for_holder(dossier).filter(key=request.POST.get("complaint", "")).first())


def _render_dossier_complaints(request: HttpRequest, dossier: Dossier, form: AnswerForm, status: int) -> HttpResponse:
    may_answer = allowed(request.user, "complaint:answer", dossier)
    wanted = request.POST.get("complaint", "")
    rows = [
        _holder_context(one, form if one.key == wanted else AnswerForm(), may_answer)
        for one in Complaint.objects.for_holder(dossier)
    ]
    context = {"rows": rows, "form": form}
    return render_dossier_page(request, "register/dossier_complaints.html", dossier, "complaints", context, status)


_ANSWER = PageAct(
    answer_complaint,
    Text(fr="Réponse envoyée.", en="Answer sent."),
    AnswerForm,
    row=_find_answered_complaint,
)

complaints_of_dossier = form_page(
    "complaint:see",
    _ANSWER,
    show=show_form(_ANSWER, _render_dossier_complaints),
    back=lambda dossier: reverse("register:dossier-complaints", args=[dossier.key]),
    send_right="complaint:answer",
)
"""What a holder reads of the complaints about it: the facts as they may be told, never who told them, nor when."""


def _holder_context(complaint: Complaint, form: AnswerForm, may_answer: bool) -> dict[str, Any]:
    told = (ComplaintStep.Kind.ADMITTED, ComplaintStep.Kind.ANSWERED, ComplaintStep.Kind.CLOSED)
    steps = [
        {
            "day": step.at,
            "words": STEP_LABELS[step.kind],
            "text": step.words,
            "outcome": OUTCOME_LABELS.get(step.outcome),
        }
        for step in complaint.steps.filter(kind__in=told).order_by("number")
    ]
    return {
        "key": complaint.key,
        "shared": complaint.shared,
        "steps": steps,
        "form": form if may_answer and complaint.state == Complaint.State.ADMITTED else None,
    }


def _render_page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"register/{name}.html", {"nav": "label", **context}, status=status)
