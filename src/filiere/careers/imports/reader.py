"""Reading a delivery of any known form as a release: what it is, which version, of which day, and all that is wrong.

The form is told from the names of tables and columns, never guessed from one value. Two forms, or two versions, in one
delivery are a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from filiere.careers.imports import certifications, esco_release, flat_records, rome_release
from filiere.careers.imports.delivery import Delivery, Member, open_delivery, open_member
from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.findings import MOST_FAULTS
from filiere.careers.imports.records import DateOrigin, FlatRecord, ObservedMove, Publisher, Release, ReleaseKind
from filiere.careers.imports.tables import Encoding, Table, list_tables
from filiere.careers.nomenclature import Nomenclature
from filiere.careers.rome_tables import TABLES
from filiere.core.faults import Fault, Faults

_OPEN_LICENCE = "Licence Ouverte 2.0"
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
_ESCO_VERSION = re.compile(r"(?:v|esco)(\d)\.?(\d)\.?(\d)?(?!\d)", re.IGNORECASE)
_XML_ROOT = re.compile(rb"<FICHES[\s>]")
_HEAD = 4096

Content = tuple[Nomenclature | None, tuple[FlatRecord, ...], tuple[Fault, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What the user says of a delivery: a beginning of the names to read, the version and the day where files do not
    say them, the encoding of its texts, tables that lend labels, the codes of a nomenclature that observed moves must
    be of (else those of one that is kept), and the ROME codes of the profession, which certifications are kept for."""

    prefix: str = ""
    version: str = ""
    date: str = ""
    encoding: Encoding = "utf-8"
    labels: tuple[Path, ...] = ()
    codes: Collection[str] | None = None
    kept_nomenclature: Callable[[], Nomenclature | None] = lambda: None
    profession_codes: Collection[str] = ()


