"""The models of every subject of the programme, in one place for Django."""

from filiere.site.programme.agreements import models as agreement_models
from filiere.site.programme.briefings.models import Briefing
from filiere.site.programme.commitments import models as commitment_models
from filiere.site.programme.plan.models import Action, ActionEvent, Axis, Orientation, Plan
from filiere.site.programme.tenders import models as tender_models

__all__ = [
    "Action",
    "ActionEvent",
    "Axis",
    "Briefing",
    "Orientation",
    "Plan",
    "agreement_models",
    "commitment_models",
    "tender_models",
]
