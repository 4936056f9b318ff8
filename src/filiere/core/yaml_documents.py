"""Reading YAML as data that knows its own lines.

PyYAML follows YAML 1.1, where ``no`` is false and ``012`` is ten. Content is typed by people, so the reading here
is the YAML 1.2 core schema, without aliases, tags or merge keys; a key given twice is a fault; and every value
keeps its line and column, so that a fault found much later can still point at it. PyYAML's parser is used as it
is (the C one where it was compiled); only the meaning of scalars is ours.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from filiere.core.bounded_json import DEEPEST_NESTING
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.core.text_files import read_text_file

Key = tuple[str | int, ...]

# No number of the field needs more; longer ones cost quadratic time to read, or overflow when computed with.
LONGEST_NUMBER = 40
LARGEST_EXPONENT = 99

_Parser: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The core schema of YAML 1.2, section 10.3.2; the float form is read as an exact decimal.
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_UNTAGGED = "tag:yaml.org,2002:str"
# Tags that are admitted where they are written out: they change nothing.
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
)
# What the parser says most often, by how it begins; the parser speaks English only.
_SYNTAX_WORDS = {
    "found a tab character": "une tabulation sert de retrait",
    "found character": "ce caractère, une tabulation peut-être, ne peut rien commencer ici",
    "found unexpected end of stream": "le fichier finit au milieu d’une valeur",
    "found unexpected document indicator": "un début de document, « --- », est au milieu d’une valeur",
    "found undefined alias": "un alias renvoie à rien",
    "found undefined tag handle": "une étiquette n’est pas déclarée",
    "found unknown escape character": "ce qui suit la barre oblique inverse n’est pas connu",
    "mapping values are not allowed": "un deux-points est là où une valeur doit finir",
    "block sequence entries are not allowed": "un tiret de liste est mal placé",
    "could not find expected ':'": "il manque un deux-points",
    "did not find expected ',' or ']'": "il manque une virgule ou un crochet",
    "did not find expected ',' or '}'": "il manque une virgule ou une accolade",
    "did not find expected key": "il manque une clé, ou le retrait n’est pas celui d’au-dessus",
    "did not find expected '-' indicator": "il manque un tiret de liste, ou le retrait n’est pas celui d’au-dessus",
    "did not find expected node content": "il manque une valeur",
    "did not find expected alphabetic or numeric character": "il manque un nom après « & » ou « * »",
    "did not find expected <document start>": "quelque chose suit la fin du document",
    "expected the node content": "il manque une valeur",
    "expected <block end>": "le retrait n’est pas celui d’au-dessus",
    "expected ',' or": "il manque une virgule ou ce qui ferme la liste",
    "exceeded maximum nesting depth": "les listes ou les clés s’y emboîtent trop",
    "expected a single document": "le fichier contient plusieurs documents",
    "while scanning": "une valeur ne finit pas",
}
_NUMBER = re.compile(r"[-+]?\.?[0-9][0-9.]*([eE][-+]?[0-9]+)?\Z")
_KEY_PART = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")
_CORE_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


class _Loader(_Parser):  # type: ignore[misc]
    """The parser without its guesses of what a plain value is, which take a sixth of the time and are not used."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """Call every value without a tag of its own a string: what it is, is read from how it is written."""
        del kind, value, implicit
        return _UNTAGGED

    def descend_resolver(self, current_node: yaml.Node | None, current_index: Any) -> None:
        """Leave out what only guesses by path need."""

    def ascend_resolver(self) -> None:
        """Leave out what only guesses by path need."""


@dataclass(frozen=True)
class Document:
    """A YAML file read: its data, and where each value stands.

    ``data`` holds dicts, lists, strings, integers, decimals, booleans and None; a date stays a string.
    """

    path: Path
    data: Any
    _positions: dict[Key, tuple[int, int]] = field(repr=False)

    def position(self, key: Key) -> tuple[int, int]:
        """Return line and column, from 1, of the value at ``key``, or of its nearest parent that exists."""
        while key and key not in self._positions:
            key = key[:-1]
        return self._positions.get(key, (1, 1))

    def fault(self, code: str, key: Key, message: Text, remedy: Text) -> Fault:
        """Return a fault placed at ``key`` of this document."""
        line, column = self.position(key)
        return Fault(
            code=code,
            message=message,
            remedy=remedy,
            file=str(self.path),
            line=line,
            column=column,
            key=format_key(key),
        )

    def place_fault(self, key: Key, found: Fault) -> Fault:
        """Return a fault that has no place yet, placed at ``key`` of this document."""
        return self.fault(found.code, key, found.message, found.remedy)


def format_key(key: Key) -> str:
    """Return a key path as people write it: ``figures[3].period``."""
    out = ""
    for part in key:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else part)
    return out


def parse_key(key: str) -> Key:
    """Return the key path that people write: the way back from :func:`format_key`."""
    return tuple(int(index) if index else name for name, index in _KEY_PART.findall(key))


def read_yaml(path: Path, *, numbers_as_written: bool = False) -> Document:
    """Read a strict YAML file; raise :class:`Faults` with all that is wrong in its form.

    ``numbers_as_written`` leaves plain numbers as the texts that they are, for a file whose values are codes: ``08`` is
    then ``"08"``, which programs that follow YAML 1.1 write without quotation marks.
    """
    return _require_sound(*scan_yaml(path, numbers_as_written=numbers_as_written))


def scan_yaml(path: Path, *, numbers_as_written: bool = False) -> tuple[Document | None, list[Fault]]:
    """Read a YAML file as far as can be, for a checker that tells all that is wrong with it at once.

    A fault of form does not hide what follows: of a key given twice the first value is kept (two lists are read one
    after the other), and an alias, a tag or a number out of bounds gives None. The document is None only when there
    is nothing to judge: a file that cannot be opened, decoded or parsed. A document that comes with faults must not be
    used for anything but looking for more of them.
    """
    try:
        text = read_text_file(path)
    except Faults as faults:
        return None, list(faults.faults)
    return scan_text(text, path, numbers_as_written=numbers_as_written)


def parse_yaml(text: str, path: Path, *, numbers_as_written: bool = False) -> Document:
    """Read YAML from ``text`` as :func:`read_yaml` does a file; ``path`` is only the name that faults carry."""
    return _require_sound(*scan_text(text, path, numbers_as_written=numbers_as_written))


def _require_sound(document: Document | None, faults: list[Fault]) -> Document:
    if faults or document is None:
        raise Faults(faults)
    return document


def scan_text(text: str, path: Path, *, numbers_as_written: bool = False) -> tuple[Document | None, list[Fault]]:
    """Read YAML from ``text`` as :func:`scan_yaml` does a file."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        return None, [_syntax_fault(error, path)]
    except yaml.reader.ReaderError as error:
        return None, [_character_fault(error, text, path)]
    except RecursionError:
        # Where the parser is not the one in C, which counts the levels itself.
        return None, [_syntax_fault(yaml.MarkedYAMLError(problem="exceeded maximum nesting depth"), path)]
    reading = _NodeReader(path, numbers_as_written=numbers_as_written)
    data = reading.value(node, ()) if node is not None else None
    return Document(path, data, reading.positions), reading.faults


