"""Indicators of two figures: a value when the two match, the reason when they do not."""

from fractions import Fraction

import pytest

from filiere.core.language import use_language
from filiere.core.text import Text
from filiere.estimation import growth, jobs_per_position, offshore_share, revenue_per_job, sector_share
from filiere.figures import Break, Register, Series

UNEDIC = "unedic-2004-2008"


def series(register: Register, name: str) -> Series:
    """A series of the register, by id."""
    return next(one for one in register.series if one.id == name)


def test_growth_of_the_official_series(register: Register) -> None:
    """+60.1 % from 22,706 to 36,352, as the register computes it too."""
    found = growth(register, series(register, UNEDIC), "jobs-outsourced-2004-unedic", "jobs-outsourced-2008-unedic")
    assert found.value == Fraction(36_352, 22_706) - 1
    assert round(float(found.value * 100), 1) == float(register["jobs-outsourced-growth-2004-2008-unedic"].value or 0)


def test_growth_never_crosses_a_break(register: Register) -> None:
    """From the official count of 2008 to the Government's figure of 2009: refused, with the reason declared."""
    published = series(register, "outsourced-jobs-published")
    found = growth(register, published, "jobs-outsourced-2008-unedic", "jobs-outsourced-2009-government")
    assert found.value is None
    assert found.refusal is not None
    assert found.refusal.fr.startswith("Rupture")


@pytest.mark.parametrize("after", ["jobs-outsourced-2004-unedic", "jobs-outsourced-2006-unedic"])
def test_a_break_anywhere_between_stops_growth(register: Register, after: str) -> None:
    """The break may stand right after the first figure or further on."""
    whole = series(register, UNEDIC)
    broken = whole.model_copy(update={"breaks": (Break(after=after, reason=Text.same("test")),)})
    ends = "jobs-outsourced-2004-unedic", "jobs-outsourced-2008-unedic"
    assert growth(register, broken, *ends).value is None
    assert growth(register, broken, "jobs-outsourced-2007-unedic", ends[1]).value is not None


def test_growth_wants_the_older_figure_first(register: Register) -> None:
    """A change read backwards would be another number."""
    found = growth(register, series(register, UNEDIC), "jobs-outsourced-2008-unedic", "jobs-outsourced-2004-unedic")
    assert found.value is None


def test_sector_share_of_2008(register: Register) -> None:
    """0.220 % of salaried jobs, as the regional table prints it."""
    found = sector_share(register["jobs-outsourced-2008-unedic"], register["all-jobs-2008-france"])
    assert found.value == Fraction(36_352, 16_532_449)
    assert f"{float(found.value * 100):.3f}" == "0.220"


def test_sector_share_refuses_another_territory(register: Register) -> None:
    """The jobs of France over those of one region mean nothing."""
    found = sector_share(register["jobs-outsourced-2008-unedic"], register["all-jobs-2008-centre"])
    assert found.value is None
    assert found.refusal is not None
    assert "territoire" in found.refusal.fr


def test_jobs_per_position_of_germany(register: Register) -> None:
    """520,000 people on 345,000 positions: 1.51."""
    found = jobs_per_position(register["jobs-germany-2011"], register["positions-germany-2011"])
    assert found.value == Fraction(520, 345)
    assert round(float(found.value), 2) == 1.51


def test_jobs_per_position_refuses_another_year_and_other_units(register: Register) -> None:
    """People of 2009 do not sit on the positions of 2011, and centres are no positions."""
    assert jobs_per_position(register["jobs-germany-2009"], register["positions-germany-2011"]).value is None
    assert jobs_per_position(register["jobs-germany-2009"], register["centres-germany-2009"]).value is None


def test_revenue_per_full_time_equivalent_of_2019(register: Register) -> None:
    """INSEE gives both for activity 82.20: 2.6 billion over 27,300, in euros by full-time equivalent."""
    found = revenue_per_job(register["revenue-outsourced-2019-insee"], register["fte-outsourced-2019-insee"])
    assert found.value == Fraction(2_600_000_000, 27_300)
    assert found.unit == "eur/fte"


def test_revenue_of_the_world_over_jobs_of_france_is_refused(register: Register) -> None:
    """The 2.94 billion include production abroad; the 33,000 work in France."""
    found = revenue_per_job(register["revenue-outsourced-2019-sp2c"], register["jobs-outsourced-2019-sp2c"])
    assert found.value is None
    assert found.refusal is not None
    with use_language("en"):
        assert found.as_json()["refusal"] == found.refusal.en


def test_offshore_share_of_2008(register: Register) -> None:
    """20,000 abroad and 60,000 in France: a quarter."""
    abroad, home = register["jobs-offshore-2008-bearingpoint"], register["jobs-outsourced-2008-bearingpoint"]
    assert offshore_share(abroad, home).value == Fraction(1, 4)
    assert offshore_share(home, abroad).value is None


def test_offshore_share_never_mixes_segments(register: Register) -> None:
    """Outsourcers abroad over the whole sector in France is refused."""
    found = offshore_share(register["jobs-offshore-2008-bearingpoint"], register["jobs-whole-2008-poitiers"])
    assert found.value is None
    assert found.refusal is not None
    assert "segment" in found.refusal.en


def test_a_figure_with_one_bound_divides_nothing(register: Register) -> None:
    """“More than 2,900” has no middle."""
    open_ended = register["centres-whole-2002-cesmo"]
    assert sector_share(open_ended, open_ended).value is None
