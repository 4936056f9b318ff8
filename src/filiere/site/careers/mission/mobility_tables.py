"""The moves between occupations of the profession as a matrix: who states each, kept apart, never added together.

An observed move is shown from ten people on; below, it is not told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from filiere.careers.profession import Occupation
from filiere.core import Text
from filiere.publication import Column, Table
from filiere.publication.svg import Drawing, canvas, element, line, mark, text, title_element
from filiere.site.careers.occupations.moves import KIND_WORDS, MoveKind, OccupationMove, list_moves
from filiere.site.careers.profession_content import shipped_official_moves, shipped_profession
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, register_export
from filiere.site.observatory.tables.figure_columns import LICENCE

MATRIX = "occupation-moves"
FEWEST_PEOPLE = 10
KIND_SHAPES: Mapping[MoveKind, tuple[str, str]] = {
    MoveKind.OFFICIAL: ("square", "m-all"),
    MoveKind.BRIDGED: ("circle", "m-off"),
    MoveKind.OBSERVED: ("triangle", "m-far"),
}
"""The shape and the class of each who states a move."""


@cache
def list_matrix_moves() -> tuple[OccupationMove, ...]:
    """Every move, each way once: one that goes both ways is two moves."""
    found = []
    for one in list_moves(shipped_profession(), shipped_official_moves()):
        found.append(one)
        if one.both_ways:
            found.append(OccupationMove(one.target, one.origin, (MoveKind.BRIDGED,), one.reasons, both_ways=True))
    return tuple(found)


def order_occupations() -> tuple[Occupation, ...]:
    """The occupations from the first level up, by family."""
    families = list(shipped_profession().occupation_families)
    jobs = shipped_profession().occupations.values()
    return tuple(sorted(jobs, key=lambda one: (one.level, families.index(one.family), str(one.short.fr))))


@register_export(
    MATRIX,
    bilingual("Passages entre métiers de la relation client", "Moves between customer relations occupations"),
)
def build_moves_table(_asked: TableRequest) -> Table:
    """A row a move: where from, where to, who states it, why; observed people where enough were counted."""
    official = shipped_official_moves()
    yes, no = bilingual("oui", "yes"), bilingual("non", "no")
    rows: list[dict[str, Any]] = [
        {
            "origin": one.origin.short,
            "target": one.target.short,
            "step": one.step,
            **{str(kind): yes if kind in one.kinds else no for kind in (MoveKind.OFFICIAL, MoveKind.BRIDGED)},
            "observed": one.people if one.people is not None and one.people >= FEWEST_PEOPLE else None,
            "reason": one.reasons[0] if one.reasons else None,
        }
        for one in sorted(list_matrix_moves(), key=lambda one: (one.origin.level, one.origin.short.fr, one.step))
    ]
    return Table(
        MATRIX,
        bilingual("Passages entre métiers de la relation client", "Moves between customer relations occupations"),
        (
            Column("origin", bilingual("De", "From")),
            Column("target", bilingual("Vers", "To")),
            Column("step", bilingual("Niveaux montés", "Levels up"), kind="integer"),
            Column("official", bilingual("Répertoire officiel", "Official register")),
            Column("bridged", bilingual("Écrit par la profession", "Written by the profession")),
            Column("observed", bilingual("Personnes observées", "People observed"), kind="integer"),
            Column("reason", bilingual("Échelle ou raison", "Ladder or reason")),
        ),
        tuple(rows),
        source=Text(
            fr=f"Répertoire officiel : {official.source.fr} ; échelles et pas de côté écrits par la profession",
            en=f"Official register: {official.source.en}; ladders and side moves written by the profession",
        ),
        notes=(
            bilingual(
                "« Officiel » dit que le répertoire écrit ce passage depuis le code du conseiller à distance ; « écrit "
                "par la profession », qu’une échelle ou un pas de côté le donne. Les deux ne se comptent pas ensemble.",
                "“Official” says that the register states this move from the code of the remote adviser; “written by "
                "the profession” that a ladder or a side move gives it. The two are not counted together.",
            ),
            bilingual(
                f"Un passage observé n’est donné qu’à partir de {FEWEST_PEOPLE} personnes. Aucun n’est chargé : la "
                "colonne est vide, ce qui ne veut pas dire que personne ne passe.",
                f"An observed move is shown from {FEWEST_PEOPLE} people upwards. None is loaded: the column is blank, "
                "which does not mean that nobody moves.",
            ),
        ),
        licence=LICENCE,
    )


def draw_matrix(jobs: Sequence[Occupation], moves: Sequence[OccupationMove]) -> Drawing:
    """Rows are where people leave from, columns where they go; each mark says who states the move."""
    title = Text(fr="Matrice des passages entre métiers", en="Matrix of moves between occupations")
    up = sum(one.step > 0 for one in moves)
    desc = Text(
        fr=f"{len(jobs)} métiers ; {up} passages montent, {len(moves) - up} vont de côté. Le tableau les dit tous.",
        en=f"{len(jobs)} occupations; {up} moves go up, {len(moves) - up} sideways. The table lists them all.",
    )
    return Drawing(*(_draw(jobs, moves, str(title), str(desc), name) for name in ("wide", "narrow")))


def _draw(jobs: Sequence[Occupation], moves: Sequence[OccupationMove], title: str, desc: str, name: str) -> str:
    narrow = name == "narrow"
    left, cell, head = (26.0, (358 - 30) / len(jobs), 26.0) if narrow else (290.0, 30.0, 30.0)
    width = 358.0 if narrow else left + cell * len(jobs) + 8
    row = 18.0 if narrow else 26.0
    height = head + row * len(jobs) + 4
    places = {job.id: index for index, job in enumerate(jobs)}
    parts: list[str] = []
    for index, job in enumerate(jobs):
        x, y = left + cell * (index + 0.5), head + row * (index + 0.5)
        number = str(index + 1)
        parts += [
            line(left, head + row * (index + 1), width, head + row * (index + 1), class_="grid"),
            line(left + cell * index, head, left + cell * index, height - 4, class_="grid"),
            text(number if not narrow or index % 2 == 0 else "", x, head - 9, class_="tick", anchor="middle"),
            text(number if narrow else f"{number}. {job.short}", left - 10, y + 5, class_="note", anchor="end"),
        ]
        # Staying where one is is no move.
        side = min(cell, row) - 6
        parts.append(element("rect", class_="track", x=x - side / 2, y=y - side / 2, width=side, height=side))
    size = 3.6 if narrow else 5.5
    for one in moves:
        x = left + cell * (places[one.target.id] + 0.5)
        y = head + row * (places[one.origin.id] + 0.5)
        shift = (len(one.kinds) - 1) * size
        for order, kind in enumerate(one.kinds):
            shape, css = KIND_SHAPES[kind]
            drawn = mark(shape, x - shift + order * 2 * size, y, size, class_=css)
            said = f"{one.origin.short} → {one.target.short} — {KIND_WORDS[kind]}"
            parts.append(element("g", title_element(said), drawn))
    return canvas(width, height, parts, ident=f"moves-{name}", title=title, desc=desc, class_=f"chart mid {name}")
