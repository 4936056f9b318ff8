"""Pages of the acts of a label's life: facts raised, changes, explanations, appeal, follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, form_page
from filiere.site.holders.actions.alerts import raise_alert, settle_alert
from filiere.site.holders.actions.declare_change import declare_change
from filiere.site.holders.actions.defence_statements import file_appeal, file_explanation
from filiere.site.holders.actions.schedule_follow_up import plan_follow_up
from filiere.site.holders.certificates import list_covered_sites
from filiere.site.holders.code_labels import ALERT_KIND_LABELS, CHANGE_LABELS
from filiere.site.holders.forms import AlertForm, ChangeForm, FollowUpForm, SettleForm, WordsForm
from filiere.site.holders.models import Alert
from filiere.site.holders.procedure_conditions import list_open_alerts
from filiere.site.holders.views.common import dossier_address, dossier_form_page, show_act
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.members.location_labels import describe_location
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import name_party
from filiere.site.workflow.views.page_frame import render_dossier_page


def _build_alert_rows(dossier: Dossier, request: HttpRequest) -> list[dict[str, object]]:
    """The facts raised, the latest first, each with what it changes and whether a question is open."""
    day = timezone.localdate()
    pending = set(list_open_alerts(dossier, day).values_list("pk", flat=True))
    settle = allowed(request.user, "alert:settle", dossier)
    rules = load_rules(dossier)
    names = {one.get("key", ""): one.get("name", "") for one in list_covered_sites(dossier)}
    return [
        {
            "row": one,
            "kind": ALERT_KIND_LABELS[Alert.Kind(one.kind)],
            "by": name_party(rules, one.party),
            "open": one.pk in pending,
            "settle": settle and one.pk in pending,
            "change": CHANGE_LABELS.get((one.change or {}).get("what", "")),
            "lost": [names.get(key, key) for key in (one.change or {}).get("lost", ())],
        }
        for one in dossier.alerts.all()
    ]


def _render_alerts(request: HttpRequest, dossier: Dossier, form: AlertForm, status: int) -> HttpResponse:
    may = allowed(request.user, "alert:raise", dossier)
    context = {"alerts": _build_alert_rows(dossier, request), "form": form if may else None}
    return render_dossier_page(request, "holders/alerts.html", dossier, "label", context, status=status)


_RAISE = PageAct(raise_alert, form=AlertForm)

alerts = form_page(
    "alert:read",
    _RAISE,
    send_right="alert:raise",
    show=show_form(_RAISE, _render_alerts),
    back=dossier_address("holders:alerts"),
)
"""The facts raised, and the form to raise one for those who may."""


def _find_alert(_request: HttpRequest, dossier: Dossier, alert: str) -> Alert:
    return find_or_404(dossier.alerts.select_related("dossier__organisation").filter(key=alert).first())


def _describe_settling(row: Alert) -> FormWords:
    kind = ALERT_KIND_LABELS[Alert.Kind(row.kind)]
    title = Text(fr=f"Clore la question : {kind.fr}", en=f"Settle the matter: {kind.en}")
    if row.settling_on is None:
        intro = Text(
            fr=(
                "Le titulaire lit ce motif. La question n’est close que si un membre d’un autre collège confirme ; "
                "elle n’empêche alors plus de lever une suspension."
            ),
            en=(
                "The holder will read this reason. The matter is settled only if a member from another college "
                "confirms; it then no longer stands in the way of lifting a suspension."
            ),
        )
        return FormWords(title, intro, Text(fr="Proposer de clore", en="Propose"))
    intro = Text(
        fr=(
            f"Un premier membre a donné ce motif : « {row.settled_reason} ». Confirmez si vous êtes d’un autre "
            "collège : une fois close, la question n’empêche plus de lever une suspension."
        ),
        en=(
            f"A first member gave this reason: “{row.settled_reason}”. Confirm if you are from another college: "
            "once settled, the matter no longer stands in the way of lifting a suspension."
        ),
    )
    return FormWords(title, intro, Text(fr="Confirmer", en="Confirm"))


settle_alert_page = dossier_form_page(
    "alert:settle",
    PageAct(
        settle_alert,
        lambda row: (
            Text(fr="La question est close.", en="The matter is settled.")
            if row.settled_on is not None
            else Text(
                fr="Un membre d’un autre collège peut confirmer.", en="A member from another college may now confirm."
            )
        ),
        SettleForm,
        form_arguments=lambda row: (row,),
    ),
    _describe_settling,
    find=_find_alert,
    back=dossier_address("holders:alerts"),
)
"""Settle a question: a first member gives the reason, a second of another college confirms."""


def _list_sites_to_change(dossier: Dossier) -> tuple[list[dict[str, Any]]]:
    return (
        [{**one, "name": f"{one.get('name', '–')}, {describe_location(one)}"} for one in list_covered_sites(dossier)],
    )


change = dossier_form_page(
    "change:declare",
    PageAct(
        declare_change,
        Text(
            fr="Le changement est déclaré ; le comité s’en saisit.",
            en="Change declared; it has been referred to the committee.",
        ),
        ChangeForm,
        form_arguments=_list_sites_to_change,
    ),
    FormWords(
        Text(fr="Déclarer un changement d’entité ou de périmètre", en="Declare a change of entity or scope"),
        Text(
            fr=(
                "Le label est celui d’une entité et de ses sites. Le comité décidera s’il est maintenu, remplacé "
                "par un certificat provisoire le temps d’un audit, ou s’il prend fin. Il reste valable jusqu’à son "
                "vote."
            ),
            en="The label belongs to a legal entity and its sites. The committee will decide whether it is kept, "
            "replaced by a provisional certificate pending an audit, or ended. It remains valid until the vote.",
        ),
        Text(fr="Déclarer le changement", en="Declare the change"),
    ),
    back=dossier_address("dossiers:overview"),
)
"""Declare a change of entity or of sites."""


def _show_explanation(
    request: HttpRequest, things: Sequence[Any], context: dict[str, Any], status: int
) -> HttpResponse:
    context["pending"] = [one for one in _build_alert_rows(things[0], request) if one["open"]]
    return show_act(request, things, context | {"before": "holders/_pending_facts.html"}, status)


explanation = dossier_form_page(
    "label:explain",
    PageAct(
        file_explanation,
        Text(fr="Vos explications sont remises au comité.", en="Your explanations have been sent to the committee."),
        WordsForm,
    ),
    FormWords(
        Text(fr="Donner vos explications", en="Give your explanations"),
        Text(
            fr=(
                "Elles sont figées avec les faits signalés, et le vote portera sur les deux. Les faits figurent à "
                "la page des faits signalés."
            ),
            en=(
                "They are frozen along with the matters raised, and the vote will consider both. They are listed "
                "on the “Matters raised” page."
            ),
        ),
        Text(fr="Remettre les explications", en="Submit the explanations"),
    ),
    frame=_show_explanation,
    back=dossier_address("dossiers:overview"),
)
"""Give the holder's explanations."""

grounds = dossier_form_page(
    "label:appeal",
    PageAct(file_appeal, Text(fr="Le recours est formé.", en="Appeal filed."), WordsForm),
    FormWords(
        Text(fr="Former un recours", en="Appeal"),
        Text(
            fr=(
                "Une instance distincte le juge : aucun de ses membres n’a jugé ce dossier. La décision reste en "
                "vigueur jusque-là."
            ),
            en="It is heard by a separate panel, on which no one who ruled on this dossier may sit. The decision "
            "stands until then.",
        ),
        Text(fr="Former le recours", en="File the appeal"),
    ),
    back=dossier_address("dossiers:overview"),
)
"""Appeal, with the grounds."""

follow_up = dossier_form_page(
    "follow_up:plan",
    PageAct(plan_follow_up, Text(fr="Le contrôle est prévu.", en="Follow-up audit scheduled."), FollowUpForm),
    FormWords(
        Text(fr="Prévoir le contrôle de suivi", en="Schedule the follow-up audit"),
        Text(fr="Le titulaire en est prévenu par e-mail.", en="The holder is notified by e-mail."),
        Text(fr="Prévoir", en="Schedule"),
    ),
    back=dossier_address("holders:label"),
)
"""Schedule the follow-up audit."""
