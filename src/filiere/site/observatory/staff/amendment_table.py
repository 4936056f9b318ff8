"""The table of amendments: each act of staff on the register, with what it changed in words."""

from __future__ import annotations

from collections.abc import Iterable

from filiere.figures import Register
from filiere.site.observatory.correction_narrative import describe_changes
from filiere.site.observatory.models import Amendment


def describe_amendments(register: Register, amendments: Iterable[Amendment]) -> list[tuple[Amendment, tuple[str, ...]]]:
    """Each amendment with a line for each field it changed; an amendment that no longer applies has none."""
    return [(one, describe_changes(register, one.figure, one.number)) for one in amendments]
