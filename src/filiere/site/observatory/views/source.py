"""One source: all that is known about a publication, and every figure it gave."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Source
from filiere.core.numbers import format_number
from filiere.figures import Register
from filiere.site.kit.localization import localize
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
    if source not in register.sources:
        raise Http404(
            localize(f"Le registre n’a pas de source « {source} ».", f"The register has no source “{source}”.")
        )
    one = register.sources[source]
    figures = [figure for figure in register if figure.source == source]
    table = build_registered_figures_view(
        register,
        "source",
        columns=("title", "value", "segment", "nature", "confidence"),
        params={"id": source},
    )
    total = len(figures)
    return render(
        request,
        "observatory/source.html",
        {
            "nav": "figures",
            "source": one,
            "facts": build_publication_facts(register, one),
            "table": table if figures else None,
            "total": total,
            "finding": localize(
                f"{'Un chiffre' if total == 1 else format_number(total) + ' chiffres'} au registre",
                f"{'One figure' if total == 1 else format_number(total) + ' figures'} in the register",
            ),
            "quoting": [other for other in register.sources.values() if other.via == one.id],
        },
    )


def build_publication_facts(register: Register, one: Source) -> list[ScopeFact]:
    """What is known about the publication, line by line."""
    kind = _KINDS.get(one.reliability, _KINDS["unknown"])
    lines = [ScopeFact(localize("Qui publie", "Publisher"), str(one.publisher))]
    lines.append(ScopeFact(localize("Genre", "Kind"), localize(*kind)))
    undated = localize("date non indiquée", "no date given")
    lines.append(ScopeFact(localize("Publié", "Published"), one.published.label() if one.published else undated))
    if one.consulted:
        lines.append(ScopeFact(localize("Consulté", "Consulted"), one.consulted.label()))
    read = (
        localize("Oui, par qui a saisi les chiffres", "Yes, by the person who entered the figures")
        if one.read
        else localize("Non : les chiffres viennent d’une citation", "No: the figures come from a secondary citation")
    )
    lines.append(ScopeFact(localize("Page lue", "Page read"), read))
    if one.via:
        quoting = register.sources[one.via]
        lines.append(ScopeFact(localize("Citée par", "Quoted by"), str(quoting.publisher), source_url(quoting.id)))
    lines.append(
        ScopeFact(
            localize("Licence", "Licence"),
            one.licence
            or localize(
                "non indiquée : seuls des faits et des nombres sont repris",
                "not stated: only facts and numbers are used",
            ),
        )
    )
    if one.address:
        lines.append(ScopeFact(localize("Adresse", "Address"), one.address, one.address))
    return lines
