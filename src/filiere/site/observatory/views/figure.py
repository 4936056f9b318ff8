"""One figure: its value, its scope, its method, what else is said on the same point, how to cite it, its history."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from filiere.core import Text, source_language
from filiere.core.numbers import AT_LEAST, AT_MOST, format_number, format_signed
from filiere.core.typography import lower_first_letter
from filiere.figures import Figure, Register, Series
from filiere.publication.charts import ConcurrentScale, ScaleValue
from filiere.site.kit import exported_tables
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import TableView, build_table_view, list_downloads
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.observatory.correction_narrative import list_corrected_versions
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.tables.figure_columns import uses_phrase
from filiere.site.observatory.views.common import (
    build_source_links,
    figure_url,
    format_value_range,
    said_by,
    source_url,
)
from filiere.site.observatory.views.series_chart import build_series_chart

MAX_SERIES = 1
"""Series drawn in full on the page; the others are named."""

_MOST_TELLING = ("nomenclature", "threshold", "measure", "unit", "market", "staff", "period", "nature", "territory")


@dataclass(frozen=True, slots=True)
class ScopeFact:
    """One line of the scope: its name, its words, and where they lead."""

    name: str
    words: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One version of the figure: its number, its day, who made it, why, and what changed."""

    number: int
    date: str
    by: str
    reason: str
    changes: tuple[str, ...]


@require_safe
def show_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """The page of a figure; 404 when the register does not know it."""
    register = current_register()
    lang = current_lang()
    if figure not in register:
        raise Http404(
            localize(f"Le registre n’a pas de chiffre « {figure} ».", f"The register has no figure “{figure}”.")
        )
    shown = register[figure]
    source = register.sources[shown.source]
    concurrent = register.concurrent(shown)
    series = register.series_of(shown)
    return render(
        request,
        "observatory/figure.html",
        {
            "nav": "figures",
            "figure": shown,
            "title": str(register.title(shown)),
            "parts": amount_parts(shown),
            "unit": format_unit(register, shown),
            "amount": register.amount(shown),
            "choices": [choice for choice in register.retained_figures if choice.figure == shown.id],
            "source": source,
            "source_url": source_url(source.id),
            "confidence": register.name("confidence", shown.confidence),
            "age": timezone.localdate().year - shown.period.last_year,
            "review": build_review_view(register, shown),
            "facts": build_scope_facts(register, shown),
            "formula": write_formula(register, shown),
            "derived": [
                (register.title(register[key]), figure_url(key), register.amount(register[key]))
                for key in shown.derived.sources
            ]
            if shown.derived
            else [],
            "children": [
                (register.title(child), figure_url(child.id), register.amount(child))
                for child in register.derived_from(shown)
            ],
            "concurrent": build_concurrent_block(register, shown, concurrent) if concurrent else None,
            "contradictions": [
                (
                    item,
                    register.name("cause", item.cause) if item.cause else None,
                    [
                        (figure_url(key), register.amount(register[key]), said_by(register, register[key]))
                        for key in item.figures
                    ],
                )
                for item in register.contradictions_of(shown)
            ],
            "charts": [build_series_chart(register, item) for item in series[:MAX_SERIES]],
            "other_series": list_other_series(shown, series[MAX_SERIES:]),
            "cite": register.cite(shown, lang, timezone.localdate(), base=f"{request.scheme}://{request.get_host()}"),
            "downloads": list_downloads("figure", {"id": shown.id}),
            "api": f"/api/v1/figures/{shown.id}",
            "history": list_corrections(register, shown),
            "permalink": request.build_absolute_uri(shown.permalink),
            "register_url": f"{reverse('observatory:register')}?indicator={shown.indicator}",
            "indicator": register.name("indicator", shown.indicator),
        },
    )


@require_safe
def redirect_to_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """The address without a language that citations give: it leads to the page in the reader's language."""
    lang = get_language_from_request(request)
    response = HttpResponseRedirect(f"/{lang}/figures/{figure}/")
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def list_other_series(figure: Figure, series: list[Series]) -> list[tuple[Text, str]]:
    """Series not drawn here: their title, and the first other figure of theirs, whose page draws them."""
    found = []
    for item in series:
        other = next((key for key in item.figures if key != figure.id), figure.id)
        found.append((item.title, figure_url(other)))
    return found


def amount_parts(figure: Figure) -> dict[str, str]:
    """The large number: one value, or two ends with a small word between, or a bound with a small word before."""
    if figure.value is not None:
        return {"first": format_number(figure.value)}
    if figure.low is not None and figure.high is not None:
        return {
            "first": format_number(figure.low),
            "word": localize("à", "to"),
            "last": format_number(figure.high),
        }
    if figure.low is not None:
        return {"before": str(AT_LEAST), "first": format_number(figure.low)}
    return {"before": str(AT_MOST), "first": format_number(figure.high)}


