"""Rules are dated and say who set them; rows that do not fit are told by their number, never by their content."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.disclosure import Contribution, Dimension, MicroTable, load_rules, rule_in_force

PLAIN = Dimension("activity")
TODAY = date(2026, 11, 24)

RULES = """
rules:
  - id: made-up
    use: {fr: essai, en: trial}
    minimum: 3
    since: "2020-01-01"
    until: "2024-12-31"
    origin: proposed
  - id: made-up
    use: {fr: essai, en: trial}
    minimum: 4
    dominance: [{n: 1, share: 0.85}]
    since: "2025-01-01"
    origin: proposed
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_rules_hold_the_two_limits_with_their_origin() -> None:
    """Three contributors and 85 % as Insee publishes them; the stricter limit of half is marked as proposed."""
    rules = load_rules()
    public = rule_in_force(rules, "enterprise-statistics", TODAY)
    assert (public.minimum, public.dominance[0].share, public.origin) == (3, Decimal("0.85"), "published")
    assert public.source is not None
    assert public.source.address is not None
    members = rule_in_force(rules, "members-benchmark", TODAY)
    assert (members.minimum, members.dominance[0].share, members.origin) == (5, Decimal("0.5"), "proposed")


def test_the_day_chooses_the_rule(tmp_path: Path) -> None:
    """The last day of the old rule and the first of the new; before any, nothing may be published."""
    rules = load_rules(written(tmp_path, RULES))
    assert rule_in_force(rules, "made-up", date(2024, 12, 31)).minimum == 3
    assert rule_in_force(rules, "made-up", date(2025, 1, 1)).minimum == 4
    for name, day in (("made-up", date(2019, 12, 31)), ("other", TODAY)):
        with pytest.raises(Faults) as caught:
            rule_in_force(rules, name, day)
        assert caught.value.faults[0].code == "rule-not-in-force"


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("2024-12-31", "2025-01-01", "rule-overlap", "in force twice"),
        ('    until: "2024-12-31"\n', "", "rule-overlap", "in force twice"),
        ("2024-12-31", "2019-12-31", "wrong-value", "ends before it begins"),
        ("proposed", "published", "wrong-value", "names its source"),
        ("minimum: 3", "minimum: 0", "wrong-value", "minimum"),
        ("share: 0.85", "share: 85", "wrong-value", "share"),
        ("minimum: 3", "minimal: 3", "unknown-key", "minimal"),
    ],
)
def test_a_rule_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str, code: str, words: str) -> None:
    """A percentage for a share, a key misspelt, two rules for one day: never a weaker rule than was meant."""
    with pytest.raises(Faults) as caught:
        load_rules(written(tmp_path, RULES.replace(old, new)))
    assert [fault for fault in caught.value.faults if fault.code == code and words in fault.message.en]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Contribution(" ", ("x",), 3), "row-no-contributor"),
        (Contribution("Hush", ("x", "y"), 3), "row-wrong-dimensions"),
        (Contribution("Hush", ("Total",), 3), "row-on-a-group"),
        (Contribution("Hush", ("",), 3), "row-on-a-group"),
        (Contribution("Hush", ("x",), Decimal("NaN")), "row-not-a-number"),
        (Contribution("Hush", ("x",), 3271.5), "row-not-a-number"),  # type: ignore[arg-type]
        (Contribution("Hush", ("x",), True), "row-not-a-number"),
        (Contribution("Hush", ("x",), 3271, 0), "row-not-a-number"),
        (Contribution("Hush", ("x",), 3271, Decimal("Infinity")), "row-not-a-number"),
    ],
)
def test_a_row_that_does_not_fit_is_told_by_its_number(row: Contribution, code: str) -> None:
    """The fault says which row, and neither who nor how much: faults end in logs."""
    with pytest.raises(Faults) as caught:
        MicroTable((PLAIN,), (Contribution("A", ("x",), 1), row))
    (fault,) = caught.value.faults
    assert (fault.code, fault.key) == (code, "rows[1]")
    for lang in ("fr", "en"):
        told = fault.render(lang)
        assert "2" in told
        assert "Hush" not in told
        assert "3271" not in told


@pytest.mark.parametrize(
    ("dimensions", "code"),
    [
        ((), "table-no-dimension"),
        ((Dimension("place", "T", {"a": "b", "b": "c", "c": "a"}),), "hierarchy-cycle"),
        ((Dimension("place", "T", {"a": "a"}),), "hierarchy-cycle"),
        ((Dimension("place", "T", {"T": "world"}),), "hierarchy-total"),
    ],
)
def test_a_dimension_that_does_not_hold_is_refused(dimensions: tuple[Dimension, ...], code: str) -> None:
    """Before any row is read: a circle of groups would never end."""
    with pytest.raises(Faults) as caught:
        MicroTable(dimensions, ())
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_table_and_its_rows_print_no_row() -> None:
    """A table in a log is its dimensions."""
    assert "Hush" not in repr(MicroTable((PLAIN,), (Contribution("Hush", ("x",), 3),)))
