"""What is checked of a document before it is taken: all at once, each with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from filiere.core import Fault, Faults, Lang, Text
from filiere.core.dates import format_day
from filiere.inspection import KIND_INFO, FileKind, is_wanted_kind
from filiere.site.evidence.confidentiality_classes import Confidentiality, Side, is_wide_enough
from filiere.site.evidence.faults import fault
from filiere.site.evidence.requirements import list_pieces, piece_label
from filiere.site.label.code_labels import EVIDENCE_KIND_LABELS
from filiere.site.workflow.models import Dossier

EARLIEST_DAY = date(1990, 1, 1)
LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetails:
    """What a person says of a document that they send."""

    proofs: tuple[str, ...] = ()
    confidentiality: str = Confidentiality.COMMITTEE
    proves_from: date | None = None
    proves_until: date | None = None
    expires: date | None = None
    note: str = ""


def check_details(
    dossier: Dossier, side: Side, said: DocumentDetails, kind: FileKind, *, requested: bool
) -> Iterator[Fault]:
    """Every fault of what is said, with the kind of the file."""
    known = list_pieces(dossier)
    for key in said.proofs:
        if key not in known:
            yield _fault(
                "unknown-evidence",
                "proofs",
                (
                    f"« {key[:80]} » n’est pas une pièce de ce référentiel.",
                    f"“{key[:80]}” is not an evidence item of this referential.",
                ),
                ("Choisissez-la dans la liste.", "Choose it from the list."),
            )
    if side == Side.EMPLOYER and not said.proofs and not requested:
        yield _fault(
            "proves-nothing",
            "proofs",
            ("Dites ce que cette pièce prouve.", "State what this document supports."),
            ("Choisissez au moins une pièce demandée dans la liste.", "Choose at least one requested item."),
        )
    if said.confidentiality not in Confidentiality.values:
        yield _fault(
            "unknown-class",
            "confidentiality",
            ("Cette classe de confidentialité n’existe pas.", "This confidentiality class does not exist."),
            ("Choisissez-la dans la liste.", "Choose it from the list."),
        )
    yield from _check_period(said)
    if side != Side.EMPLOYER:
        return
    for key in said.proofs:
        piece = known.get(key)
        if piece is None:
            continue
        wanted = tuple(one for one in piece.kinds if one != LINK)
        name = piece_label(dossier, key)
        if not is_wanted_kind(kind, wanted) and not requested:
            yield _fault(
                "kind-not-asked",
                "file",
                (
                    f"« {name.fr} » ne peut pas être établi par ce type de fichier ({KIND_INFO[kind].text.fr}).",
                    f"“{name.en}” cannot be shown by this type of file ({KIND_INFO[kind].text.en}).",
                ),
                (f"Formes attendues : {_name_kinds(wanted, 'fr')}.", f"Expected forms: {_name_kinds(wanted, 'en')}."),
            )
        if said.confidentiality in Confidentiality.values and not is_wide_enough(
            said.confidentiality, piece.confidentiality
        ):
            yield _fault(
                "class-too-narrow",
                "confidentiality",
                (
                    f"Sous cette classe, ceux qui doivent lire « {name.fr} » ne le pourraient pas.",
                    f"With this class, the people who must read “{name.en}” could not.",
                ),
                (
                    "Choisissez une classe plus large, ou masquez dans le fichier ce qui ne les regarde pas.",
                    "Choose a wider class, or redact what they should not see.",
                ),
            )


def _name_kinds(kinds: Iterable[str], lang: Lang) -> str:
    return ", ".join(EVIDENCE_KIND_LABELS[one].get(lang) if one in EVIDENCE_KIND_LABELS else one for one in kinds)


def _check_period(said: DocumentDetails) -> Iterator[Fault]:
    days = {"proves_from": said.proves_from, "proves_until": said.proves_until, "expires": said.expires}
    for key, day in days.items():
        if day is not None and not EARLIEST_DAY <= day <= date(2100, 1, 1):
            yield _fault(
                "day-out-of-range",
                key,
                (
                    f"Le {format_day(day, 'fr')} n’est pas un jour plausible.",
                    f"{format_day(day, 'en')} is not a plausible date.",
                ),
                ("Vérifiez l’année.", "Check the year."),
            )
    if said.proves_from and said.proves_until and said.proves_from > said.proves_until:
        yield _fault(
            "period-reversed",
            "proves_until",
            ("La période finit avant de commencer.", "The period ends before it begins."),
            ("Échangez les deux jours.", "Swap the two dates."),
        )


def dossier_full_faults(limit: int, documents: int) -> Faults:
    """The dossier is full."""
    size = limit // 1024**2
    return Faults([fault("dossier-full", size=size, documents=documents).at(key="file")])


def _fault(code: str, key: str, message: tuple[str, str], remedy: tuple[str, str]) -> Fault:
    return Fault(
        code=code,
        key=key,
        message=Text(fr=message[0], en=message[1]),
        remedy=Text(fr=remedy[0], en=remedy[1]),
    )
