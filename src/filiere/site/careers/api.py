"""The interface for programs of the occupations; each subject of the app has its own addresses."""

from filiere.site.careers.mission import api as mission_api
from filiere.site.careers.occupations import api as occupation_api
from filiere.site.careers.paths import api as path_api

__all__ = ["mission_api", "occupation_api", "path_api"]
