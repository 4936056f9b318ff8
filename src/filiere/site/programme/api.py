"""What the programme answers to programs: each subject registers its own addresses."""

from filiere.site.programme.agreements import api as agreement_api
from filiere.site.programme.communication import api as communication_api
from filiere.site.programme.plan import api as plan_api
from filiere.site.programme.quotations import api as quotation_api

__all__ = ["agreement_api", "communication_api", "plan_api", "quotation_api"]
