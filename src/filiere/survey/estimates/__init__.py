"""What the answers of a survey are worth: calibrated weights, estimates, and their standard errors.

    SurveySpec, read_survey_spec     what is asked, as a person writes it
    ColumnTable                      the rows of a sample, by column
    calibrate_sample()               weights that meet known totals, and what they estimate
    estimate_outcomes()              the same estimates by the weights of the draw
    SurveyResult                     weights, margins, estimates, influential units

Results equal those of R's ``survey`` for one-stage designs; the formulas and their sources are in
``docs/explanation/survey.md``.
"""

from filiere.core.lazy_exports import attach_face

__getattr__, __dir__, __all__ = attach_face(__name__, __file__)
