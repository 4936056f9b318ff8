"""``filiere referentials coverage``, ``chain`` and ``review``: what ties one release to another."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from filiere.cli.options import ContentOption, JsonFormatOption, LangOption, ManyOption, handle_faults, print_json
from filiere.cli.referentials_case_file import evaluate_case_file
from filiere.cli.tables import print_table
from filiere.core.faults import Faults
from filiere.core.language import choose_words
from filiere.core.numbers import format_number
from filiere.core.text import Text
from filiere.referentials import MAPPINGS, Library, Mapping, find_close_words
from filiere.referentials.mapping import (
    Correspondence,
    Coverage,
    HeldResults,
    Link,
    compute_coverage,
    find_correspondences,
    find_map_states,
    record_review,
    resolve_mapping,
)

_STATES = {
    "covered": Text(fr="couvert", en="covered"),
    "partly": Text(fr="en partie", en="partly"),
    "uncovered": Text(fr="non couvert", en="not covered"),
}
_VERDICTS = {
    "held": Text(fr="acquis", en="met"),
    "not_held": Text(fr="pas acquis", en="not met"),
    "unknown": Text(fr="inconnu", en="unknown"),
}
_RELATIONS = {
    "equal": Text(fr="égal", en="equal"),
    "superset": Text(fr="contient", en="contains"),
    "subset": Text(fr="est une partie de", en="is part of"),
    "intersects": Text(fr="recoupe", en="overlaps"),
    "none": Text(fr="sans rapport", en="no relation"),
    "unknown": Text(fr="inconnu", en="unknown"),
}
_CARRIES = {
    "none": Text(fr="rien", en="nothing"),
    "evidence": Text(fr="preuve", en="evidence"),
    "answer": Text(fr="réponse", en="answer"),
    "finding": Text(fr="constat", en="finding"),
}
_NATURES = {
    "comparison": Text(fr="Comparaison", en="Comparison"),
    "succession": Text(fr="Succession", en="Succession"),
    "mixed": Text(fr="Comparaison et succession mêlées", en="Comparison and succession mixed"),
}


def _load_mapping(library: Library, name: str) -> tuple[Mapping, Correspondence]:
    """Return a mapping by its name or by the path of its file, on its two releases."""
    wanted = Path(name).stem if name.endswith(".yaml") else name
    mapping = library.mappings.get(wanted)
    if mapping is None:
        close = ", ".join(find_close_words(wanted, library.mappings) or library.mappings) or "–"
        raise Faults.one(
            code="unknown-mapping",
            message=Text(fr=f"Aucune correspondance « {name} » ici.", en=f"There is no mapping “{name}” here."),
            remedy=Text(fr=f"Correspondances : {close}.", en=f"Mappings: {close}."),
        )
    source, target = (library.release(end.id) for end in (mapping.direction.source, mapping.direction.target))
    return mapping, resolve_mapping(mapping, source, target)


def coverage_(
    mapping: str,
    /,
    *,
    reverse: Annotated[bool, Parameter(negative=())] = False,
    category: str | None = None,
    case: Path | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Dire ce qu’une correspondance couvre de sa cible. · Say what a mapping covers of its target.

    Parameters
    ----------
    mapping
        Nom de la correspondance, source--cible. · Name of the mapping, source--target.
    reverse
        La lire dans l’autre sens. · Read it the other way.
    category
        Ne compter que les questions de cette catégorie. · Count only the questions of this category.
    case
        Dire aussi ce qu’un cas tient de la source. · Also say what a case holds of the source.
    """
    with handle_faults(lang):
        library = Library(content)
        record, known = _load_mapping(library, mapping)
        states = list(find_map_states(record, known.source, known.target))
        known = known.reverse() if reverse else known
        held = (
            None if case is None else HeldResults.from_evaluation(evaluate_case_file(case, known.source.id, library)[1])
        )
        told = compute_coverage(known, category=category, held=held)
        if format == "json":
            print_json(
                _dump_coverage(told)
                | {"states": {one.id: {"state": one.state, "changed": list(one.changed)} for one in states}}
            )
            return
        _print_coverage(told, verdicts=held is not None)
        stale = [one.id for one in states if one.state == "stale"]
        if stale:
            words = Text(fr=f"À relire : {', '.join(stale)}.", en=f"To be reviewed again: {', '.join(stale)}.")
            print(words)


def _dump_coverage(told: Coverage) -> dict[str, Any]:
    return {
        "source": told.source,
        "target": told.target,
        "nature": told.nature,
        "mappings": list(told.names),
        "summary": str(told.summary),
        "themes": [
            {
                "theme": one.theme,
                "text": str(one.text),
                "subjects": one.subjects,
                "covered": one.covered,
                "partly": one.partly,
                "uncovered": one.uncovered,
            }
            for one in told.themes
        ],
        "subjects": [
            {
                "key": one.key,
                "number": one.number,
                "text": str(one.text),
                "theme": one.theme,
                "state": one.state,
                "share": one.share,
                "verdict": one.verdict,
                "gaps": [str(gap) for gap in one.gaps],
                "links": [dump_link(link) for link in one.links],
            }
            for one in told.subjects
        ],
    }


