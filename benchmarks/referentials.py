"""Load, check, judge, explain, migrate, cover and simulate on a made-up release of 200 questions.

The goals, which make the exit status: loading and checking under 1 s, one dossier under 5 ms, whole or half filled in,
the explanation of any figure under 20 ms, ten thousand dossiers under two releases under 60 s on two processes, and
processor time that grows no faster than the number of dossiers. Then a migration under 10 ms, the coverage of 200
questions by 200 under 20 ms, the tipping points of a dossier under 10 ms, five hundred made-up dossiers in 5 s, and
what moving ten points of weight does to them in 3 s on two processes. Times of one act are the best of a few runs, for
a busy machine.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filiere.referentials import Correspondence, Release

QUESTIONS = 200
THEMES = 6
INDICATORS = 20
DOSSIERS = 10_000
LEVELS = {"none": 0, "started": 33, "applied": 67, "proven": 100}
SIMULATED = 500
GOALS = {
    "load and check": 1.0,
    "one dossier": 0.005,
    "half a dossier": 0.005,
    "one explanation": 0.020,
    "one migration": 0.010,
    "one coverage": 0.020,
    "all tipping points": 0.010,
    "made-up dossiers": 5.0,
    "simulation": 3.0,
    "dossiers": 60.0,
    "growth": 1.3,
}


def generate(root: Path, questions: int = QUESTIONS, second_weight: int = 25) -> Path:
    """Write a referential with one release; return the folder of the release. Its words are made up."""
    words = random.Random(1)
    folder = root / "referentials" / "made-up" / "releases" / "2027.1"
    (folder / "tree").mkdir(parents=True)
    for name in ("indicators", "evidence"):
        (folder / name).mkdir()
    (folder.parents[1] / "referential.yaml").write_text(REFERENTIAL, encoding="utf-8")
    (folder / "release.yaml").write_text(HEAD, encoding="utf-8")
    (folder / "total.yaml").write_text(TOTAL, encoding="utf-8")
    (folder / "audit.yaml").write_text(AUDIT, encoding="utf-8")
    (folder / "award.yaml").write_text(AWARD, encoding="utf-8")
    for theme in range(THEMES):
        numbers = range(theme, questions, THEMES)
        weight = second_weight if theme == 1 else 15
        (folder / "tree" / f"theme_{theme}.yaml").write_text(
            THEME.format(theme=theme, weight=weight) + "".join(_question(number, words) for number in numbers),
            encoding="utf-8",
        )
        measured = [number for number in numbers if number < INDICATORS]
        (folder / "indicators" / f"theme_{theme}.yaml").write_text(
            "indicators:\n" + "".join(INDICATOR.format(number=number) for number in measured), encoding="utf-8"
        )
        proofs = [number for number in numbers if number >= INDICATORS]
        (folder / "evidence" / f"theme_{theme}.yaml").write_text(
            "evidence:\n" + "".join(EVIDENCE.format(number=number) for number in proofs), encoding="utf-8"
        )
    return folder


def _question(number: int, words: random.Random) -> str:
    text = " ".join(words.choice(SYLLABLES) + words.choice(SYLLABLES) + words.choice(SYLLABLES) for _ in range(18))
    if number < INDICATORS:
        return QUESTION.format(number=number, text=text, weight=1 + number % 4) + f"      scored_by: ind_{number}\n"
    levels = "".join(LEVEL.format(key=key, value=value, text=text) for key, value in LEVELS.items())
    applies = '      applies_if: "fact.remote"\n' if number % 10 == 0 else ""
    tail = f"      evidence: [proof_{number}]\n      levels:\n{levels}"
    return QUESTION.format(number=number, text=text, weight=1 + number % 4) + applies + tail


def dossier(number: int) -> dict[str, Any]:
    """Return a made-up dossier; about one answer in fifty is missing."""
    drawn = random.Random(number)
    answers = {
        f"question_{one}": drawn.choice(list(LEVELS)) for one in range(INDICATORS, QUESTIONS) if drawn.random() > 0.02
    }
    inputs = {f"input_{one}": [drawn.randint(1, 90), drawn.randint(1, 90)] for one in range(INDICATORS)}
    facts = {"headcount": drawn.randint(20, 3000), "remote": drawn.random() < 0.7}
    return {"category": "centre", "date": "2027-06-01", "facts": facts, "answers": answers, "inputs": inputs}


def half(number: int) -> dict[str, Any]:
    """Return a made-up dossier with half of everything left out."""
    whole = dossier(number)
    drawn = random.Random(f"half {number}")
    for group in ("answers", "inputs", "facts"):
        whole[group] = {key: value for key, value in whole[group].items() if drawn.random() < 0.5}
    return whole


def later(release: "Release") -> "Release":
    """Return the next release, with a migration that keeps each question and each number."""
    from filiere.referentials import Migration

    ends = {"referential": "made-up", "from": "2027.1", "to": "2028.1"}
    migration = {
        "migration": ends,
        "applies_to": {"dossier_states": ["preparing"]},
        "snapshots": {"before": "before", "after": "after", "keep_source": "read_only"},
        "ops": [{"op": "keep", "key": key} for key in (*release.criteria, *release.indicators)],
        "coverage": {"every_source_key": "exactly_once", "every_target_key": "exactly_once"},
        "rights": {"label_in_force": "keeps_release_until_expiry", "candidate_may_refuse": True},
        "report": {"per_dossier": [], "aggregate": {"by": ["category", "size_class"], "min_group": 5}},
    }
    head = release.head.model_copy(update={"release": "2028.1"})
    return replace(release, head=head, migrations=(Migration.model_validate(migration),))


def mapped(release: "Release", target: "Release") -> "Correspondence":
    """Return a mapping of each question to itself and, jointly with its neighbour, to the next."""
    from filiere.referentials import Mapping, resolve_mapping

    keys = list(release.criteria)
    common = {"rationale": "semantic", "confidence": "0.8", "strength": 6}
    maps = []
    for place, key in enumerate(keys):
        pair = [key, keys[place - 1]]
        maps += [
            {"id": f"own_{place}", "sources": [key], "targets": [key], "relation": "equal", "carry": "answer"},
            {"id": f"two_{place}", "sources": pair, "targets": [key], "relation": "superset", "carry": "answer"},
        ]
    ends = {
        side: {"referential": one.referential.key, "release": one.head.release}
        for side, one in (("source", release), ("target", target))
    }
    content = {
        "mapping": f"{release.id}--{target.id}",
        "nature": "comparison",
        "direction": ends,
        "method": "human",
        "status": "reviewed",
        "maps": [{**common, "joint": len(one["sources"]) > 1, **one} for one in maps],
        "gaps": {},
        "caps": {"equal": "finding", "superset": "answer", "subset": "evidence", "intersects": "evidence"},
    }
    return resolve_mapping(Mapping.model_validate(content), release, target)


def judge(folder: str, numbers: range) -> int:
    """Judge dossiers under a release; return how many have a level."""
    from filiere.referentials import load_release
    from filiere.referentials.scoring import evaluate

    release = load_release(Path(folder))
    return sum(evaluate(release, dossier(number)).level not in ("none", "unknown") for number in numbers)


def best(work: Callable[[], object], runs: int = 3) -> float:
    """Return the shortest time of a few runs, in seconds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def many(folders: list[Path], dossiers: int) -> tuple[float, float]:
    """Judge dossiers under every release on two processes; return the seconds, on the clock and of the processors."""
    half = dossiers // 2
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    started = time.perf_counter()
    with ProcessPoolExecutor(max_workers=2) as pool:
        parts = (range(half), range(half, dossiers))
        jobs = [pool.submit(judge, str(folder), part) for folder in folders for part in parts]
        for job in jobs:
            job.result()
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - spent


