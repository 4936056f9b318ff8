"""Words of this app, in both languages: kinds of alerts, of changes, of places, and states."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.holders.models import Alert, FollowUp, Place

ALERT_KIND_LABELS: dict[Alert.Kind, Text] = {
    Alert.Kind.COURT_DECISION: Text(fr="décision de justice", en="court decision"),
    Alert.Kind.REDUNDANCY_PLAN: Text(fr="plan de licenciement", en="redundancy plan"),
    Alert.Kind.LABOUR_CONFLICT: Text(fr="conflit du travail", en="industrial dispute"),
    Alert.Kind.ENTITY_CHANGE: Text(fr="changement d’entité juridique", en="change of legal entity"),
    Alert.Kind.PERIMETER_CHANGE: Text(fr="changement de périmètre", en="change of scope"),
    Alert.Kind.FALSE_EVIDENCE: Text(fr="preuve fausse", en="false evidence"),
    Alert.Kind.FOLLOW_UP_MISSED: Text(fr="contrôle de suivi empêché", en="follow-up audit obstructed"),
    Alert.Kind.COMPLAINT: Text(fr="réclamation sérieuse", en="serious complaint"),
    Alert.Kind.OTHER: Text(fr="autre fait", en="other matter"),
}

RAISABLE_KINDS = tuple(
    kind
    for kind in ALERT_KIND_LABELS
    # A change is declared with what it changes; time tells that a control was prevented.
    if kind not in (Alert.Kind.ENTITY_CHANGE, Alert.Kind.PERIMETER_CHANGE, Alert.Kind.FOLLOW_UP_MISSED)
)

CHANGE_LABELS: dict[str, Text] = {
    "merger": Text(fr="fusion en une entité nouvelle", en="merger into a new entity"),
    "absorbed": Text(fr="absorption par une autre entreprise", en="absorption by another company"),
    "absorbing": Text(fr="absorption d’une autre entreprise", en="absorption of another company"),
    "struck_off": Text(fr="radiation du registre du commerce", en="striking off the register"),
    "renamed": Text(fr="changement de nom ou de SIREN", en="change of name or of SIREN"),
    "sites_gained": Text(fr="sites en plus", en="sites added"),
    "sites_lost": Text(fr="sites en moins", en="sites removed"),
}

PLACE_KIND_LABELS: dict[Place.Kind, Text] = {
    Place.Kind.WEBSITE: Text(fr="site internet", en="website"),
    Place.Kind.SIGNATURES: Text(fr="signatures d’e-mail et papier à en-tête", en="e-mail signatures and letterhead"),
    Place.Kind.COMMERCIAL: Text(
        fr="documents commerciaux et réponses aux appels d’offres", en="sales documents, tenders"
    ),
    Place.Kind.PREMISES: Text(fr="locaux", en="premises"),
    Place.Kind.RECRUITMENT: Text(fr="offres d’emploi", en="job advertisements"),
    Place.Kind.SOCIAL: Text(fr="réseaux sociaux", en="social networks"),
    Place.Kind.PARTNER: Text(fr="site d’un client ou d’un partenaire", en="website of a client or partner"),
    Place.Kind.OTHER: Text(fr="autre emplacement", en="other place"),
}

FOLLOW_UP_LABELS: dict[FollowUp.Kind, Text] = {
    FollowUp.Kind.SITE: Text(fr="sur site", en="on site"),
    FollowUp.Kind.DOCUMENTARY: Text(fr="sur documents", en="document review"),
}

STANDING_LABELS: dict[str, Text] = {
    "valid": Text(fr="valable", en="valid"),
    "suspended": Text(fr="suspendu", en="suspended"),
    "ended": Text(fr="terminé", en="ended"),
}

PROVISIONAL_LABEL = Text(fr="Certificat provisoire", en="Provisional certificate")

FINDING_KIND_LABELS: dict[str, Text] = {
    "major": Text(fr="écart majeur", en="major finding"),
    "minor": Text(fr="écart mineur", en="minor finding"),
    "observation": Text(fr="observation", en="observation"),
}
