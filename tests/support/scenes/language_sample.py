"""A scope such as a release declares, for the tests of the expression language."""

from filiere.referentials.language import (
    BOOLEAN,
    FunctionParameter,
    FunctionSignature,
    LevelScale,
    Scope,
    computed_names,
    list_type,
    quantity_type,
)

MATURITY = LevelScale("maturity", ("none", "started", "applied", "proven"))
COVERAGE = LevelScale("coverage", ("none", "some", "all"))

SCOPE = Scope(
    names={
        **computed_names(["in_house", "outsourcer"]),
        "fact.headcount": quantity_type("employee"),
        "fact.sites": quantity_type("site"),
        "fact.has_cse": BOOLEAN,
        "fact.kwh": quantity_type("kWh"),
        "fact.mwh": quantity_type("MWh"),
        "fact.months_active": quantity_type("month"),
        "param.award_floor": quantity_type("point"),
        "leavers": list_type(quantity_type("employee")),
        "joiners": list_type(quantity_type("employee")),
        "staff_jan": list_type(quantity_type("employee")),
        "n": quantity_type("1"),
    },
    levels={"stability": MATURITY, "coverage": COVERAGE},
    scores=("total", "hr_practice", "stability"),
    findings=("major", "minor"),
    filters=("open", "hr_practice"),
    functions={
        "recent_withdrawal": FunctionSignature((FunctionParameter("number"),), BOOLEAN),
        "conviction": FunctionSignature((FunctionParameter("word", words=("labour_law",)),), BOOLEAN),
    },
)
