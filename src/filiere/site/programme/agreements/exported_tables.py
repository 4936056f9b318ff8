"""The table of what an agreement’s money was for: planned, paid for, accepted, the difference and its comment."""

from __future__ import annotations

from filiere.core import Text
from filiere.publication import Column, Table
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.programme.agreements.models import Agreement
from filiere.site.programme.agreements.regions import name_region
from filiere.site.programme.agreements.standing import read_standing
from filiere.site.programme.reading_dates import read_table_dates

USES_TABLE = "agreement-uses"
_EUROS = Text(fr="euros", en="euros")
_COLUMNS = (
    Column("use", Text(fr="Ligne de dépense", en="Line of spending")),
    Column("region", Text(fr="Région", en="Region")),
    Column("planned", Text(fr="Prévu", en="Planned"), "decimal", unit=_EUROS, digits=2),
    Column("spent", Text(fr="Justifié", en="Accounted for"), "decimal", unit=_EUROS, digits=2),
    Column("accepted", Text(fr="Accepté", en="Accepted"), "decimal", unit=_EUROS, digits=2),
    Column(
        "difference",
        Text(fr="Écart", en="Difference"),
        "decimal",
        unit=_EUROS,
        definition=Text(fr="Prévu moins justifié.", en="Planned minus accounted for."),
        digits=2,
    ),
    Column("comment", Text(fr="Commentaire", en="Comment")),
)


@register_export(
    USES_TABLE,
    Text(fr="Emploi de l’argent d’une convention", en="Use of an agreement’s money"),
    listed=False,
    live=True,
)
def build_uses_table(asked: TableRequest) -> Table:
    """The table of the agreement of the parameter ``id``, on the dates of the parameters ``on`` and ``known``."""
    agreement = Agreement.objects.for_key(asked.params.get("id", ""))
    if agreement is None:
        raise UnknownTable(USES_TABLE)
    standing = read_standing(agreement, read_table_dates(asked))
    return Table(
        id=USES_TABLE,
        title=Text(
            fr=f"Emploi de l’argent : {agreement.title}",
            en=f"Use of the money: {agreement.name.en}",
        ),
        columns=_COLUMNS,
        rows=tuple(
            {
                "use": one.row.name,
                "region": name_region(one.row.region),
                "planned": one.row.planned,
                "spent": one.spent,
                "accepted": one.accepted,
                "difference": one.difference,
                "comment": one.comment or None,
            }
            for one in standing.uses
        ),
        source=Text(fr="Registre des conventions, Filière", en="Register of agreements, Filière"),
        fictitious=agreement.fictitious,
    )
