"""Attacks by subtraction on results of a survey: from a wave to the next, and from a result to its correction.

The attacker of ``support.oracles`` knows nothing of our code: he keeps everything that was published, knows whose
answers have not changed and the weights, and solves exactly. Each story first shows that he succeeds against
publications that are each safe alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from support.oracles.disclosure_through_time import Attack, Seen

from filiere.site.survey.waves.question_tables import OTHER, AnswerRow, QuestionTable
from filiere.site.survey.waves.result_confidentiality import judge_results
from filiere.site.survey.waves.result_ledger import EarlierPublication

DAY = date(2026, 12, 1)
NUMBER = QuestionTable(("posts",), shares=False)
SHARES = QuestionTable(("outlook-up", "outlook-stable"), shares=True)
EVERYBODY = ("Total", "Total")


type Rows = tuple[AnswerRow, ...]


def make_numbers(in_house: int, outsourced: int, *, left: Sequence[int] = (), corrected: Sequence[int] = ()) -> Rows:
    """Centres, each with a number of posts that never changes; some in-house ones have left, some were corrected."""
    found = []
    for segment, count in (("in_house", in_house), ("outsourced", outsourced)):
        for place in range(count):
            if segment == "in_house" and place in left:
                continue
            value = 5 + place % 7 + (9 if segment == "in_house" and place in corrected else 0)
            found.append(AnswerRow(f"{segment}-{place}", (segment, "50-499"), 2.0, {"posts": float(value)}))
    return tuple(found)


def make_shares(chosen: Sequence[str]) -> Rows:
    """In-house centres with these answers, and forty outsourcers that always say the same."""
    said = [("in_house", place, one) for place, one in enumerate(chosen)]
    said += [("outsourced", place, ("outlook-up", "outlook-stable", OTHER)[place % 3]) for place in range(40)]
    return tuple(
        AnswerRow(f"{segment}-{place}", (segment, "50-499"), 2.0, {key: float(key == one) for key in SHARES.outcomes})
        for segment, place, one in said
    )


@dataclass(frozen=True)
class Published:
    """A publication of one question, as we keep it and as a reader sees it."""

    kept: EarlierPublication
    table: QuestionTable

    def see(self) -> Seen:
        """The rows, which say which answer is in which cell, and the cells whose value is read."""
        rows, shown = [], set()
        for row in self.kept.rows:
            if self.table.shares:
                answer = next((key for key in self.table.outcomes if row.values[key]), OTHER)
                rows.append((row.contributor, *row.parts, answer, 1))
            else:
                rows.append((row.contributor, *row.parts, int(row.values[self.table.outcomes[0]] or 0)))
        for outcome, part in self.kept.told:
            name, _, value = (part or "").partition("=")
            codes = tuple(value if name == one else "Total" for one in ("segment", "size_class"))
            shown |= {(*codes, "Total"), (*codes, outcome)} if self.table.shares else {codes}
        return Seen(rows, frozenset(shown))


def publish(
    rows: Rows, table: QuestionTable, period: str, earlier: Sequence[Published] = (), *, alone: bool = False
) -> Published:
    """What goes out of a question, judged with what went out before; or ``alone``, as if nothing had."""
    day = DAY + timedelta(days=len(earlier))
    kept = () if alone else [one.kept for one in earlier]
    reasons = judge_results(rows, [table], day, period=period, earlier=kept)
    told = frozenset(name for name, why in reasons.items() if not why)
    return Published(EarlierPublication(f"{period} {len(earlier)}", period, day, rows, told), table)


def attack(*published: Published) -> Attack:
    return Attack([one.see() for one in published])


@pytest.mark.parametrize("period", ["2027-06", "2026-12"], ids=["next wave", "revision"])
def test_a_centre_that_left_is_not_the_difference_of_two_publications(period: str) -> None:
    """The same panel, one in-house centre less: the two sums of in-house centres differ by its answer."""
    first = publish(make_numbers(30, 40), NUMBER, "2026-12")
    later = make_numbers(30, 40, left=[4])
    naive = publish(later, NUMBER, period, [first], alone=True)
    assert attack(first, naive).finds(attack(first, naive).change(0, 1, ("in_house", "Total")))
    judged = publish(later, NUMBER, period, [first])
    played = attack(first, judged)
    for codes in (EVERYBODY, ("in_house", "Total"), ("Total", "50-499")):
        assert not played.finds(played.change(0, 1, codes))
    assert ("posts", "segment=outsourced") in judged.kept.told, "what has not changed tells nothing new"


def test_three_centres_that_left_are_no_secret() -> None:
    """What three set apart is a result like another, as between two tables of the house."""
    first = publish(make_numbers(30, 40), NUMBER, "2026-12")
    judged = publish(make_numbers(30, 40, left=[4, 5, 6]), NUMBER, "2027-06", [first])
    assert judged.kept.told == first.kept.told


def test_a_centre_that_changed_its_mind_is_not_found() -> None:
    """One in-house centre of thirty goes from stable to up, and nobody else moves."""
    before = ["outlook-up"] * 10 + ["outlook-stable"] * 10 + [OTHER] * 10
    first = publish(make_shares(before), SHARES, "2026-12")
    later = make_shares(["outlook-up"] * 11 + before[11:])
    naive = publish(later, SHARES, "2027-06", [first], alone=True)
    target = ("in_house", "Total", "outlook-up")
    assert attack(first, naive).finds(attack(first, naive).change(0, 1, target))
    judged = publish(later, SHARES, "2027-06", [first])
    played = attack(first, judged)
    assert not played.finds(played.change(0, 1, target))
    assert ("outlook-up", "segment=in_house") not in judged.kept.told
    assert ("outlook-up", "segment=outsourced") in judged.kept.told


def test_a_part_that_became_too_small_is_not_the_rest_of_last_wave() -> None:
    """Of nine in-house centres nothing is told now; the outsourcers are those of the wave before, to the last."""
    first = publish(make_numbers(10, 40), NUMBER, "2026-12")
    later = make_numbers(10, 40, left=[0])
    naive = publish(later, NUMBER, "2027-06", [first], alone=True)
    assert ("posts", "segment=in_house") not in naive.kept.told
    assert attack(first, naive).finds(attack(first, naive).target(1, ("in_house", "Total")))
    judged = publish(later, NUMBER, "2027-06", [first])
    assert not attack(first, judged).finds(attack(first, judged).target(1, ("in_house", "Total")))


@pytest.mark.parametrize(("corrected", "told"), [([3], False), ([3, 4], False), ([3, 4, 5], True)])
def test_a_correction_waits_for_that_of_others(corrected: list[int], told: bool) -> None:
    """A correction of one centre, or of two of which each has the other's, waits; that of three goes out."""
    first = publish(make_numbers(30, 40), NUMBER, "2026-12")
    judged = publish(make_numbers(30, 40, corrected=corrected), NUMBER, "2026-12", [first])
    assert (("posts", "segment=in_house") in judged.kept.told) is told
    if not told:
        played = attack(first, judged)
        assert not played.finds(played.change(0, 1, ("in_house", "Total")))


