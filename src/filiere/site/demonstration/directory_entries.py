"""Who plays in the demonstration: organisations, sites, people and seats, entered by the acts of the directory.

All are declared fictitious, with a SIREN of the range kept for that and an address that reaches nobody; every page of
a demonstration says so once. The same cast entered twice is entered once.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from filiere.core.company_numbers import fictitious_siren, fictitious_siret
from filiere.site.accounts.actions.create_account import create_account
from filiere.site.accounts.actions.grant_role import write_grant
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import OPERATOR, Role
from filiere.site.demonstration.clock import freeze_at
from filiere.site.members.actions.mandates import record_mandate
from filiere.site.members.actions.memberships import give_membership
from filiere.site.members.actions.save_organisation import create_organisation
from filiere.site.members.actions.save_site import add_site
from filiere.site.members.models import Organisation

EMAIL_DOMAIN = "filiere.invalid"
MANDATE_PERIOD = timedelta(days=365 * 4)


@dataclass(frozen=True, slots=True)
class DemoFirm:
    """An organisation of the demonstration, and whether it has staff representatives and somebody who only reads."""

    key: str
    name: str
    kind: str
    editor: str
    sites: tuple[tuple[str, str, str, int], ...]
    """Name, commune, country and headcount of each."""
    reader: str = ""
    representative: str = ""
    manager: str = ""
    """Who manages its service quality: named by its editor, and nothing else to it."""


# One firm for each stage of the procedure: see `scenarios`. Names that no company bears, to our knowledge.
DEMO_FIRMS: tuple[DemoFirm, ...] = (
    DemoFirm("brouillon", "Voix d’Ardelle", "outsourcer", "Nadia Ferrand", (("Lyon", "69123", "FR", 210),)),
    DemoFirm("depot", "Allô Brindor", "small_outsourcer", "Bruno Lacaze", (("Rennes", "35238", "FR", 64),)),
    DemoFirm(
        "doute",
        "Écoute Sirandelle",
        "in_house",
        "Claire Obadia",
        (("Lille", "59350", "FR", 180), ("Tunis", "", "TN", 150)),
    ),
    DemoFirm("devis", "Standard Volmaré", "outsourcer", "Denis Kerbrat", (("Nantes", "44109", "FR", 320),)),
    DemoFirm(
        "questions",
        "Centre Mirelvant",
        "outsourcer",
        "Élodie Marchand",
        (("Paris", "75056", "FR", 420), ("Brest", "29019", "FR", 160), ("Dakar", "", "SN", 90)),
        reader="Farid Saïdi",
        representative="Ghislaine Perrot",
    ),
    DemoFirm("remis", "Ligne Corvaude", "outsourcer", "Hugo Tessier", (("Toulouse", "31555", "FR", 260),)),
    DemoFirm(
        "audite",
        "Contact Tessandre",
        "outsourcer",
        "Inès Carvalho",
        (("Bordeaux", "33063", "FR", 380), ("Poitiers", "86194", "FR", 140)),
        representative="Jean Delmas",
    ),
    DemoFirm("reponse", "Relation Quévadour", "in_house", "Karim Aouad", (("Strasbourg", "67482", "FR", 230),)),
    DemoFirm("comite", "Accueil Oriflandre", "outsourcer", "Léa Rossignol", (("Marseille", "13055", "FR", 510),)),
    DemoFirm("refuse", "Appels Lombrac", "outsourcer", "Marc Vautrin", (("Nice", "06088", "FR", 120),)),
    DemoFirm(
        "long",
        "Contact Vaudoreille",
        "outsourcer",
        "Nora Haddad",
        (("Caen", "14118", "FR", 340),),
        representative="Omar Diagne",
        manager="Qaïs Benali",
    ),
    DemoFirm("essai", "Pélinor Relation", "small_outsourcer", "Paule Grangier", (("Dijon", "21231", "FR", 85),)),
    DemoFirm("examen", "Standard Ysandre", "outsourcer", "Quentin Mahé", (("Metz", "57463", "FR", 275),)),
    DemoFirm("suspendu", "Voix Mérandine", "outsourcer", "Rose Leblond", (("Angers", "49007", "FR", 190),)),
    DemoFirm("retire", "Écho Talverne", "outsourcer", "Samir Toumi", (("Reims", "51454", "FR", 205),)),
    DemoFirm("recours", "Fil Aubrandes", "outsourcer", "Tania Pirès", (("Tours", "37261", "FR", 150),)),
    DemoFirm("fusion", "Centre Galvérande", "in_house", "Ursule Fontaine", (("Grenoble", "38185", "FR", 165),)),
    DemoFirm("rendu", "Norvaine Contact", "outsourcer", "Victor Sorel", (("Amiens", "80021", "FR", 110),)),
    DemoFirm("acheteur", "Comptoir Belzérac", "client_company", "Ugo Marini", (("Paris", "75056", "FR", 90),)),
    # Numbers follow the order of this list: what is added later is added here.
    DemoFirm("ecarte", "Ligne Fauverol", "in_house", "Aline Chabert", (("Limoges", "87085", "FR", 75),)),
    DemoFirm("levee", "Dorvalise Appels", "outsourcer", "Bastien Guyot", (("Le Mans", "72181", "FR", 240),)),
    DemoFirm("ajourne", "Accueil Tirmande", "small_outsourcer", "Carine Estève", (("Pau", "64445", "FR", 95),)),
    DemoFirm("neuf", "Clarvenne Contact", "outsourcer", "Didier Maurel", (("Orléans", "45234", "FR", 310),)),
    DemoFirm("provisoire", "Service Bolvérac", "in_house", "Elsa Weiss", (("Nancy", "54395", "FR", 145),)),
    DemoFirm("terme", "Maldorelle Voix", "small_outsourcer", "Fanny Jolivet", (("Laval", "53130", "FR", 70),)),
    DemoFirm("instance", "Voix Kermandel", "small_outsourcer", "Gilles Corbin", (("Vannes", "56260", "FR", 60),)),
)

DEMO_SEATS: tuple[tuple[str, str, int], ...] = (
    ("committee", "employees", 3),
    ("committee", "employers", 3),
    ("committee", "state", 2),
    ("committee", "consumers", 2),
    ("committee", "experts", 2),
    ("appeal_panel", "employees", 1),
    ("appeal_panel", "employers", 1),
    ("appeal_panel", "state", 1),
    ("scientific", "experts", 2),
)

DEMO_ROLES: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("equipe", "Viviane Lescure", (Role.LABEL_STAFF,)),
    # Seats of judges and the names of complainants take two people of the staff.
    ("renfort", "Zacharie Bonnet", (Role.LABEL_STAFF,)),
    ("auditeur", "William Rey", (Role.AUDITOR,)),
    ("auditrice", "Xénia Rolland", (Role.AUDITOR,)),
    ("etat", "Yann Le Floch", (Role.STATE,)),
    ("comptes", "Adèle Brun", (Role.ADMINISTRATOR,)),
    ("public", "Basile Charron", ()),
    ("statistique", "Mathilde Orsini", (Role.STATISTICIAN,)),
    ("presidente", "Solange Kerdreux", (Role.PROGRAMME,)),
    ("delegue", "Tristan Aubanel", (Role.PROGRAMME,)),
    ("communication", "Ulysse Marchetti", (Role.COMMUNICATION,)),
    # Giving a role takes two people.
    ("comptes-2", "Béatrice Nguyen", (Role.ADMINISTRATOR,)),
    # Those who sit in the dialogue, for unions, employers and users.
    ("voix", "Amandine Sorrel", ()),
    ("voix-2", "Bertrand Quesnel", ()),
    ("union", "Cécile Harduin", ()),
    ("union-2", "Driss Lamrani", ()),
    ("lignes", "Édith Pommier", ()),
    ("groupement", "Florent Vasselin", ()),
    ("groupement-2", "Géraldine Auberty", ()),
    ("groupement-3", "Hervé Cassagne", ()),
    ("chambre", "Isabelle Tournier", ()),
    ("chambre-2", "Jules Merlier", ()),
    ("usagers", "Katia Vernier", ()),
    ("conseil", "Lucie Lacombe", (Role.COUNSELLOR,)),
)
_NAMES = (
    "Agnès Valmont",
    "Benoît Lemoine",
    "Chloé Arnal",
    "Damien Fabre",
    "Estelle Morvan",
    "Fabrice Texier",
    "Gaëlle Riou",
    "Hamid Belkacem",
    "Irène Castel",
    "Joël Picard",
    "Khadija Mansouri",
    "Luc Bertin",
    "Mona Sellier",
    "Noël Garnier",
    "Odile Roussel",
    "Pascal Duval",
    "Rania Khelifi",
    "Serge Montel",
    "Thérèse Blanchet",
)


@dataclass
class DemoPeople:
    """Everybody, by short keys that only the demonstration knows."""

    firms: dict[str, Organisation] = field(default_factory=dict)
    editors: dict[str, User] = field(default_factory=dict)
    readers: dict[str, User] = field(default_factory=dict)
    representatives: dict[str, User] = field(default_factory=dict)
    managers: dict[str, User] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    seated: dict[str, list[User]] = field(default_factory=dict)
    """By body, those who sit in it, one college after another."""

    @property
    def staff(self) -> User:
        """The staff of the label."""
        return self.people["equipe"]


def enter_people(today: date) -> DemoPeople:
    """Enter the whole cast, years before today, or find it again; return it."""
    since = today - MANDATE_PERIOD
    with freeze_at(since), transaction.atomic():
        return _enter_since(since)


def _enter_since(since: date) -> DemoPeople:
    cast = DemoPeople()
    for key, name, roles in DEMO_ROLES:
        cast.people[key] = _find_or_open_account(key, name, roles)
    for rank, firm in enumerate(DEMO_FIRMS):
        _enter_firm(cast, rank, firm, since)
    names = iter(_NAMES)
    for body, college, count in DEMO_SEATS:
        for number in range(1, count + 1):
            name = next(names)
            user = _find_or_open_account(f"{body}-{college}-{number}".replace("_", "-"), name, ())
            cast.seated.setdefault(body, []).append(user)
            if not user.mandates.exists():
                record_mandate(
                    actor=OPERATOR, user=user, instance=body, college=college, seat=f"{college} {number}", since=since
                )
    return cast


def _enter_firm(cast: DemoPeople, rank: int, firm: DemoFirm, since: date) -> None:
    siren = str(fictitious_siren(rank))
    organisation = Organisation.objects.filter(siren=siren).first()
    if organisation is None:
        kind = "outsourcer" if firm.kind == "small_outsourcer" else firm.kind
        organisation = create_organisation(
            actor=OPERATOR,
            name=firm.name,
            siren=siren,
            kind=kind,
            fictitious=True,
            since=since.isoformat(),
        )
        for number, (name, commune, country, headcount) in enumerate(firm.sites, 1):
            add_site(
                organisation,
                actor=OPERATOR,
                name=name,
                siret=str(fictitious_siret(rank, number)) if country == "FR" else "",
                commune=commune,
                country=country,
                headcount=str(headcount),
                opened=(since - MANDATE_PERIOD).isoformat(),
                is_head_office="oui" if number == 1 else "non",
            )
        organisation.refresh_from_db()
    cast.firms[firm.key] = organisation
    for shelf, name, right, suffix in (
        (cast.editors, firm.editor, "edit", ""),
        (cast.readers, firm.reader, "read", "-lecture"),
        (cast.representatives, firm.representative, "staff_representative", "-cse"),
    ):
        if name:
            user = _find_or_open_account(firm.key + suffix, name, ())
            shelf[firm.key] = user
            if not user.memberships.exists():
                give_membership(organisation, actor=OPERATOR, user=user, right=right, since=since)
    if firm.manager:
        cast.managers[firm.key] = _find_or_open_account(f"{firm.key}-qualite", firm.manager, ())


def _find_or_open_account(key: str, name: str, roles: tuple[Role, ...]) -> User:
    """Find somebody of the cast, or open their account: they come in by the buttons of the demonstration only."""
    email = f"{_strip_accents(key)}@{EMAIL_DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user, _ = create_account(actor=OPERATOR, email=email, name=name, fictitious=True, without_password=True)
        for role in roles:
            write_grant(actor=OPERATOR, user=user, role=role)
    return user


def _strip_accents(words: str) -> str:
    folded = unicodedata.normalize("NFKD", words)
    return "".join(sign for sign in folded if not unicodedata.combining(sign)).lower()
