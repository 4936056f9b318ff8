"""What paths do to people, and what an answer costs: fairness, questions and processor time, on the shipped content.

Results go to ``careers_paths.md`` beside this file; the status is 1 when a recommendation takes longer than its goal,
or when the two genders of a title do not give the same list.
"""

import statistics
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from filiere.careers.evaluation import is_even
from filiere.careers.paths import Advisor, Person, build_advisor
from filiere.careers.paths.fairness import FairnessReport, report_fairness
from filiere.careers.paths.profession_titles import list_profession_titles
from filiere.careers.paths.weights import WEIGHTS, list_weights
from filiere.careers.profession import Profession, load_profession
from filiere.careers.titles.resolution import TitleResolver

HERE = Path(__file__).resolve().parent
ON = date(2026, 12, 1)
GOAL = 20.0
"""Milliseconds of processor for a recommendation."""
RUNS = 5
LENGTHS = (5, 10)
"""The first targets that are shown, and those that are looked at for hubs."""
GENDERS = (
    ("caissier", "caissière"),
    ("serveur", "serveuse"),
    ("vendeur", "vendeuse"),
    ("employé de maison", "employée de maison"),
    ("agent d’accueil", "agente d’accueil"),
    ("équipier de restauration rapide", "équipière de restauration rapide"),
    ("aide-soignant", "aide-soignante"),
    ("conducteur de bus", "conductrice de bus"),
    ("coiffeur", "coiffeuse"),
    ("secrétaire médical", "secrétaire médicale"),
    ("opérateur de saisie", "opératrice de saisie"),
    ("employé de rayon", "employée de rayon"),
    ("téléconseiller", "téléconseillère"),
    ("télévendeur", "télévendeuse"),
    ("conseiller réclamations", "conseillère réclamations"),
    ("superviseur", "superviseure"),
    ("formateur de terrain", "formatrice de terrain"),
    ("planificateur des effectifs", "planificatrice des effectifs"),
    ("directeur de la relation client", "directrice de la relation client"),
)


