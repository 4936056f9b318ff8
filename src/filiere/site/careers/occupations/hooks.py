"""What the pages of occupations register with others."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.careers.occupations import tables  # noqa: F401  They register there.
from filiere.site.kit.navigation import MenuEntry, footer_menu

footer_menu.register(
    MenuEntry(
        "careers:occupations", Text(fr="Carte des métiers", en="Map of occupations"), "careers:occupations", "careers"
    ),
    order=10,
)
