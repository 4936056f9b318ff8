"""What a quality manager's act needs before it can begin: a set that computes, and a delivery; refused in words."""

from filiere.contacts import DefinitionSet, Store
from filiere.core import Faults
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.models import Centre


def require_definition(centre: Centre, name: str) -> DefinitionSet:
    """The set of a name, shipped or of this centre; raise ``Faults`` where none computes under that name."""
    found = definition_catalogue.find_definition(centre, name)
    if found is None:
        raise build_faults(
            "definition-not-here",
            f"Aucune définition calculable ne s’appelle « {name[:60]} ».",
            f"No computable definition is called “{name[:60]}”.",
            "Choisissez-en une dans la liste.",
            "Choose one from the list.",
            "definition",
        )
    return found


def require_store(centre: Centre) -> Store:
    """The store of a centre; raise ``Faults`` as long as nothing was imported."""
    store = figure_store.open_store(centre)
    if store is None:
        raise nothing_delivered_fault()
    return store


def nothing_delivered_fault() -> Faults:
    """That nothing was imported yet, and what to do."""
    return build_faults(
        "nothing-delivered",
        "Le centre n’a encore rien importé.",
        "The centre has not imported anything yet.",
        "Déposez d’abord un journal de contacts.",
        "Deliver a contact log first.",
    )
