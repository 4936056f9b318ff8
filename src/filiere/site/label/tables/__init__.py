"""The tables of the label, added to the registry of the site: what a page shows is what its file holds."""

# These modules register themselves; nobody imports anything else from here.
from filiere.site.label.tables import comparisons, emission_factors, mappings, releases, simulations  # noqa: F401
