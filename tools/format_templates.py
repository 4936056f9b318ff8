"""Format the templates of the site, or say which are not formatted: `format_templates.py [--check] [FILE…]`.

One block element or block tag a line, indented by nesting; what stands inline is kept together and wrapped at spaces.
A line is broken only where a reader of the page sees no difference: at white space that is there already, beside the
edge of a block element, whatever branches and loops lie between, and between two attributes. Nothing changes inside
`<pre>`, `<textarea>`, `<code>`, a script, a style, or the value of an attribute. A tag `{% t %}` too long for its line
is written in its block form, `{% text %}`. `tests/site/test_template_format.py` holds the formatter to that, by what
is rendered.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from template_tokens import (
    BLOCK,
    CLEAR,
    EDGE,
    END,
    INLINE,
    INSIDE,
    NONE,
    SAFE,
    SPACE,
    SPACES,
    VERBATIM,
    VOID,
    Flow,
    NotFormatted,
    Token,
    read_tokens,
    split_attributes,
)

ROOT = Path(__file__).resolve().parent.parent / "src" / "filiere" / "site" / "templates"
WIDTH = 120
"""Where lines are broken, as those of Python are."""
LIMIT = 160
"""No line may be longer: what cannot be broken is to be written otherwise."""
STEP = "  "

_PAIR = re.compile(r"(\{% text\b.*?%\})(.*?)\{% en %\}(.*?)\{% endtext %\}", re.S)
_SHORT = re.compile(r'\{% t "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"((?: \w+=(?:"[^"]*"|[^\s"])+)*(?: as \w+)?) %\}')
_DIVISIONS = frozenset({"elif", "else", "empty", "en"})


@dataclass(eq=False)
class Group:
    """A block element, or a block of Django: each opening or dividing tag with what follows it, then its end."""

    divisions: list[tuple[Token, list[Item]]]
    end: Token

    @property
    def first(self) -> Token:
        """Its opening tag."""
        return self.divisions[0][0]


type Item = Token | Group


class Folder:
    """The templates of a folder, each of which may be included by another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._flows: dict[str, Flow] = {}
        self._faces: dict[tuple[str, str], set[str]] = {}

    def read_faces(self, token: Token, side: str) -> set[str]:
        """What a token may show at one side; that of a template which is included, its first or last."""
        included = re.match(r'\{% include "([^"]+)"', token.text) if token.name == "include" else None
        if included is None:
            return {token.face(side)}
        key = included[1], side
        if key not in self._faces:
            self._faces[key] = {INLINE}  # for a template that includes itself
            if key[0] not in self._flows:
                self._flows[key[0]] = Flow(read_tokens((self.root / key[0]).read_text(encoding="utf-8")))
            flow = self._flows[key[0]]
            start = flow.arrive(0) if side == "before" else (len(flow.tokens) - 1, "")
            found = flow.look(start, side, self.read_faces)
            self._faces[key] = {CLEAR if one == END else one for one in found}
        return self._faces[key]

    def find_gaps(self, tokens: list[Token]) -> None:
        """Say of each token whether a line may end before it."""
        flow = Flow(tokens)
        child = any(one.name == "extends" and one.kind == "django" for one in tokens)
        for rank, token in enumerate(tokens):
            if rank == 0:
                continue
            before, here = tokens[rank - 1], flow.arrive(rank)
            if before.kind == "raw" or token.kind == "raw" or (before.kind == "open" and before.name in VERBATIM):
                token.gap = NONE
            elif (
                (child and token.depth == before.depth == 0 and token.kind != "close")
                or flow.look(here, "before", self.read_faces) == {EDGE}
                or flow.look((rank - 1, ""), "after", self.read_faces) == {EDGE}
            ):
                token.gap = SAFE
            else:
                token.gap = SPACE if token.space else NONE

    def format(self, source: str) -> str:
        """Return a template formatted."""
        tokens = read_tokens(source)
        self.find_gaps(tokens)
        while True:
            page = Page(self)
            page.write_items(build_tree(tokens), "")
            if not page.long:
                break
            for token, text in page.long:
                _write_pair(token, text)
        text = "\n".join(line.rstrip(" ") for line in [*page.lines, page.line]).lstrip("\n")
        ends = source[-1:] in " \n" or (
            tokens and Flow(tokens).look((len(tokens) - 1, ""), "after", self.read_faces) == {EDGE}
        )
        return text + "\n" if ends else text


