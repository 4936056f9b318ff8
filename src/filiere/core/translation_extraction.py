"""The pairs of French and English texts of the project, as its files write them: what a catalogue translates.

Python writes them ``Text(fr="…", en="…")``, as two arguments of another function or in a table of texts, found in its
syntax tree; content writes them as two keys ``fr`` and ``en`` of a mapping. What the code puts in a sentence stands as
``{name}``.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filiere.core.translation_catalogues import PLACE
from filiere.core.yaml_documents import Document, scan_yaml


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A text and where it is written: the file, from the root that was asked for, and the line."""

    file: str
    line: int
    fr: str
    en: str

    @property
    def key(self) -> tuple[str, str]:
        """The French and English words."""
        return self.fr, self.en


Parameters = tuple[str, ...]
_FRENCH = re.compile(r"[àâçèéêëîïôùûœ’«]|\b(?:aux?|ce|d[eu]|des|est|et|il|la|les?|ou|par|pour|qui|sur|une?)\b", re.I)
"""Letters and words that are met in a French sentence, and hardly in an English one."""


def iter_python_pairs(root: Path) -> Iterator[Pair]:
    """Give every pair of the Python files under a folder, in the order of files and lines.

    A pair is what a call gives for the French and the English of a text, by name or by place, as the functions of the
    folder declare them: ``Text(fr=…, en=…)``, ``localize("…", "…")``; or two neighbours in a row of a table.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(root.rglob("*.py"))}
    declared = {path: dict(_iter_signatures(tree)) for path, tree in trees.items()}
    everywhere: dict[str, set[Parameters]] = {"Text": {("fr", "en")}}
    for functions in declared.values():
        for name, parameters in functions.items():
            everywhere.setdefault(name, set()).add(parameters)
    for path, tree in trees.items():
        signatures = everywhere | {name: {parameters} for name, parameters in declared[path].items()}
        found = (
            _make_pair(path.relative_to(root.parent), fr.lineno, _read_words(fr), _read_words(en))
            for node in ast.walk(tree)
            for fr, en in _find_halves(node, signatures)
        )
        yield from sorted({one for one in found if one is not None})


def _iter_signatures(tree: ast.Module) -> Iterator[tuple[str, Parameters]]:
    """Give what takes the two languages of a text, with its parameters: functions, and classes by their fields."""
    for node in ast.walk(tree):
        for name, names in _list_parameters(node):
            if _pair_names(names):
                yield name, names


def _list_parameters(node: ast.AST) -> Iterator[tuple[str, Parameters]]:
    match node:
        case ast.FunctionDef(name=name, args=taken):
            names = tuple(one.arg for one in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs))
            yield name, names[names[:1] == ("self",) :]
        case ast.ClassDef(name=name, body=body):
            yield (
                name,
                tuple(
                    one.target.id for one in body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
                ),
            )
            yield from ((name, names) for one in body for made, names in _list_parameters(one) if made == "__init__")


def _pair_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names of parameters that are two languages of one text: ``fr`` and ``en``, ``x_fr`` and ``x_en``."""
    given = set(names)
    return [(one, en) for one in names if one[-2:] == "fr" and (en := f"{one[:-2]}en") in given]


def _find_halves(node: ast.AST, signatures: Mapping[str, set[Parameters]]) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in signatures:
            for parameters in signatures[name]:
                given = dict(zip(parameters, node.args, strict=False))
                given |= {one.arg: one.value for one in node.keywords if one.arg is not None}
                for fr, en in _pair_names(given):
                    if name == "Text" or (_is_written(given[fr]) and _is_written(given[en])):
                        yield given[fr], given[en]
        case ast.Dict(values=rows) | ast.List(elts=rows) | ast.Tuple(elts=rows) | ast.Set(elts=rows):
            found = [one.elts for one in rows if isinstance(one, ast.Tuple)]
            yield from _find_columns(found or [rows] if not isinstance(node, ast.Dict) else found)


def _find_columns(rows: list[list[ast.expr]]) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Give the neighbours in rows of a table that are two languages: in some row, the first alone reads as French."""
    rank = 0
    while neighbours := [(row[rank], row[rank + 1]) for row in rows if len(row) > rank + 1]:
        pairs = [(fr, en) for fr, en in neighbours if _is_written(fr) and _is_written(en)]
        if any(_FRENCH.search(_read_words(fr)) and not _FRENCH.search(_read_words(en)) for fr, en in pairs):
            yield from pairs
            rank += 1
        rank += 1


def _is_written(node: ast.expr) -> bool:
    """Whether an expression is words that stand in the source, computed parts among them."""
    match node:
        case ast.BinOp(left=left, op=ast.Add()):
            return _is_written(left)
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
    return False


def _read_words(node: ast.expr) -> str:
    """Return the words of an expression, with a place for each part that is computed."""
    match node:
        case ast.Constant(value=str() as words):
            return words
        case ast.JoinedStr(values=values):
            return "".join(_read_words(one) for one in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _read_words(left) + _read_words(right)
        case ast.FormattedValue(value=value):
            return f"{{{_placeholder_name(value)}}}"
    return f"{{{_placeholder_name(node)}}}"


def _placeholder_name(node: ast.expr) -> str:
    name = ast.unparse(node)
    if re.fullmatch(r"[A-Za-z_][\w.]*", name):
        return name
    # The name of what is called or looked up says more than a number would.
    words = re.findall(r"[A-Za-z_]\w*", name)
    return "_".join(words[:3]) or "value"


def iter_content_pairs(root: Path) -> Iterator[Pair]:
    """Give every mapping with the keys ``fr`` and ``en`` of the YAML files under a folder, in order."""
    for path in sorted(root.rglob("*.yaml")):
        document, _ = scan_yaml(path)
        if document is not None:
            yield from _iter_content_pairs(document, document.data, (), path.relative_to(root.parent.parent))


def _iter_content_pairs(document: Document, data: Any, key: tuple[str | int, ...], file: Path) -> Iterator[Pair]:
    if isinstance(data, list):
        for rank, item in enumerate(data):
            yield from _iter_content_pairs(document, item, (*key, rank), file)
    elif isinstance(data, dict):
        match data:
            case {"fr": str() as fr, "en": str() as en}:
                found = _make_pair(file, document.position((*key, "en"))[0] or 1, fr, en)
                if found is not None:
                    yield found
        for name, item in data.items():
            yield from _iter_content_pairs(document, item, (*key, name), file)


def _make_pair(file: Path, line: int, fr: str, en: str) -> Pair | None:
    fr, en = fr.strip(), en.strip()
    # A text that the code makes whole has no word of its own to translate.
    return Pair(file.as_posix(), line, fr, en) if re.search(r"[^\W\d_]", PLACE.sub("", en)) and fr else None
