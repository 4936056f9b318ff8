"""Intervals tell what a reader could reckon and no more; rounded tables add up and leave the blur asked."""

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from support.scenes.disclosure_files import all_hidden, rows_on_file
from support.strategies.disclosure_tables import Rows, rows

from filiere.disclosure.alternatives import RoundingNotFound, compute_intervals, iter_bases, round_table
from filiere.disclosure.audit import AttackResult, audit_folder
from filiere.disclosure.folder import AuditSummary, ProtectionRun, PublishedTable, write_folder
from filiere.disclosure.inputs import read_inputs
from filiere.disclosure.protection_levels import Limits, ProtectionLevels, compute_protection_levels
from filiere.disclosure.system import Cut, System, tabulate

GRAIN = 100


@settings(max_examples=60)
@given(rows(negative=True, linked=False))
def test_an_interval_is_what_an_audit_finds_that_readers_know(drawn: Rows) -> None:
    """The audit has code of its own. Ends are the next whole amounts outside, and none where there is no end."""
    with TemporaryDirectory() as folder:
        inputs = read_inputs(*rows_on_file(Path(folder), drawn))
        system = inputs.system
        found = compute_intervals(system, inputs.needs.primary, grain=GRAIN)
        out = Path(folder) / "run"
        pattern = all_hidden(inputs)
        known = []

        def audited(made: Path) -> AuditSummary:
            known.append(audit_folder(made, ("outsider",), intervals=True))
            # What matters here is what the audit knows, not whether it is enough.
            return AuditSummary({"outsider": AttackResult(0, 0, 0, 0, (), 0.0)}, sound=True)

        write_folder(
            out, ProtectionRun(inputs, pattern, PublishedTable(system.values, inputs.needs.primary), 0.0), audited
        )
    ends = {one.codes: one for one in known[0].intervals}
    assert len(ends) == inputs.needs.primary.sum()
    for cell in np.flatnonzero(inputs.needs.primary):
        one, value = ends[system.codes(cell)], int(system.values[cell])
        for mine, theirs, side in ((found.low[cell], one.low, -1), (found.high[cell], one.high, 1)):
            assert (mine is None) == (theirs is None)
            if mine is not None and theirs is not None:
                assert 0 <= side * (mine - theirs * system.scale) <= GRAIN + 1
                assert side * (mine - value) >= 0
                assert mine % GRAIN == 0
    assert all(found.low[cell] is None for cell in np.flatnonzero(~inputs.needs.primary))


def no_needs(system: System) -> ProtectionLevels:
    """Rules that find nothing unsafe."""
    return compute_protection_levels(system, Limits(minimum=1, dominance=()))


@settings(max_examples=60)
@given(rows(negative=True))
def test_a_rounded_table_adds_up_and_every_value_is_beside_its_own(drawn: Rows) -> None:
    system = drawn.system()
    found = round_table(system, no_needs(system), 700, time_limit=60)
    assert not system.additions.residuals(found.values).any()
    assert not (found.values % 700).any()
    assert (np.abs(found.values - system.values) < found.reach * 700).all()
    if found.reach == 1:
        multiples = system.values % 700 == 0
        assert (found.values[multiples] == system.values[multiples]).all()
    assert found.moved == np.abs(found.values - system.values).sum()
    assert found.bound <= found.moved
    if len(drawn.cuts) <= 2:
        assert found.reach == 1


@settings(max_examples=60)
@given(rows())
def test_the_derived_base_leaves_room_for_every_blur(drawn: Rows) -> None:
    system = drawn.system()
    needs = compute_protection_levels(system, Limits())
    first, second = islice(iter_bases(needs, grain=GRAIN), 2)
    assert first >= 2 * max(needs.upper.max(), needs.lower.max())
    assert first < second <= 2.5 * first
    found = round_table(system, needs, first, time_limit=60)
    primary = needs.primary
    shown, true, far = found.values[primary], system.values[primary], found.reach * first
    assert (shown - far <= true - needs.lower[primary]).all()
    assert (shown + far >= true + needs.upper[primary]).all()


def one_way(*values: int) -> System:
    """Parts of one owner each, and their total."""
    cut = Cut("a", ("Total", *(f"a{place}" for place in range(len(values)))), (-1, *[0] * len(values)))
    places = np.arange(1, len(values) + 1)
    owners = np.arange(len(values))
    amounts = np.array(values) * GRAIN
    names = [str(owner) for owner in owners]
    return tabulate([cut], [(0,)], codes=[places], values=amounts, scale=GRAIN, owners=owners, names=names)


def blurred(system: System, blur: int) -> ProtectionLevels:
    """Every part is unsafe and needs the same blur; the total is not."""
    primary = system.keys[:, 0] > 0
    slack = np.where(primary, blur * GRAIN, 0)
    return ProtectionLevels(primary, slack, slack)


def test_a_table_without_a_nearest_rounding_reaches_further_and_says_so() -> None:
    """6 + 6 + 6: with a blur of 5 each may only become 10, and 18 cannot become 30 as its neighbours are 10 and 20."""
    system = one_way(6, 6, 6)
    assert round_table(system, blurred(system, 4), 1000, time_limit=60).reach == 1
    found = round_table(system, blurred(system, 5), 1000, time_limit=60)
    assert found.reach == 2
    assert not system.additions.residuals(found.values).any()


def test_a_base_too_small_for_the_blur_gives_nothing() -> None:
    system = one_way(6, 6, 6)
    with pytest.raises(RoundingNotFound):
        round_table(system, blurred(system, 50), 1000, time_limit=60)
