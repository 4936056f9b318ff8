"""The register of interests: one's own to declare and end, that of the bodies to read; business links, by the staff."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.actions.approvals import act_or_request
from filiere.site.accounts.decorators import act_page, form_page
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.committee import forms
from filiere.site.committee.actions import interests as acts
from filiere.site.committee.actions.conflict_record_annulment import NotedTie, find_tie, list_standing_ties
from filiere.site.committee.conflict_requests import request_annulment, request_link
from filiere.site.committee.exclusion_reasons import GROUND_LABELS
from filiere.site.committee.models import BusinessLink, Interest
from filiere.site.committee.querysets import list_instances
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.members.models import Organisation


def _find_register(request: HttpRequest) -> None:
    """Let in who sits in a body, and the staff; for others there is no such page."""
    if not list_instances(request.user):
        raise Http404


def _render_interests(request: HttpRequest, ended: Interest | None, bound: dict[str, Any], status: int) -> HttpResponse:
    rows = Interest.objects.visible_to(request.user).select_related("user", "organisation")
    context = {
        "nav": "label",
        "form": bound.get("", forms.InterestForm(initial={"organisation": request.GET.get("organisation", "")[:40]})),
        "mine": [
            (one, str(GROUND_LABELS[one.ground]), _make_end_form(one, bound, ended))
            for one in rows
            if one.user_id == request.user.pk
        ],
        "others": [(one, str(GROUND_LABELS[one.ground])) for one in rows if one.user_id != request.user.pk],
        "staff": allowed(request.user, "session:call"),
    }
    return render(request, "committee/interests.html", context, status=status)


def _make_end_form(
    row: Interest | BusinessLink, bound: dict[str, Any], ended: Interest | BusinessLink | None
) -> forms.EndForm | None:
    """Return the form of the end of a row, as it was refused where it was."""
    if "end" in bound and ended is not None and row.pk == ended.pk:
        return bound["end"]  # type: ignore[no-any-return]
    return forms.EndForm(row.pk) if row.until is None else None


def _render_links(request: HttpRequest, ended: BusinessLink | None, bound: dict[str, Any], status: int) -> HttpResponse:
    rows = BusinessLink.objects.visible_to(request.user).select_related("client", "supplier")
    others = [one for kind in ("group", "seat") for one in list_standing_ties(kind, timezone.localdate())]
    context = {
        "nav": "label",
        "form": bound.get("", forms.LinkForm()),
        "rows": [(one, None if one.annulled_on else _make_end_form(one, bound, ended)) for one in rows],
        "others": others,
    }
    return render(request, "committee/links.html", context, status=status)


def _render_annulment(request: HttpRequest, tie: NotedTie, bound: dict[str, Any], status: int) -> HttpResponse:
    context = {"nav": "label", "form": bound.get("", forms.AnnulForm()), "tie": tie.words}
    return render(request, "committee/annul.html", context, status=status)


def _find_own_interest(request: HttpRequest, pk: int) -> Interest:
    user: Any = request.user
    found = Interest.objects.visible_to(user).filter(pk=pk, user=user).first()
    if found is None:
        refuse_hidden(user, "interest:end", subject_kind="interest", subject_id=str(pk), rows=Interest, pk=pk)
    return found


def _find_link(request: HttpRequest, pk: int) -> BusinessLink:
    return get_object_or_404(BusinessLink.objects.visible_to(request.user).select_related("client", "supplier"), pk=pk)


def _find_standing_tie(_request: HttpRequest, kind: str, number: int) -> NotedTie:
    try:
        tie = find_tie(kind, number)
    except Faults:
        raise Http404 from None
    if not tie.stands:
        raise Http404
    return tie


def _note_or_request_link(*, client: Organisation, supplier: Organisation, **given: Any) -> Approval | None:
    return act_or_request(
        lambda: acts.note_link(client, supplier, **given),
        lambda: request_link(client=client, supplier=supplier, **given),
    )


def _describe_noting(asked: Approval | None) -> Text:
    return Text(fr="Lien enregistré.", en="Link recorded.") if asked is None else _REQUESTED


def _find_link_address(_thing: Any, asked: Approval | None) -> str:
    return reverse("committee:links") if asked is None else reverse("accounts:approval", args=[asked.key])


_REQUESTED = Text(
    fr="Demande enregistrée. Une autre personne de l’équipe doit la contresigner.",
    en="Request recorded. Another member of staff must countersign it.",
)

interests = form_page(
    None,
    PageAct(
        acts.declare_interest,
        Text(fr="Intérêt déclaré : il prend effet immédiatement.", en="Interest declared, with immediate effect."),
        forms.InterestForm,
    ),
    find=_find_register,
    show=_render_interests,
    back="committee:interests",
)
"""The register, for those who sit and for the staff; and one's own form."""

_INTEREST_ENDED = Text(
    fr="Fin enregistrée ; l’intérêt récuse encore trois ans.", en="End recorded; it disqualifies for three more years."
)
end_interest_act = act_page(
    None,
    {"end": PageAct(acts.end_interest, _INTEREST_ENDED, forms.EndForm, form_arguments=lambda row: (row.pk,))},
    find=_find_own_interest,
    show=_render_interests,
    back="committee:interests",
)
"""Saying that an interest ended."""

links = form_page(
    "session:call",
    PageAct(_note_or_request_link, _describe_noting, forms.LinkForm, back=_find_link_address),
    show=lambda request, bound, status: _render_links(request, None, bound, status),
    back="committee:links",
)
"""Clients and suppliers, from which interests are presumed; a link that bars a judge is asked for."""

_LINK_ENDED = Text(
    fr="Fin enregistrée ; le lien récuse encore trois ans.", en="End recorded; it disqualifies for three more years."
)
end_link_act = act_page(
    "session:call",
    {"end": PageAct(acts.end_link, _LINK_ENDED, forms.EndForm, form_arguments=lambda row: (row.pk,))},
    find=_find_link,
    show=_render_links,
    back="committee:links",
)
"""Saying that a company ceased to buy from another."""

annul_tie_page = form_page(
    "session:call",
    PageAct(request_annulment, _REQUESTED, forms.AnnulForm, back=_find_link_address),
    find=_find_standing_tie,
    show=_render_annulment,
    back="committee:links",
)
"""Asking for the annulment of a tie that was noted by mistake, which somebody else countersigns."""
