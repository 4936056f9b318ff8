"""One contract seen from its two sides: what a client company and its outsourcer answer to the same question.

Open only while both agree. Each then sees, of the other, the levels of these questions and nothing else. A gap wider
than the release tolerates is shown to both and to the auditors; it proves nothing about who is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.referentials import Release
from filiere.referentials.workbook import AnswerEntry, AnswerPlace
from filiere.site.candidature.case_evaluation import load_entries
from filiere.site.candidature.models import MirrorLink
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

SIDE_CATEGORIES = ("client_company", "outsourcer", "small_outsourcer")


@dataclass(frozen=True, slots=True)
class QuestionPair:
    """A question seen from both sides; ``gap`` is the number of levels between, None while a side has not answered."""

    number: str
    text: str
    mine: str
    theirs: str
    gap: int | None
    tolerance: int

    @property
    def wide(self) -> bool:
        """Whether the gap passes what the release tolerates."""
        return self.gap is not None and abs(self.gap) > self.tolerance


def is_client(dossier: Dossier) -> bool:
    """Whether the dossier is on the client company's side."""
    return dossier.category == "client_company"


def find_other_dossier(dossier: Dossier, link: MirrorLink) -> Dossier | None:
    """Return the last dossier of the other side under the same referential, None without one."""
    other = link.outsourcer_id if is_client(dossier) else link.client_id
    categories = SIDE_CATEGORIES[1:] if is_client(dossier) else SIDE_CATEGORIES[:1]
    return (
        Dossier.objects.filter(organisation=other, referential=dossier.referential, category__in=categories)
        .order_by("opened", "pk")
        .last()
    )


def list_question_pairs(dossier: Dossier, link: MirrorLink) -> tuple[QuestionPair, ...]:
    """Return the questions that both sides answer; empty unless the link is open and the other side has a dossier."""
    if not link.is_open or dossier.category not in SIDE_CATEGORIES:
        return ()
    other = find_other_dossier(dossier, link)
    if other is None:
        return ()
    mine, theirs = load_entries(dossier), load_entries(other)
    release, facing = load_release(dossier), load_release(other)
    found = []
    for key, twin, tolerance in list_mirrored_questions(release, dossier.category, other.category):
        if twin not in facing.criteria or key not in release.scales or twin not in facing.scales:
            continue
        this, two = (
            mine.get(AnswerPlace("answer", key), AnswerEntry()),
            theirs.get(AnswerPlace("answer", twin), AnswerEntry()),
        )
        scale, scale_two = release.scales[key], facing.scales[twin]
        gap = scale.rank(this.value) - scale_two.rank(two.value) if this.value and two.value else None
        found.append(
            QuestionPair(
                number=release.criteria[key].number or "",
                text=str(release.criteria[key].text),
                mine=str(scale.level(this.value).text) if this.value else "",
                theirs=str(scale_two.level(two.value).text) if two.value else "",
                gap=gap,
                tolerance=tolerance,
            )
        )
    return tuple(found)


def list_mirrored_questions(release: Release, category: str, facing: str) -> tuple[tuple[str, str, int], ...]:
    """Return the questions of a category that mirror one of the other side: both keys and the tolerance."""
    found = []
    for criterion in release.questionnaire(category):
        if criterion.mirror is None:
            continue
        side, _, key = criterion.mirror.of.partition(".")
        families: Mapping[str, tuple[str, ...]] = {"outsourcer": ("outsourcer", "small_outsourcer")}
        if facing in families.get(side, (side,)):
            found.append((criterion.key, key, criterion.mirror.tolerance))
    return tuple(found)
