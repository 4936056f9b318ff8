"""Changes between two waves: the difference, its interval, its test, and what was assumed to have them.

Waves share respondents, and the covariance of what these answered belongs to the variance of the difference. Where only
percentages and numbers of answers are published, simple random sampling is assumed, and the record says it.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)
