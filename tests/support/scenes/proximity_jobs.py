"""A small nomenclature made up for these tests, in which who is close to whom can be told by reading it."""

from collections.abc import Sequence

from filiere.careers.nomenclature import (
    Item,
    ItemKind,
    Job,
    JobTitle,
    MoveKind,
    Nomenclature,
    OfficialMove,
    Requirement,
    SheetPart,
)

# code, title, titles, essential lines, other lines, places, access, definition
_JOBS = (
    ("A1", "Vente de fleurs", ("Fleuriste", "Vendeur / Vendeuse en fleurs"), "bouquet till greet", "stock", "shop",
     "Accessible avec un CAP de fleuriste.", "Vend des fleurs et compose des bouquets."),
    ("A2", "Vente de livres", ("Libraire", "Vendeur / Vendeuse en librairie"), "till greet advise", "stock order",
     "shop", "Accessible avec un CAP/BEP de vente.", "Vend des livres et conseille les lecteurs."),
    ("A3", "Direction de magasin", ("Directeur / Directrice de magasin", "Responsable de magasin"), "team budget stock",
     "greet order", "shop", "Accessible avec un Bac+2 (BTS, DUT) de commerce.", "Dirige un magasin et son équipe."),
    ("B1", "Accueil téléphonique", ("Standardiste",), "phone greet", "agenda", "office",
     "Accessible sans diplôme ni expérience professionnelle.", "Répond aux appels et oriente les personnes."),
    ("B2", "Conseil à distance", ("Conseiller / Conseillère à distance",), "phone advise complaint", "agenda order",
     "office", "Accessible avec un Bac en vente.", "Conseille les clients par téléphone."),
    ("B3", "Encadrement de conseillers", ("Superviseur / Superviseuse", "Responsable d’équipe"), "team phone coach",
     "complaint budget", "office", "Accessible avec un Bac+2.", "Encadre une équipe de conseillers."),
    ("C1", "Service en salle", ("Serveur / Serveuse",), "table tray", "till", "restaurant",
     "Accessible avec un CAP de restauration.", "Sert les repas."),
    ("C2", "Cuisine", ("Cuisinier / Cuisinière",), "cook clean", "stock", "restaurant",
     "Accessible avec un CAP de cuisine.", "Prépare les repas."),
    ("D1", "Médecine", ("Médecin",), "diagnose", "agenda", "hospital",
     "Accessible avec un Diplôme d’Etat de docteur en médecine.", "Soigne les malades."),
    ("D2", "Soins", ("Aide-soignant / Aide-soignante",), "care clean", "greet", "hospital",
     "Accessible avec un diplôme d’aide-soignant.", "Aide les malades."),
    ("E1", "Ingénierie", ("Ingénieur / Ingénieure d’études",), "design analyse", "budget", "factory",
     "Accessible avec un Master (diplôme d’ingénieur).", "Conçoit des machines."),
    ("E2", "Conduite de machine", ("Opérateur / Opératrice sur machine",), "machine clean", "stock", "factory",
     "Accessible sans diplôme ni expérience professionnelle.", "Conduit une machine."),
)  # fmt: skip
_LINES = {
    "bouquet": "Composer un bouquet", "till": "Encaisser une vente", "greet": "Accueillir les personnes",
    "stock": "Suivre l’état des stocks", "advise": "Conseiller un client", "order": "Enregistrer une commande",
    "team": "Coordonner l'activité d'une équipe", "budget": "Suivre un budget", "phone": "Répondre au téléphone",
    "agenda": "Tenir un agenda", "complaint": "Traiter une réclamation", "coach": "Former du personnel",
    "table": "Garder son calme en salle bondée", "tray": "Porter un plateau", "cook": "Cuire des aliments",
    "clean": "Nettoyer un poste de travail", "diagnose": "Diagnostiquer une maladie", "care": "Aider à la toilette",
    "design": "Concevoir une machine", "analyse": "Analyser une panne", "machine": "Conduire une machine",
}  # fmt: skip
MOVES = (("A1", "A2", MoveKind.NEAR), ("A2", "A3", MoveKind.EVOLUTION), ("B1", "B2", MoveKind.NEAR))
MOVES += (("B2", "B3", MoveKind.EVOLUTION), ("E2", "E1", MoveKind.EVOLUTION), ("C1", "A2", MoveKind.NEAR))


def build_nomenclature(*, moves: Sequence[tuple[str, str, MoveKind]] = MOVES, backwards: bool = False) -> Nomenclature:
    """Return the nomenclature; ``backwards`` writes its jobs, their lines and their titles in the other order."""
    way = -1 if backwards else 1
    jobs = {
        code: Job(
            code=code,
            title=title,
            titles=tuple(JobTitle(f"{code}-{one}", one) for one in titles[::way]),
            requirements=tuple(
                [Requirement(key, base=True) for key in base.split()]
                + [Requirement(key, base=False) for key in other.split()]
            )[::way],
            environments=(place,),
            sheet={SheetPart.ACCESS: (access,), SheetPart.DEFINITION: (definition,)},
        )
        for code, title, titles, base, other, place, access, definition in _JOBS[::way]
    }
    items = {key: Item(key, label, ItemKind.ACTIVITY) for key, label in _LINES.items()}
    places = {job.environments[0] for job in jobs.values()}
    items |= {place: Item(place, place.capitalize(), ItemKind.ENVIRONMENT) for place in sorted(places)}
    linked = tuple(OfficialMove(origin, target, kind, 1) for origin, target, kind in moves)
    return Nomenclature("Essai", "1", jobs, items, linked)