def format_unit(register: Register, figure: Figure) -> str:
    """The unit under the large number, singular or plural as its language counts."""
    unit = register.units[figure.unit]
    counted = abs(figure.value if figure.value is not None else figure.high or figure.low or Decimal(0))
    single = counted < 2 if source_language() == "fr" else counted == 1
    return str(unit.label if single else unit.plural)


def _term_with_definition(register: Register, kind: str, code: str | None) -> str:
    """A word of the vocabulary with its definition."""
    term = register.vocabulary.get(kind, {}).get(code or "")
    if term is None:
        return ""
    colon = "\u00a0: " if source_language() == "fr" else ": "
    label = str(term.label)
    return f"{label}{colon}{lower_first_letter(str(term.definition))}" if term.definition else label


def build_scope_facts(register: Register, figure: Figure) -> list[ScopeFact]:
    """The scope, line by line; what the source does not say is said to be missing where it matters."""
    indicator = register.indicators[figure.indicator]
    people = figure.measure is not None
    unstated = localize("non précisé par la source", "not stated by the source")
    lines = [ScopeFact(localize("Ce qui est mesuré", "What is measured"), str(indicator.definition))]
    if figure.category:
        lines.append(
            ScopeFact(
                localize("Catégorie", "Category"),
                str(register.name("category", f"{figure.indicator}/{figure.category}")),
            )
        )
    if figure.segment != "none":
        lines.append(
            ScopeFact(localize("Périmètre", "Scope"), _term_with_definition(register, "segments", figure.segment))
        )
    if people:
        lines.append(
            ScopeFact(
                localize("Unité de compte", "Counted in"),
                _term_with_definition(register, "measures", figure.measure),
            )
        )
    if figure.staff:
        lines.append(
            ScopeFact(
                localize("Personnel compté", "Staff counted"),
                _term_with_definition(register, "staff", figure.staff) or str(register.name("staff", figure.staff)),
            )
        )
    if figure.market:
        lines.append(
            ScopeFact(
                localize("Compté où", "Counted where"),
                _term_with_definition(register, "markets", figure.market)
                or str(register.name("market", figure.market)),
            )
        )
    lines.append(ScopeFact(localize("Territoire", "Territory"), str(register.name("territory", figure.territory))))
    period = figure.period.label()
    if not figure.period_certain:
        period += localize(", année incertaine", ", year uncertain")
    lines.append(ScopeFact(localize("Date de référence", "Reference date"), period))
    if figure.published:
        lines.append(ScopeFact(localize("Publié", "Published"), figure.published.label()))
    if people:
        lines.append(
            ScopeFact(
                localize("Seuil de taille", "Size threshold"),
                str(figure.threshold) if figure.threshold else unstated,
            )
        )
    if figure.nomenclature:
        lines.append(ScopeFact(localize("Nomenclature", "Nomenclature"), figure.nomenclature))
    lines.append(ScopeFact(localize("Nature", "Nature"), _term_with_definition(register, "natures", figure.nature)))
    lines.append(
        ScopeFact(
            localize("Comment on le sait", "How it was established"),
            _term_with_definition(register, "marks", figure.mark),
        )
    )
    if figure.locator:
        lines.append(ScopeFact(localize("Où dans la source", "Where in the source"), str(figure.locator)))
    if figure.kind in register.vocabulary["documents"]:
        lines.append(
            ScopeFact(
                localize("Genre de document", "Kind of document"),
                _term_with_definition(register, "documents", figure.kind),
            )
        )
    reasons = register.trust_reasons(figure)
    lines.append(
        ScopeFact(
            localize("Confiance", "Confidence"),
            f"{register.name('confidence', figure.confidence)}{localize(' : ', ': ')}"
            f"{localize(' ; ', '; ').join(map(str, reasons))}.",
        )
    )
    return lines


def write_formula(register: Register, figure: Figure) -> Text | None:
    """How a figure is computed: what the operation means, when its formula is a sentence, then the whole operation."""
    if figure.derived is None:
        return None
    operation, said = register.computation(figure), figure.derived.formula
    if operation is None:
        return said
    if not said.fr.endswith("."):
        return operation
    return Text(fr=f"{said.fr} {operation.fr}", en=f"{said.en} {operation.en}")


def build_review_view(register: Register, figure: Figure) -> tuple[str, str]:
    """Who read a figure again against its source and when, with the outcome as a key; computed figures have none."""
    review = register.review(figure)
    if figure.derived is not None:
        return "", ""
    if review is None:
        words = (
            localize("Pas encore relu à sa source.", "Not yet read again at its source.")
            if figure.version == 1
            else localize(
                "Corrigé depuis sa dernière relecture : à relire.", "Corrected since its last review: to be read again."
            )
        )
        return "none", words
    day, by = review.date.label(), str(review.by)
    words = {
        "confirmed": localize(f"Relu à sa source le {day} : conforme", f"Read again at its source, {day}: it agrees"),
        "corrected": localize(
            f"Relu à sa source le {day} : valeur conforme, le reste corrigé",
            f"Read again at its source, {day}: the value agrees, the rest was corrected",
        ),
        "absent": localize(f"Relu le {day} : absent de la page", f"Read again, {day}: not in the page"),
        "unreachable": localize(f"Relecture du {day} : page non retrouvée", f"Review of {day}: the page was not found"),
    }[review.outcome]
    note = f" {review.note}" if review.note else ""
    return review.outcome, f"{words} ({by}).{note}"


