"""The sealed packs of a centre: their list, making one, its file for the quality manager, and erasing it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.jobs.models import Job
from filiere.site.kit.file_responses import ReadingRecord, serve_file
from filiere.site.kit.forms import run_form_act, show_faults
from filiere.site.kit.rights import allowed, require
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality import definition_catalogue, figures
from filiere.site.quality.actions.make_pack import PACK_CUTS, PACK_SUBJECT, erase_pack, find_cut, request_pack
from filiere.site.quality.actions.verify_pack import request_own_verification
from filiere.site.quality.folders import pack_path
from filiere.site.quality.forms import EmptyForm, PackForm
from filiere.site.quality.intervals import INTERVAL_LABELS
from filiere.site.quality.jobs import JobKind, job_owner
from filiere.site.quality.models import Centre, Pack
from filiere.site.quality.pack_verifications import VERIFICATION_SUBJECT, read_verification
from filiere.site.quality.presenters.packs import build_verification
from filiere.site.quality.views.common import centre_page, find_row_or_404, signed_in_user
from filiere.site.quality.views.indicator import BREAKDOWN_LABELS
from filiere.site.quality.views.progress import build_centre_job_view


def cut_label(name: str) -> str:
    """The detail of a pack in words: “par mois”, “par mois, par file”."""
    found = find_cut(name)
    if found is None:
        return str(Text(fr="toute la période", en="the whole period"))
    return ", ".join([str(INTERVAL_LABELS[found.interval]), *(str(BREAKDOWN_LABELS[group]) for group in found.by)])


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:read")
def list_packs(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Every pack, the latest first, and the form to make one."""
    sets = [(one.name, str(one.title)) for one in definition_catalogue.list_offered(centre)]
    sent = request.POST if request.method == "POST" else None
    form = PackForm(sets, [(one.name, cut_label(one.name)) for one in PACK_CUTS], sent)

    def act() -> None:
        cut = find_cut(form.cleaned_data["cut"])
        assert cut is not None  # noqa: S101  The form let no other name through.
        request_pack(actor=signed_in_user(request), centre=centre, name=form.cleaned_data["definition"], cut=cut)

    asked = Text(fr="Le dossier se constitue.", en="The pack is being made.")
    if request.method == "POST":
        # Before the form is read: what is wrong with it is told to whoever may send it.
        require(request.user, "quality:keep", centre)
        if run_form_act(request, form, act, asked):
            return redirect("quality:packs", key=centre.key)
    job = Job.objects.for_subject_prefix(job_owner(centre), JobKind.PACK, PACK_SUBJECT)
    ended = job is None or job.state == Job.State.DONE
    context: dict[str, Any] = {
        "rows": [(one, cut_label(one.cut)) for one in Pack.objects.for_centre(centre).select_related("made_by")],
        "form": form,
        "empty": figures.store_seal(centre) is None,
        "work": None
        if job is None or ended
        else build_centre_job_view(job, centre, may_stop=allowed(request.user, "quality:keep", centre)),
    }
    return centre_page(request, "quality/packs.html", centre, "packs", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:read")
def show_pack(request: HttpRequest, centre: Centre, pack_key: str) -> HttpResponse:
    """One pack: its seal, its file, and what the second computation found in it, which a button asks for again."""
    found = find_row_or_404(Pack, centre, pack_key)
    form = EmptyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            request_own_verification(actor=signed_in_user(request), centre=centre, pack=found)
        except Faults as faults:
            form.is_valid()
            show_faults(form, faults)
        else:
            return redirect("quality:pack", key=centre.key, pack_key=found.key)
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
        "result": build_verification(result, lang()) if result is not None else None,
        "seal": [found.seal[place : place + 8] for place in range(0, 64, 8)],
    }
    return centre_page(request, "quality/pack.html", centre, "packs", context, status=422 if form.errors else 200)


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


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:erase")
def erase_pack_page(request: HttpRequest, centre: Centre, pack_key: str) -> HttpResponse:
    """Erase the file of a pack, once confirmed."""
    found = find_row_or_404(Pack, centre, pack_key)
    form = EmptyForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        erase_pack(actor=signed_in_user(request), centre=centre, pack=found)

    said = Text(fr="Le fichier est effacé ; le sceau reste.", en="File erased; the seal is kept.")
    if request.method == "POST" and run_form_act(request, form, act, said):
        return redirect("quality:pack", key=centre.key, pack_key=found.key)
    about = Text(
        fr="Le fichier part pour de bon. Son empreinte et son sceau restent : qui en a une copie pourra toujours la "
        "vérifier.",
        en="The file is permanently erased. Its hash and seal are kept: anyone with a copy will still be able to "
        "verify it.",
    )
    context = {
        "form": form,
        "title": Text(fr="Effacer un dossier scellé", en="Erase a sealed pack"),
        "about": str(about),
        "button": Text(fr="Effacer le fichier", en="Erase the file"),
    }
    return centre_page(request, "quality/form.html", centre, "packs", context)
