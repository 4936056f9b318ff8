"""Classes of a map: fixed around 100, or the quantiles of the data."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from filiere.publication import index_classes, quantile_classes


def test_index_classes_are_fixed_and_symmetric() -> None:
    """Half and double, four fifths and five quarters: a bound belongs to the class above."""
    classes = index_classes()
    values = [49, 50, 79, 80, 100, 124, 125, 199, 200, 397]
    assert [classes.css_class(Decimal(value)) for value in values] == [
        "c1", "c2", "c2", "c3", "c3", "c3", "c4", "c4", "c5", "c5",
    ]  # fmt: skip
    assert classes.css_class(None) is None
    assert classes.label(0, "fr") == "moins de 50"
    assert classes.label(1, "en") == "50 to less than 80"
    assert classes.label(4, "fr") == "200 et plus"
    assert [classes.label(rank, "en", suffix="%") for rank in (0, 1, 4)] == [
        "less than 50%", "50 to less than 80%", "200% or more",
    ]  # fmt: skip


@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000).map(Decimal)), max_size=60))
def test_quantile_classes_are_increasing_and_none_is_empty(values: list[Decimal | None]) -> None:
    """Bounds are values of the data, increasing; no class is empty when something is known."""
    classes = quantile_classes(values)
    known = [value for value in values if value is not None]
    assert list(classes.bounds) == sorted(set(classes.bounds))
    assert set(classes.bounds) <= set(known)
    assert len(classes.css) == len(classes.bounds) + 1
    if known:
        assert {classes.position(value) for value in known} == set(range(len(classes.css)))


def test_quantile_classes_hold_about_as_many_areas() -> None:
    """Twenty distinct values make five classes of four."""
    values = [Decimal(value) for value in range(20)]
    classes = quantile_classes(values)
    assert [sum(classes.position(value) == rank for value in values) for rank in range(5)] == [4] * 5
