"""Words for the place of a site, which the pages of an audit, of a label and of the register say alike."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale

from filiere.core import LANGUAGES, Text
from filiere.geography import communes


def commune_label(code: str) -> str:
    """Return a commune by its name and code; what is no code of a commune, as it is."""
    found = communes().get(code) if code else None
    return f"{found.name} ({code})" if found is not None else code or "–"


def describe_location(site: Mapping[str, str]) -> Text:
    """Return where a site is: its commune, and its country when that is not France."""
    country = site.get("country") or "FR"
    if country == "FR":
        return Text.same(commune_label(site.get("commune", "")))
    place = site.get("commune", "")
    names = {one: Locale(one).territories.get(country, country) for one in LANGUAGES}
    fr, en = (f"{place}, {names[one]}" if place else names[one] for one in LANGUAGES)
    return Text(fr=fr, en=en)
