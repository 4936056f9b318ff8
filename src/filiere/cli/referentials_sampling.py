"""``filiere referentials sample`` and ``sample-verify``: the sites to audit drawn by lot, and the draw done again."""

import sys
from dataclasses import replace
from pathlib import Path

from filiere.cli.options import ContentOption, JsonFormatOption, LangOption, handle_faults, print_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.faults import Fault, Faults
from filiere.core.language import source_language
from filiere.core.text import Text
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, parse_key, read_yaml
from filiere.referentials import FORM_FAULTS, Library
from filiere.referentials.sampling import (
    RECORD_FAULT_CODES,
    AuditKind,
    DrawRecord,
    Population,
    Seed,
    explain_inclusion,
    population_sha256,
    require_drawable,
    run_draw,
    summarise_draw,
    verify_draw,
)


def sample(
    population: Path,
    /,
    *,
    release: str,
    kind: AuditKind | None = None,
    seed: str | None = None,
    seed_time: str | None = None,
    seed_source: str | None = None,
    seed_round: str | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Tirer au sort les sites à auditer. · Draw the sites to audit at random.

    Parameters
    ----------
    population
        Fichier YAML de la liste des sites. · YAML file of the list of sites.
    release
        Référentiel et version, comme lrs@2027.1. · Referential and release, such as lrs@2027.1.
    kind
        Sorte d’audit, celle de la liste par défaut. · Kind of audit, by default that of the list.
    seed
        Valeur de la balise ; sans elle, dire l’empreinte à publier. · Beacon value; without it, tell the fingerprint.
    seed_time
        Moment où la balise l’a publiée, avec son fuseau. · When the beacon published it, with its offset.
    seed_source
        Balise, celle qu’annonce la liste par défaut. · Beacon, by default the one that the list announces.
    seed_round
        Tour de la balise, celui qu’annonce la liste par défaut. · Round, by default the one announced.
    """
    with handle_faults(lang):
        document, sites = _read_population(population)
        rules = Library(content).release(release, on=sites.sealed_at.date())
        try:
            if seed is None:
                require_drawable(sites, rules, kind or sites.kind)
                _print_announcement(sites, format)
                return
            record = run_draw(
                sites, rules, kind or sites.kind, _build_seed(seed, seed_time, seed_source, seed_round, sites)
            )
        except Faults as faults:
            raise Faults([_locate_fault(one, document) for one in faults.faults]) from None
        if format == "json":
            print_json(record.model_dump(mode="json"))
        else:
            _print_draw(record)


def sample_verify(
    record: Path,
    population: Path,
    /,
    *,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Refaire un tirage et dire chaque écart. · Do a draw again and tell each difference.

    Parameters
    ----------
    record
        Fichier JSON écrit par « sample ». · JSON file written by “sample”.
    population
        Fichier YAML de la liste des sites. · YAML file of the list of sites.
    """
    with handle_faults(lang):
        written = _read_document(record)
        minutes = validate(written, DrawRecord)
        document, sites = _read_population(population)
        rules = Library(content).release(minutes.release, on=sites.sealed_at.date())
        faults = [
            _locate_fault(one, written if one.code in RECORD_FAULT_CODES else document)
            for one in verify_draw(minutes, sites, rules)
        ]
        if format == "json":
            print_json({"verified": not faults, "faults": [one.as_json() for one in faults]})
        else:
            print_faults(faults, remedy=True)
            if not faults:
                print(
                    Text(
                        fr=f"Le tirage refait donne le même résultat : {minutes.size.size} sites sur {minutes.size.n}.",
                        en=f"Repeating the draw gives the same result: {minutes.size.size} sites of {minutes.size.n}.",
                    )
                )
    if faults:
        sys.exit(1)


def _build_seed(value: str, time: str | None, source: str | None, round_: str | None, population: Population) -> Seed:
    if time is None:
        raise Faults.one(
            code="sampling-no-seed-time",
            message=Text(
                fr=(
                    "Sans l’heure de publication par la balise, rien ne prouve que le nombre de "
                    "départ est postérieur au "
                    "scellement."
                ),
                en="Without the time the beacon published it, nothing shows that the seed came after the seal.",
            ),
            remedy=Text(
                fr="Ajoutez --seed-time 2027-03-02T09:00:00Z.",
                en="Add --seed-time 2027-03-02T09:00:00Z.",
            ),
        )
    beacon = population.beacon
    said = {"value": value, "source": source or beacon.source, "round": round_ or beacon.round, "time": time}
    try:
        return validate(Document(Path(), said, {}), Seed)
    except Faults as faults:
        # What is wrong stands in the words of the command, in no file.
        raise Faults([replace(one, file=None, line=None, column=None, key=None) for one in faults.faults]) from None


def _read_document(path: Path) -> Document:
    if not path.is_file():
        raise Faults([FORM_FAULTS.build("missing-file", name=path.name).at(file=str(path))])
    return read_yaml(path)


def _read_population(path: Path) -> tuple[Document, Population]:
    document = _read_document(path)
    return document, validate(document, Population)


def _locate_fault(found: Fault, document: Document) -> Fault:
    """Return a fault of a draw at its line; those of the release have their own, or none."""
    if found.file is not None or found.key is None:
        return found
    return document.place_fault(parse_key(found.key), found)


def _print_announcement(population: Population, format: str) -> None:
    sha256, beacon = population_sha256(population), population.beacon
    if format == "json":
        print_json({"population_sha256": sha256, **population.model_dump(mode="json", include={"sealed_at", "beacon"})})
        return
    print(
        Text(
            fr=f"À publier avant le tour {beacon.round} de {beacon.source} : {sha256}",
            en=f"To be published before round {beacon.round} of {beacon.source}: {sha256}",
        )
    )


def _print_draw(record: DrawRecord) -> None:
    for line in summarise_draw(record):
        print(line)
    print()
    heads = (
        Text(fr="Site", en="Site"),
        Text(fr="Strate", en="Stratum"),
        Text(fr="Visité", en="Visited"),
        Text(fr="Pourquoi", en="Why"),
        Text(fr="Conseillers à entendre", en="Advisers to meet"),
    )
    yes, no = str(Text(fr="oui", en="yes")), str(Text(fr="non", en="no"))
    every = str(Text(fr="tous", en="all"))
    rows = []
    for site in record.sites:
        people = site.interviews.advisers if site.interviews else ""
        shown = every if people == "all" else str(people)
        why = explain_inclusion(site, source_language())
        rows.append([site.key, site.stratum, yes if site.included else no, why, shown])
    print_table(heads, rows)
