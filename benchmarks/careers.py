"""How well the proximity between jobs finds official moves, against usual methods, in one run.

The nomenclature is the release 3.47 of ROME, given by its folder; official links are the truth and have no part in any
score. The two targets that most jobs lead to are left out. Everything was chosen on the origins whose SHA-256 is
even: both halves are shown, and the odd one judges. Results go to ``careers.md`` beside this file; the status
is 1 when a goal is missed.

The import of the releases 3.47 and 4.60, and what changed between them, is timed beside; ``--imports`` does only that.

    careers.py [FOLDER] [--half even|odd] [--imports]
"""

import csv
import math
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from filiere.careers.evaluation import (
    Evaluation,
    evaluate_ranking,
    is_even,
    list_official_truth,
    rank_origins,
    rate_direction,
    rate_separation,
)
from filiere.careers.imports import ReadingOptions, compare_releases, pack_release, read_delivery
from filiere.careers.levels import rate_level
from filiere.careers.nomenclature import Job, Nomenclature
from filiere.careers.paths import Person, build_advisor
from filiere.careers.profession import load_profession
from filiere.careers.proximity import WITHOUT_FREE_TEXT, Bridge, Profile, Proximity
from filiere.careers.proximity.bridges import Phrase
from filiere.careers.proximity.profession_bridges import list_bridges, list_skills
from filiere.careers.proximity.vectors import Postings, RareTermWeights, count_holders, scale_to_one
from filiere.careers.proximity.word_stems import count_fragments, count_stems
from filiere.careers.rome_tables import read_rome

HERE = Path(__file__).resolve().parent
TABLES = HERE.parents[1] / "shared" / "data" / "occupations"
FEEDERS = HERE.parent / "tests" / "careers" / "feeder_jobs.csv"
HUBS = frozenset({"K2111", "D1402"})
REMOTE_ADVICE = "D1408"
DECLARED = 5
SLOWEST_IMPORT = 10.0
"""Seconds."""
FIRST = 50
RUNS = 9
MOST_MILLISECONDS = 20.0
MOST_HUB_SHARE = 0.06
BRIDGED = "Ours, full, with bridges"
Scores = NDArray[np.float64]


def compare_rows(rows: Sequence[Mapping[str, float]]) -> Scores:
    """Return the sums of products of all pairs of rows."""
    postings = Postings(rows)
    return np.array([postings.compare(row) for row in rows])


def list_baselines(jobs: Sequence[Job], nomenclature: Nomenclature) -> dict[str, Scores]:
    """Return the scores of usual methods."""
    held = [{one.item for one in job.requirements} for job in jobs]
    holders = count_holders(held)
    rarity = {key: math.log(len(jobs) / count) for key, count in holders.items()}
    shared = compare_rows([dict.fromkeys(one, 1.0) for one in held])
    sizes = np.array([len(one) for one in held], float)
    together = sizes[:, None] + sizes[None] - shared
    jaccard = np.divide(shared, together, out=np.zeros_like(shared), where=together > 0)
    weighted = compare_rows([scale_to_one({key: rarity[key] for key in one}) for one in held])
    texts = [
        [job.title, *(one.label for one in job.titles), *(line for part in job.sheet.values() for line in part)]
        + [nomenclature.items[one.item].label for one in job.requirements if one.item in nomenclature.items]
        for job in jobs
    ]
    counts = [count_stems(text) for text in texts]
    words = RareTermWeights(counts)
    fragments = [count_fragments([job.title, *(one.label for one in job.titles)]) for job in jobs]
    signs = RareTermWeights(fragments)
    return {
        "Jaccard of items": jaccard,
        "TF-IDF of items": weighted,
        "BM25 of all words": rank_by_bm25(counts),
        "TF-IDF of all words": compare_rows([words.weigh(count) for count in counts]),
        "3 to 5-grams of titles": compare_rows([signs.weigh(count) for count in fragments]),
    }


def rank_by_bm25(counts: Sequence[Mapping[str, int]], k1: float = 1.2, b: float = 0.75) -> Scores:
    """Return Okapi BM25 of each document for the words of each other (S. Robertson and H. Zaragoza, 2009)."""
    holders = count_holders(counts)
    lengths = [sum(count.values()) for count in counts]
    mean = sum(lengths) / len(lengths)
    rows = [
        {
            term: math.log(1 + (len(counts) - holders[term] + 0.5) / (holders[term] + 0.5))
            * times * (k1 + 1) / (times + k1 * (1 - b + b * length / mean))
            for term, times in count.items()
        }
        for count, length in zip(counts, lengths, strict=True)
    ]  # fmt: skip
    postings = Postings(rows)
    return np.array([postings.compare(dict.fromkeys(count, 1.0)) for count in counts])


