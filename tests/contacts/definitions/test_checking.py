"""Each incoherence of a local definition is named, at its line and key, by a code of its own; all come together."""

from pathlib import Path

import pytest

from filiere.contacts.definitions.faults import FAULTS
from filiere.contacts.definitions.loader import check_file, read_set
from filiere.contacts.definitions.measure_catalogue import MEASURES
from filiere.core.faults import Fault, Faults

LOCAL = Path(__file__).with_name("local.yaml").read_text(encoding="utf-8")

ONE = "choices.short_abandon"
# What is written, what is written instead, the code expected, and the key it stands at.
CASES = [
    ("{seconds: 5, effect: excluded, by_queue: {ventes: 10}}", "{seconds: null, effect: excluded}",
     "short-without-seconds", f"{ONE}.seconds"),
    ("effect: excluded", "effect: none", "short-without-effect", f"{ONE}.effect"),
    ("clock_start: queue\n  ring: included", "clock_start: offer\n  ring: excluded", "ring-after-offer",
     "choices.ring"),
    ("denominator: [answered, abandoned]", "denominator: [abandoned]", "share-without-answered", "choices.denominator"),
    ("front_door: [answered, abandoned, blocked]", "front_door: [abandoned, blocked]", "share-without-answered",
     "choices.front_door"),
    ("denominator: [answered, abandoned]", "denominator: [answered, abandoned, abandoned]", "outcome-twice",
     "choices.denominator[2]"),
    ("denominator: [answered, abandoned]", "denominator: [answered, abandoned, open]", "unknown-word",
     "choices.denominator[2]"),
    ("callback: own_outcome\n  front_door: [answered, abandoned, blocked]",
     "callback: excluded\n  front_door: [answered, abandoned, callback]", "outcome-gone", "choices.front_door[2]"),
    ("denominator: [answered, abandoned]", "denominator: [answered]", "abandoned-not-counted",
     "choices.abandon_in_threshold"),
    ("{method: mean_of_ratios, interval: hour}", "{method: mean_of_ratios}", "mean-without-interval",
     "choices.roll_up.interval"),
    ("{method: mean_of_ratios, interval: hour}", "{method: ratio_of_sums, interval: hour}", "interval-without-mean",
     "choices.roll_up.interval"),
    ("measure: accessibility", "measure: acessibility", "unknown-measure", "indicators[2].measure"),
    ("key: answered", "key: emails", "indicator-twice", "indicators[3].key"),
    ("measure: service_level", "measure: service_level\n    percentile: 50", "indicator-takes-no",
     "indicators[0].percentile"),
    ("    threshold_seconds: 30\n", "", "indicator-needs", "indicators[0].threshold_seconds"),
    ("    percentile: 90\n", "", "indicator-needs", "indicators[1].percentile"),
    ("    channel: email\n", "", "indicator-needs", "indicators[3].channel"),
    ("threshold_seconds: 3600", "threshold_seconds: 0", "threshold-zero", "indicators[3].threshold_seconds"),
    ('to: "2026-06-30", value: 80', 'to: "2026-07-31", value: 80', "targets-overlap", "indicators[0].targets[1].from"),
    ('to: "2026-06-30", value: 80', "value: 80", "targets-overlap", "indicators[0].targets[1].from"),
    ('to: "2026-06-30", value: 80', 'to: "2025-06-30", value: 80', "days-reversed", "indicators[0].targets[0].to"),
    ("value: 85", "value: 850", "target-beyond-share", "indicators[0].targets[1].value"),
    ('to: "2026-12-31"', 'to: "2025-12-31"', "days-reversed", "valid.to"),
    ("published_in: ratio", "published_in: minutes", "unit-mismatch-series", "indicators[2].published_in"),
    ("effect: excluded, by_queue: {ventes: 10}", "effect: success, by_queue: {ventes: 60}", "short-beyond-threshold",
     "indicators[0].choices.short_abandon.seconds"),
    ("    published_in: ratio", "    choices: {occupancy: {pauses: out}}", "override-ignored",
     "indicators[2].choices.occupancy.pauses"),
    ("    published_in: ratio", "    choices: {short_abandon: {share_of: arrived}}", "override-ignored",
     "indicators[2].choices.short_abandon.share_of"),
    ("    published_in: ratio", "    choices: {target: at_event}", "override-ignored", "indicators[2].choices.target"),
    ("    percentile: 90\n", "    percentile: 90\n    channel: phone\n    choices: {abandon_in_threshold: negative}\n",
     "override-ignored", "indicators[1].choices.abandon_in_threshold"),
    ("    threshold_seconds: 3600\n", "    threshold_seconds: 3600\n    choices: {written_clock: {hours: calendar, "
     "calendar_of: each_queue}}\n", "override-without-effect", "indicators[3].choices.written_clock.calendar_of"),
    ("    published_in: ratio", "    choices: {transfers: leg}", "override-same", "indicators[2].choices.transfers"),
    ("    published_in: ratio", "    choices: {roll_up: {method: mean_of_ratios, interval: day}}", "override-same",
     "indicators[2].choices.roll_up.method"),
    ("    threshold_seconds: 30\n", "    threshold_seconds: 30\n    choices: {target: today}\n", "override-same",
     "indicators[0].choices.target"),
    *(("measure: accessibility", f"measure: {name}\n    channel: phone",
       "indicator-takes-no" if facts.undivided else "override-without-effect", "indicators[2].channel")
      for name, facts in MEASURES.items() if facts.undivided or name == "occupancy"),
    ("kind: definitions", "kind: vocabulary", "vocabulary-computes", "choices"),
    ("kind: definitions", "kind: vocabulary", "vocabulary-without-terms", ""),
    ("kind: definitions", "kind: withdrawn\nterms: [{key: one, title: {fr: Un, en: One}, text: {fr: Un, en: One}}, "
     "{key: one, title: {fr: Un, en: One}, text: {fr: Un, en: One}}]", "term-twice", "terms[1].key"),
    ("kind: definitions", "kind: vocabulary\nterms: [{key: one, title: {fr: Un, en: One}, text: {fr: Un, en: One}, "
     "measure: occupency}]", "unknown-measure", "terms[0].measure"),
    ("status: local", "status: proposed", "choice-unargued", "choices.clock_start"),
    ("status: local", "status: published\narguments: {ring: {fr: Dit, en: Said}}", "choice-unsourced",
     "arguments.ring"),
    ("status: local", "status: local\narguments: {ring: {fr: Dit, en: Said, source: guide}}",
     "definition-source-unknown", "arguments.ring.source"),
    ("status: local", "status: local\narguments: {ring: {fr: Dit, en: Said}}\n"
     "reading: {choices: [ring], note: {fr: Lu, en: Read}}", "choice-argued-twice", "reading.choices[0]"),
    ("{answered: 900, abandoned: 100}", "{answered: 900, abandonned: 100}", "example-outcome",
     "examples[0].counts.abandonned"),
    ("answered: 700, abandoned: 40", "answered: 7000, abandoned: 40", "example-more-within",
     "examples[0].within[0].answered"),
    ("in_30_seconds: 72.9", "in_20_seconds: 72.9", "example-indicator", "examples[0].expect.in_20_seconds"),
    ("in_30_seconds: 72.9", "emails: 72.9", "example-not-counted", "examples[0].expect.emails"),
    ("seconds: 30, answered: 700", "seconds: 20, answered: 700", "example-incomplete",
     "examples[0].expect.in_30_seconds"),
    ("in_30_seconds: 72.9", "in_30_seconds: 73.0", "example-missed", "examples[0].expect.in_30_seconds"),
]  # fmt: skip


