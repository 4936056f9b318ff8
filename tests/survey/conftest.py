"""What tests of surveys share: a small questionnaire that has every kind of question, filter and loop."""

from pathlib import Path

import pytest

from filiere.survey.questionnaires import Questionnaire, read_questionnaire

SMALL = Path(__file__).parent / "questionnaires" / "small.yaml"


@pytest.fixture(scope="session")
def small() -> Questionnaire:
    return read_questionnaire(SMALL)
