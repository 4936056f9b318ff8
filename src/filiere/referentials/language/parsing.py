"""From text to tree, by an LALR grammar: what is not in the grammar cannot be written, so there is nothing to run.

The form of every call is checked here too, number of arguments and arguments that must be written out, so that a
tree that leaves this module always compiles.
"""

from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, v_args
from lark.tree import Meta, Tree

from filiere.core import Fault, Faults, Text
from filiere.core.spelling import close_words
from filiere.referentials.language.constant_arguments import read_points, read_rounding, read_units
from filiere.referentials.language.expression_place import ExpressionPlace
from filiere.referentials.language.functions import ROUNDING_MODES, SHAPES
from filiere.referentials.language.tree import (
    NOT_IN,
    Binary,
    Call,
    Choice,
    Constant,
    Name,
    Node,
    Sequence,
    Unary,
    walk,
)

# Long enough for any rule a reader can follow.
MAX_LENGTH = 4000
# Every walk of a tree is recursive, and costs up to four calls a level of Python's thousand.
MAX_DEPTH = 100

GRAMMAR = r"""
start: choice
?choice: either | either IF either ELSE choice -> choice_of
?either: both | either OR both -> binary
?both: negation | both AND negation -> binary
?negation: comparison | NOT negation -> unary
?comparison: total | total ORDER total -> binary | total IN total -> binary | total NOT IN total -> not_in
?total: product | total (PLUS | MINUS) product -> binary
?product: signed | product (TIMES | OVER) signed -> binary
?signed: atom | MINUS signed -> unary
?atom: "(" choice ")"
    | NUMBER -> number
    | TEXT -> words
    | TRUE -> truth
    | FALSE -> truth
    | NAME -> name
    | NAME "(" _list? ")" -> call
    | "[" _list? "]" -> sequence
_list: choice ("," choice)*

IF.2: /if\b/
ELSE.2: /else\b/
AND.2: /and\b/
OR.2: /or\b/
NOT.2: /not\b/
IN.2: /in\b/
TRUE.2: /true\b/
FALSE.2: /false\b/
ORDER: "==" | "!=" | "<=" | ">=" | "<" | ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
OVER: "/"
NUMBER: /[0-9]+(\.[0-9]+)?/
TEXT: /'[^'\n]*'|"[^"\n]*"/
NAME: /[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?/
%ignore /[ \t\r\n]+/
"""


@cache
def _build_parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


@v_args(meta=True)
class _TreeBuilder(Transformer[Token, Node]):
    """Lark's tree turned into ours."""

    def start(self, _meta: Meta, children: list[Any]) -> Node:
        node: Node = children[0]
        return node

    def number(self, meta: Meta, children: list[Any]) -> Node:
        value = Fraction(children[0])
        exact = value.numerator if value.denominator == 1 else value
        return Constant(exact, span=_meta_span(meta))

    def words(self, meta: Meta, children: list[Any]) -> Node:
        return Constant(str(children[0])[1:-1], span=_meta_span(meta))

    def truth(self, meta: Meta, children: list[Any]) -> Node:
        return Constant(children[0] == "true", span=_meta_span(meta))

    def name(self, meta: Meta, children: list[Any]) -> Node:
        return Name(str(children[0]), span=_meta_span(meta))

    def sequence(self, meta: Meta, children: list[Any]) -> Node:
        return Sequence(tuple(children), span=_meta_span(meta))

    def call(self, meta: Meta, children: list[Any]) -> Node:
        return Call(str(children[0]), tuple(children[1:]), span=_meta_span(meta))

    def unary(self, meta: Meta, children: list[Any]) -> Node:
        return Unary(str(children[0]), children[1], span=_meta_span(meta))

    def binary(self, meta: Meta, children: list[Any]) -> Node:
        return Binary(str(children[1]), children[0], children[2], span=_meta_span(meta))

    def not_in(self, meta: Meta, children: list[Any]) -> Node:
        return Binary(NOT_IN, children[0], children[3], span=_meta_span(meta))

    def choice_of(self, meta: Meta, children: list[Any]) -> Node:
        then, _, condition, _, otherwise = children
        return Choice(then, condition, otherwise, span=_meta_span(meta))


