"""Corrections in words: what each one changed in a figure, for its public page and for staff alike."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from filiere.figures import Register, Version
from filiere.site.observatory.models import Amendment


def list_corrected_versions(register: Register, key: str) -> list[tuple[Version, tuple[str, ...]]]:
    """Every version of a figure that a correction made, oldest first, with a line for each field it changed."""
    return [
        (
            after,
            tuple(change.sentence("→") for change in register.changes(before.figure, after.figure)),
        )
        for before, after in pairwise(register.history(key))
    ]


def describe_changes(register: Register, key: str, number: int) -> tuple[str, ...]:
    """What the amendment of that number changed in a figure; nothing when it does not apply, or only retains."""
    if key not in register:
        return ()
    return next(
        (
            changes
            for version, changes in list_corrected_versions(register, key)
            if version.amendment is not None and version.amendment.number == number
        ),
        (),
    )


def describe_amendments(register: Register, amendments: Iterable[Amendment]) -> list[tuple[Amendment, tuple[str, ...]]]:
    """Each amendment with a line for each field it changed; an amendment that no longer applies has none."""
    return [(one, describe_changes(register, one.figure, one.number)) for one in amendments]
