"""``filiere referentials sample`` and ``sample-verify``: the sites to audit drawn by lot, and the draw done again."""

import sys
from dataclasses import replace
from pathlib import Path

from filiere.cli.options import ContentOption, JsonFormatOption, LangOption, fault_lines, json_out, speaking
from filiere.cli.tables import table
from filiere.core.documents import Document, read_yaml, undotted
from filiere.core.errors import Fault, Faults
from filiere.core.text import Lang, Text
from filiere.core.validation import validate
from filiere.referentials import Library
from filiere.referentials.messages import FORM, build
from filiere.referentials.sampling import Kind, Population, Record, Seed, draw, population_sha256, ready, verify
from filiere.referentials.sampling.explaining import reasons, summary
from filiere.referentials.sampling.verifying import OF_RECORD


def sample(
    population: Path,
    /,
    *,
    release: str,
    kind: Kind | None = None,
    seed: str | None = None,
    seed_time: str | None = None,
    seed_source: str | None = None,
    seed_round: str | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Tirer au sort les sites à auditer. · Draw by lot the sites to audit.

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
    with speaking(lang) as language:
        document, sites = _population(population)
        rules = Library(content).release(release, on=sites.sealed_at.date())
        try:
            if seed is None:
                ready(sites, rules, kind or sites.kind)
                _to_publish(sites, format, language)
                return
            record = draw(sites, rules, kind or sites.kind, _seed(seed, seed_time, seed_source, seed_round, sites))
        except Faults as faults:
            raise Faults([_placed(one, document) for one in faults.faults]) from None
        if format == "json":
            json_out(record.model_dump(mode="json"))
        else:
            _show(record, language)


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
    with speaking(lang) as language:
        written = _read(record)
        minutes = validate(written, Record)
        document, sites = _population(population)
        rules = Library(content).release(minutes.release, on=sites.sealed_at.date())
        faults = [_placed(one, written if one.code in OF_RECORD else document) for one in verify(minutes, sites, rules)]
        if format == "json":
            json_out({"verified": not faults, "faults": [one.as_json(language) for one in faults]})
        else:
            fault_lines(faults, language, remedy=True)
            if not faults:
                print(
                    Text(
                        fr=f"Le tirage refait donne le même résultat : {minutes.size.size} sites sur {minutes.size.n}.",
                        en=f"Repeating the draw gives the same result: {minutes.size.size} sites of {minutes.size.n}.",
                    ).get(language)
                )
    if faults:
        sys.exit(1)


def _seed(value: str, time: str | None, source: str | None, round_: str | None, population: Population) -> Seed:
    if time is None:
        raise Faults.one(
            code="sampling-no-seed-time",
            message=Text(
                fr="Sans le moment où la balise l’a publiée, rien ne dit que la graine vient après le scellé.",
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


def _read(path: Path) -> Document:
    if not path.is_file():
        raise Faults([build(FORM, "missing-file", name=path.name).at(file=str(path))])
    return read_yaml(path)


def _population(path: Path) -> tuple[Document, Population]:
    document = _read(path)
    return document, validate(document, Population)


def _placed(found: Fault, document: Document) -> Fault:
    """Return a fault of a draw at its line; those of the release have their own, or none."""
    if found.file is not None or found.key is None:
        return found
    return document.placed(undotted(found.key), found)


def _to_publish(population: Population, format: str, lang: Lang) -> None:
    sha256, beacon = population_sha256(population), population.beacon
    if format == "json":
        json_out({"population_sha256": sha256, **population.model_dump(mode="json", include={"sealed_at", "beacon"})})
        return
    print(
        Text(
            fr=f"À publier avant le tour {beacon.round} de {beacon.source} : {sha256}",
            en=f"To be published before round {beacon.round} of {beacon.source}: {sha256}",
        ).get(lang)
    )


def _show(record: Record, lang: Lang) -> None:
    for one in summary(record):
        print(one.get(lang))
    print()
    heads = (
        Text(fr="Site", en="Site"),
        Text(fr="Strate", en="Stratum"),
        Text(fr="Visité", en="Visited"),
        Text(fr="Pourquoi", en="Why"),
        Text(fr="Conseillers à entendre", en="Advisers to meet"),
    )
    yes, no = Text(fr="oui", en="yes").get(lang), Text(fr="non", en="no").get(lang)
    every = Text(fr="tous", en="all").get(lang)
    rows = []
    for site in record.sites:
        people = site.interviews.advisers if site.interviews else ""
        shown = every if people == "all" else str(people)
        rows.append([site.key, site.stratum, yes if site.included else no, reasons(site, lang), shown])
    table([one.get(lang) for one in heads], rows)
