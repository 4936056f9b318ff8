"""Differencing attacks that fail: over two years, over linked cuts, after a correction, beside a total of others.

The attacker keeps everything, knows which answers have not changed, solves exactly, and has linear programs for the
rest. Each story first shows that he succeeds against tables that are each safe alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.oracles.disclosure_through_time import Attack, Row, Seen
from support.scenes.ledger_tables import table_of

from filiere.core import Faults
from filiere.disclosure.ledger import ExternalTotal, Ledger, Release, Subject, find_cells_told_exactly
from filiere.disclosure.ledger.release_protection import ProtectedRelease, protect_release
from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import Limits, compute_protection_levels

LIMITS = Limits()
LAST, THIS = Subject("turnover", "made-up", "2024"), Subject("turnover", "made-up", "2025")


def out(
    rows: Sequence[Row],
    columns: Sequence[str],
    ledger: Ledger,
    subject: Subject,
    level: Level = "contributors",
    limits: Limits = LIMITS,
    tables: Sequence[tuple[int, ...]] | None = None,
    holding: Mapping[str, str] | None = None,
) -> ProtectedRelease:
    system = table_of(rows, columns, tables=tables, holding=holding)
    return protect_release(
        system,
        compute_protection_levels(system, limits),
        subject=subject,
        ledger=ledger,
        limits=limits,
        level=level,
        costs=system.sizes / system.scale + 1.0,
    )


def seen(rows: Sequence[Row], guarded: ProtectedRelease) -> Seen:
    return Seen(rows, frozenset(guarded.system.codes(int(cell)) for cell in np.flatnonzero(~guarded.hidden)))


def kept(guarded: ProtectedRelease, key: str, subject: Subject, day: date = date(2026, 1, 1)) -> Release:
    return guarded.release(key, subject, day)


def unsafe(guarded: ProtectedRelease) -> list[tuple[tuple[str, ...], int, int]]:
    needs = guarded.needs
    return [
        (guarded.system.codes(int(cell)), int(needs.upper[cell]), int(needs.lower[cell]))
        for cell in np.flatnonzero(needs.primary)
    ]


def blurred(attack: Attack, number: int, guarded: ProtectedRelease) -> bool:
    """Whether the attacker leaves every unsafe cell of a table its slack, upwards and downwards, but for those that are
    out elsewhere."""
    known = {guarded.system.codes(int(cell)) for cell in np.flatnonzero(guarded.known)}
    for codes, upper, lower in unsafe(guarded):
        if codes in known:
            continue
        target = attack.target(number, codes)
        value = int(guarded.system.values[guarded.system.number[codes]]) / 100
        low, high = attack.within(target)
        if attack.finds(target) or low > value - lower / 100 + 1e-6 or high < value + upper / 100 - 1e-6:
            return False
    return True


# A zone of two firms, hidden behind another; next year a third firm comes there, and nothing else changes.
FIRMS: list[Row] = [
    *(("A", "a", 10), ("B", "a", 12), ("C", "b", 15), ("D", "b", 14), ("E", "b", 13)),
    *(("F", "c", 40), ("G", "c", 41), ("H", "c", 42)),
]


def test_last_year_and_this_year_do_not_tell_who_came() -> None:
    """Two firms are hidden behind zone b; with a third, zone a is safe alone, and last year’s numbers give the rest."""
    before = out(FIRMS, ("zone",), Ledger(), LAST)
    assert {codes for codes, _, _ in unsafe(before)} == {("a",)}
    after: list[Row] = [*FIRMS, ("N", "a", 11)]
    alone = out(after, ("zone",), Ledger(), THIS)
    assert not alone.hidden.any()
    naive = Attack([seen(FIRMS, before), seen(after, alone)])
    assert naive.finds(naive.target(0, ("a",)))
    guarded = out(after, ("zone",), Ledger((kept(before, "r1", LAST),)), THIS)
    attack = Attack([seen(FIRMS, before), seen(after, guarded)])
    assert blurred(attack, 0, before)
    assert not attack.finds(attack.change(0, 1, ("a",)))
    assert guarded.hidden.any()
    assert not guarded.hidden.all()


def test_a_correction_does_not_tell_who_made_it() -> None:
    """One firm of three corrects its answer: the two versions of the same cells differ by that answer."""
    first = out(FIRMS, ("zone",), Ledger(), THIS)
    corrected = [("F", "c", 47) if row[0] == "F" else row for row in FIRMS]
    naive = Attack([seen(FIRMS, first), seen(corrected, out(corrected, ("zone",), Ledger(), THIS))])
    assert naive.finds(naive.change(0, 1, ("c",)))
    guarded = out(corrected, ("zone",), Ledger((kept(first, "r1", THIS),)), THIS)
    attack = Attack([seen(FIRMS, first), seen(corrected, guarded)])
    for codes in (("c",), ("Total",)):
        assert not attack.finds(attack.change(0, 1, codes))
    low, high = attack.within(attack.change(0, 1, ("c",)))
    assert high - low > 1


def moved_about(version: int) -> list[Row]:
    """Made-up firms of four sectors; the second version has six of one in another, a firm more, and new answers in the
    rest."""
    moved = "b" if version == 1 else "c"
    return [
        *((f"b{n}", "b", 50 + n) for n in range(6)),
        *((f"c{n}", "c", 60 + n) for n in range(6)),
        *((f"m{n}", moved, 70 + n) for n in range(6)),
        *((f"d{n}", "d", 80 + n * version) for n in range(1, 7)),
        *((f"e{n}", "e", 30 + n * version) for n in range(1, 7)),
        *([("new", "c", 77)] if version == 2 else []),
    ]


def both(attack: Attack) -> list[Fraction]:
    """By how much sectors b and c together differ between two tables."""
    changes = [attack.change(0, 1, (sector,)) for sector in "bc"]
    return [sum(parts, Fraction(0)) for parts in zip(*changes, strict=True)]


def test_a_correction_that_moves_firms_about_does_not_tell_who_is_new() -> None:
    """Many changed in each sector, and one by what two sectors have together: both versions of both give its answer."""
    rows, corrected = moved_about(1), moved_about(2)
    first = out(rows, ("sector",), Ledger(), THIS)
    assert not first.hidden.any()
    alone = out(corrected, ("sector",), Ledger(), THIS)
    assert not alone.hidden.any()
    naive = Attack([seen(rows, first), seen(corrected, alone)])
    assert naive.finds(both(naive))
    guarded = out(corrected, ("sector",), Ledger((kept(first, "r1", THIS),)), THIS)
    attack = Attack([seen(rows, first), seen(corrected, guarded)])
    assert not attack.finds(both(attack))
    low, high = attack.within(both(attack))
    assert low <= 77 - 7.7 + 1e-6
    assert high >= 77 + 7.7 - 1e-6
    assert not guarded.hidden.all()


@pytest.mark.parametrize("answers", [(900, 10, 11, 12), (30, 31, 32, 33)])
def test_what_sets_two_cuts_apart_is_held_to_every_rule(answers: tuple[int, ...]) -> None:
    """A department has four firms more than a zone: it is told beside it unless one of the four is nearly all."""
    firms = [("A", 500), ("B", 510), ("C", 520), *((f"x{n}", 600 + n) for n in range(4))]
    more = [(f"m{n}", much) for n, much in enumerate(answers)]
    rest = [(f"r{n}", 400 + n) for n in range(5)]
    departments: list[Row] = [
        (who, "29" if (who, much) not in rest else "22", much) for who, much in firms + more + rest
    ]
    zones: list[Row] = [(who, "Z1" if (who, much) in firms else "Z2", much) for who, much in firms + more + rest]
    first = out(departments, ("department",), Ledger(), THIS)
    assert not out(zones, ("zone",), Ledger(), THIS).hidden.any()
    guarded = out(zones, ("zone",), Ledger((kept(first, "r1", THIS),)), THIS)
    assert guarded.hidden.any() == (max(answers) > 0.85 * sum(answers))


def test_what_sets_two_cuts_apart_is_counted_by_holding() -> None:
    """Four sites more in a department than in a zone, all of one holding, are one."""
    firms = [("A", 500), ("B", 510), ("C", 520), *((f"x{n}", 600 + n) for n in range(4))]
    more, rest = [(f"m{n}", 30 + n) for n in range(4)], [(f"r{n}", 400 + n) for n in range(5)]
    departments: list[Row] = [
        (who, "29" if (who, much) not in rest else "22", much) for who, much in firms + more + rest
    ]
    zones: list[Row] = [(who, "Z1" if (who, much) in firms else "Z2", much) for who, much in firms + more + rest]
    for together in (False, True):
        holding = {who: "M" for who, _ in more} if together else {}
        first = out(departments, ("department",), Ledger(), THIS, holding=holding)
        guarded = out(zones, ("zone",), Ledger((kept(first, "r1", THIS),)), THIS, holding=holding)
        assert guarded.hidden.any() == together


def test_a_department_and_a_zone_one_firm_apart_do_not_tell_that_firm() -> None:
    """Two cuts of the same rows, in two releases that share no column."""
    firms = [("A", 10), ("B", 11), ("C", 12), ("M", 40), *((f"x{n}", 20 + n) for n in range(4))]
    departments: list[Row] = [(who, "29" if who in "ABCM" else "22", much) for who, much in firms]
    zones: list[Row] = [(who, "Z1" if who in "ABC" else "Z2", much) for who, much in firms]
    first = out(departments, ("department",), Ledger(), THIS)
    assert not first.hidden.any()
    assert not out(zones, ("zone",), Ledger(), THIS).hidden.any()
    guarded = out(zones, ("zone",), Ledger((kept(first, "r1", THIS),)), THIS)
    assert {guarded.system.codes(int(cell)) for cell in np.flatnonzero(guarded.hidden)} == {("Z1",), ("Z2",)}


def test_our_table_beside_the_total_of_another_body() -> None:
    """One cell and the total are withheld, which is safe; a yearbook prints the total, and the cell is found."""
    rows: list[Row] = [row for row in FIRMS if row[1] != "b"]
    plain = out(rows, ("zone",), Ledger(), THIS)
    hidden = {plain.system.codes(int(cell)) for cell in np.flatnonzero(plain.hidden)}
    assert hidden == {("a",), ("Total",)} or hidden == {("a",), ("c",)}
    shown = Seen(rows, frozenset({("c",)}))
    assert Attack([shown], [(0, [("Total",)])]).finds(Attack([shown]).target(0, ("a",)))
    yearbook = ExternalTotal.of("yearbook", THIS, [{}])
    guarded = out(rows, ("zone",), Ledger((), (yearbook,)), THIS)
    attack = Attack([seen(rows, guarded)], [(0, [("Total",)])])
    assert blurred(attack, 0, guarded)
    assert {guarded.system.codes(int(cell)) for cell in np.flatnonzero(guarded.hidden)} == {("a",), ("c",)}


def test_what_cannot_be_protected_any_more_is_refused_by_name() -> None:
    """All that is beside the unsafe cell is asked to stay visible."""
    system = table_of(FIRMS)
    keep = np.ones(len(system), dtype=np.bool_)
    keep[system.number["a",]] = False
    with pytest.raises(Faults) as refused:
        protect_release(
            system,
            compute_protection_levels(system, LIMITS),
            subject=THIS,
            ledger=Ledger(),
            limits=LIMITS,
            level="contributors",
            costs=np.ones(len(system)),
            keep=keep,
        )
    (fault,) = refused.value.faults
    assert fault.code == "cell-beyond-protection"
    assert "zone=a" in fault.message.en


def test_a_cell_that_totals_of_others_give_together_is_out() -> None:
    """The whole, and all that is beside the unsafe cell: one follows from the others, whatever we withhold."""
    beside = (ExternalTotal.of("x", THIS, [{}]), ExternalTotal.of("y", THIS, [{"zone": "b"}, {"zone": "c"}]))
    guarded = out(FIRMS, ("zone",), Ledger((), beside), THIS)
    (note,) = guarded.notes
    assert note.code == "cell-already-out"
    assert "zone=a" in note.message.en
    assert {guarded.system.codes(int(cell)) for cell in np.flatnonzero(guarded.hidden)} == {("a",)}


# A second sector beside the zones: zone a is known elsewhere, sector y needs protection all the same.
SECTORS: list[Row] = [
    *(("A", "a", "x", 10), ("B", "a", "x", 12), ("C", "b", "x", 15), ("D", "b", "y", 14), ("E", "b", "x", 13)),
    *(("F", "c", "x", 40), ("G", "c", "y", 41), ("H", "c", "x", 42), ("I", "b", "x", 16), ("J", "c", "x", 44)),
]


def test_a_cell_that_others_print_stays_withheld_and_counts_as_known() -> None:
    """It is named; the other unsafe cells keep their blur from those who know it, as they would not if it were taken
    for hidden; and it is no help to hide them."""
    yearbook = ExternalTotal.of("yearbook", THIS, [{"zone": "a"}])
    plain = out(SECTORS, ("zone", "sec"), Ledger(), THIS)
    assert not plain.notes
    guarded = out(SECTORS, ("zone", "sec"), Ledger((), (yearbook,)), THIS)
    (note,) = guarded.notes
    assert note.code == "cell-already-out"
    assert "zone=a" in note.message.fr
    known = {guarded.system.codes(int(cell)) for cell in np.flatnonzero(guarded.known)}
    # Its only sector is the same number.
    assert known == {("a", "Total"), ("a", "x")}
    hidden = {guarded.system.codes(int(cell)) for cell in np.flatnonzero(guarded.hidden)}
    assert known <= hidden
    attack = Attack([seen(SECTORS, guarded)], [(0, [("a", "Total")])])
    assert {codes for codes, _, _ in unsafe(guarded)} > known
    assert blurred(attack, 0, guarded)


PLACED = st.tuples(
    st.sampled_from([f"f{n}" for n in range(14)]), st.sampled_from("abc"), st.sampled_from("xy"), st.integers(1, 60)
)


@given(st.lists(PLACED, min_size=8, max_size=20, unique_by=lambda one: one[:3]), st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_whichever_cell_others_print_all_others_keep_their_blur(rows: list[Row], data: st.DataObject) -> None:
    """It stays withheld; a table is refused only where another cell cannot be protected from those who know it."""
    columns = ("place", "kind")
    try:
        plain = out(rows, columns, Ledger(), THIS, level="outsider")
    except Faults:
        return
    told = unsafe(plain)
    if not told:
        return
    codes = data.draw(st.sampled_from([one for one, _, _ in told]))
    yearbook = ExternalTotal.of(
        "x", THIS, [{name: code for name, code in zip(columns, codes, strict=True) if code != "Total"}]
    )
    refused: list[str] = []
    try:
        guarded = out(rows, columns, Ledger((), (yearbook,)), THIS, level="outsider")
    except Faults as faults:
        refused = [fault.code for fault in faults.faults]
    if refused:
        assert refused == ["cell-already-out", "cell-beyond-protection"]
        return
    known = {guarded.system.codes(int(cell)) for cell in np.flatnonzero(guarded.known)}
    assert codes in known
    assert not {guarded.system.codes(int(cell)) for cell in np.flatnonzero(~guarded.hidden)} & known
    assert blurred(Attack([seen(rows, guarded)], [(0, [codes])]), 0, guarded)


def test_tables_without_the_cell_that_others_print_go_out() -> None:
    """It is in an earlier release alone: the new table is published as if nothing had been declared, and says so."""
    before = out(FIRMS, ("zone",), Ledger(), THIS)
    late = ExternalTotal.of("yearbook", THIS, [{"zone": "a"}])
    ledger = Ledger((kept(before, "r1", THIS),), (late,))
    half: list[Row] = [(who, "n" if zone in "ab" else "s", much) for who, zone, much in FIRMS]
    guarded = out(half, ("half",), ledger, THIS)
    assert not guarded.hidden.any()
    (note,) = guarded.notes
    assert "zone=a (publication r1)" in note.message.fr
    assert not guarded.known.any()


def test_what_a_total_gives_away_is_named_once() -> None:
    """When it is declared: the cell that it is, or the one that it leaves alone; not what was told before."""
    before = out(FIRMS, ("zone",), Ledger(), THIS)
    release = kept(before, "r1", THIS)
    direct = ExternalTotal.of("x", THIS, [{"zone": "a"}])
    assert [one.en for one in find_cells_told_exactly(release, [], direct)] == ["zone=a"]
    assert find_cells_told_exactly(release, [direct], ExternalTotal.of("y", THIS, [{"zone": "a"}])) == []
    assert find_cells_told_exactly(release, [], ExternalTotal.of("y", THIS, [{"zone": "b"}])) == []
    both = ExternalTotal.of("y", THIS, [{"zone": "a"}, {"zone": "c"}])
    assert find_cells_told_exactly(release, [], both) == []
    assert [
        one.en for one in find_cells_told_exactly(release, [ExternalTotal.of("c", THIS, [{"zone": "c"}])], both)
    ] == ["zone=a"]


def test_linked_tables_that_went_out_stay_protected_from_later_ones() -> None:
    """Two cells one firm apart, one of them withheld; a later table would give that one back."""
    firms = [("A", 10), ("B", 11), ("C", 12), ("M", 40), *((f"x{n}", 20 + n) for n in range(4))]
    places: list[Row] = [
        (who, "29" if who in "ABCM" else "22", "Z1" if who in "ABC" else "Z2", much) for who, much in firms
    ]
    first = out(places, ("department", "zone"), Ledger(), THIS, tables=[(0,), (1,)])
    hidden = {first.system.codes(int(cell)) for cell in np.flatnonzero(first.hidden)}
    assert len(hidden) == 2
    assert first.augmented.numbers.tolist() == list(range(len(first.augmented.system)))
    # The same places by another name, in a release that shares no column with it.
    column = 1 if ("29", "Total") in hidden else 2
    again: list[Row] = [(row[0], f"~{row[column]}", row[-1]) for row in places]
    ledger = Ledger((kept(first, "r1", THIS),))
    assert out(again, ("other",), ledger, THIS).hidden.sum() >= 2
    assert not out(again, ("other",), Ledger(), THIS).hidden.any()


@st.composite
def two_years(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Made-up firms of two years: most answers as they were, some new, some gone, some changed."""
    first = draw(st.lists(PLACED, min_size=8, max_size=20, unique_by=lambda one: one[:3]))
    later = [(*one[:3], one[3] + draw(st.sampled_from([0, 0, 0, 0, 3, 9]))) for one in first if draw(st.integers(0, 9))]
    return list(first), later or list(first)


@given(two_years(), st.booleans())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_two_releases_say_together_every_unsafe_cell_keeps_its_blur(
    drawn: tuple[list[Row], list[Row]], revision: bool
) -> None:
    """Against the attacker with both tables, exactly and by linear programs; or the second release is refused."""
    first, second = drawn
    subject = LAST if revision else THIS
    before = out(first, ("place", "kind"), Ledger(), LAST, level="outsider")
    try:
        after = out(second, ("place", "kind"), Ledger((kept(before, "r1", LAST),)), subject, level="outsider")
    except Faults as faults:
        refused = {fault.code for fault in faults.faults}
    else:
        refused = set()
    assert refused <= {"cell-already-out", "cell-beyond-protection"}
    if refused:
        return
    # What is unsafe now and has not changed was unsafe and withheld then.
    assert not after.known.any()
    attack = Attack([seen(first, before), seen(second, after)], moves=revision)
    assert blurred(attack, 0, before)
    assert blurred(attack, 1, after)
