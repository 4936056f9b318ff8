"""The shipped profession and its advisor, on a day on which every bridge has been reviewed."""

from datetime import date

import pytest

from filiere.careers.paths import Advisor, build_advisor
from filiere.careers.profession import Profession, load_profession
from filiere.figures import load_register

ON = date(2026, 12, 1)


@pytest.fixture(scope="session")
def profession() -> Profession:
    return load_profession()


@pytest.fixture(scope="session")
def advisor(profession: Profession) -> Advisor:
    return build_advisor(profession, on=ON, register=load_register())
