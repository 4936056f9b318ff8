"""What checks say to a respondent, in both languages: what was understood, why it is asked, what to do."""

from decimal import Decimal

from filiere.core.numbers import format_number, format_percent
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.survey.questionnaires.numerals import format_exactly

_CONFIRM = Text(
    fr="Si c’est exact, dites-le en quelques mots : nous ne vous le redemanderons pas.",
    en="If it is right, say so in a few words: we will not ask you again.",
)


def write_text(fr: str, en: str, **values: Text | Decimal | int | str) -> Text:
    """Return words with their braces filled in each language: numbers as it writes them, texts in its own words."""
    written = {lang: {name: _write_value(value, lang) for name, value in values.items()} for lang in LANGUAGES}
    return Text(fr=fr.format_map(written["fr"]), en=en.format_map(written["en"]))


def _write_value(value: Text | Decimal | int | str, lang: Lang) -> str:
    if isinstance(value, Text):
        return value.fr if lang == "fr" else value.en
    if isinstance(value, str):
        return value
    return format_exactly(value, lang) if isinstance(value, Decimal) else format_number(value, lang)


def ask_confirmation(text: Text) -> Text:
    """Return words followed by the request to confirm them."""
    return Text(fr=f"{text.fr} {_CONFIRM.fr}", en=f"{text.en} {_CONFIRM.en}")


def describe_unreadable_number(typed: str) -> Text:
    """Say that what was typed is no number."""
    return write_text(
        "« {typed} » n’est pas un nombre de zéro ou plus. Écrivez le nombre seul, sans unité.",
        "“{typed}” is not a number of zero or more. Enter the number only, without a unit.",
        typed=typed[:60],
    )


def describe_decimals(number: Decimal, decimals: int) -> Text:
    """Say that a number has more decimals than its question."""
    if not decimals:
        return write_text(
            "{number} n’est pas un nombre entier. Arrondissez-le.",
            "{number} is not a whole number. Round it.",
            number=number,
        )
    return write_text(
        "{number} a plus de {decimals} chiffres après la virgule. Arrondissez-le.",
        "{number} has more than {decimals} digits after the point. Round it.",
        number=number,
        decimals=decimals,
    )


def describe_share(number: Decimal) -> Text:
    """Say that a share is above one hundred per cent."""
    return write_text(
        "{number} % dépasse 100 %. Une part va de 0 à 100.",
        "{number}% is more than 100%. A share goes from 0 to 100.",
        number=number,
    )


def describe_lone_option(option: Text) -> Text:
    """Say that an option that stands alone was ticked with others."""
    return write_text(
        "« {option} » ne va pas avec une autre réponse. Décochez-la, ou décochez les autres.",
        "“{option}” does not go with another answer. Untick it, or untick the others.",
        option=option,
    )


def describe_part_above_total(part: Decimal, total: Decimal, name: Text) -> Text:
    """Say that a part is above its total."""
    return write_text(
        "{part} dépasse {total}, donné pour « {name} ». Corrigez l’un des deux.",
        "{part} is more than {total}, given for “{name}”. Correct one or the other.",
        part=part,
        total=total,
        name=name,
    )


def describe_parts_above_total(parts: Decimal, total: Decimal, name: Text | None) -> Text:
    """Say that parts together are above their total; without a name, the total is a constant."""
    if name is None:
        return write_text(
            "Ces réponses font {parts} ensemble, pour {total} au plus. Corrigez-en une.",
            "These answers add up to {parts}, and {total} is the most. Correct one of them.",
            parts=parts,
            total=total,
        )
    return write_text(
        "Ces réponses font {parts} ensemble, plus que {total}, donné pour « {name} ». Corrigez l’une d’elles.",
        "These answers add up to {parts}, more than {total}, given for “{name}”. Correct one of them.",
        parts=parts,
        total=total,
        name=name,
    )


def describe_unequal_sum(parts: Decimal, total: Decimal, name: Text | None) -> Text:
    """Say that parts that make up a total do not add up to it."""
    if name is None:
        return write_text(
            "Ces réponses font {parts} ensemble, et non {total}. Corrigez l’une d’elles.",
            "These answers add up to {parts}, not to {total}. Correct one of them.",
            parts=parts,
            total=total,
        )
    return write_text(
        "Ces réponses font {parts} ensemble, et non {total}, donné pour « {name} ». Corrigez l’une d’elles.",
        "These answers add up to {parts}, not to {total}, given for “{name}”. Correct one of them.",
        parts=parts,
        total=total,
        name=name,
    )


def describe_missing_answer() -> Text:
    """Say that a question that counts has no answer."""
    return Text(
        fr="Cette question n’a pas de réponse. Si vous ne savez pas, cochez « Je ne sais pas répondre ».",
        en="This question has no answer. If you do not know, tick “I do not know”.",
    )


def describe_out_of_range(number: Decimal, low: Decimal | None, high: Decimal | None) -> Text:
    """Say that a number is beyond what is expected."""
    if high is not None and number > high:
        return ask_confirmation(
            write_text(
                "{number}, c’est plus que ce que nous attendions ({high} au plus).",
                "{number} is more than we expected ({high} at most).",
                number=number,
                high=high,
            )
        )
    return ask_confirmation(
        write_text(
            "{number}, c’est moins que ce que nous attendions ({low} au moins).",
            "{number} is less than we expected ({low} at least).",
            number=number,
            low=low if low is not None else 0,
        )
    )


def describe_change(number: Decimal, prior: Decimal) -> Text:
    """Say by how much a number differs from last wave's."""
    if not prior:
        return ask_confirmation(
            write_text(
                "{number}, alors que vous aviez répondu 0 la dernière fois.",
                "{number}, although you answered 0 last time.",
                number=number,
            )
        )
    percent = abs(number - prior) * 100 / prior
    written = Text(fr=format_percent(percent, "fr", 0), en=format_percent(percent, "en", 0))
    return ask_confirmation(
        write_text(
            "{number}, c’est {percent} de plus que la dernière fois ({prior})."
            if number > prior
            else "{number}, c’est {percent} de moins que la dernière fois ({prior}).",
            "{number} is {percent} more than last time ({prior})."
            if number > prior
            else "{number} is {percent} less than last time ({prior}).",
            number=number,
            percent=written,
            prior=prior,
        )
    )
