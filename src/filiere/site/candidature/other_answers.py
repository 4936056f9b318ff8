"""What another party said of a question, shown beside the answer of the candidate: a level, or words.

The candidature knows what the same organisation answered in the dossier that this one renews; the apps above add what
they know. What each gives is for one reader, who may read it where it comes from; the opinions of the staff
representatives are never among it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from filiere.site.accounts.rights import Actor
from filiere.site.candidature.case_evaluation import load_frozen_case
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.hooks import Hook
from filiere.site.kit.rights import allowed
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """``words`` say whose it is; ``level`` is the key of the level chosen, ``text`` what was written."""

    words: str
    level: str = ""
    text: str = ""


other_answers: Hook[Callable[[Actor, Dossier], Iterable[tuple[str, OtherAnswer]]]] = Hook()
"""What others said of the questions of a dossier, as one reader may read it: the key of each question, and what."""


def list_other_answers(actor: Actor, dossier: Dossier) -> dict[str, tuple[OtherAnswer, ...]]:
    """What others said, by question."""
    found: dict[str, tuple[OtherAnswer, ...]] = {}
    for answer in other_answers:
        for key, other_answer in answer(actor, dossier):
            found[key] = (*found.get(key, ()), other_answer)
    return found


def find_renewed_dossier(actor: Actor, dossier: Dossier, right: str) -> Dossier | None:
    """The dossier that this one renews, if there is one and the reader holds a right there."""
    if dossier.renews_id is None:
        return None
    before = Dossier.objects.visible_to(actor).filter(pk=dossier.renews_id).select_related("organisation").first()
    return before if before is not None and allowed(actor, right, before) else None


def list_same_questions(dossier: Dossier, before: Dossier) -> set[str]:
    """The questions that both dossiers ask in the same words with the same levels: one answer says the same of both."""
    now, then = load_release(dossier), load_release(before)
    return {
        key
        for key, one in now.criteria.items()
        if key in then.criteria and one.text == then.criteria[key].text and now.scales.get(key) == then.scales.get(key)
    }


@other_answers.register
def _list_renewed_answers(actor: Actor, dossier: Dossier) -> Iterator[tuple[str, OtherAnswer]]:
    before = find_renewed_dossier(actor, dossier, "questionnaire:read")
    if before is None:
        return
    same = list_same_questions(dossier, before)
    words = localize("Votre réponse du dossier précédent", "Your answer in the previous dossier")
    for key, level in load_frozen_case(before)["answers"].items():
        if key in same:
            yield key, OtherAnswer(words, level)
