"""The annual survey as a method: its total enters the range with its interval, once the register has it."""

from __future__ import annotations

from support.scenes.surveyed_register import BASE, JOBS, enter

from filiere.estimation import estimate, sector_weight
from filiere.figures import Register


def test_the_total_of_the_survey_enters_the_range_with_its_interval(register: Register) -> None:
    assert estimate(register, "registry", 2026).no_data is not None
    surveyed = enter(register, {"replies": BASE, "survey-jobs": JOBS})
    answer = estimate(surveyed, "registry", 2026)
    assert answer.no_data is None
    assert answer.retained == "survey-jobs"
    assert (answer.low, answer.value, answer.high) == (190_000, 210_000, 230_000)
    weight = sector_weight(surveyed, 2026)
    assert "registry" in [one.method for one in weight.taking_part]


def test_a_total_of_another_publication_is_no_survey(register: Register) -> None:
    other = JOBS | {"source": "contactdistance-2008-09", "mark": "S"}
    del other["derived"]
    assert estimate(enter(register, {"jobs-other": other}), "registry", 2026).no_data is not None
