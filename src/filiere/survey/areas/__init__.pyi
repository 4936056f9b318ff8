"""What the site, the command line and the other packages of surveys import of the areas."""

from filiere.survey.areas.area_model import estimate_table as estimate_table
from filiere.survey.areas.area_model import fit_area_model as fit_area_model
from filiere.survey.areas.benchmarks import rake_estimates as rake_estimates
from filiere.survey.areas.cross_validation import measure_left_out_error as measure_left_out_error
from filiere.survey.areas.estimation import estimate_areas as estimate_areas
from filiere.survey.areas.records import AreaEstimate as AreaEstimate
from filiere.survey.areas.records import AreaModel as AreaModel
from filiere.survey.areas.records import AreaResult as AreaResult
from filiere.survey.areas.records import AreaTable as AreaTable
from filiere.survey.areas.records import Benchmark as Benchmark
from filiere.survey.areas.records import LeftOutError as LeftOutError
from filiere.survey.areas.specifications import AreaSpecification as AreaSpecification
from filiere.survey.areas.specifications import build_area_table as build_area_table
from filiere.survey.areas.specifications import parse_area_specification as parse_area_specification
from filiere.survey.areas.structure_preservation import PreservedTable as PreservedTable
from filiere.survey.areas.structure_preservation import StructureError as StructureError
from filiere.survey.areas.structure_preservation import measure_structure_error as measure_structure_error
from filiere.survey.areas.structure_preservation import preserve_structure as preserve_structure
from filiere.survey.areas.structure_tables import StructureResult as StructureResult
from filiere.survey.areas.structure_tables import StructureSpecification as StructureSpecification
from filiere.survey.areas.structure_tables import estimate_structure as estimate_structure
from filiere.survey.areas.structure_tables import parse_structure_specification as parse_structure_specification
