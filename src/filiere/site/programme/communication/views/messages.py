"""A message: its sentence, its figure, its approvals; and the forms of its acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_form_page, form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication import code_labels
from filiere.site.programme.communication.actions.messages import (
    REWRITABLE,
    approve_message,
    record_office_answer,
    record_use,
    refuse_message,
    rewrite_message,
    submit_message,
    withdraw_message,
    write_message,
)
from filiere.site.programme.communication.embargo import visible_operations
from filiere.site.programme.communication.forms import AnswerForm, MessageForm, ReasonForm, UseForm
from filiere.site.programme.communication.models import Message, Operation
from filiere.site.programme.communication.presenters import build_message_view, may_write
from filiere.site.programme.communication.quotation_check import list_remarks
from filiere.site.programme.communication.rights import APPROVE, WRITE
from filiere.site.programme.communication.scheduled_tasks import SILENCE_OUTCOMES
from filiere.site.programme.communication.views.common import find_message, render_act_form, render_page

_ACTS = {
    "submit": PageAct(
        submit_message,
        Text(
            fr="Message soumis : une autre personne doit l’approuver.",
            en="Message submitted: someone else will approve it.",
        ),
    ),
    "answer": PageAct(
        record_office_answer,
        Text(fr="Réponse du cabinet enregistrée.", en="Answer of the office recorded."),
        AnswerForm,
    ),
    "withdraw": PageAct(withdraw_message, Text(fr="Message retiré.", en="Message withdrawn."), ReasonForm),
}
_JUDGEMENTS = {
    "approve": PageAct(
        approve_message,
        lambda made: (
            Text(
                fr="Message approuvé ici : il attend la réponse du cabinet.",
                en="Message approved here: it now awaits the office’s answer.",
            )
            if made.awaits_office
            else Text(fr="Message approuvé : il est en vigueur.", en="Message approved: it is in force.")
        ),
    ),
    "refuse": PageAct(
        refuse_message,
        Text(fr="Message refusé ; son auteur en reçoit le motif.", en="Message refused; its author is told why."),
        ReasonForm,
    ),
}


@require_safe
def show_message(request: HttpRequest, message_key: str) -> HttpResponse:
    """The page; of a withdrawn message, everybody reads that it is withdrawn, and why, without its number."""
    return _render_message(request, find_message(request, message_key), {}, status=200)


def _render_message(
    request: HttpRequest, message: Message, sent: dict[str, forms.Form], *, status: int
) -> HttpResponse:
    view, writes = build_message_view(current_register(), message), may_write(request.user)
    state, user = message.state, request.user
    submitted = state == Message.State.SUBMITTED
    judges = submitted and not message.awaits_office and allowed(user, APPROVE) and message.author_id != user.pk
    offered = {
        "submit": writes and state == Message.State.DRAFT,
        "answer": writes and message.awaits_office,
        "withdraw": writes and state in (*REWRITABLE, Message.State.SUBMITTED, Message.State.APPROVED),
        "approve": judges,
        "refuse": judges or (submitted and allowed(user, APPROVE)),
    }
    acts = _ACTS | _JUDGEMENTS
    shown = {
        f"{slug}_form": sent.get(slug) or acts[slug].make_form(request, message, prefix=slug)
        for slug, may in offered.items()
        if may
    }
    operation = message.operation
    return render_page(
        request,
        "message.html",
        {
            "one": view,
            "message": message,
            "operation": operation,
            "operation_shown": operation is not None
            and visible_operations(user, timezone.now()).for_key(operation.key) is not None,
            "audience": code_labels.AUDIENCES[message.audience],
            "answer": code_labels.OFFICE_ANSWERS.get(message.office_answer),
            "silent": message.office_answer == Message.Answer.SILENCE,
            "outcome": SILENCE_OUTCOMES[Operation.Silence(operation.silence_rule)]
            if operation is not None and operation.silence_rule
            else None,
            "uses": message.uses.all() if writes else (),
            "remarks": list_remarks(current_register(), message.current_sentence)
            if (writes or judges) and state in (*REWRITABLE, Message.State.SUBMITTED)
            else (),
            "readable": view.current or writes,
            "writes": writes,
            "rewritable": writes and state in REWRITABLE,
            "waits_for_other": submitted and not message.awaits_office and writes and not judges,
            "offered": offered,
            "fictitious": message.fictitious,
            **shown,
        },
        status,
    )


def _address(message: Message) -> str:
    return reverse("programme:message", args=[message.key])


act_on_message_page = form_page(WRITE, _ACTS, find=find_message, show=_render_message, back=_address)
judge_page = form_page(APPROVE, _JUDGEMENTS, find=find_message, show=_render_message, back=_address)


def _offer_operations(request: HttpRequest, message: Message | None) -> dict[str, Any]:
    open_ones = visible_operations(request.user, timezone.now()).exclude(state=Operation.State.CANCELLED)
    if message is not None:
        return {
            "operations": list(open_ones),
            "figure": message.figure,
            "initial": MessageForm.read_initial(message),
        }
    asked = {"operation": request.GET.get("operation", ""), "figure": request.GET.get("figure", "")}
    return {"operations": list(open_ones), "initial": asked}


_WRITTEN = Text(
    fr="Message enregistré : relisez-le, puis soumettez-le.", en="Message saved: read it again, then submit it."
)

write_page = act_form_page(
    WRITE,
    PageAct(
        write_message,
        _WRITTEN,
        MessageForm,
        form_options=_offer_operations,
        back=lambda _thing, made: _address(made),
    ),
    FormWords(
        Text(fr="Écrire un message", en="Write a message"),
        Text(
            fr="Un message repose toujours sur un chiffre retenu. Avant que ce chiffre change, le message est rappelé.",
            en="A message always rests on a retained figure. Before that figure changes, the message is recalled.",
        ),
    ),
    frame=render_act_form,
    back="programme:operations",
)
rewrite_page = act_form_page(
    WRITE,
    PageAct(rewrite_message, _WRITTEN, MessageForm, form_options=_offer_operations),
    Text(fr="Réécrire le message", en="Rewrite the message"),
    frame=render_act_form,
    find=find_message,
    back=_address,
)
use_page = act_form_page(
    WRITE,
    PageAct(
        record_use,
        Text(
            fr="Usage noté : il sera dans le plan de rappel de ce chiffre.",
            en="Use noted: it will be in the figure’s recall plan.",
        ),
        UseForm,
        form_options=lambda request, _thing: {"initial": {"figure": request.GET.get("figure", "")}},
    ),
    FormWords(
        Text(fr="Noter où un chiffre a été dit", en="Record where a figure was used"),
        Text(
            fr="Discours, affiche, lettre, rapport : ce qui est hors du site ne se retrouve que si quelqu’un l’a noté.",
            en="A speech, a poster, a letter, a report: what is outside the site is only found if someone noted it.",
        ),
    ),
    frame=render_act_form,
    back="programme:operations",
)