def dump_link(link: Link) -> dict[str, Any]:
    """Return a link as JSON content."""
    return {
        "sources": list(link.sources),
        "targets": list(link.targets),
        "relation": link.relation,
        "carry": link.carry,
        "strength": link.strength,
        "confidence": link.confidence,
        "status": link.status,
        "path": list(link.path),
    }


def _print_coverage(told: Coverage, *, verdicts: bool) -> None:
    heads = [Text(fr="Sujet", en="Subject"), Text(fr="État", en="State"), Text(fr="Part", en="Share")]
    heads += [Text(fr="Tenu", en="Met")] if verdicts else []
    heads += [Text(fr="Par", en="By"), Text(fr="Écart", en="Gap")]
    rows = []
    for subject in told.subjects:
        row = [
            f"{subject.number or ''} {subject.key}".strip(),
            str(_STATES[subject.state]),
            format_number(subject.share),
        ]
        row += [str(_VERDICTS[subject.verdict]) if subject.verdict else "–"] if verdicts else []
        row.append("; ".join(" + ".join(link.sources) for link in subject.links) or "–")
        row.append("; ".join(str(gap) for gap in subject.gaps) or "–")
        rows.append(row)
    print_table(heads, rows)
    print(told.summary)


def chain_(
    start: str,
    end: str,
    /,
    *,
    longest: int = 3,
    mixed: Annotated[bool, Parameter(negative=())] = False,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Aller d’une version à une autre par les correspondances. · Go from a release to another through mappings.

    Parameters
    ----------
    start
        Version de départ. · Release to start from.
    end
        Version d’arrivée. · Release to come to.
    longest
        Nombre de correspondances à la suite, au plus. · Mappings in a row, at most.
    mixed
        Admettre qu’une comparaison suive une succession. · Let a comparison follow a succession.
    """
    with handle_faults(lang):
        found = find_correspondences(Library(content), start, end, longest=longest, mixed=mixed)
        if format == "json":
            print_json(
                [
                    {
                        "nature": one.nature,
                        "mappings": list(one.names),
                        "links": [dump_link(link) for link in one.links],
                        "summary": str(compute_coverage(one).summary),
                    }
                    for one in found
                ]
            )
            return
        for correspondence in found:
            _print_chain(correspondence)
        if not found:
            words = Text(
                fr=f"Aucune suite de correspondances ne mène de {start} à {end}.",
                en=f"No series of mappings leads from {start} to {end}.",
            )
            print(words)


def _print_chain(known: Correspondence) -> None:
    nature = _NATURES[known.nature]
    way = " → ".join(known.names)
    print(choose_words(f"{nature.fr} : {way}", f"{nature.en}: {way}"))
    heads = [
        Text(fr="De", en="From"),
        Text(fr="Relation", en="Relation"),
        Text(fr="Vers", en="To"),
        Text(fr="Force", en="Strength"),
        Text(fr="Confiance", en="Confidence"),
        Text(fr="Transporte", en="Carries"),
    ]
    rows = [
        [
            " + ".join(link.sources),
            str(_RELATIONS[link.relation]),
            " + ".join(link.targets),
            str(link.strength or "–"),
            format_number(link.confidence),
            str(_CARRIES[link.carry]),
        ]
        for link in known.links
    ]
    if rows:
        print_table(heads, rows)
    print(compute_coverage(known).summary)


def review(
    mapping: str,
    /,
    *,
    role: str,
    on: Annotated[date, Parameter(help="Jour de la relecture, AAAA-MM-JJ. · Day of the review, YYYY-MM-DD.")],
    map: ManyOption = None,
    content: ContentOption = None,
    lang: LangOption = None,
) -> None:
    """Noter une relecture dans le fichier d’une correspondance. · Note a review in the file of a mapping.

    Parameters
    ----------
    mapping
        Nom de la correspondance, source--cible. · Name of the mapping, source--target.
    role
        Rôle de qui a relu, comme quality_expert. · Role of who reviewed, such as quality_expert.
    map
        Liens relus, tous par défaut. · Maps reviewed, all by default.
    """
    with handle_faults(lang):
        library = Library(content)
        record, known = _load_mapping(library, mapping)
        path = library.root / MAPPINGS / f"{record.id}.yaml"
        now = record_review(path, known.source, known.target, role=role, on=on, maps=map or ())
        seen = sum(bool(one.seen) for one in now.maps)
        words = Text(
            fr=f"{now.id} : relecture notée, {seen} lien{'s' if seen > 1 else ''} sur {len(now.maps)} avec leurs "
            f"empreintes.",
            en=f"{now.id}: review recorded, {seen} of {len(now.maps)} maps with their fingerprints.",
        )
        print(words)
