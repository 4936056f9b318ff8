"""The map of the profession as SVG: occupations by level and family, and the moves between them, wide and narrow.

Wide, a level is a row and a family a column; narrow, all occupations stand one under another and moves are arcs on the
left. An occupation is a link with a title, so that the map is read by keyboard; every stroke says who states the move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from filiere.careers.profession import Occupation, Profession
from filiere.core import Text
from filiere.publication.svg import Drawing, canvas, element, line, text, text_width, title_element
from filiere.site.careers.occupations.moves import KIND_STROKES, KIND_WORDS, OccupationMove

Point = tuple[float, float]
Address = Callable[[str], str]

WIDE, NARROW = 1200, 358
_COLUMNS = (215, 480, 745, 962)
"""Where the circles of each family stand, in the order of the families; the names stand on their right."""
_ROW, _ROOM, _HEAD = 31, 52, 34
"""Height of an occupation in a level, space around those of a level, space for the names of families."""
_LINE, _BREAK, _AXIS = 27, 12, 96
"""On a phone: from an occupation to the next, more between levels, and where the circles stand."""


def draw_map(
    profession: Profession,
    moves: Sequence[OccupationMove],
    *,
    main: str,
    address: Address,
    beyond: tuple[Text, Sequence[Text]] | None = None,
) -> Drawing:
    """Draw the map in the language of the page.

    ``main`` is the occupation from which official moves leave, ``beyond`` what is said of those that leave the map: a
    heading, and their names.
    """
    title = Text(fr="Carte des métiers de la relation client", en="Map of customer relations occupations")
    desc = _describe(profession, moves)
    wide = _draw_wide(profession, moves, main, address, beyond)
    narrow = _draw_narrow(profession, moves, main, address)
    return Drawing(
        canvas(WIDE, wide[0], wide[1], ident="map-w", title=str(title), desc=str(desc), class_="chart wide"),
        canvas(NARROW, narrow[0], narrow[1], ident="map-n", title=str(title), desc=str(desc), class_="chart narrow"),
    )


def _describe(profession: Profession, moves: Sequence[OccupationMove]) -> Text:
    up = sum(one.step > 0 for one in moves)
    counts = len(profession.occupations), len(profession.levels), len(profession.occupation_families)
    return Text(
        fr=f"{counts[0]} métiers sur {counts[1]} niveaux et {counts[2]} familles ; {up} montées et {len(moves) - up} "
        f"pas de côté. Chaque métier est un lien ; le tableau sous la carte reprend tous les passages.",
        en=f"{counts[0]} occupations on {counts[1]} levels and in {counts[2]} families; {up} steps up and "
        f"{len(moves) - up} moves to the side. Each occupation is a link; the table below the map lists every move.",
    )


def _draw_wide(
    profession: Profession,
    moves: Sequence[OccupationMove],
    main: str,
    address: Address,
    beyond: tuple[Text, Sequence[Text]] | None,
) -> tuple[float, list[str]]:
    families = list(profession.occupation_families)
    cells = _group(profession.occupations.values())
    parts: list[str] = []
    places: dict[str, Point] = {}
    top = float(_HEAD)
    for rank in sorted(profession.levels, key=lambda one: -one.level):
        stacks = [cells.get((rank.level, family), []) for family in families]
        height = max(map(len, stacks)) * _ROW + _ROOM
        if rank.level < len(profession.levels):
            parts.append(line(0, top, WIDE, top, class_="grid"))
        for stack, x in zip(stacks, _COLUMNS, strict=False):
            first = top + height / 2 - (len(stack) - 1) * _ROW / 2
            places |= {job.id: (x, first + index * _ROW) for index, job in enumerate(stack)}
        middle = top + height / 2
        parts += [
            text(str(rank.level), 0, middle + 8, class_="lv"),
            text(str(rank.label), 22, middle + 6, class_="tick"),
        ]
        top += height
    parts += [
        text(str(profession.occupation_families[family].label), x - 8, 14, class_="tick fam")
        for family, x in zip(families, _COLUMNS, strict=False)
    ]
    parts += _strokes(moves, places, _wide_curve)
    if beyond is not None:
        parts += _draw_beyond(places[main], beyond)
    parts += [
        _node(job, places[job.id], job.id == main, address, profession) for job in profession.occupations.values()
    ]
    return top, parts


def _draw_beyond(origin: Point, beyond: tuple[Text, Sequence[Text]]) -> list[str]:
    heading, names = beyond
    (x0, y0), (x, y) = origin, (480.0, origin[1] + 104)
    drawn = element(
        "path", class_="mv-o", d=f"M{x0 + 2:g} {y0 + 8:g}C{x0 + 9:g} {y - 12:g} {x - 160:g} {y:g} {x - 14:g} {y:g}"
    )
    tip = element("path", class_="mv-tip", d=f"M{x - 8:g} {y:g}l-10 -6v12z")
    words = [text(one, x, y + 27 + 20 * index, class_="tick") for index, one in enumerate(_pack(names, WIDE - x))]
    return [drawn, tip, text(str(heading), x, y + 5, class_="note key"), *words]


def _pack(names: Iterable[Text], width: float) -> list[str]:
    """The names one after another, on as many lines as the width needs."""
    rows: list[str] = []
    for name in (str(one).lower() for one in names):
        longer = f"{rows[-1]} · {name}" if rows else name
        if rows and text_width(longer, 14) <= width:
            rows[-1] = longer
        else:
            rows.append(name)
    return rows


def _draw_narrow(
    profession: Profession, moves: Sequence[OccupationMove], main: str, address: Address
) -> tuple[float, list[str]]:
    cells = _group(profession.occupations.values())
    places: dict[str, Point] = {}
    parts: list[str] = []
    y = 30.0
    for rank in sorted(profession.levels, key=lambda one: -one.level):
        parts.append(text(str(rank.level), NARROW - 22, y + 6, class_="lv", anchor="end"))
        if places:
            parts.append(line(0, y - _LINE + 7, NARROW, y - _LINE + 7, class_="grid"))
        for family in profession.occupation_families:
            for job in cells.get((rank.level, family), []):
                places[job.id] = (_AXIS, y)
                y += _LINE
        y += _BREAK
    parts += _strokes(moves, places, _narrow_curve)
    parts += [
        _node(job, places[job.id], job.id == main, address, profession) for job in profession.occupations.values()
    ]
    return y - _BREAK, parts


def _group(jobs: Iterable[Occupation]) -> dict[tuple[int, str], list[Occupation]]:
    cells: dict[tuple[int, str], list[Occupation]] = {}
    for job in jobs:
        cells.setdefault((job.level, job.family), []).append(job)
    return cells


def _strokes(
    moves: Sequence[OccupationMove], places: Mapping[str, Point], curve: Callable[[Point, Point], str]
) -> list[str]:
    """One stroke for each who states a move, the observed ones last; a title says it, for a pointer."""
    drawn = []
    for kind, stroke in KIND_STROKES.items():
        for move in moves:
            if kind in move.kinds:
                said = f"{move.origin.short} → {move.target.short} — {KIND_WORDS[kind]}"
                path = curve(places[move.origin.id], places[move.target.id])
                drawn.append(element("path", title_element(said), class_=stroke, d=path))
    return drawn


def _wide_curve(start: Point, end: Point) -> str:
    """A curve that leaves a circle by its top and arrives on a circle from its free side, never through its name."""
    (x0, y0), (x1, y1) = start, end
    if x0 == x1:
        out = x0 - min(30 + abs(y1 - y0) / 14, 58)
        return f"M{x0 - 6:g} {y0:g}C{out:g} {y0:g} {out:g} {y1:g} {x1 - 6:g} {y1:g}"
    if x1 > x0:
        lift = y1 + (y0 - y1) * 0.35 if y1 < y0 - 20 else min(y0, y1) - 26
        return f"M{x0:g} {y0 - 7:g}C{x0:g} {lift:g} {x1 - 70:g} {y1:g} {x1 - 7:g} {y1:g}"
    if y1 < y0 - 20:
        return f"M{x0 - 7:g} {y0:g}C{x0 - 70:g} {y0:g} {x1:g} {y1 + (y0 - y1) * 0.65:g} {x1:g} {y1 + 7:g}"
    lift = min(y0, y1) - 30
    return f"M{x0 - 7:g} {y0:g}C{x0 - 60:g} {y0 - 8:g} {x1:g} {lift:g} {x1:g} {y1 - 7:g}"


def _narrow_curve(start: Point, end: Point) -> str:
    """An arc on the left, the wider the further apart its ends."""
    y0, y1 = start[1], end[1]
    out = max(_AXIS - 4 - 20 - abs(y1 - y0) * 0.17, 4)
    return f"M{_AXIS - 4} {y0:g}C{out:g} {y0:g} {out:g} {y1:g} {_AXIS - 4} {y1:g}"


def _node(job: Occupation, place: Point, main: bool, address: Address, profession: Profession) -> str:
    x, y = place
    family = profession.occupation_families[job.family].label
    said = Text(
        fr=f"{job.short} : {job.title}, niveau {job.level}, {family.fr}",
        en=f"{job.short}: {job.title}, level {job.level}, {family.en}",
    )
    circle = element("circle", class_="m-all" if main else "m-off", cx=x, cy=y, r=8 if main else 6)
    name = text(str(job.short), x + 14, y + 5, class_="note key" if main else "note")
    return element("a", title_element(str(said)), circle, name, href=address(job.id))
