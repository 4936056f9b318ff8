"""What a difference between two releases is called, in one sentence of each language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from filiere.core.numbers import format_number
from filiere.core.text import Lang, Text

_LONG = 80

_RECORDS: Mapping[str, Text] = {
    "release": Text(fr="Version", en="Version"),
    "fact": Text(fr="Fait", en="Fact"),
    "derived": Text(fr="Nom dérivé", en="Derived name"),
    "parameter": Text(fr="Paramètre", en="Parameter"),
    "total": Text(fr="Score total", en="Total score"),
    "theme": Text(fr="Rubrique", en="Theme"),
    "criterion": Text(fr="Question", en="Question"),
    "indicator": Text(fr="Indicateur", en="Indicator"),
    "evidence": Text(fr="Preuve", en="Evidence"),
    "eligibility": Text(fr="Condition d’éligibilité", en="Eligibility condition"),
    "exclusion": Text(fr="Exclusion", en="Exclusion"),
    "level": Text(fr="Niveau", en="Level"),
    "award": Text(fr="Attribution", en="Award"),
    "audit": Text(fr="Audit", en="Audit"),
    "procedure": Text(fr="Procédure", en="Procedure"),
}
_FIELDS: Mapping[str, Text] = {
    "adversarial": Text(fr="phase contradictoire", en="right of reply"),
    "aggregation": Text(fr="calcul du score", en="score calculation"),
    "all": Text(fr="conditions", en="conditions"),
    "appeal": Text(fr="recours", en="appeal"),
    "applies_if": Text(fr="condition d’application", en="condition of applicability"),
    "assessed_by": Text(fr="évaluateurs", en="assessors"),
    "committee": Text(fr="comité", en="committee"),
    "confidentiality": Text(fr="confidentialité", en="confidentiality"),
    "count": Text(fr="nombre de pièces", en="number of documents"),
    "days": Text(fr="jours d’audit", en="audit days"),
    "duty": Text(fr="obligation de progrès", en="improvement obligation"),
    "effect": Text(fr="effet", en="effect"),
    "evidence": Text(fr="preuves demandées", en="evidence requested"),
    "findings": Text(fr="constats", en="findings"),
    "formula": Text(fr="formule", en="formula"),
    "independence": Text(fr="indépendance", en="independence"),
    "inputs": Text(fr="nombre demandé", en="number requested"),
    "kinds": Text(fr="formes admises", en="accepted forms"),
    "knock_out": Text(fr="règle éliminatoire", en="knock-out rule"),
    "lasts": Text(fr="durée", en="duration"),
    "levels": Text(fr="niveaux", en="levels"),
    "method": Text(fr="méthode", en="method"),
    "mirror": Text(fr="recoupement", en="cross-check"),
    "months": Text(fr="mois", en="months"),
    "not_applicable": Text(fr="sort des questions sans objet", en="treatment of “not applicable”"),
    "number": Text(fr="numéro", en="number"),
    "observatory": Text(fr="publication", en="publication"),
    "on_site": Text(fr="visite sur place", en="site visit"),
    "order": Text(fr="ordre des niveaux", en="order of levels"),
    "personal_data": Text(fr="données personnelles", en="personal data"),
    "plausible": Text(fr="bornes plausibles", en="plausible bounds"),
    "prior_year": Text(fr="année précédente", en="prior year"),
    "proves_period": Text(fr="période prouvée", en="period covered"),
    "questionnaires": Text(fr="questionnaires", en="questionnaires"),
    "required_if": Text(fr="condition", en="condition"),
    "retention": Text(fr="conservation", en="retention"),
    "reusable": Text(fr="réemploi", en="reuse"),
    "rounding": Text(fr="arrondi", en="rounding"),
    "sample": Text(fr="échantillon", en="sample"),
    "sampling": Text(fr="échantillonnage", en="sampling"),
    "scale": Text(fr="échelle", en="scale"),
    "scored_by": Text(fr="indicateur qui note", en="scoring indicator"),
    "scores": Text(fr="barème", en="points"),
    "section": Text(fr="intertitre", en="heading"),
    "source": Text(fr="source", en="source"),
    "suspension": Text(fr="suspension", en="suspension"),
    "theme": Text(fr="rubrique", en="theme"),
    "type": Text(fr="type", en="type"),
    "unit": Text(fr="unité", en="unit"),
    "validity": Text(fr="validité", en="validity"),
    "values": Text(fr="valeurs", en="values"),
    "weight": Text(fr="poids", en="weight"),
    "when": Text(fr="condition", en="condition"),
    "withdrawal": Text(fr="retrait du label", en="withdrawal"),
}
_TEXTS: Mapping[str, Text] = {
    "external": Text(fr="renvois", en="references"),
    "intro": Text(fr="introduction", en="introduction"),
    "levels": Text(fr="texte du niveau", en="level text"),
    "note": Text(fr="note", en="note"),
    "reason": Text(fr="raison", en="reason"),
    "sections": Text(fr="intertitres", en="headings"),
    "sources": Text(fr="sources citées", en="sources cited"),
    "text": Text(fr="texte", en="text"),
    "title": Text(fr="titre", en="title"),
}
_LANGS: Mapping[str, Text] = {
    "fr": Text(fr="en français", en="in French"),
    "en": Text(fr="en anglais", en="in English"),
}


def describe_change(
    kind: str,
    record: str,
    key: str,
    displayed: str | None,
    at: tuple[str | int, ...],
    before: Any,
    after: Any,
    lang: Lang | None,
    related: tuple[str, ...],
) -> Text:
    """Return the sentence of a change: what it is about, then what becomes of it."""
    called = [_RECORDS[record].fr, _RECORDS[record].en]
    for more in (displayed, f"({key})" if key and displayed else key):
        if more:
            called = [f"{words} {more}" for words in called]
    part, said = _describe_values(kind, at, before, after, lang, ", ".join(related))
    if part is not None:
        called = [f"{words}, {more}" for words, more in zip(called, (part.fr, part.en), strict=True)]
    return Text(fr=f"{called[0]} : {said.fr}.", en=f"{called[1]}: {said.en}.")


_SEE_BOTH = Text(fr="voir l’avant et l’après", en="see before and after")


def _describe_values(
    kind: str, at: tuple[str | int, ...], before: Any, after: Any, lang: Lang | None, related: str
) -> tuple[Text | None, Text]:
    """Return the part that changes, None for the whole, and what becomes of it."""
    if kind == "added":
        words = Text(fr="ajout", en="added")
        return None, Text(fr=f"ajout, vient de {related}", en=f"added, from {related}") if related else words
    if kind == "removed":
        words = Text(fr="retrait", en="removed")
        return None, Text(fr=f"retrait, devient {related}", en=f"removed, becomes {related}") if related else words
    if kind == "reordered":
        order = ", ".join(after)
        return Text(fr="ordre d’affichage", en="display order"), Text.same(order)
    if kind in ("text", "level_text"):
        return _text_part(at, lang), _SEE_BOTH
    name = _FIELDS.get(str(at[0]), Text.same(str(at[0])))
    part = Text(fr=f"{name.fr} ({at[1]})", en=f"{name.en} ({at[1]})") if len(at) > 1 else name
    if kind == "parameter" and at == ("values",):
        old, new = (
            Text(fr=_format_timeline(value, "fr"), en=_format_timeline(value, "en")) for value in (before, after)
        )
    else:
        old, new = (Text(fr=format_value(value, "fr"), en=format_value(value, "en")) for value in (before, after))
        if len(old.fr) + len(new.fr) > _LONG:
            return part, _SEE_BOTH
    return part, Text(fr=f"{old.fr} → {new.fr}", en=f"{old.en} → {new.en}")


def _text_part(at: tuple[str | int, ...], lang: Lang | None) -> Text:
    found = next((str(name) for name in at if name in _TEXTS), None)
    name = _TEXTS.get(found or "", Text.same(".".join(map(str, at))))
    inner = f" {at[1]}" if found == "levels" and len(at) > 1 else ""
    where = _LANGS[lang] if lang is not None else None
    return Text(
        fr=f"{name.fr}{inner}" + (f" {where.fr}" if where else ""),
        en=f"{name.en}{inner}" + (f" {where.en}" if where else ""),
    )


def _format_timeline(values: Any, lang: Lang) -> str:
    """Return the values of a parameter with the days between which each holds."""
    if not values:
        return format_value(None, lang)
    words = {"fr": ("du {} au {}", "dès le {}"), "en": ("from {} to {}", "from {} on")}[lang]
    return ", ".join(
        f"{format_number(one['value'], lang)} ({words[one.get('to') is None].format(one['from'], one.get('to'))})"
        for one in values
    )


def format_value(value: Any, lang: Lang) -> str:
    """Return a value of a release in a few words."""
    if value is None:
        return "rien" if lang == "fr" else "nothing"
    if isinstance(value, bool):
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, (int, Decimal)):
        return format_number(value, lang)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        if {"key", "value"} <= value.keys():
            return f"{value['key']} = {format_value(value['value'], lang)}"
        colon = " : " if lang == "fr" else ": "
        return ", ".join(f"{key}{colon}{format_value(item, lang)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(format_value(item, lang) for item in value)
    return str(value)
