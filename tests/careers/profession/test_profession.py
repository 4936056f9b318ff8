"""What a loaded profession gives: shares, conditions, bridges by their words, and their weight on a day."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from filiere.careers.profession import Profession, load_profession

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def profession(tmp_path_factory: pytest.TempPathFactory) -> Profession:
    """The sound folder, loaded."""
    folder = tmp_path_factory.mktemp("profession")
    (folder / "a.yaml").write_text((HERE / "sound.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return load_profession(folder)


def test_needs_and_codes_are_shares(profession: Profession) -> None:
    adviser = profession.occupations["adviser"]
    assert [one.weight for one in adviser.needs] == [Decimal("0.75"), Decimal("0.25")]
    assert [(one.code, one.weight) for one in adviser.codes] == [("D1408", Decimal("0.75")), ("D1401", Decimal("0.25"))]


def test_conditions_of_an_occupation_stand_over_those_of_its_profile(profession: Profession) -> None:
    said = {one.topic: one.usual.en for one in profession.occupations["adviser"].conditions}
    assert said == {"noise": "A headset.", "hours": "Evenings."}
    assert {one.topic: one.usual.en for one in profession.occupations["leader"].conditions}["hours"] == "Saturdays."


def test_a_job_outside_the_profession_has_its_conditions_too(profession: Profession) -> None:
    assert [one.usual.en for one in profession.exits["assistant"].conditions] == ["A headset.", "Saturdays."]
    assert [(one.topic, one.degree) for one in profession.feeders["cashier"].conditions] == [("hours", "night")]


def test_a_bridge_is_placed_by_its_words_whatever_case_and_final_stop(profession: Profession) -> None:
    assert [(one.phrase, one.skill) for one in profession.bridges] == [("queue", "greet"), ("anger", "calm")]
    assert profession.list_bridges_from("anger")[0].bridge.strength == 2
    assert profession.list_bridges_from("till") == ()


@pytest.mark.parametrize(
    ("day", "weight"),
    [("2028-11-10", 1.0), ("2028-11-11", 0.5), ("2026-12-01", 1.0)],
)
def test_a_bridge_unreviewed_for_two_years_counts_half(profession: Profession, day: str, weight: float) -> None:
    assert profession.bridges[0].bridge.compute_weight(date.fromisoformat(day)) == pytest.approx(weight)


def test_a_bridge_of_a_leap_day_is_unreviewed_after_two_years(profession: Profession) -> None:
    bridge = profession.bridges[1].bridge
    assert not bridge.is_unreviewed(date(2026, 3, 1))
    assert bridge.is_unreviewed(date(2026, 3, 2))
    assert bridge.compute_weight(date(2026, 3, 2)) == pytest.approx(1 / 3)
    assert profession.list_unreviewed_bridges(date(2026, 12, 1)) == (profession.bridges[1],)


def test_lines_of_sheets_give_the_skills_they_say(profession: Profession) -> None:
    assert [one.id for one in profession.list_held("rome-3", ["2", "1", "9"])] == ["greet", "queue"]
    assert profession.list_held("rome-4", ["1"]) == ()


def test_jobs_of_a_code_come_heaviest_first(profession: Profession) -> None:
    assert [one.id for one in profession.list_jobs_of_code("rome-3", "D1401")] == ["assistant", "adviser"]


def test_a_skill_without_training_has_none(profession: Profession) -> None:
    assert [one.id for one in profession.list_trainings("greet")] == ["unit"]
    assert profession.list_trainings("calm") == profession.list_trainings("quote") == ()


def test_a_skill_is_found_by_its_words_in_either_language(profession: Profession) -> None:
    found = profession.find_skill("greet on the PHONE")
    assert found is not None
    assert found is profession.find_skill("accueillir au telephone")
    assert profession.find_skill("accueillir") is None


def test_steps_up_are_told_once(profession: Profession) -> None:
    assert profession.steps_up == (("adviser", "leader"),)
