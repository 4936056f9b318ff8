"""The interface for programs of the surveys: what was published of them."""

from filiere.site.survey.results import api as result_api

__all__ = ["result_api"]
