"""The expression language of referentials: conditions, formulas and guards as data that can be checked and explained.

Typed, total (no loop, no text building, no clock), with units, dates and four answers: true, false, unknown, and not
applicable. An expression is parsed once, checked at load against the names a release declares, then evaluated on an
:class:`Environment` as often as wanted::

    expression = parse("fact.headcount < param.small_limit", place=Place.of(document, key))
    check(expression, scope, expected=BOOLEAN)      # Faults: names, types, units, levels, arguments
    expression.evaluate(Environment({"fact.headcount": 120, "param.small_limit": 300}))      # True
    expression.names                                # every name it may read, in order of writing
    expression.needs(environment)                   # the names that are missing to decide, in order of writing
    expression.interval(environment)                # what it may still become: a value, Bounds, OneOf or ANYTHING
    expression.explain(environment, scope)          # steps, each in both languages, with its unit
    fires(value)                                    # a guard fires only on true

Choices, tested one by one:

- Unknown spreads through arithmetic and comparison; ``false and unknown`` is false, ``true or unknown`` is true.
- ``a if unknown else b`` is unknown, unless both branches are worth the same; when the condition is not applicable
  the guard has not fired, so it is worth ``b``.
- Not applicable is left out of ``min max sum mean count any all``; all left out, the result is not applicable.
  A comparison or an operation with it is not applicable. The mean, least and greatest of nothing are not applicable,
  the sum of nothing is 0.
- A division by zero, the root of a negative number, and a number of more than 4,096 bits above or below its line are
  unknown, with a reason, and nothing missing. Written numbers that make one are a fault at load.
- ``count`` counts the true among truth values, and the applicable values among others.
- A bare number takes the unit it is compared or added to (``fact.months_active >= 24``). Any other unit must be the
  same; ``convert(x, 'MWh', 'kWh')`` changes it, and ``%`` changes to ``1`` in the same way.
- ``piecewise_linear(x, [[x0, y0], …])`` joins points by straight lines and is flat outside; ``step_function`` holds the
  value of the last step reached, and that of the first below it.
- ``round(x, digits, mode)``: ``half_up`` (away from zero, the default), ``half_even``, ``half_down``, ``up``,
  ``down``, ``ceiling``, ``floor``. ``sqrt`` is given to 40 significant digits.
"""

from filiere.referentials.language.evaluation import guard_fires
from filiere.referentials.language.explanation import ExplanationStep, value_text
from filiere.referentials.language.expression import Expression, parse
from filiere.referentials.language.expression_place import ExpressionPlace
from filiere.referentials.language.functions import ROUNDING_MODES, piecewise_linear, round_exactly, step_function
from filiere.referentials.language.tree import Binary, Call, Choice, Constant, Name, Node, Sequence, Unary, walk
from filiere.referentials.language.type_checker import check_expression
from filiere.referentials.language.types import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    FunctionParameter,
    FunctionSignature,
    Scope,
    Type,
    computed_names,
    level_type,
    list_type,
    quantity_type,
    word_type,
)
from filiere.referentials.language.units import Unit
from filiere.referentials.language.values import (
    ANYTHING,
    NOT_APPLICABLE,
    UNKNOWN,
    Absent,
    Bounds,
    Environment,
    Given,
    LevelScale,
    LevelValue,
    Number,
    OneOf,
    Range,
    Unknown,
    Value,
)

__all__ = [
    "ANYTHING",
    "BOOLEAN",
    "DATE",
    "NOT_APPLICABLE",
    "NUMBER",
    "ROUNDING_MODES",
    "TEXT",
    "UNKNOWN",
    "Absent",
    "Binary",
    "Bounds",
    "Call",
    "Choice",
    "Constant",
    "Environment",
    "ExplanationStep",
    "Expression",
    "ExpressionPlace",
    "FunctionParameter",
    "FunctionSignature",
    "Given",
    "LevelScale",
    "LevelValue",
    "Name",
    "Node",
    "Number",
    "OneOf",
    "Range",
    "Scope",
    "Sequence",
    "Type",
    "Unary",
    "Unit",
    "Unknown",
    "Value",
    "check_expression",
    "computed_names",
    "guard_fires",
    "level_type",
    "list_type",
    "parse",
    "piecewise_linear",
    "quantity_type",
    "round_exactly",
    "step_function",
    "value_text",
    "walk",
    "word_type",
]
