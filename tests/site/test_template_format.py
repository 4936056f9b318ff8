"""The formatter of templates changes no page: what is rendered before and after is the same but for white space that
a browser does not show. Here a template is rendered by chance, every branch and number of rounds drawn, and its text
compared by the rules of HTML, without what the formatter knows of where a line may end."""

from __future__ import annotations

import importlib.util
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.template import Engine, Node
from django.template.base import NodeList, TextNode
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, WithNode
from django.template.library import SimpleBlockNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode

from filiere.site.kit.templatetags.filiere import t

TOOL = Path(__file__).resolve().parents[2] / "tools" / "format_templates.py"
spec = importlib.util.spec_from_file_location("format_templates", TOOL)
assert spec is not None
assert spec.loader is not None
format_templates = importlib.util.module_from_spec(spec)
sys.modules["format_templates"] = format_templates
sys.path.insert(0, str(TOOL.parent))
spec.loader.exec_module(format_templates)
sys.path.remove(str(TOOL.parent))
TEMPLATES = format_templates.ROOT
FOLDER = format_templates.Folder(TEMPLATES)
PATHS = sorted(TEMPLATES.rglob("*.html"))

BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|circle|datalist|dd|details|dialog|div|dl|dt|fieldset|figcaption|"
    "figure|footer|form|g|h[1-6]|head|header|hr|html|legend|li|line|link|main|meta|nav|noscript|ol|optgroup|option|p|"
    "path|polygon|polyline|pre|rect|section|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
SPACES = re.compile(r"[ \t\r\n\f]+")
EDGE = re.compile(rf' ?(</?(?:{BLOCKS})\b(?:[^<>"]|"[^"]*")*>) ?')
INNER_EDGE = re.compile(r'(<(?:select|button)\b(?:[^<>"]|"[^"]*")*>) | (</(?:select|button)>)')
KEPT = re.compile(r"<(?:textarea|pre|script|style|code)\b.*?</(?:textarea|pre|script|style|code)>", re.S)
HIDDEN = "<hidden>"


def describe(node: Node) -> str:
    """What a tag or a variable would print: a tag `t` by its two texts, in its short form and its long one."""
    if isinstance(node, SimpleNode) and node.func is t:
        said = [str(getattr(one.var, "var", one.var)) for one in node.args]
        return repr((said, {name: value.token for name, value in node.kwargs.items()}))
    return node.token.contents if node.token is not None else type(node).__name__


def draw(nodes: Any, chance: random.Random, out: list[str], depth: int = 0) -> None:
    """Render nodes by chance."""
    for node in nodes:
        match node:
            case TextNode():
                out.append(node.s)
            case IfNode():
                branches = [inner for _, inner in node.conditions_nodelists]
                if node.conditions_nodelists[-1][0] is not None:
                    branches.append(NodeList())
                draw(chance.choice(branches), chance, out, depth)
            case ForNode():
                rounds = chance.randrange(4)
                for _ in range(rounds):
                    draw(node.nodelist_loop, chance, out, depth)
                if not rounds:
                    draw(node.nodelist_empty, chance, out, depth)
            case WithNode():
                draw(node.nodelist, chance, out, depth)
            case IncludeNode() if isinstance(node.template.var, str) and depth < 3:
                draw(parse(read(TEMPLATES / node.template.var)), chance, out, depth + 1)
            case ExtendsNode():
                for block in node.nodelist.get_nodes_by_type(BlockNode):
                    out.append(f"<p>{block.name}</p><i>")  # type: ignore[attr-defined]
                    draw(block.nodelist, chance, out, depth)  # type: ignore[attr-defined]
                    out.append("</i>")
            case SimpleBlockNode():
                out.append(f"<table>⟦{describe(node)}⟧")
                draw(node.nodelist, chance, out, depth)
                out.append("</table>")
            case CommentNode() | LoadNode():
                pass
            case _ if type(node).__name__ == "_FormTokens":
                out.append(HIDDEN)
            case _ if re.search(r" as \w+$", describe(node)) or getattr(node, "target_var", None):
                pass
            case _:
                out.append(f"⟦{re.sub('[<>"]', '', describe(node))}⟧")
                for name in node.child_nodelists:
                    draw(getattr(node, name, None) or (), chance, out, depth)
                    out.append("⟦⟧")


def read(path: Path) -> str:
    """A template as it stands."""
    return path.read_text(encoding="utf-8")


_parsed: dict[str, Any] = {}


def parse(source: str) -> Any:
    """The nodes of a template."""
    if source not in _parsed:
        _parsed[source] = Engine.get_default().from_string(source).nodelist
    return _parsed[source]


def normalise_tag(tag: str) -> str:
    """An HTML tag with one space between attributes, what is in quotes as it is."""
    parts = [one if rank % 2 else SPACES.sub(" ", one) for rank, one in enumerate(re.split(r'("[^"]*")', tag))]
    return re.sub(" >$", ">", "".join(parts))


