"""What an auditor reads beside a question besides the answer: the documents handed in, and the levels that the staff
representatives see. Both come from the apps below, as they were frozen or as they tell it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from filiere.site.accounts.rights import Actor
from filiere.site.audit.evaluation_comparison import load_frozen_body
from filiere.site.candidature.models import Opinion
from filiere.site.label.code_labels import split_levels
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
    for item in load_frozen_body(dossier).get("evidence") or []:
        if not isinstance(item, Mapping) or not item.get("key"):
            continue
        key = str(item["key"])
        kind = release.evidence.get(key)
        document = str(item.get("document") or "")
        proof = ProofLink(
            str(kind.text) if kind is not None else key,
            str(item.get("sha256", ""))[:12],
            reverse("evidence:document", args=[dossier.key, document]) if document else "",
        )
        for criterion in _list_criteria(dossier, key, item):
            found.setdefault(criterion, []).append(proof)
    return found


def _list_criteria(dossier: Dossier, key: str, document: Mapping[str, Any]) -> list[str]:
    told = document.get("criteria")
    if told:
        return [str(criterion) for criterion in told]
    return [criterion.key for criterion in load_release(dossier).criteria.values() if key in criterion.evidence]


def list_staff_levels(actor: Actor, dossier: Dossier) -> dict[str, str]:
    """The levels that the staff representatives see, by question; to those who read opinions.

    No names are given: what matters is whether two representatives disagree, and by how much.
    """
    release = load_release(dossier)
    seen: dict[str, dict[str, None]] = {}
    for opinion in Opinion.objects.visible_to(actor, dossier):
        for key, level in opinion.levels.items():
            if (found := split_levels(release, key).get(level)) is not None:
                seen.setdefault(key, {})[found[0]] = None
    return {key: " / ".join(levels) for key, levels in seen.items()}
