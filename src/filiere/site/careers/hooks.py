"""What the occupations say to the other apps: their rubric. Each subject of the app has its own hooks."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.careers.mission import hooks as mission_hooks  # noqa: F401  It registers there.
from filiere.site.careers.occupations import hooks as occupation_hooks  # noqa: F401  It registers there.
from filiere.site.careers.paths import hooks as path_hooks  # noqa: F401  It registers there.
from filiere.site.kit.navigation import MenuEntry, main_menu

main_menu.register(MenuEntry("careers", Text(fr="Métiers", en="Occupations"), "careers:occupations"), order=55)
