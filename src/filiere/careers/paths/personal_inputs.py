"""What is refused as an input, by its name, in French and in English: nothing of who a person is enters a path.

Names are compared without case, accents, or what joins their words; a name counts where it is whole words of the key
(``date_of_birth``, ``lieuNaissance``), not where it happens to be inside one (``usage`` is not ``age``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from filiere.careers.paths.faults import CATALOGUE
from filiere.core.faults import Fault
from filiere.core.text import Text, fold_text, make_printable

_SHOWN_CHARACTERS = 60
_READ_CHARACTERS = 200
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGN = re.compile(r"[^a-z0-9]+")


def _read_names(words: str) -> frozenset[str]:
    return frozenset(name.strip() for name in words.split(","))


REFUSED: tuple[tuple[Text, frozenset[str]], ...] = (
    (
        Text(fr="l’âge", en="age"),
        _read_names(
            "age, ages, birth date, birthdate, date of birth, dob, birthday, birth year, year of birth, born,"
            "naissance, ne le, nee le, tranche age, senior, seniors"
        ),
    ),
    (
        Text(fr="le sexe ou le genre", en="sex or gender"),
        _read_names("sex, gender, sexe, genre, civilite, civility, pronouns, pronoms, pregnant, enceinte, grossesse"),
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
_NAMES = tuple((said, tuple(sorted(tuple(name.split()) for name in names))) for said, names in REFUSED)
_LINKS = frozenset({"de", "du", "la", "le", "l", "d", "des", "the", "of"})


def refuse_personal_inputs(inputs: Mapping[str, object]) -> list[Fault]:
    """Return a fault for each input whose name says age, sex, nationality, address, health or registration number.

    Values are not read, and are never repeated; mappings inside are looked into, to any depth.
    """
    faults: list[Fault] = []
    waiting: list[tuple[str, Mapping[Any, object]]] = [("", inputs)]
    seen: set[int] = set()
    while waiting:
        path, level = waiting.pop(0)
        for key, value in level.items():
            name = make_printable(str(key), _SHOWN_CHARACTERS)
            place = f"{path}.{name}" if path else name
            if (said := find_refused(str(key))) is not None:
                faults.append(CATALOGUE.build("path-personal-input", name=name, what=said).at(key=place))
            children = value if isinstance(value, (list, tuple)) else (value,)
            for child in children:
                if isinstance(child, Mapping) and id(child) not in seen:
                    seen.add(id(child))
                    waiting.append((place, child))
    return faults


def find_refused(name: str) -> Text | None:
    """Return what a name asks of a person, where that is refused; None otherwise."""
    parted = _HUMP.sub(" ", name[:_READ_CHARACTERS])
    words = tuple(word for word in _SIGN.sub(" ", fold_text(parted)).split())
    bare = tuple(word for word in words if word not in _LINKS)
    # N.I.R. is a name too.
    spelled = ("".join(words),) if all(len(word) == 1 for word in words) else ()
    for said, names in _NAMES:
        if any(_has_run(asked, run) for run in names for asked in (words, bare, spelled)):
            return said
    return None


def _has_run(words: tuple[str, ...], run: tuple[str, ...]) -> bool:
    return any(words[at : at + len(run)] == run for at in range(len(words) - len(run) + 1))
