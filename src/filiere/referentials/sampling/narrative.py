"""A draw in sentences, in both languages: for the minutes, the candidate and whoever does it again."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from filiere.core.dates import spell_day
from filiere.core.numbers import format_number
from filiere.core.text import Lang, Text
from filiere.referentials.sampling.records import AuditKind, DrawnSite, DrawRecord, Stratum

KIND_WORDS: dict[AuditKind, Text] = {
    "initial": Text(fr="audit initial", en="initial audit"),
    "follow_up": Text(fr="audit de suivi", en="follow-up audit"),
    "renewal": Text(fr="audit de renouvellement", en="renewal audit"),
}
REASON_WORDS = {
    "head_office": Text(fr="siège, toujours visité", en="head office, always visited"),
    "sites_with_open_major": Text(fr="écart majeur ouvert, toujours visité", en="open major finding, always visited"),
    "sites_opened_since_last_audit": Text(
        fr="ouvert depuis le dernier audit, toujours visité", en="opened since the last audit, always visited"
    ),
    "drawn": Text(fr="tiré au sort", en="drawn by lot"),
    "not_drawn": Text(fr="non tiré", en="not drawn"),
    "no_place": Text(fr="aucune place à tirer dans sa strate", en="no place left to draw in its stratum"),
}


def explain_draw(record: DrawRecord) -> tuple[Text, ...]:
    """Return how a draw came about: list, seed, size, strata, then one sentence a site, then the days."""
    return (
        *_describe_draw(record),
        *(_describe_stratum(one, record) for one in record.strata),
        *map(_describe_site, record.sites),
    )


def explain_inclusion(place: DrawnSite, lang: Lang) -> str:
    """Return why a site is in or out, in one cell."""
    words = ("; " if lang == "en" else " ; ").join(REASON_WORDS[one].get(lang) for one in place.reasons)
    if place.rank is None:
        return words
    return f"{words}, {Text(fr=f'rang {place.rank}', en=f'rank {place.rank}').get(lang)}"


def summarise_draw(record: DrawRecord) -> tuple[Text, ...]:
    """Return the sentences of a draw that are about no site in particular."""
    return (*_describe_draw(record), *(_describe_stratum(one, record) for one in record.strata))


def _spell_second(moment: datetime) -> Text:
    """A moment to the second: whether the list came before the number turns on it."""
    day = spell_day(moment)
    return Text(fr=f"{day.fr} à {moment:%H:%M:%S} UTC", en=f"{day.en} at {moment:%H:%M:%S} UTC")


def _describe_draw(record: DrawRecord) -> tuple[Text, ...]:
    size, seed = record.size, record.seed
    sealed, published = _spell_second(record.sealed_at), _spell_second(seed.time)
    added_fr = "".join(f", plus {_format_number(value, 'fr')} ({text})" for text, value in size.add)
    added_en = "".join(f", plus {_format_number(value, 'en')} ({text})" for text, value in size.add)
    kind = KIND_WORDS[record.kind]
    found = [
        Text(
            fr=(
                f"{record.candidate}, {kind.fr} selon {record.release} : {size.n} sites, liste scellée le {sealed.fr}, "
                f"empreinte {record.population_sha256}."
            ),
            en=f"{record.candidate}, {kind.en} under {record.release}: {size.n} sites, list sealed on {sealed.en}, "
            f"fingerprint {record.population_sha256}.",
        ),
        Text(
            fr=(
                f"Nombre de départ {seed.value}, de {seed.source}, tour {seed.round}, publié le {published.fr}, après "
                f"le scellement ; algorithme {record.algorithm}."
            ),
            en=f"Seed {seed.value}, from {seed.source}, round {seed.round}, published on {published.en}, after the "
            f"seal; algorithm {record.algorithm}.",
        ),
        Text(
            fr=f"Sites demandés par la règle : {size.asked}, soit {_format_number(size.base, 'fr')} "
            f"({size.rule}){added_fr}.",
            en=(
                f"Sites required by the rule: {size.asked}, that is {_format_number(size.base, 'en')} ({size.rule})"
                f"{added_en}."
            ),
        ),
        Text(
            fr=f"Sites visités : {size.size}, dont {size.always} toujours visités ; les autres sont tirés au sort.",
            en=f"Sites visited: {size.size}, of which {size.always} always visited; the others are drawn by lot.",
        ),
    ]
    if record.days is not None:
        found.append(
            Text(
                fr=f"Jours d’audit : {_format_number(record.days, 'fr')}.",
                en=f"Audit days: {_format_number(record.days, 'en')}.",
            )
        )
    return tuple(found)


def _describe_stratum(part: Stratum, record: DrawRecord) -> Text:
    share = Fraction(record.size.size * part.sites, record.size.n)
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return Text(
        fr=f"Strate {part.name} : {part.places} sur {part.sites} (part proportionnelle "
        f"{format_number(exact, 'fr', 2)}, toujours visités {part.always}).",
        en=f"Stratum {part.name}: {part.places} of {part.sites} (proportional share {format_number(exact, 'en', 2)}, "
        f"always visited {part.always}).",
    )


def _describe_site(place: DrawnSite) -> Text:
    french, english = ("visité", "visited") if place.included else ("non visité", "not visited")
    return Text(
        fr=f"Site {place.key} : {french} ; {explain_inclusion(place, 'fr')} ; poids {place.digest[:12]}….",
        en=f"Site {place.key}: {english}; {explain_inclusion(place, 'en')}; weight {place.digest[:12]}….",
    )


def _format_number(value: str, lang: Lang) -> str:
    """Return a number of a record as its reader writes it; a fraction that is no decimal number stays as it is."""
    return value if "/" in value else format_number(Decimal(value), lang)
