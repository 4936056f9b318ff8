"""The types of the expression language, and the scope: every name a release lets an expression use, with its type.

A scope is built once a release by its loader; a name it does not hold is a fault at load, never at evaluation.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from filiere.core import Text
from filiere.referentials.language.units import PLAIN, POINT, Unit
from filiere.referentials.language.values import LevelScale

TypeKind = Literal["boolean", "quantity", "level", "text", "date", "list", "nothing", "wrong"]


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression is worth.

    A ``quantity_type`` has a ``unit``; None there is a bare number, which takes the unit of what it meets. A ``level``
    has its ``scale``, a ``text`` the ``words`` it may be (None for any), a ``list`` the type of each ``item``.
    ``nothing`` is the item of an empty list; ``wrong`` stands for a part that already has its fault.
    """

    kind: TypeKind
    unit: Unit | None = None
    scale: LevelScale | None = None
    words: tuple[str, ...] | None = None
    item: "Type | None" = None

    @property
    def text(self) -> Text:
        """Return the type in words."""
        match self.kind:
            case "boolean":
                return Text(fr="une condition", en="a condition")
            case "quantity" if self.unit is None or self.unit.is_plain_number:
                return Text(fr="un nombre", en="a number")
            case "quantity":
                return Text(fr=f"une quantité en {self.unit}", en=f"a quantity in {self.unit}")
            case "level":
                name = self.scale.key if self.scale else "?"
                return Text(fr=f"un niveau de l’échelle {name}", en=f"a level of the scale {name}")
            case "text":
                return Text(fr="un mot", en="a word")
            case "date":
                return Text(fr="une date", en="a date")
            case "list" if self.item is not None and self.item.kind != "nothing":
                return Text(fr=f"une liste ({self.item.text.fr})", en=f"a list ({self.item.text.en})")
            case "list":
                return Text(fr="une liste vide", en="an empty list")
            case _:
                return Text(fr="rien", en="nothing")


BOOLEAN = Type("boolean")
UNITLESS_NUMBER = Type("quantity")
NUMBER = Type("quantity", unit=PLAIN)
TEXT = Type("text")
DATE = Type("date")
NOTHING = Type("nothing")
WRONG = Type("wrong")
POINTS = Type("quantity", unit=POINT)


def quantity_type(unit: str) -> Type:
    """Return the type of a quantity in a unit (``employee``, ``kWh/m2``, ``1``); raise Faults at a strange unit."""
    return Type("quantity", unit=Unit.parse(unit))


def level_type(scale: LevelScale) -> Type:
    """Return the type of a level of a scale."""
    return Type("level", scale=scale)


def word_type(words: Collection[str]) -> Type:
    """Return the type of a word among a closed list, such as a category."""
    return Type("text", words=tuple(words))


def list_type(item: Type) -> Type:
    """Return the type of a list, such as an input asked per site."""
    return Type("list", item=item)


@dataclass(frozen=True, slots=True)
class FunctionParameter:
    """One argument of a host's function: a bare ``word`` (among ``words`` when given) or a ``number``."""

    kind: Literal["word", "number"]
    words: tuple[str, ...] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FunctionSignature:
    """A function the host declares: its parameters, the optional ones last, and the type of its answer."""

    parameters: tuple[FunctionParameter, ...]
    result: Type


@dataclass(frozen=True)
class Scope:
    """Every name an expression may use.

    ``names``: whole names (``fact.headcount``, ``param.award_floor``, ``ind.turnover_rate``, ``leavers``, ``category``,
    ``date``…) to types. ``levels``: criteria that have levels, to their scale. ``scores``: what ``score(…)`` may name
    (criteria, themes, ``total``), in points. ``findings``: the kinds of findings; ``filters``: the words that may
    narrow them (a theme, a state). ``functions``: the register functions of the host.
    """

    names: Mapping[str, Type] = field(default_factory=dict)
    levels: Mapping[str, LevelScale] = field(default_factory=dict)
    scores: Collection[str] = ()
    findings: Collection[str] = ()
    filters: Collection[str] = ()
    functions: Mapping[str, FunctionSignature] = field(default_factory=dict)


def computed_names(categories: Collection[str]) -> dict[str, Type]:
    """Return the names the engine itself computes, for :attr:`Scope.names`."""
    return {
        "category": word_type(categories),
        "date": DATE,
        "min_theme_score": POINTS,
        "knock_outs": NUMBER,
    }
