"""Text out of a PDF, page by page: what its fonts say that their codes mean, in the order in which it is painted.

After ISO 32000-1, 9: codes of one or two bytes, ``ToUnicode`` maps, the encodings of simple fonts with their
differences. A line ends where the height changes, a word where a gap is wider than a fifth of the letter's height, a
paragraph where lines are further apart than a line and a half. It is not a layout engine: columns come in the order of
the file. Every count is bounded, and a page that cannot be read is skipped, not guessed.
"""

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from io import BytesIO
from typing import Any

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.quotations.faults import fault

MOST_PAGES = 2000
_MOST_OPERATORS = 400_000
_MOST_MAP = 1 << 20
_MOST_CODES = 70_000
_MOST_FORMS = 6
_CMAP = re.compile(rb"<([0-9A-Fa-f]{0,512})>|([\[\]])|([a-z]{4,20})")
"""Codes in hexadecimal, brackets and operators of a map; anything else is passed over."""
_NAMES = {
    **{name: chr(code) for name, code in name2codepoint.items()},
    "space": " ", "comma": ",", "period": ".", "hyphen": "-", "colon": ":", "semicolon": ";", "slash": "/",
    "parenleft": "(", "parenright": ")", "percent": "%", "quoteright": "’", "quotesingle": "'", "plus": "+",
    "guillemotleft": "«", "guillemotright": "»", "endash": "–", "emdash": "—", "zero": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "Euro": "€",
    "nbspace": "\u00a0", "exclam": "!", "question": "?", "fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi",
    "quotedblleft": "“", "quotedblright": "”", "equal": "=", "minus": "−",
}  # fmt: skip
_ENCODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}


class _Font:
    """How a font turns bytes into text, and how wide they are, in thousandths of its size."""

    def __init__(self, font: Any) -> None:
        self.wide = str(font.get("/Subtype", "")) == "/Type0"
        self._map: dict[int, str] = {}
        self._widths: dict[int, float] = {}
        self._default = 1000.0 if self.wide else 500.0
        self._encoding = "cp1252"
        mapped = font.get("/ToUnicode")
        if mapped is not None and hasattr(mapped, "read_bytes"):
            self._map = read_unicode_map(mapped.read_bytes()[:_MOST_MAP])
        if self.wide:
            self._read_wide_widths(font)
        else:
            self._read_simple(font)

    def _read_simple(self, font: Any) -> None:
        encoding = font.get("/Encoding")
        if encoding is not None and hasattr(encoding, "get") and not hasattr(encoding, "read_bytes"):
            self._encoding = _ENCODINGS.get(str(encoding.get("/BaseEncoding", "")), "cp1252")
            code = 0
            for one in list(encoding.get("/Differences", []))[:2000]:
                words = str(one)
                if words.startswith("/"):
                    named = _read_glyph_name(words[1:])
                    if named is not None:
                        self._map.setdefault(code, named)
                    code += 1
                else:
                    code = int(one)
        elif encoding is not None:
            self._encoding = _ENCODINGS.get(str(encoding), "cp1252")
        first = int(font.get("/FirstChar", 0))
        for number, width in enumerate(list(font.get("/Widths", []))[:300]):
            self._widths[first + number] = float(width)

    def _read_wide_widths(self, font: Any) -> None:
        for below in list(font.get("/DescendantFonts", []))[:1]:
            self._default = float(below.get("/DW", 1000))
            listed = list(below.get("/W", []))[:20_000]
            at = 0
            while at + 1 < len(listed):
                first, second = int(listed[at]), listed[at + 1]
                if hasattr(second, "__iter__") and not isinstance(second, (int, float)):
                    for number, width in enumerate(list(second)[:5000]):
                        self._widths[first + number] = float(width)
                    at += 2
                elif at + 2 < len(listed):
                    for code in range(first, min(int(second), first + 5000) + 1):
                        self._widths[code] = float(listed[at + 2])
                    at += 3
                else:
                    break

    def decode(self, raw: bytes) -> tuple[str, float]:
        """Return the text of bytes, and its width in thousandths."""
        words: list[str] = []
        width = 0.0
        step = 2 if self.wide else 1
        for at in range(0, len(raw) - step + 1, step):
            code = int.from_bytes(raw[at : at + step], "big")
            width += self._widths.get(code, self._default)
            known = self._map.get(code)
            if known is None:
                known = "" if self.wide else bytes([code]).decode(self._encoding, "ignore")
            words.append(known)
        return "".join(words), width


