"""The words of a verdict: why, and what one could write instead, in French and in English.

A proposal gives figure, scope, date and source. It never rewrites the author's sentence.
"""

from collections.abc import Sequence

from filiere import geography
from filiere.core.faults import Faults
from filiere.core.numbers import format_number
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.core.typography import lower_first_letter
from filiere.figures import Figure, Register
from filiere.figures.reservations import find_reservation
from filiere.quotations.context import Context
from filiere.quotations.mentions import Mention
from filiere.quotations.number_fits import scale_figure
from filiere.quotations.verdict import Finding, Need

NEEDS: dict[Need, Text] = {
    "year": Text(fr="l’année", en="the year"),
    "place": Text(fr="le territoire", en="the territory"),
    "segment": Text(
        fr="le périmètre : centres intégrés, prestataires ou filière entière",
        en="the scope: in-house centres, outsourcers or the whole sector",
    ),
    "measure": Text(fr="ce qui est compté", en="what is counted"),
}
VERDICT_PLURALS: dict[str, Text] = {
    "match": Text(fr="exacts", en="exact"),
    "outdated": Text(fr="dépassés", en="outdated"),
    "out_of_scope": Text(fr="hors périmètre", en="out of scope"),
    "contradicted": Text(fr="contredits", en="contradicted"),
    "unknown": Text(fr="inconnus", en="unknown"),
}
VERDICT_LABELS: dict[str, Text] = {
    "match": Text(fr="Exact", en="Exact"),
    "outdated": Text(fr="Dépassé", en="Outdated"),
    "out_of_scope": Text(fr="Hors périmètre", en="Out of scope"),
    "contradicted": Text(fr="Contredit", en="Contradicted"),
    "unknown": Text(fr="Inconnu", en="Unknown"),
}
_MOST_LISTED = 3
_SELF_NAMED = frozenset({"jobs", "positions", "centres", "companies"})
"""Indicators that the unit of an amount names."""
SEGMENT_WORDS: dict[str, Text] = {
    "outsourced": Text(fr="chez les prestataires", en="at outsourcers"),
    "in-house": Text(fr="dans les centres intégrés", en="in in-house centres"),
    "buyers": Text(fr="chez les donneurs d’ordre", en="at client companies"),
    "whole": Text(fr="dans l’ensemble de la filière", en="in the whole sector"),
}
"""Whose a figure is, in a sentence; nothing for what is not of the trade."""


def write_reason(mention: Mention, context: Context, finding: Finding, register: Register) -> Text:
    """Return why a number has its verdict."""
    fr, en = (_reason(mention, context, finding, register, lang) for lang in LANGUAGES)
    return Text(fr=fr, en=en)


def write_proposal(context: Context, finding: Finding, register: Register) -> Text | None:
    """Return what one could write, None where the number is right as it stands or where nobody knows."""
    if finding.verdict == "unknown" or not finding.figures:
        return None
    if finding.verdict == "match" and not finding.others and context.moment.period is not None:
        return None
    if finding.verdict == "match" and not finding.others and context.moment.now:
        return None
    fr, en = (_propose(finding, register, lang) for lang in LANGUAGES)
    return Text(fr=fr, en=en)


def _reason(mention: Mention, context: Context, finding: Finding, register: Register, lang: Lang) -> str:
    if finding.verdict == "match":
        return _reason_match(mention, context, finding, register, lang)
    if finding.verdict == "outdated":
        return _reason_outdated(context, finding, register, lang)
    if finding.verdict == "out_of_scope":
        return _reason_out_of_scope(finding, register, lang)
    if finding.verdict == "contradicted":
        return _reason_contradicted(mention, finding, register, lang)
    return _reason_unknown(finding, register, lang)


def _propose(finding: Finding, register: Register, lang: Lang) -> str:
    first = finding.figures[0]
    if finding.verdict == "outdated":
        latest = quote_claim(finding.later[0], register, lang)
        return f"{latest}{', ou ' if lang == 'fr' else ', or '}{quote_claim(first, register, lang)}"
    if finding.verdict == "contradicted" and len(finding.figures) > 1:
        values = _unlike(finding.figures)[:_MOST_LISTED]
        joined = ", ou " if lang == "fr" else ", or "
        return joined.join(quote_claim(one, register, lang) for one in values)
    return quote_claim(first, register, lang)


def quote_claim(figure: Figure, register: Register, lang: Lang) -> str:
    """Return a figure as one may write it, between quotation marks: value, place, date and source."""
    words = f"{state_claim(figure, register, lang)}{_cite(figure, register, lang)}"
    return f"« {words} »" if lang == "fr" else f"“{words}”"


def state_claim(figure: Figure, register: Register, lang: Lang) -> str:
    """Return a figure with its whole scope: « Répartition par sexe, femmes : 67 % chez les prestataires en France en
    2019 ». What an amount counts by itself, jobs or centres, is not named twice."""
    amount = f"{register.amount(figure, lang)} {describe_scope(figure, register, lang)}"
    if figure.category is None and figure.indicator in _SELF_NAMED:
        return amount
    named = register.name("indicator", figure.indicator).get(lang)
    if figure.category is not None:
        category = register.name("category", f"{figure.indicator}/{figure.category}").get(lang)
        named = f"{named}, {lower_first_letter(category)}"
    return f"{named}{' : ' if lang == 'fr' else ': '}{amount}"