def _meta_span(meta: Meta) -> tuple[int, int]:
    return meta.start_pos, meta.end_pos


@lru_cache(maxsize=8192)
def _transform_text(text: str) -> Node | None:
    parsed = _build_parser().parse(text)
    return _TreeBuilder().transform(parsed) if _tree_depth(parsed) <= MAX_DEPTH else None


def parse_tree(text: str, place: ExpressionPlace) -> Node:
    """Return the tree of a text; raise :class:`Faults` at what cannot be read, placed in the file of ``place``."""
    if not text.strip():
        raise Faults([_empty_fault(text, place)])
    try:
        node = _transform_text(text) if len(text) <= MAX_LENGTH else None
    except UnexpectedInput as error:
        raise Faults([_syntax_fault(error, text, place)]) from error
    if node is None:
        raise Faults([_too_big_fault(text, place)])
    faults = [fault for part in walk(node) if isinstance(part, Call) for fault in _call_faults(part, text, place)]
    if faults:
        raise Faults(faults)
    return node


def _tree_depth(tree: Tree[Token]) -> int:
    """Return how deep a tree is, without recursion: children come before their parents."""
    depths: dict[int, int] = {}
    for part in tree.iter_subtrees():
        depths[id(part)] = 1 + max((depths.get(id(child), 0) for child in part.children), default=0)
    return depths[id(tree)]


def _empty_fault(text: str, place: ExpressionPlace) -> Fault:
    return place.fault(
        "expression-syntax",
        text,
        0,
        Text(fr="L’expression est vide.", en="The expression is empty."),
        Text(
            fr="Écrivez une condition ou une formule ; « true » est toujours vrai.",
            en="Write a condition or a formula; “true” is always true.",
        ),
    )


def _too_big_fault(text: str, place: ExpressionPlace) -> Fault:
    return place.fault(
        "expression-size",
        text,
        0,
        Text(
            fr=f"L’expression est trop longue ou trop imbriquée : {len(text)} caractères.",
            en=f"The expression is too long or too deeply nested: {len(text)} characters.",
        ),
        Text(
            fr=f"Coupez-la en plusieurs indicateurs ; au plus {MAX_LENGTH} caractères et {MAX_DEPTH} niveaux.",
            en=f"Split it into several indicators; at most {MAX_LENGTH} characters and {MAX_DEPTH} levels.",
        ),
    )


def _syntax_fault(error: UnexpectedInput, text: str, place: ExpressionPlace) -> Fault:
    offset = error.pos_in_stream if error.pos_in_stream is not None and error.pos_in_stream >= 0 else len(text)
    token = getattr(error, "token", None)
    ended = token is not None and token.type == "$END"
    if ended:
        offset = len(text)
        message = Text(fr="L’expression s’arrête trop tôt.", en="The expression ends too early.")
    elif isinstance(error, UnexpectedCharacters):
        message = Text(
            fr=f"Le caractère « {text[offset]} » n’a pas de sens ici.",
            en=f"The character “{text[offset]}” is not valid here.",
        )
    else:
        message = Text(fr=f"« {token} » ne peut pas être ici.", en=f"“{token}” cannot appear here.")
    return place.fault("expression-syntax", text, offset, message, _syntax_remedy(text, offset, token))


def _syntax_remedy(text: str, offset: int, token: Token | None) -> Text:
    if text[offset : offset + 1] == "=":
        return Text(fr="Une égalité s’écrit « == ».", en="Equality is written “==”.")
    if text[offset : offset + 1] in {"&", "|", "!"}:
        return Text(
            fr="Écrivez « and », « or » et « not » en toutes lettres.", en="Write “and”, “or” and “not” as words."
        )
    if token is not None and token.type == "ORDER":
        return Text(
            fr="Les comparaisons ne s’enchaînent pas : écrivez « a < b and b < c ».",
            en="Comparisons do not chain: write “a < b and b < c”.",
        )
    return Text(
        fr="Vérifiez les parenthèses, les guillemets et les signes autour de ce point.",
        en="Check the brackets, the quotes and the signs around this point.",
    )