def _syntax_fault(error: yaml.MarkedYAMLError, path: Path) -> Fault:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or error.context or "?"
    told = next((words for start, words in _SYNTAX_WORDS.items() if problem.startswith(start)), problem)
    return Fault(
        code="yaml-syntax",
        message=Text(
            fr=f"Ce n’est pas du YAML lisible : {told}.",
            en=f"This is not readable YAML: {problem}.",
        ),
        remedy=Text(
            fr="Vérifiez les retraits (des espaces, pas de tabulation), les guillemets et les deux-points.",
            en="Check the indentation (spaces, no tabs), the quotes and the colons.",
        ),
        file=str(path),
        line=mark.line + 1 if mark else None,
        column=mark.column + 1 if mark else None,
    )


def _character_fault(error: yaml.reader.ReaderError, text: str, path: Path) -> Fault:
    position = error.position if isinstance(error.position, int) else 0
    before = text[:position]
    return Fault(
        code="yaml-character",
        message=Text(
            fr="Ce caractère de contrôle n’est pas permis dans un fichier YAML.",
            en="This control character is not allowed in a YAML file.",
        ),
        remedy=Text(fr="Retirez ce caractère invisible.", en="Remove this invisible character."),
        file=str(path),
        line=before.count("\n") + 1,
        column=len(before.rsplit("\n", 1)[-1]) + 1,
    )


