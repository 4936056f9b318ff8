"""The people, organisations and dossiers of the demonstration, all made up and all made by the site's own acts.

Nothing is written behind the journal: what a visitor of the demonstration finds has been invited, filed, audited and
voted as it would be in real life, only faster.
"""

from filiere.site.demonstration.cast import Cast, gather

__all__ = ["Cast", "gather"]
