"""Write the sites and suppliers of an application, with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from filiere.core import Fault, Faults, Text, seal
from filiere.site.accounts.models import User
from filiere.site.candidature.models import Activity, PerimeterSite, Supplier
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act
from filiere.site.members.actions.save_site import add_site
from filiere.site.members.models import Site
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier

MAX_SUPPLIERS, MAX_SITES = 30, 300
PERIMETER_SUBJECT = "perimeter"


@dataclass(frozen=True, slots=True)
class SiteInput:
    """A site as the form gives it; one that the directory does not have yet has no key, but a name."""

    site: str
    headcount: int
    fte: Decimal
    positions: int
    activity: str
    country: str
    name: str = ""
    siret: str = ""


@act("perimeter.save", on=DOSSIER_TARGET, right="application:edit", clock=False)
def save_perimeter(dossier: Dossier, *, actor: User, sites: Sequence[SiteInput], suppliers: Sequence[str]) -> None:
    """Replace the perimeter; raise `RefusedHere`, or `Faults` with all that is wrong (then nothing is changed).

    Numbers given for a site that leaves stay where they are, and count again if it comes back.
    """
    write_perimeter(dossier, actor, sites, suppliers)


def write_perimeter(dossier: Dossier, actor: User, sites: Sequence[SiteInput], suppliers: Sequence[str]) -> None:
    """Check a perimeter, put it in the place of the one before, and tell the journal; new sites enter the directory."""
    sites = [one if one.site else replace(one, site=_enter_site(dossier, actor, one)) for one in sites]
    names = list(dict.fromkeys(" ".join(one.split()) for one in suppliers if one.strip()))
    known = {one.key: one for one in Site.objects.filter(organisation=dossier.organisation, closed__isnull=True)}
    if faults := _check_perimeter(sites, names, known):
        raise Faults(faults)
    PerimeterSite.objects.filter(dossier=dossier).exclude(site__key__in=[one.site for one in sites]).delete()
    for site in sites:
        PerimeterSite.objects.update_or_create(
            dossier=dossier,
            site=known[site.site],
            defaults={
                "headcount": site.headcount,
                "fte": site.fte,
                "positions": site.positions,
                "activity": site.activity,
                "country": site.country,
            },
        )
    _save_suppliers(dossier, names)
    record_act(actor, "perimeter.save", PERIMETER_SUBJECT, dossier.key, perimeter_payload(dossier))


def _enter_site(dossier: Dossier, actor: User, site_input: SiteInput) -> str:
    """Add a site to the organisation, and return its key."""
    said: dict[str, Any] = {name: getattr(site_input, name) for name in ("name", "siret", "country", "activity")}
    said |= {name: str(getattr(site_input, name)) for name in ("headcount", "positions")}
    key: str = add_site(dossier.organisation, actor=actor, **said).key
    return key


def perimeter_payload(dossier: Dossier) -> dict[str, Any]:
    """What the journal seals of a perimeter."""
    rows = PerimeterSite.objects.filter(dossier=dossier).select_related("site")
    return {
        "sites": sorted(
            [one.site.key, one.headcount, f"{one.fte:.2f}", one.positions, one.activity, one.country] for one in rows
        ),
        "suppliers": seal(sorted(Supplier.objects.filter(dossier=dossier).values_list("key", "name"))),
    }


def _save_suppliers(dossier: Dossier, names: Sequence[str]) -> None:
    kept = {one.name: one for one in Supplier.objects.filter(dossier=dossier)}
    Supplier.objects.filter(dossier=dossier).exclude(name__in=names).delete()
    taken = {one.key for one in kept.values()}
    free = (f"p{place}" for place in range(1, 1000) if f"p{place}" not in taken)
    for name in names:
        if name not in kept:
            Supplier.objects.create(dossier=dossier, key=next(free), name=name)


def _check_perimeter(sites: Sequence[SiteInput], names: Sequence[str], known: dict[str, Site]) -> list[Fault]:
    faults = []
    if len(sites) > MAX_SITES or len(names) > MAX_SUPPLIERS:
        faults.append(
            _fault(
                "too-many",
                "sites",
                f"Au plus {MAX_SITES} sites et {MAX_SUPPLIERS} prestataires.",
                f"At most {MAX_SITES} sites and {MAX_SUPPLIERS} outsourcers.",
                "Écrivez à l’équipe du label si vous en avez davantage.",
                "Write to the label staff if you have more.",
            )
        )
    for site in sites:
        if site.site not in known:
            faults.append(
                _fault(
                    "unknown-site",
                    site.site[:12],
                    "Un site n’est pas de votre organisation, ou il est fermé.",
                    "A site does not belong to your organisation, or is closed.",
                    "Choisissez parmi les sites de votre organisation.",
                    "Choose from your organisation’s sites.",
                )
            )
            continue
        if site.activity not in Activity.values:
            faults.append(
                _fault(
                    "unknown-activity",
                    site.site,
                    "L’activité d’un site n’est pas dans la liste.",
                    "A site’s activity is not in the list.",
                    "Choisissez-la dans la liste.",
                    "Choose it from the list.",
                )
            )
        if site.headcount < 1 or site.fte > 2 * site.headcount or site.fte <= 0:
            faults.append(
                _fault(
                    "implausible-staff",
                    site.site,
                    f"« {known[site.site].name} » : un site a au moins un salarié, et ses équivalents temps plein ne "
                    "peuvent passer deux fois son effectif.",
                    f"“{known[site.site].name}”: a site has at least one employee, and its full-time equivalents "
                    f"cannot exceed twice its headcount.",
                    "Vérifiez effectif et équivalents temps plein.",
                    "Check headcount and full-time equivalents.",
                )
            )
    if len({one.site for one in sites}) < len(sites):
        faults.append(
            _fault(
                "twice", "sites", "Un site est donné deux fois.", "A site is given twice.", "Gardez-en un.", "Keep one."
            )
        )
    return faults


def _fault(code: str, key: str, fr: str, en: str, remedy_fr: str, remedy_en: str) -> Fault:
    return Fault(code=code, key=key, message=Text(fr=fr, en=en), remedy=Text(fr=remedy_fr, en=remedy_en))
