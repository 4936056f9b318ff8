"""From a document to a typed record, with faults that a person can act on.

Pydantic checks; this module gives each of its findings a place in the file, a message in both languages and a
remedy. A finding of a kind not translated here keeps pydantic's own words, in both languages, rather than none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.core.yaml_documents import Document, Key


def validate[M: BaseModel](document: Document, model: type[M], *, at: Key = ()) -> M:
    """Return the record of type ``model`` at key ``at`` of a document; raise :class:`Faults` with all that is wrong."""
    data = document.data
    for part in at:
        data = data[part]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Faults([_fault(document, at, details, model) for details in error.errors()]) from error


def drop_echoes(faults: Sequence[Fault]) -> list[Fault]:
    """Leave out what a list is said to lack only because one of its items is faulty."""
    inner = [one.key or "" for one in faults]
    return [one for one in faults if not any(key.startswith(f"{one.key}[") for key in inner)]


def _fault(document: Document, at: Key, details: ErrorDetails, model: type[BaseModel]) -> Fault:
    path = _existing_path(document.data, at, details["loc"])
    # Told by the key that the file has, not by the member of a union that pydantic names after it.
    code, message, remedy = explain_error({**details, "loc": path}, model, at)
    return document.fault(code, (*at, *path), message, remedy)


def _existing_path(data: Any, at: Key, location: Key) -> Key:
    """Return the part of pydantic's location that exists in the data; it also names union members, which do not."""
    for part in at:
        data = data[part]
    path: list[str | int] = []
    for position, part in enumerate(location):
        if isinstance(data, Mapping) and part in data:
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif position == len(location) - 1 and isinstance(data, Mapping):
            pass
        else:
            continue
        path.append(part)
    return tuple(path)


def explain_error(details: ErrorDetails, model: type[BaseModel], at: Key = ()) -> tuple[str, Text, Text]:
    """Return code, message and remedy of one finding of pydantic in the record at key ``at``."""
    kind = details["type"]
    name = str(details["loc"][-1]) if details["loc"] else ""
    what = _describe_place((*at, *details["loc"]))
    said = describe_value(details["input"])
    found, found_en = said.fr, said.en
    context = details.get("ctx", {})
    if kind == "extra_forbidden":
        # A key of another record inside this one may have the very same name: it is no hint here.
        near = close_words(name, [one for one in _fields(model) if one != name])
        hint_fr = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
        hint_en = f" Did you mean “{near[0]}”?" if near else ""
        return (
            "unknown-key",
            Text(fr=f"La clé « {name} » n’est pas connue ici.", en=f"The key “{name}” is not recognised here."),
            Text(fr=f"Corrigez ou retirez cette clé.{hint_fr}", en=f"Correct or remove this key.{hint_en}"),
        )
    if kind == "missing":
        return (
            "missing-key",
            Text(fr=f"La clé « {name} » manque.", en=f"The key “{name}” is missing."),
            Text(fr=f"Ajoutez la clé « {name} ».", en=f"Add the key “{name}”."),
        )
    if kind in {"literal_error", "enum"}:
        wanted = str(context.get("expected", "")).replace("'", "")
        return (
            "unknown-word",
            Text(
                fr=f"{what.fr} {found}, qui n’est pas une des valeurs permises.",
                en=f"{what.en} {found_en}, which is not one of the allowed values.",
            ),
            Text(
                fr=f"Valeurs permises : {wanted.replace(' or ', ' ou ')}.",
                en=f"Allowed values: {wanted}.",
            ),
        )
    if kind == "string_too_short":
        return (
            "blank-text",
            Text(fr=f"{what.fr} est vide.", en=f"{what.en} is blank."),
            Text(fr="Écrivez ce texte, ou retirez la clé.", en="Fill in this text, or remove the key."),
        )
    if kind in {"value_error", "assertion_error"}:
        text = context.get("error")
        argument = text.args[0] if isinstance(text, Exception) and text.args else str(text)
        words = argument if isinstance(argument, Text) else Text.same(str(argument))
        return ("wrong-value", words, _correction_words(name))
    if kind.endswith(("_type", "_parsing")) or kind in {"int_from_float", "model_attributes_type"}:
        wanted_fr, wanted_en = _EXPECTED.get(kind, ("une autre forme de valeur", "a different kind of value"))
        return (
            "wrong-type",
            Text(
                fr=f"{what.fr} {found} ; il faut {wanted_fr}.",
                en=f"{what.en} {found_en}; expected {wanted_en}.",
            ),
            Text(fr=f"Donnez {wanted_fr}.", en=f"Give {wanted_en}."),
        )
    if kind in _BOUNDS:
        wanted_fr, wanted_en = (words.format(**context) for words in _BOUNDS[kind])
        return (
            "wrong-value",
            Text(fr=f"{what.fr} {found} ; il faut {wanted_fr}.", en=f"{what.en} {found_en}; expected {wanted_en}."),
            _correction_words(name),
        )
    return (
        "wrong-value",
        Text(fr=f"{what.fr} : {details['msg']}.", en=f"{what.en}: {details['msg']}."),
        _correction_words(name),
    )


