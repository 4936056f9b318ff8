"""Keeping a mapping file of a centre: checked whole by the importer, given the next version, never changed."""

from __future__ import annotations

import hashlib
import re

from django.db.models import Max
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import Steps, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.quality.actions.open_centre import ON_CENTRE
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.journal_reconciliation import CENTRE_SUBJECT
from filiere.site.quality.mapping_form import MAX_NAME_LENGTH
from filiere.site.quality.mapping_preview import check_mapping
from filiere.site.quality.models import Centre, Mapping
from filiere.site.quality.quotas import check_mappings
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

MAX_TEXT_LENGTH = 200_000
_NAME_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def next_version(centre: Centre, name: str) -> int:
    """The version that a mapping of this name would have."""
    last = Mapping.objects.filter(centre=centre, name=name).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def mapping_name_fault() -> Faults:
    """That a mapping has no name, or none that it can have, and what to write."""
    return build_faults(
        "mapping-name",
        f"Le nom de la correspondance doit être fait de lettres et de chiffres, {MAX_NAME_LENGTH} signes au plus.",
        f"The mapping name must be made of letters and digits, {MAX_NAME_LENGTH} characters at most.",
        "Écrivez par exemple « journal téléphone ».",
        "For example: “phone log”.",
        "name",
    )


@act("mapping.write", on=ON_CENTRE, right="quality:keep", clock=False, record=False)
def write_mapping(centre: Centre, *, actor: User, name: str, text: str) -> Steps[Centre, Mapping]:
    """Keep a mapping under a name; the very text of its last version gives that version back.

    Raises `RightRefused`, and `Faults` with everything wrong in the text, by line.
    """
    if not _NAME_FORM.match(name) or len(name) > MAX_NAME_LENGTH:
        raise mapping_name_fault()
    if len(text) > MAX_TEXT_LENGTH:
        raise build_faults(
            "mapping-too-long",
            f"Ce texte dépasse {MAX_TEXT_LENGTH} signes.",
            f"This text is longer than {MAX_TEXT_LENGTH} characters.",
            "Une correspondance tient en quelques pages.",
            "A mapping fits on a few pages.",
        )
    read_sandboxed(InputOrigin(actor, CENTRE_SUBJECT, centre.key), check_mapping, text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    # Under the lock of the centre, two who save at once make two versions.
    row = yield
    last = Mapping.objects.filter(centre=row, name=name).order_by("-version").first()
    if last is not None and last.sha256 == sha256:
        return last
    check_mappings(row, text)
    made = Mapping.objects.create(
        centre=row,
        name=name,
        version=last.version + 1 if last is not None else 1,
        text=text,
        sha256=sha256,
        made_by=actor,
        made_at=timezone.now(),
    )
    record_row(actor, "mapping.write", made)
    return made