def checked(tmp_path: Path, words: str) -> list[Fault]:
    """The faults of a definition written so."""
    path = tmp_path / "local.yaml"
    path.write_text(words, encoding="utf-8")
    return check_file(path)


def test_the_local_definition_is_sound(tmp_path: Path) -> None:
    """What the cases below break is not broken to begin with."""
    assert checked(tmp_path, LOCAL) == []


@pytest.mark.parametrize(("written", "instead", "code", "key"), CASES, ids=[f"{one[2]}-{one[3]}" for one in CASES])
def test_an_incoherence_is_named_where_it_stands(
    tmp_path: Path, written: str, instead: str, code: str, key: str
) -> None:
    """One change gives one kind of fault, at its key; the remedy is never the same words as the message."""
    assert written in LOCAL
    faults = checked(tmp_path, LOCAL.replace(written, instead, 1))
    assert (code, key) in [(one.code, one.key) for one in faults]
    assert all(one.line and one.remedy.fr != one.message.fr for one in faults)


def test_a_denominator_of_the_answered_alone_is_allowed(tmp_path: Path) -> None:
    """Where abandonments count for nothing, nothing can be made of them, and nothing is wrong."""
    words = LOCAL.replace("abandon_in_threshold: ignored", "abandon_in_threshold: negative", 1)
    words = words.replace("denominator: [answered, abandoned]", "denominator: [answered]", 1)
    words = words.replace("in_30_seconds: 72.9", "in_30_seconds: 77.78", 1)
    assert checked(tmp_path, words) == []