def test_a_correction_that_waited_goes_out_with_others_and_not_alone() -> None:
    """One correction waits while another part of the wave is published again; then three more come with it."""
    first = publish(make_numbers(30, 40), NUMBER, "2026-12")
    second = publish(make_numbers(30, 40, corrected=[3]), NUMBER, "2026-12", [first])
    third = publish(make_numbers(30, 40, corrected=[3, 4, 5, 6]), NUMBER, "2026-12", [first, second])
    assert ("posts", "segment=in_house") in third.kept.told
    played = attack(first, second, third)
    assert not played.finds(played.change(0, 1, ("in_house", "Total")))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_moves_in_a_panel_no_answer_of_one_or_two_is_found(seed: int) -> None:
    """Three waves of a panel in which some leave, come in or change: no change that rests on one or two is found."""
    random = Random(seed)  # noqa: S311  A panel, the same each time.
    answers = {f"c{place}": random.randint(3, 9) for place in range(44)}
    parts = {who: (random.choice(["in_house", "outsourced"]), random.choice(["under-50", "50-499"])) for who in answers}
    waves: list[Published] = []
    for wave in range(3):
        for who in random.sample(sorted(answers), random.randint(0, 4)):
            answers[who] = answers[who] + 1 if random.random() < 0.6 else 0
        rows = tuple(
            AnswerRow(who, parts[who], 1.5, {"posts": float(value)}) for who, value in answers.items() if value
        )
        waves.append(publish(rows, NUMBER, f"202{wave}-06", waves))
    played = attack(*waves)
    for first, second in ((0, 1), (1, 2), (0, 2)):
        for codes in (EVERYBODY, *((one, "Total") for one in ("in_house", "outsourced"))):
            changed = set(_list_values(waves[first], codes)) ^ set(_list_values(waves[second], codes))
            if 0 < len({who for who, _ in changed}) < 3:
                assert not played.finds(played.change(first, second, codes))


def _list_values(published: Published, codes: tuple[str, str]) -> list[tuple[str, float | None]]:
    return [
        (row.contributor, row.values["posts"])
        for row in published.kept.rows
        if all(code in ("Total", part) for code, part in zip(codes, row.parts, strict=True))
    ]
