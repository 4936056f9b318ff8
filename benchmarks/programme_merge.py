"""How long a merge takes: a thousand paragraphs and five hundred amendments, and paragraphs that follow one another.

.venv/bin/python -m benchmarks.programme_merge
"""

import random
import time

from filiere.programme.amendment_records import Amendment
from filiere.programme.amendment_votes import order_votes
from filiere.programme.amendments import merge_amendments
from filiere.programme.paragraphs import join_paragraphs

PARAGRAPHS, AMENDMENTS, ROUNDS = 1_000, 500, 5


def draw_amendments(chance: random.Random) -> list[Amendment]:
    """Return amendments of which none collides: one a paragraph, of each kind in turn."""
    numbers = chance.sample(range(1, PARAGRAPHS + 1), AMENDMENTS)
    made = []
    for rank, number in enumerate(numbers):
        texts = {"text": f"Texte nouveau de la proposition {rank}."}
        shapes = (
            {"op": "replace", **texts},
            {"op": "insert_after", **texts},
            {"op": "delete"},
            {"op": "number", "old": str(1000 + number), "new": "7"},
            {"op": "move_before", "to": number % PARAGRAPHS + 1},
        )
        made.append(Amendment(key=f"A{rank:03}", paragraph=number, **shapes[rank % 5]))  # type: ignore[arg-type]
    return made


def main() -> None:
    """Print the best time of each."""
    chance = random.Random(19)
    words = " ".join(f"mot{rank}" for rank in range(80))
    base = join_paragraphs(f"Paragraphe, {1000 + number} jours. {words}" for number in range(1, PARAGRAPHS + 1))
    made = draw_amendments(chance)
    chain = [Amendment(key=n, op="move_after", paragraph=n, to=n + 1) for n in range(1, PARAGRAPHS)]
    for name, run in (
        (f"merge, {PARAGRAPHS} paragraphs × {AMENDMENTS} amendments", lambda: merge_amendments(base, made)),
        (f"merge, {PARAGRAPHS - 1} moves, each after the next", lambda: merge_amendments(base, chain)),
        (f"order of votes, {AMENDMENTS} amendments", lambda: order_votes(base, made)),
    ):
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            run()
            times.append(time.perf_counter() - began)
        print(f"{name}: {min(times) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