def _read_glyph_name(name: str) -> str | None:
    if name in _NAMES:
        return _NAMES[name]
    if len(name) == 1:
        return name
    if name.startswith("uni") and len(name) == 7:
        try:
            return chr(int(name[3:], 16))
        except ValueError:
            return None
    return None


def read_unicode_map(content: bytes) -> dict[int, str]:
    """Return the text of each code of a ``ToUnicode`` map (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    codes: list[bytes] = []
    mode = ""
    opened: list[bytes] | None = None
    for match in _CMAP.finditer(content):
        digits, bracket, word = match.groups()
        if word is not None:
            mode = {b"beginbfchar": "char", b"beginbfrange": "range"}.get(word, "" if word.startswith(b"end") else mode)
            codes, opened = [], None
        elif bracket == b"[":
            opened = []
        elif bracket == b"]":
            if mode == "range" and len(codes) == 2 and opened is not None:
                first = int(codes[0] or b"0", 16)
                for number, target in enumerate(opened):
                    found[first + number] = _read_target(target)
            codes, opened = [], None
        elif digits is not None:
            if opened is not None:
                opened.append(digits)
                continue
            codes.append(digits)
            if mode == "char" and len(codes) == 2:
                found[int(codes[0] or b"0", 16)] = _read_target(codes[1])
                codes = []
            elif mode == "range" and len(codes) == 3:
                _add_range(found, codes)
                codes = []
        if len(found) > _MOST_CODES:
            break
    return found


def _add_range(found: dict[int, str], codes: list[bytes]) -> None:
    first, last = int(codes[0] or b"0", 16), int(codes[1] or b"0", 16)
    target = _read_target(codes[2])
    if not target:
        return
    for number in range(min(last - first, _MOST_CODES) + 1):
        point = ord(target[-1]) + number
        if point > 0x10FFFF:
            break
        found[first + number] = target[:-1] + chr(point)


def _read_target(digits: bytes) -> str:
    text = digits.decode("ascii")
    try:
        return bytes.fromhex(text if len(text) % 2 == 0 else f"{text}0").decode("utf-16-be", "ignore")
    except ValueError:
        return ""


class _Page:
    """The text of a page, in the order in which it is painted."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._line: list[str] = []
        self._lines: list[str] = []
        self._height: float | None = None
        self._end = 0.0
        self._size = 10.0

    def show(self, words: str, x: float, y: float, size: float, width: float) -> None:
        """Add words painted at a place, ``size`` high and ``width`` wide."""
        if not words:
            return
        if self._height is not None and abs(y - self._height) > 0.4 * max(size, self._size):
            gap = abs(self._height - y)
            self._end_line()
            if gap > 1.75 * max(size, self._size) or y > self._height + 2 * size:
                self.end_block()
        elif self._line and x - self._end > 0.2 * size and not self._line[-1].endswith(" "):
            self._line.append(" ")
        self._line.append(words)
        self._height, self._end, self._size = y, x + width, size

    def _end_line(self) -> None:
        words = "".join(self._line).strip()
        if words:
            self._lines.append(words)
        self._line = []

    def end_block(self) -> None:
        """Close the paragraph under way; its lines are joined by a space, a soft hyphen at their end taken out."""
        self._end_line()
        if self._lines:
            self.blocks.append(" ".join(self._lines).replace("\u00ad ", ""))
        self._lines = []


