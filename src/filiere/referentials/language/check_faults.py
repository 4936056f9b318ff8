"""The faults of a check, each with its words in both languages and the names that are near."""

from collections.abc import Collection
from dataclasses import dataclass, field

from filiere.core import Fault, Text
from filiere.core.spelling import close_words
from filiere.referentials.language.expression_place import ExpressionPlace
from filiere.referentials.language.functions import SHAPES
from filiere.referentials.language.tree import Name, Node, format_expression
from filiere.referentials.language.types import UNITLESS_NUMBER, WRONG, Scope, Type
from filiere.referentials.language.units import Unit
from filiere.referentials.language.values import LevelScale

MAX_SUGGESTIONS = 12


def suggest_words(word: str, words: Collection[str]) -> Text:
    """Return the advice of the near words, or of the known ones when none is near."""
    near = close_words(word, sorted(words), most=3)
    listed = ", ".join(near or sorted(words)[:MAX_SUGGESTIONS]) + (
        ", …" if not near and len(words) > MAX_SUGGESTIONS else ""
    )
    advice = Text(fr=f"Mots proches : {listed}.", en=f"Similar words: {listed}.")
    if not words:
        advice = Text(fr="Retirez ce mot : rien n’est déclaré.", en="Remove this word: nothing is declared.")
    elif not near:
        advice = Text(fr=f"Mots connus : {listed}.", en=f"Known words: {listed}.")
    return advice


@dataclass
class CheckContext:
    """One check under way: the scope, the faults found so far, and the type of each part, by identity."""

    text: str
    place: ExpressionPlace
    scope: Scope
    faults: list[Fault] = field(default_factory=list)
    types: dict[int, Type] = field(default_factory=dict)

    def note(self, code: str, node: Node, message: Text, remedy: Text) -> None:
        """Note a fault at the first character of a part."""
        self.faults.append(self.place.fault(code, self.text, node.span[0], message, remedy))

    def name(self, node: Name) -> Type:
        """Return the type of a name; note one that is not declared."""
        found = self.scope.names.get(node.name)
        return found if found is not None else self.note_unknown_name(node, node.name, self.scope.names)

    def note_unknown_name(self, node: Node, name: str, known: Collection[str]) -> Type:
        """Note a name nothing declares."""
        advice = suggest_words(name, known)
        self.note(
            "expression-name",
            node,
            Text(fr=f"« {name} » n’est déclaré nulle part.", en=f"“{name}” is not declared anywhere."),
            advice,
        )
        return WRONG

    def note_unknown_function(self, node: Node, name: str) -> Type:
        """Note a function neither the language nor the host has."""
        advice = suggest_words(name, [*SHAPES, *self.scope.functions])
        self.note(
            "expression-name",
            node,
            Text(fr=f"La fonction « {name} » n’existe pas.", en=f"There is no function “{name}”."),
            advice,
        )
        return WRONG

    def note_unknown_level(self, node: Node, word: str, scale: LevelScale) -> None:
        """Note a level its scale does not have."""
        self.note(
            "expression-level",
            node,
            Text(
                fr=f"L’échelle « {scale.key} » n’a pas de niveau « {word} ».",
                en=f"The scale “{scale.key}” has no level “{word}”.",
            ),
            Text(
                fr=f"Niveaux, du plus bas au plus haut : {', '.join(scale.levels)}.",
                en=f"Levels, from lowest to highest: {', '.join(scale.levels)}.",
            ),
        )

    def note_unknown_word(self, node: Node, word: str, words: Collection[str]) -> None:
        """Note a word outside a closed list."""
        advice = suggest_words(word, words)
        self.note(
            "expression-word",
            node,
            Text(fr=f"« {word} » n’est pas l’un des mots permis ici.", en=f"“{word}” is not one of the words allowed."),
            advice,
        )

    def note_invalid_day(self, node: Node, word: str) -> None:
        """Note a text that is no day."""
        self.note(
            "expression-word",
            node,
            Text(fr=f"« {word} » n’est pas une date.", en=f"“{word}” is not a date."),
            Text(fr="Écrivez une date comme « 2027-01-31 ».", en="Write a date such as “2027-01-31”."),
        )

    def long_number(self, node: Node) -> None:
        """Note a written number that is too long to work out."""
        self.note(
            "expression-number",
            node,
            Text(
                fr="Ce nombre, ou le résultat de ce calcul, est trop long : plus de 1 233 chiffres.",
                en="This number, or the result of this computation, is too long: more than 1,233 digits.",
            ),
            Text(
                fr="Écrivez un nombre plus court, ou divisez plus tôt.",
                en="Write a shorter number, or divide earlier.",
            ),
        )

    def note_wrong_kind(self, node: Node, message: Text) -> None:
        """Note a part of the wrong kind."""
        self.note(
            "expression-type",
            node,
            message,
            Text(
                fr="Corrigez cette partie, ou le type déclaré du nom qu’elle emploie.",
                en="Correct this part, or the declared type of the name it uses.",
            ),
        )

    def note_unlike_kinds(self, node: Node, first: Type, second: Type) -> None:
        """Note two parts of unlike kinds."""
        message = Text(
            fr=f"On ne peut pas rapprocher {first.text.fr} et {second.text.fr}.",
            en=f"It is not possible to combine {first.text.en} and {second.text.en}.",
        )
        self.note_wrong_kind(node, message)

    def unit_clash(self, node: Node, first: Unit, second: Unit) -> None:
        """Note two units that do not add; say the conversion when there is one."""
        remedy = Text(
            fr="Ramenez les deux à la même unité, ou faites un rapport entre elles.",
            en="Bring both to the same unit, or use a ratio of them.",
        )
        if second.factor_to(first) is not None:
            words = f"convert(…, '{second}', '{first}')"
            remedy = Text(fr=f"Convertissez : {words}.", en=f"Convert: {words}.")
        self.note(
            "expression-unit",
            node,
            Text(
                fr=f"« {first} » et « {second} » ne peuvent être ni additionnés ni comparés.",
                en=f"“{first}” and “{second}” can be neither added nor compared.",
            ),
            remedy,
        )

    def number(self, node: Node, found: Type) -> Type:
        """Return the type of a part that must be a number."""
        if found.kind in {"quantity", "wrong"}:
            return found
        if found.kind == "nothing":
            return UNITLESS_NUMBER
        listed = found.kind == "list"
        self.note_wrong_kind(
            node,
            Text(
                fr=f"« {format_expression(node)} » est {found.text.fr} ; il faut un nombre."
                + (" Totalisez d’abord la liste : sum(…)." if listed else ""),
                en=f"“{format_expression(node)}” is {found.text.en}; a number is needed."
                + (" Total the list first: sum(…)." if listed else ""),
            ),
        )
        return WRONG
