"""The pairs of French and English texts of templates: `{% t %}`, `{% text %}` and `{% fr %}`, as a parser has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Engine, Node
from django.template.base import NodeList
from django.template.library import SimpleBlockNode, SimpleNode

from filiere.core.translation_extraction import Pair
from filiere.site.kit.templatetags.filiere import t
from filiere.site.kit.translated_passages import Passage

_WORD = re.compile(r"[^\W\d_]")


def iter_template_pairs(root: Path) -> Iterator[Pair]:
    """Give the pairs of every template under a folder, in the order of files and lines."""
    for file, node in _iter_nodes(root):
        found = node.key if isinstance(node, Passage) else _read_constants(node)
        if found is not None and _WORD.search(found[1]):
            line = node.token.lineno if node.token is not None else 1
            yield Pair(file, line or 1, found[0].strip(), found[1].strip())


def find_passages(root: Path) -> dict[tuple[str, str], Passage]:
    """Return the long passages of the templates by their French and English, to try a translation of one."""
    return {node.key: node for _, node in _iter_nodes(root) if isinstance(node, Passage)}


def _iter_nodes(root: Path) -> Iterator[tuple[str, Node]]:
    engine = Engine.get_default()
    for path in sorted(root.rglob("*.html")):
        file = f"filiere/site/templates/{path.relative_to(root).as_posix()}"
        template = engine.from_string(path.read_text(encoding="utf-8"))
        nodes = [one for one in _find_nodes(template.nodelist) if isinstance(one, (Passage, SimpleNode))]
        # As they are written: a parser goes through the blocks of a page one by one.
        for node in sorted(nodes, key=lambda one: (one.token and one.token.position) or (0, 0)):
            yield file, node


def _find_nodes(nodes: NodeList) -> Iterator[Node]:
    """Give nodes and what they hold: for Django, a simple block has no children."""
    for node in nodes.get_nodes_by_type(Node):
        yield node
        if isinstance(node, SimpleBlockNode):
            yield from _find_nodes(node.nodelist)


def _read_constants(node: Node) -> tuple[str, str] | None:
    """Return the two texts of a tag `t` or `text` that writes them out; None for another tag, or texts in variables."""
    if not isinstance(node, SimpleNode) or node.func is not t:
        return None
    match [one.var for one in node.args]:
        case [str() as fr, str() as en]:
            return str(fr), str(en)
    return None
