"""The sealed packs of a centre: their list, making one, its file for the quality manager, and erasing it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, form_page, page
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.actions.make_pack import PACK_CUTS, PACK_SUBJECT, erase_pack, find_cut, request_pack
from filiere.site.quality.actions.verify_pack import request_own_verification
from filiere.site.quality.folders import pack_path
from filiere.site.quality.forms import EmptyForm, PackForm
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre, Pack
from filiere.site.quality.pack_verifications import VERIFICATION_SUBJECT, read_verification
from filiere.site.quality.period_labels import INTERVAL_LABELS
from filiere.site.quality.presenters.pack_verifications import build_verification
from filiere.site.quality.views.indicator import BREAKDOWN_LABELS
from filiere.site.quality.views.page_frame import (
    centre_address,
    centre_form_page,
    centre_page,
    find_row_or_404,
    show_act,
)
from filiere.site.quality.views.progress import build_centre_job_view


def cut_label(name: str) -> str:
    """The detail of a pack in words: “par mois”, “par mois, par file”."""
    found = find_cut(name)
    if found is None:
        return str(Text(fr="toute la période", en="the whole period"))
    return ", ".join([str(INTERVAL_LABELS[found.interval]), *(str(BREAKDOWN_LABELS[group]) for group in found.by)])


def _request_pack(centre: Centre, *, actor: User, definition: str, cut: str) -> Job:
    found = find_cut(cut)
    assert found is not None  # noqa: S101  The form let no other name through.
    return request_pack(actor=actor, centre=centre, name=definition, cut=found)


def _list_pack_choices(centre: Centre) -> tuple[Any, Any]:
    sets = [(one.name, str(one.title)) for one in definition_catalogue.list_offered(centre)]
    return sets, [(one.name, cut_label(one.name)) for one in PACK_CUTS]


def _render_packs(request: HttpRequest, centre: Centre, form: PackForm, status: int) -> HttpResponse:
    job = Job.objects.for_subject_prefix(job_owner(centre), JobKind.PACK, PACK_SUBJECT)
    ended = job is None or job.state == Job.State.DONE
    context: dict[str, Any] = {
        "rows": [(one, cut_label(one.cut)) for one in Pack.objects.for_centre(centre).select_related("made_by")],
        "form": form,
        "empty": figure_store.store_seal(centre) is None,
        "work": None
        if job is None or ended
        else build_centre_job_view(job, centre, may_stop=allowed(request.user, "quality:keep", centre)),
    }
    return centre_page(request, "quality/packs.html", centre, "packs", context, status=status)


_MAKE = PageAct(
    _request_pack,
    Text(fr="Le dossier se constitue.", en="The pack is being made."),
    PackForm,
    form_arguments=_list_pack_choices,
)

list_packs = form_page(
    "quality:read",
    _MAKE,
    send_right="quality:keep",
    show=show_form(_MAKE, _render_packs),
    back=centre_address("quality:packs"),
)
"""Every pack, the latest first, and the form to make one."""


def _find_pack(_request: HttpRequest, centre: Centre, pack_key: str) -> Pack:
    return find_row_or_404(Pack, centre, pack_key)


def _pack_address(found: Pack) -> str:
    return reverse("quality:pack", args=[found.centre.key, found.key])


def _render_pack(request: HttpRequest, centre: Centre, found: Pack, form: EmptyForm, status: int) -> HttpResponse:
    job = Job.objects.for_subject(job_owner(centre), JobKind.PACK, f"{VERIFICATION_SUBJECT}{found.key}")
    result = read_verification(centre, job) if job is not None and job.state == Job.State.DONE else None
    context: dict[str, Any] = {
        "one": found,
        "title": _definition_title(centre, found),
        "cut_words": cut_label(found.cut),
        "form": form,
        "takes": allowed(request.user, "quality:contacts", centre) and found.erased_at is None,
        "erases": allowed(request.user, "quality:erase", centre) and found.erased_at is None,
        "work": build_centre_job_view(job, centre, may_stop=allowed(request.user, "quality:keep", centre))
        if job is not None and job.state != Job.State.DONE
        else None,
        "verified_at": job.ended_at if job is not None else None,
        "result": build_verification(result) if result is not None else None,
        "seal": [found.seal[place : place + 8] for place in range(0, 64, 8)],
    }
    return centre_page(request, "quality/pack.html", centre, "packs", context, status=status)


_VERIFY = PageAct(request_own_verification, form=EmptyForm)

show_pack = form_page(
    "quality:read", _VERIFY, find=_find_pack, show=show_form(_VERIFY, _render_pack), back=_pack_address
)
"""One pack: its seal, its file, and what the second computation found in it, which a button asks for again."""


def _definition_title(centre: Centre, found: Pack) -> Text:
    definition = definition_catalogue.find_definition(centre, f"{found.definition}@{found.version}")
    return definition.title if definition is not None else Text.same(found.definition)


@require_safe
@page("quality:contacts")
def give_pack_file(request: HttpRequest, centre: Centre, pack_key: str) -> HttpResponseBase:
    """The file of a pack: it holds rows of contacts, so it is for whoever may read them."""
    found = find_row_or_404(Pack, centre, pack_key)
    path = pack_path(centre, found.sha256)
    if found.erased_at is not None or not path.is_file():
        raise Http404
    name = f"{centre.key}-{found.definition}-{found.made_at:%Y-%m-%d}.pack"
    reading = ReadingRecord("pack.open", "pack", found.key)
    return serve_file(request, path, name=name, media_type="application/zip", reading=reading)


erase_pack_page = centre_form_page(
    "quality:erase",
    PageAct(
        erase_pack, Text(fr="Le fichier est effacé ; le sceau reste.", en="File erased; the seal is kept."), EmptyForm
    ),
    FormWords(
        Text(fr="Effacer un dossier scellé", en="Erase a sealed pack"),
        Text(
            fr=(
                "Le fichier est définitivement effacé. Son empreinte et son sceau sont conservés : toute copie "
                "pourra encore être vérifiée."
            ),
            en="The file is permanently erased. Its hash and seal are kept: anyone with a copy will still be able to "
            "verify it.",
        ),
        Text(fr="Effacer le fichier", en="Erase the file"),
    ),
    frame=partial(show_act, section="packs"),
    find=_find_pack,
    back=_pack_address,
)
"""Erase the file of a pack, once confirmed."""
