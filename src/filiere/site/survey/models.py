"""The models of every subject of the surveys, in one place for Django."""

from filiere.site.survey.waves.models import (
    AccessLink,
    Correction,
    EarlyReader,
    Reply,
    ResultPublication,
    ResultRevision,
    SampledUnit,
    Wave,
)

__all__ = [
    "AccessLink",
    "Correction",
    "EarlyReader",
    "Reply",
    "ResultPublication",
    "ResultRevision",
    "SampledUnit",
    "Wave",
]
