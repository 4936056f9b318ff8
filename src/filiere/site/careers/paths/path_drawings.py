"""The bar of a path: one box a skill that a job asks, full for what the person has, open for what is to be learned."""

from __future__ import annotations

from django.utils.safestring import SafeString

from filiere.careers.paths import Path
from filiere.core import Text
from filiere.publication.svg import canvas, element, text
from filiere.site.kit.charts import trusted_svg

_WIDE, _NARROW, _GAP, _HEIGHT = 960.0, 358.0, 6.0, 22.0


def draw_skill_bar(path: Path) -> SafeString:
    """Draw both bars; what comes by a bridge is lighter than what carries over as it is."""
    held, bridged, gaps = len(path.held), len(path.bridges), len(path.gaps)
    words = Text(
        fr=f"{held + bridged + gaps} compétences demandées : {held + bridged} que vous avez déjà, dont {bridged} "
        f"par une passerelle, et {gaps} à apprendre ou à confirmer.",
        en=f"{held + bridged + gaps} skills asked: {held + bridged} you already have, {bridged} of them by a "
        f"bridge, and {gaps} to learn or to confirm.",
    )
    drawn = [
        _draw(width, held, bridged, gaps, str(words), ident, class_)
        for width, ident, class_ in ((_WIDE, "bar-w", "chart wide mid"), (_NARROW, "bar-n", "chart narrow mid"))
    ]
    return trusted_svg("".join(drawn))


def _draw(width: float, held: int, bridged: int, gaps: int, words: str, ident: str, class_: str) -> str:
    count = max(held + bridged + gaps, 1)
    gap = min(_GAP, width / count / 4)
    box = (width - gap * (count - 1)) / count
    parts = []
    for index in range(held + bridged + gaps):
        x = index * (box + gap)
        if index < held + bridged:
            parts.append(
                element("rect", class_="fill" if index < held else "maybe", x=x, y=0, width=box, height=_HEIGHT)
            )
        else:
            parts.append(element("rect", class_="open", x=x + 1, y=1, width=box - 2, height=_HEIGHT - 2))
    owned = held + bridged
    left = Text(fr=f"Vous l’avez déjà : {owned}", en=f"You have it already: {owned}")
    right = Text(fr=f"À apprendre : {gaps}", en=f"To learn: {gaps}")
    beyond = owned * (box + gap)
    parts.append(text(str(left), 0, 44, class_="note key"))
    if gaps:
        at_end = width - beyond < 150
        parts.append(
            text(
                str(right),
                width if at_end else max(beyond, 190),
                44,
                class_="note",
                anchor="end" if at_end else "start",
            )
        )
    return canvas(width, 50, parts, ident=ident, title=words, desc=words, class_=class_)
