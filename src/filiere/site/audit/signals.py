"""What an auditor reads beside a question besides the answer: the documents handed in, and where the staff
representatives do not agree. Both come from the apps below, as they were frozen or as they tell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.apps import apps

from filiere.core import Lang, Text
from filiere.site.audit.scores import frozen
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import release_of


def evidence_of(dossier: Dossier, lang: Lang) -> dict[str, list[str]]:
    """The documents handed in, by question: the kind of proof and the start of the fingerprint."""
    release = release_of(dossier)
    found: dict[str, list[str]] = {}
    for one in frozen(dossier).get("evidence") or []:
        if not isinstance(one, Mapping):
            continue
        key, sha256 = str(one.get("key", "")), str(one.get("sha256", ""))
        kind = release.evidence.get(key)
        words = kind.text.get(lang) if kind is not None else key
        for criterion in _criteria(dossier, key, one):
            found.setdefault(criterion, []).append(f"{words} ({sha256[:12]})" if sha256 else words)
    return found


def _criteria(dossier: Dossier, key: str, one: Mapping[str, Any]) -> list[str]:
    told = one.get("criteria")
    if told:
        return [str(criterion) for criterion in told]
    return [criterion.key for criterion in release_of(dossier).criteria.values() if key in criterion.evidence]


def divergences(dossier: Dossier) -> dict[str, Text]:
    """The questions on which the staff representatives say something else than the company, by question.

    Only that they differ is told, never who said it nor their words, unless the candidature says more.
    """
    if not apps.is_installed("filiere.site.candidature"):
        return {}
    try:
        tell = import_module("filiere.site.candidature.opinions").divergences
    except (ImportError, AttributeError):
        return {}
    return dict(tell(dossier))
