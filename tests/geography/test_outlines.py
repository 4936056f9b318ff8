"""The drawn maps: every territory there, every line closed, no hole that is not a neighbour's."""

import re

import pytest

from filiere.core.content_folder import content_path
from filiere.core.seals import seal_file
from filiere.core.yaml_documents import read_yaml
from filiere.geography import outlines, territories, tiles
from filiere.geography.topology import Point, is_inside, signed_area

KINDS = ("department", "region22", "region13")


def rings(path: str) -> list[list[Point]]:
    """Read a path of relative steps back into rings of points."""
    found = []
    for subpath in re.findall(r"M[^M]*", path):
        assert subpath.endswith("z")
        start, steps = subpath[1:-1].split("l")
        x, y = (int(part) for part in start.split())
        numbers = [int(part) for part in re.findall(r"-?\d+", steps)]
        points = [(float(x), float(y))]
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            points.append((float(x), float(y)))
        found.append(points)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_territory_is_drawn_once(kind: str) -> None:
    """Only the Paris ring is drawn twice, the second time in its inset."""
    main = [shape.code for shape in outlines(kind).shapes if shape.inset != "paris"]
    assert sorted(main) == sorted(found.code for found in territories(kind))
    ring = [shape.code for shape in outlines(kind).shapes if shape.inset == "paris"]
    assert ring == (["DEP-75", "DEP-92", "DEP-93", "DEP-94"] if kind == "department" else [])
    assert len(outlines(kind).of("DEP-75")) == (2 if kind == "department" else 0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_path_is_closed_inside_the_frame(kind: str) -> None:
    """Each subpath closes, has an area, and stays in the frame, or in its inset."""
    drawing = outlines(kind)
    rects = {inset.key: inset.rect for inset in drawing.insets}
    for shape in drawing.shapes:
        left, top, width, height = rects[shape.inset] if shape.inset else drawing.viewbox
        for points in rings(shape.path):
            assert len(points) >= 3
            assert signed_area(points) != 0
            assert all(left <= x <= left + width and top <= y <= top + height for x, y in points), shape.code


@pytest.mark.parametrize("kind", KINDS)
def test_labels_stand_inside_their_territory(kind: str) -> None:
    """A label anchor falls on its own shape, holes taken out."""
    for shape in outlines(kind).shapes:
        assert is_inside((shape.label_x, shape.label_y), rings(shape.path)), shape.code


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        # Valréas (Vaucluse) in Drôme, two parts of Hautes-Pyrénées in Pyrénées-Atlantiques, one of Nord in
        # Pas-de-Calais, and Llívia, which is Spanish, in Pyrénées-Orientales.
        ("department", {"DEP-26", "DEP-62", "DEP-64", "DEP-66"}),
        ("region22", {"R22-72", "R22-82", "R22-91"}),
        ("region13", {"REG-75", "REG-76", "REG-84"}),
    ],
)
def test_holes_are_true_enclaves(kind: str, expected: set[str]) -> None:
    """Merging departments leaves outer lines only: the holes left are parts of a neighbour."""
    holed = set()
    for shape in outlines(kind).shapes:
        outer, *others = rings(shape.path)
        if any(is_inside(points[0], [outer]) and signed_area(points) * signed_area(outer) < 0 for points in others):
            holed.add(shape.code)
    assert holed == expected


def test_a_region_covers_its_departments() -> None:
    """The area of each region is the sum of its departments' areas, to the rounding of the drawing."""
    area: dict[str, float] = {}
    for shape in outlines("department").shapes:
        if shape.inset is None:
            area[shape.code] = abs(sum(signed_area(points) for points in rings(shape.path)))
    for kind in ("region22", "region13"):
        for shape in outlines(kind).shapes:
            if shape.inset is None:
                parts = [found for found in territories("department") if shape.code in found.parents]
                assert abs(sum(signed_area(points) for points in rings(shape.path))) == pytest.approx(
                    sum(area[found.code] for found in parts), rel=0.005
                )


def test_the_map_is_the_right_way_up() -> None:
    """Lille north of Marseille, Brest west of Strasbourg, and Vienne between Deux-Sèvres and Indre."""
    place = {shape.code: shape for shape in outlines("department").shapes if shape.inset is None}
    assert place["DEP-59"].label_y < place["DEP-75"].label_y < place["DEP-13"].label_y
    assert place["DEP-29"].label_x < place["DEP-67"].label_x
    assert place["DEP-79"].label_x < place["DEP-86"].label_x < place["DEP-36"].label_x
    assert place["DEP-70"].label_y < place["DEP-74"].label_y


@pytest.mark.parametrize("kind", KINDS)
def test_every_territory_has_one_tile_of_its_own(kind: str) -> None:
    """No square is shared, none is forgotten, none is outside the grid."""
    grid = tiles(kind)
    assert sorted(tile.code for tile in grid.tiles) == sorted(found.code for found in territories(kind))
    assert len({(tile.column, tile.row) for tile in grid.tiles}) == len(grid.tiles)
    assert all(tile.column < grid.columns and tile.row < grid.rows for tile in grid.tiles)


def test_the_shipped_files_are_those_whose_origin_is_recorded() -> None:
    """The provenance gives the fingerprint of every file written by the tool, and a licence."""
    folder = content_path("geography")
    records = read_yaml(folder / "provenance.yaml").data["provenance"]
    written = {entry["path"]: entry["sha256"] for record in records for entry in record["written"]}
    found = {path.relative_to(folder).as_posix() for path in [*folder.glob("*.csv"), *folder.glob("outlines/*.json")]}
    assert set(written) == found
    assert all(seal_file(folder / path) == digest for path, digest in written.items())
    assert all(record["licence"] and record["version"] for record in records)
