"""Pages of the acts of a label's life: facts raised, changes, explanations, appeal, follow-up."""

from __future__ import annotations

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.holders.actions.alerts import raise_alert, settle_alert
from filiere.site.holders.actions.declare_change import declare_change
from filiere.site.holders.actions.plan_follow_up import plan_follow_up
from filiere.site.holders.actions.statements import file_appeal, file_explanation
from filiere.site.holders.certificates import list_covered_sites
from filiere.site.holders.labels import ALERT_KIND_LABELS, CHANGE_LABELS
from filiere.site.holders.models import Alert
from filiere.site.holders.procedure_inputs import list_open_alerts
from filiere.site.holders.views.common import get_form_data, handle_form
from filiere.site.holders.views.forms import AlertForm, ChangeForm, FollowUpForm, ReasonForm, WordsForm
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.members.site_locations import describe_location
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


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
            "by": str(rules.words("party", one.party)),
            "open": one.pk in pending,
            "settle": settle and one.pk in pending,
            "change": CHANGE_LABELS.get((one.change or {}).get("what", "")),
            "lost": [names.get(key, key) for key in (one.change or {}).get("lost", ())],
        }
        for one in dossier.alerts.all()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@page("alert:read")
def alerts(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The facts raised, and the form to raise one for those who may."""
    may = allowed(request.user, "alert:raise", dossier)
    form = AlertForm(get_form_data(request)) if may else None
    if request.method == "POST":
        if form is None:
            # The act refuses and records it, as for any other way in.
            form = AlertForm(request.POST)
        if form.is_valid() or not may:
            data = form.cleaned_data if may else {}
            try:
                raise_alert(
                    actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
                    dossier=dossier,
                    kind=data.get("kind", ""),
                    source=data.get("source", ""),
                    words=data.get("words", ""),
                    fact_on=data.get("fact_on"),
                    review=bool(data.get("review")),
                )
            except Faults as faults:
                show_faults(form, faults)
            else:
                return redirect("holders:alerts", key=dossier.key)
    context = {"alerts": _build_alert_rows(dossier, request), "form": form}
    status = 422 if form is not None and form.errors else 200
    return render_dossier_page(request, "holders/alerts.html", dossier, "label", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("alert:settle")
def settle_alert_page(request: HttpRequest, dossier: Dossier, alert: str) -> HttpResponse:
    """Settle a question: a first member gives the reason, a second of another college confirms."""
    row = dossier.alerts.select_related("dossier__organisation").filter(key=alert).first()
    if row is None:
        raise Http404
    kind = ALERT_KIND_LABELS[Alert.Kind(row.kind)]
    second = row.settling_on is not None
    return handle_form(
        request,
        dossier,
        Form(get_form_data(request)) if second else ReasonForm(get_form_data(request)),
        lambda data: settle_alert(actor=request.user, alert=row, reason=data.get("reason", "")),  # type: ignore[arg-type]
        title=Text(fr=f"Clore la question : {kind.fr}", en=f"Settle the matter: {kind.en}"),
        intro=Text(
            fr=f"Un premier membre a donné ce motif : « {row.settled_reason} ». Confirmez si vous êtes d’un autre "
            "collège : la question close ne compte plus pour lever une suspension.",
            en=f"A first member gave this reason: “{row.settled_reason}”. Confirm if you are from another college: "
            f"once settled, the matter no longer sustains a suspension.",
        )
        if second
        else Text(
            fr="Le titulaire lit ce motif. La question n’est close que si un membre d’un autre collège confirme ; elle "
            "ne compte alors plus pour lever une suspension.",
            en="The holder will read this reason. The matter is settled only if a member from another college "
            "confirms; it then no longer sustains a suspension.",
        ),
        button=Text(fr="Confirmer", en="Confirm") if second else Text(fr="Proposer de clore", en="Propose"),
        done=Text(fr="La question est close.", en="The matter is settled.")
        if second
        else Text(
            fr="Un membre d’un autre collège peut confirmer.", en="A member from another college may now confirm."
        ),
        back="holders:alerts",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page("change:declare")
def change(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Declare a change of entity or of sites."""
    sites = [
        {**one, "name": f"{one.get('name', '–')}, {describe_location(one).get(current_lang())}"}
        for one in list_covered_sites(dossier)
    ]
    return handle_form(
        request,
        dossier,
        ChangeForm(sites, get_form_data(request)),
        lambda data: declare_change(actor=request.user, dossier=dossier, **data),  # type: ignore[arg-type]
        title=Text(fr="Déclarer un changement d’entité ou de périmètre", en="Declare a change of entity or scope"),
        intro=Text(
            fr="Le label est celui d’une entité et de ses sites. Le comité dira s’il est maintenu, remplacé par un "
            "certificat provisoire le temps d’un audit, ou s’il prend fin. Il reste valable jusqu’à son vote.",
            en="The label belongs to a legal entity and its sites. The committee will decide whether it is kept, "
            "replaced by a provisional certificate pending an audit, or ended. It remains valid until the vote.",
        ),
        button=Text(fr="Déclarer le changement", en="Declare the change"),
        done=Text(
            fr="Le changement est déclaré ; le comité s’en saisit.",
            en="Change declared; it has been referred to the committee.",
        ),
        back="dossiers:overview",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page("label:explain")
def explanation(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Give the holder's explanations."""
    return handle_form(
        request,
        dossier,
        WordsForm(get_form_data(request)),
        lambda data: file_explanation(actor=request.user, dossier=dossier, words=data["words"]),  # type: ignore[arg-type]
        title=Text(fr="Donner vos explications", en="Give your explanations"),
        intro=Text(
            fr="Elles sont figées avec les faits signalés, et le vote portera sur les deux. Les faits se lisent à la "
            "page des faits signalés.",
            en="They are frozen along with the facts raised, and the vote will consider both. The facts are on the "
            "“Facts raised” page.",
        ),
        button=Text(fr="Remettre les explications", en="Submit the explanations"),
        done=Text(
            fr="Vos explications sont remises au comité.", en="Your explanations have been sent to the committee."
        ),
        back="dossiers:overview",
        template="holders/explain.html",
        context={"pending": [one for one in _build_alert_rows(dossier, request) if one["open"]]},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page("label:appeal")
def grounds(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Appeal, with the grounds."""
    return handle_form(
        request,
        dossier,
        WordsForm(get_form_data(request)),
        lambda data: file_appeal(actor=request.user, dossier=dossier, words=data["words"]),  # type: ignore[arg-type]
        title=Text(fr="Former un recours", en="Appeal"),
        intro=Text(
            fr="Une instance distincte le juge : personne n’y siège qui ait jugé ce dossier. La décision reste en "
            "vigueur jusque-là.",
            en="It is heard by a separate panel, on which no one who ruled on this dossier may sit. The decision "
            "stands until then.",
        ),
        button=Text(fr="Former le recours", en="File the appeal"),
        done=Text(fr="Le recours est formé.", en="Appeal filed."),
        back="dossiers:overview",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page("follow_up:plan")
def follow_up(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Schedule the follow-up audit."""
    return handle_form(
        request,
        dossier,
        FollowUpForm(get_form_data(request)),
        lambda data: plan_follow_up(actor=request.user, dossier=dossier, **data),  # type: ignore[arg-type]
        title=Text(fr="Prévoir le contrôle de suivi", en="Schedule the follow-up audit"),
        intro=Text(fr="Le titulaire en est prévenu par courriel.", en="The holder is notified by e-mail."),
        button=Text(fr="Prévoir", en="Schedule"),
        done=Text(fr="Le contrôle est prévu.", en="Follow-up audit scheduled."),
    )
