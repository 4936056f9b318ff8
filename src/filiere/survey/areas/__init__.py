"""Small areas: estimates of areas that the survey alone is too small for, with their error.

Two models: the area-level model of Fay and Herriot, which weighs each direct estimate by its precision, and the
structure-preserving table, which brings an old detailed table to new margins. Both state their error on areas
left out; each estimate says whether its coefficient of variation allows publication.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)