def describe_scope(figure: Figure, register: Register, lang: Lang) -> str:
    """Return whose, where and when a figure is true: « chez les prestataires en France en 2008 »."""
    segment = SEGMENT_WORDS.get(figure.segment)
    parts = [segment.get(lang) if segment is not None else ""]
    parts += [where_words(figure, register, lang), period_words(figure, lang)]
    return " ".join(part for part in parts if part)


def where_words(figure: Figure, register: Register, lang: Lang) -> str:
    """Return where a figure is true; one of the market served says that it is counted wherever the work is done."""
    if figure.territory == "WORLD" and figure.market == "market-served":
        return (
            "pour le marché français, où que l’on travaille"
            if lang == "fr"
            else "for the French market, wherever people work"
        )
    return place_words(figure.territory, register, lang)


def place_words(code: str, register: Register, lang: Lang) -> str:
    """Return a territory with the preposition that its name takes."""
    try:
        return geography.territory(code).at.get(lang)
    except Faults:
        label = register.name("territory", code).get(lang)
        return f"({label})"


def period_words(figure: Figure, lang: Lang) -> str:
    """Return a period with its preposition: « en 2008 », « de 2004 à 2008 », “in 2008”, “from 2004 to 2008”."""
    period = figure.period
    if period.kind == "span":
        first, last = (str(one) for one in (period.year, period.last_year))
        if first == last:
            return f"en {first}" if lang == "fr" else f"in {first}"
        return f"de {first} à {last}" if lang == "fr" else f"from {first} to {last}"
    label = period.label(lang)
    if lang == "fr":
        return f"le {label}" if period.kind == "day" else f"au {label}" if period.kind == "quarter" else f"en {label}"
    return f"on {label}" if period.kind == "day" else f"in {label}"


def _cite(figure: Figure, register: Register, lang: Lang) -> str:
    said = register.said_by(figure).get(lang)
    if figure.derived is not None:
        return f" ({lower_first_letter(said)})"
    return f" (source : {said})" if lang == "fr" else f" (source: {said})"


def _state(figure: Figure, register: Register, lang: Lang, *, dated: bool = False) -> str:
    """Return a value with who says it: « 22 % (Acoss) »; with its year too where years differ."""
    said = register.said_by(figure).get(lang)
    if figure.derived is not None:
        said = lower_first_letter(said)
    year = f", {figure.period.label(lang)}" if dated else ""
    return f"{register.amount(figure, lang)} ({said}{year})"


