"""Where a figure is used: each subject of the programme, and the observatory, says where its own pages cite one.

A figure falls when it is corrected, or is no longer retained. Before that, every use of it gets a fate, which a person
decides: see `communication.actions.recalls`. A use that is a dated statement stays as it was said, and needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from filiere.core import Text
from filiere.site.kit.hooks import Hook, KeyedHook


class Fate(StrEnum):
    """What becomes of a use: it cites another figure, it is taken away, or it stays as what was said on a day."""

    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    DATED = "dated"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureUse:
    """One use. ``key`` is its kind, a colon and what names it for ever; ``where`` and ``said`` are words for people.

    ``owner`` is the role that answers for it, ``recipients`` how many people received it, ``url`` where it is read.
    A ``dated`` use was said on a day and claims nothing of today; one that ``follows`` prints whatever the register
    says.
    """

    key: str
    where: Text
    said: Text
    owner: str
    recipients: int = 0
    url: str = ""
    dated: bool = False
    follows: bool = False

    @property
    def kind(self) -> str:
        """What sort of use it is."""
        return self.key.partition(":")[0]


figure_uses: Hook[Callable[[str], Iterable[FigureUse]]] = Hook()
"""List the uses of a figure, by its id, in a bounded number of queries."""

fate_appliers: KeyedHook[Callable[[list[str], Fate, str, Any], None]] = KeyedHook()
"""By kind of use: give uses their fate, by their keys, with the figure that replaces it (empty otherwise) and who does
it, in the transaction of the act. A kind without one follows the register by itself."""


def list_figure_uses(figure: str) -> list[FigureUse]:
    """Return every use of a figure, each once, in the order of those who list them."""
    found = {use.key: use for list_uses in figure_uses for use in list_uses(figure)}
    return list(found.values())
