"""The ground floor: words, numbers, periods, sources, seals and faults, which every other package speaks.

Nothing here knows a file of the project, a database or a clock.
"""

from filiere.core.content_folder import content_path
from filiere.core.faults import DamagedFiles, Fault, FaultLog, Faults, is_damage
from filiere.core.language import choose_language, current_language, source_language, use_language
from filiere.core.periods import Period
from filiere.core.quantities import Quantity, UnitError
from filiere.core.seals import canonical_bytes, seal, seal_file
from filiere.core.sources import Reliability, Slug, Source
from filiere.core.text import LANGUAGES, Lang, StrictModel, Text, Words, fold_text
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, Key, format_key, parse_yaml, read_yaml, scan_yaml

__all__ = [
    "LANGUAGES",
    "DamagedFiles",
    "Document",
    "Fault",
    "FaultLog",
    "Faults",
    "Key",
    "Lang",
    "Period",
    "Quantity",
    "Reliability",
    "Slug",
    "Source",
    "StrictModel",
    "Text",
    "UnitError",
    "Words",
    "canonical_bytes",
    "choose_language",
    "content_path",
    "current_language",
    "fold_text",
    "format_key",
    "is_damage",
    "parse_yaml",
    "read_yaml",
    "scan_yaml",
    "seal",
    "seal_file",
    "source_language",
    "use_language",
    "validate",
]
