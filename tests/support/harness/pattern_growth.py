"""How much a regular expression works on text made against it: steps of backtracking counted, never seconds.

A simulator matches as Python's engine does, over the parse tree that this engine compiles, and counts each node it
tries. The texts are derived from the same tree: what stands before a repeat, the repeated piece again and again, then
what cannot follow. A pattern is sound when its steps grow as its text does.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SIZES = ((6, 24), (64, 256), (256, 1024))
"""Repeats compared, four times as many each time; the larger ones only for texts that grew at the smaller ones, since
a bound such as {0,40} shows only beyond it."""
GROWTH = 7.0
"""Steps of four times as many repeats over those of as many: 4 is linear, 16 quadratic."""
PER_SIGN = 400
"""Steps for each sign of the text that a pattern of growth within a bound may take."""
BUDGET = 400_000
_ONE = {codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN}
_REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}

Node = tuple[Any, Any]
Then = Callable[[int], int | None]


class TooMuch(Exception):
    """A match took more steps than are counted."""


class Pattern:
    """A compiled pattern as its tree, ready to be simulated."""

    def __init__(self, source: re.Pattern[Any]) -> None:
        self.source = source
        self.binary = isinstance(source.pattern, bytes)
        self.flags = source.flags
        self.tree = parser.parse(source.pattern, source.flags)
        self.steps = 0
        self._text: Sequence[Any] = ""
        self._one: dict[int, Callable[[str], bool]] = {}

    def fits(self, node: Node, sign: str) -> bool:
        """Whether one sign is matched by a node of one sign."""
        if id(node) not in self._one:
            single = parser.SubPattern(self.tree.state, [node])
            one = compiler.compile(single, self.flags & ~(re.DEBUG | re.VERBOSE))

            @cache
            def test(sign: str) -> bool:
                return one.match(sign.encode("latin-1") if self.binary else sign) is not None

            self._one[id(node)] = test
        return self._one[id(node)](sign)

    def work(self, text: str, *, way: str) -> int:
        """The steps that it takes to ``match``, ``fullmatch`` or ``scan`` (find all) a text."""
        self.spans(text, way=way)
        return self.steps

    def spans(self, text: str, *, way: str) -> list[tuple[int, int]]:
        """Where it matches, and the steps that it took left in ``steps``."""
        self.steps, self._text = 0, text
        if way != "scan":
            whole = way == "fullmatch"
            end = self._run(self.tree, 0, 0, lambda at: at if not whole or at == len(text) else None)
            return [] if end is None else [(0, end)]
        found, start, barred = [], 0, -1
        while start <= len(text):
            # After an empty match, the next one may begin here but not be empty.
            end = self._run(self.tree, 0, start, lambda at, here=start, no=barred: None if at == here == no else at)
            if end is None:
                start += 1
                continue
            found.append((start, end))
            barred, start = end, end
        return found

    def _step(self) -> None:
        self.steps += 1
        if self.steps > BUDGET:
            raise TooMuch

    def _run(self, nodes: Sequence[Node], place: int, at: int, then: Then) -> int | None:
        """Match the nodes from ``place`` on at a sign, then what follows; the end, None where nothing matches."""
        while place < len(nodes):
            self._step()
            node = nodes[place]
            op, value = node
            place += 1

            def rest(end: int, place: int = place) -> int | None:
                return self._run(nodes, place, end, then)

            if op in _ONE:
                if at >= len(self._text) or not self.fits(node, self._text[at]):
                    return None
                at += 1
            elif op is codes.AT:
                if not self._stands(value, at):
                    return None
            elif op in (codes.ASSERT, codes.ASSERT_NOT):
                back, inner = value
                start = at - inner.getwidth()[0] if back < 0 else at
                seen = None if start < 0 else self._run(inner, 0, start, lambda end: end)
                if (seen is None) is (op is codes.ASSERT):
                    return None
            elif op is codes.SUBPATTERN:
                return self._run(value[3], 0, at, rest)
            elif op is codes.ATOMIC_GROUP:
                end = self._run(value, 0, at, lambda end: end)
                if end is None:
                    return None
                at = end
            elif op is codes.BRANCH:
                return next((end for one in value[1] if (end := self._run(one, 0, at, rest)) is not None), None)
            elif op in _REPEATS:
                return self._repeat(op, value, at, rest)
            else:
                raise NotImplementedError(str(op))
        return then(at)

    def _repeat(self, op: Any, value: tuple[Any, Any, Any], at: int, rest: Then) -> int | None:
        low, high, inner = value
        high = len(self._text) + 1 if high is codes.MAXREPEAT else high
        if len(inner) == 1 and inner[0][0] in _ONE:
            return self._signs(op, (low, high, inner[0]), at, rest)
        if op is codes.POSSESSIVE_REPEAT:
            count = 0
            while count < high:
                end = self._run(inner, 0, at, lambda end: end)
                if end is None or (end == at and count >= low):
                    break
                at, count = end, count + 1
            return rest(at) if count >= low else None
        return self._again(op, (low, high, inner), at, 0, rest)

    def _signs(self, op: Any, value: tuple[int, int, Node], at: int, rest: Then) -> int | None:
        """A repeat of one sign, which the engine runs as a loop."""
        low, high, node = value
        most = 0
        while most < high and at + most < len(self._text) and self.fits(node, self._text[at + most]):
            self._step()
            most += 1
            if op is codes.MIN_REPEAT and most >= low and (end := rest(at + most)) is not None:
                return end if low else self._earlier(at, rest, end)
        if op is codes.MIN_REPEAT:
            return rest(at) if low == 0 else None
        if most < low:
            return None
        counts = range(most, low - 1, -1) if op is codes.MAX_REPEAT else (most,)
        for count in counts:
            self._step()
            if (end := rest(at + count)) is not None:
                return end
        return None

    def _earlier(self, at: int, rest: Then, found: int) -> int:
        end = rest(at)
        return found if end is None else end

    def _again(self, op: Any, value: tuple[int, int, Any], at: int, count: int, rest: Then) -> int | None:
        low, high, inner = value
        self._step()

        def more() -> int | None:
            def next_one(end: int) -> int | None:
                # An empty turn adds nothing: the engine leaves the loop.
                return None if end == at and count >= low else self._again(op, value, end, count + 1, rest)

            return self._run(inner, 0, at, next_one) if count < high else None

        if count < low:
            return more()
        for one in (more, lambda: rest(at)) if op is codes.MAX_REPEAT else (lambda: rest(at), more):
            if (end := one()) is not None:
                return end
        return None

    def _stands(self, where: Any, at: int) -> bool:
        text, last = self._text, len(self._text)
        if where in (codes.AT_BEGINNING, codes.AT_BEGINNING_STRING):
            line = where is codes.AT_BEGINNING and self.flags & re.MULTILINE
            return at == 0 or bool(line and text[at - 1] == "\n")
        if where is codes.AT_END_STRING:
            return at == last
        if where is codes.AT_END:
            if self.flags & re.MULTILINE and at < last and text[at] == "\n":
                return True
            return at == last or (at == last - 1 and text[at] == "\n")
        before = at > 0 and _in_word(text[at - 1], self.binary)
        after = at < last and _in_word(text[at], self.binary)
        return (before != after) is (where is codes.AT_BOUNDARY)


def _in_word(sign: str, binary: bool) -> bool:
    return (sign.isalnum() and (not binary or sign.isascii())) or sign == "_"


def nodes_of(tree: Any) -> Iterator[Node]:
    """Every node of a tree."""
    for node in tree:
        yield node
        for inner in _inside(node):
            yield from nodes_of(inner)


def _inside(node: Node) -> list[Any]:
    op, value = node
    if op in _REPEATS:
        return [value[2]]
    if op is codes.SUBPATTERN:
        return [value[3]]
    if op is codes.BRANCH:
        return list(value[1])
    if op in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return [value] if op is codes.ATOMIC_GROUP else []


class Attack:
    """Texts made against a pattern, from its own tree."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self._singles = [one for one in nodes_of(pattern.tree) if one[0] in _ONE]
        self.signs = self._alphabet()

    def _alphabet(self) -> list[str]:
        """One sign for each way in which the nodes of the pattern tell signs apart."""
        said = set(' \n\t0aZ_.,;:-+/"<>=|!@\x00\\é'[: -1 if self._pattern.binary else None])
        for op, value in self._singles:
            for kind, one in [(op, value)] if op is not codes.IN else value:
                if kind in (codes.LITERAL, codes.NOT_LITERAL):
                    said.add(chr(one))
                elif kind is codes.RANGE:
                    said |= {chr(one[0]), chr(one[1])}
        apart: dict[tuple[bool, ...], str] = {}
        for sign in sorted(said):
            apart.setdefault(tuple(self._pattern.fits(one, sign) for one in self._singles), sign)
        return list(apart.values())

    def repeats(self) -> list[tuple[str, list[str]]]:
        """For each repeat with a choice of how often: what leads to it, and pieces that it repeats."""
        found: list[tuple[str, list[str]]] = []
        self._walk(self._pattern.tree, "", found)
        return found

    def _walk(self, tree: Any, before: str, found: list[tuple[str, list[str]]]) -> None:
        for node in tree:
            if node[0] in _REPEATS and node[1][1] > max(1, node[1][0]):
                found.append((before, self.pieces(node[1][2], most=12)))
            for inner in _inside(node):
                self._walk(inner, before, found)
            before += (self.pieces([node], most=1) or [""])[0]

    def pieces(self, tree: Any, most: int = 6) -> list[str]:
        """Short texts that a tree matches, different in their signs and branches."""
        choices = [self._choices(node)[:most] for node in tree]
        return ["".join(one) for one, _ in zip(product(*choices), range(most), strict=False)] if all(choices) else []

    def _choices(self, node: Node) -> list[str]:
        op, value = node
        if op in _ONE:
            return [sign for sign in self.signs if self._pattern.fits(node, sign)]
        if op in _REPEATS:
            low, high, inner = value
            pieces = self.pieces(inner)
            return [one * low for one in pieces if low] or (["", *pieces] if high else [""])
        if op is codes.BRANCH:
            return [one for branch in value[1] for one in self.pieces(branch, most=2)]
        if op is codes.SUBPATTERN:
            return self.pieces(value[3])
        return self.pieces(value) if op is codes.ATOMIC_GROUP else [""]

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """What comes first, what is repeated, and what ends a text that the pattern may work on for long."""
        bad = next((one for one in self.signs if not any(self._pattern.fits(n, one) for n in self._singles)), "\x00")
        repeats = self.repeats()
        if not repeats:
            return
        seen = set()
        for before, pieces in repeats:
            apart = [("", before + one) for one in ("", *pieces[:3])]
            for first, unit in [*((before, one) for one in pieces), *(("", one) for one in self.signs), *apart]:
                for last in ("", bad):
                    if unit and (first, unit, last) not in seen:
                        seen.add((first, unit, last))
                        yield first, unit, last


def fault_of(source: re.Pattern[Any], ways: set[str]) -> str | None:
    """The text on which a pattern works more than in proportion, None when there is none."""
    pattern = Pattern(source)
    for first, unit, last in Attack(pattern).texts():
        for way in sorted(ways):
            for sizes in SIZES:
                try:
                    less, more = (pattern.work(first + unit * size + last, way=way) for size in sizes)
                except (TooMuch, RecursionError):
                    return f"{way}: {first!r} + {unit!r} * {sizes[1]} + {last!r}: beyond {BUDGET} steps"
                if more <= GROWTH * less:
                    break
            else:
                return f"{way}: {first!r} + {unit!r} * n + {last!r}: {less} steps, then {more}"
            if more > PER_SIGN * (len(unit) * sizes[1] + len(first + last)):
                return f"{way}: {first!r} + {unit!r} * n + {last!r}: {more} steps for {sizes[1]} repeats"
    return None
