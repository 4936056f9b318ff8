"""A drawing as a file of its own: its colours inside, for light and dark screens, and no link that leads nowhere.

On a page the stylesheet of the site colours a drawing; in a kit it travels without it.
"""

from __future__ import annotations

import re

_LIGHT = {
    "paper": "#ffffff",
    "ink": "#15191c",
    "ink-2": "#4a545a",
    "rule": "#d3d9d9",
    "line": "#68737a",
    "accent": "#0a5566",
    "accent-2": "#d7e9ec",
    "alert": "#9a3311",
}
_DARK = {
    "paper": "#13181b",
    "ink": "#eaeeef",
    "ink-2": "#a9b5bb",
    "rule": "#354047",
    "line": "#8b979e",
    "accent": "#7ccbda",
    "accent-2": "#17363e",
    "alert": "#f2a582",
}
_FIXED = (
    'text { font-family: "Noto Sans", "Liberation Sans", "DejaVu Sans", Arial, sans-serif; }'
    " .tick, .break-note { font-size: 14px; } .note { font-size: 14.5px; } .key { font-weight: 600; }"
    " .grid, .axis { stroke-width: 1; } .m-all { stroke-width: 1.5; } .m-range, .m-line { stroke-width: 2; }"
    " .m-line { fill: none; } .break { stroke-dasharray: 4 3; } .stated { stroke-dasharray: 2.5 2; }"
)
_COLOURS = (
    "svg {{ background: {paper}; }} text {{ fill: {ink}; }} .tick, .break-note {{ fill: {ink-2}; }}"
    " .grid {{ stroke: {rule}; }} .axis, .break {{ stroke: {line}; }} .m-all {{ fill: {accent}; stroke: {paper}; }}"
    " .m-range, .m-line {{ stroke: {accent}; }} .stated, .m-all.open {{ fill: {paper}; stroke: {accent}; }}"
    " .kept, .retained {{ fill: {accent}; }}"
)
_LINK = re.compile(r'<a [^<>]*?(class="[^"<>]*")[^<>]*>')
_ROOT = re.compile(r'<svg [^<>]*viewBox="0 0 ([0-9.]++) ([0-9.]++)"[^<>]*>')


def write_svg_file(drawing: str, *, dark: bool = True) -> bytes:
    """Return one drawing of a chart (see `svg`) as an SVG document; without ``dark``, as it is printed."""
    flat = _LINK.sub(r"<g \1>", drawing).replace("</a>", "</g>")
    root = _ROOT.match(flat)
    if root is None:
        raise ValueError("a drawing begins with its root element")
    style = f"{_FIXED} {_COLOURS.format_map(_LIGHT)}"
    if dark:
        style += f" @media (prefers-color-scheme: dark) {{ {_COLOURS.format_map(_DARK)} }}"
    opening = root[0][: -len(">")].replace('role="group"', 'role="img"')
    size = f' xmlns="http://www.w3.org/2000/svg" width="{root[1]}" height="{root[2]}">'
    return f"{opening}{size}<style>{style}</style>{flat[root.end() :]}".encode()
