"""What is refused as an input, by its name, in French and in English: nothing of who a person is enters a path.

Names are compared without case, accents, or what joins their words; a name counts where it is whole words of the key
(``date_of_birth``, ``lieuNaissance``), not where it happens to be inside one (``usage`` is not ``age``).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from typing import Any

from filiere.careers.paths.faults import CATALOGUE
from filiere.core.faults import Fault
from filiere.core.text import Text, fold_text, make_printable

_SHOWN_CHARACTERS = 60
_READ_CHARACTERS = 200
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGN = re.compile(r"[^a-z]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")


def _read_names(words: str) -> frozenset[str]:
    return frozenset(name.strip() for name in words.split(","))


REFUSED: tuple[tuple[Text, frozenset[str]], ...] = (
    (
        Text(fr="l’âge", en="age"),
        _read_names(
            "age, birth date, birthdate, date of birth, dob, birthday, birth year, year of birth, born,"
            "naissance, naiss, ddn, anniversaire, ne le, nee le, tranche age, senior"
        ),
    ),
    (
        Text(fr="le sexe ou le genre", en="sex or gender"),
        _read_names(
            "sex, gender, sexe, genre, civilite, civility, pronoun, pronom, female, femme, male, homme,"
            "pregnant, enceinte, grossesse"
        ),
    ),
    (
        Text(fr="la nationalité ou l’origine", en="nationality or origin"),
        _read_names(
            "nationality, nationalite, citizenship, citoyennete, country of birth, place of birth, birthplace,"
            "ethnicity, ethnie, race, religion, origine ethnique, ethnic origin, titre sejour, residence permit,"
            "immigrant"
        ),
    ),
    (
        Text(fr="l’adresse", en="address"),
        _read_names(
            "address, adresse, street, rue, postcode, postal code, zip, zip code, zipcode, code postal, domicile,"
            "commune residence, quartier, qpv"
        ),
    ),
    (
        Text(fr="la santé ou le handicap", en="health or disability"),
        _read_names(
            "health, sante, disability, disabled, handicap, handicape, rqth, boeth, aah, oeth, illness, disease,"
            "maladie, medical, diagnosis, invalidite, invalidity"
        ),
    ),
    (
        Text(fr="le numéro de sécurité sociale", en="social security number"),
        _read_names(
            "nir, nia, ssn, social security, securite sociale, numero secu, insee number, numero insee,"
            "national insurance number, nino"
        ),
    ),
)
"""What is refused, and the names under which it is asked; one word of a longer name is enough (*lieu de naissance*)."""
_RUNS: defaultdict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
"""The names by their first word, each with the place of what it asks: of a name, only few are then compared."""
for _place, (_, _names) in enumerate(REFUSED):
    for _run in sorted(tuple(name.split()) for name in _names):
        _RUNS[_run[0]].append((_place, _run))
_LINKS = frozenset({"de", "du", "la", "le", "l", "d", "des", "the", "of"})


def refuse_personal_inputs(inputs: Mapping[str, object]) -> list[Fault]:
    """Return a fault for each input whose name says age, sex, nationality, address, health or registration number.

    Values are not read, and are never repeated; mappings inside are looked into, to any depth.
    """
    faults: list[Fault] = []
    waiting: deque[tuple[str, Mapping[Any, object]]] = deque([("", inputs)])
    seen: set[int] = set()
    while waiting:
        path, level = waiting.popleft()
        for key, value in level.items():
            name = make_printable(str(key), _SHOWN_CHARACTERS)
            place = f"{path}.{name}" if path else name
            if (said := find_refused(str(key))) is not None:
                faults.append(CATALOGUE.build("path-personal-input", name=name, what=said).at(key=place))
            waiting.extend((place, child) for child in _iter_mappings(value, seen))
    return faults


def _iter_mappings(value: object, seen: set[int]) -> Iterator[Mapping[Any, object]]:
    """The mappings that a value is, or that its lists hold, to any depth; each once."""
    waiting = deque([value])
    while waiting:
        child = waiting.popleft()
        if not isinstance(child, (list, tuple, Mapping)) or id(child) in seen:
            continue
        seen.add(id(child))
        if isinstance(child, Mapping):
            yield child
        else:
            waiting.extend(child)


def find_refused(name: str) -> Text | None:
    """Return what a name asks of a person, where that is refused; None otherwise."""
    parted = _HUMP.sub(" ", _UNSEEN.sub("", name[:_READ_CHARACTERS]))
    words = tuple(_SIGN.sub(" ", fold_text(parted)).split())
    bare = tuple(word for word in words if word not in _LINKS)
    # N.I.R. is a name too, and so are several ages.
    spelled = ("".join(words),) if all(len(word) == 1 for word in words) else ()
    single = tuple(word.removesuffix("s") for word in bare)
    found = [place for asked in (words, bare, spelled, single) for place in _iter_places(asked)]
    return REFUSED[min(found)][0] if found else None


def _iter_places(words: tuple[str, ...]) -> Iterator[int]:
    for at, word in enumerate(words):
        for place, run in _RUNS.get(word, ()):
            if words[at : at + len(run)] == run:
                yield place
