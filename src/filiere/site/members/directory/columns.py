"""The columns of the directory: one list that the reader, the writer and the page about the file all follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from filiere.core import Text, fold_text

CellKind = Literal["text", "key", "whole", "date", "siren", "siret", "country", "kind", "flag", "email", "phone"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``key`` in the code, ``label`` in the file, ``about`` for whoever fills it in."""

    key: str
    label: Text
    kind: CellKind = "text"
    longest: int = 200
    needed: bool = False
    about: Text | None = None

    @property
    def of_contact(self) -> bool:
        """Whether it speaks of the contact of the line rather than of the organisation."""
        return self.key.startswith("contact")


def _make_column(
    key: str, fr: str, en: str, kind: CellKind = "text", about: Text | None = None, **more: object
) -> Column:
    return Column(key, Text(fr=fr, en=en), kind, about=about, **more)  # type: ignore[arg-type]


_KEPT = Text(fr="Laissez tel que reçu ; vide pour une ligne nouvelle.", en="Leave as received; blank for a new row.")

COLUMNS: tuple[Column, ...] = (
    _make_column("key", "Clé", "Key", "key", _KEPT, longest=12),
    _make_column(
        "version",
        "Version",
        "Version",
        "whole",
        Text(
            fr="Laissez tel que reçu : une fiche modifiée depuis l’export est alors refusée plutôt qu’écrasée.",
            en="Leave as received: a record changed since the export is then rejected rather than overwritten.",
        ),
    ),
    _make_column("name", "Organisation", "Organisation", needed=True),
    _make_column(
        "siren",
        "SIREN",
        "SIREN",
        "siren",
        Text(fr="Neuf chiffres ; vide à l’étranger.", en="Nine digits; blank outside France."),
    ),
    _make_column(
        "country", "Pays", "Country", "country", Text(fr="Deux lettres ; FR sans rien.", en="Two letters; FR if blank.")
    ),
    _make_column("kind", "Catégorie", "Category", "kind", needed=True),
    _make_column("group", "Groupe", "Group"),
    _make_column("since", "Adhérent depuis", "Member since", "date"),
    _make_column("until", "Adhérent jusqu’au", "Member until", "date"),
    _make_column("fee_paid_until", "Cotisation payée jusqu’au", "Fee paid until", "date"),
    _make_column("fictitious", "Fictif", "Fictitious", "flag", Text(fr="oui ou non.", en="yes or no.")),
    _make_column("contact_number", "N° du contact", "Contact no.", "whole", _KEPT),
    _make_column("contact_name", "Contact", "Contact", longest=120),
    _make_column("contact_job", "Fonction", "Job", longest=120),
    _make_column("contact_email", "Courriel", "E-mail", "email", longest=254),
    _make_column("contact_phone", "Téléphone", "Telephone", "phone", longest=30),
    _make_column("contact_since", "Contact depuis", "Contact since", "date"),
    _make_column("contact_until", "Contact jusqu’au", "Contact until", "date"),
)


KINDS: Mapping[str, Text] = {
    "in_house": Text(fr="centre intégré", en="in-house centre"),
    "outsourcer": Text(fr="prestataire", en="outsourcer"),
    "client_company": Text(fr="donneur d’ordres", en="client company"),
    "supplier": Text(fr="fournisseur", en="supplier"),
    "union": Text(fr="syndicat de salariés", en="trade union"),
    "employer_body": Text(fr="organisation d’employeurs", en="employers’ body"),
    "authority": Text(fr="pouvoirs publics", en="public authority"),
    "association": Text(fr="association", en="association"),
    "audit_firm": Text(fr="cabinet d’audit", en="audit firm"),
}
"""The kinds of organisations in words; the keys are those of the model."""

FLAGS: Mapping[str, bool] = {"oui": True, "yes": True, "non": False, "no": False}


def map_headings() -> dict[str, Column]:
    """Every heading under which a column is known: its key and its label in either language."""
    found: dict[str, Column] = {}
    for column in COLUMNS:
        for words in (column.key, column.label.fr, column.label.en):
            found.setdefault(fold_text(words), column)
    return found
