"""Keeping a local definition: checked whole, sealed by the first figure computed under it, then only ever succeeded."""

from __future__ import annotations

import re

from django.utils import timezone

from filiere.contacts import DefinitionSet, load_definitions
from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import Steps, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.quality.actions.open_centre import ON_CENTRE
from filiere.site.quality.definition_yaml import parse_definition
from filiere.site.quality.fault_builders import build_faults, fault
from filiere.site.quality.journal_reconciliation import CENTRE_SUBJECT
from filiere.site.quality.models import Centre, LocalSet
from filiere.site.quality.quotas import check_definitions
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

MAX_TEXT_LENGTH = 200_000
_KEY_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def next_version(centre: Centre, key: str) -> int:
    """The version that is written next: that of the last one as long as nothing was computed under it."""
    last = LocalSet.objects.filter(centre=centre, key=key).order_by("-version").first()
    if last is None:
        return 1
    return last.version if last.sealed_at is None else last.version + 1


@act("local_set.write", on=ON_CENTRE, right="quality:keep", clock=False, record=False)
def write_definition(centre: Centre, *, actor: User, text: str, seen: str = "") -> Steps[Centre, LocalSet]:
    """Keep the set that a YAML text says. ``seen`` is the seal of the version that the person had before their eyes.

    Raises `RightRefused`, and `Faults` with everything wrong, a sealed version or another person's writing among it.
    """
    if len(text) > MAX_TEXT_LENGTH:
        raise build_faults(
            "definition-too-long",
            f"Ce texte dépasse {MAX_TEXT_LENGTH} signes.",
            f"This text is longer than {MAX_TEXT_LENGTH} characters.",
            "Une définition tient en quelques pages.",
            "A definition fits on a few pages.",
        )
    definition = read_sandboxed(InputOrigin(actor, CENTRE_SUBJECT, centre.key), parse_definition, text)
    _check_heading(definition)
    # Under the lock of the centre, so that two who write at once are told of each other.
    row = yield
    last = LocalSet.objects.filter(centre=row, key=definition.id).order_by("-version").first()
    if last is not None and last.sha256 == definition.sha256:
        return last
    if last is not None and seen and seen != last.sha256:
        raise _changed_since_fault()
    expected = next_version(row, definition.id)
    if definition.version != expected:
        raise _wrong_version_fault(definition, expected)
    made = last if last is not None and last.version == expected else LocalSet(centre=row, key=definition.id)
    check_definitions(made, text)
    made.version, made.text, made.sha256 = expected, text, definition.sha256
    made.title_fr, made.title_en = definition.title.fr, definition.title.en
    made.made_by, made.made_at = actor, timezone.now()
    made.save()
    record_row(actor, "local_set.write", made)
    return made


def _check_heading(definition: DefinitionSet) -> None:
    faults = []
    if definition.id in load_definitions():
        faults.append(
            fault(
                "definition-name-taken",
                f"« {definition.id} » est le nom d’une définition livrée avec Filière.",
                f"“{definition.id}” is the name of a definition supplied with Filière.",
                "Donnez-lui un nom à vous, par exemple local-telephone.",
                "Give it a name of your own, such as local-phone.",
                "id",
            )
        )
    if definition.status != "local" or definition.kind != "definitions" or not _KEY_FORM.match(definition.id):
        faults.append(
            fault(
                "definition-not-local",
                "Ce n’est pas une définition locale qui calcule.",
                "This is not a computable local definition.",
                "Écrivez « kind: definitions » et « status: local », et un nom en minuscules et traits d’union.",
                "Write “kind: definitions” and “status: local”, and a name made of lower-case letters, digits and "
                "hyphens.",
                "status",
            )
        )
    if faults:
        raise Faults(faults)


def _wrong_version_fault(definition: DefinitionSet, expected: int) -> Faults:
    return build_faults(
        "definition-version",
        f"La version {definition.version} ne peut pas être écrite : des chiffres existent peut-être sous elle.",
        f"Version {definition.version} cannot be overwritten: figures may exist under it.",
        f"Écrivez la version {expected}. Une version scellée ne change plus.",
        f"Write version {expected}. A sealed version cannot be changed.",
        "version",
    )


def _changed_since_fault() -> Faults:
    return build_faults(
        "changed-since",
        "Quelqu’un a modifié cette définition depuis que vous l’avez ouverte. Votre saisie n’a rien écrasé.",
        "Someone has changed this definition since you opened it. Nothing was overwritten.",
        "Comparez avec la définition actuelle, puis envoyez de nouveau.",
        "Compare with the current definition, then submit again.",
    )
