"""Random small tables of made-up rows and random rules, for whatever stands behind the gate."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from filiere.disclosure import Contribution, Dimension, Dominance, MicroTable, Rule

GROUPED = Dimension("place", "France", {"d1": "R", "d2": "R", "d3": "S", "S": "big"})
PLAIN = Dimension("activity")
SIZE = Dimension("size", "all")
CODES = {"place": ["d1", "d2", "d3", "d4"], "activity": ["x", "y", "z"], "size": ["1", "2"]}
VALUES = st.integers(-20, 60) | st.decimals(0, 50, places=2)


@st.composite
def tables(draw: st.DrawFn) -> MicroTable:
    dimensions = tuple(draw(st.permutations([GROUPED, PLAIN, SIZE]))[: draw(st.integers(1, 3))])
    row = st.builds(
        Contribution,
        st.sampled_from("ABCDEFGHIJ"),
        st.tuples(*(st.sampled_from(CODES[one.name]) for one in dimensions)),
        VALUES,
        st.just(1) | st.integers(1, 4) | st.just(Decimal("1.5")),
    )
    return MicroTable(dimensions, tuple(draw(st.lists(row, max_size=60))))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    limits = draw(
        st.lists(
            st.builds(Dominance, n=st.integers(1, 2), share=st.sampled_from([Decimal("0.85"), Decimal("0.5")])),
            max_size=2,
        )
    )
    parts = {
        "id": "made-up",
        "use": {"fr": "essai", "en": "trial"},
        "minimum": draw(st.integers(1, 5)),
        "dominance": tuple(limits),
        "since": "2026-01-01",
        "origin": "proposed",
    }
    return Rule.model_validate(parts)
