"""Where an expression stands in its file, so that a fault inside it points at the character and not at the key."""

from dataclasses import dataclass, field

from filiere.core import Document, Fault, Key, Text, format_key


@dataclass(frozen=True, slots=True)
class ExpressionPlace:
    """The place of an expression: file, line and column of its key (from 1), and its dotted key.

    With ``source``, the text of the whole file, a fault inside the expression gets its exact line and column; without
    it the column supposes the usual writing, ``key: "expression"`` on one line.
    """

    file: str | None = None
    line: int = 1
    column: int = 1
    key: str | None = None
    source: str = field(default="", repr=False, compare=False)
    named: str = ""

    @classmethod
    def of(cls, document: Document, key: Key, source: str = "") -> "ExpressionPlace":
        """Return the place of the value at ``key`` of a document."""
        line, column = document.position(key)
        last = key[-1] if key else ""
        named = last if isinstance(last, str) else ""
        return cls(str(document.path), line, column, format_key(key), source, named)

    def position(self, text: str, offset: int) -> tuple[int, int]:
        """Return line and column, in the file, of the character at ``offset`` of the expression ``text``."""
        found = self._start(text)
        if found is not None:
            before = self.source[: found + offset]
            return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        if self.file is None:
            return 1, offset + 1
        # `key: "…` puts the first character after the key, a colon, a space and a quote; `- "…` after a quote.
        return self.line, self.column + (len(self.named) + 3 if self.named else 1) + offset

    def _start(self, text: str) -> int | None:
        if not self.source or not text:
            return None
        at = 0
        for _ in range(self.line - 1):
            at = self.source.find("\n", at) + 1
        start = self.source.find(text, at + self.column - 1 + len(self.named))
        return start if start >= 0 else None

    def fault(self, code: str, text: str, offset: int, message: Text, remedy: Text) -> Fault:
        """Return a fault at the character ``offset`` of the expression ``text``."""
        line, column = self.position(text, offset)
        return Fault(code=code, message=message, remedy=remedy, file=self.file, line=line, column=column, key=self.key)


NOWHERE = ExpressionPlace()