@dataclass
class _Contents:
    """The tables and the XML of a delivery, by the form that each has."""

    delivery: Delivery
    tables: list[Table]
    xml: list[Member]
    options: ReadingOptions
    chosen: list[Table] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of delivery: its name, what it holds, who publishes it, how its tables are known and how it is read."""

    name: str
    kind: ReleaseKind
    publisher: Publisher
    is_table: Callable[[Table], bool]
    read: Callable[[_Contents, str], Content]


def read_delivery(path: Path, options: ReadingOptions) -> Release:
    """Return the release of a file, an archive or a folder; raise :class:`Faults` with all that is wrong."""
    faults = list(_judge_options(options))
    with open_delivery(path, prefix=options.prefix) as delivery:
        tables, wrong = list_tables(delivery.members, encoding=options.encoding)
        xml = [one for one in delivery.members if one.suffix == ".xml" and _is_register_xml(one)]
        contents = _Contents(delivery, tables, xml, options)
        faults += wrong
        form = _choose_form(contents, faults)
        if form is None:
            raise Faults(faults).shorten(MOST_FAULTS)
        contents.chosen = [one for one in tables if form.is_table(one)]
        version, said = _find_version(form, contents, faults)
        if faults and not version:
            raise Faults(faults).shorten(MOST_FAULTS)
        try:
            nomenclature, records, gaps = form.read(contents, version)
        except Faults as found:
            raise Faults([*faults, *_place_all(found, path, faults)]).shorten(MOST_FAULTS) from None
        if faults:
            raise Faults(faults).shorten(MOST_FAULTS)
    day = options.date or delivery.newest.isoformat()
    if not options.date:
        gaps = (*gaps, CATALOGUE.build("gap-date-from-file", date=day))
    if not said:
        gaps = (*gaps, CATALOGUE.build("gap-version-unsaid", version=version))
    return Release(
        kind=form.kind,
        name=form.name,
        system=_name_system(form, version),
        version=version,
        publisher=_name_publisher(form, records),
        date=day,
        date_origin=DateOrigin.USER if options.date else DateOrigin.FILE,
        files=delivery.files,
        nomenclature=nomenclature,
        records=records,
        gaps=gaps,
    )


def _name_publisher(form: _Form, records: Sequence[FlatRecord]) -> Publisher:
    """Return who publishes a form; observed moves say their sources themselves."""
    sources = {one.source for one in records if isinstance(one, ObservedMove)}
    return Publisher("; ".join(sorted(sources)), "", "") if sources else form.publisher


def _place_all(found: Faults, path: Path, unread: Sequence[Fault]) -> list[Fault]:
    """Put faults at a delivery; a table is not missing where it is there and could not be read."""
    jobs = any(TABLES["jobs"] in (one.file or "") for one in unread)
    return [one.at(file=str(path)) for one in found.faults if not (jobs and one.code == "import-missing-table")]


def _judge_options(options: ReadingOptions) -> list[Fault]:
    faults = []
    if options.version and not _VERSION.fullmatch(options.version):
        faults.append(CATALOGUE.build("import-bad-version", value=options.version[:40]))
    try:
        date.fromisoformat(options.date or "2000-01-01")
    except ValueError:
        faults.append(CATALOGUE.build("import-bad-date", value=options.date[:40]))
    return faults


def _is_register_xml(member: Member) -> bool:
    with open_member(member) as stream:
        return _XML_ROOT.search(stream.read(_HEAD)) is not None


def _choose_form(contents: _Contents, faults: list[Fault]) -> _Form | None:
    """Return the form of a delivery; None, and a fault, where it has none or several."""
    found = [form for form in _FORMS if any(map(form.is_table, contents.tables))]
    if contents.xml and _REGISTER not in found:
        found.append(_REGISTER)
    path = str(contents.delivery.path)
    rome = _FORMS[0]
    if rome in found:
        # A table between nomenclatures may lie beside those of one: what cannot be read together is told by versions.
        versions = rome_release.list_versions(contents.delivery.members)
        if len(versions) > 1:
            faults.append(_two_versions_fault(versions).at(file=path))
    if len(found) == 1:
        return found[0] if not any(one.code == "import-two-versions" for one in faults) else None
    if found:
        faults.append(CATALOGUE.build("import-several-kinds", names=[one.name for one in found]).at(file=path))
    elif not faults:
        names = [f"{one.name} ({', '.join(one.columns[:6])})" for one in contents.tables[:5]] or ["–"]
        faults.append(CATALOGUE.build("import-unknown-form", names=names).at(file=path))
    return None


def _two_versions_fault(versions: Mapping[str, str]) -> Fault:
    begun = {name.partition("_")[0] for name in versions.values()}
    # The beginning of a name tells versions apart only where each has its own.
    example = min(begun) if len(begun) == len(versions) else ""
    hints = {
        "hint_fr": f", ou indiquez --prefix, par exemple « {example} »" if example else "",
        "hint_en": f", or give --prefix, for instance “{example}”" if example else "",
    }
    return CATALOGUE.build("import-two-versions", versions=_show_versions(versions), **hints)


def _show_versions(versions: Mapping[str, str]) -> list[str]:
    return [f"{version} ({name})" for version, name in versions.items()]


def _find_version(form: _Form, contents: _Contents, faults: list[Fault]) -> tuple[str, bool]:
    """Return the version, and whether the delivery or the user says it: else it is the day of the newest file."""
    wanted, path = contents.options.version, str(contents.delivery.path)
    if form.name == "ROME":
        versions = rome_release.list_versions(contents.delivery.members)
        if wanted:
            versions.setdefault(wanted, "--release")
        repeated = _list_repeated(contents.chosen)
        if len(versions) > 1 or repeated:
            shown = versions if len(versions) > 1 else repeated
            faults.append(_two_versions_fault(shown).at(file=path))
            return "", True
        if not versions:
            faults.append(CATALOGUE.build("import-no-version").at(file=path))
        return next(iter(versions), ""), True
    if wanted:
        return wanted, True
    if form.name == "ESCO":
        names = [contents.delivery.path.name, *(one.name for one in contents.delivery.members)]
        found = {
            ".".join(part or "0" for part in one.groups()) for name in names if (one := _ESCO_VERSION.search(name))
        }
        if len(found) == 1:
            return found.pop(), True
        if found:
            faults.append(_two_versions_fault(dict.fromkeys(sorted(found), "ESCO")).at(file=path))
            return "", True
    return contents.options.date or contents.delivery.newest.isoformat(), False


def _list_repeated(tables: Sequence[Table]) -> dict[str, str]:
    """Return the names of tables that hold the same part of a nomenclature: two releases without a number."""
    first: dict[str, str] = {}
    repeated: dict[str, str] = {}
    for table in tables:
        part = rome_release.find_part(table) or ""
        if part in first:
            repeated |= {first[part]: part, table.name: part}
        first.setdefault(part, table.name)
    return repeated


def _name_system(form: _Form, version: str) -> str:
    return f"rome-{version.partition('.')[0]}" if form.name == "ROME" else form.name.lower().replace(" ", "-")


def _read_rome(contents: _Contents, version: str) -> Content:
    found, gaps = rome_release.read_rome_release(contents.chosen, version=version, labels=contents.options.labels)
    return found, (), gaps


def _read_esco(contents: _Contents, version: str) -> Content:
    found, gaps = esco_release.read_esco_release(contents.chosen, version=version)
    return found, (), gaps


def _read_register(contents: _Contents, _: str) -> Content:
    codes = contents.options.profession_codes
    if contents.xml:
        return None, *certifications.read_certification_xml(contents.xml, codes)
    return None, *certifications.read_certification_tables(contents.chosen, codes)


def _read_needs(contents: _Contents, version: str) -> Content:
    year = re.search(r"(?:19|20)\d\d", version)
    said = int(year[0]) if year else contents.delivery.newest.year
    return None, *flat_records.read_hiring_needs(contents.chosen, year=said)


def _read_pairs(contents: _Contents, _: str) -> Content:
    return None, *flat_records.read_code_pairs(contents.chosen)


def _read_moves(contents: _Contents, _: str) -> Content:
    codes = contents.options.codes
    notes: tuple[Fault, ...] = ()
    if codes is None and (kept := contents.options.kept_nomenclature()) is not None:
        codes = frozenset(kept.jobs)
        notes = (CATALOGUE.build("gap-codes-of-kept-release", release=f"{kept.name} {kept.version}"),)
    records, gaps = flat_records.read_observed_moves(contents.chosen, codes=codes)
    return None, records, (*gaps, *notes)


_REGISTER = _Form(
    "RNCP",
    ReleaseKind.CERTIFICATIONS,
    Publisher("France compétences", "https://www.data.gouv.fr/", _OPEN_LICENCE),
    lambda table: certifications.is_main_table(table) or certifications.is_code_table(table),
    _read_register,
)
_FORMS = (
    _Form(
        "ROME",
        ReleaseKind.NOMENCLATURE,
        Publisher(
            "France Travail",
            "https://www.data.gouv.fr/datasets/repertoire-operationnel-des-metiers-et-des-emplois-rome/",
            _OPEN_LICENCE,
        ),
        lambda table: rome_release.find_part(table) is not None,
        _read_rome,
    ),
    _Form(
        "ESCO",
        ReleaseKind.NOMENCLATURE,
        Publisher("European Commission", "https://esco.ec.europa.eu/", "CC BY 4.0"),
        lambda table: esco_release.find_part(table) is not None,
        _read_esco,
    ),
    _REGISTER,
    _Form(
        "BMO",
        ReleaseKind.HIRING_NEEDS,
        Publisher("France Travail", "https://www.francetravail.org/", _OPEN_LICENCE),
        lambda table: bool(flat_records.find_need_columns(table)),
        _read_needs,
    ),
    _Form(
        "Code pairs",
        ReleaseKind.CODE_PAIRS,
        Publisher("Dares", "https://dares.travail-emploi.gouv.fr/", _OPEN_LICENCE),
        lambda table: bool(flat_records.find_pair_columns(table)) and not flat_records.find_need_columns(table),
        _read_pairs,
    ),
    _Form(
        "Observed moves",
        ReleaseKind.OBSERVED_MOVES,
        Publisher("", "", ""),
        flat_records.is_move_table,
        _read_moves,
    ),
)
