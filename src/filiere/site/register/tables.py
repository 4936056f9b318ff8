"""The register as open data: the labels, their history, and the statistics that passed the gate of publication."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.site.label.tables.common import CATALOGUE
from filiere.site.observatory.tables import Asked, exported
from filiere.site.observatory.words import both
from filiere.site.register.holdings import Holding, holdings, region_words
from filiere.site.register.search import (
    Criteria,
    briefs,
    categories_of,
    known_channels,
    known_services,
    presentations,
    selected,
)
from filiere.site.register.statistics import ABROAD, MEASURES, TOTAL, statistics
from filiere.site.register.vocabulary import ACTIVITIES, SIZES, VERDICTS

LICENCE = both("Licence ouverte 2.0", "Open licence 2.0")
HOLDERS = both("Titulaires du label", "Holders of the label")
HISTORY = both("Histoire des labels", "History of labels")
STATISTICS = both("Statistiques du label", "Statistics of the label")
CRITERIA = ("q", "region", "category", "activity", "service", "channel", "state")


def criteria_of(params: Any) -> Criteria:
    """The criteria of an address, as they are written there."""
    return Criteria(*(str(params.get(name, "")).strip()[:100] for name in CRITERIA))


@exported(
    "label-holders",
    HOLDERS,
    about=both(
        "Chaque label : titulaire, numéro, périmètre, dates, part de France, état",
        "Each label: holder, number, scope, dates, share in France, state",
    ),
    live=True,
)
def holders_table(asked: Asked) -> Table:
    """Every label of the register, or those that meet the criteria of the address."""
    said = presentations()
    found = selected(holdings(), criteria_of(asked.params), said)
    return Table(
        id="label-holders",
        title=HOLDERS,
        columns=(
            Column("name", both("Titulaire", "Holder")),
            Column("siren", both("SIREN", "SIREN")),
            Column("number", both("Certificat", "Certificate")),
            Column("category", both("Catégorie", "Category")),
            Column(
                "state",
                both("État", "State"),
                definition=both(
                    "Valide, suspendu, retiré, rendu, arrivé à terme ou remplacé, ce jour.",
                    "Valid, suspended, withdrawn, returned, expired or replaced, on this day.",
                ),
            ),
            Column("since", both("Depuis le", "Since")),
            Column("granted", both("Attribué le", "Granted on")),
            Column("until", both("Terme du certificat", "Certificate expiry")),
            Column(
                "france_share",
                both("Part de France", "Share in France"),
                kind="percent",
                digits=1,
                definition=both(
                    "Équivalents temps plein du périmètre en France, montrés quel que soit leur poids dans la note.",
                    "Full-time equivalents in scope located in France, shown whatever their weight in the score.",
                ),
            ),
            Column("sites", both("Sites", "Sites"), kind="integer"),
            Column("places", both("Communes", "Communes")),
            Column("regions", both("Régions", "Regions")),
            Column("activities", both("Activités", "Activities")),
            Column("services", both("Services déclarés", "Declared services")),
            Column("channels", both("Canaux déclarés", "Declared channels")),
            Column("release", both("Version du référentiel", "Release of the referential")),
            Column(
                "fingerprint", both("Empreinte du certificat (SHA-256)", "Fingerprint of the certificate (SHA-256)")
            ),
            Column("fictitious", both("Fictif", "Fictitious")),
        ),
        rows=tuple(_row(one, said.get(one.organisation)) for one in found),
        source=CATALOGUE,
        licence=LICENCE,
        fictitious=any(one.fictitious for one in found),
    )


def _row(one: Holding, said: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "siren": one.siren or None,
        "number": one.number or None,
        "category": one.category_words,
        "state": VERDICTS[one.verdict],
        "since": _iso(one.since),
        "granted": _iso(one.granted),
        "until": _iso(one.until),
        "france_share": one.france_percent,
        "sites": len(one.sites),
        "places": ", ".join(dict.fromkeys(site.place for site in one.sites)) or None,
        "regions": _all([region_words(code) for code in one.regions]),
        "activities": _all([ACTIVITIES[key] for key in one.activities]),
        "services": _all(known_services(said.services)) if said is not None else None,
        "channels": _all(known_channels(said.channels)) if said is not None else None,
        "release": one.release,
        "fingerprint": one.fingerprints[0] if one.fingerprints else None,
        "fictitious": one.fictitious,
    }


@exported(
    "label-history",
    HISTORY,
    about=both("Attributions, suspensions, retraits et changements", "Grants, suspensions, withdrawals and changes"),
    live=True,
)
def history_table(asked: Asked) -> Table:
    """Every line of the register; the parameter ``q`` narrows it to holders."""
    found = selected(holdings(), Criteria(words=str(asked.params.get("q", ""))[:100]), {})
    return Table(
        id="label-history",
        title=HISTORY,
        columns=(
            Column("name", both("Titulaire", "Holder")),
            Column("number", both("Certificat", "Certificate")),
            Column("day", both("Jour", "Day")),
            Column("event", both("Fait", "Event")),
            Column("event_key", both("Clé du fait", "Key of the event")),
            Column("shown", both("Le label depuis", "The label since")),
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


@exported(
    "label-statistics",
    STATISTICS,
    about=both(
        "Titulaires et salariés par région et catégorie, et par taille, en fin de semestre, après le contrôle du "
        "secret",
        "Holders and employees by region and category, and by size, at the end of a half-year, after confidentiality "
        "checks",
    ),
    live=True,
)
def statistics_table(asked: Asked) -> Table:  # noqa: ARG001
    """The statistics of the last half-year, as they may be told."""
    found = statistics(timezone.localdate())
    every = briefs()
    names = categories_of(every)
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
                    "measure": MEASURES[measure],
                    "region": code_words(region, names),
                    "category": code_words(category, names),
                    "size": code_words(size, names),
                    "value": cell.value if cell.value is None else Decimal(cell.value),
                    "obs_status": cell.obs_status,
                    "conf_status": cell.conf_status,
                }
            )
    return Table(
        id="label-statistics",
        title=STATISTICS,
        columns=(
            Column(
                "day",
                both("Au", "On"),
                definition=both(
                    "Dernier jour du dernier semestre achevé.", "Last day of the most recent completed half-year."
                ),
            ),
            Column("measure", both("Mesure", "Measure")),
            Column("region", both("Région", "Region")),
            Column("category", both("Catégorie", "Category")),
            Column("size", both("Taille", "Size")),
            Column("value", both("Valeur", "Value"), kind="decimal", digits=0),
            Column("obs_status", both("Statut d’observation (SDMX)", "Observation status (SDMX)")),
            Column("conf_status", both("Confidentialité (SDMX)", "Confidentiality (SDMX)")),
        ),
        rows=tuple(rows),
        source=CATALOGUE,
        notes=tuple(dict.fromkeys(notes)),
        licence=LICENCE,
        fictitious=any(one.fictitious for one in every),
    )


def code_words(code: str, categories: Mapping[str, Text]) -> Text:
    """A code of the statistics in words: a total, a region, a category or a size."""
    if code == TOTAL:
        return both("Total", "Total")
    if code == ABROAD:
        return both("Hors de France ou non située", "Outside France or not located")
    if code.startswith("REG-"):
        return region_words(code)
    return categories.get(code) or SIZES.get(code) or Text.same(code)


def _all(words: list[Text]) -> Text | None:
    if not words:
        return None
    return Text(fr=", ".join(one.fr for one in words), en=", ".join(one.en for one in words))


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None