def _call_faults(call: Call, text: str, place: ExpressionPlace) -> list[Fault]:
    shape = SHAPES.get(call.function)
    if shape is None:
        return [_dotted_call_fault(call, text, place)] if "." in call.function else []
    count = len(call.arguments)
    if count < shape.least or (shape.most is not None and count > shape.most):
        return [
            place.fault(
                "expression-arguments",
                text,
                call.span[0],
                Text(
                    fr=f"« {call.function} » ne s’emploie pas avec {count} arguments.",
                    en=f"“{call.function}” does not take {count} arguments.",
                ),
                Text(fr=f"Écrivez : {shape.usage}.", en=f"Write: {shape.usage}."),
            )
        ]
    return _argument_faults(call, text, place)


def _dotted_call_fault(call: Call, text: str, place: ExpressionPlace) -> Fault:
    return place.fault(
        "expression-syntax",
        text,
        call.span[0],
        Text(fr=f"« {call.function} » n’est pas une fonction.", en=f"“{call.function}” is not a function."),
        Text(fr="Retirez les parenthèses, ou le point.", en="Remove the brackets, or the dot."),
    )


def _argument_faults(call: Call, text: str, place: ExpressionPlace) -> list[Fault]:
    name, arguments = call.function, call.arguments
    if name in {"grid", "stairs"} and read_points(arguments[1]) is None:
        return [_points_fault(call, text, place)]
    if name == "round" and read_rounding(call) is None:
        return [_rounding_fault(call, text, place)]
    if name == "convert" and read_units(call) is None:
        return [_conversion_fault(call, text, place)]
    if name in {"level", "score", "known"} and not (
        isinstance(arguments[0], Name) or (name == "known" and isinstance(arguments[0], Call))
    ):
        return [_word_fault(call, arguments[0], text, place)]
    if name == "findings":
        return [_word_fault(call, part, text, place) for part in arguments if not isinstance(part, Name)]
    return []


def _points_fault(call: Call, text: str, place: ExpressionPlace) -> Fault:
    return place.fault(
        "expression-points",
        text,
        call.arguments[1].span[0],
        Text(
            fr=f"Les points de « {call.function} » doivent être des couples de nombres, d’abscisses croissantes.",
            en=f"The points of “{call.function}” must be pairs of numbers with increasing x values.",
        ),
        Text(fr="Écrivez : [[0, 100], [20, 75], [80, 0]].", en="Write: [[0, 100], [20, 75], [80, 0]]."),
    )


def _rounding_fault(call: Call, text: str, place: ExpressionPlace) -> Fault:
    words = [getattr(part, "name", "") for part in call.arguments[2:]]
    near = close_words(words[0], ROUNDING_MODES) if words else []
    modes = ", ".join(near or ROUNDING_MODES)
    return place.fault(
        "expression-arguments",
        text,
        call.span[0],
        Text(
            fr="« round » exige un nombre entier de décimales, de -9 à 9, et un mode d’arrondi connu.",
            en="“round” needs a whole number of digits, from -9 to 9, and a known rounding mode.",
        ),
        Text(fr=f"Modes : {modes}.", en=f"Modes: {modes}."),
    )


def _conversion_fault(call: Call, text: str, place: ExpressionPlace) -> Fault:
    return place.fault(
        "expression-unit",
        text,
        call.arguments[1].span[0],
        Text(
            fr="« convert » exige deux unités connues de même dimension, entre guillemets.",
            en="“convert” needs two known units of the same dimension, in quotes.",
        ),
        Text(fr="Écrivez : convert(x, 'MWh', 'kWh').", en="Write: convert(x, 'MWh', 'kWh')."),
    )


def _word_fault(call: Call, part: Node, text: str, place: ExpressionPlace) -> Fault:
    return place.fault(
        "expression-arguments",
        text,
        part.span[0],
        Text(
            fr=f"« {call.function} » exige un nom, sans guillemets ni calcul.",
            en=f"“{call.function}” needs a name, without quotes or a computation.",
        ),
        Text(fr=f"Écrivez : {SHAPES[call.function].usage}.", en=f"Write: {SHAPES[call.function].usage}."),
    )
