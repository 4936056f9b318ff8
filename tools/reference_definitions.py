"""The parts of the reference of definitions that the content knows better than any hand: choices, measures, sets."""

from collections.abc import Callable

from pydantic import BaseModel

Table = Callable[[list[str], list[list[str]]], str]


def choices(table: Table) -> str:
    """Return the 22 choices: number, key, title, and what each value does."""
    from filiere.contacts.definitions import CHOICE_ORDER, choice_narrative

    rows = []
    for number, name in enumerate(CHOICE_ORDER, 1):
        told = choice_narrative.load_choice_words().choices[name]
        values = [
            f"`{part}: {value}` {phrase.phrase.en}" if part else f"`{value}` {phrase.phrase.en}"
            for part, one in told.parts.items()
            for value, phrase in one.values.items()
        ]
        values += [_form(name, part, one.form) for part, one in told.parts.items() if not one.values]
        rows.append([str(number), f"`{name}`", told.title.en, "; ".join(values)])
    return table(["No.", "Key", "What is chosen", "Values"], rows)


def _form(name: str, part: str, form: str) -> str:
    from filiere.contacts.definitions.choices import COUNTED_OUTCOMES, Choices

    if form == "outcomes":
        return "a list of outcomes: " + ", ".join(f"`{one}`" for one in COUNTED_OUTCOMES)
    kind = Choices.model_fields[name].annotation
    doc = {"seconds": "whole seconds, or `null`", "days": "whole days", "queues": "seconds by name of queue"}[form]
    optional = isinstance(kind, type) and issubclass(kind, BaseModel) and not kind.model_fields[part].is_required()
    return f"`{part}`: {doc}{' (optional)' if optional else ''}"


def measures(table: Table) -> str:
    """Return every measure: key, what it is, unit, direction, what it needs, and the choices that matter."""
    from filiere.contacts.definitions import CHOICE_ORDER, MEASURES, choice_narrative

    numbers = {name: str(number) for number, name in enumerate(CHOICE_ORDER, 1)}
    rows = []
    for key, one in MEASURES.items():
        told = choice_narrative.load_measure_words()[key]
        wanted = {"threshold_seconds": one.threshold, "percentile": one.percentile, "channel": one.channel}
        needs = ", ".join(f"`{name}`" for name, is_wanted in wanted.items() if is_wanted)
        matters = ", ".join(numbers[name] for name in one.matters)
        rows.append([f"`{key}`", f"{told.title.en}. {told.text.en}", one.unit, one.direction, needs, matters])
    return table(["Measure", "What it is", "Unit", "Better", "Needs", "Choices that matter"], rows)


def sets(table: Table) -> str:
    """Return the sets that are shipped."""
    from filiere.contacts.definitions import load_definitions

    rows = [[f"`{key}`", one.title.en, one.kind, one.status] for key, one in load_definitions().items()]
    return table(["Set", "Title", "Kind", "Status"], rows)
