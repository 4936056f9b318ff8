"""The shipped register, read once for all the tests of the estimation."""

import pytest

from filiere.estimation import Declarations, load_declarations
from filiere.figures import Register, load_register


@pytest.fixture(scope="session")
def register() -> Register:
    """The register as it ships."""
    return load_register()


@pytest.fixture(scope="session")
def declared() -> Declarations:
    """The assumptions and methods as they ship."""
    return load_declarations()
