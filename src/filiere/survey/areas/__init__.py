"""Small areas: estimates of territories that the survey alone is too small for, with their error.

Two models: the area-level model of Fay and Herriot, which weighs each direct estimate by its precision, and the
structure-preserving table, which brings an old detailed table to new margins. Both state their error on territories
left out, and no area is published above the stated coefficient of variation.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)
