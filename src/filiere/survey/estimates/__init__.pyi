"""What the site, the command line and the other packages of surveys import of the estimates."""

from filiere.survey.estimates.calibration import WeightFit as WeightFit
from filiere.survey.estimates.calibration import fit_weights as fit_weights
from filiere.survey.estimates.controls import Controls as Controls
from filiere.survey.estimates.controls import read_controls as read_controls
from filiere.survey.estimates.designs import ResponseGroups as ResponseGroups
from filiere.survey.estimates.designs import SurveyDesign as SurveyDesign
from filiere.survey.estimates.designs import read_design as read_design
from filiere.survey.estimates.estimator import calibrate_sample as calibrate_sample
from filiere.survey.estimates.estimator import estimate_outcomes as estimate_outcomes
from filiere.survey.estimates.results import CalibrationRefused as CalibrationRefused
from filiere.survey.estimates.results import Estimate as Estimate
from filiere.survey.estimates.results import Influence as Influence
from filiere.survey.estimates.results import MarginResult as MarginResult
from filiere.survey.estimates.results import SurveyResult as SurveyResult
from filiere.survey.estimates.results import describe_refusals as describe_refusals
from filiere.survey.estimates.sample_tables import ColumnTable as ColumnTable
from filiere.survey.estimates.sample_tables import SampleTable as SampleTable
from filiere.survey.estimates.sample_tables import TableReader as TableReader
from filiere.survey.estimates.specifications import ParsedSurveySpec as ParsedSurveySpec
from filiere.survey.estimates.specifications import SurveySpec as SurveySpec
from filiere.survey.estimates.specifications import check_survey_spec as check_survey_spec
from filiere.survey.estimates.specifications import read_survey_spec as read_survey_spec
from filiere.survey.estimates.variances import Residuals as Residuals
from filiere.survey.estimates.variances import VarianceParts as VarianceParts
from filiere.survey.estimates.variances import compute_variance as compute_variance
