"""Random systems of tables for the tests, made up: hierarchies of unequal depth, several linked tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from hypothesis import strategies as st

from filiere.disclosure.system import Cut, System, tabulate


@dataclass(frozen=True)
class Rows:
    """Made-up rows and how to cross them; ``system`` is what the engine makes of them."""

    cuts: tuple[Cut, ...]
    tables: tuple[tuple[int, ...], ...]
    codes: tuple[tuple[int, ...], ...]
    values: tuple[int, ...]
    owners: tuple[int, ...]
    groups: tuple[int, ...]

    def system(self) -> System:
        return tabulate(
            self.cuts,
            self.tables,
            codes=[np.array(column, dtype=np.int64) for column in self.codes],
            values=np.array(self.values, dtype=np.int64) * 100,
            scale=100,
            owners=np.array(self.owners, dtype=np.int64),
            names=[f"owner {place}" for place in range(len(self.groups))],
            groups=np.array(self.groups, dtype=np.int64),
        )

    @classmethod
    def flat(cls, table: Mapping[str, Mapping[str, Sequence[int]]]) -> Self:
        """Rows of a table of two cuts without groups, each of one contributor of its own."""
        found = [(line, column, value) for line, cells in table.items() for column in cells for value in cells[column]]
        names = (sorted(table), sorted({column for _, column, _ in found}))
        return cls(
            tuple(
                Cut(name, ("Total", *codes), (-1, *(0 for _ in codes))) for name, codes in zip("ab", names, strict=True)
            ),
            ((0, 1),),
            tuple(tuple(1 + codes.index(row[place]) for row in found) for place, codes in enumerate(names)),
            tuple(value for _, _, value in found),
            tuple(range(len(found))),
            tuple(range(len(found))),
        )


def crossed(seed: int, shape: tuple[int, ...], rows: int, largest: float = 12.0) -> System:
    """A table of as many dimensions as ``shape`` has numbers; amounts of thirteen digits at most, one a contributor."""
    dice = np.random.default_rng(seed)
    return tabulate(
        [
            Cut(f"c{place}", ("T", *(f"{place}{code}" for code in range(size))), (-1, *([0] * size)))
            for place, size in enumerate(shape)
        ],
        [tuple(range(len(shape)))],
        codes=[dice.integers(1, size + 1, rows) for size in shape],
        values=np.floor(10 ** dice.uniform(largest / 2, largest, rows)).astype(np.int64),
        scale=1,
        owners=np.arange(rows),
        names=[str(place) for place in range(rows)],
    )


@st.composite
def cuts(draw: st.DrawFn, name: str, most: int = 5) -> Cut:
    """A tree of codes; each hangs under the total or an earlier code."""
    size = draw(st.integers(2, most))
    parents = [-1, *(draw(st.integers(0, place - 1)) for place in range(1, size + 1))]
    return Cut(name, ("Total", *(f"{name}{place}" for place in range(1, size + 1))), tuple(parents))


@st.composite
def rows(
    draw: st.DrawFn,
    *,
    negative: bool = False,
    linked: bool = True,
    most: int = 16,
    largest_cut: int = 5,
    often_nothing: bool = False,
) -> Rows:
    """Rows under two or three cuts, as one table, or as linked tables that leave a cut out."""
    chosen = tuple(draw(cuts(name, largest_cut)) for name in "abc"[: draw(st.integers(1, 3))])
    every = tuple(range(len(chosen)))
    tables: tuple[tuple[int, ...], ...] = (every,)
    if linked and len(chosen) == 3 and draw(st.booleans()):
        tables = ((0, 1), (1, 2))
    count = draw(st.integers(1, most))
    amounts = st.sampled_from((0, 0, 1, 8, 50)) if often_nothing else st.integers(-20 if negative else 0, 60)
    return Rows(
        chosen,
        tables,
        tuple(tuple(draw(st.sampled_from(cut.leaves())) for _ in range(count)) for cut in chosen),
        tuple(draw(amounts) for _ in range(count)),
        tuple(draw(st.integers(0, 9)) for _ in range(count)),
        tuple(draw(st.integers(0, 3)) for _ in range(10)),
    )
