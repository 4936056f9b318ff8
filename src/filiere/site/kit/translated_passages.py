"""Long passages of a template in each language, and their translation, which is the source of a template too."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.template import Context, Node, TemplateSyntaxError
from django.template.base import Lexer, NodeList, Parser, Token, TokenType
from django.utils.safestring import SafeString, mark_safe

from filiere.core import LANGUAGES, current_language, source_language
from filiere.core.language import translate

_SHAPES = {TokenType.TEXT: "{}", TokenType.VAR: "{{{{ {} }}}}", TokenType.BLOCK: "{{% {} %}}", TokenType.COMMENT: ""}
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*+)(?P<rest>[^<>]*+)>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})


@dataclass(frozen=True, slots=True)
class Half:
    """A passage in one language: what stands in the template, and its nodes."""

    source: str
    nodes: NodeList


class Passage(Node):
    """A passage in two languages, of which one is shown, or its translation."""

    child_nodelists = ("french_nodes", "english_nodes")

    def __init__(self, fr: Half, en: Half, parser: Parser) -> None:
        self.key = fr.source, en.source
        self.french_nodes, self.english_nodes = fr.nodes, en.nodes
        # A translation may use the tags that its template has loaded.
        self._tags, self._filters = parser.tags, parser.filters
        self._translated: dict[str, NodeList] = {}

    def render(self, context: Context) -> SafeString:
        """Write the passage in the language of the page; a block left in English says so."""
        if (words := translate(*self.key)) is not None:
            try:
                return self.compile(words).render(context)
            except TemplateSyntaxError:
                # `filiere texts check` tells it; the reader has the passage in English meanwhile.
                pass
        english = source_language() == "en"
        shown = (self.english_nodes if english else self.french_nodes).render(context)
        return shown if current_language() in LANGUAGES else mark_language(shown)

    def compile(self, words: str) -> NodeList:
        """Return the nodes of a translation; raise `TemplateSyntaxError` for one that is no template."""
        if words not in self._translated:
            parser = Parser(Lexer(words).tokenize())
            parser.tags, parser.filters = self._tags, self._filters
            self._translated[words] = parser.parse()
        return self._translated[words]


def read_passage(parser: Parser, until: str) -> Half:
    """Read a passage up to the tag that ends it, which is taken off."""
    parts = []
    for token in reversed(parser.tokens):
        if not isinstance(token, Token):
            continue
        if token.token_type is TokenType.BLOCK and token.contents == until:
            break
        parts.append(_SHAPES[token.token_type].format(token.contents))
    nodes = parser.parse((until,))
    parser.delete_first_token()
    # Where lines of a template end says nothing: a translation stays when the template is formatted.
    return Half(_SPACES.sub(" ", "".join(parts)).strip(), nodes)


def mark_language(html: str) -> SafeString:
    """Return HTML whose outermost elements bear their language, for a part of a page that is in another."""
    parts, at, depth = [], 0, 0
    for tag in _TAG.finditer(html):
        if tag["end"]:
            depth -= 1
            continue
        if depth == 0:
            place = tag.start() + 1 + len(tag["name"])
            parts += [html[at:place], f' lang="{source_language()}"']
            at = place
        if tag["name"] not in _VOID and not tag["rest"].endswith("/"):
            depth += 1
    return mark_safe("".join([*parts, html[at:]]))  # noqa: S308