def normalise(html: str) -> str:
    """HTML without the white space that a browser does not show."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(TAG.sub(lambda one: normalise_tag(one[0]), found[0], count=1))
        mark = f"\0{len(kept) - 1}\0"
        return f"<br>{mark}<br>" if found[0].startswith("<script") else mark

    html = KEPT.sub(keep, html.replace(HIDDEN, ""))
    parts = [normalise_tag(one) if rank % 2 else SPACES.sub(" ", one) for rank, one in enumerate(TAG.split(html))]
    html, before = "".join(parts), ""
    while before != html:
        before, html = html, INNER_EDGE.sub(lambda one: one[1] or one[2], EDGE.sub(r"\1", html))
    return re.sub("\0(\\d+)\0", lambda one: kept[int(one[1])], html).strip()


def render(source: str, seed: int) -> str:
    """What a template shows when its branches and rounds are drawn from a seed."""
    out: list[str] = []
    draw(parse(source), random.Random(seed), out)  # noqa: S311 - drawn to be drawn again.
    return normalise("".join(out))


def squeeze(source: str) -> str:
    """A template on as few lines as can be: what the formatter is then to write anew."""
    kept = re.compile(r"(\{% comment %\}.*?\{% endcomment %\}|<(textarea|pre|script|style|code)\b.*?</\2>)", re.S)
    parts, at = [], 0
    for found in kept.finditer(source):
        parts += [SPACES.sub(" ", source[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, SPACES.sub(" ", source[at:])])


@pytest.mark.parametrize("part", range(4))
def test_formatting_changes_nothing_that_is_seen(part: int) -> None:
    """Of every template, written on one line and formatted again: the same page, whatever its branches."""
    changed = 0
    for path in PATHS[part::4]:
        source = squeeze(read(path))
        formatted = FOLDER.format(source)
        assert FOLDER.format(formatted) == formatted, path
        changed += formatted != source
        for seed in random.sample(range(10_000), 3):
            assert render(source, seed) == render(formatted, seed), f"{path}: seed {seed}"
    assert changed > 50


@pytest.mark.parametrize(
    ("source", "formatted"),
    [
        ("<p>a</p><p>b</p>", "<p>a</p>\n<p>b</p>\n"),
        ("a<b>c</b>{% if x %}d{% endif %}", "a<b>c</b>{% if x %}d{% endif %}"),
        (
            "<ul>{% for x in y %}<li>{{ x }}</li>{% endfor %}</ul>",
            "<ul>\n  {% for x in y %}\n    <li>{{ x }}</li>\n  {% endfor %}\n</ul>\n",
        ),
        # A space at the start of a round would stand between two of them.
        ("<p>{% for x in y %}<b>{{ x }}</b>{% endfor %}</p>", "<p>{% for x in y %}<b>{{ x }}</b>{% endfor %}</p>\n"),
        ("<td>{% if x %}<p>a</p>{% endif %}</td>", "<td>\n  {% if x %}\n    <p>a</p>\n  {% endif %}\n</td>\n"),
        ("<pre> a\n  b </pre><code> c  d </code> <i>e</i>\n", "<pre> a\n  b </pre>\n<code> c  d </code> <i>e</i>\n"),
        ("<p\n  class='a  b'   id=c>d</p>", "<p class='a  b' id=c>d</p>\n"),
        (
            f'<p>{{% t "{"un " * 20}fin" "{"one " * 20}end" n=x|num %}}</p>',
            f"<p>\n  {{% text n=x|num %}}\n    {'un ' * 20}fin\n  {{% en %}}\n    {'one ' * 20}end"
            "\n  {% endtext %}\n</p>\n",
        ),
        # A text with a space at its end would lose it in the long form.
        (
            f'<p>{{% t "{"un " * 20}" "{"one " * 20}" %}}b</p>',
            f'<p>\n  {{% t "{"un " * 20}" "{"one " * 20}" %}}b\n</p>\n',
        ),
    ],
)
def test_what_is_written(source: str, formatted: str) -> None:
    assert FOLDER.format(source) == formatted
    assert FOLDER.format(formatted) == formatted


def test_a_difference_is_seen() -> None:
    """The comparison of this file finds a space more or less beside what stands inline, and none at an edge."""
    assert render("<p>a</p> <p>b</p>", 1) == render("<p> a </p><p>b</p>", 1)
    for one, other in (
        ("a<b>c</b>", "a <b>c</b>"),
        ("<code>a b</code>", "<code>a  b</code>"),
        ("{{ x }}", "{{ y }}"),
        ('<i class="a b">', '<i class="a  b">'),
        ("<label>a</label><label>", "<label>a</label> <label>"),
    ):
        assert render(one, 1) != render(other, 1)


def test_templates_are_formatted() -> None:
    """As `./dev lint` asks, with no line over 160 characters; and the check says what is not."""
    checked = subprocess.run([sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_check_finds_what_is_not_formatted(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>a</p><p>b</p>\n")
    (tmp_path / "b.html").write_text(f'<i data-x="{"x" * 170}">a</i>\n')
    arguments = [sys.executable, str(TOOL), "--check", str(tmp_path / "a.html"), str(tmp_path / "b.html")]
    checked = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert "a.html: not formatted" in checked.stdout
    assert "b.html:1: 182 characters" in checked.stdout
    assert (tmp_path / "a.html").read_text() == "<p>a</p><p>b</p>\n"
