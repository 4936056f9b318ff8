"""The checks that a pack says were made, against a second count: which there are, their numbers, verdicts and words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from filiere.contacts.gate_words import sentence
from filiere.contacts.recount import checks
from filiere.contacts.recount.tables import Tables
from filiere.contacts.sealed.manifest import Gate, Manifest
from filiere.contacts.sealed.words import fault
from filiere.core.errors import Fault

_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class _Again:
    """A check counted again: its numbers, whether there is something to tell, for whom it fails, and whom else its
    sentence names, sorted."""

    numbers: Mapping[str, int]
    told: bool = False
    failing: Sequence[str] = ()
    named: Sequence[str] = ()

    @property
    def verdict(self) -> str:
        return "failed" if self.failing else "told" if self.told else "passed"


def checked(tables: Tables, manifest: Manifest, file: str, *, sentences: bool) -> Iterator[Fault]:
    """Give a fault for each check that is missing, too many, or that the second count does not find again.

    ``sentences``: compare the words, too, which are those of the version that verifies.
    """
    again = _again(tables, manifest)
    codes = [one.code for one in manifest.gates]
    for code in [one for one in again if one not in codes]:
        yield fault("pack-missing-check", file=file, name=code)
    for place, one in enumerate(manifest.gates):
        if one.code not in again or one.code in codes[:place]:
            yield fault("pack-extra-check", file=file, name=one.code)
        else:
            yield from _compared(one, again[one.code], file, sentences=sentences)


def _again(tables: Tables, manifest: Manifest) -> Mapping[str, _Again]:
    """Every check of a store such as this one, by its code: from the data, and from what the manifest says of rows
    that are no longer there."""
    outcomes, holes = checks.conservation(tables), checks.holes(tables)
    queues, wrong = checks.queue_times(tables), checks.backwards(tables)
    told, quiet = checks.recorded(tables), checks.silences(tables)
    clock, hours = checks.coarsest(tables), checks.hours_known(tables)
    again = sum(one.duplicates for one in manifest.sources)
    corrected = sum(one.superseded + one.supersedes for one in manifest.sources)
    found = {
        **{code: _Again(numbers, failing=holes[code]) for code, numbers in outcomes.items()},
        "conservation_leg_to_contact": _Again(checks.legs_in_contacts(tables)),
        "negative": _Again(wrong, told=wrong["legs"] > 0),
        "duplicates": _Again({"duplicates": again, "corrected": corrected}, told=again + corrected > 0),
        "precision": _Again(clock, told=clock["coarsest_us"] >= _SECOND),
        "queue_times": _Again(queues, told=queues["untimed"] > 0, failing=sorted(checks.untimed(tables))),
        "transfers": _Again(told["transfers"], told=told["transfers"]["unknown"] > 0, named=quiet["transfer_rate"]),
        "blocked": _Again(told["blocked"], told=bool(quiet["blocked_rate"]), named=quiet["blocked_rate"]),
        "calendar": _Again(hours, told=not hours["rows"]),
    }
    if manifest.erasures:
        gone, back = (sum(getattr(one, name) for one in manifest.erasures) for name in ("rows", "restored"))
        found["erased"] = _Again({"erased": gone, "restored": back}, told=True)
    return found


def _compared(said: Gate, again: _Again, file: str, *, sentences: bool) -> Iterator[Fault]:
    same = True
    for name in sorted({*said.numbers, *again.numbers}):
        expected, found = said.numbers.get(name), again.numbers.get(name)
        if expected != found:
            same = False
            words = {"fr": f"Contrôle {said.code}, {name}", "en": f"Check {said.code}, {name}"}
            yield fault("pack-other-count", file=file, expected=_shown(expected), found=_shown(found), **words)
    if said.verdict != again.verdict:
        same = False
        yield fault("pack-other-verdict", file=file, name=said.code, expected=said.verdict, found=again.verdict)
    # A sentence with other numbers differs for them, which were told.
    right = sentence(said.code, again.numbers, again.failing or again.named) if same and sentences else said.sentence
    if said.sentence != right:
        both = {"fr": said.sentence.fr, "en": said.sentence.en, "found_fr": right.fr, "found_en": right.en}
        yield fault("pack-other-words", file=file, name=said.code, **both)


def _shown(count: int | None) -> object:
    return "–" if count is None else count
