"""The addresses of the occupations in the public API; each subject registers its own."""

from filiere.site.careers.mission import api  # noqa: F401  It registers there.