def main() -> int:
    """Measure, print a table, and return 1 when a goal is missed."""
    from filiere.referentials import (
        compute_coverage,
        find_tipping_points,
        generate_cases,
        load_release,
        migrate_case,
        move_weight,
        simulate,
    )
    from filiere.referentials.checker import check_path
    from filiere.referentials.scoring import evaluate, explain_figure

    with tempfile.TemporaryDirectory() as name:
        first = generate(Path(name) / "first")
        second = generate(Path(name) / "second", second_weight=35)
        done = check_path(first)
        if done.faults or done.criteria != QUESTIONS:
            print("\n".join(one.render("en") for one in done.faults[:10]), file=sys.stderr)
            raise SystemExit("the made-up release is not sound")
        release = load_release(first)
        evaluation = evaluate(release, dossier(0))
        following = later(release)
        known = mapped(release, following)
        started = time.perf_counter()
        cases = list(generate_cases(release, SIMULATED, seed=1))
        made = time.perf_counter() - started
        trial = move_weight(release, "theme_1", "theme_2", Decimal(10))
        decided = evaluate(release, cases[0])
        _, quarter = many([first, second], DOSSIERS // 4)
        clock, whole = many([first, second], DOSSIERS)
        found = {
            "load and check": best(lambda: check_path(first)),
            "one dossier": best(lambda: [evaluate(release, dossier(number)) for number in range(50)]) / 50,
            "half a dossier": best(lambda: [evaluate(release, half(number)) for number in range(50)]) / 50,
            "one migration": best(lambda: [migrate_case(release, following, case) for case in cases[:50]]) / 50,
            "one coverage": best(lambda: compute_coverage(known)),
            "all tipping points": best(lambda: find_tipping_points(decided)),
            "made-up dossiers": made,
            "simulation": best(lambda: simulate(cases, release, trial, workers=2), runs=1),
            "one explanation": max(best(partial(explain_figure, evaluation, one, "fr")) for one in evaluation.trace),
            "dossiers": clock,
            "growth": whole / (4 * quarter),
        }
    for key, goal in GOALS.items():
        print(f"{key:18} {found[key]:8.4f}   goal {goal}")
    return int(any(found[key] > goal for key, goal in GOALS.items()))


SYLLABLES = ("ba", "do", "ki", "lu", "me", "na", "po", "ra", "si", "tu", "ve", "zo", "cha", "fri", "gan", "hel")

REFERENTIAL = """\
referential: made-up
kind: label
title: {fr: "Inventé", en: "Made up"}
owner: nobody
languages: {reference: fr, required: [fr, en]}
text_rights: own
categories:
  centre: {text: {fr: "Centre", en: "Centre"}}
facts:
  headcount: {type: quantity, unit: employee, source: [declared], text: {fr: "Effectif", en: "Headcount"}}
  remote: {type: boolean, source: [declared], text: {fr: "Télétravail", en: "Telework"}}
"""

HEAD = """\
referential: made-up
release: "2027.1"
status: draft
dates: {effective: 2027-01-01, last_application: 2029-12-31}
params:
  award_floor:
    unit: point
    values: [{from: 2027-01-01, to: 2028-12-31, value: 50}, {from: 2029-01-01, to: 2029-12-31, value: 55}]
  near_floor: {unit: point, values: [{from: 2027-01-01, to: 2029-12-31, value: 45}]}
"""

TOTAL = """\
total: {method: weighted_mean_of_themes, not_applicable: redistribute, rounding: {digits: 1, mode: half_up}}
"""

AUDIT = """\
audit:
  on_site: required
  findings: {kinds: {major: {lift_within: "90 day"}, minor: {lift_within: "180 day"}}}
"""

AWARD = """\
award:
  levels:
    - key: long
      text: {fr: "Long", en: "Long"}
      all: ["score(total) >= param.award_floor", "findings(major) == 0", "knock_outs == 0"]
    - key: short
      text: {fr: "Court", en: "Short"}
      all: ["score(total) >= param.near_floor", "findings(major) == 0", "knock_outs == 0"]
"""

THEME = """\
theme:
  key: theme_{theme}
  text: {{fr: "Rubrique inventée", en: "Made-up theme"}}
  weight: {{centre: {weight}}}
  aggregation:
    method: weighted_mean
    not_applicable: redistribute_to_siblings
    rounding: {{digits: 1, mode: half_up}}
  criteria:
"""

QUESTION = """\
    - key: question_{number}
      weight: {weight}
      question: {{fr: "{text} ?", en: "{text}?"}}
      reason: {{fr: "{text}.", en: "{text}."}}
      basis: proposed
      questionnaires: [centre]
      assessed_by: [candidate, auditor]
"""

LEVEL = """\
        - {{key: {key}, value: {value}, text: {{fr: "{text}.", en: "{text}."}}}}
"""

INDICATOR = """\
  - key: ind_{number}
    text: {{fr: "Indicateur", en: "Indicator"}}
    unit: "%"
    inputs:
      input_{number}: {{unit: employee, per: site, text: {{fr: "Départs", en: "Leavers"}}}}
    formula: "100 * sum(input_{number}) / fact.headcount"
    rounding: {{digits: 1, mode: half_up}}
    scores: {{criterion: question_{number}, rule: "grid(ind.ind_{number}, [[0, 100], [20, 50], [80, 0]])"}}
"""

EVIDENCE = """\
  - key: proof_{number}
    text: {{fr: "Preuve", en: "Proof"}}
    kinds: [pdf]
    proves_period: {{min: "1 day", must_end_within: "12 month"}}
    count: {{min: 1}}
    confidentiality: candidate
    personal_data: none
    retention: {{after_decision: "6 year"}}
    reusable: true
    required_if: "level(question_{number}) >= 'started'"
"""


if __name__ == "__main__":
    sys.exit(main())
