"""How ``filiere referentials`` writes: tables and cards for people, plain content for programs."""

from collections.abc import Sequence
from typing import Any

from filiere.cli import options
from filiere.cli.tables import print_table
from filiere.core.faults import Fault
from filiere.core.language import choose_words, source_language
from filiere.core.numbers import format_number
from filiere.core.text import Text
from filiere.referentials import STATUS_LABELS, FactorTable, Release, Total
from filiere.referentials.checker import CheckReport, sum_theme_weights
from filiere.referentials.records import Aggregation
from filiere.referentials.scoring import Evaluation, TraceStep

_HEADINGS = (
    Text(fr="Version", en="Version"),
    Text(fr="Statut", en="Status"),
    Text(fr="En vigueur le", en="Effective"),
    Text(fr="Questions", en="Questions"),
    Text(fr="Sceau", en="Seal"),
    Text(fr="Titre", en="Title"),
)


def dump_check_report(done: CheckReport, faults: Sequence[Fault]) -> dict[str, Any]:
    """Return what was checked, as JSON content."""
    return {
        "faults": [one.as_json() for one in faults],
        "releases": done.releases,
        "mappings": done.mappings,
        "factors": done.factors,
        "criteria": done.criteria,
        "cases": done.cases,
        "questions": done.questions,
        "weights": done.weights,
    }


def print_check_report(done: CheckReport, faults: Sequence[Fault], *, remedy: bool) -> None:
    """Print the faults one a line, the size of each questionnaire, then the line of counts."""
    options.print_faults(faults, remedy=remedy)
    for release, questions in done.questions.items():
        sums = done.weights[release]
        for category, total in questions.items():
            weight = sums[category]
            words = Text(
                fr=f"{release} {category} : {total} questions, poids {weight.replace('.', ',')}",
                en=f"{release} {category}: {total} questions, weight {weight}",
            )
            print(words)
    counts = (
        (len(done.releases), Text(fr="version", en="version")),
        (len(done.mappings), Text(fr="correspondance", en="mapping")),
        (done.criteria, Text(fr="critère", en="criterion")),
        (done.cases, Text(fr="cas", en="case")),
        (len(faults), Text(fr="erreur", en="error")),
    )
    print(", ".join(f"{format_number(total)} {_pluralise(total, noun)}" for total, noun in counts) + ".")


def _pluralise(total: int, noun: Text) -> str:
    word = str(noun)
    if source_language() == "fr":
        return word if total < 2 or word.endswith("s") else f"{word}s"
    return word if total == 1 else {"criterion": "criteria"}.get(word, f"{word}s")


def release_row(name: str, release: Release | None, faults: int) -> dict[str, Any]:
    """Return one release as a record of the list."""
    if release is None:
        return {"id": name, "status": None, "effective": None, "criteria": None, "sha256": None, "faults": faults}
    return {
        "id": name,
        "title": str(release.head.title or release.referential.title),
        "kind": release.referential.kind,
        "status": release.head.status,
        "effective": release.head.dates.effective.isoformat(),
        "criteria": len(release.criteria),
        "sealed": release.head.seal is not None,
        "sha256": release.sha256,
        "faults": faults,
    }


def print_releases(rows: Sequence[dict[str, Any]]) -> None:
    """Print the list of releases."""
    lines = []
    for row in rows:
        if row["status"] is None:
            unread = Text(fr="illisible : voir « check »", en="cannot be read: see “check”")
            lines.append([row["id"], str(unread), "–", "–", "–", "–"])
            continue
        mark = row["sha256"][:12] if row["sealed"] else "–"
        status = str(STATUS_LABELS[row["status"]])
        lines.append([row["id"], status, row["effective"], str(row["criteria"]), mark, row["title"]])
    print_table(_HEADINGS, lines)


def dump_release(release: Release) -> dict[str, Any]:
    """Return a release as JSON content: its life, its weights, its questions."""
    head = release.head
    return release_row(release.id, release, 0) | {
        "supersedes": head.supersedes,
        "dates": {key: day.isoformat() for key, day in head.dates if day is not None},
        "note": str(head.note) if head.note else None,
        "weights": sum_theme_weights(release),
        "questions": {key: len(release.questionnaire(key)) for key in release.referential.categories},
        "parameters": {
            key: [
                {"from": one.start.isoformat(), "to": one.end.isoformat() if one.end else None, "value": one.value}
                for one in parameter.values
            ]
            for key, parameter in head.params.items()
        },
        "themes": [
            {
                "key": theme.key,
                "number": theme.number,
                "text": str(theme.text),
                "weight": theme.weight,
                "criteria": [{"key": one.key, "number": one.number, "text": str(one.text)} for one in theme.criteria],
            }
            for theme in release.themes
        ],
        "levels": [{"key": one.key, "text": str(one.text)} for one in release.award.levels] if release.award else [],
        "cases": len(release.cases),
    }


def dump_factors(found: FactorTable) -> dict[str, Any]:
    """Return a table of emission factors as JSON content."""
    return {
        "version": found.version,
        "title": str(found.text),
        "note": str(found.note) if found.note else None,
        "factors": [
            one.model_dump(mode="python") | {"text": str(one.text), "note": str(one.note)} for one in found.factors
        ],
    }


