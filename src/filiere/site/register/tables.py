"""The register as open data: the labels, their history, and the statistics that passed the gate of publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.site.journal.clock_trust import public_day
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, register_export
from filiere.site.label.tables.common import CATALOGUE
from filiere.site.register.decision_delays import DELAY_LABELS, list_delays
from filiere.site.register.facet_labels import ACTIVITY_LABELS, SIZE_LABELS, VERDICT_LABELS
from filiere.site.register.label_records import LabelRecord, list_labels, region_name
from filiere.site.register.search import (
    LabelCriteria,
    channel_names,
    filter_labels,
    find_briefs,
    list_categories,
    presentations_by_organisation,
    service_names,
)
from filiere.site.register.statistics import ABROAD, MEASURE_LABELS, TOTAL, statistics_on

LICENCE = bilingual("Licence ouverte 2.0", "Open licence 2.0")
HOLDERS_TITLE = bilingual("Titulaires du label", "Holders of the label")
HISTORY_TITLE = bilingual("Histoire des labels", "History of labels")
STATISTICS_TITLE = bilingual("Statistiques du label", "Statistics of the label")
DELAYS_TITLE = bilingual("Délais des décisions", "Delays of decisions")
DELAYS_NOTE = bilingual(
    "Décisions rendues avant la fin du dernier semestre achevé. Un tiret marque une année dont un semestre compte "
    "trop peu de dossiers pour que leurs délais soient publiés.",
    "Decisions made before the end of the last completed half-year. A dash marks a year with too few dossiers in one "
    "of its halves for their delays to be published.",
)
CRITERIA_KEYS = ("q", "region", "category", "activity", "service", "channel", "state")


def parse_criteria(params: Any) -> LabelCriteria:
    """The criteria of an address, as they are written there."""
    return LabelCriteria(*(str(params.get(name, "")).strip() for name in CRITERIA_KEYS))


@register_export(
    "label-holders",
    HOLDERS_TITLE,
    about=bilingual(
        "Chaque label : titulaire, numéro, périmètre, dates, part de France, état",
        "Each label: holder, number, scope, dates, share in France, state",
    ),
    live=True,
)
def build_holders_table(asked: TableRequest) -> Table:
    """Every label of the register, or those that meet the criteria of the address."""
    said = presentations_by_organisation()
    found = filter_labels(list_labels(), parse_criteria(asked.params), said)
    return Table(
        id="label-holders",
        title=HOLDERS_TITLE,
        columns=(
            Column("name", bilingual("Titulaire", "Holder")),
            Column("siren", bilingual("SIREN", "SIREN")),
            Column("number", bilingual("Certificat", "Certificate")),
            Column("category", bilingual("Catégorie", "Category")),
            Column(
                "state",
                bilingual("État", "State"),
                definition=bilingual(
                    "Valide, suspendu, retiré, rendu, arrivé à terme ou remplacé, ce jour.",
                    "Valid, suspended, withdrawn, returned, expired or replaced, on this day.",
                ),
            ),
            Column("since", bilingual("Depuis le", "Since")),
            Column("granted", bilingual("Attribué le", "Granted on")),
            Column("until", bilingual("Dernier jour du certificat", "Last day of the certificate")),
            Column(
                "france_share",
                bilingual("Part de France", "Share in France"),
                kind="percent",
                digits=1,
                definition=bilingual(
                    "Équivalents temps plein du périmètre en France, montrés quel que soit leur poids dans la note.",
                    "Full-time equivalents in scope located in France, shown whatever their weight in the score.",
                ),
            ),
            Column("sites", bilingual("Sites", "Sites"), kind="integer"),
            Column("places", bilingual("Communes", "Communes")),
            Column("regions", bilingual("Régions", "Regions")),
            Column("activities", bilingual("Activités", "Activities")),
            Column("services", bilingual("Services déclarés", "Declared services")),
            Column("channels", bilingual("Canaux déclarés", "Declared channels")),
            Column("release", bilingual("Version du référentiel", "Version of the referential")),
            Column(
                "fingerprint",
                bilingual("Empreinte du certificat (SHA-256)", "Fingerprint of the certificate (SHA-256)"),
            ),
            Column("fictitious", bilingual("Fictif", "Fictitious")),
        ),
        rows=tuple(_label_row(one, said.get(one.organisation)) for one in found),
        source=CATALOGUE,
        licence=LICENCE,
        fictitious=any(one.fictitious for one in found),
    )


def _label_row(label_record: LabelRecord, said: Any) -> dict[str, Any]:
    return {
        "name": label_record.name,
        "siren": label_record.siren or None,
        "number": label_record.number or None,
        "category": label_record.category_words,
        "state": VERDICT_LABELS[label_record.verdict],
        "since": _iso_day(label_record.since),
        "granted": _iso_day(label_record.granted),
        "until": _iso_day(label_record.until - timedelta(days=1) if label_record.until else None),
        "france_share": label_record.france_percent,
        "sites": len(label_record.sites),
        "places": ", ".join(dict.fromkeys(site.place for site in label_record.sites)) or None,
        "regions": _join_texts([region_name(code) for code in label_record.regions]),
        "activities": _join_texts([ACTIVITY_LABELS[key] for key in label_record.activities]),
        "services": _join_texts(service_names(said.services)) if said is not None else None,
        "channels": _join_texts(channel_names(said.channels)) if said is not None else None,
        "release": label_record.release,
        "fingerprint": label_record.fingerprints[0] if label_record.fingerprints else None,
        "fictitious": label_record.fictitious,
    }


@register_export(
    "label-history",
    HISTORY_TITLE,
    about=bilingual(
        "Attributions, suspensions, retraits et changements", "Grants, suspensions, withdrawals and changes"
    ),
    live=True,
)
def build_history_table(asked: TableRequest) -> Table:
    """Every line of the register; the parameter ``q`` narrows it to holders."""
    found = filter_labels(list_labels(), LabelCriteria(words=str(asked.params.get("q", ""))), {})
    return Table(
        id="label-history",
        title=HISTORY_TITLE,
        columns=(
            Column("name", bilingual("Titulaire", "Holder")),
            Column("number", bilingual("Certificat", "Certificate")),
            Column("day", bilingual("Jour", "Day")),
            Column("event", bilingual("Fait", "Event")),
            Column("event_key", bilingual("Clé du fait", "Key of the event")),
            Column("shown", bilingual("Le label depuis", "The label since")),
        ),
        rows=tuple(
            {
                "name": one.name,
                "number": one.number or None,
                "day": line.day.isoformat(),
                "event": line.words,
                "event_key": line.event,
                "shown": line.shown,
            }
            for one in found
            for line in one.lines
        ),
        source=CATALOGUE,
        licence=LICENCE,
        fictitious=any(one.fictitious for one in found),
    )


@register_export(
    "label-statistics",
    STATISTICS_TITLE,
    about=bilingual(
        "Titulaires et salariés par région et catégorie, et par taille, en fin de semestre, après le contrôle du "
        "secret",
        "Holders and employees by region and category, and by size, at the end of a half-year, after confidentiality "
        "checks",
    ),
    live=True,
)
def build_statistics_table(asked: TableRequest) -> Table:  # noqa: ARG001
    """The statistics of the last half-year, as they may be told."""
    found = statistics_on(timezone.localdate())
    every = find_briefs()
    names = list_categories(every)
    rows: list[dict[str, Any]] = []
    notes = []
    for measure, table in found.tables.items():
        if table.note is not None:
            notes.append(table.note)
        for cell in table.cells:
            region, category, size = cell.codes
            rows.append(
                {
                    "day": found.day.isoformat(),
                    "measure": MEASURE_LABELS[measure],
                    "region": code_name(region, names),
                    "category": code_name(category, names),
                    "size": code_name(size, names),
                    "value": cell.value if cell.value is None else Decimal(cell.value),
                    "obs_status": cell.obs_status,
                    "conf_status": cell.conf_status,
                }
            )
    return Table(
        id="label-statistics",
        title=STATISTICS_TITLE,
        columns=(
            Column(
                "day",
                bilingual("Au", "On"),
                definition=bilingual(
                    "Dernier jour du dernier semestre achevé.", "Last day of the most recent completed half-year."
                ),
            ),
            Column("measure", bilingual("Mesure", "Measure")),
            Column("region", bilingual("Région", "Region")),
            Column("category", bilingual("Catégorie", "Category")),
            Column("size", bilingual("Taille", "Size")),
            Column("value", bilingual("Valeur", "Value"), kind="decimal", digits=0),
            Column("obs_status", bilingual("Statut d’observation (SDMX)", "Observation status (SDMX)")),
            Column("conf_status", bilingual("Confidentialité (SDMX)", "Confidentiality (SDMX)")),
        ),
        rows=tuple(rows),
        source=CATALOGUE,
        notes=tuple(dict.fromkeys(notes)),
        licence=LICENCE,
        fictitious=any(one.fictitious for one in every),
    )


@register_export(
    "label-delays",
    DELAYS_TITLE,
    about=bilingual(
        "Du dépôt à la décision et de la décision à la publication, par année : médiane et étendue, en jours",
        "From filing to decision and from decision to publication, by year: median and range, in days",
    ),
    live=True,
)
def build_delays_table(asked: TableRequest) -> Table:  # noqa: ARG001
    """The delays of decisions by year, as they may be told."""
    found = list_delays(public_day())
    return Table(
        id="label-delays",
        title=DELAYS_TITLE,
        columns=(
            Column("measure", bilingual("Délai", "Delay")),
            Column("year", bilingual("Année de la décision", "Year of the decision")),
            Column("dossiers", bilingual("Dossiers", "Dossiers"), kind="integer"),
            Column("median", bilingual("Médiane (jours)", "Median (days)"), kind="decimal", digits=1),
            Column("shortest", bilingual("Le plus court (jours)", "Shortest (days)"), kind="integer"),
            Column("longest", bilingual("Le plus long (jours)", "Longest (days)"), kind="integer"),
        ),
        rows=tuple(
            {
                "measure": DELAY_LABELS[one.measure],
                "year": str(one.year),
                "dossiers": one.dossiers,
                "median": one.median,
                "shortest": one.shortest,
                "longest": one.longest,
            }
            for one in found
        ),
        source=CATALOGUE,
        notes=(DELAYS_NOTE,),
        licence=LICENCE,
        fictitious=any(one.fictitious for one in find_briefs()),
    )


def code_name(code: str, categories: Mapping[str, Text]) -> Text:
    """A code of the statistics in words: a total, a region, a category or a size."""
    if code == TOTAL:
        return bilingual("Total", "Total")
    if code == ABROAD:
        return bilingual("Hors de France ou non située", "Outside France or not located")
    if code.startswith("REG-"):
        return region_name(code)
    return categories.get(code) or SIZE_LABELS.get(code) or Text.same(code)


def _join_texts(words: list[Text]) -> Text | None:
    if not words:
        return None
    return Text(fr=", ".join(one.fr for one in words), en=", ".join(one.en for one in words))


def _iso_day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None
