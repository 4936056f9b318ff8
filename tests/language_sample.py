"""A scope such as a release declares, for the tests of the expression language."""

from filiere.referentials.language import (
    BOOLEAN,
    Parameter,
    Scale,
    Scope,
    Signature,
    computed_names,
    list_of,
    quantity,
)

MATURITY = Scale("maturity", ("none", "started", "applied", "proven"))
COVERAGE = Scale("coverage", ("none", "some", "all"))

SCOPE = Scope(
    names={
        **computed_names(["in_house", "outsourcer"]),
        "fact.headcount": quantity("employee"),
        "fact.sites": quantity("site"),
        "fact.has_cse": BOOLEAN,
        "fact.kwh": quantity("kWh"),
        "fact.mwh": quantity("MWh"),
        "fact.months_active": quantity("month"),
        "param.award_floor": quantity("point"),
        "leavers": list_of(quantity("employee")),
        "joiners": list_of(quantity("employee")),
        "staff_jan": list_of(quantity("employee")),
        "n": quantity("1"),
    },
    levels={"stability": MATURITY, "coverage": COVERAGE},
    scores=("total", "hr_practice", "stability"),
    findings=("major", "minor"),
    filters=("open", "hr_practice"),
    functions={
        "recent_withdrawal": Signature((Parameter("number"),), BOOLEAN),
        "conviction": Signature((Parameter("word", words=("labour_law",)),), BOOLEAN),
    },
)
