"""The words and the style of the report of a pack."""

from collections.abc import Mapping

from filiere.contacts.schema import TABLES
from filiere.core.text import Text

__all__ = ["REPORT_LABELS", "REPORT_STYLE", "TABLES", "UNIT_LABELS", "VERDICT_LABELS"]

REPORT_LABELS: Mapping[str, Text] = {
    "title": Text(fr="Qualité de service : dossier scellé", en="Service quality: sealed pack"),
    "of": Text(fr="Contacts de", en="Contacts of"),
    "made": Text(
        fr=(
            "Chaque chiffre a été calculé à partir des contacts bruts, selon une définition écrite, et peut être "
            "recalculé à partir des données de ce dossier."
        ),
        en=(
            "Each figure was computed from raw contacts under a written definition, and can be recomputed from the "
            "data in this pack."
        ),
    ),
    "figures": Text(fr="Les chiffres", en="The figures"),
    "finer": Text(fr="Dans le détail", en="In detail"),
    "shown": Text(
        fr="{shown} lignes montrées ; les {all} lignes sont dans indicators.csv.",
        en="{shown} rows shown; all {all} rows are in indicators.csv.",
    ),
    "definitions": Text(fr="Ce qu’ils veulent dire", en="What they mean"),
    "rows": Text(fr="Où est passée chaque ligne", en="Where every row went"),
    "rows_text": Text(
        fr=(
            "Reçues = acceptées + réparées + rejetées + en double + remplacées. Une ligne est réparée par une "
            "règle nommée dans le compte rendu d’import, joint au dossier."
        ),
        en=(
            "Received = accepted + repaired + rejected + repeated + corrected. A repaired row is repaired by a "
            "rule named in the import report, included in the pack."
        ),
    ),
    "no_data": Text(fr="Sans aucune donnée :", en="Without any data:"),
    "left_out": Text(fr="Les exclusions", en="What was left out"),
    "nothing_left_out": Text(fr="Aucune exclusion.", en="Nothing was left out."),
    "gates": Text(fr="Les contrôles faits avant de publier", en="Checks made before publication"),
    "verify": Text(fr="Vérifier soi-même", en="Verify it yourself"),
    "verify_text": Text(
        fr=(
            "Hors ligne, une commande revérifie chaque empreinte et recalcule chaque chiffre par un second "
            "programme, écrit séparément. Comparez aussi le sceau qu’elle affiche à celui que l’organisation vous "
            "a donné par un autre moyen : un dossier refait de bout en bout porterait un autre sceau."
        ),
        en=(
            "Offline, one command rechecks every hash and recomputes every figure with a second program, written "
            "independently of the first. Also compare the seal it prints with the one the organisation gave you "
            "through another channel: a pack remade from start to finish would have a different seal."
        ),
    ),
    "people": Text(
        fr="Les personnes n’y sont que des empreintes à clé ; la clé n’est pas dans le dossier.",
        en="People appear only as keyed hashes; the key is not in the pack.",
    ),
    "hashes": Text(fr="Empreintes", en="Hashes"),
    "hashes_text": Text(
        fr="Fait par {made}. Les empreintes des données sont dans manifest.json.",
        en="Made by {made}. The data hashes are in manifest.json.",
    ),
    "indicator": Text(fr="Indicateur", en="Indicator"),
    "value": Text(fr="Valeur", en="Value"),
    "ratio": Text(fr="Numérateur / dénominateur", en="Numerator / denominator"),
    "n": Text(fr="n", en="n"),
    "remark": Text(fr="Remarque", en="Remark"),
    "period": Text(fr="Période", en="Period"),
    "organisation": Text(fr="Organisation", en="Organisation"),
    "site": Text(fr="Site", en="Site"),
    "queue": Text(fr="File", en="Queue"),
    "channel": Text(fr="Canal", en="Channel"),
    "choice": Text(fr="Choix", en="Choice"),
    "said": Text(fr="Contenu de la définition", en="What the definition says"),
    "delivery": Text(fr="Dépôt", en="Delivery"),
    "table": Text(fr="Table", en="Table"),
    "received": Text(fr="Reçues", en="Received"),
    "accepted": Text(fr="Acceptées", en="Accepted"),
    "repaired": Text(fr="Réparées", en="Repaired"),
    "rejected": Text(fr="Rejetées", en="Rejected"),
    "duplicates": Text(fr="En double", en="Repeated"),
    "superseded": Text(fr="Remplacées", en="Corrected"),
    "hash": Text(fr="Empreinte", en="Hash"),
    "in_force": Text(fr="Lignes en vigueur", en="Rows in force"),
    "definition": Text(fr="Définition", en="Definition"),
    "reason": Text(fr="Raison", en="Reason"),
    "units": Text(fr="Combien", en="Count"),
    "verdict": Text(fr="Verdict", en="Verdict"),
    "check": Text(fr="Contrôle", en="Check"),
    "file": Text(fr="Fichier", en="File"),
    "bytes": Text(fr="Octets", en="Bytes"),
    "sha256": Text.same("SHA-256"),
}
VERDICT_LABELS: Mapping[str, Text] = {
    "passed": Text(fr="passé", en="passed"),
    "failed": Text(fr="échoué", en="failed"),
    "told": Text(fr="à noter", en="for information"),
}
UNIT_LABELS: Mapping[str, Text] = {
    "seconds": Text.same("s"),
    "hours": Text.same("h"),
    "per_thousand": Text.same("‰"),
}
REPORT_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#15191c, #eaeeef); --ink-2: light-dark(#4a545a, #a9b5bb);
  --rule: light-dark(#d3d9d9, #354047); --paper: light-dark(#ffffff, #13181b); --accent: light-dark(#0a5566, #7ccbda) }
html { background: var(--paper); color: var(--ink); font: 100%/1.55 system-ui, "Segoe UI", Roboto, sans-serif }
body { margin: 0 auto; max-width: 62rem; padding: 1rem clamp(1rem, 4vw, 2.5rem) 4rem }
h1, h2, h3 { font-family: Charter, Cambria, Georgia, serif; line-height: 1.2 }
h1 { font-size: 2.2rem } h2 { margin-top: 2.6rem; border-top: 2px solid var(--ink); padding-top: .6rem }
h3 { margin-top: 1.6rem } h3 small { color: var(--ink-2); font: .8rem ui-monospace, monospace }
a { color: var(--accent) } p, dd { max-width: 44rem } dt { font-weight: 600 } dd { margin: 0 0 .6rem }
main + main { margin-top: 5rem } .wide { overflow-x: auto; margin: .8rem 0 }
table { border-collapse: collapse; font-size: .94rem } th { text-align: left; color: var(--ink-2); font-weight: 600 }
th, td { padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top }
th.n { text-align: right } td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
code, pre { font: .84rem ui-monospace, monospace; overflow-wrap: anywhere }
@media print { nav { display: none } main + main { break-before: page; margin-top: 0 } }
"""