class _NodeReader:
    """One pass over the nodes of a file: values out, positions and faults beside them."""

    def __init__(self, path: Path, *, numbers_as_written: bool) -> None:
        self.path = path
        self.numbers_as_written = numbers_as_written
        self.positions: dict[Key, tuple[int, int]] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, key: Key) -> Any:
        mark = node.start_mark
        self.positions[key] = (mark.line + 1, mark.column + 1)
        if id(node) in self._seen:
            self._fault(
                "yaml-alias",
                node,
                key,
                Text(fr="Un alias YAML renvoie à une autre valeur.", en="A YAML alias refers to another value."),
                Text(fr="Écrivez la valeur en toutes lettres.", en="Write the value out in full."),
            )
            return None
        self._seen.add(id(node))
        if len(key) > DEEPEST_NESTING:
            self._fault(
                "yaml-depth",
                node,
                key[:2],
                Text(
                    fr=f"Des listes ou des clés s’emboîtent ici sur plus de {DEEPEST_NESTING} niveaux.",
                    en=f"Lists or keys are nested more than {DEEPEST_NESTING} levels deep here.",
                ),
                Text(
                    fr="Vérifiez les crochets et les accolades ; aucun fichier n’est si profond.",
                    en="Check the brackets and braces; no file is nested so deeply.",
                ),
            )
            return None
        if node.tag not in _PLAIN_TAGS:
            self._fault(
                "yaml-tag",
                node,
                key,
                Text(
                    fr=f"L’étiquette YAML « {node.tag} » n’est pas admise.",
                    en=f"The YAML tag “{node.tag}” is not allowed.",
                ),
                Text(fr="Retirez l’étiquette.", en="Remove the tag."),
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._parse_checked_scalar(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*key, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, key)

    def _parse_checked_scalar(self, node: yaml.ScalarNode, key: Key) -> Any:
        if not node.style and _NUMBER.match(node.value) and not _is_reasonable_number(node.value):
            self._fault(
                "number-out-of-bounds",
                node,
                key,
                Text(
                    fr=(
                        f"Ce nombre a plus de {LONGEST_NUMBER} caractères, ou un exposant au-delà de "
                        f"{LARGEST_EXPONENT}."
                    ),
                    en=f"This number has more than {LONGEST_NUMBER} characters, or an exponent beyond "
                    f"{LARGEST_EXPONENT}.",
                ),
                Text(fr="Écrivez un nombre plausible.", en="Write a plausible number."),
            )
            return None
        return _parse_scalar(node, numbers_as_written=self.numbers_as_written)

    def _mapping(self, node: yaml.Node, key: Key) -> dict[str, Any]:
        out: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for name_node, value_node in node.value:
            name = name_node.value if isinstance(name_node, yaml.ScalarNode) else None
            if not isinstance(name, str) or name == "<<":
                self._fault(
                    "yaml-key",
                    name_node,
                    key,
                    Text(fr="Une clé doit être un mot simple.", en="A key must be a plain word."),
                    Text(fr="Remplacez cette clé par un mot.", en="Replace this key with a word."),
                )
                continue
            if name in out:
                self._fault(
                    "duplicate-key",
                    name_node,
                    (*key, name),
                    Text(
                        fr=f"La clé « {name} » est donnée deux fois ; la première est à la ligne {lines[name]}.",
                        en=f"The key “{name}” is given twice; the first is on line {lines[name]}.",
                    ),
                    Text(fr="Gardez-en une seule.", en="Keep only one of them."),
                )
                self._read_repeated_key(value_node, out[name], (*key, name))
                continue
            mark, inner = name_node.start_mark, (*key, name)
            lines[name] = mark.line + 1
            out[name] = self.value(value_node, inner)
            # A fault about a key points at the key itself, which is where a reader looks for it.
            self.positions[inner] = (mark.line + 1, mark.column + 1)
        return out

    def _read_repeated_key(self, node: yaml.Node, first: Any, key: Key) -> None:
        """Read the value of a key given twice: what it adds to a list, else only the faults of form inside it."""
        if isinstance(node, yaml.SequenceNode) and isinstance(first, list):
            for item in node.value:
                first.append(self.value(item, (*key, len(first))))
            return
        apart = _NodeReader(self.path, numbers_as_written=self.numbers_as_written)
        apart.value(node, key)
        self.faults += apart.faults

    def _fault(self, code: str, node: yaml.Node, key: Key, message: Text, remedy: Text) -> None:
        mark = node.start_mark
        self.faults.append(
            Fault(
                code=code,
                message=message,
                remedy=remedy,
                file=str(self.path),
                line=mark.line + 1,
                column=mark.column + 1,
                key=format_key(key),
            )
        )


def _parse_scalar(node: yaml.ScalarNode, *, numbers_as_written: bool) -> Any:
    words: str = node.value
    # A quoted or block scalar is always a string; a plain one has no style, or an empty one from the C parser.
    if node.style:
        return words
    if words in _CORE_WORDS:
        return _CORE_WORDS[words]
    if numbers_as_written:
        return words
    if _INTEGER.match(words):
        return int(words)
    if _DECIMAL.match(words):
        return Decimal(words)
    return words


def _is_reasonable_number(number: str) -> bool:
    _, _, exponent = number.lower().partition("e")
    return len(number) <= LONGEST_NUMBER and (len(exponent) <= 4 and abs(int(exponent or 0)) <= LARGEST_EXPONENT)
