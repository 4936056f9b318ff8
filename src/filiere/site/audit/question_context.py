"""What an auditor reads beside a question besides the answer: the documents handed in, and where the staff
representatives do not agree. Both come from the apps below, as they were frozen or as they tell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse

from filiere.core import Text
from filiere.core.text import write_in_both_languages
from filiere.referentials import Release
from filiere.site.accounts.rights import Actor
from filiere.site.audit.evaluation_comparison import level_label, load_candidate_answers, load_frozen_body
from filiere.site.candidature.models import Opinion
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class ProofLink:
    """A document handed in: the kind of proof it is, the start of its fingerprint, and where to read it."""

    words: str
    sha256: str
    url: str


def list_evidence_by_question(dossier: Dossier) -> dict[str, list[ProofLink]]:
    """The documents handed in, by question; whoever may read each one is judged where it is served."""
    release = load_release(dossier)
    found: dict[str, list[ProofLink]] = {}
    for one in load_frozen_body(dossier).get("evidence") or []:
        if not isinstance(one, Mapping) or not one.get("key"):
            continue
        key = str(one["key"])
        kind = release.evidence.get(key)
        document = str(one.get("document") or "")
        proof = ProofLink(
            str(kind.text) if kind is not None else key,
            str(one.get("sha256", ""))[:12],
            reverse("evidence:document", args=[dossier.key, document]) if document else "",
        )
        for criterion in _list_criteria(dossier, key, one):
            found.setdefault(criterion, []).append(proof)
    return found


def _list_criteria(dossier: Dossier, key: str, one: Mapping[str, Any]) -> list[str]:
    told = one.get("criteria")
    if told:
        return [str(criterion) for criterion in told]
    return [criterion.key for criterion in load_release(dossier).criteria.values() if key in criterion.evidence]


def list_staff_divergences(actor: Actor, dossier: Dossier) -> dict[str, Text]:
    """Where the staff representatives see another level than was handed in, by question; to those who read opinions.

    No name is told: what counts is that two voices of one company part, and how far.
    """
    opinions = Opinion.objects.visible_to(actor, dossier)
    release, handed = load_release(dossier), load_candidate_answers(dossier)
    seen: dict[str, list[str]] = {}
    for opinion in opinions:
        for key, level in opinion.levels.items():
            if key in release.scales and handed.get(key) and handed[key] != level:
                seen.setdefault(key, []).append(level)
    return {
        key: write_in_both_languages(partial(_describe_divergence, release, key, levels))
        for key, levels in seen.items()
    }


def _describe_divergence(release: Release, key: str, levels: list[str]) -> str:
    seen = " / ".join(dict.fromkeys(level_label(release, key, one) for one in levels))
    words = Text(
        fr=f"Les représentants du personnel voient autre chose : {seen}",
        en=f"The staff representatives see something else: {seen}",
    )
    return str(words)