def declare_skills(proximity: Proximity, seed: int = 5) -> Scores:
    """Return the scores of people who declare five skills of their job, drawn by a seed, and no title."""
    rows = []
    for code in proximity.codes:
        keys = sorted(one.item for one in proximity.nomenclature.jobs[code].requirements)
        drawn = random.Random(f"{seed} {code}").sample(keys, min(DECLARED, len(keys)))
        found = {one.code: one.score for one in proximity.rank_targets(Profile(frozenset(drawn)))}
        rows.append([found[other] for other in proximity.codes])
    return np.array(rows)


def time_answer(ask: Callable[[], object]) -> float:
    """Return the median processor time of an answer, warm, in milliseconds."""
    spent = []
    for _ in range(RUNS):
        start = time.process_time()
        ask()
        spent.append((time.process_time() - start) * 1000)
    return sorted(spent)[RUNS // 2]


def rate_feeders(scores: Scores, codes: Sequence[str], half: str = "all") -> tuple[float, float, str]:
    """Return how the feeder jobs of a half stand among the origins of remote advice: the area, those of the other half
    left out; their share in the first fifty of all; and the ranks of those that are named."""
    with FEEDERS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ranks = rank_origins(scores, codes, REMOTE_ADVICE)
    wanted = {row["code"] for row in rows if half == "all" or is_even(row["code"]) is (half == "even")}
    others = {row["code"] for row in rows} - wanted
    area, _ = rate_separation({code: rank for code, rank in ranks.items() if code not in others}, wanted)
    named = [row["code"] for row in rows if row["named"] == "1" and row["code"] in wanted]
    first = sum(ranks[code] <= FIRST for code in wanted) / len(wanted)
    return area, first, ", ".join(f"{code} {ranks[code]}" for code in named)


def describe_imports(folder: Path) -> tuple[float, list[str]]:
    """Return the processor time of the slower of two imports, from the files to the bytes that are kept, in seconds,
    and lines that say both and what changed between them."""
    labels = (folder / "rome344_referentiel_activite.parquet",)
    lines, releases, slowest = (
        ["| Import | Jobs | Titles | Links | Seconds | Bytes kept |", "|---|---|---|---|---|---|"],
        [],
        0.0,
    )
    for prefix in ("rome347", "rome460"):
        start = time.process_time()
        release = read_delivery(folder, ReadingOptions(prefix=prefix, labels=labels if prefix == "rome347" else ()))
        size = len(pack_release(release))
        spent = time.process_time() - start
        slowest = max(slowest, spent)
        count = release.count_records()
        links = count["requirements"] + count["environments"]
        lines.append(f"| {release.label} | {count['jobs']} | {count['titles']} | {links} | {spent:.1f} | {size:,} |")
        releases.append(release)
    found = compare_releases(*releases)
    counts = ("added", "removed", "renamed", "meaning_changed", "moved")
    said = ", ".join(f"{name.replace('_', ' ')} {len(getattr(found, name))}" for name in counts)
    codes = ", ".join(one.code for one in found.meaning_changed)
    return slowest, [*lines, "", f"From the first to the second: {said}. Another meaning under the same code: {codes}."]


def load_bridges() -> tuple[list[Bridge], list[Phrase]]:
    """Return the shipped bridges, each counting as on the day that the last was written, and the skills they may lead
    to; none where there are none."""
    if not find_spec("filiere.careers.profession"):
        return [], []
    profession = import_module("filiere.careers.profession").load_profession()
    last = max((one.bridge.written for one in profession.bridges), default=date.min)
    return list_bridges(profession, nomenclature="rome-3", on=last), list_skills(profession, nomenclature="rome-3")


def main(arguments: Sequence[str]) -> int:
    """Measure, print and write the table."""
    only = arguments[arguments.index("--half") + 1] if "--half" in arguments else ""
    folder = next((Path(one) for one in arguments if not one.startswith("--") and one != only), TABLES)
    if not folder.is_dir():
        print(f"Tables absentes · tables absent: {folder}", file=sys.stderr)
        return 0
    slowest, imports = describe_imports(folder)
    if "--imports" in arguments:
        print("\n".join(imports))
        return 0 if slowest < SLOWEST_IMPORT else 1
    nomenclature = read_rome([folder], prefix="rome347", version="3.47")
    codes = sorted(nomenclature.jobs)
    jobs = [nomenclature.jobs[code] for code in codes]
    truth = list_official_truth(nomenclature, without=HUBS)
    asked = [code for code in codes if code not in HUBS]
    halves = {"all": set(asked), "even": {one for one in asked if is_even(one)}}
    halves["odd"] = halves["all"] - halves["even"]
    shown = {name: half for name, half in halves.items() if not only or name == only}

    methods = list_baselines(jobs, nomenclature)
    start = time.process_time()
    full = Proximity(nomenclature)
    built = time.process_time() - start
    plain = Proximity(nomenclature, parts=WITHOUT_FREE_TEXT)
    methods |= {"Ours, no free text": plain.scores, "Ours, full": full.scores}
    methods["Ours, five declared skills"] = declare_skills(full)
    bridges, skills = load_bridges()
    if bridges:
        methods[BRIDGED] = Proximity(nomenclature, bridges=bridges, skills=skills).scores

    lines = ["| Method | Origins | R@10 | MRR | nDCG@10 | Hub share |", "|---|---|---|---|---|---|"]
    found: dict[tuple[str, str], Evaluation] = {}
    for name, scores in methods.items():
        for half, origins in shown.items():
            one = evaluate_ranking(scores, codes, truth, origins=origins, without=HUBS)
            found[name, half] = one
            lines.append(
                f"| {name} | {half} ({one.origins}) | {one.recall:.3f} | {one.first_hit:.3f} | {one.gain:.3f} |"
                f" {one.hub_share:.3f} {one.hub} |"
            )
    levels = {job.code: rate_level(job, nomenclature.items).points for job in jobs}
    directions = {half: rate_direction(levels, nomenclature, origins) for half, origins in shown.items()}
    lines += ["", *(f"Direction, {half}: {right:.3f} of {count}." for half, (right, count) in directions.items())]
    lines += ["", "| Origins of D1408 | Half | AUC | R@50 | Ranks of the five named |", "|---|---|---|---|---|"]
    feeders: dict[tuple[str, str], tuple[float, float, str]] = {}
    for name in ("Ours, full", BRIDGED) if bridges else ("Ours, full",):
        for half in shown:
            area, first, named = feeders[name, half] = rate_feeders(methods[name], codes, half)
            lines.append(f"| {name} | {half} | {area:.3f} | {first:.2f} | {named} |")
    lines += ["", f"{len(bridges)} bridges."]
    items = frozenset(one.item for one in jobs[0].requirements[:DECLARED])
    from_job = time_answer(lambda: full.rank_targets(REMOTE_ADVICE, most=10))
    from_skills = time_answer(lambda: full.rank_targets(Profile(items), most=10))
    lines += [
        "",
        f"Built in {built:.1f} s; an answer from a job {from_job:.1f} ms, from five skills {from_skills:.1f} ms"
        " (processor time).",
        "",
        *imports,
    ]
    advisor = build_advisor(load_profession(), on=date(2026, 12, 1))
    advise = time_answer(lambda: advisor.suggest(Person("cashier")))
    lines += ["", f"Five paths explained, with their counterfactuals: {advise:.1f} ms; more in `careers_paths.md`."]
    print("\n".join(lines))
    if only:
        return 0
    (HERE / "careers.md").write_text("# Proximity between jobs\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    judged = {name: found[name, "odd"] for name in methods}
    goals = (
        slowest < SLOWEST_IMPORT,
        judged["Ours, no free text"].recall >= 0.52,
        judged["Ours, full"].recall >= 0.58,
        judged["Ours, full"].first_hit >= 0.84,
        *(
            found[name, half].hub_share <= MOST_HUB_SHARE
            for name in methods
            if name.startswith("Ours")
            for half in halves
        ),
        judged["Ours, five declared skills"].recall >= 0.30,
        directions["odd"][0] >= 0.80,
        advise < MOST_MILLISECONDS,
        *(
            (
                feeders[BRIDGED, "all"][0] >= 0.92,
                feeders[BRIDGED, "all"][1] >= 0.75,
            )
            if bridges
            else ()
        ),
    )
    return 0 if all(goals) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