def _describe_place(location: tuple[int | str, ...]) -> Text:
    """What a fault is about, as a subject: a key by its name, an item by its place, else all that is there."""
    if not location:
        return Text(fr="Le contenu", en="The content")
    last = location[-1]
    if isinstance(last, int):
        return Text(fr=f"L’élément n° {last + 1} de la liste", en=f"Item {last + 1} of the list")
    return Text(fr=f"« {last} »", en=f"“{last}”")


def _correction_words(name: str) -> Text:
    if not name:
        return Text(fr="Corrigez ce contenu.", en="Correct this content.")
    return Text(fr=f"Corrigez « {name} ».", en=f"Correct “{name}”.")


_BOUNDS = {
    "greater_than_equal": ("{ge} au moins", "at least {ge}"),
    "less_than_equal": ("{le} au plus", "at most {le}"),
    "greater_than": ("plus de {gt}", "more than {gt}"),
    "less_than": ("moins de {lt}", "less than {lt}"),
    "too_short": ("un nombre d’éléments de {min_length} au moins", "at least {min_length} items"),
    "too_long": ("un nombre d’éléments de {max_length} au plus", "at most {max_length} items"),
    "string_too_long": ("un nombre de lettres de {max_length} au plus", "at most {max_length} characters"),
    "string_pattern_mismatch": ("un texte de la forme {pattern}", "text of the form {pattern}"),
}
"""What a value must be, by the kind of pydantic's finding; braces are filled with its limits."""
_EXPECTED = {
    "string_type": ("un texte, entre guillemets si c’est un nombre", "text (in quotes if it is a number)"),
    "int_type": ("un nombre entier", "a whole number"),
    "int_parsing": ("un nombre entier", "a whole number"),
    "int_from_float": ("un nombre entier", "a whole number"),
    "float_type": ("un nombre", "a number"),
    "float_parsing": ("un nombre", "a number"),
    "decimal_type": ("un nombre", "a number"),
    "decimal_parsing": ("un nombre", "a number"),
    "bool_type": ("true ou false", "true or false"),
    "bool_parsing": ("true ou false", "true or false"),
    "list_type": ("une liste", "a list"),
    "tuple_type": ("une liste", "a list"),
    "dict_type": ("une suite de clés", "a set of keys"),
    "model_type": ("une suite de clés", "a set of keys"),
}


def describe_value(value: Any) -> Text:
    """Return what a value is, as a verb and its object: “is a list”, “is “many””.

    A value is shown as a file writes it, cut to a readable length; what has no short writing is named.
    """
    if value is None:
        return Text(fr="est vide", en="is blank")
    if isinstance(value, Mapping):
        return Text(fr="est une suite de clés", en="is a set of keys")
    if isinstance(value, (list, tuple)):
        return Text(fr="est une liste", en="is a list")
    words = str(value).lower() if isinstance(value, bool) else str(value)
    words = f"{words[:57]}…" if len(words) > 60 else words
    return Text(fr=f"vaut « {words} »", en=f"is “{words}”")


def _fields(model: type[BaseModel]) -> list[str]:
    """Return the field names of a model and of the models inside it: enough to guess a misspelt key."""
    names: list[str] = []
    todo: list[Any] = [model]
    seen: set[Any] = set()
    while todo:
        kind = todo.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names += kind.model_fields
            todo += [field.annotation for field in kind.model_fields.values()]
        else:
            todo += [argument for argument in getattr(kind, "__args__", ()) if argument is not None]
    return names
