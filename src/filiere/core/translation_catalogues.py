"""Catalogues: the texts of a further language, one PO file a language, read once when the site starts.

An entry of the file is one pair of texts: its ``msgid`` is the English, its context the French, so that a change of
either is seen and two French words for one English word are two entries. Words that the code puts in a sentence stand
as ``{name}``. An entry that is marked fuzzy, that is to be looked at again, is not served; nor is one that would break
a page: other ``{names}`` than its English, or other HTML tags.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileParser

from filiere.core.faults import Fault, Faults
from filiere.core.language import LANGUAGES
from filiere.core.text import Text

SUFFIX = ".po"
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
PLACE = re.compile(r"\{([A-Za-z_][\w.]*+)[^{}]*+\}")
_REMEMBERED = 8192
_TAG = re.compile(r"<[^<>]*+>|\{%[^{}]*+\}|\{\{[^{}]*+\}\}")


def find_catalogues(folder: Path) -> dict[str, Path]:
    """Return the catalogues of a folder by the code of their language; it may not exist."""
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def list_further_languages(folder: Path) -> list[tuple[str, str]]:
    """Return the code and the name of each language that has a catalogue in a folder, its name as it calls itself."""
    return [(code, find_language_name(code, code)) for code in find_catalogues(folder)]


def find_language_name(code: str, said_in: str) -> str:
    """Return the name of a language in a language, such as “Spanish” or “español”; its code where none is known."""
    try:
        return Locale.parse(code, sep="-").get_display_name(said_in.replace("-", "_")) or code
    except (UnknownLocaleError, ValueError):
        return code


class Catalogue:
    """The translations of a language that may be served, and the faults of those that may not.

    ``entries`` gives the translation of a pair of French and English words.
    """

    def __init__(self, language: str, entries: dict[tuple[str, str], str], faults: Iterable[Fault] = ()) -> None:
        self.language = language
        self.entries = entries
        self.faults = tuple(faults)
        self._by_english: dict[str, str | None] = {}
        sentences = []
        for (_, en), words in entries.items():
            # The same English for two French words has two translations: without the French, neither is right.
            self._by_english[en] = None if self._by_english.get(en, words) != words else words
            if PLACE.search(en) and not _TAG.search(en):
                sentences.append((PLACE.split(en), words))
        # The sentence with the most words of its own first: a shorter one may fit by chance.
        self._sentences = sorted(sentences, key=lambda one: -sum(map(len, one[0][::2])))
        self._filled: dict[str, str | None] = {}

    def find(self, fr: str, en: str) -> str | None:
        """Return the translation of a text, or of a sentence that the code put words in; None without one."""
        found = self.entries.get((fr, en)) or self._by_english.get(en)
        if found is None and self._sentences:
            if en not in self._filled:
                if len(self._filled) >= _REMEMBERED:
                    self._filled.clear()
                self._filled[en] = self._fill(en)
            found = self._filled[en]
        return found

    def _fill(self, en: str) -> str | None:
        for parts, words in self._sentences:
            if (found := find_places(parts[::2], en)) is not None:
                said = dict(zip(parts[1::2], found, strict=True))
                # A text within a sentence, not a name or a number, is itself translated.
                said |= {name: self._by_english.get(one) or one for name, one in said.items() if name.endswith(".en")}
                return "".join(said[part] if rank % 2 else part for rank, part in enumerate(PLACE.split(words)))
        return None


def find_places(parts: Sequence[str], text: str) -> list[str] | None:
    """Return what stands between these parts of a text, something each time; None where the text is not made so.

    Each part is taken where it first fits, so that a text is read once, whatever the code put in its places.
    """
    if not text.startswith(parts[0]):
        return None
    places, begun = [], len(parts[0])
    for part in parts[1:-1]:
        found = text.find(part, begun + 1)
        if found < 0:
            return None
        places.append(text[begun:found])
        begun = found + len(part)
    end = len(text) - len(parts[-1])
    if end <= begun or not text.endswith(parts[-1]):
        return None
    return [*places, text[begun:end]]


class _CatalogueParser(PoFileParser):
    """Babel's parser, which notes all that is wrong, a text without its end and an entry given twice among it."""

    def __init__(self, path: Path) -> None:
        super().__init__(Catalog(charset="utf-8"), abort_invalid=True)
        self.faults: list[Fault] = []
        self._path = path
        self._lines: dict[tuple[str | None, ...], int] = {}
        self._broken = False

    def _process_keyword_line(self, lineno: int, line: str, obsolete: bool = False) -> None:
        super()._process_keyword_line(lineno, line, obsolete)
        keyword, _, words = line.partition(" ")
        if keyword.startswith("msg"):
            self._check_quotes(words.strip(), lineno)

    def _process_string_continuation_line(self, line: str, lineno: int) -> None:
        super()._process_string_continuation_line(line, lineno)
        self._check_quotes(line, lineno)

    def _check_quotes(self, words: str, lineno: int) -> None:
        inner = words[1:-1]
        escaped = (len(inner) - len(inner.rstrip("\\"))) % 2
        if len(words) < 2 or not words[0] == words[-1] == '"' or escaped:
            self._broken = True
            self.faults.append(_fault("catalogue-string", self._path, lineno + 1, words))

    def _add_message(self) -> None:
        context = self.context.denormalize() if self.context else None
        key = (context, *(part.denormalize() for part in self.messages))
        line = self.offset + 1
        if not (self.obsolete or self._broken) and (first := self._lines.setdefault(key, line)) != line:
            self.faults.append(_fault("catalogue-duplicate", self._path, line, str(first)))
        self._broken = False
        super()._add_message()

    def _invalid_pofile(self, line: str, lineno: int, msg: str) -> None:
        del line
        self.faults.append(_fault("catalogue-unreadable", self._path, lineno + 1, msg))


