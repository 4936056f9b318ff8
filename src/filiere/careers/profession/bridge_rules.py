"""What a bridge must be: from the words of a phrase to the words of a skill, once, without a code of an occupation."""

import re
from collections.abc import Iterator, Mapping

from filiere.careers.profession.faults import fault
from filiere.careers.profession.phrase_matching import Labelled, index_labels, match_text
from filiere.careers.profession.reader import LocatedRecord, ProfessionReading
from filiere.careers.profession.records import Bridge
from filiere.core.faults import Fault
from filiere.core.spelling import close_words
from filiere.core.text import Text, fold_text

# A code of the French nomenclature of jobs: a letter and four digits.
_OCCUPATION_CODE = re.compile(r"\b[A-N][0-9]{4}\b")
_NEAR_ENOUGH = 0.5


def iter_bridge_faults(reading: ProfessionReading) -> Iterator[Fault]:
    """Yield what is wrong with the bridges of a reading, each fault at its place.

    The ends are looked for only when every record could be read: one that could not may hold the words.
    """
    held = {name for job in reading.records["feeders"] for name in job.record.skills}
    held |= {need.skill for job in reading.records["exits"] for need in job.record.needs}
    located_phrases = (one.record for one in reading.records["phrases"])
    phrases = index_labels(one for one in located_phrases if one.id in held or one.items)
    skills = index_labels(one.record for one in reading.records["skills"])
    first: dict[tuple[str, str], str] = {}
    for located in reading.records["bridges"]:
        bridge: Bridge = located.record
        yield from _iter_codes(located)
        if reading.complete:
            yield from _iter_end_faults(located, "from", bridge.origin, phrases, "bridge-unknown-phrase")
            yield from _iter_end_faults(located, "to", bridge.target, skills, "bridge-unknown-skill")
        ends = (match_text(bridge.origin.fr, phrases), match_text(bridge.target.fr, skills))
        if ends[0] is not None and ends[1] is not None:
            pair = (ends[0].id, ends[1].id)
            if pair in first:
                yield located.place(fault("bridge-repeated", id=bridge.id, other=first[pair]), "id")
            first.setdefault(pair, bridge.id)


def _iter_end_faults(
    located: LocatedRecord[Bridge], key: str, words: Text, labels: Mapping[str, Labelled], code: str
) -> Iterator[Fault]:
    found = {lang: match_text(said, labels) for lang, said in (("fr", words.fr), ("en", words.en))}
    for lang, said in (("fr", words.fr), ("en", words.en)):
        if found[lang] is None:
            near = close_words(fold_text(said), labels, most=2, cutoff=_NEAR_ENOUGH)
            shown = [getattr(labels[one].label, lang) for one in near]
            yield located.place(fault(code, id=located.record.id, value=said, near=shown), key, lang)
    if found["fr"] is not None and found["en"] is not None and found["fr"] is not found["en"]:
        yield located.place(fault("bridge-languages-differ", id=located.record.id, fr=words.fr, en=words.en), key)


def _iter_codes(located: LocatedRecord[Bridge]) -> Iterator[Fault]:
    bridge = located.record
    for key, text in (("from", bridge.origin), ("to", bridge.target), ("evidence", bridge.evidence)):
        for lang, words in (("fr", text.fr), ("en", text.en)):
            if code := _OCCUPATION_CODE.search(words):
                yield located.place(fault("bridge-occupation-code", id=bridge.id, code=code[0]), key, lang)
