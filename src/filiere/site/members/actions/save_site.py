"""Adding a site to an organisation and changing it, by SIRET; the organisation's own people may, and the staff."""

from __future__ import annotations

from typing import Any

from filiere.core import Fault, Faults
from filiere.core.company_numbers import Siret
from filiere.geography import communes
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.members.actions.common import ORGANISATION, SITE, bump_version, check_version
from filiere.site.members.field_checks import SITE_COLUMNS, check_day_order, check_fields, fault
from filiere.site.members.journal_reconciliation import site_payload
from filiere.site.members.models import Organisation, Site

MAX_SITES = 2000
"""Sites of one organisation: well above any, so that no form fills the database."""


@act("site.create", on=ORGANISATION, right="organisation:edit", clock=False, record=False)
def add_site(parent: Organisation, /, *, actor: Actor, seen: int | None = None, **given: Any) -> Site:
    """Add a site; raises `RightRefused`, `Http404` for a stranger, and `Faults` with everything wrong."""
    check_version(parent, seen)
    if parent.sites.count() >= MAX_SITES:
        raise Faults([_too_many_sites_fault()])
    row = Site(organisation=parent)
    _apply_site_fields(row, {"name": "", **given})
    row.save()
    bump_version(parent)
    record_row(actor, "site.create", row)
    return row


@act("site.change", on=SITE, right="organisation:edit", clock=False, record=False)
def change_site(row: Site, /, *, actor: Actor, seen: int | None = None, **given: Any) -> Site:
    """Change the fields given of a site; a site that closed keeps its row, since past perimeters name it."""
    check_version(row.organisation, seen)
    before = site_payload(row)
    _apply_site_fields(row, given)
    if site_payload(row) != before:
        row.version += 1
        row.save()
        bump_version(row.organisation)
        record_row(actor, "site.change", row)
    return row


def _apply_site_fields(row: Site, given: dict[str, Any]) -> None:
    values, faults = check_fields(SITE_COLUMNS, given)
    for key, value in values.items():
        if key in ("commune", "activity", "name") and value is None:
            value = ""
        if key == "country" and value is None:
            value = "FR"
        setattr(row, key, bool(value) if key == "is_head_office" else value)
    faults += [*check_day_order({"opened": row.opened, "closed": row.closed}, "opened", "closed"), *_check_place(row)]
    if not faults:
        faults = _check_number(row)
    if faults:
        raise Faults(faults)


def _check_place(row: Site) -> list[Fault]:
    if not row.commune:
        return []
    if row.country == "FR" and row.commune in communes():
        return []
    return [
        fault(
            "commune-unknown",
            "Aucune commune de France ne porte ce code."
            if row.country == "FR"
            else "Une commune ne s’indique que pour la France.",
            "No French commune has this code." if row.country == "FR" else "A commune applies to France only.",
            "Donnez le code INSEE, à cinq caractères, et non le code postal.",
            "Enter the five-character INSEE code, not the postcode.",
            "commune",
        )
    ]


def _check_number(row: Site) -> list[Fault]:
    if not row.siret:
        return []
    if not row.organisation.siren:
        # Whoever enters the number of another would keep its true holder from entering it.
        return [
            fault(
                "siret-without-siren",
                "Un SIRET commence par le SIREN de son organisation, et celle-ci n’en a pas ici.",
                "A SIRET begins with its organisation’s SIREN, and this organisation has none here.",
                "Faites d’abord inscrire le SIREN par l’équipe du label, ou laissez le SIRET vide.",
                "Ask the label staff to enter the SIREN first, or leave the SIRET blank.",
                "siret",
            )
        ]
    if str(Siret(row.siret).siren) != row.organisation.siren:
        return [
            fault(
                "siret-of-another",
                "Ce SIRET n’est pas d’un établissement de cette organisation : ses neuf premiers chiffres diffèrent.",
                "This SIRET does not belong to an establishment of this organisation: its first nine digits differ.",
                "Vérifiez le SIRET, ou inscrivez le site chez l’organisation qui l’exploite.",
                "Check the SIRET, or add the site under the organisation that runs it.",
                "siret",
            )
        ]
    if Site.objects.filter(siret=row.siret).exclude(pk=row.pk).exists():
        return [
            fault(
                "siret-taken",
                "Un autre site de l’annuaire porte ce SIRET.",
                "Another site in the directory has this SIRET.",
                "Complétez sa fiche plutôt que d’en ouvrir une seconde.",
                "Complete its record rather than creating a second one.",
                "siret",
            )
        ]
    return []


def _too_many_sites_fault() -> Fault:
    return fault(
        "too-many-sites",
        f"Une organisation peut avoir ici {MAX_SITES} sites au plus.",
        f"An organisation may have at most {MAX_SITES} sites here.",
        "Écrivez à l’équipe du label.",
        "Write to the label staff.",
    )