def build_tree(tokens: Sequence[Token]) -> list[Item]:
    """Nest tokens by blocks of Django, and by elements of HTML that begin and end in one branch."""
    ends = {one.name for one in tokens if one.kind == "django"}
    stack: list[tuple[list[tuple[Token, list[Item]]], list[Item]]] = []
    items: list[Item] = []
    for token in tokens:
        name = token.name if token.kind == "django" else ""
        if name and f"end{name}" in ends:
            stack.append(([], items))
            items = []
            stack[-1][0].append((token, items))
        elif name in _DIVISIONS and stack:
            stack[-1][0][-1] = (stack[-1][0][-1][0], _nest_elements(items))
            items = []
            stack[-1][0].append((token, items))
        elif name.startswith("end") and stack:
            divisions, outer = stack.pop()
            divisions[-1] = (divisions[-1][0], _nest_elements(items))
            outer.append(Group(divisions, token))
            items = outer
        else:
            items.append(token)
    return _nest_elements(items)


def _nest_elements(items: list[Item]) -> list[Item]:
    """Put block elements of a branch, and what they hold, into groups."""
    out: list[Item] = []
    opened: list[int] = []
    for item in items:
        out.append(item)
        if not isinstance(item, Token) or item.name not in INSIDE or item.name in VOID:
            continue
        if item.kind == "open" and not item.text.endswith("/>"):
            opened.append(len(out) - 1)
        elif item.kind == "close":
            names = [out[rank].name for rank in opened if isinstance(out[rank], Token)]
            if item.name in names:
                while True:
                    start = opened.pop()
                    first = out[start]
                    if isinstance(first, Token) and first.name == item.name:
                        break
                out[start:] = [Group([(first, out[start + 1 : -1])], item)]
    return out


def _is_block(item: Item, folder: Folder) -> bool:
    """Whether an item has lines of its own."""
    if isinstance(item, Group):
        first = item.first
        return (
            first.name in BLOCK
            or first.name == "block"
            or any(_is_block(one, folder) for _, inner in item.divisions for one in inner)
        )
    if item.kind in ("comment", "pair") or (item.kind == "django" and re.search(r" as \w+ %\}$", item.text)):
        return True
    if item.kind == "django" and item.name in ("include", "extends", "load"):
        return item.name != "include" or all(
            folder.read_faces(item, side) <= {EDGE, CLEAR} for side in ("before", "after")
        )
    return item.kind in ("open", "close") and item.name in BLOCK


def _flatten(item: Item) -> Iterator[Token]:
    if isinstance(item, Token):
        yield item
        return
    for first, inner in item.divisions:
        yield first
        for one in inner:
            yield from _flatten(one)
    yield item.end


def _write_pair(token: Token, text: str) -> None:
    """Put the block form of a tag `t` in its place in a token."""
    found = _SHORT.fullmatch(text)
    if found is None:
        raise NotFormatted(f"no tag of two written texts: {text}")
    halves = [re.sub(r"\\(.)", r"\1", one) for one in found.group(1, 2)]
    pair = f"{{% text{found[3]} %}}{halves[0]}{{% en %}}{halves[1]}{{% endtext %}}"
    token.kind = "pair" if token.kind == "django" else token.kind
    token.text = token.text.replace(text, pair)
    token.parts = [one.replace(text, pair) for one in token.parts]


def _find_long(tokens: Sequence[Token], width: int) -> tuple[Token, str] | None:
    """Return the longest tag `t`, in what is wider than this, of two written texts that lose nothing when white space
    is trimmed; with its token."""
    found = [
        (token, one[0])
        for token in tokens
        if token.kind == "open" or token.name == "t"
        for part in token.parts or [token.text]
        if len(part) > width
        for one in _SHORT.finditer(part)
        if len(one[0]) > 30 and all(half == _trim(half) for half in one.group(1, 2))
    ]
    return max(found, key=lambda one: len(one[1]), default=None)


