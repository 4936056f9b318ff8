"""The checks that a pack says were made, against a second count: which there are, their numbers, verdicts and words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from filiere.contacts.data_quality_narrative import write_sentence
from filiere.contacts.recount import data_quality_checks
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.sealed.faults import fault
from filiere.contacts.sealed.manifest import Manifest, PackCheck
from filiere.core.faults import Fault

_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class _RecountedCheck:
    """A check counted again: its numbers, whether there is something to tell, for whom it fails, and whom else its
    sentence names, sorted; ``months`` are those that it fails for alone."""

    numbers: Mapping[str, int]
    told: bool = False
    failing: Sequence[str] = ()
    named: Sequence[str] = ()
    months: Sequence[tuple[str, str]] = ()

    @property
    def verdict(self) -> str:
        return "failed" if self.failing or self.months else "told" if self.told else "passed"


def verify_checks(tables: StoredTables, manifest: Manifest, file: str, *, sentences: bool) -> Iterator[Fault]:
    """Give a fault for each check that is missing, too many, or that the second count does not find again.

    ``sentences``: compare the words, too, which are those of the version that verifies.
    """
    again = _recount_checks(tables, manifest)
    codes = [one.code for one in manifest.gates]
    for code in [one for one in again if one not in codes]:
        yield fault("pack-missing-check", file=file, name=code)
    for place, gate in enumerate(manifest.gates):
        if gate.code not in again or gate.code in codes[:place]:
            yield fault("pack-extra-check", file=file, name=gate.code)
        else:
            yield from _compare_check(gate, again[gate.code], file, sentences=sentences)


def _recount_checks(tables: StoredTables, manifest: Manifest) -> Mapping[str, _RecountedCheck]:
    """Every check of a store such as this one, by its code: from the data, and from what the manifest says of rows
    that are no longer there."""
    outcomes, holes = data_quality_checks.count_outcomes(tables), data_quality_checks.find_outcome_holes(tables)
    calls, wrong = data_quality_checks.count_answered_calls(tables), data_quality_checks.count_backward_legs(tables)
    queues = calls.numbers(by_month=manifest.withholds_months)
    told, quiet = data_quality_checks.count_records(tables), data_quality_checks.find_silent_organisations(tables)
    clock, hours = data_quality_checks.find_coarsest_step(tables), data_quality_checks.count_opening_hours(tables)
    again = sum(one.duplicates for one in manifest.sources)
    corrected = sum(one.superseded + one.supersedes for one in manifest.sources)
    found = {
        **{code: _RecountedCheck(numbers, failing=holes[code]) for code, numbers in outcomes.items()},
        "conservation_leg_to_contact": _RecountedCheck(data_quality_checks.count_legs_in_contacts(tables)),
        "negative": _RecountedCheck(wrong, told=wrong["legs"] > 0),
        "duplicates": _RecountedCheck({"duplicates": again, "corrected": corrected}, told=again + corrected > 0),
        "precision": _RecountedCheck(clock, told=clock["coarsest_us"] >= _SECOND_US),
        "queue_times": _RecountedCheck(
            queues,
            told=queues["untimed"] > 0,
            failing=sorted(calls.untimed_organisations()),
            months=calls.untimed_months() if manifest.withholds_months else (),
        ),
        "transfers": _RecountedCheck(
            told["transfers"], told=told["transfers"]["unknown"] > 0, named=quiet["transfer_rate"]
        ),
        "blocked": _RecountedCheck(told["blocked"], told=bool(quiet["blocked_rate"]), named=quiet["blocked_rate"]),
        "calendar": _RecountedCheck(hours, told=not hours["rows"]),
    }
    if manifest.erasures:
        gone, back = (sum(getattr(one, name) for one in manifest.erasures) for name in ("rows", "restored"))
        found["erased"] = _RecountedCheck({"erased": gone, "restored": back}, told=True)
    return found


def verify_untold_months(
    tables: StoredTables, said: Mapping[str, Mapping[str, tuple[int, int]]], file: str
) -> Iterator[Fault]:
    """Give a fault for each month of which a pack says that its files tell less than its rows show, or of which it
    counts other visits than there are."""
    if not said:
        return
    again = data_quality_checks.count_month_records(tables)
    places = {(measure, month) for measure, months in said.items() for month in months}
    for measure, month in sorted(places | {place for place in again if place[0] in said}):
        expected, untold = said[measure].get(month, (0, 0))
        found, shown = again.get((measure, month), (0, 0))
        if expected != found:
            words = {"fr": f"Contacts de {month}, {measure}", "en": f"Contacts of {month}, {measure}"}
            yield fault("pack-other-count", file=file, expected=expected, found=found, **words)
        elif untold + shown > found:
            yield fault("pack-told-month", file=file, name=measure, month=month, expected=untold, found=shown)


def _compare_check(said: PackCheck, again: _RecountedCheck, file: str, *, sentences: bool) -> Iterator[Fault]:
    same = True
    for name in sorted({*said.numbers, *again.numbers}):
        expected, found = said.numbers.get(name), again.numbers.get(name)
        if expected != found:
            same = False
            words = {"fr": f"Contrôle {said.code}, {name}", "en": f"Check {said.code}, {name}"}
            yield fault(
                "pack-other-count", file=file, expected=_format_count(expected), found=_format_count(found), **words
            )
    if said.verdict != again.verdict:
        same = False
        yield fault("pack-other-verdict", file=file, name=said.code, expected=said.verdict, found=again.verdict)
    # A sentence with other numbers differs for them, which were told.
    right = (
        write_sentence(said.code, again.numbers, again.failing or again.named, again.months)
        if same and sentences
        else said.sentence
    )
    if said.sentence != right:
        both = {"fr": said.sentence.fr, "en": said.sentence.en, "found_fr": right.fr, "found_en": right.en}
        yield fault("pack-other-words", file=file, name=said.code, **both)


def _format_count(count: int | None) -> object:
    return "–" if count is None else count
