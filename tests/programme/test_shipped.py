"""The programme of March 2009 as it ships: eleven lines, what became of them, and money that does not add up."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from filiere.core import Faults
from filiere.core.text import write_in_both_languages
from filiere.figures import Register, load_register
from filiere.programme.figure_readings import RegisterReadings
from filiere.programme.plan import compute_state
from filiere.programme.reader import list_plan_files, load_plan
from filiere.programme.records import Plan
from filiere.programme.sums import check_statement, find_disagreements

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def register() -> Register:
    """The shipped register."""
    return load_register()


@pytest.fixture(scope="module")
def plan(register: Register) -> Plan:
    """The programme of 2009, checked against the register."""
    return load_plan("2009", register)


def test_eleven_lines_each_with_a_fate_and_none_with_a_made_up_progress(plan: Plan, register: Register) -> None:
    found = compute_state(plan, RegisterReadings(register), on=TODAY, known=TODAY)
    assert len(found.actions) == 11
    assert Counter(one.fate.fate for one in found.actions.values() if one.fate) == {
        "established": 5,
        "partial": 4,
        "unknown": 2,
    }
    assert (found.progress.value, found.progress.known, found.progress.of) == (None, 0, 11)
    assert found.list_decisions() == []


def test_what_is_said_of_each_line_has_a_source_and_says_how_it_is_known(plan: Plan) -> None:
    """A fate is our inference; what it rests on was read."""
    for event in plan.events:
        assert event.sources
        assert event.mark == ("I" if event.kind == "fate" else "S")
    facts = Counter(one.action for one in plan.events if one.kind == "comment")
    assert {one.action for one in plan.events if one.kind == "fate" and one.fate != "unknown"} <= set(facts)


def test_nothing_of_it_was_known_before_it_was_looked_for(plan: Plan, register: Register) -> None:
    """What was true in 2010 reads by what is known now; by what we knew then, there is no programme at all."""
    readings = RegisterReadings(register)
    then = compute_state(plan, readings, on=date(2010, 6, 1), known=TODAY)
    assert then.actions["public-authorities"].last_act == date(2009, 7, 28)
    assert then.actions["public-authorities"].fate is None
    assert compute_state(plan, readings, on=date(2010, 6, 1), known=date(2010, 6, 1)).actions == {}


def test_the_money_of_the_agreement_is_shown_and_not_repaired(plan: Plan) -> None:
    (agreement,) = plan.agreements
    assert agreement.amounts is not None
    sums = {one.id: check_statement(one).total for one in agreement.amounts.statements}
    assert write_in_both_languages(sums["la-tribune"].equation).en == "18 = 6 + 9 + 3 unexplained"
    assert {one.outcome for one in sums.values()} == {"unexplained"}
    missing = {name: int(one.difference or 0) for name, one in sums.items()}
    assert missing == {"announcement": 12, "la-tribune": 3, "regional-study": 12, "press": 13}
    disagreements = {one.funder: {amount for _, amount in one.amounts} for one in find_disagreements(
        agreement.amounts.statements
    )}  # fmt: skip
    assert disagreements == {None: {18, 20}, "state": {6, 7}}


def test_the_register_holds_the_same_numbers(plan: Plan, register: Register) -> None:
    """A total, a part or an objective that names its figure has its value."""
    (agreement,) = plan.agreements
    assert agreement.amounts is not None
    for said in agreement.amounts.statements:
        parts = {part.funder: part.amount for part in said.parts}
        for name in said.figures:
            figure = register[name]
            assert figure.unit == agreement.amounts.unit
            assert figure.value == (said.total if figure.category == "total" else parts[figure.category or ""])
            assert figure.source in said.sources
    for objective in agreement.objectives:
        assert [register[name].value for name in objective.figures] == [objective.goal]
    assert [int(one.goal) for one in agreement.objectives] == [50_000, 5_300, 9]


def test_a_plan_of_ones_own_is_read_from_the_data_folder(tmp_path: Path) -> None:
    """It goes before a shipped one of its name."""
    folder = tmp_path / "programme"
    folder.mkdir()
    for name in ("ours", "2009"):
        words = f'id: {name}-mine\ntitle: {{fr: "À nous", en: Ours}}\n'
        (folder / f"{name}.yaml").write_text(words, encoding="utf-8")
    assert list(list_plan_files()) == ["2009"]
    assert load_plan("ours", home=tmp_path).title.en == "Ours"
    assert load_plan("2009", home=tmp_path).id == "2009-mine"
    with pytest.raises(Faults) as raised:
        load_plan("theirs", home=tmp_path)
    assert "2009, ours" in raised.value.faults[0].remedy.en