def _multiply(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


_UNIT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Painter:
    """Follows the operators of a page that move and show text."""

    def __init__(self, page: _Page) -> None:
        self._page = page
        self._fonts: dict[Any, _Font] = {}
        self._left = _MOST_OPERATORS

    def paint(self, stream: Any, resources: Any, matrix: tuple[float, ...], depth: int = 0) -> None:
        """Run the operators of a content stream, those of its forms included."""
        import pikepdf

        state = _TextState(matrix)
        stack: list[tuple[tuple[float, ...], _Font | None, float]] = []
        fonts = resources.get("/Font", {}) if resources is not None else {}
        forms = resources.get("/XObject", {}) if resources is not None else {}
        for instruction in pikepdf.parse_content_stream(stream):
            self._left -= 1
            if self._left < 0:
                return
            operator, operands = str(instruction.operator), instruction.operands
            try:
                if operator == "q":
                    stack.append((state.matrix, state.font, state.size))
                elif operator == "Q" and stack:
                    state.matrix, state.font, state.size = stack.pop()
                elif operator == "cm":
                    state.matrix = _multiply(tuple(float(one) for one in operands), state.matrix)
                elif operator == "Do" and depth < _MOST_FORMS:
                    self._paint_form(forms.get(str(operands[0])), resources, state.matrix, depth)
                elif operator == "Tf":
                    state.font, state.size = self._font(fonts.get(str(operands[0]))), float(operands[1])
                else:
                    self._run_text(operator, operands, state)
            except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
                continue

    def _font(self, font: Any) -> _Font | None:
        if font is None:
            return None
        key = font.objgen if font.is_indirect else id(font)
        if key not in self._fonts:
            self._fonts[key] = _Font(font)
        return self._fonts[key]

    def _paint_form(self, form: Any, resources: Any, matrix: tuple[float, ...], depth: int) -> None:
        if form is None or str(form.get("/Subtype", "")) != "/Form":
            return
        own = tuple(float(one) for one in form.get("/Matrix", _UNIT))
        self.paint(form, form.get("/Resources", resources), _multiply(own, matrix), depth + 1)

    def _run_text(self, operator: str, operands: Any, state: "_TextState") -> None:
        if operator == "BT":
            state.line = state.at = _UNIT
        elif operator == "Tm":
            state.line = state.at = tuple(float(one) for one in operands)
        elif operator in {"Td", "TD"}:
            if operator == "TD":
                state.leading = -float(operands[1])
            state.move(float(operands[0]), float(operands[1]))
        elif operator == "TL":
            state.leading = float(operands[0])
        elif operator == "T*":
            state.move(0.0, -state.leading)
        elif operator == "Tj":
            self._show(bytes(operands[0]), state)
        elif operator in {"'", '"'}:
            state.move(0.0, -state.leading)
            self._show(bytes(operands[-1]), state)
        elif operator == "TJ":
            for one in operands[0]:
                try:
                    state.at = _multiply((1, 0, 0, 1, -float(one) / 1000 * state.size, 0), state.at)
                except (TypeError, ValueError):
                    self._show(bytes(one), state)

    def _show(self, raw: bytes, state: "_TextState") -> None:
        if state.font is None:
            return
        words, width = state.font.decode(raw)
        placed = _multiply(state.at, state.matrix)
        scale = abs(placed[3]) or abs(placed[1]) or 1.0
        long = width / 1000 * state.size
        self._page.show(words, placed[4], placed[5], state.size * scale, long * (abs(placed[0]) or scale))
        state.at = _multiply((1, 0, 0, 1, long, 0), state.at)


class _TextState:
    """Where the next letter goes, in which font and size."""

    def __init__(self, matrix: tuple[float, ...]) -> None:
        self.matrix = matrix
        self.line: tuple[float, ...] = _UNIT
        self.at: tuple[float, ...] = _UNIT
        self.font: _Font | None = None
        self.size = 10.0
        self.leading = 0.0

    def move(self, x: float, y: float) -> None:
        """Begin the next line, moved from the last."""
        self.line = self.at = _multiply((1, 0, 0, 1, x, y), self.line)


def read_pdf_pages(content: bytes) -> Iterator[tuple[int, str]]:
    """Return the paragraphs of a PDF with the number of their page, from 1.

    Raises :class:`Faults` (``document-damaged``, ``document-encrypted``, ``document-too-many-pages``).
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            for number, page in enumerate(pdf.pages, start=1):
                if number > MOST_PAGES:
                    raise Faults([fault("document-too-many-pages", pages=len(pdf.pages), most=MOST_PAGES)])
                read = _Page()
                try:
                    _Painter(read).paint(page, page.resources, _UNIT)
                except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError):
                    continue
                finally:
                    read.end_block()
                for block in read.blocks:
                    yield number, block
    except pikepdf.PasswordError:
        raise Faults([fault("document-encrypted")]) from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError):
        why = Text(fr="ce n’est pas un PDF entier", en="it is no whole PDF")
        raise Faults([fault("document-damaged", why=why)]) from None
