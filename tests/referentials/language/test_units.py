"""Units: an algebra in which employees never add to sites, and whose words both languages can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.referentials.language import Unit
from filiere.referentials.language.units import PLAIN, UNIT_WORDS

units = st.lists(st.tuples(st.sampled_from(sorted(UNIT_WORDS)), st.integers(-2, 2)), max_size=4).map(Unit.of)


@given(units, units, units)
def test_units_form_a_commutative_group(a: Unit, b: Unit, c: Unit) -> None:
    """Products commute and associate, a unit by itself is a plain number, and dividing undoes multiplying."""
    assert a * b == b * a
    assert a * (b * c) == (a * b) * c
    assert a / a == PLAIN
    assert a * PLAIN == a
    assert a * b / b == a
    assert (a * a).root() == a


@given(units)
def test_a_unit_reads_back_as_it_is_written(unit: Unit) -> None:
    """The writing of a unit loses nothing of it."""
    assert Unit.parse(str(unit)) == unit


@given(units, units)
def test_a_conversion_undoes_itself(a: Unit, b: Unit) -> None:
    """There is a factor one way when there is one the other way, and the two make one."""
    there, back = a.factor_to(b), b.factor_to(a)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there * back == 1


@pytest.mark.parametrize(
    ("text", "fr", "en"),
    [
        ("employee", "salariés", "employees"),
        ("kWh/m2", "kWh/m²", "kWh/m²"),
        ("tCO2e/employee", "t éq. CO₂/salarié", "t CO₂e/employee"),
        ("hour/employee/year", "heures/salarié/an", "hours/employee/year"),
        ("1", "sans unité", "no unit"),
        ("1/site", "1/site", "1/site"),
        ("%", "%", "%"),
    ],
)
def test_units_are_said_in_both_languages(text: str, fr: str, en: str) -> None:
    """The plural falls on what is counted, not on what it is counted by."""
    label = Unit.parse(text).label()
    assert (label.fr, label.en) == (fr, en)


def test_energy_and_time_convert_and_people_do_not() -> None:
    """A megawatt-hour is a thousand kilowatt-hours; no number of positions is an employee."""
    assert Unit.parse("MWh").factor_to(Unit.parse("kWh")) == 1000
    assert Unit.parse("year").factor_to(Unit.parse("month")) == 12
    assert Unit.parse("tCO2e/MWh").factor_to(Unit.parse("kgCO2e/kWh")) == 1
    assert Unit.parse("employee").factor_to(Unit.parse("position")) is None
    assert Unit.parse("month").factor_to(Unit.parse("day")) is None


def test_a_strange_unit_is_a_fault_with_near_words() -> None:
    """Every strange word of a unit is told, with the words that are near."""
    with pytest.raises(Faults) as caught:
        Unit.parse("employe/sight")
    assert {fault.code for fault in caught.value.faults} == {"unit-unknown"}
    assert len(caught.value.faults) == 2
    assert "employee" in caught.value.faults[0].remedy.en + caught.value.faults[1].remedy.en