def _list_states(figures: Sequence[Figure], register: Register, lang: Lang, *, dated: bool = False) -> str:
    shown = _unlike(figures)
    words = [_state(one, register, lang, dated=dated) for one in shown[:_MOST_LISTED]]
    rest = len(shown) - len(words)
    if rest > 0:
        words.append(f"et {rest} autres" if lang == "fr" else f"and {rest} more")
        return ", ".join(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {'ou' if lang == 'fr' else 'or'} {words[-1]}"


def _unlike(figures: Sequence[Figure]) -> list[Figure]:
    """Return figures of different values, the first of each."""
    found: dict[object, Figure] = {}
    for figure in figures:
        found.setdefault((figure.value, figure.low, figure.high, figure.unit), figure)
    return list(found.values())


def _format_mention(mention: Mention, lang: Lang) -> str:
    """Return a number as the reason names it: « 43 403 », « 480 000 à 500 000 »."""
    words = [format_number(one, lang) for one in mention.numbers]
    return (" à " if lang == "fr" else " to ").join(words)


def _reason_match(mention: Mention, context: Context, finding: Finding, register: Register, lang: Lang) -> str:
    first = finding.figures[0]
    fr = lang == "fr"
    amount = register.amount(first, lang)
    computed = register.computation(first)
    if finding.overlap:
        words = (
            f"Le registre dit {amount} : les deux se recouvrent."
            if fr
            else f"The register says {amount}: the two overlap."
        )
    elif finding.hedged:
        words = (
            f"Le registre dit {amount} : l’écart est d’au plus 2 %."
            if fr
            else f"The register says {amount}: at most 2% away."
        )
    elif first.value is not None and mention.value is not None and computed is not None:
        words = f"{computed.get(lang)}."
    elif _is_equal(mention, first):
        words = (
            "Égal à la valeur du registre, à la précision écrite."
            if fr
            else "Equal to the register’s value, as printed."
        )
    else:
        words = (
            f"Arrondi de la valeur du registre, {amount}." if fr else f"A rounding of the register’s value, {amount}."
        )
    if _unlike(finding.others):
        several = _list_states(finding.others, register, lang)
        words += (
            f" D’autres sources disent {several}. Citez la vôtre."
            if fr
            else f" Other sources say {several}. Quote yours."
        )
    if context.moment.period is None and not context.moment.now:
        words += (
            f" Dites l’année : {first.period.label(lang)}." if fr else f" Say the year: {first.period.label(lang)}."
        )
    reservation = find_reservation(first)
    if reservation is not None:
        words += f" {reservation.get(lang)}"
    if first.confidence == "untraceable":
        words += (
            " Cette valeur est intraçable : ne la citez pas." if fr else " This value is untraceable: do not quote it."
        )
    return words


def _is_equal(mention: Mention, figure: Figure) -> bool:
    value, low, high = scale_figure(figure)
    return mention.value in {value, low, high} or (mention.low, mention.high) == (low, high)


def _reason_outdated(context: Context, finding: Finding, register: Register, lang: Lang) -> str:
    first, latest = finding.figures[0], finding.later[0]
    periods = sorted({one.period for one in finding.figures})
    when = periods[0].label(lang) if len(periods) == 1 else f"{periods[0].year}–{periods[-1].last_year}"
    newer = f"{register.amount(latest, lang)}, {latest.period.label(lang)}"
    if lang == "fr":
        said = "Le texte parle d’aujourd’hui" if context.moment.now else "Le texte parle au présent"
        return f"La valeur était vraie en {when}. {said} ; une valeur plus récente existe : {newer}." if first else ""
    said = "The text says today" if context.moment.now else "The text is in the present"
    return f"The value was true in {when}. {said}; a more recent value exists: {newer}."


def _reason_out_of_scope(finding: Finding, register: Register, lang: Lang) -> str:
    first = finding.figures[0]
    fr = lang == "fr"
    if finding.part == "territory":
        place = where_words(first, register, lang)
        return (
            f"Valeur publiée, territoire faux : elle est vraie {place}."
            if fr
            else f"Published value, wrong territory: it holds {place}."
        )
    if finding.part == "period":
        when = first.period.label(lang)
        return (
            f"Valeur juste, année fausse : c’est celle de {when}."
            if fr
            else f"Right value, wrong year: it is that of {when}."
        )
    if finding.part == "segment":
        segment = lower_first_letter(register.name("segment", first.segment).get(lang))
        return (
            f"Valeur juste, segment faux : elle porte sur autre chose ({segment})."
            if fr
            else f"Right value, wrong segment: it is about something else ({segment})."
        )
    if finding.part == "source":
        said = register.said_by(first).get(lang)
        other = _list_states(finding.others, register, lang)
        return (
            f"Valeur juste, source fausse : elle vient de {said}. La source nommée dit {other}."
            if fr
            else f"Right value, wrong source: it comes from {said}. The source named says {other}."
        )
    unit = register.units[first.unit]
    words = (unit.plural if unit.id != "percent" else unit.label).get(lang)
    if finding.part == "measure":
        return (
            f"Valeur juste, unité fausse : ce sont des {words}."
            if fr
            else f"Right value, wrong unit: these are {words}."
        )
    return (
        f"Nombre juste, unité fausse : il se lit en {words}." if fr else f"Right number, wrong unit: it is in {words}."
    )


def _reason_contradicted(mention: Mention, finding: Finding, register: Register, lang: Lang) -> str:
    fr = lang == "fr"
    first = finding.figures[0]
    computed = register.computation(first)
    if computed is not None and len(_unlike(finding.figures)) == 1:
        known = computed.get(lang)
    else:
        said = _list_states(finding.figures, register, lang)
        known = f"Le registre dit {said}" if fr else f"The register says {said}"
    printed = _format_mention(mention, lang)
    if mention.bound == "range":
        return f"{known}. Rien ne recouvre {printed}." if fr else f"{known}. Nothing overlaps {printed}."
    return f"{known}. Aucun arrondi ne donne {printed}." if fr else f"{known}. No rounding gives {printed}."


def write_cut(most: int) -> Text:
    """Return that a text holds more numbers than are read, and what to do."""
    fr, en = (format_number(most, lang) for lang in LANGUAGES)
    return Text(
        fr=f"Le texte a plus de {fr} nombres : les suivants n’ont pas été lus. Vérifiez-le par parties.",
        en=f"The text has more than {en} numbers: those that follow were not read. Check it in parts.",
    )


CANNOT_TELL = Text(fr="Rien dans le registre ne permet de répondre.", en="Nothing in the register can tell.")
"""How the reason of an unknown number begins; what to specify and the closest values follow."""


def _reason_unknown(finding: Finding, register: Register, lang: Lang) -> str:
    fr = lang == "fr"
    words = CANNOT_TELL.get(lang)
    if finding.needs:
        asked = (
            " ; ".join(NEEDS[one].get(lang) for one in finding.needs)
            if fr
            else "; ".join(NEEDS[one].get(lang) for one in finding.needs)
        )
        words += f" À préciser : {asked}." if fr else f" To be specified: {asked}."
    if finding.nearest:
        near = " ; " if fr else "; "
        near = near.join(state_claim(one, register, lang) for one in finding.nearest)
        words += f" Le plus proche : {near}." if fr else f" Closest: {near}."
    return words
