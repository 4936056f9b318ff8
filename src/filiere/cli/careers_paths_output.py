"""How ``filiere careers paths`` and ``explain`` write for people."""

from collections.abc import Sequence

from filiere.careers.paths import ChangeKind, Gap, Path, Question
from filiere.careers.paths.labels import (
    CHANGE_LABELS,
    DIRECTION_LABELS,
    EFFORT_LABELS,
    OUTCOME_LABELS,
    PART_LABELS,
    STATE_LABELS,
)
from filiere.cli.tables import print_table
from filiere.core.language import choose_words
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.core.text import Text

_NOTHING = Text(
    fr="Aucun passage : rien de ce que vous avez donné ne sert ailleurs. Donnez un métier, ou répondez aux questions.",
    en="No path: nothing you have given is of use elsewhere. Give a job, or answer the questions.",
)
_LIST_HEADINGS = (
    Text(fr="Code", en="Code"),
    Text(fr="Métier", en="Job"),
    Text(fr="Niveau", en="Level"),
    Text(fr="Direction", en="Direction"),
    Text(fr="Points", en="Points"),
    Text(fr="Déjà là", en="Already there"),
    Text(fr="Semaines", en="Weeks"),
    Text(fr="Délai", en="Time"),
    Text(fr="Ce qui l’écarterait", en="What would put it out"),
)
_GAP_HEADINGS = (
    Text(fr="À apprendre", en="To learn"),
    Text(fr="Poids, %", en="Weight, %"),
    Text(fr="État", en="State"),
    Text(fr="Semaines", en="Weeks"),
    Text(fr="Comment", en="How"),
)


def print_paths(paths: Sequence[Path]) -> None:
    """Print a list of paths, one a line."""
    if not paths:
        print(_NOTHING)
        return
    print_table(_LIST_HEADINGS, [_list_cells(one) for one in paths])


def print_path(path: Path, questions: Sequence[Question]) -> None:
    """Print one path to the line."""
    print(f"{path.title} ({path.target}) · {DIRECTION_LABELS[path.direction]}")
    _print_head(Text(fr="Points", en="Points"))
    for part in path.parts:
        print(f"{_write_number(part.points, 2):>8}  {PART_LABELS[part.part]}")
        for line in part.lines:
            print(f"{'':8}  {_write_number(line.points, 2):>7}  {line.label}")
    print(f"{_write_number(path.score, 2):>8}  {Text(fr='Total', en='Total')}")
    _print_head(Text(fr="Déjà là", en="Already there"))
    for held in path.held:
        print(f"- {held.label}")
    for bridge in path.bridges:
        print(f"- {bridge.origin_label} → {bridge.target_label} ({_write_bridge(bridge.counted)})")
        print(f"  {bridge.evidence}")
        print(f"  {bridge.author_role}, {bridge.written.isoformat()}{_write_review(bridge.unreviewed)}")
    _print_head(Text(fr="Ce qui manque, du plus important au moins important", en="Gaps, the most important first"))
    print_table(_GAP_HEADINGS, [_list_gap_cells(one) for one in path.gaps])
    _print_head(Text(fr="Effort", en="Effort"))
    print(f"{_write_weeks(path)} · {EFFORT_LABELS[path.effort.bin]}")
    for spent in path.effort.lines:
        weeks = _write_range(spent.low, spent.likely, spent.high)
        print(f"- {spent.label}{_colon()} {weeks} · {spent.reason}")
    _print_head(Text(fr="Ce que cela change", en="What it changes"))
    for change in path.changes.topics:
        facts = "; ".join(f"{one.value}, {one.label}" for one in change.figures_after)
        told = [f"{CHANGE_LABELS[change.kind]}."]
        if change.degree_before and change.degree_after:
            told.append(_write_degrees(change.degree_before, change.degree_after))
        told += [str(change.after)] if change.after else []
        told += [f"[{facts}]"] if facts else []
        print(f"- {change.label}{_colon()} {' '.join(told)}")
        if change.kind is ChangeKind.NOT_KNOWN:
            print(f"  → {change.question}")
    _print_head(Text(fr="Ce qui changerait le résultat", en="What would change the result"))
    print(_write_counterfactual(path))
    if questions:
        _print_head(Text(fr="Questions pour être plus précis", en="Questions, to be more precise"))
        for question in questions:
            print(f"- {question.text}")
    _print_head(Text(fr="Ce qui n’est pas connu", en="What is not known"))
    for words in path.missing:
        print(f"- {words}")


def _list_cells(path: Path) -> list[str]:
    there = path.needs_count - len(path.gaps)
    return [
        path.target,
        str(path.title),
        UNKNOWN_MARK if path.level is None else format_number(path.level),
        str(DIRECTION_LABELS[path.direction]),
        _write_number(path.score, 1),
        f"{there}/{path.needs_count}",
        _write_range(path.effort.low, path.effort.likely, path.effort.high),
        str(EFFORT_LABELS[path.effort.bin]),
        _write_counterfactual(path),
    ]


def _colon() -> str:
    return choose_words(" :", ":")


def _print_head(words: Text) -> None:
    print(f"\n{words}")


def _write_number(value: float, digits: int) -> str:
    return format_number(round(value, digits) + 0.0, digits=digits)


def _write_range(low: float, likely: float, high: float) -> str:
    """The likely value, then both ends where they differ."""
    ends = _write_number(low, 0), _write_number(high, 0)
    return ends[0] if ends[0] == ends[1] else f"{_write_number(likely, 0)} ({'–'.join(ends)})"


def _write_weeks(path: Path) -> str:
    words = Text(fr="semaines à temps plein", en="full-time weeks")
    return f"{_write_range(path.effort.low, path.effort.likely, path.effort.high)} {words}"


def _write_bridge(counted: float) -> Text:
    share = format_number(round(counted * 100))
    return Text(fr=f"compte pour {share} %", en=f"counts for {share}%")


def _write_review(unreviewed: bool) -> str:
    words = Text(fr=", non relue depuis deux ans", en=", not reviewed for two years")
    return str(words) if unreviewed else ""


def _write_degrees(before: Text, after: Text) -> str:
    ends = [str(before), str(after)]
    return " → ".join(dict.fromkeys(ends)) + "."


def _list_gap_cells(gap: Gap) -> list[str]:
    trainings = " / ".join(str(one.label) for one in gap.trainings)
    outcome = str(OUTCOME_LABELS[gap.outcome])
    return [
        str(gap.label),
        _write_number(gap.weight * 100, 1),
        str(STATE_LABELS[gap.state]),
        UNKNOWN_MARK if gap.weeks is None else _write_number(gap.weeks, 0),
        f"{trainings} ({outcome})" if trainings else outcome,
    ]


def _write_counterfactual(path: Path) -> str:
    found = path.counterfactual
    if found is None:
        return UNKNOWN_MARK
    if not found.changes:
        size = found.most_changes
        return str(Text(fr=f"rien, jusqu’à {size} réponses changées", en=f"nothing, up to {size} answers changed"))
    answers = {"yes": Text(fr="oui", en="yes"), "no": Text(fr="non", en="no")}
    return " + ".join(f"{answers[one.after.value]}{_colon()} {one.label}" for one in found.changes)
