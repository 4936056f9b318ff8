"""`filiere label recount`: minutes done again, with nothing but the file and the release.

The file is that of the public, or that of the members, who have the ballots and the sealed lists of sites. Votes are
counted again as far as the file tells them, which is said, and the draw of the sites that were audited is made again
from the list where the file holds it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filiere.cli.options import ContentOption, LangOption, handle_faults, print_faults
from filiere.core.bounded_json import load_json
from filiere.core.faults import Fault, Faults
from filiere.core.seals import seal
from filiere.core.text import Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document
from filiere.referentials import FORM_FAULTS, Library, Release
from filiere.referentials.sampling import DrawRecord, Population, verify_draw
from filiere.referentials.voting import Ballot, VotedPapers, count_set_aside, prove_ballots
from filiere.referentials.voting import recount_minutes as count_again
from filiere.referentials.voting.faults import fault

_BASIS_LABELS: Mapping[str, Text] = {
    "votes": Text(fr="décompte refait", en="recounted"),
    "sums": Text(
        fr="voix réunies recomptées, quorum et bulletins vérifiés ; qu’aucun collège ne s’y opposait, les membres "
        "le vérifient",
        en="combined votes recounted, quorum and ballots checked; whether a college blocked it can be checked only "
        "by the members",
    ),
    "result": Text(
        fr="quorum, bulletins et règle vérifiés ; les voix ne sont pas publiées, les membres les recomptent",
        en="quorum, ballots and rule checked; the counts are not published; only members can recount them",
    ),
}
_BALLOTS = Text(fr="décompte refait bulletin par bulletin", en="recounted ballot by ballot")


def recount(minutes: Path, /, *, content: ContentOption = None, lang: LangOption = None) -> None:
    """Refaire le décompte et le tirage d’un compte rendu. · Count the votes of minutes again, and draw.

    Parameters
    ----------
    minutes
        Fichier JSON publié avec la séance, ou des membres. · JSON file published with the session, or the members’.
    """
    with handle_faults(lang):
        said = _read_minutes(minutes)
        library = Library(content)
        faults: list[Fault] = []
        items = [one for one in said.get("items", ()) if isinstance(one, dict) and one.get("minutes")]
        for item in items:
            try:
                release = _find_release(library, item["minutes"])
                found = count_again(item["minutes"], release)
                if "ballots" in item:
                    prove_ballots(item["minutes"], *_read_ballots(item))
            except Faults as wrong:
                faults += wrong.faults
            else:
                how = _BALLOTS if "ballots" in item else _BASIS_LABELS[found.basis]
                carried = (
                    found.carried_choice.text
                    if found.carried_choice is not None
                    else Text(fr="pas de vote", en="no vote")
                )
                print(_item_line(item.get("number", "–"), carried, how))
                if aside := count_set_aside(item["minutes"]):
                    print(_set_aside_sentence(aside))
            if "population" in (item.get("sampling") or {}):
                faults += _redraw_sites(item, library)
        print_faults(faults, remedy=True)
        if not items:
            print(Text(fr="Aucun vote dans ce fichier.", en="No vote in this file."))
        print(
            Text(
                fr=f"Sceau de ce fichier : {seal(said)}. Comparez-le à celui que la page de la séance affiche.",
                en=f"Seal of this file: {seal(said)}. Compare it with the one shown on the session’s page.",
            )
        )
    if faults:
        sys.exit(1)


def _read_minutes(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise Faults([FORM_FAULTS.build("missing-file", name=path.name).at(file=str(path))])
    try:
        file = load_json(path.read_text(encoding="utf-8"))
        body, given = file["minutes"], file["sha256"]
        if seal(body) != given:
            raise Faults([fault("minutes-seal").at(file=str(path))])
    except (ValueError, KeyError, TypeError) as wrong:
        raise Faults([fault("minutes-form", what=type(wrong).__name__).at(file=str(path))]) from None
    if not isinstance(body, dict):
        raise Faults([fault("minutes-form", what=type(body).__name__).at(file=str(path))])
    return body


def _find_release(library: Library, minutes: dict[str, Any]) -> Release:
    """Return the release that the minutes name; which of its states was voted on is told by its fingerprint."""
    name = minutes.get("release")
    if not isinstance(name, str):
        raise Faults([fault("minutes-form", what="release")])
    return library.release(name)


def _redraw_sites(item: dict[str, Any], library: Library) -> list[Fault]:
    """Draw the sites of an item again from the list and the record that the minutes hold; return what differs."""
    said = item["sampling"]
    try:
        record = validate(Document(Path(), said["record"], {}), DrawRecord)
        population = validate(Document(Path(), said["population"], {}), Population)
    except (KeyError, TypeError) as wrong:
        return [fault("minutes-form", what=f"sampling {wrong}")]
    except Faults as wrong:
        return list(wrong.faults)
    release = library.release(record.release, on=population.sealed_at.date())
    found = list(verify_draw(record, population, release))
    # The minutes tell the fingerprint that was published before the beacon spoke: the list must be that one.
    if said.get("population_sha256") != record.population_sha256:
        found.append(fault("minutes-form", what="sampling.population_sha256"))
    if not found:
        size = record.size
        print(
            Text(
                fr=f"Point {item.get('number', '–')} : tirage refait, {size.size} sites sur {size.n}.",
                en=f"Item {item.get('number', '–')}: draw repeated, {size.size} sites out of {size.n}.",
            )
        )
    return found


def _set_aside_sentence(number: int) -> Text:
    """Say how many ballots were cast and not counted."""
    if number == 1:
        return Text(
            fr="  Un bulletin écarté : son membre a été récusé après avoir voté.",
            en="  One ballot set aside: its member was recused after voting.",
        )
    return Text(
        fr=f"  {number} bulletins écartés : leurs membres ont été récusés après avoir voté.",
        en=f"  {number} ballots set aside: their members were recused after voting.",
    )


def _read_ballots(item: dict[str, Any]) -> tuple[list[Ballot], dict[str, str]]:
    """Return the ballots of an item of the members' file, and the college of each seat that counted."""
    papers = item["minutes"]["papers"]
    try:
        made = [Ballot(papers=VotedPapers(papers["snapshot"], papers["release"]), **one) for one in item["ballots"]]
        return made, {str(key): str(college) for key, college in item["colleges"].items()}
    except (KeyError, TypeError, AttributeError) as wrong:
        raise Faults([fault("minutes-form", what=f"ballots {wrong}")]) from None


def _item_line(number: object, carried: Text, how: Text) -> Text:
    return Text(fr=f"Point {number} : {how.fr}, {carried.fr}.", en=f"Item {number}: {how.en}, {carried.en}.")
