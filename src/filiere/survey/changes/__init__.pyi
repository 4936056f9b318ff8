"""What the site and the command line import of changes between waves."""

from filiere.survey.changes.published_percentages import PercentageChange as PercentageChange
from filiere.survey.changes.published_percentages import PercentageInterval as PercentageInterval
from filiere.survey.changes.published_percentages import PublishedPercentage as PublishedPercentage
from filiere.survey.changes.published_percentages import compare_percentages as compare_percentages
from filiere.survey.changes.published_percentages import find_percentage_interval as find_percentage_interval
from filiere.survey.changes.records import ASSUMPTION_LABELS as ASSUMPTION_LABELS
from filiere.survey.changes.records import VERDICT_LABELS as VERDICT_LABELS
from filiere.survey.changes.records import Assumption as Assumption
from filiere.survey.changes.records import TestedDifference as TestedDifference
from filiere.survey.changes.records import Verdict as Verdict
from filiere.survey.changes.waves import EstimateChange as EstimateChange
from filiere.survey.changes.waves import WaveRows as WaveRows
from filiere.survey.changes.waves import compare_waves as compare_waves
