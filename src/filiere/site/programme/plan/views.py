"""The state of the plan on one page, each action, and the forms of whoever leads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.publication.documents import programme_report_pdf
from filiere.site.accounts.decorators import FormWords, View, act_form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.file_responses import PUBLIC, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.pdf_rendering import render_pdf
from filiere.site.programme.plan import actions, forms, presenters, reports
from filiere.site.programme.plan.historical_programme import present_history
from filiere.site.programme.plan.models import Action, Plan
from filiere.site.programme.plan.plan_state import compute_plan_state
from filiere.site.programme.reading_dates import ReadingDates, read_dates
from filiere.site.sandboxed_reading import InputOrigin

RIGHT = "programme:edit"


@require_safe
def show_plan(request: HttpRequest) -> HttpResponse:
    """The plan that runs, as of ``?on=``, as known on ``?known=``, compared with ``?vs=``; ``?axis=`` is one axis."""
    read, form = read_dates(request.GET, timezone.localdate(), compared=True)
    plan = Plan.objects.current(read.on)
    context: dict[str, Any] = {"plan": plan, "may_edit": allowed(request.user, RIGHT), "history": present_history()}
    if plan is not None:
        axis = request.GET.get("axis", "")
        context |= presenters.present_plan(plan, compute_plan_state(plan, read), read, axis=axis)
    context["dates_form"] = form
    return _render(request, "plan", context, status=422 if form.errors else 200)


@require_safe
def show_action(request: HttpRequest, action_key: str) -> HttpResponse:
    """One action: where it is, who does it with what, and all that happened."""
    action = find_or_404(Action.objects.for_key(action_key))
    today = timezone.localdate()
    read = ReadingDates(today, today)
    context = presenters.present_action(action, compute_plan_state(action.axis.plan, read), read)
    return _render(request, "action", context | {"action": action, "may_edit": allowed(request.user, RIGHT)})


@require_safe
def give_report(request: HttpRequest) -> HttpResponseBase:
    """The report of a year on paper: the state of the plan on ``?on=``, and what changed since a year before."""
    today = timezone.localdate()
    on = read_dates(request.GET, today)[0].on
    plan = find_or_404(Plan.objects.current(on))
    read = ReadingDates(on, max(on, today), max(on - timedelta(days=365), min(plan.starts, on)))
    record = reports.build_report(plan, compute_plan_state(plan, read), read)
    content = render_pdf(InputOrigin(None, "programme-plan", plan.key), programme_report_pdf, record, source_language())
    name = f"programme-{on}-{source_language()}.pdf"
    return serve_file(request, content, name=name, media_type="application/pdf", reading=PUBLIC)


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"nav": "programme", "here": "programme:home"}
    return render(request, f"programme/plan/{name}.html", shared | context, status=status)


def _frame(request: HttpRequest, things: list[Any], context: dict[str, Any], status: int) -> HttpResponse:
    found = things[-1] if things else None
    return _render(request, "form", context | {"action": found if isinstance(found, Action) else None}, status)


def _find_plan(_request: HttpRequest, plan_key: str) -> Plan:
    return find_or_404(Plan.objects.for_key(plan_key))


def _find_action(_request: HttpRequest, action_key: str) -> Action:
    return find_or_404(Action.objects.for_key(action_key))


def _form_page(
    act: Callable[..., Any],
    form: type[Any],
    done: Text,
    words: FormWords,
    find: Callable[..., Any] | None,
    **how: Any,
) -> View:
    """The page of one act of the plan; the page of the action, or of the plan, comes after it."""

    def lead_back(thing: Any, made: Any = None) -> str:
        shown = made if isinstance(made, Action) else thing
        if isinstance(shown, Action):
            return reverse("programme:action", args=[shown.key])
        return reverse("programme:home")

    return act_form_page(
        RIGHT, PageAct(act, done, form, back=lead_back, **how), words, frame=_frame, find=find, back=lead_back
    )


new_plan = _form_page(
    actions.create_plan,
    forms.PlanForm,
    Text(fr="Le plan est commencé : ajoutez ses axes.", en="The plan is started: add its axes."),
    FormWords(Text(fr="Commencer un plan", en="Start a plan"), button=Text(fr="Commencer", en="Start")),
    None,
    row=lambda _request, _thing: None,
    given={"_none": None},
)
new_orientation = _form_page(
    actions.record_orientation,
    forms.OrientationForm,
    Text(fr="L’orientation est inscrite.", en="The orientation is recorded."),
    FormWords(
        Text(fr="Inscrire une orientation adoptée", en="Record an adopted orientation"),
        Text(fr="Le texte que l’assemblée a voté, tel quel.", en="The text that the assembly adopted, word for word."),
    ),
    _find_plan,
)
new_axis = _form_page(
    actions.create_axis,
    forms.AxisForm,
    Text(fr="L’axe est ajouté.", en="The axis is added."),
    FormWords(Text(fr="Ajouter un axe", en="Add an axis")),
    _find_plan,
)
new_action = _form_page(
    actions.create_action,
    forms.ActionForm,
    Text(fr="L’action est créée.", en="The action is created."),
    FormWords(
        Text(fr="Ajouter une action", en="Add an action"),
        Text(
            fr="Seuls l’axe, le titre, le pilote et les deux dates sont demandés ; le reste peut attendre.",
            en="Only the axis, the title, the owner and the two dates are required; the rest can wait.",
        ),
        Text(fr="Créer l’action", en="Create the action"),
    ),
    _find_plan,
    form_arguments=lambda plan: (plan,),
    form_options=lambda request, _plan: {"initial": {"orientation": request.GET.get("orientation", "")}},
)
declare_state_page = _form_page(
    actions.declare_state,
    forms.StateForm,
    Text(fr="L’état est déclaré.", en="The state is declared."),
    FormWords(
        Text(fr="Déclarer où en est l’action", en="Say how the action is going"),
        Text(
            fr="Ce que vous déclarez est montré à côté du calcul, et ne le change pas.",
            en="What you declare is shown beside the measured progress, and does not change it.",
        ),
        Text(fr="Déclarer", en="Declare"),
    ),
    _find_action,
)
record_reading_page = _form_page(
    actions.record_reading,
    forms.ReadingForm,
    Text(fr="Le relevé est inscrit.", en="The reading is recorded."),
    FormWords(Text(fr="Inscrire un relevé", en="Enter a reading")),
    _find_action,
)
change_due_page = _form_page(
    actions.change_due,
    forms.DueForm,
    Text(
        fr="L’échéance est changée ; l’ancienne reste lisible.",
        en="The deadline is changed; the old one can still be read.",
    ),
    FormWords(Text(fr="Changer l’échéance", en="Change the deadline")),
    _find_action,
)
change_target_page = _form_page(
    actions.change_target,
    forms.TargetForm,
    Text(
        fr="La cible est changée ; l’ancienne reste lisible.",
        en="The target is changed; the old one can still be read.",
    ),
    FormWords(Text(fr="Changer la cible", en="Change the target")),
    _find_action,
)
end_action_page = _form_page(
    actions.end_action,
    forms.EndForm,
    Text(fr="L’action est close.", en="The action is closed."),
    FormWords(Text(fr="Terminer ou abandonner l’action", en="Complete or drop the action")),
    _find_action,
)
