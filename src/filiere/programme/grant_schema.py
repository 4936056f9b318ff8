"""The French schema of essential data of grants: its fields, their types and their rules, and where each was read.

A public funder publishes the essential data of its grant agreements in this form (decree no. 2017-779 of 5 May 2017,
order of 17 November 2017, as the schema cites them). Names, types, patterns and lists are facts of the schema; labels
and explanations are ours.

Read at: the field list of the schema named « subventions », version 2.0.2, in
betagouv/SCDL-Subvention-DataSubvention at commit a801778b, ``schema.md`` (16 fields); that the two SIRET are checked by
their check digit, in ``schema.json`` at commit 93fdc3ad of the same repository (version 2.0.1). The list of properties
and which are required is the same in version 2.1.1, at
https://schema.data.gouv.fr/scdl/subventions/2.1.1/documentation.html. A longer draft of forty fields is spoken of at
commit cf19e1f of that repository: it could not be read, and nothing of it is here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from filiere.core.text import Text

GrantFieldKind = Literal["text", "date", "number", "flag", "siret"]
CASH, IN_KIND = "aide en numéraire", "aide en nature"
YES, NO = "oui", "non"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantField:
    """A column of the schema.

    ``pattern`` is matched against the whole cell; ``least`` and ``most`` bound a number; ``longest`` is in characters.
    """

    name: str
    kind: GrantFieldKind
    label: Text
    required: bool = False
    pattern: re.Pattern[str] | None = None
    pattern_words: Text | None = None
    choices: tuple[str, ...] = ()
    longest: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None


_PERIOD_WORDS = Text(fr="2017-03-14, ou 2017-03-14/2018-03-14", en="2017-03-14, or 2017-03-14/2018-03-14")
GRANT_FIELDS: tuple[GrantField, ...] = (
    GrantField(name="nomAttribuant", kind="text", required=True, label=Text(fr="Nom du financeur", en="Funder")),
    GrantField(
        name="idAttribuant", kind="siret", required=True, label=Text(fr="SIRET du financeur", en="Funder’s SIRET")
    ),
    GrantField(
        name="dateConvention", kind="date", required=True, label=Text(fr="Date de la convention", en="Agreement date")
    ),
    GrantField(
        name="referenceDecision", kind="text", label=Text(fr="Référence de la décision", en="Decision reference")
    ),
    GrantField(name="nomBeneficiaire", kind="text", required=True, label=Text(fr="Bénéficiaire", en="Beneficiary")),
    GrantField(name="idBeneficiaire", kind="siret", label=Text(fr="SIRET du bénéficiaire", en="Beneficiary’s SIRET")),
    GrantField(
        name="rnaBeneficiaire",
        kind="text",
        label=Text(fr="Numéro RNA du bénéficiaire", en="Beneficiary’s RNA number"),
        pattern=re.compile(r"W[0-9]{9}"),
        pattern_words=Text(fr="W et neuf chiffres", en="W and nine digits"),
    ),
    GrantField(name="objet", kind="text", required=True, longest=256, label=Text(fr="Objet", en="Purpose")),
    GrantField(
        name="montant",
        kind="number",
        required=True,
        label=Text(fr="Montant total, en euros", en="Total amount, in euros"),
    ),
    GrantField(
        name="nature",
        kind="text",
        required=True,
        label=Text(fr="Nature de l’aide", en="Nature of the aid"),
        choices=(CASH, IN_KIND, f"{CASH};{IN_KIND}", f"{IN_KIND};{CASH}"),
    ),
    GrantField(
        name="conditionsVersement",
        kind="text",
        required=True,
        longest=256,
        label=Text(fr="Conditions de versement", en="Payment terms"),
    ),
    GrantField(
        name="datesPeriodeVersement",
        kind="text",
        required=True,
        label=Text(fr="Date ou période de versement", en="Date or period of payment"),
        pattern=re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:/[0-9]{4}-[0-9]{2}-[0-9]{2})?"),
        pattern_words=_PERIOD_WORDS,
    ),
    GrantField(
        name="idRAE",
        kind="text",
        longest=5,
        label=Text(fr="Numéro au répertoire des aides aux entreprises", en="Number in the register of business aid"),
    ),
    GrantField(
        name="notificationUE",
        kind="flag",
        required=True,
        label=Text(fr="Aide notifiée à la Commission européenne", en="Aid notified to the European Commission"),
        choices=(YES, NO),
    ),
    GrantField(
        name="pourcentageSubvention",
        kind="number",
        required=True,
        label=Text(fr="Part du bénéficiaire dans le montant", en="Beneficiary’s share of the amount"),
        least=Decimal("0.01"),
        most=Decimal(1),
    ),
    GrantField(name="dispositifAide", kind="text", label=Text(fr="Dispositif d’aide", en="Aid scheme")),
)
GRANT_COLUMNS: tuple[str, ...] = tuple(one.name for one in GRANT_FIELDS)
GRANT_FIELDS_BY_NAME = {one.name: one for one in GRANT_FIELDS}
