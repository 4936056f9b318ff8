"""How ``filiere disclosure`` writes: what is lost, and what each attacker can learn, for people and for programs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from filiere.cli.options import print_json
from filiere.cli.tables import print_table
from filiere.core.numbers import format_number
from filiere.core.text import LANGUAGES, Text

if TYPE_CHECKING:
    from filiere.disclosure import AttackerCounts, DisclosureAuditReport, FolderVerification, Level, RunReport, RunTerms

Format = Literal["table", "json"]

WORST = 10
"""How many findings of an audit are written for people; programs get all that it lists."""


ATTACKER_WORDS: Mapping[str, Text] = {
    "outsider": Text(fr="Un lecteur", en="A reader"),
    "contributors": Text(fr="Un contributeur seul", en="One contributor alone"),
    "pairs": Text(fr="Deux contributeurs d’une cellule", en="Two contributors in one cell"),
    "holdings": Text(fr="Un groupe entier", en="A whole group"),
}
_REASONS: Mapping[str, Text] = {
    "few": Text(fr="– trop peu de contributeurs", en="– too few contributors"),
    "dominated": Text(fr="– trop dominées", en="– dominance"),
    "p-percent": Text(fr="– trop près d’un contributeur", en="– too close to a contributor"),
}


def print_run(report: "RunReport", out: Path, format: Format) -> None:
    """Print what a run has hidden, what that costs, and what the audit found."""
    if format == "json":
        print_json(report.as_json() | {"folder": str(out)})
        return
    said = report.as_json()
    lines = [
        (Text(fr="Cellules", en="Cells"), format_number(said["cells"])),
        (Text(fr="Publiées", en="Published"), format_number(said["published"])),
        (Text(fr="Sensibles selon la règle", en="Unsafe under the rule"), format_number(said["primary"])),
        *((_REASONS[name], format_number(count)) for name, count in said["reasons"].items()),
    ]
    if report.base is None:
        lines += [
            (
                Text(fr="Retirées pour les protéger", en="Withheld to protect them"),
                format_number(said["secondary"]),
            ),
            (Text(fr="– leur valeur", en="– their value"), format_number(said["secondary_value"], digits=0)),
            (Text(fr="Coût, par « cost »", en="Cost, by “cost”"), format_number(said["cost"], digits=0)),
        ]
    else:
        lines += [
            (Text(fr="Arrondies à un multiple de", en="Rounded to a multiple of"), said["base"]),
            (
                Text(fr="– à une distance inférieure à ce multiple", en="– within less than this many times it"),
                str(report.reach),
            ),
            (Text(fr="Somme des écarts", en="Sum of distances"), format_number(said["cost"], digits=0)),
        ]
    lines += [
        (Text(fr="– et au moins", en="– and at least"), format_number(said["lower_bound"], digits=0)),
        (Text(fr="Secondes", en="Seconds"), format_number(said["seconds"], digits=1)),
    ]
    print_table((Text(fr="Mesure", en="Measure"), Text(fr="Valeur", en="Value")), [
        [str(name), value] for name, value in lines
    ])  # fmt: skip
    print()
    _print_attackers(report.audited.attackers, report.pattern.level)
    print()
    _print_unions(said["unions"])
    _print_differences(said["differences"])
    if not said["complete"] and said["cost"] > said["lower_bound"]:
        print(describe_limit(said["cost"], said["lower_bound"]))
    print(
        Text(
            fr=f"Protégé comme demandé (niveau {said['level']}), dans {out}. Seul cells-public.csv peut être publié.",
            en=f"Protected as required (level {said['level']}), in {out}. Only cells-public.csv may be published.",
        )
    )


def print_audit(found: "DisclosureAuditReport", level: "Level", kept: bool | None, format: Format) -> None:
    """Print what each attacker learns, the worst first; ``kept`` is none where the level was not judged in whole."""
    from filiere.disclosure import promised_attackers

    unasked = [name for name in promised_attackers(level) if name not in found.attackers]
    if format == "json":
        print_json(found.as_json() | {"level": level, "protected": kept, "not_asked": unasked})
        return
    _print_attackers(found.attackers, level)
    _print_terms(found.terms)
    _print_unions(len(found.unions))
    _print_crossings(len(found.crossings))
    for crossing in found.crossings[:WORST]:
        this, other = (", ".join(codes) for codes in crossing.codes)
        print(f"    {this} ↔ {other}")
    worst = [finding for one in found.attackers.values() for finding in one.findings]
    if worst:
        print()
    for finding in sorted(worst, key=lambda one: not one.exact)[:WORST]:
        print(finding.words())
    if len(worst) > WORST:
        rest = len(worst) - WORST
        print(Text(fr=f"… et d’autres, par --format json : {rest}.", en=f"… and more, with --format json: {rest}."))
    print()
    words = {
        True: Text(fr=f"Protégé comme demandé (niveau {level}).", en=f"Protected as required (level {level})."),
        False: Text(
            fr=f"Pas protégé comme demandé (niveau {level}).", en=f"Not protected as required (level {level})."
        ),
        None: Text(
            fr=f"Niveau {level} non jugé en entier : rien ne dit si le tableau est protégé.",
            en=f"Level {level} not judged in whole: nothing says whether the table is protected.",
        ),
    }
    print(words[kept])
    if unasked:
        names = ", ".join(unasked)
        print(
            Text(
                fr=f"Attaquants de ce niveau qui n’ont pas été essayés : {names}. Sans --attackers, tous le sont.",
                en=f"Attackers of this level that were not tried: {names}. Without --attackers, all are.",
            )
        )


def print_verification(found: "FolderVerification", format: Format) -> None:
    """Print whether a certificate proves what it says."""
    if format == "json":
        print_json(
            {
                "holds": found.holds,
                "level": found.level,
                "claims": found.claims,
                "circulations": found.circulations,
                "seconds": round(found.seconds, 3),
                "terms": found.terms.as_json() if found.terms is not None else None,
                "faults": [one.as_json() for one in found.faults],
            }
        )
        return
    seconds = {one: format_number(found.seconds, one, 3) for one in LANGUAGES}
    counts = {one: (format_number(found.claims, one), format_number(found.circulations, one)) for one in LANGUAGES}
    if found.holds:
        words = Text(
            fr=(
                f"Le certificat est valable (niveau {found.level}) : {counts['fr'][0]} preuves par {counts['fr'][1]}"
                f" circulations, vérifiées en {seconds['fr']} s."
            ),
            en=(
                f"The certificate is valid (level {found.level}): {counts['en'][0]} proofs from {counts['en'][1]} "
                f"circulations, checked in {seconds['en']} s."
            ),
        )
    elif found.lacks_only_proof:
        words = Text(
            fr="Le dossier est intact. Un tableau arrondi n’a pas de certificat : c’est l’audit qui fait preuve.",
            en="The folder is as it was written. A rounded table has no certificate: its proof is the audit.",
        )
    else:
        words = Text(fr="Le certificat n’est pas valable.", en="The certificate is not valid.")
    print(words)
    _print_terms(found.terms)


def _print_terms(terms: "RunTerms | None") -> None:
    """Say by which rule a folder was judged: nothing is proved beyond it."""
    if terms is None:
        return
    rules = [Text(fr=f"au moins {terms.minimum} contributeurs", en=f"at least {terms.minimum} contributors")]
    for n, share in terms.dominance:
        shown = {
            one: format_number(Decimal(100 * Fraction(share).numerator) / Fraction(share).denominator, one)
            for one in LANGUAGES
        }
        rules.append(
            Text(fr=f"les {n} plus grands au plus {shown['fr']} %", en=f"the {n} largest at most {shown['en']} %")
            if n > 1
            else Text(fr=f"le plus grand au plus {shown['fr']} %", en=f"the largest at most {shown['en']} %")
        )
    if terms.p_percent is not None:
        rules.append(Text(fr=f"p = {terms.p_percent} %", en=f"p = {terms.p_percent} %"))
    rule = Text(
        fr=f"Règle : {', '.join(one.fr for one in rules)} ; marge : {terms.slack} de la cellule, "
        f"{terms.slack_of_zero} pour un zéro.",
        en=f"Rule: {', '.join(one.en for one in rules)}; slack: {terms.slack} of the cell, "
        f"{terms.slack_of_zero} for a zero.",
    )
    print(rule)
    _print_named(Text(fr="Cellules sensibles", en="Unsafe cells"), terms.unsafe, terms.unsafe_cells)
    given = [
        str(
            Text(
                fr=f"contributeur {one.contributor}, le {one.day} : {one.consent}",
                en=f"contributor {one.contributor}, on {one.day}: {one.consent}",
            )
        )
        for one in terms.given
    ]
    _print_named(Text(fr="Accords de contributeurs", en="Consents of contributors"), terms.consents, given)
    known = Text(fr="Supposées connues ailleurs, et non protégées", en="Assumed known elsewhere, and not protected")
    _print_named(known, terms.known, terms.known_cells)


def _print_named(what: Text, count: int, names: Sequence[str]) -> None:
    """Print how many there are of something, and the names of the first."""
    print(Text(fr=f"{what.fr} : {count}.", en=f"{what.en}: {count}."))
    for name in names:
        print(f"    {name}")
    if (more := count - len(names)) > 0:
        print(f"    {Text(fr=f'… et d’autres : {more}.', en=f'… and more: {more}.')}")


def describe_limit(cost: float, bound: float) -> Text:
    """Say that the search ended with its work, and how much dearer than the best its pattern may be."""
    fr = en = ""
    if bound > 0:
        share = 100 * (cost / bound - 1)
        fr = f" : {format_number(share, 'fr', 1)} % de plus que le moins possible, au plus"
        en = f": {format_number(share, 'en', 1)}% above the minimum possible, at most"
    return Text(
        fr=(
            "La recherche s’est arrêtée à la limite de travail. Le tableau est sûr, mais retire peut-être trop de "
            f"cellules{fr}. Avec un autre « time_limit », d’autres cellules seraient retirées : ne publiez qu’un "
            "seul des deux tableaux."
        ),
        en=f"The search stopped at its work limit. The table is safe, but may withhold too much{en}. With a "
        f"different “time_limit”, other cells would be withheld: publish only one of the two tables.",
    )


def _print_attackers(found: "Mapping[str, AttackerCounts]", level: "Level") -> None:
    from filiere.disclosure import find_promise

    promise = {
        "blur": Text(fr="rien d’exact ni de trop près", en="nothing exact or too close"),
        "exact": Text(fr="rien d’exact", en="nothing exact"),
        None: Text(fr="non exigé", en="not required"),
    }
    print_table(
        (
            Text(fr="Qui cherche", en="Attacker"),
            Text(fr="Retrouve exactement", en="Deduces exactly"),
            Text(fr="Estime de trop près", en="Deduces too closely"),
            Text(fr="Exigé par le niveau", en="Required by the level"),
        ),
        [
            [
                str(ATTACKER_WORDS[name]),
                format_number(one.exact),
                format_number(one.narrow),
                str(promise[find_promise(level, name)]),
            ]
            for name, one in found.items()
        ],
    )
    if left := max(one.unexamined for one in found.values()):
        words = Text(
            fr=(
                f"La limite de travail est atteinte : au-delà de ce que garantit le niveau, {left} cellules n’ont "
                "pas été examinées, et d’autres peuvent être estimées de trop près. « filiere disclosure audit » "
                "les examine toutes."
            ),
            en=(
                f"The work limit was reached: beyond what the level promises, {left} cells were not examined, and "
                "more may be deduced too closely. “filiere disclosure audit” examines them all."
            ),
        )
        print(words)


def _print_unions(count: int) -> None:
    """Say how many sums of unsafe cells are told, and how to have none; nothing when there is none."""
    if count:
        words = Text(
            fr=(
                f"Sommes calculables de cellules sensibles, de trop peu de contributeurs ensemble : {count}. Pour "
                "n’en permettre aucune : « rules: {{unions: true}} »."
            ),
            en=f"Sums of unsafe cells, with too few contributors together, that can be computed: {count}. To allow "
            f"none: "
            "“rules: {unions: true}”.",
        )
        print(words)


def _print_differences(count: int) -> None:
    """Say how many differences between cells of linked tables were protected as cells; nothing when there are none."""
    if count:
        words = Text(
            fr=f"Différences entre tableaux liés, protégées comme des cellules : {count}.",
            en=f"Differences between linked tables, kept blurred like cells: {count}.",
        )
        print(words)


def _print_crossings(count: int) -> None:
    """Say how many cells of different tables tell a firm by subtraction; nothing when none do."""
    if count:
        words = Text(
            fr=f"Cellules publiées de deux tableaux, à trop peu de contributeurs de différence : {count}. "
            "Un niveau plus haut n’en laisse pas.",
            en=f"Published cells of two tables that differ by too few contributors: {count}. A higher "
            "level leaves none.",
        )
        print(words)
