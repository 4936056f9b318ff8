"""Where readers find the checker: among the figures."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.kit.navigation import MenuEntry, footer_menu

footer_menu.register(
    MenuEntry("programme:check", Text(fr="Vérifier un texte", en="Check a text"), "programme:check", "figures"),
    order=15,
)
