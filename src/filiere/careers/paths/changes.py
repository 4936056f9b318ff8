"""What a move changes, topic by topic: what is usual before and after, with the figures of the register.

A gain or a loss is said only of figures that measure the same thing in both jobs, and only where more is plainly better
or worse: pay. Elsewhere the two are shown side by side, or are said not to be known.
"""

from __future__ import annotations

from collections.abc import Mapping

from filiere.careers.paths.records import Change, ChangeKind, Changes, FigureFact
from filiere.careers.profession import Exit, Feeder, Occupation, Profession
from filiere.core.text import Text
from filiere.figures import Figure, Register

Job = Occupation | Feeder | Exit
PAY = "pay"


class ChangeReader:
    """The changes between two jobs of a profession, with the figures of a register where there is one."""

    def __init__(self, profession: Profession, register: Register | None) -> None:
        self._profession = profession
        self._register = register
        self._facts: dict[str, FigureFact] = {}

    def compare_jobs(self, origin: Job | None, target: Job | None) -> Changes:
        """Return what changes from a job to another; a job that the profession does not describe says nothing."""
        before, after = _list_usual(origin), _list_usual(target)
        first, second = self._list_figures(origin), self._list_figures(target)
        return Changes(
            tuple(
                Change(
                    topic=topic.id,
                    label=topic.label,
                    kind=_judge(topic.id, before.get(topic.id), after.get(topic.id), first, second),
                    before=before.get(topic.id),
                    after=after.get(topic.id),
                    figures_before=self._tell(first.get(topic.id, ())),
                    figures_after=self._tell(second.get(topic.id, ())),
                    question=_find_question(target, topic.id) or topic.question,
                )
                for topic in self._profession.condition_topics.values()
            )
        )

    def _list_figures(self, job: Job | None) -> dict[str, tuple[Figure, ...]]:
        found: dict[str, tuple[Figure, ...]] = {}
        if self._register is not None and isinstance(job, Occupation):
            for one in job.figures:
                if one.figure in self._register:
                    found[one.topic] = (*found.get(one.topic, ()), self._register[one.figure])
        return found

    def _tell(self, figures: tuple[Figure, ...]) -> tuple[FigureFact, ...]:
        return tuple(self._describe(one) for one in figures)

    def _describe(self, figure: Figure) -> FigureFact:
        if figure.id not in self._facts and self._register is not None:
            register = self._register
            self._facts[figure.id] = FigureFact(
                id=figure.id,
                label=register.title(figure),
                value=Text(fr=register.amount(figure, "fr"), en=register.amount(figure, "en")),
                period=str(figure.period),
                producer=register.said_by(figure),
                source=figure.source,
                source_title=register.publication_title(figure.source),
                permalink=figure.permalink,
            )
        return self._facts[figure.id]


def _list_usual(job: Job | None) -> dict[str, Text]:
    return {one.topic: one.usual for one in job.conditions} if isinstance(job, Occupation) else {}


def _find_question(job: Job | None, topic: str) -> Text | None:
    if not isinstance(job, Occupation):
        return None
    return next((one.question for one in job.conditions if one.topic == topic), None)


def _judge(
    topic: str,
    before: Text | None,
    after: Text | None,
    first: Mapping[str, tuple[Figure, ...]],
    second: Mapping[str, tuple[Figure, ...]],
) -> ChangeKind:
    mine, theirs = first.get(topic, ()), second.get(topic, ())
    if before is not None and before == after and [one.id for one in mine] == [one.id for one in theirs]:
        return ChangeKind.SAME
    if topic != PAY or not mine or not theirs:
        return ChangeKind.NOT_KNOWN
    for one in mine:
        for other in theirs:
            if one.id == other.id:
                return ChangeKind.SAME
            alike = (one.indicator, one.unit, one.segment, str(one.period)) == (
                other.indicator,
                other.unit,
                other.segment,
                str(other.period),
            )
            if alike and one.middle is not None and other.middle is not None:
                if one.middle == other.middle:
                    return ChangeKind.SAME
                return ChangeKind.GAINED if other.middle > one.middle else ChangeKind.LOST
    return ChangeKind.NOT_KNOWN
