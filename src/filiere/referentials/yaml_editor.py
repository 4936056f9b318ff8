"""Small edits of a YAML file that leave everything else as its authors laid it out: comments, order, line breaks.

A value is set or added at a key, written on one line. Places are those of the parser, so that both ways of writing
YAML, in blocks and in braces, are edited in their own way. What comes out is read again before it is kept.
"""

from collections.abc import Iterator
from typing import Any

import yaml

YamlPath = tuple[str | int, ...]
_TextEdit = tuple[int, int, str]


class YamlEditor:
    """The text of a YAML mapping under edit; nothing changes before :meth:`text`. Edits must not overlap."""

    def __init__(self, text: str) -> None:
        self._text = text
        # The parser in Python counts characters; the one in C may count otherwise.
        self._root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
        self._cuts: list[_TextEdit] = []

    def set(self, path: YamlPath, value: str) -> None:
        """Write ``key: value`` at a path whose parent exists; ``value`` is YAML on one line."""
        parent = self._find(path[:-1])
        assert isinstance(parent, yaml.MappingNode)  # noqa: S101 - narrows the type; the caller read it as a mapping.
        name = str(path[-1])
        for key, present in parent.value:
            if key.value == name:
                self._cuts.append((key.end_mark.index, _end_index(present), f": {value}"))
                return
        if parent.flow_style:
            self._add_inside(parent, f"{name}: {value}", empty=not parent.value)
            return
        first = parent.value[0][0]
        self._after_line(_end_index(parent.value[0][1]), f"{' ' * first.start_mark.column}{name}: {value}")

    def append(self, path: YamlPath, value: str) -> None:
        """Add an item, written on one line, at the end of a list that exists."""
        items = self._find(path)
        assert isinstance(items, yaml.SequenceNode)  # noqa: S101 - narrows the type; the caller read it as a list.
        if items.flow_style:
            self._add_inside(items, value, empty=not items.value)
        else:
            self._after_line(_end_index(items.value[-1]), f"{' ' * items.start_mark.column}- {value}")

    def text(self) -> str:
        """Return the text with every edit made."""
        text = self._text
        for start, end, words in sorted(self._cuts, reverse=True):
            text = text[:start] + words + text[end:]
        return text

    def _find(self, path: YamlPath) -> yaml.Node:
        node: Any = self._root
        for part in path:
            if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                node = node.value[part]
            else:
                node = next(value for key, value in node.value if key.value == part)
        found: yaml.Node = node
        return found

    def _add_inside(self, node: yaml.Node, words: str, *, empty: bool) -> None:
        close = node.end_mark.index - 1
        place = close if empty else max(_end_index(child) for child in _child_nodes(node))
        self._cuts.append((place, place, words if empty else f", {words}"))

    def _after_line(self, place: int, words: str) -> None:
        found = self._text.find("\n", place)
        # The last line of a file may have no end.
        end = len(self._text) if found == -1 else found
        self._cuts.append((end, end, f"\n{words}"))


def _child_nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _end_index(node: yaml.Node) -> int:
    """Return where a value ends; the parser ends a block after the blank lines that follow it."""
    inner = list(_child_nodes(node))
    if not inner or getattr(node, "flow_style", False):
        return int(node.end_mark.index)
    return _end_index(inner[-1])