def build_concurrent_block(register: Register, entry: Figure, others: list[Figure]) -> dict[str, Any]:
    """Every value on the same point: a heading, a scale and a table with the difference and its likely causes."""
    every = [entry, *others]
    kept = next((figure for figure in every if figure.retained), None)
    anchor = kept or entry
    comparable = [figure for figure in every if register.units[figure.unit].id == register.units[entry.unit].id]
    values = [figure for figure in comparable if figure.middle is not None]
    drawing = None
    if len(values) > 1:
        word = localize("retenu", "retained") if kept else localize("ce chiffre", "this figure")
        listed = ", ".join(format_number(figure.middle) for figure in sorted(values, key=lambda item: item.middle or 0))
        spec = ConcurrentScale(
            ident="concurrent",
            lang=source_language(),
            title=localize("Les valeurs sur une même échelle", "The values on one scale"),
            desc=localize(f"Sur une échelle qui part de zéro : {listed}.", f"On a scale from zero: {listed}."),
            values=tuple(
                ScaleValue(
                    about=f"{said_by(register, figure)}, {figure.period.label()}",
                    stated=register.is_stated(figure),
                    value=figure.value,
                    low=figure.low,
                    high=figure.high,
                    retained=figure is anchor,
                    url=figure_url(figure.id),
                )
                for figure in values
            ),
            retained_words=word,
        )
        drawing = draw_cached(spec)
    total = count_in_letters(len(others))
    heading = (
        localize("Pour la même période, une autre valeur", "For the same period, one other value")
        if len(others) == 1
        else localize(f"Pour la même période, {total} autres valeurs", f"For the same period, {total} other values")
    )
    every_count = count_in_letters(len(every))
    return {
        "short": localize(f"{every_count} valeurs publiées qui diffèrent", f"{every_count} differing published values"),
        "heading": heading,
        "scope": str(register.title(entry)),
        "drawing": drawing,
        "sources": build_source_links(register, values),
        "table": _build_concurrent_table(register, entry, anchor),
    }


def _build_concurrent_table(register: Register, item: Figure, anchor: Figure) -> TableView:
    lang = source_language()
    table = exported_tables.build_table("figure", TableRequest(lang, {"id": item.id}, content=register))

    def gap(figure: Figure) -> str:
        if figure is anchor or figure.middle is None or anchor.middle is None or figure.unit != anchor.unit:
            return "–"
        return format_signed(figure.middle - anchor.middle)

    def what(figure: Figure) -> str:
        if figure is anchor:
            return ", ".join(filter(None, (figure.nomenclature, str(figure.threshold) if figure.threshold else "")))
        found = {one.axis: one for one in register.differences(anchor, figure)}
        said = [
            lower_first_letter(str(found[axis].other))
            for axis in _MOST_TELLING
            if axis in found and getattr(figure, axis) is not None
        ]
        if "period_certain" in found and not figure.period_certain:
            said.append(localize("année incertaine", "year uncertain"))
        text = " ; " if lang == "fr" else "; "
        return localize(text.join(said), text.join(said)) or localize("la source", "the source")

    def use(figure: Figure) -> str:
        kept = uses_phrase(register, figure)
        if kept:
            return localize(f"Retenu : {lower_first_letter(kept.fr)}", f"Retained: {lower_first_letter(kept.en)}")
        return localize("Non retenu", "Not retained")

    def of(row: Any) -> Figure:
        return register[str(row["id"])]

    return build_table_view(
        table,
        columns=("said_by", "value", "low", "nomenclature", "retained", "confidence"),
        heads={
            "said_by": localize("Qui le dit", "Publisher"),
            "low": localize("Écart au retenu", "Difference from retained")
            if anchor.retained
            else localize("Écart", "Gap"),
            "nomenclature": localize("Ce qui diffère", "What differs"),
            "retained": localize("Usage", "Use"),
        },
        render={
            "value": lambda row: format_value_range(row),
            "low": lambda row: gap(of(row)),
            "nomenclature": lambda row: what(of(row)) or "–",
            "retained": lambda row: use(of(row)),
        },
        links={"said_by": lambda row: None if of(row) is item else figure_url(str(row["id"]))},
        query={"id": item.id},
    )


def list_corrections(register: Register, figure: Figure) -> list[CorrectionView]:
    """Every version that a correction made, the latest first."""
    found = []
    for version, changes in list_corrected_versions(register, figure.id):
        act = version.amendment
        if act is None:
            continue
        found.append(
            CorrectionView(
                version.number,
                act.date.label(),
                str(act.by) if isinstance(act.by, Text) else act.by,
                str(act.reason) if isinstance(act.reason, Text) else act.reason,
                changes,
            )
        )
    return found[::-1]
