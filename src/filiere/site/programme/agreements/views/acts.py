"""The forms of agreements, one a page: what the lead of the programme enters, what the public authorities ask and
accept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, View, act_form_page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.programme.agreements import forms
from filiere.site.programme.agreements.actions import agreements, amendments, grants, payments, questions, reports, uses
from filiere.site.programme.agreements.amendment_forms import AmendmentForm
from filiere.site.programme.agreements.models import (
    Agreement,
    Objective,
    Payment,
    Question,
    Report,
    ReportingPeriod,
    UseLine,
)

LEAD, AUTHORITIES = "programme:edit", "agreement:control"
RECORDED = Text(fr="C’est inscrit.", en="Recorded.")


def _frame(request: HttpRequest, things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    """The page of a form; ``things`` end with what it is about."""
    about = things[-1] if things and things[-1] != "new" else None
    agreement = about if isinstance(about, Agreement) or about is None else about.agreement
    context |= {"nav": "programme", "here": "programme:agreements", "agreement": agreement}
    return render(request, "programme/agreements/form.html", context, status=status)


def _lead_back(thing: Any) -> str:
    agreement = thing if isinstance(thing, Agreement) else thing.agreement
    return reverse("programme:agreement", args=(agreement.key,))


def find_agreement(_request: HttpRequest, key: str) -> Agreement:
    """Return the agreement of an address."""
    return find_or_404(Agreement.objects.for_key(key))


def _find_part(model: Any) -> Callable[..., Any]:
    return lambda _request, key: find_or_404(model.objects.for_key(key))


def find_period(_request: HttpRequest, key: str, number: int) -> ReportingPeriod:
    """Return a period of an agreement, by its number."""
    return find_or_404(ReportingPeriod.objects.for_number(key, number))


def _build_page(
    act: Callable[..., Any],
    form: type[django_forms.BaseForm],
    words: FormWords | Callable[[Any], FormWords],
    *,
    right: str = LEAD,
    find: Callable[..., Any] = find_agreement,
    done: Text = RECORDED,
    **options: Any,
) -> View:
    offered = PageAct(act, done, form, **options)
    return act_form_page(right, offered, words, frame=_frame, find=find, back=_lead_back)


def _words(fr: str, en: str, about: Text | str = "") -> FormWords:
    return FormWords(Text(fr=fr, en=en), about)


def _find_new(_request: HttpRequest) -> str:
    return "new"


create = act_form_page(
    LEAD,
    PageAct(
        agreements.create_agreement,
        Text(
            fr="Convention inscrite. Ajoutez ses montants, ses objectifs et ses versements.",
            en="Agreement entered. Add its amounts, its objectives and its payments.",
        ),
        forms.AgreementForm,
        back=lambda _new, made: _lead_back(made),
    ),
    _words("Inscrire une convention", "Enter an agreement"),
    frame=_frame,
    find=_find_new,
    back="programme:agreements",
)
"""Enter an agreement."""

add_amount = _build_page(
    agreements.add_amount, forms.AmountForm, _words("Ajouter un montant engagé", "Add a committed amount")
)
amend = _build_page(
    amendments.amend_agreement,
    AmendmentForm,
    _words(
        "Inscrire un avenant",
        "Enter an amendment",
        Text(
            fr="Changez ce que l’avenant change, laissez le reste. Une version s’ajoute, les précédentes restent "
            "lisibles, et ce qui est versé garde la sienne.",
            en="Change what the amendment changes, leave the rest. A version is added, earlier ones stay readable, "
            "and payments made keep theirs.",
        ),
    ),
    form_arguments=lambda agreement: (agreement,),
)
write_article = _build_page(
    amendments.write_article, forms.ArticleForm, _words("Écrire un article", "Write an article")
)
add_objective = _build_page(
    agreements.add_objective, forms.ObjectiveForm, _words("Ajouter un objectif", "Add an objective")
)
change_objective = _build_page(
    amendments.change_objective,
    forms.ObjectiveChangeForm,
    lambda row: _words(
        f"Changer l’objectif : {row.title}",
        f"Change the objective: {row.name.en}",
        Text(
            fr="Il change dans la version en vigueur ; les précédentes gardent le leur.",
            en="It changes in the version in force; earlier ones keep theirs.",
        ),
    ),
    find=_find_part(Objective),
    form_arguments=lambda objective: (objective,),
)
record_statement = _build_page(
    agreements.record_statement,
    forms.StatementForm,
    _words(
        "Inscrire ce que dit un autre texte",
        "Enter what another text says",
        Text(
            fr="Les montants sont gardés tels que le texte les donne, même s’ils contredisent la convention.",
            en="Amounts are kept as the text gives them, even where they contradict the agreement.",
        ),
    ),
)
describe_grant = _build_page(
    grants.describe_grant,
    forms.GrantDataForm,
    _words(
        "Compléter les données de subvention",
        "Complete the grant data",
        Text(
            fr="Le schéma des subventions demande ces numéros ; sans eux, la convention n’est pas exportée.",
            en="The grant schema requires these numbers; without them the agreement is not exported.",
        ),
    ),
    form_arguments=lambda agreement: (agreement,),
)
schedule_payment = _build_page(
    payments.schedule_payment, forms.PaymentForm, _words("Prévoir un versement", "Schedule a payment")
)
record_payment = _build_page(
    payments.record_payment,
    forms.PaidForm,
    _words("Inscrire un versement reçu", "Enter a payment received"),
    find=_find_part(Payment),
    form_arguments=lambda payment: (payment,),
)
plan_use = _build_page(uses.plan_use, forms.UseForm, _words("Ajouter une ligne de dépense", "Add a line of spending"))
record_spending = _build_page(
    uses.record_spending,
    forms.EntryForm,
    lambda use: _words(f"Justifier la dépense : {use.title}", f"Account for spending: {use.name.en}"),
    find=_find_part(UseLine),
)
accept_spending = _build_page(
    uses.accept_spending,
    forms.EntryForm,
    lambda use: _words(f"Accepter la dépense : {use.title}", f"Accept spending: {use.name.en}"),
    right=AUTHORITIES,
    find=_find_part(UseLine),
)
record_measure = _build_page(
    uses.record_measure,
    forms.MeasureForm,
    lambda row: _words(f"Inscrire une valeur : {row.title}", f"Enter a value: {row.name.en}"),
    find=_find_part(Objective),
)
open_period = _build_page(
    reports.open_period, forms.PeriodForm, _words("Ouvrir une période de rapport", "Open a reporting period")
)
ask_question = _build_page(
    questions.ask_question,
    forms.QuestionForm,
    _words("Poser une question à l’association", "Ask the association a question"),
    right=AUTHORITIES,
    done=Text(fr="Question posée ; l’association est prévenue.", en="Question asked; the association is notified."),
)
answer_question = _build_page(
    questions.answer_question,
    forms.AnswerForm,
    lambda row: FormWords(
        Text(fr="Répondre à l’administration", en="Answer the authorities"), note=Text.same(row.text)
    ),
    find=_find_part(Question),
    done=Text(fr="Réponse envoyée.", en="Answer sent."),
)


def lead_to_report(_period: ReportingPeriod, made: Report) -> str:
    """The page of a report that was just sent."""
    return reverse("programme:agreement-report", args=(made.key,))
