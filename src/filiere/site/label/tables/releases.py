"""Tables of releases: the list of them, the questions of one, its weights, its dated parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils import timezone

from filiere.core import Text
from filiere.core.text import write_in_both_languages
from filiere.publication import Column, Table
from filiere.publication.table_model import Row
from filiere.referentials import STATUS_LABELS, Criterion, Release, Theme
from filiere.referentials.records import Citation
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, register_export
from filiere.site.label import code_labels
from filiere.site.label.expression_text import describe_expression
from filiere.site.label.tables.common import (
    CATALOGUE,
    LICENCE,
    build_source,
    catalogue_asked,
    category_asked,
    release_asked,
)

RELEASES_TITLE = bilingual("Référentiels et leurs versions", "Referentials and their versions")


@register_export(
    "label-releases",
    RELEASES_TITLE,
    about=bilingual(
        "Le label, les normes et les textes publics : statut, dates, questions, empreinte",
        "The label, standards and public texts: status, dates, questions, fingerprint",
    ),
)
def build_releases_table(asked: TableRequest) -> Table:
    """Every release that the reader sees."""
    found = catalogue_asked(asked)
    return Table(
        id="label-releases",
        title=RELEASES_TITLE,
        columns=(
            Column("id", bilingual("Identifiant", "Identifier")),
            Column("title", bilingual("Titre", "Title")),
            Column("kind", bilingual("Genre", "Kind")),
            Column("status", bilingual("Statut", "Status")),
            Column("adopted", bilingual("Adoptée le", "Adopted on")),
            Column("effective", bilingual("En vigueur le", "In force on")),
            Column("last_application", bilingual("Dernière candidature", "Last application")),
            Column("last_validity", bilingual("Dernière validité", "Last validity")),
            Column(
                "questions",
                bilingual("Questions ou sujets", "Questions or subjects"),
                kind="integer",
                definition=bilingual(
                    "Questions d’un label ; sujets d’une norme, écrits par nous, qui ne sont pas ses articles.",
                    "Questions of a label; subjects of a standard, written by us, which are not its clauses.",
                ),
            ),
            Column("sealed", bilingual("Scellée", "Sealed")),
            Column("sha256", bilingual("Empreinte SHA-256", "SHA-256 fingerprint")),
        ),
        rows=tuple(_release_row(one) for group in found.kinds.values() for one in group),
        source=CATALOGUE,
        licence=LICENCE,
    )


def _release_row(release: Release) -> Row:
    dates = release.head.dates
    return {
        "id": release.id,
        "title": release.title,
        "kind": code_labels.REFERENTIAL_KIND_LABELS[release.referential.kind],
        "status": STATUS_LABELS[release.head.status],
        "adopted": _iso_day(dates.adopted),
        "effective": _iso_day(dates.effective),
        "last_application": _iso_day(dates.last_application),
        "last_validity": _iso_day(dates.last_validity),
        "questions": len(release.criteria),
        "sealed": release.head.seal is not None,
        "sha256": release.sha256,
    }


def _iso_day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


QUESTION_COLUMNS: tuple[Column, ...] = (
    Column(
        "key",
        bilingual("Clé", "Key"),
        definition=bilingual("Permanente ; le numéro peut changer.", "Permanent; the number may change."),
    ),
    Column("number", bilingual("Numéro", "Number")),
    Column("theme", bilingual("Rubrique", "Theme")),
    Column("section", bilingual("Partie", "Section")),
    Column("question", bilingual("Question", "Question")),
    Column("weight", bilingual("Poids dans la rubrique", "Weight in the theme"), kind="decimal"),
    Column("scored_by", bilingual("Notée par", "Scored by")),
    Column(
        "levels",
        bilingual("Niveaux", "Levels"),
        definition=bilingual(
            "Du plus bas au plus haut, les points devant.", "From the lowest to the highest, points first."
        ),
    ),
    Column("indicator", bilingual("Indicateur", "Indicator")),
    Column("rule", bilingual("Barème", "Points grid")),
    Column("evidence", bilingual("Preuves", "Evidence")),
    Column("assessed_by", bilingual("Qui évalue", "Who assesses")),
    Column("knock_out", bilingual("Éliminatoire si", "Knock-out if")),
    Column("applies_if", bilingual("S’applique si", "Applies if")),
    Column("applies_expression", bilingual("S’applique si (expression)", "Applies if (expression)")),
    Column("basis", bilingual("Repose sur", "Rests on")),
    Column("reason", bilingual("Raison", "Reason")),
    Column("sources", bilingual("Sources", "Sources")),
    Column("iso26000", bilingual("ISO 26000", "ISO 26000")),
    Column("vsme", bilingual("VSME", "VSME")),
    Column("categories", bilingual("Posée à", "Asked of")),
)


@register_export(
    "label-questions", bilingual("Les questions d’une version", "The questions of a release"), listed=False
)
def build_questions_table(asked: TableRequest) -> Table:
    """Every question of the release `id`, or those asked of one `category`."""
    release = release_asked(asked)
    key = category_asked(asked, release)
    criteria = code_labels.questions_in_order(release, key)
    title = release.title
    of = of_en = ""
    if key is not None:
        named = write_in_both_languages(partial(code_labels.category_name, release.referential, key))
        of, of_en = f", {named.fr}", f", {named.en}"
    return Table(
        id="label-questions",
        title=Text(fr=f"Questions : {title.fr}{of}", en=f"Questions: {title.en}{of_en}"),
        columns=QUESTION_COLUMNS,
        rows=tuple(question_row(release, one) for one in criteria),
        source=build_source(release),
        licence=LICENCE,
        notes=(release.head.note,) if release.head.note is not None else (),
    )


def question_row(release: Release, criterion: Criterion) -> Row:
    """Return one question, every column of :data:`QUESTION_COLUMNS`."""
    theme = release.theme_of[criterion.key]
    indicator = release.indicators.get(criterion.scored_by or "")
    scale = release.scales.get(criterion.key)
    evidence = [release.evidence[key].text for key in criterion.evidence if key in release.evidence]
    asked_of = [one.text for key, one in release.referential.categories.items() if criterion.is_asked_of(key)]
    scores = indicator.scores if indicator is not None else None
    return {
        "key": criterion.key,
        "number": criterion.number,
        "theme": theme.text,
        "section": next((one.text for one in theme.sections if one.key == criterion.section), None),
        "question": criterion.text,
        "weight": criterion.weight,
        "scored_by": code_labels.SCORING_LABELS[code_labels.scoring_method(criterion)],
        "levels": _join_texts(
            Text(fr=f"{one.value} : {one.text.fr}", en=f"{one.value}: {one.text.en}")
            for one in (scale.levels if scale is not None else ())
        ),
        "indicator": indicator.text if indicator is not None else None,
        "rule": scores.rule if scores is not None else None,
        "evidence": _join_texts(evidence),
        "assessed_by": _join_texts(code_labels.ASSESSOR_LABELS[one] for one in criterion.assessed_by),
        "knock_out": _describe_expression(release, criterion.knock_out.condition)
        if criterion.knock_out is not None
        else None,
        "applies_if": _describe_expression(release, criterion.applies_if) if criterion.applies_if is not None else None,
        "applies_expression": criterion.applies_if,
        "basis": code_labels.BASIS_LABELS[criterion.basis] if criterion.basis is not None else None,
        "reason": criterion.reason,
        "sources": "; ".join(map(_cite_source, criterion.sources)) or None,
        "iso26000": criterion.iso26000,
        "vsme": criterion.vsme,
        "categories": _join_texts(asked_of),
    }


def _cite_source(cited: Citation) -> str:
    version = f"({cited.version})" if isinstance(cited.version, date) else None
    return " ".join(filter(None, (cited.name, cited.locator, version)))


def _describe_expression(release: Release, expression: str) -> Text:
    return write_in_both_languages(partial(describe_expression, release, expression, timezone.localdate()))


def _join_texts(texts: Iterable[Text]) -> Text | None:
    found = list(texts)
    if not found:
        return None
    return Text(fr=" ; ".join(one.fr for one in found), en="; ".join(one.en for one in found))


@register_export("label-weights", bilingual("Les poids d’une version", "The weights of a release"), listed=False)
def build_weights_table(asked: TableRequest) -> Table:
    """The weight of each theme of the release `id` and the number of its questions, category by category."""
    release = release_asked(asked)
    categories = release.referential.categories
    columns = [
        Column("key", bilingual("Clé", "Key")),
        Column("number", bilingual("Numéro", "Number")),
        Column("theme", bilingual("Rubrique", "Theme")),
        Column("questions", bilingual("Questions", "Questions"), kind="integer"),
    ]
    for key, category in categories.items():
        columns.append(
            Column(
                f"weight_{key}",
                Text(fr=f"Poids, {category.text.fr}", en=f"Weight, {category.text.en}"),
                kind="decimal",
                definition=bilingual(
                    "Part de la rubrique dans le score total, les poids étant ramenés à leur somme.",
                    "Share of the theme in the total score, weights being divided by their sum.",
                ),
            )
        )
        columns.append(
            Column(
                f"questions_{key}",
                Text(fr=f"Questions, {category.text.fr}", en=f"Questions, {category.text.en}"),
                kind="integer",
            )
        )
    return Table(
        id="label-weights",
        title=bilingual("Poids et nombre de questions par rubrique", "Weight and number of questions by theme"),
        columns=tuple(columns),
        rows=tuple(_theme_weights_row(theme, tuple(categories)) for theme in code_labels.themes_in_order(release)),
        source=build_source(release),
        licence=LICENCE,
    )


def _theme_weights_row(theme: Theme, categories: Sequence[str]) -> Row:
    row: dict[str, str | int | Decimal | Text | None] = {
        "key": theme.key,
        "number": theme.number,
        "theme": theme.text,
        "questions": len(theme.criteria),
    }
    for key in categories:
        row[f"weight_{key}"] = theme.weight.get(key)
        row[f"questions_{key}"] = sum(one.is_asked_of(key) for one in theme.criteria)
    return row


@register_export(
    "label-parameters",
    bilingual("Les paramètres datés d’une version", "The dated parameters of a release"),
    listed=False,
)
def build_parameters_table(asked: TableRequest) -> Table:
    """Every value of every parameter of the release `id`, with the days between which it holds."""
    release = release_asked(asked)
    rows = [
        {
            "key": key,
            "text": parameter.text or Text.same(key),
            "value": value.value,
            "unit": parameter.unit,
            "from": _iso_day(value.start),
            "to": _iso_day(value.end),
            "review": _iso_day(value.review),
            "reference": value.reference,
        }
        for key, parameter in release.head.params.items()
        for value in parameter.values
    ]
    return Table(
        id="label-parameters",
        title=bilingual("Paramètres datés", "Dated parameters"),
        columns=(
            Column("key", bilingual("Clé", "Key")),
            Column("text", bilingual("Paramètre", "Parameter")),
            Column("value", bilingual("Valeur", "Value"), kind="decimal"),
            Column("unit", bilingual("Unité", "Unit")),
            Column("from", bilingual("Du", "From")),
            Column("to", bilingual("Au", "To"), definition=bilingual("Jour compris.", "Day included.")),
            Column("review", bilingual("À revoir le", "To review on")),
            Column("reference", bilingual("D’où vient la valeur", "Where the value comes from")),
        ),
        rows=tuple(rows),
        source=build_source(release),
        licence=LICENCE,
    )
