"""What paths do to people, and what an answer costs: fairness, questions and processor time, on the shipped content.

Results go to ``careers_paths.md`` beside this file; the status is 1 when a recommendation takes longer than its goal,
or when the two genders of a title do not give the same list.
"""

import sys
import time
from datetime import date
from pathlib import Path

from filiere.careers.paths import Advisor, Person, build_advisor
from filiere.careers.paths.fairness import FairnessReport, report_fairness
from filiere.careers.paths.profession_titles import list_profession_titles
from filiere.careers.profession import load_profession
from filiere.careers.titles.resolution import TitleResolver

HERE = Path(__file__).resolve().parent
ON = date(2026, 12, 1)
GOAL = 20.0
"""Milliseconds of processor for a recommendation."""
RUNS = 5
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
        f"| The others, and how many they have | {few} |",
    ]


def main() -> int:
    """Measure, print and write the table."""
    profession = load_profession()
    start = time.process_time()
    advisor = build_advisor(profession, on=ON)
    built = time.process_time() - start
    report = report_fairness(advisor, TitleResolver(list_profession_titles(profession)), GENDERS)
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
    ]
    print("\n".join(lines))
    (HERE / "careers_paths.md").write_text("# Paths\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return 0 if longest < GOAL and not report.different else 1


if __name__ == "__main__":
    sys.exit(main())