def read_po_file(path: Path) -> Catalog:
    """Read a PO file; raise :class:`Faults` with all that is wrong in its form, an entry given twice among it."""
    parser = _CatalogueParser(path)
    try:
        with path.open("rb") as file:
            parser.parse(file)
    except (UnicodeDecodeError, ValueError, LookupError) as error:
        parser.faults.append(_fault("catalogue-unreadable", path, None, str(error)))
    if parser.faults:
        raise Faults(parser.faults)
    return parser.catalog


def is_further_language(code: str) -> bool:
    """Tell whether a code may be that of a catalogue: in small letters, such as ``es`` or ``pt-br``."""
    return code not in LANGUAGES and CODE.fullmatch(code) is not None


def language_fault(path: Path) -> Fault:
    """Return the fault of a catalogue that is named by no such code."""
    return _fault("catalogue-language", path, None, path.stem)


def unknown_language_fault(path: Path) -> Fault:
    """Return the fault of a catalogue whose language the site cannot write dates and addresses in."""
    return _fault("catalogue-unknown-language", path, None, path.stem)


def read_catalogue(path: Path) -> Catalogue:
    """Read the catalogue of a language from its PO file, named by the code of the language.

    Raises :class:`Faults` for a file that is no PO file or is named by no code of a further language. An entry that
    would break a page is left out, and is a fault of the catalogue.
    """
    code = path.stem
    if not is_further_language(code):
        raise Faults([language_fault(path)])
    catalog = read_po_file(path)
    entries: dict[tuple[str, str], str] = {}
    faults = []
    for message in iter_messages(catalog):
        words = str(message.string).strip()
        if not words or message.fuzzy:
            continue
        if problem := _find_problem(str(message.id), words):
            faults.append(_fault(problem, path, message.lineno, words))
        else:
            entries[message.context or "", str(message.id)] = words
    return Catalogue(code, entries, faults)


def read_catalogues(folder: Path) -> dict[str, Catalogue]:
    """Read every catalogue of a folder, by the code of its language; raises every fault of form at once."""
    found: dict[str, Catalogue] = {}
    faults: list[Fault] = []
    for code, path in find_catalogues(folder).items():
        try:
            found[code] = read_catalogue(path)
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return found


