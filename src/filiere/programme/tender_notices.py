"""Tender watch: what a public notice states of social matters, in the five answers of the programme, with the place.

A notice is plain text, or essential data of public procurement in JSON (DECP). In DECP the answer is that of the field
``considerationsSociales``, whose closed list maps one to one; it was read in ``schema_decp_v2.0.3.json`` of
139bercy/format-commande-publique, in the stored version of commit 626dc361: « Clause sociale », « Critère social »,
« Marché réservé » (of a concession, « Concession réservée »), « Pas de considération sociale ».

*None stated* is an answer of the notice, never of our ignorance: a field that is absent, blank or of another wording, a
file that is no text and a text that is neither French nor English are *not readable*.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from filiere.core.bounded_json import load_json
from filiere.core.text import Text, fold_text
from filiere.core.yaml_documents import Key, format_key
from filiere.programme.notice_text import Found, iterate_lines, read_text_statements

NoticeAnswer = Literal["clause", "criterion", "reserved", "none_stated", "not_readable"]
ANSWER_LABELS: dict[NoticeAnswer, Text] = {
    "reserved": Text(fr="marché réservé", en="reserved contract"),
    "clause": Text(fr="clause sociale", en="social clause"),
    "criterion": Text(fr="critère social", en="social criterion"),
    "none_stated": Text(fr="rien d’indiqué", en="none stated"),
    "not_readable": Text(fr="illisible", en="not readable"),
}
_PRECEDENCE: tuple[NoticeAnswer, ...] = ("reserved", "clause", "criterion")
"""Of several answers of one contract, the one named first: what binds most."""

DECP_FIELD, DECP_ITEM = "considerationsSociales", "considerationSociale"
DECP_VALUES: dict[str, NoticeAnswer] = {
    "Clause sociale": "clause",
    "Critère social": "criterion",
    "Marché réservé": "reserved",
    "Concession réservée": "reserved",
    "Pas de considération sociale": "none_stated",
}
_BY_FOLDED_VALUE = {fold_text(words): answer for words, answer in DECP_VALUES.items()}
_DECP_LISTS = ("marche", "contrat-concession")

ReadingFault = Literal["blank", "binary", "json", "no-contract", "absent", "unknown-value", "language", "unsure"]
READING_LABELS: dict[ReadingFault, Text] = {
    "blank": Text(fr="le fichier est vide", en="the file is empty"),
    "binary": Text(fr="le fichier n’est pas du texte", en="the file is not text"),
    "json": Text(fr="le JSON est mal formé", en="the JSON is malformed"),
    "no-contract": Text(fr="le JSON ne contient aucun marché", en="the JSON holds no contract"),
    "absent": Text(fr="le champ « considerationsSociales » manque ou est vide", en="the field “considerationsSociales” "
                   "is missing or blank"),
    "unknown-value": Text(fr="une valeur n’est pas de la liste", en="a value is not in the list"),
    "language": Text(fr="le texte n’est ni en français ni en anglais", en="the text is neither French nor English"),
    "unsure": Text(fr="le texte en parle sans dire ce qui est demandé", en="the text speaks of it without saying what "
                   "is required"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a notice and their place.

    ``path`` is that of a JSON value. In a text, ``start`` and ``end`` count its code points from 0, the end excluded,
    and ``line`` is counted from 1. ``denied`` words say that there is none; ``unsure`` ones that there may be.
    """

    statement: str
    words: str
    path: str | None = None
    start: int | None = None
    end: int | None = None
    line: int | None = None
    denied: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReading:
    """What one contract states: ``answer`` is the first of ``answers``, the reserved contract before the clause before
    the criterion. ``label`` quotes the mentions of a label of social responsibility, denied ones among them."""

    contract: str | None = None
    path: str | None = None
    answers: tuple[NoticeAnswer, ...]
    quotes: tuple[Quote, ...] = ()
    label: tuple[Quote, ...] = ()
    reason: ReadingFault | None = None

    @property
    def answer(self) -> NoticeAnswer:
        """The answer that binds most."""
        return self.answers[0]


def read_notice(raw: bytes) -> tuple[NoticeReading, ...]:
    """Return what a notice states, once for each contract of a JSON file, once for a text. Never raises.

    Bytes are UTF-8, UTF-16 with its mark, or else Windows-1252; a byte-order mark is not counted in offsets.
    """
    text = _decode(raw)
    if text is None:
        return (_unreadable("binary"),)
    if not text.strip():
        return (_unreadable("blank"),)
    if _looks_like_json(text):
        return _read_decp(text)
    return (read_notice_text(text),)


