"""The people, organisations and dossiers of the demonstration, all made up and all made by the site's own acts.

Nothing is written behind the journal: what a visitor of the demonstration finds has been filed, audited and voted as it
would be in real life, on a calendar of its own.
"""

from filiere.site.demonstration.directory_entries import DemoPeople, enter_people
from filiere.site.demonstration.scenarios import play_all_scenarios

__all__ = ["DemoPeople", "enter_people", "play_all_scenarios"]
