"""The frozen records of a referential, one module a file of the format."""

from filiere.referentials.records.award import Audit, Award, AwardLevel, Findings, Procedure, ProcedureStep
from filiere.referentials.records.basics import Level, Rounding, Scale, Span, Wording, mark
from filiere.referentials.records.mapping import CAPS, CARRIES, End, Map, Mapping
from filiere.referentials.records.migration import Migration, Operation, sources, targets
from filiere.referentials.records.referential import Category, College, Derived, Fact, Referential
from filiere.referentials.records.release import STATUSES, Addendum, Case, Dates, Parameter, ReleaseHead, Seal
from filiere.referentials.records.tree import (
    Aggregation,
    Criterion,
    Evidence,
    Indicator,
    Input,
    KnockOut,
    Section,
    Theme,
    ThemeDraft,
    Total,
)

__all__ = [
    "CAPS",
    "CARRIES",
    "STATUSES",
    "Addendum",
    "Aggregation",
    "Audit",
    "Award",
    "AwardLevel",
    "Case",
    "Category",
    "College",
    "Criterion",
    "Dates",
    "Derived",
    "End",
    "Evidence",
    "Fact",
    "Findings",
    "Indicator",
    "Input",
    "KnockOut",
    "Level",
    "Map",
    "Mapping",
    "Migration",
    "Operation",
    "Parameter",
    "Procedure",
    "ProcedureStep",
    "Referential",
    "ReleaseHead",
    "Rounding",
    "Scale",
    "Seal",
    "Section",
    "Span",
    "Theme",
    "ThemeDraft",
    "Total",
    "Wording",
    "mark",
    "sources",
    "targets",
]