def read_notice_text(text: str) -> NoticeReading:
    """Return what a plain text states."""
    found = read_text_statements(text)
    if found is None:
        return _unreadable("language")
    starts = [*iterate_lines(text)]
    quotes = tuple(_quote(one, text, starts) for one in found)
    label = tuple(one for one in quotes if one.statement == "label")
    quotes = tuple(one for one in quotes if one.statement != "label")
    stated = {one.statement for one in quotes if not (one.denied or one.unsure)}
    answers = tuple(one for one in _PRECEDENCE if one in stated)
    if answers:
        return NoticeReading(answers=answers, quotes=quotes, label=label)
    if stated or any(one.unsure for one in quotes):
        return NoticeReading(answers=("not_readable",), quotes=quotes, label=label, reason="unsure")
    return NoticeReading(answers=("none_stated",), quotes=quotes, label=label)


def _quote(one: Found, text: str, starts: list[int]) -> Quote:
    return Quote(
        statement=one.statement,
        words=text[one.start : one.end],
        start=one.start,
        end=one.end,
        line=bisect_right(starts, one.start),
        denied=one.denied,
        unsure=one.unsure,
    )


def _unreadable(reason: ReadingFault) -> NoticeReading:
    return NoticeReading(answers=("not_readable",), reason=reason)


def _decode(raw: bytes) -> str | None:
    """Return the text of bytes, None when they are none."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    named = next((name for mark, name in marks if raw.startswith(mark)), "utf-8")
    for encoding in (named, "cp1252", "latin-1"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(sign < " " and sign not in "\t\n\r\f" for sign in text)
        return None if controls * 100 > len(text) or raw.startswith(b"%PDF") else text
    return None


def _looks_like_json(text: str) -> bool:
    start = text.lstrip()
    return start.startswith("{") or (start.startswith("[") and start[1:].lstrip()[:1] in ("{", "]", '"', "["))


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _read_decp(text: str) -> tuple[NoticeReading, ...]:
    try:
        data = load_json(text, object_pairs_hook=_refuse_repeated)
    except (ValueError, RecursionError):
        return (_unreadable("json"),)
    contracts = tuple(_read_contract(contract, path) for contract, path in _find_contracts(data, ()))
    return contracts or (_unreadable("no-contract"),)


def _find_contracts(data: Any, path: Key) -> Iterator[tuple[Any, Key]]:
    """Give each contract of a file with its path: the two lists of the schema, or a list or one contract by itself."""
    if isinstance(data, list):
        for rank, one in enumerate(data):
            yield one, (*path, rank)
    elif isinstance(data, Mapping):
        inside = [name for name in ("marches", *_DECP_LISTS) if name in data]
        if DECP_FIELD in data or (not inside and {"id", "objet"} & set(data)):
            yield data, path
        else:
            for name in inside:
                yield from _find_contracts(data[name], (*path, name))


def _read_contract(contract: Any, path: Key) -> NoticeReading:
    """Return what one contract states in its field, whatever else it says."""
    shown = format_key(path) or None
    if not isinstance(contract, Mapping):
        return NoticeReading(path=shown, answers=("not_readable",), reason="no-contract")
    name = contract.get("id")
    named = None if name is None or isinstance(name, (dict, list)) else str(name)
    quotes = tuple(_read_values(contract.get(DECP_FIELD), (*path, DECP_FIELD)))
    stated = {one.statement for one in quotes}
    answers = tuple(one for one in _PRECEDENCE if one in stated)
    reason: ReadingFault | None = None
    if "unknown-value" in stated:
        reason = "unknown-value"
    elif not stated:
        reason = "absent"
    if not answers:
        answers = ("not_readable",) if reason else ("none_stated",)
    return NoticeReading(contract=named, path=shown, answers=answers, quotes=quotes, reason=reason)


def _read_values(value: Any, path: Key) -> Iterator[Quote]:
    """Give each value of the field: in its object, its list, or alone as older files write it."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == DECP_ITEM:
                yield from _read_values(inner, (*path, name))
            else:
                yield Quote(statement="unknown-value", words=str(name), path=format_key((*path, name)))
    elif isinstance(value, list):
        for rank, one in enumerate(value):
            yield from _read_values(one, (*path, rank))
    else:
        words = value if isinstance(value, str) else json.dumps(value)
        statement = _BY_FOLDED_VALUE.get(fold_text(words), "unknown-value")
        yield Quote(statement=statement, words=words, path=format_key(path))