def _trim(words: str) -> str:
    """Return a text without white space around it, and with single spaces in it; those that do not break stay."""
    return " ".join(SPACES.split(words.strip(" \t\r\n\f")))


class Page:
    """The lines of a template as they are written."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self.line = ""
        self.long: list[tuple[Token, str]] = []

    def break_line(self, indent: str, blank: bool = False) -> None:
        """Begin a line."""
        if self.line.strip():
            self.lines.append(self.line)
            if blank:
                self.lines.append("")
        self.line = indent

    def write_items(self, items: list[Item], indent: str) -> None:
        """Write what stands side by side; the first joins the line when no line may end before it."""
        run: list[Token] = []
        previous_block = True
        for item in items:
            first = item if isinstance(item, Token) else item.first
            block = _is_block(item, self.folder)
            if not block and isinstance(item, Group) and not self.is_flat(item):
                block = True
            if block:
                self.write_run(run, indent)
                run = []
            if (block or previous_block) and first.gap != NONE:
                self.write_run(run, indent)
                run = []
                self.break_line(indent, first.blank)
            if not block:
                run += _flatten(item)
            elif isinstance(item, Group):
                self.write_group(item, indent)
            else:
                self.write_token(item, indent)
            previous_block = block
        self.write_run(run, indent)

    def is_flat(self, group: Group) -> bool:
        """Whether a group can stand on one line."""
        return not any(_is_block(one, self.folder) for _, inner in group.divisions for one in inner)

    def write_group(self, group: Group, indent: str) -> None:
        """Write a group on one line if it holds no block and fits, or over several."""
        if self.is_flat(group):
            text = join_tokens(list(_flatten(group)))
            if len(self.line) + len(text) <= WIDTH and "\n" not in text:
                self.line += text
                return
        if group.first.kind == "open" and group.first.name in VERBATIM:
            self.write_run(list(_flatten(group)), indent)
            return
        for rank, (first, inner) in enumerate(group.divisions):
            if rank and first.gap != NONE:
                self.break_line(indent)
            self.write_token(first, indent)
            self.write_items(inner, indent + STEP)
        if group.end.gap != NONE:
            self.break_line(indent)
        self.write_token(group.end, indent)

    def write_token(self, token: Token, indent: str) -> None:
        """Write one token, over several lines if it is a pair, a comment or a long HTML tag."""
        if token.kind == "comment":
            self.write_comment(token, indent)
        elif token.kind == "pair":
            self.write_text(token.text)
        else:
            self.write_run([token], indent)

    def write_text(self, text: str) -> None:
        """Write a text, and the pairs in it over several lines."""
        at = 0
        for pair in _PAIR.finditer(text):
            self.line += text[at : pair.start()] + pair[1]
            at = pair.end()
            indent = self.line[: len(self.line) - len(self.line.lstrip(" "))]
            for words, end in ((pair[2], "{% en %}"), (pair[3], "{% endtext %}")):
                for line in wrap_words(_trim(words), WIDTH - len(indent + STEP)):
                    self.break_line(indent + STEP)
                    self.line += line
                self.break_line(indent)
                self.line += end
        self.line += text[at:]

    def write_comment(self, token: Token, indent: str) -> None:
        """Write a comment, which keeps its lines where they are short."""
        if token.text.startswith("{#"):
            self.line += token.text
            return
        whole = f"{{% comment %}}{token.text.strip()}{{% endcomment %}}"
        if "\n" not in token.text and len(self.line + whole) <= WIDTH:
            self.line += whole
            return
        self.line += "{% comment %}"
        for line in textwrap.dedent(token.text.strip("\n")).strip().split("\n"):
            for part in wrap_words(line, WIDTH - len(indent)) or [""]:
                self.lines.append(self.line)
                self.line = indent + part if part else ""
        self.lines.append(self.line)
        self.line = indent + "{% endcomment %}"

    def write_run(self, tokens: list[Token], indent: str) -> None:
        """Write inline tokens, a line broken where the next word would not fit."""
        units: list[list[Token]] = []
        for token in tokens:
            if units and token.gap == NONE:
                units[-1].append(token)
            else:
                units.append([token])
        for rank, unit in enumerate(units):
            text = join_tokens(unit)
            if rank:
                gap = " " if unit[0].gap == SPACE else ""
                if len(self.line) + len(gap) + len(text.split("\n", 1)[0]) <= WIDTH or not self.line.strip():
                    self.line += gap
                else:
                    self.break_line(indent)
            paired = any("{% text" in one.text for one in unit)
            if not paired and len(self.line) + len(text.split("\n", 1)[0]) <= WIDTH:
                self.line += text
                continue
            if not paired and (long := _find_long(unit, 0)):
                self.long.append(long)
            elif paired and (long := _find_long(unit, WIDTH - len(indent + STEP))):
                self.long.append(long)
            done, line = len(self.lines), self.line
            self.write_unit(unit, indent + STEP * 2, hug=False)
            if any(len(one) > LIMIT for one in [*self.lines[done:], self.line]):
                del self.lines[done:]
                self.line = line
                self.write_unit(unit, indent + STEP * 2, hug=True)
        self.line = self._split(self.line)

    def write_unit(self, unit: Sequence[Token], indent: str, *, hug: bool) -> None:
        """Write what is glued together; to `hug` is to end a line even before the `>` that ends an HTML tag."""
        for rank, token in enumerate(unit):
            following = 0
            for one in unit[rank + 1 :]:
                if (one.kind == "open" and len(one.parts) > 1) or one.text.startswith("{% text"):
                    break
                following += len(one.text.split("\n", 1)[0])
            self.write_parts(token, indent)
            if (
                hug
                and token.kind == "open"
                and len(self.line) + following > WIDTH
                and self.line.endswith(('">', "%}>"))
            ):
                self.line = self.line[:-1]
                self.break_line(indent)
                self.line += ">"

    def write_parts(self, token: Token, indent: str) -> None:
        """Write a token, an HTML tag broken between its attributes where they do not fit."""
        parts = token.parts if token.kind == "open" else [token.text]
        parts = [
            one
            for part in parts
            for one in (
                split_attributes(part, deep=True) if token.kind == "open" and len(indent + part) > WIDTH else [part]
            )
        ]
        for place, part in enumerate(parts):
            alone = place == 1 and self.line.strip() == parts[0]
            if place and not alone and len(self.line) + 1 + len(_PAIR.split(part)[0]) > WIDTH:
                self.break_line(indent)
            elif place:
                self.line += " "
            self.write_text(part)

    def _split(self, line: str) -> str:
        """Keep the last line of a text that holds several."""
        *done, last = line.split("\n")
        self.lines += done
        return last


def join_tokens(tokens: Sequence[Token]) -> str:
    """Return tokens on one line."""
    parts = []
    for rank, token in enumerate(tokens):
        parts.append(" " if rank and token.gap == SPACE else "")
        parts.append(" ".join(token.parts) if token.kind in ("open", "close") else token.text)
    return "".join(parts)


def wrap_words(text: str, width: int) -> list[str]:
    """Cut a text into lines at plain spaces: those that do not break stay."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def main(arguments: list[str]) -> int:
    """Format the files given, or every template; with --check, say what would change and what is too long."""
    check = "--check" in arguments
    paths = [Path(one).resolve() for one in arguments if not one.startswith("-")] or sorted(ROOT.rglob("*.html"))
    folder, bad = Folder(ROOT), 0
    for path in paths:
        source = path.read_text(encoding="utf-8")
        formatted = folder.format(source)
        if check and formatted != source:
            print(f"{path}: not formatted: run tools/format_templates.py")
            bad += 1
        elif formatted != source:
            path.write_text(formatted, encoding="utf-8")
        for number, line in enumerate(formatted.split("\n"), 1):
            if len(line) > LIMIT:
                print(f"{path}:{number}: {len(line)} characters, of {LIMIT} at most")
                bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
