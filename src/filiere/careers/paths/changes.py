"""What a move changes, topic by topic: what is usual before and after, with the figures of the register.

A gain or a loss is computed from the degrees of both jobs on the scale of a topic, as the content orders it; for pay,
only from figures that measure the same thing in both jobs. Elsewhere the two are shown side by side, and stay to be
asked.
"""

from __future__ import annotations

from filiere.careers.paths.records import Change, ChangeKind, Changes, FigureFact
from filiere.careers.profession import (
    Condition,
    ConditionTopic,
    Exit,
    Feeder,
    Occupation,
    Profession,
    ScaleEnd,
)
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
        before, after = _list_conditions(origin), _list_conditions(target)
        first, second = self._list_figures(origin), self._list_figures(target)
        return Changes(
            tuple(
                self._compare_topic(
                    topic,
                    before.get(topic.id),
                    after.get(topic.id),
                    first.get(topic.id, ()),
                    second.get(topic.id, ()),
                )
                for topic in self._profession.condition_topics.values()
            )
        )

    def _compare_topic(
        self,
        topic: ConditionTopic,
        before: Condition | None,
        after: Condition | None,
        first: tuple[Figure, ...],
        second: tuple[Figure, ...],
    ) -> Change:
        return Change(
            topic=topic.id,
            label=topic.label,
            kind=_judge_figures(first, second) if topic.id == PAY else _judge_degrees(topic, before, after),
            before=before.usual if before is not None else None,
            after=after.usual if after is not None else None,
            figures_before=self._tell(first),
            figures_after=self._tell(second),
            question=(after.question if after is not None else None) or topic.question,
            degree_before=_say_degree(topic, before),
            degree_after=_say_degree(topic, after),
        )

    def _list_figures(self, job: Job | None) -> dict[str, tuple[Figure, ...]]:
        found: dict[str, tuple[Figure, ...]] = {}
        if self._register is not None and job is not None:
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


def _list_conditions(job: Job | None) -> dict[str, Condition]:
    return {one.topic: one for one in job.conditions} if job is not None else {}


def _judge_degrees(topic: ConditionTopic, before: Condition | None, after: Condition | None) -> ChangeKind:
    """What a move changes by the degrees of both jobs on the scale of a topic."""
    if topic.scale is None or before is None or after is None or before.degree is None or after.degree is None:
        return ChangeKind.NOT_KNOWN
    order = [one.id for one in topic.scale.degrees]
    step = order.index(after.degree) - order.index(before.degree)
    if step == 0:
        return ChangeKind.SAME
    return ChangeKind.GAINED if (step > 0) is (topic.scale.gain is ScaleEnd.LAST) else ChangeKind.LOST


def _say_degree(topic: ConditionTopic, said: Condition | None) -> Text | None:
    if topic.scale is None or said is None:
        return None
    return next((one.label for one in topic.scale.degrees if one.id == said.degree), None)


def _judge_figures(mine: tuple[Figure, ...], theirs: tuple[Figure, ...]) -> ChangeKind:
    """What a move changes by figures that measure the same thing in both jobs; more is a gain."""
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
