"""One source: all that is known about a publication, and every figure it gave."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Lang, Source
from filiere.core.numbers import format_number
from filiere.figures import Register
from filiere.site.kit.phrases import localize
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.views.common import build_registered_figures_view, source_url
from filiere.site.observatory.views.figure import ScopeFact

_KINDS: dict[str, tuple[str, str]] = {
    "official": ("Statistique ou autorité publique", "Public statistics or authority"),
    "academic": ("Recherche", "Research"),
    "professional": ("Profession, presse spécialisée ou étude", "Trade body, trade press or study"),
    "press": ("Presse générale", "General press"),
    "union": ("Syndicat de salariés", "Employees’ union"),
    "company": ("Entreprise", "Company"),
    "unknown": ("Non déterminé", "Not determined"),
}


@require_safe
def show_source(request: HttpRequest, source: str) -> HttpResponse:
    """The page of a source; 404 when the register does not know it."""
    register = current_register()
    lang = current_lang()
    if source not in register.sources:
        raise Http404(
            localize(lang, f"Le registre n’a pas de source « {source} ».", f"The register has no source “{source}”.")
        )
    one = register.sources[source]
    figures = [figure for figure in register if figure.source == source]
    table = build_registered_figures_view(
        register,
        "source",
        lang,
        columns=("title", "value", "segment", "nature", "confidence"),
        params={"id": source},
    )
    total = len(figures)
    return render(
        request,
        "observatory/source.html",
        {
            "nav": "register",
            "source": one,
            "facts": build_publication_facts(register, one, lang),
            "table": table if figures else None,
            "total": total,
            "finding": localize(
                lang,
                f"{'Un chiffre' if total == 1 else format_number(total, lang) + ' chiffres'} au registre",
                f"{'One figure' if total == 1 else format_number(total, lang) + ' figures'} in the register",
            ),
            "quoting": [other for other in register.sources.values() if other.via == one.id],
        },
    )


def build_publication_facts(register: Register, one: Source, lang: Lang) -> list[ScopeFact]:
    """What is known about the publication, line by line."""
    kind = _KINDS.get(one.reliability, _KINDS["unknown"])
    lines = [ScopeFact(localize(lang, "Qui publie", "Publisher"), one.publisher.get(lang))]
    lines.append(ScopeFact(localize(lang, "Genre", "Kind"), localize(lang, *kind)))
    undated = localize(lang, "date non indiquée", "no date given")
    lines.append(
        ScopeFact(localize(lang, "Publié", "Published"), one.published.label(lang) if one.published else undated)
    )
    if one.consulted:
        lines.append(ScopeFact(localize(lang, "Consulté", "Consulted"), one.consulted.label(lang)))
    read = (
        localize(lang, "Oui, par qui a saisi les chiffres", "Yes, by the person who entered the figures")
        if one.read
        else localize(
            lang, "Non : les chiffres viennent d’une citation", "No: the figures come from a secondary citation"
        )
    )
    lines.append(ScopeFact(localize(lang, "Page lue", "Page read"), read))
    if one.via:
        quoting = register.sources[one.via]
        lines.append(
            ScopeFact(localize(lang, "Citée par", "Quoted by"), quoting.publisher.get(lang), source_url(quoting.id))
        )
    lines.append(
        ScopeFact(
            localize(lang, "Licence", "Licence"),
            one.licence
            or localize(
                lang,
                "non indiquée : seuls des faits et des nombres sont repris",
                "not stated: only facts and numbers are used",
            ),
        )
    )
    if one.address:
        lines.append(ScopeFact(localize(lang, "Adresse", "Address"), one.address, one.address))
    return lines
