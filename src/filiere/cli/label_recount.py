"""`filiere label recount`: the votes of published minutes counted again, with nothing but the file and the release."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from filiere.cli.options import ContentOption, LangOption, fault_lines, speaking
from filiere.core.errors import Fault, Faults
from filiere.core.sealing import seal
from filiere.core.text import Lang, Text
from filiere.referentials import Library, Release
from filiere.referentials.messages import FORM, build
from filiere.referentials.voting import recount as count_again
from filiere.referentials.voting.messages import fault


def recount(minutes: Path, /, *, content: ContentOption = None, lang: LangOption = None) -> None:
    """Refaire le décompte d’un compte rendu public. · Count the votes of public minutes again.

    Parameters
    ----------
    minutes
        Fichier JSON publié avec la séance. · JSON file published with the session.
    """
    with speaking(lang) as language:
        said = _read(minutes)
        library = Library(content)
        faults: list[Fault] = []
        items = [one for one in said.get("items", ()) if isinstance(one, dict) and one.get("minutes")]
        for one in items:
            try:
                outcome = count_again(one["minutes"], _release(library, one["minutes"]))
            except Faults as wrong:
                faults += wrong.faults
            else:
                carried = outcome.carried.text if outcome.carried is not None else Text(fr="pas de vote", en="no vote")
                print(_line(one.get("number", "–"), carried, language))
        fault_lines(faults, language, remedy=True)
        if not items:
            print(Text(fr="Aucun vote dans ce fichier.", en="No vote in this file.").get(language))
    if faults:
        sys.exit(1)


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise Faults([build(FORM, "missing-file", name=path.name).at(file=str(path))])
    try:
        file = json.loads(path.read_text(encoding="utf-8"))
        body, given = file["minutes"], file["sha256"]
        if seal(body) != given:
            raise Faults([fault("minutes-seal").at(file=str(path))])
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise Faults([fault("minutes-form", what=type(wrong).__name__).at(file=str(path))]) from None
    if not isinstance(body, dict):
        raise Faults([fault("minutes-form", what=type(body).__name__).at(file=str(path))])
    return body


def _release(library: Library, minutes: dict[str, Any]) -> Release:
    """Return the release that the minutes name; which of its states was voted on is told by its fingerprint."""
    name = minutes.get("release")
    if not isinstance(name, str):
        raise Faults([fault("minutes-form", what="release")])
    return library.release(name)


def _line(number: object, carried: Text, lang: Lang) -> str:
    return Text(
        fr=f"Point {number} : décompte refait, {carried.fr}.", en=f"Item {number}: counted again, {carried.en}."
    ).get(lang)
