"""One source: all that is known about a publication, and every figure it gave."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.figures import Publication, Register
from filiere.site.kit.bilingual_text import localize
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
    shown = register.sources[source]
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
            "source": shown,
            "heading": _write_heading(shown),
            "facts": build_publication_facts(register, shown),
            "table": table if figures else None,
            "total": total,
            "finding": localize(
                f"{'Un chiffre' if total == 1 else format_number(total) + ' chiffres'} au registre",
                f"{'One figure' if total == 1 else format_number(total) + ' figures'} in the register",
            ),
            "quoting": [other for other in register.sources.values() if other.via == shown.id],
        },
    )


def _write_heading(publication: Publication) -> str:
    words = publication.heading()
    return words[:1].upper() + words[1:]


def build_publication_facts(register: Register, publication: Publication) -> list[ScopeFact]:
    """What is known about the publication, line by line."""
    kind = _KINDS.get(publication.reliability, _KINDS["unknown"])
    lines = [ScopeFact(localize("Qui publie", "Publisher"), str(publication.publisher))]
    if publication.author:
        lines.append(ScopeFact(localize("Auteur", "Author"), publication.author))
    lines.append(ScopeFact(localize("Qui publie, de quelle sorte", "Sort of publisher"), localize(*kind)))
    document = register.name("kind", publication.kind)
    if publication.repeats and publication.repeats != publication.kind:
        repeated = lower_first_letter(str(register.name("kind", publication.repeats)))
        document = Text.same(localize(f"{document} ; reprend : {repeated}", f"{document}; repeats: {repeated}"))
    lines.append(ScopeFact(localize("Genre de document", "Kind of document"), str(document)))
    undated = localize("date non indiquée", "no date given")
    lines.append(
        ScopeFact(localize("Publié", "Published"), publication.published.label() if publication.published else undated)
    )
    if publication.consulted:
        lines.append(ScopeFact(localize("Consulté", "Consulted"), publication.consulted.label()))
    read = str(register.name("reading", publication.reading))
    if publication.mirror:
        read = localize(f"{read}, sur une copie tenue par un tiers", f"{read}, in a copy kept by somebody else")
    lines.append(ScopeFact(localize("Ce qui a été lu", "What was read"), read))
    if publication.title is None:
        unknown = localize("inconnu : décrite avec nos mots", "unknown: described in our own words")
        lines.append(ScopeFact(localize("Titre", "Title"), unknown))
    if publication.archive:
        lines.append(ScopeFact(localize("Empreinte du fichier lu", "Hash of the file read"), publication.archive))
    if publication.via:
        quoting = register.sources[publication.via]
        lines.append(ScopeFact(localize("Citée par", "Quoted by"), str(quoting.publisher), source_url(quoting.id)))
    lines.append(
        ScopeFact(
            localize("Licence", "Licence"),
            publication.licence
            or localize(
                "non indiquée : seuls des faits et des nombres sont repris",
                "not stated: only facts and numbers are used",
            ),
        )
    )
    if publication.address:
        lines.append(ScopeFact(localize("Adresse", "Address"), publication.address, publication.address))
    return lines
