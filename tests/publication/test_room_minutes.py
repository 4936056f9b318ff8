"""The minutes of a room print each decision with the disagreement that is bound to it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from filiere.core.text import Text
from filiere.publication.documents import (
    DissentRecord,
    RoomCollegeVotes,
    RoomDecision,
    RoomMinutes,
    RoomPresence,
    Stamp,
    room_minutes_pdf,
)

COLLEGE = Text(fr="Salariés", en="Employees")


def build_record() -> RoomMinutes:
    """One decision, one note."""
    return RoomMinutes(
        stamp=Stamp(issuer="Association", reference="dm-1", issued=date(2026, 11, 19)),
        room=Text(fr="Commission", en="Commission"),
        day=date(2026, 11, 19),
        place="Salle",
        presence=(RoomPresence(college=COLLEGE, seats=3, present=2, organisations=("Union <b>",)),),
        text="Premier point.\n\nSecond point.",
        decisions=(
            RoomDecision(
                title=Text(fr="T1-01. Écoutes", en="T1-01. Monitoring"),
                before="Sous 15 jours.",
                words="Sous 8 jours.",
                words_sha256="a" * 64,
                decision_sha256="b" * 64,
                result=Text(fr="Rejeté : 1 pour, 1 contre.", en="Rejected: 1 for, 1 against."),
                colleges=(
                    RoomCollegeVotes(
                        college=COLLEGE, in_favour=1, against=1, blank=0, abstained=0, absent=1, majority=False
                    ),
                ),
                dissents=(
                    DissentRecord(organisation="Union", signed=date(2026, 11, 21), text="Huit jours suffisent."),
                ),
            ),
        ),
        version=1,
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", ("Note de désaccord", "Pas encore")), ("en", ("Note of disagreement", "Not yet"))],
)
def test_a_decision_is_printed_with_its_disagreement(lang: Any, said: tuple[str, ...]) -> None:
    pages = PdfReader(BytesIO(room_minutes_pdf(build_record(), lang))).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).split())
    for words in ("Huit jours suffisent.", "Sous 8 jours.", "Second point.", "Union <b>", *said):
        assert words in text, words
    assert text.index("Rejet" if lang == "fr" else "Rejected") < text.index("Huit jours suffisent.")
