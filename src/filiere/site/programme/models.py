"""The models of every subject of the programme, in one place for Django."""

from filiere.site.programme.agreements import models as agreement_models
from filiere.site.programme.briefings import models as briefing_models
from filiere.site.programme.commitments import models as commitment_models
from filiere.site.programme.communication import models as communication_models
from filiere.site.programme.dialogue import models as dialogue_models
from filiere.site.programme.plan import models as plan_models
from filiere.site.programme.tenders import models as tender_models

__all__ = [
    "agreement_models",
    "briefing_models",
    "commitment_models",
    "communication_models",
    "dialogue_models",
    "plan_models",
    "tender_models",
]
