"""The words by which a buyer looks for a holder: activities of its sites, services, channels, sizes, states."""

from __future__ import annotations

from collections.abc import Mapping

from filiere.core import Text

ACTIVITY_LABELS: Mapping[str, Text] = {
    "calls_in": Text(fr="appels reçus", en="inbound calls"),
    "calls_out": Text(fr="appels émis", en="outbound calls"),
    "written": Text(fr="écrit", en="written contacts"),
    "back_office": Text(fr="traitement de dossiers", en="back office"),
    "mixed": Text(fr="mixte", en="mixed"),
}
"""What a site of the perimeter does; the keys are those of the candidature."""

SERVICE_LABELS: Mapping[str, Text] = {
    "customer_service": Text(fr="service client", en="customer service"),
    "after_sales": Text(fr="après-vente", en="after-sales"),
    "technical_support": Text(fr="assistance technique", en="technical support"),
    "sales": Text(fr="vente", en="sales"),
    "appointments": Text(fr="prise de rendez-vous", en="appointments"),
    "collection": Text(fr="recouvrement amiable", en="debt collection (amicable)"),
    "public_service": Text(fr="service au public", en="public service"),
    "moderation": Text(fr="modération", en="moderation"),
}

CHANNEL_LABELS: Mapping[str, Text] = {
    "phone": Text(fr="téléphone", en="telephone"),
    "mail": Text(fr="e-mail", en="e-mail"),
    "chat": Text(fr="messagerie en direct", en="live chat"),
    "social": Text(fr="réseaux sociaux", en="social networks"),
    "post": Text(fr="courrier", en="post"),
    "video": Text(fr="visio", en="video"),
}

SIZE_LABELS: Mapping[str, Text] = {
    "under_50": Text(fr="moins de 50 salariés", en="fewer than 50 employees"),
    "50_299": Text(fr="de 50 à 299 salariés", en="50 to 299 employees"),
    "300_999": Text(fr="de 300 à 999 salariés", en="300 to 999 employees"),
    "1000_up": Text(fr="1 000 salariés et plus", en="1,000 employees or more"),
}

VERDICT_LABELS: Mapping[str, Text] = {
    "valid": Text(fr="valide", en="valid"),
    "suspended": Text(fr="suspendu", en="suspended"),
    "withdrawn": Text(fr="retiré", en="withdrawn"),
    "returned": Text(fr="rendu par son titulaire", en="surrendered by its holder"),
    "expired": Text(fr="arrivé à terme", en="expired"),
    "replaced": Text(fr="remplacé", en="replaced"),
    "unknown": Text(fr="inconnu", en="unknown"),
}
"""What the register answers about a label. Only the first is a label that holds."""


_SIZE_UPPER_BOUNDS = {"under_50": 50, "50_299": 300, "300_999": 1000, "1000_up": float("inf")}


def size_class(employees: int) -> str:
    """Return the class of size."""
    return next(key for key, limit in _SIZE_UPPER_BOUNDS.items() if employees < limit)