def time_answers(advisor: Advisor) -> list[tuple[float, str]]:
    """Return the median processor time of a recommendation from each job, warm, in milliseconds, the longest first."""
    profession = advisor.profession
    found = []
    for job in ("", *profession.occupations, *profession.feeders, *profession.exits):
        spent = []
        for _ in range(RUNS):
            start = time.process_time()
            advisor.suggest(Person(job))
            spent.append((time.process_time() - start) * 1000)
        found.append((sorted(spent)[RUNS // 2], job or "no job"))
    return sorted(found, reverse=True)


def describe_fairness(report: FairnessReport) -> list[str]:
    """Return the report as a table."""
    crowded = sorted(report.presence.items(), key=lambda one: (-one[1], one[0]))[:5]
    few = ", ".join(f"{name} {count}" for name, count in sorted(report.few.items())) or "none"
    return [
        "| Fairness | Result |",
        "|---|---|",
        f"| Titles in both genders: least overlap of lists (p = .9) | {report.overlap:.3f} of {report.pairs} pairs |",
        f"| Most frequent target of lists of ten, from {report.lists} feeder jobs | {report.hub} {report.hub_share:.2f}"
        f" of the lists; {len(report.presence)} targets stand in one at least |",
        f"| The five most frequent | {', '.join(f'{name} {share:.2f}' for name, share in crowded)} |",
        f"| Feeder jobs of level 1 with three targets within six months | {report.open_origins} of {report.low_origins}"
        f" ({report.open_share:.2f}) |",
        f"| The same, by the highest time | {report.surely_open_origins} of {report.low_origins} |",
        f"| The others, and how many they have | {few} |",
    ]


def describe_lists(advisor: Advisor) -> list[str]:
    """Return what stands in the lists from feeder jobs, by half, beside what the profession states of their ways."""
    rows = [
        "| Feeder jobs | List | Mean length | Stated ways found | Targets in all | The most frequent, and the share of"
        " jobs that state it | Furthest above what is stated |",
        "|---|---|---|---|---|---|---|",
    ]
    feeders = list(advisor.profession.feeders.values())
    halves = {
        "even": [one for one in feeders if is_even(one.id)],
        "odd": [one for one in feeders if not is_even(one.id)],
        "all": feeders,
    }
    for half, jobs in halves.items():
        stated = Counter(way for job in jobs for way in job.occupations)
        for most in LENGTHS:
            lists = {job.id: advisor.list_targets(Person(job.id), most=most) for job in jobs}
            counts = Counter(target for found in lists.values() for target in found)
            hits = sum(way in lists[job.id] for job in jobs for way in job.occupations)
            top = min(counts, key=lambda name: (-counts[name], name))
            above = min(counts, key=lambda name: (stated[name] - counts[name], name))
            size = len(jobs)
            rows.append(
                f"| {half} ({size}) | {most} | {counts.total() / size:.1f} | {hits / stated.total():.3f} of"
                f" {stated.total()} | {len(counts)} | {top} {counts[top] / size:.2f}, {stated[top] / size:.2f} |"
                f" {above} {counts[above] / size:.2f}, {stated[above] / size:.2f} |"
            )
    return rows


def describe_sensitivity(profession: Profession) -> list[str]:
    """Return, for each weight a quarter less and more, how many lists of five change, and the mean rank correlation."""
    base = build_advisor(profession, on=ON)
    people = [Person(name) for name in profession.feeders]
    fives, ranks = [base.list_targets(one) for one in people], [base.list_targets(one, most=26) for one in people]
    rows = [
        "| Weight | Value | −25 %: lists, correlation | +25 %: lists, correlation | Reason |",
        "|---|---|---|---|---|",
    ]
    for name, value, reason in list_weights():
        cells = []
        for factor in (0.75, 1.25):
            advisor = build_advisor(profession, on=ON, weights=WEIGHTS.scale(name, factor))
            changed = sum(advisor.list_targets(one) != five for one, five in zip(people, fives, strict=True))
            mean = statistics.fmean(
                _correlate(rank, advisor.list_targets(one, most=26)) for one, rank in zip(people, ranks, strict=True)
            )
            cells.append(f"{changed} of {len(people)}, {mean:.3f}")
        rows.append(f"| {name} | {value:g} | {' | '.join(cells)} | {reason} |")
    return rows


def describe_shares(profession: Profession, resolver: TitleResolver) -> list[str]:
    """Return what the share of people who hold a skill that their job does not ask does to the likely time."""
    rows = [
        "| Share of people who hold what their job does not ask | Feeder jobs of level 1 with three targets |",
        "|---|---|",
    ]
    for share in (0.0, 0.19, WEIGHTS.share_other, 0.31):
        advisor = build_advisor(profession, on=ON, weights=replace(WEIGHTS, share_other=share))
        report = report_fairness(advisor, resolver, ())
        rows.append(f"| {share:.2f} | {report.open_origins} of {report.low_origins} |")
    return rows


def _correlate(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    """Spearman’s correlation of two rankings of the same targets."""
    both = [one for one in first if one in second]
    places = {name: at for at, name in enumerate(one for one in second if one in first)}
    size = len(both)
    apart = sum((at - places[name]) ** 2 for at, name in enumerate(both))
    return 1 - 6 * apart / (size * (size * size - 1)) if size > 1 else 1.0


def main() -> int:
    """Measure, print and write the table."""
    profession = load_profession()
    start = time.process_time()
    advisor = build_advisor(profession, on=ON)
    built = time.process_time() - start
    resolver = TitleResolver(list_profession_titles(profession))
    report = report_fairness(advisor, resolver, GENDERS)
    times = time_answers(advisor)
    middle, (longest, job) = times[len(times) // 2][0], times[0]
    start = time.process_time()
    advisor.choose_questions(Person("cashier"), most=12)
    asked = (time.process_time() - start) * 1000
    lines = [
        *describe_fairness(report),
        "",
        f"Built in {built:.1f} s. A recommendation of five paths, each explained and with its counterfactual, from"
        f" {len(times)} origins: median {middle:.1f} ms, longest {longest:.1f} ms ({job}). Twelve questions:"
        f" {asked:.1f} ms (processor time).",
        "",
        *describe_lists(advisor),
        "",
        *describe_shares(profession, resolver),
        "",
        *describe_sensitivity(profession),
    ]
    print("\n".join(lines))
    (HERE / "careers_paths.md").write_text("# Paths\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return 0 if longest < GOAL and not report.different else 1


if __name__ == "__main__":
    sys.exit(main())
