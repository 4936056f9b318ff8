"""What changing one rule does to one real log, as the front page draws it: a table, a chart, and their sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# Named where they are used: what counts contacts takes a third of a second to load, and every command starts here.
from filiere import contacts
from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent, format_signed
from filiere.publication import Column, Row, Table
from filiere.publication.charts import Dot, DotPlot
from filiere.site.kit.bilingual_text import bilingual, localize
from filiere.site.kit.charts import ChartLink, ChartView, draw_cached
from filiere.site.kit.exported_tables import TableRequest, register_export
from filiere.site.kit.tables import build_table_view

TABLE = "definitions-on-a-log"
COMMON = "common"

_TITLE = bilingual(
    "Le niveau de service d’un même journal, selon dix définitions", "The service level of one log, by ten definitions"
)
_COLUMNS: tuple[Column, ...] = (
    Column("key", bilingual("Clé", "Key")),
    Column("title", bilingual("Définition", "Definition")),
    Column("text", bilingual("Ce que la règle change", "What the rule changes")),
    Column("met", bilingual("Servis à temps", "In time"), "integer"),
    Column("of", bilingual("Sur", "Out of"), "integer"),
    Column("value", bilingual("Résultat", "Result"), "percent", digits=1),
    Column("gap", bilingual("Écart, en points", "Gap, points"), "decimal", digits=1),
)


@register_export(
    TABLE, _TITLE, about=bilingual("Un mois d’appels, une règle à la fois", "One month of calls, one rule at a time")
)
def build_effects_table(_asked: TableRequest) -> Table:
    """One row a rule, the lowest result first; the common definition is marked."""
    file, counts = contacts.load_rule_effects()
    common = round(counts.rules[COMMON].value, 1)
    rows: list[Row] = [
        {
            "key": rule.key,
            "title": rule.title,
            "text": rule.text,
            "met": found.numerator,
            "of": found.denominator,
            "value": found.value,
            # Of the two results as they are written, which a reader may subtract.
            "gap": None if rule.key == COMMON else round(found.value, 1) - common,
        }
        for rule in file.rules
        for found in [counts.rules[rule.key]]
    ]
    rows.sort(key=lambda row: Decimal(str(row["value"])))
    return Table(
        id=TABLE,
        title=_TITLE,
        columns=_COLUMNS,
        rows=tuple(rows),
        source=describe_log_source(file),
        notes=(
            Text(
                fr=f"Fichier lu : SHA-256 {counts.sha256}. Définition : {file.definition}, sceau {counts.definition}.",
                en=f"File read: SHA-256 {counts.sha256}. Definition: {file.definition}, seal {counts.definition}.",
            ),
        ),
        marked=frozenset(place for place, row in enumerate(rows) if row["key"] == COMMON),
    )


def describe_log_source(file: contacts.RulesFile) -> Text:
    """Who published the log, and who computed."""
    return Text(
        fr=f"{file.source.publisher}, {file.log.fr} ; calculs de Filière",
        en=f"{file.source.publisher}, {file.log.en}; computed by Filière",
    )


def list_commands() -> tuple[tuple[Text, str], ...]:
    """The commands that compute the same at home: what each does, and the line to type."""
    file = contacts.load_rule_effects()[0]
    folder = localize("journal", "log")
    return (
        (
            Text(
                fr="Lire le journal : chaque appel gardé, corrigé ou rejeté, et pourquoi",
                en="Read the log: every call accepted, repaired or rejected, and why",
            ),
            f"filiere contacts import --source {file.mapping} --out {folder} anonymous_bank_calls_1999_02.parquet",
        ),
        (
            Text(
                fr=f"Calculer selon la définition commune, file par file ; celle de la page est {file.queue}",
                en=f"Compute under the common definition, queue by queue; the one on this page is {file.queue}",
            ),
            f"filiere contacts indicators {folder} --definitions {file.definition} --by queue",
        ),
        (
            Text(
                fr="Expliquer l’écart avec une autre définition, règle par règle",
                en="Explain the gap with another definition, rule by rule",
            ),
            f"filiere contacts compare {folder} --from icmi-1 --to {file.definition} --by queue",
        ),
    )


def build_effects() -> dict[str, Any]:
    """What the front page says: the ends of the range, the common value, the chart and what it was computed from."""
    _file, counts = contacts.load_rule_effects()
    table = build_effects_table(TableRequest(lang=source_language()))
    values = sorted(one.value for one in counts.rules.values())
    common = counts.rules[COMMON]
    answered = counts.rules["answered-only"]
    low, high, middle, divided = (
        format_percent(one, digits=1) for one in (values[0], values[-1], common.value, answered.value)
    )
    calls, counted, left = (
        format_number(one, digits=0) for one in (counts.contacts, common.n, counts.contacts - common.n)
    )
    spec = DotPlot(
        ident="rules-drawing",
        lang=source_language(),
        title=str(_TITLE),
        desc=localize(
            f"De {low} à {high}. La définition commune donne {middle}. Le tableau qui suit donne chaque valeur.",
            f"From {low} to {high}. The common definition gives {middle}. The table below gives each value.",
        ),
        suffix=localize("\u202f%", "%"),
        dots=tuple(
            Dot(
                label=str(row["title"]),
                value=Decimal(str(row["value"])),
                detail=_counts_words(row),
                marked=row["key"] == COMMON,
                url=f"#rule-{row['key']}",
            )
            for row in table.rows
        ),
    )  # fmt: skip
    chart = ChartView(
        id="definitions",
        title=localize(
            f"La définition commune donne {middle} ; les autres, de {low} à {high}",
            f"The common definition gives {middle}; the others, {low} to {high}",
        ),
        subtitle=localize(
            f"Part des appels servis en 20 secondes. {calls} appels d’activité courante, du 1er au 28 février 1999. "
            "L’échelle ne part pas de zéro ; le trait vertical marque la définition commune.",
            f"Share of calls answered within 20 seconds. {calls} regular calls, 1 to 28 February 1999. The scale does "
            "not start at zero; the vertical line marks the common definition.",
        ),
        drawing=draw_cached(spec),
        reading=localize(
            f"Lecture : rapporté aux seuls appels servis, sans les abandons, le niveau de service passe de {middle} à "
            f"{divided}. Une seule règle change à chaque ligne. La définition commune compte {counted} appels ; les "
            f"{left} autres ont raccroché avant d’entrer en file, ou portent des heures qui se contredisent. L’ampleur "
            "des écarts dépend des appels : chez vous, elle sera autre.",
            f"How to read it: dividing by answered calls only, without those who hung up, turns {middle} into "
            f"{divided}. Only one rule changes on each row. The common definition counts {counted} calls; the other "
            f"{left} hung up before queuing, or have contradictory timestamps. The size of the gaps depends on the "
            "calls: yours will differ.",
        ),
        sources=(ChartLink(str(table.source)),),
        table=build_table_view(
            table,
            columns=("title", "text", "met", "of", "value", "gap"),
            render={
                "gap": lambda row: "–" if row["gap"] is None else format_signed(Decimal(str(row["gap"])), digits=1),
            },
            ids=lambda row: f"rule-{row['key']}",
        ),
        summary=localize("Voir les dix calculs", "See the ten calculations"),
    )
    return {"low": low, "high": high, "chart": chart, "log_sha256": counts.sha256, "commands": list_commands()}


def _counts_words(row: Row) -> str:
    if row["met"] is None:
        return str(row["text"])
    met, of = (format_number(Decimal(str(row[key])), digits=0) for key in ("met", "of"))
    return localize(f"{met} appels sur {of}", f"{met} calls out of {of}")
