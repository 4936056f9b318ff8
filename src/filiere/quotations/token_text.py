"""A text cut into tokens, with the look-outs that scanners share: the word before, the word after, what is attached."""

from functools import cached_property

from filiere.core.text import Lang
from filiere.quotations.folded_text import FoldedText, Token, detect_language, split_tokens
from filiere.quotations.source_citations import find_citations

_LINKS = frozenset("'-.")


class TokenText:
    """The tokens of a text; every method takes and returns places in :attr:`tokens`, -1 or their number for none."""

    def __init__(self, text: str, lang: Lang | None = None) -> None:
        self.folded = FoldedText(text)
        self.tokens: list[Token] = split_tokens(self.folded.folded)
        self.lang: Lang = lang or detect_language(self._list_own_words(0, len(self.tokens)))

    @cached_property
    def paragraph_languages(self) -> list[Lang]:
        """The language of each token: that of its paragraph where its words say it, else that of the text."""
        found: list[Lang] = []
        begin = 0
        for place in range(len(self.tokens) + 1):
            if place == len(self.tokens) or self.tokens[place].text == "\n":
                after = min(place + 1, len(self.tokens))
                found += [detect_language(self._list_own_words(begin, after), self.lang)] * (after - begin)
                begin = after
        return found

    def _list_own_words(self, start: int, after: int) -> list[Token]:
        """Return the tokens between two places, save the names of sources, which keep their language."""
        cited = {place for one in find_citations(self.tokens, start, after) for place in one}
        return [self.tokens[place] for place in range(start, after) if place not in cited]

    def kind(self, place: int) -> str:
        """Return the kind of a token, "" outside the text."""
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else ""

    def word(self, place: int) -> str:
        """Return the folded text of a token, "" outside the text."""
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def read_token(self, place: int) -> str:
        """Return a token as it was written, "" outside the text."""
        return self.folded.read_original(self.tokens[place]) if 0 <= place < len(self.tokens) else ""

    def skip_spaces(self, place: int) -> int:
        """Return the first place from ``place`` on that is no space; an end of line counts as one when single."""
        while self.kind(place) == "s":
            if self.word(place) == "\n" and self._is_paragraph_end(place):
                break
            place += 1
        return place

    def skip_spaces_back(self, place: int) -> int:
        """Return the last place up to ``place`` that is no space."""
        while self.kind(place) == "s":
            if self.word(place) == "\n" and self._is_paragraph_end(place):
                break
            place -= 1
        return place

    def _is_paragraph_end(self, place: int) -> bool:
        return "\n" in (self.word(place - 1), self.word(place + 1))

    def words_before(self, place: int, most: int) -> list[str]:
        """Return up to ``most`` words before a place, nearest last, as far as only spaces and links part them."""
        found: list[str] = []
        at = place - 1
        while len(found) < most and at >= 0:
            kind, text = self.kind(at), self.word(at)
            if kind in "wn":
                found.append(text)
            elif not (kind == "s" or text in _LINKS) or (text == "." and self.kind(at + 1) == "s"):
                break
            at -= 1
        return found[::-1]

    def words_after(self, place: int, most: int) -> list[tuple[str, int]]:
        """Return up to ``most`` words from a place on with their places, as far as only spaces and links part them."""
        found: list[tuple[str, int]] = []
        at = place
        while len(found) < most and at < len(self.tokens):
            kind, text = self.kind(at), self.word(at)
            if kind == "w":
                found.append((text, at))
            elif kind == "n" or not (kind == "s" or text in "'-") or (text == "\n" and self._is_paragraph_end(at)):
                break
            at += 1
        return found
