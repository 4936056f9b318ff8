"""The questions of a theme as a candidate answers them: in groups of five at most, along the sections of the release.

A group keeps its number as long as the release and the category are the same: the facts take questions out of it, and
never move the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.urls import reverse

from filiere.core import current_language
from filiere.referentials import Release
from filiere.site.candidature.case_evaluation import _ReleaseKey
from filiere.site.kit.bilingual_text import localize
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

GROUP_SIZE = 5


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Some questions of a theme: the number of the group in it, from 1, its name, and their keys."""

    theme: str
    number: int
    name: str
    criteria: tuple[str, ...]


def list_groups(release: Release, category: str, theme: str) -> tuple[QuestionGroup, ...]:
    """Return the groups of a theme for a category, in the order of the release."""
    return _cached_groups(_ReleaseKey(release), category, theme, current_language())


@lru_cache(maxsize=256)
def _cached_groups(kept: _ReleaseKey, category: str, theme: str, _language: str) -> tuple[QuestionGroup, ...]:
    held = kept.release.theme(theme)
    names = {one.key: str(one.text) for one in held.sections}
    asked = [one for one in held.criteria if one.is_asked_of(category)]
    found: list[QuestionGroup] = []
    for section, members in groupby(asked, key=lambda one: one.section):
        keys = [one.key for one in members]
        parts = -(-len(keys) // GROUP_SIZE)
        name = names.get(section or "", str(held.text))
        for part in range(parts):
            start, end = (len(keys) * step // parts for step in (part, part + 1))
            of = localize(f" ({part + 1} sur {parts})", f" ({part + 1} of {parts})") if parts > 1 else ""
            found.append(QuestionGroup(theme, len(found) + 1, name + of, tuple(keys[start:end])))
    return tuple(found)


def find_group(release: Release, category: str, criterion: str) -> QuestionGroup:
    """Return the group that asks a question; raise `KeyError` where none does."""
    for group in list_groups(release, category, release.theme_of[criterion].key):
        if criterion in group.criteria:
            return group
    raise KeyError(criterion)


def question_address(dossier: Dossier, criterion: str) -> str:
    """Return the address of a question on the page of its group."""
    group = find_group(load_release(dossier), dossier.category, criterion)
    return f"{group_address(dossier, group)}#{criterion}"


def group_address(dossier: Dossier, group: QuestionGroup) -> str:
    """Return the address of a group."""
    return reverse("candidature:group", args=[dossier.key, group.theme, group.number])
