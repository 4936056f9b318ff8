"""Evidence under other referentials: what documents of a candidature may also prove, if a person accepts it.

The mapping engine says which subjects of a norm a question touches and whether evidence may be shown for them; a
partial relation carries evidence, never a score. A person accepts document by document, and what was accepted stays
with the map it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from filiere.referentials import Correspondence, propose_carry_over
from filiere.referentials.mapping import HeldResults, find_correspondences
from filiere.site.accounts.models import User
from filiere.site.candidature.models import Carried
from filiere.site.evidence.evidence_checklist import list_provided_documents
from filiere.site.evidence.models import Document
from filiere.site.served_referentials import load_content
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class ReusableDocument:
    """A document proposed for a subject: the evidence it is here, and the map that proposes it."""

    document: Document
    proof: str
    proof_words: str
    path: str
    accepted: bool

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return f"{self.document.key} {self.proof}"

    @property
    def mapping(self) -> str:
        """The map that proposes it, by name."""
        return self.path.partition("#")[0]


@dataclass(frozen=True, slots=True)
class ReuseProposal:
    """A subject of another referential, with the documents that may show something for it, and what they do not."""

    target: str
    number: str
    text: str
    confidence: Decimal
    gaps: tuple[str, ...]
    pieces: tuple[ReusableDocument, ...]


def list_reuse_targets(dossier: Dossier) -> tuple[str, ...]:
    """Return the releases that a mapping reaches from the one of the dossier, by name."""
    served = load_content()
    mine = dossier.release
    ends = {one.direction.target.id for one in served.mappings if one.direction.source.id == mine}
    ends |= {one.direction.source.id for one in served.mappings if one.direction.target.id == mine}
    return tuple(sorted(name for name in ends if name.partition("@")[0] != dossier.referential))


@lru_cache(maxsize=32)
def _load_correspondences(source: str, target: str) -> tuple[Correspondence, ...]:
    return find_correspondences(load_content().library, source, target, longest=1)


def propose_reuse(dossier: Dossier, target: str, reader: User) -> tuple[ReuseProposal, ...]:
    """Return what the documents that the reader sees may show under another release, subject by subject."""
    release = load_release(dossier)
    visible = set(Document.objects.visible_to(reader, dossier).values_list("pk", flat=True))
    held = {key: [one for one in found if one.pk in visible] for key, found in list_provided_documents(dossier).items()}
    evidence = {
        criterion.key: tuple(key for key in criterion.evidence if held.get(key) and release.evidence[key].reusable)
        for criterion in release.questionnaire(dossier.category)
    }
    rows = Carried.objects.filter(dossier=dossier, release=target).values_list("target", "document_id")
    accepted = set(rows)
    found: dict[str, ReuseProposal] = {}
    for known in _load_correspondences(dossier.release, target):
        for carry_proposal in propose_carry_over(
            known, HeldResults(evidence={key: names for key, names in evidence.items() if names})
        ):
            pieces: dict[int, ReusableDocument] = {}
            gaps: dict[str, None] = {}
            for offer in carry_proposal.offers:
                gaps |= dict.fromkeys(str(gap) for gap in offer.link.gaps)
                for name in offer.evidence:
                    for document in held[name]:
                        pieces.setdefault(
                            document.pk,
                            ReusableDocument(
                                document,
                                name,
                                str(release.evidence[name].text),
                                " ".join(offer.link.path),
                                (carry_proposal.target, document.pk) in accepted,
                            ),
                        )
            if pieces and carry_proposal.target not in found:
                criterion = known.target.criteria[carry_proposal.target]
                found[carry_proposal.target] = ReuseProposal(
                    carry_proposal.target,
                    criterion.number or "",
                    str(criterion.text),
                    carry_proposal.confidence,
                    tuple(gaps),
                    tuple(pieces.values()),
                )
    return tuple(found.values())


def choose_pieces(
    found: tuple[ReuseProposal, ...], wanted: Mapping[str, set[str]]
) -> list[tuple[ReuseProposal, ReusableDocument]]:
    """Return the pieces that a form chose among those really proposed; anything else is left."""
    return [(one, piece) for one in found for piece in one.pieces if piece.value in wanted.get(one.target, set())]
