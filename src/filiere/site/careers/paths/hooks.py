"""What the person's page registers with others."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, footer_menu

footer_menu.register(
    MenuEntry("careers:paths", Text(fr="Mon métier, et après", en="My job, and next"), "careers:paths", "careers"),
    order=20,
)
