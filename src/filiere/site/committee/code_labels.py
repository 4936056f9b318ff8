"""Words of statuses, places and hearings on the pages and in the minutes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from filiere.core import Text
from filiere.referentials.voting import TEXTS

STATUS_LABELS: Mapping[str, Text] = {
    "listed": Text(fr="à l’ordre du jour", en="on the agenda"),
    "first": Text(fr="premier vote ouvert", en="first vote open"),
    "debate": Text(fr="en débat", en="under debate"),
    "second": Text(fr="second vote ouvert", en="second vote open"),
    "counted": Text(fr="compté, à conclure", en="counted, to be concluded"),
    "concluding": Text(fr="en conclusion", en="being concluded"),
    "decided": Text(fr="conclu", en="concluded"),
    "fallen": Text(fr="retiré de l’ordre du jour", en="removed from the agenda"),
    "left": Text(fr="reporté à une prochaine séance", en="carried over to a later session"),
}

PLACE_LABELS: Mapping[str, Text] = {
    "votes": Text(fr="vote", en="votes"),
    "recused": Text(fr="récusé", en="recused"),
    "absent": Text(fr="absent", en="absent"),
    "empty": Text(fr="siège vide", en="vacant seat"),
    "here": Text(fr="là", en="present"),
    "away": Text(fr="–", en="–"),
}

HEARING_LABELS: Mapping[str, Text] = {
    "": Text(fr="pas encore entendue", en="not heard yet"),
    "held": Text(fr="entendue", en="heard"),
    "declined": Text(fr="y a renoncé par écrit", en="declined in writing"),
    "let_pass": Text(fr="n’est pas venue au jour proposé", en="did not attend on the date offered"),
}

_LEVEL_LABELS: Mapping[str, Text] = {
    "granted_24": Text(fr="24 mois", en="24 months"),
    "granted_12": Text(fr="12 mois", en="12 months"),
}


def choice_label(key: str) -> Text:
    """A choice, short, as the head of a column."""
    return _LEVEL_LABELS.get(key) or TEXTS.get(key) or Text.same(key)


def seat_label(key: str) -> Text:
    """A seat by its number; its college is said beside it, in the words of the release."""
    number = re.search(r"(?<!\d)\d++$", key.strip())
    if number is None:
        return Text(fr="un siège", en="a seat")
    return Text(fr=f"siège {int(number[0])}", en=f"seat {int(number[0])}")
