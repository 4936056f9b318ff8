"""Who answers for the documents that this site prints, and where: one issuer, from the settings, for all of them.

Where no issuer is set, documents name "Label association" and state that the place is not given.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from filiere.core import Text
from filiere.publication.documents import Stamp

UNNAMED_ISSUER = Text(fr="Association du label", en="Label association")
"""The issuer of a site whose settings name none."""


def find_issuer_name() -> Text | str:
    """The name of the issuer."""
    return settings.FILIERE_ISSUER or UNNAMED_ISSUER


def find_issuer_address() -> str:
    """The postal address of the issuer, on one line; empty where the settings give none."""
    return settings.FILIERE_ISSUER_ADDRESS or ""


def find_issuer_place() -> str:
    """The town of the issuer: the end of its address, without the postal code."""
    return find_issuer_address().rpartition(",")[2].strip().lstrip("0123456789 ")


def make_stamp(*, issued: date, place: str = "", **told: Any) -> Stamp:
    """Return the stamp of a document, under the name and the address of the issuer; ``place`` where it is another."""
    return Stamp(
        issuer=find_issuer_name(),
        address=find_issuer_address(),
        place=place or find_issuer_place(),
        issued=issued,
        **told,
    )
