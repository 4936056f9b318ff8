"""Numbers that measure nothing of the trade: the reasons to set one aside, and their words."""

from typing import Literal, NamedTuple

from filiere.core.text import Text

Why = Literal[
    "year", "date", "hour", "telephone", "law", "code", "version", "page", "rank", "address", "score", "measure"
]

WHY: dict[Why, Text] = {
    "year": Text(fr="année", en="year"),
    "date": Text(fr="date", en="date"),
    "hour": Text(fr="heure du jour", en="time of day"),
    "telephone": Text(fr="numéro de téléphone", en="telephone number"),
    "law": Text(fr="texte de loi", en="law"),
    "code": Text(fr="code ou référence", en="code or reference"),
    "version": Text(fr="numéro de version", en="version number"),
    "page": Text(fr="page ou partie d’un document", en="page or part of a document"),
    "rank": Text(fr="rang", en="rank"),
    "address": Text(fr="adresse", en="address"),
    "score": Text(fr="note ou score", en="mark or score"),
    "measure": Text(fr="autre grandeur", en="another quantity"),
}
PLURALS: dict[Why, Text] = {
    "year": Text(fr="années", en="years"),
    "date": Text(fr="dates", en="dates"),
    "hour": Text(fr="heures du jour", en="times of day"),
    "telephone": Text(fr="numéros de téléphone", en="telephone numbers"),
    "law": Text(fr="textes de loi", en="laws"),
    "code": Text(fr="codes ou références", en="codes or references"),
    "version": Text(fr="numéros de version", en="version numbers"),
    "page": Text(fr="pages ou parties d’un document", en="pages or parts of a document"),
    "rank": Text(fr="rangs", en="ranks"),
    "address": Text(fr="adresses", en="addresses"),
    "score": Text(fr="notes ou scores", en="marks or scores"),
    "measure": Text(fr="autres grandeurs", en="other quantities"),
}


class UncheckedNumber(NamedTuple):
    """Tokens that are no quantity of the trade, and why."""

    start: int
    after: int
    why: Why
