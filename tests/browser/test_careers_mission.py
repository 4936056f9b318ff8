"""What anybody finds of the occupations as a sector: the mission and its plan, the observatory, a scenario changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support.harness.walks import Walks

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("lang", "size"), [("fr", (1280, 900)), ("en", (390, 844))], ids=["fr-wide", "en-phone"])
def test_anybody_reads_the_mission_and_changes_a_scenario(walks: Walks, lang: str, size: tuple[int, int]) -> None:
    """Two clicks to the mission, one to the observatory, three to a scenario with other assumptions."""
    french = lang == "fr"
    walk = walks.start(lang, 6, size)
    walk.follow("Métiers" if french else "Occupations", within="nav")
    walk.follow("Mission nationale" if french else "National mission", within="main")
    expect(walk.page.locator("[data-subject]")).to_have_count(4)
    walk.reads(lambda page: page.locator("main [data-action]"))
    walk.check()
    walk.follow("Observatoire des métiers" if french else "Observatory of occupations", within="main")
    expect(walk.page.locator("[data-moves] svg.chart").filter(visible=True)).to_have_count(1)
    walk.check()
    walk.follow("Scénarios d’emploi" if french else "Employment scenarios", within="main")
    walk.follow("Combien de personnes à recruter" if french else "How many people must outsourcers", within="main")
    expect(walk.page.locator("#hires svg").filter(visible=True)).to_have_count(1)
    walk.page.locator("[name=departures-high]").fill("20")
    walk.follow("Recalculer" if french else "Compute again", within="main")
    expect(walk.page.locator("[data-changed]")).to_be_visible()
    walk.check()
