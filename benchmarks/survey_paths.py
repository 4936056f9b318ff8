"""A thousand random respondents: they answer, change their minds, leave, come back, and go through a workbook.

For each questionnaire shipped, each respondent sends thirty screens. After each, what is stored is read again and must
be the same state; at the end the state goes out as a workbook, in French or in English, and must come back whole. One
that differs makes the exit status. `PATHS` changes their number.
"""

import json
import os
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.strategies.answer_paths import Respondent

from filiere.core import Lang
from filiere.survey.questionnaires import (
    AnswerState,
    Questionnaire,
    apply_answers,
    list_hidden_answers,
    load_questionnaire,
    start_answers,
)
from filiere.survey.questionnaires.workbook import (
    build_answer_workbook,
    build_changes,
    compare_workbook,
    read_answer_workbook,
)

HERE = Path(__file__).resolve().parent
PATHS = int(os.environ.get("PATHS", "1000"))
SCREENS = 30
WORDS = """# Results of `./dev bench survey_paths`

Random respondents on the questionnaires shipped: thirty screens each, stored and read again after each, then a workbook
out and in. *Answers*: held at the end. *Hidden*: those among them that a filter or a loop hides, which came back too.
*Lost*: states that differ; none is the goal.

"""
HEADS = (
    "Questionnaire",
    "Respondents",
    "Screens",
    "Answers",
    "Hidden",
    "Lost on resuming",
    "Lost in the workbook",
    "CPU, s",
)


@dataclass
class PathCounts:
    """What was met on the paths of a questionnaire."""

    screens: int = 0
    answers: int = 0
    hidden: int = 0
    lost_resuming: int = 0
    lost_in_workbook: int = 0


def follow_path(questionnaire: Questionnaire, seed: int, counts: PathCounts) -> None:
    """Follow one respondent to the end, and count."""
    respondent = Respondent(questionnaire, random.Random(seed))
    stays = resumes = start_answers(questionnaire)
    for _ in range(SCREENS):
        changes = respondent.send_screen(stays)
        stays = apply_answers(questionnaire, stays, changes)
        resumes = AnswerState.from_json(
            json.loads(json.dumps(apply_answers(questionnaire, resumes, changes).as_json()))
        )
        counts.screens += 1
        counts.lost_resuming += resumes != stays
    counts.answers += len(stays.values)
    counts.hidden += len(list_hidden_answers(questionnaire, stays))
    counts.lost_in_workbook += not survives_workbook(questionnaire, stays, "en" if seed % 2 else "fr")


def survives_workbook(questionnaire: Questionnaire, state: AnswerState, lang: Lang) -> bool:
    """Whether a state is the same after a workbook: read onto nothing, and read onto itself."""
    data = build_answer_workbook(questionnaire, state, respondent="r", lang=lang, exported=date(2026, 11, 2))
    workbook = read_answer_workbook(data, questionnaire, respondent="r", file="r.xlsx")
    nothing = AnswerState(state.questionnaire, visited=state.visited)
    again = compare_workbook(state, workbook)
    return (
        apply_answers(questionnaire, nothing, build_changes(dict(workbook.entries))) == state
        and apply_answers(questionnaire, state, again.changes) == state
        and not again.conflicts
    )


def main() -> int:
    """Follow all paths, print the table and write it beside this file."""
    lines = ["| " + " | ".join(HEADS) + " |", "|---|" + "---:|" * (len(HEADS) - 1)]
    lost = 0
    for key in ("barometer", "centres"):
        questionnaire, counts, start = load_questionnaire(key), PathCounts(), time.process_time()
        for seed in range(PATHS):
            follow_path(questionnaire, seed, counts)
        lost += counts.lost_resuming + counts.lost_in_workbook
        cells = (questionnaire.identifier, PATHS, counts.screens, counts.answers, counts.hidden)
        cells += (counts.lost_resuming, counts.lost_in_workbook, round(time.process_time() - start))
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    table = "\n".join(lines) + "\n"
    print(table)
    day = datetime.now(UTC).date().isoformat()
    (HERE / "survey_paths.md").write_text(f"{WORDS}{day}\n\n{table}", encoding="utf-8")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
