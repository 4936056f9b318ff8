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
from filiere.core.numbers import UNKNOWN_MARK, format_number
from filiere.core.text import Lang, Text

_NOTHING = Text(
    fr="Aucun passage : rien de ce qui est dit ne sert ailleurs. Dites un métier, ou répondez aux questions.",
    en="No path: nothing of what is told serves elsewhere. Give a job, or answer the questions.",
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


def print_paths(paths: Sequence[Path], lang: Lang) -> None:
    """Print a list of paths, one a line."""
    if not paths:
        print(_NOTHING.get(lang))
        return
    print_table([one.get(lang) for one in _LIST_HEADINGS], [_list_cells(one, lang) for one in paths])


def print_path(path: Path, questions: Sequence[Question], lang: Lang) -> None:
    """Print one path to the line."""
    say = _Speaker(lang)
    print(f"{path.title.get(lang)} ({path.target}) · {DIRECTION_LABELS[path.direction].get(lang)}")
    say.head(Text(fr="Points", en="Points"))
    for part in path.parts:
        print(f"{say.number(part.points, 2):>8}  {PART_LABELS[part.part].get(lang)}")
        for line in part.lines:
            print(f"{'':8}  {say.number(line.points, 2):>7}  {line.label.get(lang)}")
    print(f"{say.number(path.score, 2):>8}  {Text(fr='Total', en='Total').get(lang)}")
    say.head(Text(fr="Déjà là", en="Already there"))
    for held in path.held:
        print(f"- {held.label.get(lang)}")
    for bridge in path.bridges:
        print(f"- {bridge.origin_label.get(lang)} → {bridge.target_label.get(lang)} ({say.bridge(bridge.counted)})")
        print(f"  {bridge.evidence.get(lang)}")
        print(f"  {bridge.author_role.get(lang)}, {bridge.written.isoformat()}{say.review(bridge.unreviewed)}")
    say.head(Text(fr="Ce qui manque, du plus important au moins important", en="Gaps, the most important first"))
    print_table(say.gap_headings(), [say.gap(one) for one in path.gaps])
    say.head(Text(fr="Effort", en="Effort"))
    print(f"{say.weeks(path)} · {EFFORT_LABELS[path.effort.bin].get(lang)}")
    for spent in path.effort.lines:
        weeks = say.range(spent.low, spent.likely, spent.high)
        print(f"- {spent.label.get(lang)}{say.colon} {weeks} · {spent.reason.get(lang)}")
    say.head(Text(fr="Ce que cela change", en="What it changes"))
    for change in path.changes.topics:
        facts = "; ".join(f"{one.value.get(lang)}, {one.label.get(lang)}" for one in change.figures_after)
        told = [f"{CHANGE_LABELS[change.kind].get(lang)}."]
        if change.degree_before and change.degree_after:
            told.append(say.degrees(change.degree_before, change.degree_after))
        told += [change.after.get(lang)] if change.after else []
        told += [f"[{facts}]"] if facts else []
        print(f"- {change.label.get(lang)}{say.colon} {' '.join(told)}")
        if change.kind is ChangeKind.NOT_KNOWN:
            print(f"  → {change.question.get(lang)}")
    say.head(Text(fr="Ce qui changerait le résultat", en="What would change the result"))
    print(say.counterfactual(path))
    if questions:
        say.head(Text(fr="Questions pour être plus précis", en="Questions, to be more precise"))
        for question in questions:
            print(f"- {question.text.get(lang)}")
    say.head(Text(fr="Ce qui n’est pas connu", en="What is not known"))
    for words in path.missing:
        print(f"- {words.get(lang)}")


def _list_cells(path: Path, lang: Lang) -> list[str]:
    say = _Speaker(lang)
    there = path.needs_count - len(path.gaps)
    return [
        path.target,
        path.title.get(lang),
        UNKNOWN_MARK if path.level is None else format_number(path.level, lang),
        DIRECTION_LABELS[path.direction].get(lang),
        say.number(path.score, 1),
        f"{there}/{path.needs_count}",
        say.range(path.effort.low, path.effort.likely, path.effort.high),
        EFFORT_LABELS[path.effort.bin].get(lang),
        say.counterfactual(path),
    ]


class _Speaker:
    """Short words in one language."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self.colon = "\u00a0:" if lang == "fr" else ":"

    def head(self, words: Text) -> None:
        print(f"\n{words.get(self._lang)}")

    def number(self, value: float, digits: int) -> str:
        return format_number(round(value, digits) + 0.0, self._lang, digits)

    def range(self, low: float, likely: float, high: float) -> str:
        """The likely value, then both ends where they differ."""
        ends = self.number(low, 0), self.number(high, 0)
        return ends[0] if ends[0] == ends[1] else f"{self.number(likely, 0)} ({'–'.join(ends)})"

    def weeks(self, path: Path) -> str:
        words = Text(fr="semaines à temps plein", en="full-time weeks")
        return f"{self.range(path.effort.low, path.effort.likely, path.effort.high)} {words.get(self._lang)}"

    def bridge(self, counted: float) -> str:
        share = format_number(round(counted * 100), self._lang)
        return Text(fr=f"compte pour {share} %", en=f"counts for {share}%").get(self._lang)

    def review(self, unreviewed: bool) -> str:
        words = Text(fr=", non relue depuis deux ans", en=", not reviewed for two years")
        return words.get(self._lang) if unreviewed else ""

    def degrees(self, before: Text, after: Text) -> str:
        ends = [before.get(self._lang), after.get(self._lang)]
        return " → ".join(dict.fromkeys(ends)) + "."

    def gap_headings(self) -> list[str]:
        headings = (
            Text(fr="À apprendre", en="To learn"),
            Text(fr="Poids, %", en="Weight, %"),
            Text(fr="État", en="State"),
            Text(fr="Semaines", en="Weeks"),
            Text(fr="Comment", en="How"),
        )
        return [one.get(self._lang) for one in headings]

    def gap(self, gap: Gap) -> list[str]:
        trainings = " / ".join(one.label.get(self._lang) for one in gap.trainings)
        outcome = OUTCOME_LABELS[gap.outcome].get(self._lang)
        return [
            gap.label.get(self._lang),
            self.number(gap.weight * 100, 1),
            STATE_LABELS[gap.state].get(self._lang),
            UNKNOWN_MARK if gap.weeks is None else self.number(gap.weeks, 0),
            f"{trainings} ({outcome})" if trainings else outcome,
        ]

    def counterfactual(self, path: Path) -> str:
        found = path.counterfactual
        if found is None:
            return UNKNOWN_MARK
        if not found.changes:
            size = found.most_changes
            return Text(fr=f"rien, jusqu’à {size} réponses changées", en=f"nothing, up to {size} answers changed").get(
                self._lang
            )
        answers = {"yes": Text(fr="oui", en="yes"), "no": Text(fr="non", en="no")}
        return " + ".join(
            f"{answers[one.after.value].get(self._lang)}{self.colon} {one.label.get(self._lang)}"
            for one in found.changes
        )
