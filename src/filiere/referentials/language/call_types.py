"""The type of a call: what each function wants, and what it gives back in which unit."""

from collections.abc import Callable

from filiere.core import Text
from filiere.referentials.language.check_faults import CheckContext
from filiere.referentials.language.constant_arguments import read_number, read_units
from filiere.referentials.language.tree import Call, Constant, Name, Node, format_expression
from filiere.referentials.language.types import (
    BOOLEAN,
    NOTHING,
    NUMBER,
    POINTS,
    UNITLESS_NUMBER,
    WRONG,
    FunctionParameter,
    FunctionSignature,
    Type,
    level_type,
)

Infer = Callable[[Node, CheckContext], Type]
Unify = Callable[[Node, Type, Type, CheckContext], Type]


def call_type(node: Call, checks: CheckContext, infer: Infer, unify: Unify) -> Type:
    """Return the type of a call, noting what is wrong in its arguments."""
    match node.function:
        case "level":
            return _level_call_type(node, checks)
        case "score":
            word = _word_argument(node, 0)
            if word not in checks.scope.scores:
                return checks.note_unknown_name(node.arguments[0], word, checks.scope.scores)
            return POINTS
        case "findings":
            return _findings_call_type(node, checks)
        case "known":
            infer(node.arguments[0], checks)
            return BOOLEAN
        case "any" | "all":
            _check_conditions(node, checks, infer)
            return BOOLEAN
        case "count":
            for argument in node.arguments:
                infer(argument, checks)
            return NUMBER
        case "min" | "max" | "sum" | "mean":
            return _aggregate_type(node, checks, infer, unify)
        case "round" | "ceil" | "floor" | "abs":
            return checks.number(node.arguments[0], infer(node.arguments[0], checks))
        case "sqrt":
            found = checks.number(node.arguments[0], infer(node.arguments[0], checks))
            return Type("quantity", unit=found.unit.root()) if found.unit is not None else found
        case "grid" | "stairs":
            checks.number(node.arguments[0], infer(node.arguments[0], checks))
            return UNITLESS_NUMBER
        case "convert":
            return _conversion_type(node, checks, infer)
    signature = checks.scope.functions.get(node.function)
    if signature is None:
        return checks.note_unknown_function(node, node.function)
    return _host_function_type(node, signature, checks)


def _word_argument(node: Call, index: int) -> str:
    part = node.arguments[index]
    return part.name if isinstance(part, Name) else ""


def _level_call_type(node: Call, checks: CheckContext) -> Type:
    word = _word_argument(node, 0)
    scale = checks.scope.levels.get(word)
    return (
        checks.note_unknown_name(node.arguments[0], word, checks.scope.levels) if scale is None else level_type(scale)
    )


def _findings_call_type(node: Call, checks: CheckContext) -> Type:
    for index, part in enumerate(node.arguments):
        allowed = checks.scope.findings if index == 0 else checks.scope.filters
        if _word_argument(node, index) not in allowed:
            checks.note_unknown_word(part, _word_argument(node, index), allowed)
    return NUMBER


def _item_type(found: Type) -> Type:
    return found.item if found.kind == "list" and found.item is not None else found


def _check_conditions(node: Call, checks: CheckContext, infer: Infer) -> None:
    for argument in node.arguments:
        found = _item_type(infer(argument, checks))
        if found.kind not in {"boolean", "nothing", "wrong"}:
            checks.note_wrong_kind(
                argument,
                Text(
                    fr=f"« {format_expression(argument)} » est {found.text.fr} ; il faut des conditions.",
                    en=f"“{format_expression(argument)}” is {found.text.en}; conditions are needed.",
                ),
            )


def _aggregate_type(node: Call, checks: CheckContext, infer: Infer, unify: Unify) -> Type:
    total = NOTHING
    for argument in node.arguments:
        found = checks.number(argument, _item_type(infer(argument, checks)))
        total = unify(argument, total, found, checks)
    return UNITLESS_NUMBER if total is NOTHING else total


def _conversion_type(node: Call, checks: CheckContext, infer: Infer) -> Type:
    found = checks.number(node.arguments[0], infer(node.arguments[0], checks))
    units = read_units(node)
    if units is None or found.kind == "wrong":
        return WRONG
    if found.unit is not None and found.unit != units[0]:
        checks.unit_clash(node.arguments[0], units[0], found.unit)
    return Type("quantity", unit=units[1])


def _host_function_type(node: Call, signature: FunctionSignature, checks: CheckContext) -> Type:
    least = sum(not parameter.optional for parameter in signature.parameters)
    most = len(signature.parameters)
    if not least <= len(node.arguments) <= most:
        checks.note(
            "expression-arguments",
            node,
            Text(
                fr=f"« {node.function} » ne s’emploie pas avec {len(node.arguments)} arguments.",
                en=f"“{node.function}” does not take {len(node.arguments)} arguments.",
            ),
            Text(fr=f"Donnez-en de {least} à {most}.", en=f"Give {least} to {most}."),
        )
        return signature.result
    for part, parameter in zip(node.arguments, signature.parameters, strict=False):
        _check_argument(node, part, parameter, checks)
    return signature.result


def _check_argument(node: Call, part: Node, parameter: FunctionParameter, checks: CheckContext) -> None:
    if parameter.kind == "number":
        if read_number(part) is None:
            _note_not_literal(node, part, Text(fr="un nombre", en="a number"), checks)
        return
    word = part.name if isinstance(part, Name) else part.value if isinstance(part, Constant) else None
    if not isinstance(word, str):
        _note_not_literal(node, part, Text(fr="un mot", en="a word"), checks)
    elif parameter.words is not None and word not in parameter.words:
        checks.note_unknown_word(part, word, parameter.words)


def _note_not_literal(node: Call, part: Node, wanted: Text, checks: CheckContext) -> None:
    checks.note(
        "expression-arguments",
        part,
        Text(
            fr=f"« {node.function} » attend ici {wanted.fr}, écrit en toutes lettres.",
            en=f"“{node.function}” needs {wanted.en} here, written out.",
        ),
        Text(fr="Remplacez ce calcul ou ce nom.", en="Replace this computation or name."),
    )