def print_factors(found: FactorTable) -> None:
    """Print a table of emission factors, then what is to be known of it."""
    headings = (
        Text(fr="Facteur", en="Factor"),
        Text(fr="Valeur", en="Value"),
        Text(fr="Unité", en="Unit"),
        Text(fr="Périmètre GES", en="GHG scope"),
        Text(fr="Source", en="Source"),
    )
    print(found.text)
    waits = str(Text(fr="à fournir", en="to be supplied"))
    lines = []
    for factor in found.factors:
        value = waits if factor.value is None else format_number(factor.value)
        read = f"{factor.source.publisher}, {factor.source.consulted.isoformat()}" if factor.source else "–"
        lines.append([str(factor.text), value, factor.unit, str(factor.scope), read])
    print_table(headings, lines)
    if found.note is not None:
        print(found.note)


def print_release(release: Release) -> None:
    """Print a release as a card."""
    head = release.head
    print(f"{release.id} — {head.title or release.referential.title}")
    print(_label_line(Text(fr="Statut", en="Status"), str(STATUS_LABELS[head.status])))
    print(_label_line(Text(fr="En vigueur le", en="Effective"), head.dates.effective.isoformat()))
    seal = release.sha256 + ("" if head.seal else choose_words(" (non scellé)", " (not sealed)"))
    print(_label_line(Text(fr="Empreinte", en="Fingerprint"), seal))
    if head.note is not None:
        print(head.note)
    categories = list(release.referential.categories)
    if categories:
        print()
        rows = [
            [str(theme.text), str(len(theme.criteria)), *(str(theme.weight.get(key, "–")) for key in categories)]
            for theme in release.themes
        ]
        total = str(Text(fr="Questions posées", en="Questions asked"))
        rows.append([total, str(len(release.criteria)), *(str(len(release.questionnaire(key))) for key in categories)])
        names = str(Text(fr="Rubrique", en="Theme")), str(Text(fr="Questions", en="Questions"))
        print_table([*names, *categories], rows)
    for theme in release.themes:
        print(f"\n{theme.number or ''} {theme.text}".rstrip())
        for criterion in theme.criteria:
            print(f"  {criterion.number or '–':6} {criterion.text}  ({criterion.key})")


def print_evaluation(release: Release, evaluation: Evaluation) -> None:
    """Print an evaluation: level, total and range, themes, what is missing."""
    unknown = str(Text(fr="pas encore décidé", en="not decided yet"))
    levels = {one.key: str(one.text) for one in release.award.levels} if release.award else {}
    levels |= {"none": str(Text(fr="aucun", en="none")), "unknown": unknown}
    digits = _rounding_digits(release.total)
    print(_label_line(Text(fr="Niveau proposé", en="Level proposed"), levels.get(evaluation.level, evaluation.level)))
    if evaluation.total is not None:
        print(_label_line(Text(fr="Score total", en="Total score"), format_number(evaluation.total, digits=digits)))
    elif evaluation.range is not None:
        low, high = (format_number(one, digits=digits) for one in evaluation.range)
        between = Text(fr=f"entre {low} et {high}", en=f"between {low} and {high}")
        print(_label_line(Text(fr="Score total", en="Total score"), str(between)))
    for theme in release.themes:
        score = evaluation.themes.get(theme.key)
        if score is not None:
            words = (
                score if isinstance(score, str) else format_number(score, digits=_rounding_digits(theme.aggregation))
            )
            shown = {"unknown": unknown, "not_applicable": str(Text(fr="sans objet", en="not applicable"))}
            print("  " + _label_line(theme.text, shown.get(words, words)))
    fired = [one.criterion for one in evaluation.knock_outs if one.fired]
    if fired:
        print(_label_line(Text(fr="Critères bloquants", en="Knock-out criteria"), ", ".join(fired)))
    for implausible_value in evaluation.implausible_values:
        indicator = release.indicators[implausible_value.indicator]
        value, low, high = (
            format_number(each) for each in (implausible_value.value, implausible_value.low, implausible_value.high)
        )
        told = Text(
            fr=f"{indicator.text.fr} : {value} ; attendu de {low} à {high}. À vérifier et à commenter.",
            en=f"{indicator.text.en}: {value}; {low} to {high} expected. Check and comment.",
        )
        print(_label_line(Text(fr="Peu plausible", en="Implausible"), str(told)))
    if evaluation.missing:
        print(_label_line(Text(fr="À savoir pour décider", en="Needed to decide"), ", ".join(evaluation.missing)))
    print(_label_line(Text(fr="Version", en="Version"), f"{evaluation.release_id} {evaluation.release_sha256}"))


def _rounding_digits(rule: Aggregation | Total | None) -> int | None:
    return rule.rounding.digits if rule is not None else None


def print_steps(told: Sequence[TraceStep]) -> None:
    """Print an explanation, each step under the one it explains."""
    for trace_step in told:
        print("  " * trace_step.depth + trace_step.text)


def dump_step(step: TraceStep) -> dict[str, Any]:
    """Return a step as JSON content."""
    return {
        "kind": step.kind,
        "depth": step.depth,
        "text": step.text,
        "figure": step.figure,
        "value": step.value,
        "weight": step.weight,
        "rule": step.rule,
        "texts": step.texts.model_dump() if step.texts else None,
    }


def _label_line(label: Text, words: str) -> str:
    return choose_words(f"{label.fr} : {words}", f"{label.en}: {words}")