def iter_messages(catalog: Catalog) -> Iterator[Message]:
    """Give the entries of a PO file without its header."""
    return (message for message in catalog if message.id)


def _find_problem(en: str, words: str) -> str | None:
    # A passage of a template says its places in tags, which count the same.
    if Counter(_TAG.findall(en)) != Counter(_TAG.findall(words)) or _count_marks(words) - _count_marks(en):
        return "translation-tags"
    if not _TAG.search(en) and set(PLACE.findall(en)) != set(PLACE.findall(words)):
        return "translation-places"
    return None


def _count_marks(words: str) -> Counter[str]:
    """Count what may begin or end a tag or an attribute outside of the tags: a page writes the words as they are."""
    return Counter(mark for mark in _TAG.sub("", words) if mark in '<>"')


_WORDS: dict[str, tuple[Text, Text]] = {
    "catalogue-unreadable": (
        Text(fr="Ce n’est pas un catalogue PO lisible : {found}.", en="This is not a readable PO catalogue: {found}."),
        Text(
            fr="Corrigez cette ligne, ou refaites le fichier par « filiere texts export ».",
            en="Correct this line, or regenerate the file with “filiere texts export”.",
        ),
    ),
    "catalogue-string": (
        Text(
            fr="Ce texte n’est pas entre deux guillemets droits : « {found} ».",
            en="This text does not stand between two straight quotation marks: “{found}”.",
        ),
        Text(
            fr="Ajoutez celui qui manque ; si le fichier finit là, il est coupé : reprenez-le entier.",
            en="Add the one that is missing; if the file ends there, it was cut: take a whole copy.",
        ),
    ),
    "catalogue-duplicate": (
        Text(
            fr="Cette entrée est déjà à la ligne {found} : même anglais, même français.",
            en="This entry is already on line {found}: the same English, the same French.",
        ),
        Text(fr="Ne gardez que l’une des deux.", en="Keep only one of the two."),
    ),
    "catalogue-language": (
        Text(
            fr="« {found} » n’est pas le code d’une autre langue que le français et l’anglais.",
            en="“{found}” is not the code of a language other than French and English.",
        ),
        Text(fr="Nommez le fichier par ce code, comme es.po.", en="Name the file by that code, such as es.po."),
    ),
    "catalogue-unknown-language": (
        Text(
            fr="Le site ne connaît pas la langue « {found} » : il n’en écrirait ni les dates ni les adresses.",
            en="The site does not support the language “{found}”: it could not write its dates or addresses.",
        ),
        Text(
            fr="Vérifiez le code, en minuscules, ou retirez le catalogue.",
            en="Check the code, in lower case, or remove the catalogue.",
        ),
    ),
    "translation-places": (
        Text(
            fr="La traduction n’a pas les mêmes {{noms}} que l’anglais : « {found} ».",
            en="The translation does not have the same {{names}} as the English: “{found}”.",
        ),
        Text(
            fr="Reprenez chaque {{nom}} de l’anglais, tel quel ; d’ici là, le texte reste en anglais.",
            en="Copy each {{name}} from the English exactly; until then the text stays in English.",
        ),
    ),
    "translation-tags": (
        Text(
            fr="La traduction n’a pas les mêmes balises que l’anglais, ou a un « < », un « > » ou un guillemet droit "
            "de plus : « {found} ».",
            en="The translation does not have the same tags as the English, or has a further “<”, “>” or straight "
            "quotation mark: “{found}”.",
        ),
        Text(
            fr="Reprenez chaque balise de l’anglais, telle quelle, et écrivez « » ou “ ” ; d’ici là, le texte reste en "
            "anglais.",
            en="Copy each tag from the English exactly, and write « » or “ ”; until then the text stays in English.",
        ),
    ),
}


def _fault(code: str, path: Path, line: int | None, found: str) -> Fault:
    message, remedy = (Text(fr=one.fr.format(found=found), en=one.en.format(found=found)) for one in _WORDS[code])
    return Fault(code=code, message=message, remedy=remedy, file=str(path), line=line)
