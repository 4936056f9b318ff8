"""Numbers quoted in a text, and what the register of figures says of each.

Four stages, each usable alone: mentions, context, candidates, verdict. Pure: no clock, no network, no Django.
"""

from filiere.quotations.documents import Document, DocumentPlace, plain_document, read_document
from filiere.quotations.mentions import Mention, SetAside
from filiere.quotations.review import STAGES, Review, Row, Stage, check_document, check_text
from filiere.quotations.sums import SumFinding
from filiere.quotations.verdict import VERDICTS, Need, Verdict, WrongPart

__all__ = [
    "STAGES",
    "VERDICTS",
    "Document",
    "DocumentPlace",
    "Mention",
    "Need",
    "Review",
    "Row",
    "SetAside",
    "Stage",
    "SumFinding",
    "Verdict",
    "WrongPart",
    "check_document",
    "check_text",
    "plain_document",
    "read_document",
]
