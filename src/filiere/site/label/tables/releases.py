"""Tables of releases: the list of them, the questions of one, its weights, its dated parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.publication.tables import Row
from filiere.referentials import Criterion, Release, Theme
from filiere.referentials.statuses import STATUSES
from filiere.site.label import words
from filiere.site.label.phrases import phrase
from filiere.site.label.tables.common import CATALOGUE, LICENCE, category_asked, release_asked, shelf, source
from filiere.site.observatory.tables import Asked, exported
from filiere.site.observatory.words import both

RELEASES = both("Référentiels et leurs versions", "Referentials and their releases")


@exported(
    "label-releases",
    RELEASES,
    about=both(
        "Le label, les normes et les textes publics : statut, dates, questions, empreinte",
        "The label, standards and public texts: status, dates, questions, fingerprint",
    ),
)
def releases_table(asked: Asked) -> Table:
    """Every release that the reader sees."""
    found = shelf(asked)
    return Table(
        id="label-releases",
        title=RELEASES,
        columns=(
            Column("id", both("Identifiant", "Identifier")),
            Column("title", both("Titre", "Title")),
            Column("kind", both("Genre", "Kind")),
            Column("status", both("Statut", "Status")),
            Column("adopted", both("Adoptée le", "Adopted on")),
            Column("effective", both("En vigueur le", "In force on")),
            Column("last_application", both("Dernière candidature", "Last application")),
            Column("last_validity", both("Dernière validité", "Last validity")),
            Column(
                "questions",
                both("Questions ou sujets", "Questions or subjects"),
                kind="integer",
                definition=both(
                    "Questions d’un label ; sujets d’une norme, écrits par nous, qui ne sont pas ses articles.",
                    "Questions of a label; subjects of a standard, written by us, which are not its clauses.",
                ),
            ),
            Column("sealed", both("Scellée", "Sealed")),
            Column("sha256", both("Empreinte SHA-256", "SHA-256 fingerprint")),
        ),
        rows=tuple(_release(one) for group in found.kinds.values() for one in group),
        source=CATALOGUE,
        licence=LICENCE,
    )


def _release(release: Release) -> Row:
    dates = release.head.dates
    return {
        "id": release.id,
        "title": words.title(release),
        "kind": words.KINDS[release.referential.kind],
        "status": STATUSES[release.head.status],
        "adopted": _day(dates.adopted),
        "effective": _day(dates.effective),
        "last_application": _day(dates.last_application),
        "last_validity": _day(dates.last_validity),
        "questions": len(release.criteria),
        "sealed": release.head.seal is not None,
        "sha256": release.sha256,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


QUESTION_COLUMNS: tuple[Column, ...] = (
    Column(
        "key",
        both("Clé", "Key"),
        definition=both("Permanente ; le numéro peut changer.", "Permanent; the number may change."),
    ),
    Column("number", both("Numéro", "Number")),
    Column("theme", both("Rubrique", "Theme")),
    Column("section", both("Partie", "Section")),
    Column("question", both("Question", "Question")),
    Column("weight", both("Poids dans la rubrique", "Weight in the theme"), kind="decimal"),
    Column("scored_by", both("Notée par", "Scored by")),
    Column(
        "levels",
        both("Niveaux", "Levels"),
        definition=both(
            "Du plus bas au plus haut, les points devant.", "From the lowest to the highest, points first."
        ),
    ),
    Column("indicator", both("Indicateur", "Indicator")),
    Column("rule", both("Barème", "Points grid")),
    Column("evidence", both("Preuves", "Evidence")),
    Column("assessed_by", both("Qui évalue", "Who assesses")),
    Column("knock_out", both("Éliminatoire si", "Knock-out if")),
    Column("applies_if", both("S’applique si", "Applies if")),
    Column("applies_expression", both("S’applique si (expression)", "Applies if (expression)")),
    Column("basis", both("Repose sur", "Rests on")),
    Column("reason", both("Raison", "Reason")),
    Column("sources", both("Sources", "Sources")),
    Column("iso26000", both("ISO 26000", "ISO 26000")),
    Column("vsme", both("VSME", "VSME")),
    Column("categories", both("Posée à", "Asked of")),
)


@exported("label-questions", both("Les questions d’une version", "The questions of a release"), listed=False)
def questions_table(asked: Asked) -> Table:
    """Every question of the release `id`, or those asked of one `category`."""
    release = release_asked(asked)
    key = category_asked(asked, release)
    criteria = words.questions_in_order(release, key)
    of = "" if key is None else f", {words.category(release.referential, key, 'fr')}"
    of_en = "" if key is None else f", {words.category(release.referential, key, 'en')}"
    title = words.title(release)
    return Table(
        id="label-questions",
        title=Text(fr=f"Questions : {title.fr}{of}", en=f"Questions: {title.en}{of_en}"),
        columns=QUESTION_COLUMNS,
        rows=tuple(question_row(release, one) for one in criteria),
        source=source(release),
        licence=LICENCE,
        notes=(release.head.note,) if release.head.note is not None else (),
    )


def question_row(release: Release, criterion: Criterion) -> Row:
    """Return one question, every column of :data:`QUESTION_COLUMNS`."""
    theme = release.theme_of[criterion.key]
    indicator = release.indicators.get(criterion.scored_by or "")
    scale = release.scales.get(criterion.key)
    evidence = [release.evidence[key].text for key in criterion.evidence if key in release.evidence]
    asked_of = [one.text for key, one in release.referential.categories.items() if criterion.asked(key)]
    scores = indicator.scores if indicator is not None else None
    return {
        "key": criterion.key,
        "number": criterion.number,
        "theme": theme.text,
        "section": next((one.text for one in theme.sections if one.key == criterion.section), None),
        "question": criterion.text,
        "weight": criterion.weight,
        "scored_by": words.SCORED[words.points_of(criterion)],
        "levels": _listed(
            Text(fr=f"{one.value} : {one.text.fr}", en=f"{one.value}: {one.text.en}")
            for one in (scale.levels if scale is not None else ())
        ),
        "indicator": indicator.text if indicator is not None else None,
        "rule": scores.rule if scores is not None else None,
        "evidence": _listed(evidence),
        "assessed_by": _listed(words.ASSESSORS[one] for one in criterion.assessed_by),
        "knock_out": _phrase(release, criterion.knock_out.condition) if criterion.knock_out is not None else None,
        "applies_if": _phrase(release, criterion.applies_if) if criterion.applies_if is not None else None,
        "applies_expression": criterion.applies_if,
        "basis": words.BASES[criterion.basis] if criterion.basis is not None else None,
        "reason": criterion.reason,
        "sources": "; ".join(" ".join(filter(None, (one.name, one.locator))) for one in criterion.sources) or None,
        "iso26000": criterion.iso26000,
        "vsme": criterion.vsme,
        "categories": _listed(asked_of),
    }


def _phrase(release: Release, expression: str) -> Text:
    today = timezone.localdate()
    return Text(fr=phrase(release, expression, "fr", today), en=phrase(release, expression, "en", today))


def _listed(texts: Iterable[Text]) -> Text | None:
    found = list(texts)
    if not found:
        return None
    return Text(fr=" ; ".join(one.fr for one in found), en="; ".join(one.en for one in found))


@exported("label-weights", both("Les poids d’une version", "The weights of a release"), listed=False)
def weights_table(asked: Asked) -> Table:
    """The weight of each theme of the release `id` and the number of its questions, category by category."""
    release = release_asked(asked)
    categories = release.referential.categories
    columns = [
        Column("key", both("Clé", "Key")),
        Column("number", both("Numéro", "Number")),
        Column("theme", both("Rubrique", "Theme")),
        Column("questions", both("Questions", "Questions"), kind="integer"),
    ]
    for key, one in categories.items():
        columns.append(
            Column(
                f"weight_{key}",
                Text(fr=f"Poids, {one.text.fr}", en=f"Weight, {one.text.en}"),
                kind="decimal",
                definition=both(
                    "Part de la rubrique dans le score total, les poids étant ramenés à leur somme.",
                    "Share of the theme in the total score, weights being divided by their sum.",
                ),
            )
        )
        columns.append(
            Column(
                f"questions_{key}", Text(fr=f"Questions, {one.text.fr}", en=f"Questions, {one.text.en}"), kind="integer"
            )
        )
    return Table(
        id="label-weights",
        title=both("Poids et nombre de questions par rubrique", "Weight and number of questions by theme"),
        columns=tuple(columns),
        rows=tuple(_weights(theme, tuple(categories)) for theme in words.in_order(release)),
        source=source(release),
        licence=LICENCE,
    )


def _weights(theme: Theme, categories: Sequence[str]) -> Row:
    row: dict[str, str | int | Decimal | Text | None] = {
        "key": theme.key,
        "number": theme.number,
        "theme": theme.text,
        "questions": len(theme.criteria),
    }
    for key in categories:
        row[f"weight_{key}"] = theme.weight.get(key)
        row[f"questions_{key}"] = sum(one.asked(key) for one in theme.criteria)
    return row


@exported(
    "label-parameters", both("Les paramètres datés d’une version", "The dated parameters of a release"), listed=False
)
def parameters_table(asked: Asked) -> Table:
    """Every value of every parameter of the release `id`, with the days between which it holds."""
    release = release_asked(asked)
    rows = [
        {
            "key": key,
            "text": parameter.text or Text.same(key),
            "value": value.value,
            "unit": parameter.unit,
            "from": _day(value.start),
            "to": _day(value.end),
            "review": _day(value.review),
            "reference": value.reference,
        }
        for key, parameter in release.head.params.items()
        for value in parameter.values
    ]
    return Table(
        id="label-parameters",
        title=both("Paramètres datés", "Dated parameters"),
        columns=(
            Column("key", both("Clé", "Key")),
            Column("text", both("Paramètre", "Parameter")),
            Column("value", both("Valeur", "Value"), kind="decimal"),
            Column("unit", both("Unité", "Unit")),
            Column("from", both("Du", "From")),
            Column("to", both("Au", "To"), definition=both("Jour compris.", "Day included.")),
            Column("review", both("À revoir le", "To review on")),
            Column("reference", both("D’où vient la valeur", "Where the value comes from")),
        ),
        rows=tuple(rows),
        source=source(release),
        licence=LICENCE,
    )
