"""Figures that the site computes itself, which a target may read: each says what it counts, and counts it on any day.

An app that counts something of the programme adds its own; what nobody counts yet has no entry, rather than a zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from filiere.core import Text
from filiere.site.candidature.models import AnswerVersion
from filiere.site.kit.hooks import KeyedHook
from filiere.site.quality.models import LocalSet, Run
from filiere.site.register.label_counts import held_on
from filiere.site.register.label_records import list_labels

COMMON_DEFINITIONS = "common-"
"""How the names of the common definitions begin (see `content/contacts/definitions`)."""


@dataclass(frozen=True, slots=True)
class ComputedCount:
    """One count: ``words`` say what, ``unit`` what is counted, ``count`` returns it at the close of a day; ``page`` is
    the name of the page that shows what is counted."""

    key: str
    words: Text
    unit: Text
    count: Callable[[date], int]
    page: str = ""


computed_counts: KeyedHook[ComputedCount] = KeyedHook(lambda one: one.key)
"""What may be counted for a target, by key."""


def _count_labels(day: date) -> int:
    return sum(held_on(one, day) for one in list_labels())


def _count_labelled_sites(day: date) -> int:
    return sum(len(one.sites) for one in list_labels() if held_on(one, day))


def _count_environment_answers(day: date) -> int:
    """Dossiers with an answer to a question of the environment theme, whatever its release."""
    answers = AnswerVersion.objects.filter(saved_at__date__lte=day, answer__key__startswith="env_")
    return answers.values("answer__dossier").distinct().count()


def _count_common_centres(day: date) -> int:
    runs = Run.objects.filter(made_at__date__lte=day, definition__startswith=COMMON_DEFINITIONS)
    return runs.values("centre").distinct().count()


def _count_replaced_sets(day: date) -> int:
    """Local definitions of centres that are measured under a common one as well, from the day when they are."""
    common = Run.objects.filter(made_at__date__lte=day, definition__startswith=COMMON_DEFINITIONS)
    local = LocalSet.objects.filter(made_at__date__lte=day, centre__in=common.values("centre"))
    return local.values("centre", "key").distinct().count()


computed_counts.add(
    ComputedCount(
        "label-holders",
        Text(fr="Labels en cours de validité", en="Labels in force"),
        Text(fr="labels", en="labels"),
        _count_labels,
        "register:home",
    ),
    ComputedCount(
        "labelled-sites",
        Text(fr="Sites des labels en cours de validité", en="Sites of labels in force"),
        Text(fr="sites", en="sites"),
        _count_labelled_sites,
        "register:home",
    ),
    ComputedCount(
        "environment-answers",
        Text(fr="Dossiers ayant répondu sur l’environnement", en="Dossiers with answers on the environment"),
        Text(fr="dossiers", en="dossiers"),
        _count_environment_answers,
    ),
    ComputedCount(
        "common-centres",
        Text(fr="Centres mesurés selon la définition commune", en="Centres measured under the common definition"),
        Text(fr="centres", en="centres"),
        _count_common_centres,
        "quality:definitions",
    ),
    ComputedCount(
        "replaced-local-sets",
        Text(fr="Définitions locales remplacées par la commune", en="Local definitions replaced by the common one"),
        Text(fr="définitions", en="definitions"),
        _count_replaced_sets,
        "quality:definitions",
    ),
)
