"""A simple rule for small cells, so that no page and no download gives away the headcount of one or two firms.

A count of employees that rests on one or two establishments is not published. When it stands alone in a sum that is
published (the only hidden department of a region, say), a reader could subtract the others; the smallest other cell
of that sum is then hidden too. The rule runs over every kind of territory at once, up and down the hierarchy, until
nothing changes. It does not replace a full control of disclosure: links between years, and between employment zones
and departments when a zone crosses a border, are left out, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from filiere.core import Text
from filiere.site.observatory.words import both

MINIMUM = 3
"""Establishments from which a count of employees is published."""

Reason = Literal["few", "other"]

REASONS: Mapping[Reason, Text] = {
    "few": both(
        f"non publié (moins de {MINIMUM} établissements)", f"not published (fewer than {MINIMUM} establishments)"
    ),
    "other": both("non publié (protège une autre case)", "not published (protects another cell)"),
}

RULE = both(
    f"Effectif non publié sous {MINIMUM} établissements ; si une seule case d’une somme est masquée, la plus petite "
    "des autres l’est aussi, pour qu’une soustraction ne la révèle pas. Règle simple : elle ne remplace pas un "
    "contrôle complet du secret statistique.",
    f"Headcounts are not published under {MINIMUM} establishments; if a single cell of a sum is hidden, the smallest "
    "of the others is hidden too, so that a subtraction does not reveal it. A simple rule: it does not replace a full "
    "control of statistical disclosure.",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """One cell: its territory, its establishments and employees; None when unknown."""

    territory: str
    establishments: int | None
    employees: int | None

    @property
    def few(self) -> bool:
        """Whether the headcount would tell about one or two establishments."""
        return self.employees is not None and self.establishments is not None and 0 < self.establishments < MINIMUM


def hidden(cells: Iterable[Counted], sums: Mapping[str, Sequence[str]]) -> dict[str, Reason]:
    """Territories whose headcount is hidden, with the reason.

    ``sums`` maps a territory to the territories whose counts add up to its own; one territory may be cut in several
    ways, under as many keys (``"FR"`` and ``"FR/old"``: what follows the slash only tells them apart). An unknown
    cell adds nothing to a sum and so protects nothing.
    """
    known = {cell.territory: cell for cell in cells if cell.employees is not None}
    found: dict[str, Reason] = {code: "few" for code, cell in known.items() if cell.few}
    groups = [
        (key.partition("/")[0], members)
        for key, wanted in sums.items()
        if (members := [code for code in wanted if code in known]) and key.partition("/")[0] in known
    ]
    changed = bool(found)
    while changed:
        changed = False
        for whole, members in groups:
            terms = [whole, *members]
            masked = [code for code in terms if code in found]
            if len(masked) != 1:
                continue
            # The part is hidden rather than the whole, and the smallest part; a lone part is its whole.
            others = [code for code in members if code not in found]
            code = min(others, key=lambda one: (known[one].employees or 0, one)) if others else whole
            found[code] = "other"
            changed = True
    return found
