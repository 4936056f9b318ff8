"""Briefings: the list, the form, the sheet on the screen and on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.core.typography import raise_first_letter
from filiere.figures import Figure, Register
from filiere.publication.documents import Briefing as Printed
from filiere.publication.documents import DueCommitment, SafeFigure, StatedPosition, briefing_pdf
from filiere.site.accounts.decorators import FormWords, act_form_page, page, signed_in_user
from filiere.site.document_issuer import make_stamp
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.fields import CharField, DateField, MultipleChoiceField, TextField, offer_choices
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register
from filiere.site.pdf_rendering import render_pdf
from filiere.site.programme.briefings.actions import make_briefing
from filiere.site.programme.briefings.content import (
    SAID_WITH_OTHERS,
    is_disputed,
    list_fallen_figures,
    list_offered_figures,
)
from filiere.site.programme.briefings.models import Briefing
from filiere.site.programme.figure_readings import read_register
from filiere.site.sandboxed_reading import InputOrigin

FIRST_FIGURES = 3


class BriefingForm(forms.Form):
    """Whom one meets, when, about what; the figures to take along and what is asked for."""

    meeting_on = DateField(Text(fr="Jour du rendez-vous", en="Day of the meeting"))
    place = CharField(
        Text(fr="Avec qui, où", en="With whom, where"),
        Text(
            fr="Par exemple : cabinet de la ministre chargée de l’Emploi.",
            en="For example: the Employment Minister’s office.",
        ),
        max_length=200,
    )
    about = CharField(Text(fr="Objet", en="Subject"), max_length=400)
    present = CharField(
        Text(fr="Qui vient pour l’association (facultatif)", en="Who comes for the association (optional)"),
        required=False,
    )
    figures = MultipleChoiceField(
        Text(fr="Chiffres sûrs à emporter", en="Safe figures to take along"),
        Text(
            fr="Ceux que l’observatoire a retenus. Trois suffisent : personne n’en mémorise davantage.",
            en="Those the observatory has selected. Three are enough: nobody remembers more.",
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    other = CharField(
        Text(fr="Autres chiffres du registre (facultatif)", en="Other figures from the register (optional)"),
        Text(
            fr="L’adresse de leur page, ou ce qui y suit /figures/ ; un espace entre deux.",
            en="The address of their page, or what follows /figures/ in it; a space between two.",
        ),
        required=False,
        max_length=400,
    )
    asks = TextField(
        Text(fr="Ce que l’on demande", en="What we ask for"),
        Text(
            fr="Une demande par ligne, trois au plus. Nommez le sujet comme dans le dialogue : la note dit alors "
            "qui en pense quoi.",
            en="One request a line, three at most. Name the subject as in the dialogue: the briefing then says who "
            "thinks what.",
        ),
        rows=4,
        max_length=3000,
    )
    start = TextField(
        Text(fr="D’où l’on part (facultatif)", en="Where we start from (optional)"),
        Text(fr="Ce qui a déjà été dit, promis ou refusé.", en="What has been said, promised or refused so far."),
        required=False,
        rows=3,
        max_length=1500,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        register = current_register()
        offered = list_offered_figures(register, read_register(), timezone.localdate())
        offer_choices(self, "figures", [(one.id, _offer(register, one)) for one in offered])
        sure = [figure.id for figure in offered if not is_disputed(register, figure)]
        self.fields["figures"].initial = sure[:FIRST_FIGURES]

    def clean(self) -> dict[str, Any]:
        """Give the act one list of figures, and the requests one by one."""
        data: dict[str, Any] = super().clean() or {}
        data["figures"] = [
            *data.get("figures", ()),
            *(said.rpartition("/figures/")[2].strip("/") for said in data.pop("other", "").split()),
        ]
        asks = [line.strip() for line in data.get("asks", "").splitlines() if line.strip()]
        if len(asks) > FIRST_FIGURES:
            self.add_error("asks", str(Text(fr="Trois demandes au plus.", en="Three requests at most.")))
        if not data["figures"]:
            self.add_error("figures", str(Text(fr="Choisissez au moins un chiffre.", en="Choose at least one figure.")))
        data["asks"] = asks
        return data


def _offer(register: Register, figure: Figure) -> str:
    line = f"{register.title(figure)} : {register.amount(figure)}"
    return f"{line} ({SAID_WITH_OTHERS})" if is_disputed(register, figure) else line


@page("briefing:read")
@require_safe
def list_briefings(request: HttpRequest) -> HttpResponse:
    """The briefings, the next meeting first."""
    rows = list(Briefing.objects.visible_to(request.user))
    context = {"rows": rows, "may_make": allowed(request.user, "briefing:make")}
    return _render(request, "list", context)


@page("briefing:read")
@require_safe
def show_briefing(request: HttpRequest, briefing_key: str) -> HttpResponse:
    """The two sheets, as they print."""
    row = _find_briefing(request, briefing_key)
    lang, body = source_language(), row.body
    fallen = list_fallen_figures(body, current_register(), read_register(), timezone.localdate())
    context = {
        "row": row,
        "fallen": len(fallen),
        "figures": [
            {key: one[key][lang] for key in ("amount", "scope", "source", "reservation") if key in one}
            | {"id": one["id"], "fallen": one["id"] in fallen}
            for one in body["figures"]
        ],
        "disputed": (body["disputed"] or {}).get(lang, ""),
        "commitments": [
            one | {"what": one["what"][lang], "state": raise_first_letter(one["state"][lang])}
            for one in body["commitments"]
        ],
        "positions": [(one["organisation"], [word[lang] for word in one["stances"]]) for one in body["positions"]],
        "subjects": [word[lang] for word in _list_subjects(body)],
    }
    return _render(request, "briefing", context)


@page("briefing:read")
@require_safe
def give_briefing_pdf(request: HttpRequest, briefing_key: str) -> HttpResponseBase:
    """The two pages on paper, in the language of the page."""
    row, lang = _find_briefing(request, briefing_key), source_language()
    origin = InputOrigin(signed_in_user(request), "briefing", row.key)
    content = render_pdf(origin, briefing_pdf, to_printed(row), lang)
    record = ReadingRecord("briefing.open", "briefing", row.key, {"lang": lang})
    return serve_file(request, content, name=f"{row.key}-{lang}.pdf", media_type="application/pdf", reading=record)


def to_printed(row: Briefing) -> Printed:
    """The record that the house prints."""
    body = row.body
    fallen = list_fallen_figures(body, current_register(), read_register(), timezone.localdate())
    return Printed(
        stamp=make_stamp(
            reference=row.key,
            issued=timezone.localdate(row.made_at),
            snapshot=Text(fr="Chiffres lus au registre", en="Figures read from the register"),
            snapshot_sha256=row.sha256,
            fictitious=row.fictitious,
        ),
        meeting=row.meeting_on,
        place=row.place,
        about=row.about,
        present=body["present"],
        figures=tuple(
            SafeFigure(
                amount=Text(**one["amount"]),
                scope=_mark_fallen(Text(**one["scope"])) if one["id"] in fallen else Text(**one["scope"]),
                source=Text(**one["source"]),
                reservation=Text(**one["reservation"]) if "reservation" in one else "",
            )
            for one in body["figures"]
        ),
        asks=tuple(body["asks"]),
        disputed=Text(**body["disputed"]) if body["disputed"] else None,
        commitments=tuple(
            DueCommitment(
                who=one["who"], what=Text(**one["what"]), due=date.fromisoformat(one["due"]), state=Text(**one["state"])
            )
            for one in body["commitments"]
        ),
        subjects=tuple(Text(**word) for word in _list_subjects(body)),
        positions=tuple(
            StatedPosition(organisation=one["organisation"], stances=tuple(Text(**word) for word in one["stances"]))
            for one in body["positions"]
        ),
        start=body["start"],
    )


def _mark_fallen(scope: Text) -> Text:
    return Text(
        fr=f"{scope.fr} – chiffre retiré ou corrigé depuis", en=f"{scope.en} – figure retired or corrected since"
    )


def _list_subjects(body: dict[str, Any]) -> list[dict[str, str]]:
    """The subjects that stances are on; a briefing made before they were kept numbers them."""
    first = next(iter(body["positions"]), {"stances": ()})
    numbered = [{"fr": f"Demande {n}", "en": f"Request {n}"} for n in range(1, len(first["stances"]) + 1)]
    return first.get("subjects") or numbered


def _find_briefing(request: HttpRequest, key: str) -> Briefing:
    return find_or_404(Briefing.objects.visible_to(request.user).for_key(key))


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"nav": "programme", "here": "programme:briefings"}
    return render(request, f"programme/briefings/{name}.html", shared | context, status=status)


def _frame(request: HttpRequest, _things: Any, context: dict[str, Any], status: int) -> HttpResponse:
    return _render(request, "form", context, status)


new_briefing = act_form_page(
    "briefing:make",
    PageAct(
        make_briefing,
        Text(fr="La note est prête.", en="The briefing is ready."),
        BriefingForm,
        row=lambda _request, _thing: None,
        given={"_none": None},
        back=lambda _thing, made: reverse("programme:briefing", args=[made.key]),
    ),
    FormWords(
        Text(fr="Préparer une note de rendez-vous", en="Prepare a briefing"),
        Text(
            fr="Deux pages : des chiffres sûrs et leur source, les engagements qui arrivent à échéance, ce que l’on "
            "demande et ce qu’en disent les autres. Elles sont figées le jour où vous les préparez.",
            en="Two pages: safe figures with their sources, commitments falling due, what is asked for and what others "
            "say of it. They are frozen on the day you prepare them.",
        ),
        Text(fr="Préparer la note", en="Prepare the briefing"),
    ),
    frame=_frame,
    back="programme:briefings",
)
"""The form, and the act."""