def test_an_unknown_measure_comes_with_close_ones(tmp_path: Path) -> None:
    """The remedy suggests what was probably meant."""
    (fault,) = [
        one
        for one in checked(tmp_path, LOCAL.replace("measure: accessibility", "measure: acessibility", 1))
        if one.code == "unknown-measure"
    ]
    assert "accessibility" in fault.remedy.fr


def test_a_fault_of_form_hides_no_other(tmp_path: Path) -> None:
    """A misspelt key, a missing threshold and an overlap are told together, in the order of the file."""
    words = LOCAL.replace("transfers: leg", "transfer: leg", 1).replace("    threshold_seconds: 30\n", "", 1)
    words = words.replace('to: "2026-06-30", value: 80', "value: 80", 1)
    faults = checked(tmp_path, words)
    assert {one.code for one in faults} >= {"unknown-key", "missing-key", "indicator-needs", "targets-overlap"}
    assert [one.line for one in faults] == sorted(one.line or 0 for one in faults)


def test_choices_of_an_indicator_are_judged_where_they_are_written(tmp_path: Path) -> None:
    """What an indicator says differently is wrong at the indicator, and what its set says wrong is told once."""
    words = LOCAL.replace(
        "    threshold_seconds: 30\n",
        "    threshold_seconds: 30\n    choices: {ring: excluded, clock_start: offer}\n",
        1,
    )
    assert [(one.code, one.key) for one in checked(tmp_path, words)] == [
        ("ring-after-offer", "indicators[0].choices.ring")
    ]
    broken = LOCAL.replace("clock_start: queue\n  ring: included", "clock_start: offer\n  ring: excluded", 1)
    assert [one.code for one in checked(tmp_path, broken)] == ["ring-after-offer"]


def test_what_is_sealed_or_kept_may_say_what_has_no_effect(tmp_path: Path) -> None:
    """A set that was sealed when it was allowed keeps its seal, and a pack keeps what its figures were made by."""
    path = tmp_path / "local.yaml"
    words = LOCAL.replace("    published_in: ratio", "    choices: {occupancy: {pauses: out}}", 1)
    path.write_text(words, encoding="utf-8")
    kept = read_set(path, kept=True)
    with pytest.raises(Faults):
        read_set(path)
    path.write_text(f'{words}\nseal: "{kept.sha256}"\n', encoding="utf-8")
    assert read_set(path).sha256 == kept.sha256
    assert check_file(path) == []


def test_a_choice_that_a_measure_ignores_is_not_judged_for_it(tmp_path: Path) -> None:
    """What an indicator of occupancy says differently is judged by what occupancy reads, and by nothing else."""
    entry = "  - {key: busy, measure: occupancy, title: {fr: Occupation, en: Occupancy}, choices: {ring: excluded, "
    words = LOCAL.replace("examples:\n", f"{entry}clock_start: offer}}}}\nexamples:\n", 1)
    assert {one.code for one in checked(tmp_path, words)} == {"override-ignored"}


def test_two_indicators_computed_alike_are_told(tmp_path: Path) -> None:
    """Two keys for one computation make two series that cannot differ."""
    again = "  - key: again\n    measure: accessibility\n    title: {fr: Encore, en: Again}\nexamples:"
    faults = checked(tmp_path, LOCAL.replace("examples:", again, 1))
    assert [(one.code, one.key) for one in faults] == [("indicator-same", "indicators[4].measure")]


def test_a_file_that_holds_no_set_says_so(tmp_path: Path) -> None:
    """A list, or nothing, is told as one fault."""
    assert [one.code for one in checked(tmp_path, "- one\n")] == ["definition-empty"]
    withdrawn = LOCAL.replace("kind: definitions", "kind: withdrawn", 1).replace(', to: "2026-12-31"}', "}", 1)
    assert "withdrawn-without-day" in {one.code for one in checked(tmp_path, withdrawn)}
    bare = LOCAL[: LOCAL.index("choices:")]
    assert {one.code for one in checked(tmp_path, bare)} == {
        "definition-without-choices",
        "definition-without-indicators",
    }


def test_every_message_is_tried() -> None:
    """Each code of the catalogue is expected by a test of this folder."""
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [code for code in FAULTS if f'"{code}"' not in tests] == []
