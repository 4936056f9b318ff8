"""The type of a call: what each function wants, and what it gives back in which unit."""

from collections.abc import Callable

from filiere.core import Text
from filiere.referentials.language.checks import Checks
from filiere.referentials.language.constants import number_of, units_of
from filiere.referentials.language.tree import Call, Constant, Name, Node, printed
from filiere.referentials.language.types import (
    BARE,
    BOOLEAN,
    NOTHING,
    NUMBER,
    POINTS,
    WRONG,
    Parameter,
    Signature,
    Type,
    level_type,
)

Infer = Callable[[Node, Checks], Type]
Unify = Callable[[Node, Type, Type, Checks], Type]


def call_type(node: Call, checks: Checks, infer: Infer, unify: Unify) -> Type:
    """Return the type of a call, noting what is wrong in its arguments."""
    match node.function:
        case "level":
            return _level(node, checks)
        case "score":
            word = _word(node, 0)
            if word not in checks.scope.scores:
                return checks.strange_name(node.arguments[0], word, checks.scope.scores)
            return POINTS
        case "findings":
            return _findings(node, checks)
        case "known":
            infer(node.arguments[0], checks)
            return BOOLEAN
        case "any" | "all":
            _conditions(node, checks, infer)
            return BOOLEAN
        case "count":
            for argument in node.arguments:
                infer(argument, checks)
            return NUMBER
        case "min" | "max" | "sum" | "mean":
            return _aggregate(node, checks, infer, unify)
        case "round" | "ceil" | "floor" | "abs":
            return checks.number(node.arguments[0], infer(node.arguments[0], checks))
        case "sqrt":
            found = checks.number(node.arguments[0], infer(node.arguments[0], checks))
            return Type("quantity", unit=found.unit.root()) if found.unit is not None else found
        case "grid" | "stairs":
            checks.number(node.arguments[0], infer(node.arguments[0], checks))
            return BARE
        case "convert":
            return _converted(node, checks, infer)
    signature = checks.scope.functions.get(node.function)
    if signature is None:
        return checks.strange_function(node, node.function)
    return _hosted(node, signature, checks)


def _word(node: Call, index: int) -> str:
    part = node.arguments[index]
    return part.name if isinstance(part, Name) else ""


def _level(node: Call, checks: Checks) -> Type:
    word = _word(node, 0)
    scale = checks.scope.levels.get(word)
    return checks.strange_name(node.arguments[0], word, checks.scope.levels) if scale is None else level_type(scale)


def _findings(node: Call, checks: Checks) -> Type:
    for index, part in enumerate(node.arguments):
        allowed = checks.scope.findings if index == 0 else checks.scope.filters
        if _word(node, index) not in allowed:
            checks.strange_word(part, _word(node, index), allowed)
    return NUMBER


def _item(found: Type) -> Type:
    return found.item if found.kind == "list" and found.item is not None else found


def _conditions(node: Call, checks: Checks, infer: Infer) -> None:
    for argument in node.arguments:
        found = _item(infer(argument, checks))
        if found.kind not in {"boolean", "nothing", "wrong"}:
            checks.clash(
                argument,
                Text(
                    fr=f"« {printed(argument)} » est {found.text.fr} ; il faut des conditions.",
                    en=f"“{printed(argument)}” is {found.text.en}; conditions are needed.",
                ),
            )


def _aggregate(node: Call, checks: Checks, infer: Infer, unify: Unify) -> Type:
    total = NOTHING
    for argument in node.arguments:
        found = checks.number(argument, _item(infer(argument, checks)))
        total = unify(argument, total, found, checks)
    return BARE if total is NOTHING else total


def _converted(node: Call, checks: Checks, infer: Infer) -> Type:
    found = checks.number(node.arguments[0], infer(node.arguments[0], checks))
    units = units_of(node)
    if units is None or found.kind == "wrong":
        return WRONG
    if found.unit is not None and found.unit != units[0]:
        checks.unit_clash(node.arguments[0], units[0], found.unit)
    return Type("quantity", unit=units[1])


def _hosted(node: Call, signature: Signature, checks: Checks) -> Type:
    least = sum(not parameter.optional for parameter in signature.parameters)
    most = len(signature.parameters)
    if not least <= len(node.arguments) <= most:
        checks.note(
            "expression-arguments",
            node,
            Text(
                fr=f"« {node.function} » ne se lit pas avec {len(node.arguments)} arguments.",
                en=f"“{node.function}” cannot be read with {len(node.arguments)} arguments.",
            ),
            Text(fr=f"Donnez-en de {least} à {most}.", en=f"Give from {least} to {most}."),
        )
        return signature.result
    for part, parameter in zip(node.arguments, signature.parameters, strict=False):
        _argument(node, part, parameter, checks)
    return signature.result


def _argument(node: Call, part: Node, parameter: Parameter, checks: Checks) -> None:
    if parameter.kind == "number":
        if number_of(part) is None:
            _not_written(node, part, Text(fr="un nombre", en="a number"), checks)
        return
    word = part.name if isinstance(part, Name) else part.value if isinstance(part, Constant) else None
    if not isinstance(word, str):
        _not_written(node, part, Text(fr="un mot", en="a word"), checks)
    elif parameter.words is not None and word not in parameter.words:
        checks.strange_word(part, word, parameter.words)


def _not_written(node: Call, part: Node, wanted: Text, checks: Checks) -> None:
    checks.note(
        "expression-arguments",
        part,
        Text(
            fr=f"« {node.function} » veut ici {wanted.fr}, écrit en toutes lettres.",
            en=f"“{node.function}” needs {wanted.en} here, written out.",
        ),
        Text(fr="Remplacez ce calcul ou ce nom.", en="Replace this computation or name."),
    )
