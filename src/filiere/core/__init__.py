"""The ground floor: words, numbers, periods, sources, seals and faults, which every other package speaks.

Nothing here knows a file of the project, a database or a clock.
"""

from filiere.core.content import content_path
from filiere.core.documents import Document, Key, dotted, parse_yaml, read_yaml, scan_yaml
from filiere.core.errors import DamagedFiles, Fault, FaultLog, Faults, tells_damage
from filiere.core.language import choose_language, current_language, language, source_language
from filiere.core.periods import Period
from filiere.core.quantities import Quantity, UnitError
from filiere.core.sealing import canonical, seal, seal_file
from filiere.core.sources import Reliability, Slug, Source
from filiere.core.text import LANGUAGES, Lang, StrictModel, Text, Words, folded
from filiere.core.validation import validate

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
    "canonical",
    "choose_language",
    "content_path",
    "current_language",
    "dotted",
    "folded",
    "language",
    "parse_yaml",
    "read_yaml",
    "scan_yaml",
    "seal",
    "seal_file",
    "source_language",
    "tells_damage",
    "validate",
]
