"""An operation: where it stands, its messages, the office, the kit, the results; and the forms of its acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.core.typography import lower_first_letter
from filiere.site.accounts.decorators import FormWords, act_form_page, act_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.bilingual_text import join_list, localize
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication import code_labels
from filiere.site.programme.communication.actions.operations import (
    cancel_operation,
    change_operation,
    decline_result,
    enter_result,
    plan_operation,
    propose_result,
    record_result,
)
from filiere.site.programme.communication.forms import EntryForm, OperationForm, ReasonForm, ResultForm
from filiere.site.programme.communication.models import Message, Operation, Result
from filiere.site.programme.communication.presenters import (
    STEPS,
    MessageView,
    build_message_views,
    build_result_view,
    find_step,
    format_when,
    may_write,
)
from filiere.site.programme.communication.rights import ENTER, WRITE
from filiere.site.programme.communication.scheduled_tasks import SILENCE_OUTCOMES
from filiere.site.programme.communication.views.common import (
    count_messages,
    find_operation,
    render_act_form,
    render_page,
)

HIDDEN = frozenset({Message.State.WITHDRAWN, Message.State.REPLACED, Message.State.RECALLED})


@require_safe
def show_operation(request: HttpRequest, operation_key: str) -> HttpResponse:
    """The page; to whoever does not prepare it, what is public of it."""
    operation, now = find_operation(request, operation_key), timezone.now()
    register, writes = current_register(), may_write(request.user)
    rows = list(operation.messages.select_related("operation").all())
    views = build_message_views(register, rows)
    shown = [one for one in views if one.current or (writes and one.message.state not in HIDDEN)]
    state, mark = code_labels.OPERATION_STATES[operation.state]
    return render_page(
        request,
        "operation.html",
        {
            "operation": operation,
            "title": _write_title(operation, shown),
            "when": format_when(operation),
            "state": state,
            "mark": mark,
            "zone": lower_first_letter(str(code_labels.ZONES.get(operation.zone, operation.zone))),
            "silence": lower_first_letter(str(code_labels.SILENCE_RULES.get(operation.silence_rule, ""))),
            "outcome": SILENCE_OUTCOMES[Operation.Silence(operation.silence_rule)] if operation.silence_rule else None,
            "messages_shown": shown,
            "steps": STEPS,
            "step": find_step(operation, rows, now),
            "hushed": operation.embargo_until is not None and operation.embargo_until > now,
            "results": [build_result_view(register, one) for one in operation.results.select_related("operation")],
            "kit": any(one.current for one in views),
            "recipients": operation.recipients.count() if writes else 0,
            "awaits_office": any(one.message.awaits_office for one in shown),
            "over": operation.day <= timezone.localdate(now),
            "writes": writes,
            "enters": allowed(request.user, ENTER),
            "reads_entries": allowed(request.user, "figure:retain"),
            "fictitious": operation.fictitious,
        },
    )


def _write_title(operation: Operation, shown: list[MessageView]) -> str:
    """The name of the operation, and where its messages stand."""
    name = str(operation.name)
    if operation.state == Operation.State.CANCELLED:
        return localize(f"{name} : l’opération est annulée", f"{name}: the operation is cancelled")
    ready = sum(one.current for one in shown)
    office = sum(one.message.awaits_office for one in shown)
    left = len(shown) - ready - office
    parts = []
    if ready:
        parts.append(count_messages(ready, ("est prêt", "sont prêts"), ("is ready", "are ready")))
    if office:
        words = ("attend le cabinet", "attendent le cabinet"), ("awaits the office", "await the office")
        parts.append(_count_others(office, *words) if parts else count_messages(office, *words))
    if left:
        words = ("reste à approuver", "restent à approuver"), ("is to be approved", "are to be approved")
        parts.append(_count_others(left, *words) if parts else count_messages(left, *words))
    return f"{name}{localize(' : ', ': ')}{join_list(parts)}" if parts else name


def _count_others(count: int, fr: tuple[str, str], en: tuple[str, str]) -> str:
    words = count_messages(count, fr, en)
    # The noun was said just before: “trois messages sont prêts et un attend le cabinet”.
    return words.replace(" messages ", " ").replace(" message ", " ")


def _read_form(_request: HttpRequest, operation: Operation) -> dict[str, Any]:
    return {"initial": OperationForm.read_initial(operation)}


def _address(operation: Operation) -> str:
    return reverse("programme:operation", args=[operation.key])


plan_page = act_form_page(
    WRITE,
    PageAct(
        plan_operation,
        Text(fr="Opération préparée.", en="Operation planned."),
        OperationForm,
        back=lambda _thing, made: _address(made),
    ),
    FormWords(
        Text(fr="Préparer une opération", en="Plan an operation"),
        Text(
            fr="Les messages s’y attachent ensuite, chacun à un chiffre retenu.",
            en="Messages are added next, each attached to a retained figure.",
        ),
        Text(fr="Préparer", en="Plan"),
    ),
    frame=render_act_form,
    back="programme:operations",
)
change_page = act_form_page(
    WRITE,
    PageAct(
        change_operation,
        Text(
            fr="Opération modifiée ; les agendas abonnés seront mis à jour.",
            en="Operation changed; subscribed calendars will be updated.",
        ),
        OperationForm,
        form_options=_read_form,
    ),
    Text(fr="Modifier l’opération", en="Change the operation"),
    frame=render_act_form,
    find=find_operation,
    back=_address,
)
cancel_page = act_form_page(
    WRITE,
    PageAct(cancel_operation, Text(fr="Opération annulée.", en="Operation cancelled."), ReasonForm),
    FormWords(
        Text(fr="Annuler l’opération", en="Cancel the operation"),
        Text(
            fr="L’opération reste dans les agendas abonnés, marquée comme annulée.",
            en="The operation stays in subscribed calendars, marked as cancelled.",
        ),
        Text(fr="Annuler l’opération", en="Cancel the operation"),
    ),
    frame=render_act_form,
    find=find_operation,
    back=_address,
)
result_page = act_form_page(
    WRITE,
    PageAct(record_result, Text(fr="Résultat inscrit.", en="Result recorded."), ResultForm),
    FormWords(
        Text(fr="Inscrire un résultat", en="Record a result"),
        Text(
            fr="Un résultat est un chiffre : son lieu, son jour et sa méthode de comptage le suivent.",
            en="A result is a figure: its place, its day and its counting method go with it.",
        ),
    ),
    frame=render_act_form,
    find=find_operation,
    back=_address,
)


def _find_result(request: HttpRequest, operation_key: str, number: str) -> Result:
    operation = find_operation(request, operation_key)
    return find_or_404(operation.results.select_related("operation").filter(pk=int(number)).first())


propose_page = act_page(
    WRITE,
    PageAct(
        propose_result,
        Text(
            fr="Résultat proposé au registre : l’équipe statistique décidera.",
            en="Result proposed to the register: the statistician will decide.",
        ),
    ),
    find=_find_result,
    back=lambda result: _address(result.operation),
)
enter_page = act_form_page(
    ENTER,
    PageAct(
        enter_result,
        Text(fr="Résultat inscrit au registre.", en="Result entered in the register."),
        EntryForm,
        back=lambda result, _made: _address(result.operation),
    ),
    FormWords(
        Text(fr="Inscrire un résultat au registre", en="Enter a result in the register"),
        Text(
            fr="Le nombre, son jour et sa méthode de comptage le suivent ; donnez sa source et son territoire.",
            en="The number, its day and its counting method go with it; give its source and its territory.",
        ),
    ),
    frame=render_act_form,
    find=_find_result,
    back=lambda result: _address(result.operation),
)
decline_page = act_form_page(
    ENTER,
    PageAct(
        decline_result,
        Text(fr="Proposition refusée ; le motif se lit à sa ligne.", en="Proposal refused; its line says why."),
        ReasonForm,
        back=lambda result, _made: _address(result.operation),
    ),
    Text(fr="Refuser d’inscrire un résultat", en="Refuse to enter a result"),
    frame=render_act_form,
    find=_find_result,
    back=lambda result: _address(result.operation),
)
