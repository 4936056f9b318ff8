"""The pairs of French and English texts of the project, as its files write them: what a catalogue translates.

Python writes them ``Text(fr="…", en="…")``, found in its syntax tree; content writes them as two keys ``fr`` and ``en``
of a mapping. What the code puts in a sentence stands as ``{name}``.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filiere.core.catalogues import PLACE
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


def iter_python_pairs(root: Path) -> Iterator[Pair]:
    """Give every ``Text(fr=…, en=…)`` of the Python files under a folder, in the order of files and lines."""
    for path in sorted(root.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "Text(" not in source:
            continue
        found = (_python_pair(node, path.relative_to(root.parent)) for node in ast.walk(ast.parse(source)))
        yield from sorted(one for one in found if one is not None)


def _python_pair(node: ast.AST, file: Path) -> Pair | None:
    match node:
        case ast.Call(func=ast.Name(id="Text") | ast.Attribute(attr="Text"), keywords=keywords):
            words = {one.arg: _read_words(one.value) for one in keywords if one.arg in ("fr", "en")}
            if len(words) == 2:
                return _make_pair(file, node.lineno, words["fr"], words["en"])
    return None


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
